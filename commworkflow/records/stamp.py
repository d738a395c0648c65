"""The stamp of a database: which world it belongs to, which installation made it."""

from sqlalchemy import CheckConstraint, Text
from sqlalchemy.orm import Mapped, mapped_column

from commworkflow.records.base import Base, Id, Moment, one_of
from commworkflow.rules.worlds import World


class Stamp(Base):
    """One row: a database opened in another world than its own stops the start."""

    __tablename__ = "stamp"
    __table_args__ = (one_of("world", World), CheckConstraint("id = 1", name="one_row"))

    id: Mapped[Id]
    world: Mapped[str] = mapped_column(Text)
    installation_uid: Mapped[str] = mapped_column(Text)
    made_at: Mapped[Moment]
