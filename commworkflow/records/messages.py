"""Messages, their working copies and their revisions."""

from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, Text, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from commworkflow.records.base import Base, Id, Json, Moment, Named, one_of
from commworkflow.rules.situation import Status


class Message(Named, Base):
    """One thing the hospital may say. ``status`` and ``version`` are written by ``actions/moving.py`` alone."""

    __tablename__ = "message"
    __table_args__ = (
        one_of("status", Status),
        CheckConstraint("reading_class BETWEEN 0 AND 3", name="reading_class_known"),
        CheckConstraint(
            "status NOT IN ('submitted', 'validated', 'released', 'withdrawn', 'refused')"
            " OR current_sealed_text_id IS NOT NULL",
            name="sealed_once_submitted",
        ),
        UniqueConstraint("incident_id", "rank"),
        Index("ix_message_incident_id_status", "incident_id", "status"),
        Index("ix_message_establishment_id_status", "establishment_id", "status", "changed_at"),
        Index("ix_message_replaces_id", "replaces_id"),
        Index(
            "ix_message_reports",
            "establishment_id",
            "status",
            sqlite_where=text("audience = 'cell'"),
            postgresql_where=text("audience = 'cell'"),
        ),
    )

    number: Mapped[str] = mapped_column(Text, unique=True)
    rank: Mapped[int]
    incident_id: Mapped[int] = mapped_column(ForeignKey("incident.id"))
    establishment_id: Mapped[int] = mapped_column(ForeignKey("establishment.id"))
    family: Mapped[str] = mapped_column(Text)
    audience: Mapped[str] = mapped_column(Text)
    language: Mapped[str] = mapped_column(Text)
    reading_class: Mapped[int]
    template_id: Mapped[int] = mapped_column(ForeignKey("kept_source.id"))
    title: Mapped[str] = mapped_column(Text)
    status: Mapped[str] = mapped_column(Text)
    version: Mapped[int]
    replaces_id: Mapped[int | None] = mapped_column(ForeignKey("message.id"))
    copied_from_id: Mapped[int | None] = mapped_column(ForeignKey("revision.id", use_alter=True))
    current_sealed_text_id: Mapped[int | None] = mapped_column(ForeignKey("sealed_text.id", use_alter=True))
    made_by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    made_at: Mapped[Moment]
    changed_at: Mapped[Moment]


class WorkingCopy(Base):
    """A form as one person is typing it in one sitting, overwritten as they type; in no journal.

    ``base`` is the number of the revision it was opened on. It counts until its person saves a revision.
    """

    __tablename__ = "working_copy"
    __table_args__ = (UniqueConstraint("message_id", "person_id", "sitting"),)

    id: Mapped[Id]
    message_id: Mapped[int] = mapped_column(ForeignKey("message.id"))
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    sitting: Mapped[str] = mapped_column(Text)
    base: Mapped[int]
    fields: Mapped[list[list[str]]] = mapped_column(Json)
    saved_at: Mapped[Moment]


class Revision(Named, Base):
    """A text as somebody saved it: title, sections of small HTML, answers as typed. Immutable.

    ``proposed_change_id``: the change it took over, proposed by somebody who is no author of it.
    """

    __tablename__ = "revision"
    __table_args__ = (UniqueConstraint("message_id", "number"),)

    message_id: Mapped[int] = mapped_column(ForeignKey("message.id"))
    number: Mapped[int]
    title: Mapped[str] = mapped_column(Text)
    sections: Mapped[list[dict[str, str]]] = mapped_column(Json)
    answers: Mapped[dict[str, Any]] = mapped_column(Json)
    author_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    mandate_id: Mapped[int] = mapped_column(ForeignKey("mandate.id"))
    at: Mapped[Moment]
    from_revision_id: Mapped[int | None] = mapped_column(ForeignKey("revision.id"))
    proposed_change_id: Mapped[int | None] = mapped_column(ForeignKey("proposed_change.id", use_alter=True))
