"""Incidents, and the establishments each one touches."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Text
from sqlalchemy.orm import Mapped, mapped_column

from commworkflow.records.base import Base, Moment, Named, Utc


class Incident(Named, Base):
    """An attack or failure that makes the hospital speak; its length is computed, never stored.

    ``in_calm``: none happened; it is a dossier in which texts are prepared and validated for a night to come.
    """

    __tablename__ = "incident"
    __table_args__ = (
        CheckConstraint("closed_at IS NULL OR closed_at >= discovered_at", name="closed_after_discovery"),
    )

    number: Mapped[str] = mapped_column(Text, unique=True)
    year: Mapped[int]
    rank: Mapped[int]
    title: Mapped[str] = mapped_column(Text)
    nature: Mapped[str] = mapped_column(Text, default="")
    discovered_at: Mapped[Moment]
    discovered_by: Mapped[str] = mapped_column(Text, default="")
    opened_at: Mapped[Moment]
    opened_by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    closed_at: Mapped[datetime | None] = mapped_column(Utc)
    in_calm: Mapped[bool] = mapped_column(default=False)


class IncidentEstablishment(Base):
    """An establishment the incident touches."""

    __tablename__ = "incident_establishment"

    incident_id: Mapped[int] = mapped_column(ForeignKey("incident.id"), primary_key=True)
    establishment_id: Mapped[int] = mapped_column(ForeignKey("establishment.id"), primary_key=True)
