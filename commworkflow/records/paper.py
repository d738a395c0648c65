"""Paper: the numbers that were printed, and what was written under each."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, Text, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from commworkflow.records.base import Base, Moment, Named, Utc, one_of
from commworkflow.rules.paper import SlipKind


class SlipRun(Named, Base):
    """The numbers one print reserved for paper: a number printed and never typed in is a gap, and is shown."""

    __tablename__ = "slip_run"
    __table_args__ = (
        CheckConstraint("last_rank >= first_rank", name="in_order"),
        UniqueConstraint("year", "first_rank"),
    )

    establishment_id: Mapped[int] = mapped_column(ForeignKey("establishment.id"))
    year: Mapped[int]
    first_rank: Mapped[int]
    last_rank: Mapped[int]
    printed_at: Mapped[Moment]
    printed_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))


class PaperSlip(Named, Base):
    """What stood on one slip, typed in later and marked so for ever; or what became of it. Append-only.

    ``happened_at``: the hour written on the paper; ``entered_at``: the hour it was typed in. ``written_by`` may be
    somebody without an account. A slip said to be lost may still turn up, and is then typed in: two rows, one number.
    """

    __tablename__ = "paper_slip"
    __table_args__ = (
        one_of("kind", SlipKind),
        CheckConstraint("reading_class BETWEEN 0 AND 3", name="reading_class_known"),
        CheckConstraint("kind IN ('spoiled', 'lost') OR happened_at IS NOT NULL", name="hour_of_what_was_written"),
        Index("ix_paper_slip_message_id", "message_id"),
        Index(
            "uq_paper_slip_entered_once",
            "number",
            unique=True,
            sqlite_where=text("kind <> 'lost'"),
            postgresql_where=text("kind <> 'lost'"),
        ),
    )

    number: Mapped[str] = mapped_column(Text)
    establishment_id: Mapped[int] = mapped_column(ForeignKey("establishment.id"))
    incident_id: Mapped[int | None] = mapped_column(ForeignKey("incident.id"))
    message_id: Mapped[int | None] = mapped_column(ForeignKey("message.id"))
    decision_id: Mapped[int | None] = mapped_column(ForeignKey("decision.id"))
    kind: Mapped[str] = mapped_column(Text)
    reading_class: Mapped[int]
    happened_at: Mapped[datetime | None] = mapped_column(Utc)
    entered_at: Mapped[Moment]
    written_by: Mapped[str] = mapped_column(Text)
    typed_by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    body: Mapped[str] = mapped_column(Text)
    file_id: Mapped[int | None] = mapped_column(ForeignKey("file.id"))
