"""Whom the hospital can reach outside its own network: authorities, press, neighbours, suppliers."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index, Text
from sqlalchemy.orm import Mapped, mapped_column

from commworkflow.records.base import Base, Named, Utc, one_of
from commworkflow.rules.contacts import Circle


class Contact(Named, Base):
    """Somebody to call or to write to. Retired, never deleted: who was told by this line must stay known.

    ``checked_at``: when somebody last tried the number; None: never.
    """

    __tablename__ = "contact"
    __table_args__ = (one_of("circle", Circle), Index("ix_contact_establishment_id", "establishment_id"))

    establishment_id: Mapped[int] = mapped_column(ForeignKey("establishment.id"))
    circle: Mapped[str] = mapped_column(Text)
    name: Mapped[str] = mapped_column(Text)
    organisation: Mapped[str] = mapped_column(Text)
    quality: Mapped[str] = mapped_column(Text)
    telephone: Mapped[str] = mapped_column(Text)
    other_telephone: Mapped[str] = mapped_column(Text)
    email: Mapped[str] = mapped_column(Text)
    note: Mapped[str] = mapped_column(Text)
    checked_at: Mapped[datetime | None] = mapped_column(Utc)
    retired_at: Mapped[datetime | None] = mapped_column(Utc)
