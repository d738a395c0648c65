"""Whether this world went on from a copy, and what may be missing in it."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from commworkflow.records.resumptions import Resumption


@dataclass(frozen=True, slots=True)
class Resumed:
    """The last time: when, from a copy made when, and when a later copy was made that was not taken, or None."""

    at: datetime
    copied_at: datetime
    later_at: datetime | None


def last_resumption(session: Session) -> Resumed | None:
    """Return the last time this world went on from a copy; None where it never did."""
    row = session.execute(
        select(Resumption.at, Resumption.copied_at, Resumption.later_at).order_by(Resumption.id.desc()).limit(1)
    ).one_or_none()
    return Resumed(*row) if row else None
