"""Texts as frozen at submission, and what people said of them: opinions, waivers, decisions."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index, LargeBinary, Text, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from commworkflow.records.base import Base, Id, Json, Moment, Named, Utc, one_of
from commworkflow.rules.by_hand import Basis, Confirmation
from commworkflow.rules.refusals import Force
from commworkflow.rules.roles import Role
from commworkflow.rules.situation import Verdict


class SealedText(Named, Base):
    """What was submitted, as bytes: from here on it is rendered only from them. Immutable."""

    __tablename__ = "sealed_text"
    __table_args__ = (UniqueConstraint("revision_id"), Index("ix_sealed_text_message_id", "message_id"))

    message_id: Mapped[int] = mapped_column(ForeignKey("message.id"))
    revision_id: Mapped[int] = mapped_column(ForeignKey("revision.id"))
    submitted_by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    mandate_id: Mapped[int] = mapped_column(ForeignKey("mandate.id"))
    submitted_at: Mapped[Moment]
    format: Mapped[int]
    canonical: Mapped[bytes] = mapped_column(LargeBinary)
    seal: Mapped[str] = mapped_column(Text, unique=True)
    text_digest: Mapped[str] = mapped_column(Text, index=True)
    reading_class: Mapped[int]
    channels: Mapped[list[str]] = mapped_column(Json)
    template_digest: Mapped[str] = mapped_column(Text)
    world: Mapped[str] = mapped_column(Text)
    words: Mapped[int]


class FrozenFact(Base):
    """The value of a fact as it stands in one sealed text."""

    __tablename__ = "frozen_fact"
    __table_args__ = (UniqueConstraint("sealed_text_id", "key"),)

    id: Mapped[Id]
    sealed_text_id: Mapped[int] = mapped_column(ForeignKey("sealed_text.id"))
    key: Mapped[str] = mapped_column(Text, index=True)
    value_uid: Mapped[str] = mapped_column(Text)
    value: Mapped[object] = mapped_column(Json)
    reading_class: Mapped[int]


class Opinion(Named, Base):
    """What the holder of a role says of a sealed text. Append-only."""

    __tablename__ = "opinion"
    __table_args__ = (
        one_of("verdict", Verdict),
        one_of("role", Role),
        UniqueConstraint("message_id", "number"),
        Index("ix_opinion_sealed_text_id", "sealed_text_id"),
    )

    message_id: Mapped[int] = mapped_column(ForeignKey("message.id"))
    sealed_text_id: Mapped[int] = mapped_column(ForeignKey("sealed_text.id"))
    number: Mapped[int]
    role: Mapped[str] = mapped_column(Text)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    verdict: Mapped[str] = mapped_column(Text)
    comment: Mapped[str] = mapped_column(Text)
    at: Mapped[Moment]


class Waiver(Named, Base):
    """An objection somebody went past in writing. Append-only."""

    __tablename__ = "waiver"
    __table_args__ = (one_of("force", Force), Index("ix_waiver_sealed_text_id", "sealed_text_id"))

    sealed_text_id: Mapped[int] = mapped_column(ForeignKey("sealed_text.id"))
    action: Mapped[str] = mapped_column(Text)
    rule: Mapped[str] = mapped_column(Text)
    force: Mapped[str] = mapped_column(Text)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    reason: Mapped[str] = mapped_column(Text)
    at: Mapped[Moment]


class Decision(Named, Base):
    """A decision on a sealed text: which, by whom, under which mandate, on what basis. Append-only.

    ``renews_id``: the lapsed validation this one takes the place of. One validation a text, one renewal a validation.
    ``recorded_by_id``: who wrote down what ``person_id`` said by telephone or signed on paper; nobody for a decision on
    a screen. ``reached``: the number called back, or who brought the paper. ``on_behalf_of_id``: for whom a delegate
    decided. ``rests_on_id``: the validation in calm that a finished text rests on; ``recorded_by_id`` then finished it.
    """

    __tablename__ = "decision"
    __table_args__ = (
        one_of("basis", Basis),
        Index("ix_decision_message_id", "message_id"),
        Index("ix_decision_sealed_text_id", "sealed_text_id"),
        Index(
            "uq_decision_one_validation",
            "sealed_text_id",
            unique=True,
            sqlite_where=text("action = 'validate' AND renews_id IS NULL"),
            postgresql_where=text("action = 'validate' AND renews_id IS NULL"),
        ),
        Index(
            "ix_decision_by_hand",
            "said_at",
            "id",
            sqlite_where=text("basis IN ('paper', 'telephone')"),
            postgresql_where=text("basis IN ('paper', 'telephone')"),
        ),
        UniqueConstraint("renews_id"),
    )

    message_id: Mapped[int] = mapped_column(ForeignKey("message.id"))
    sealed_text_id: Mapped[int] = mapped_column(ForeignKey("sealed_text.id"))
    action: Mapped[str] = mapped_column(Text)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    mandate_id: Mapped[int] = mapped_column(ForeignKey("mandate.id"))
    basis: Mapped[str] = mapped_column(Text, default=Basis.SCREEN)
    on_behalf_of_id: Mapped[int | None] = mapped_column(ForeignKey("mandate.id"))
    said_at: Mapped[Moment]
    entered_at: Mapped[Moment]
    witness: Mapped[str] = mapped_column(Text, default="")
    step_up: Mapped[str] = mapped_column(Text, default="")
    holds_until: Mapped[datetime | None] = mapped_column(Utc)
    not_before: Mapped[datetime | None] = mapped_column(Utc)
    reason: Mapped[str] = mapped_column(Text, default="")
    seen_opinion: Mapped[int]
    signed_as: Mapped[str] = mapped_column(Text, default="")
    renews_id: Mapped[int | None] = mapped_column(ForeignKey("decision.id"))
    recorded_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    reached: Mapped[str] = mapped_column(Text, default="")
    scan_id: Mapped[int | None] = mapped_column(ForeignKey("file.id"))
    rests_on_id: Mapped[int | None] = mapped_column(ForeignKey("decision.id"))


class DecisionConfirmation(Named, Base):
    """What the director said, once back at a screen, of a decision recorded by hand: one answer each. Append-only."""

    __tablename__ = "decision_confirmation"
    __table_args__ = (one_of("verdict", Confirmation),)

    decision_id: Mapped[int] = mapped_column(ForeignKey("decision.id"), unique=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    verdict: Mapped[str] = mapped_column(Text)
    reason: Mapped[str] = mapped_column(Text, default="")
    at: Mapped[Moment]
