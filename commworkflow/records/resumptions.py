"""Each time this world went on from a copy: two worlds that go on from one copy would give one number twice."""

from datetime import datetime

from sqlalchemy import Text
from sqlalchemy.orm import Mapped, mapped_column

from commworkflow.records.base import Base, Json, Moment, Named, Utc


class Resumption(Named, Base):
    """A world went on from a copy; ``uid`` names the life it has led since. Append-only.

    ``later_at``: when a later copy was made that was known then and not taken. ``given_up``: the uids of other lives
    begun from copies of this world, known then and said to have ended.
    """

    __tablename__ = "resumption"

    at: Mapped[Moment]
    copied_at: Mapped[Moment]
    copied_sequence: Mapped[int]
    copied_leaf: Mapped[str] = mapped_column(Text)
    machine: Mapped[str] = mapped_column(Text)
    later_at: Mapped[datetime | None] = mapped_column(Utc)
    given_up: Mapped[list[str]] = mapped_column(Json)
