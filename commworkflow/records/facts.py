"""Facts of an incident, and every value each one had."""

from sqlalchemy import ForeignKey, Index, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from commworkflow.records.base import Base, Json, Moment, Named


class Fact(Named, Base):
    """One thing that is known, or not, of an incident. Its values are rows of their own."""

    __tablename__ = "fact"
    __table_args__ = (UniqueConstraint("incident_id", "key"),)

    incident_id: Mapped[int] = mapped_column(ForeignKey("incident.id"))
    key: Mapped[str] = mapped_column(Text)
    reading_class: Mapped[int]


class FactValue(Named, Base):
    """A value somebody stood for at some moment; a later one supersedes it, none is changed. Append-only."""

    __tablename__ = "fact_value"
    __table_args__ = (Index("ix_fact_value_fact_id", "fact_id"), UniqueConstraint("supersedes_id"))

    fact_id: Mapped[int] = mapped_column(ForeignKey("fact.id"))
    value: Mapped[object] = mapped_column(Json)
    said_by: Mapped[str] = mapped_column(Text)
    true_at: Mapped[Moment]
    entered_at: Mapped[Moment]
    entered_by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    reason: Mapped[str] = mapped_column(Text, default="")
    supersedes_id: Mapped[int | None] = mapped_column(ForeignKey("fact_value.id"))
