"""What was found each time somebody held the machine's clock against an hour heard elsewhere."""

from sqlalchemy import ForeignKey, Text
from sqlalchemy.orm import Mapped, mapped_column

from commworkflow.records.base import Base, Moment, Named, one_of
from commworkflow.rules.hours import HeardFrom


class ClockCheck(Named, Base):
    """One comparison. ``at``: the machine's hour; ``said``: the hour heard; ``offset_seconds``: what lies between,
    positive where the machine is ahead; ``how``: where it was heard.
    """

    __tablename__ = "clock_check"
    __table_args__ = (one_of("how", HeardFrom),)

    at: Mapped[Moment]
    said: Mapped[Moment]
    offset_seconds: Mapped[int]
    how: Mapped[str] = mapped_column(Text)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
