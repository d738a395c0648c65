"""Forms sent after their sitting ended, or left at a keyboard that changed hands.

Kept a while, shown again to the same person, never executed.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import delete, func, insert, select
from sqlalchemy.orm import Session

from commworkflow.actions.act import housekeeping, row_id
from commworkflow.records.base import new_uid
from commworkflow.records.house import House
from commworkflow.records.people import Person
from commworkflow.records.sign_ins import HeldForm

HELD_FOR = timedelta(minutes=30)
HELD_OVER_A_SHIFT = timedelta(hours=12)
"""For somebody who left the keyboard to another, and comes back after their rest."""

MOST_HELD = 10
"""Forms kept for one person: the oldest makes room."""


def hold(
    house: House,
    person: str,
    browser_hash: str,
    path: str,
    fields: Sequence[tuple[str, str]],
    now: datetime,
    lasting: timedelta = HELD_FOR,
) -> str:
    """Keep a form for that person at that browser; return the uid under which it is shown again."""
    uid = new_uid()
    with housekeeping(house) as session:
        owner = row_id(session, Person, person)
        session.execute(delete(HeldForm).where(HeldForm.until <= now))
        _make_room(session, owner)
        session.execute(
            insert(HeldForm).values(
                uid=uid,
                browser_hash=browser_hash,
                person_id=owner,
                path=path,
                body=[list(field) for field in fields],
                until=now + lasting,
            )
        )
    return uid


def let_go(house: House, person: str, uid: str) -> None:
    """Forget a form its person no longer needs."""
    with housekeeping(house) as session:
        owner = row_id(session, Person, person)
        session.execute(delete(HeldForm).where(HeldForm.uid == uid, HeldForm.person_id == owner))


def _make_room(session: Session, owner: int) -> None:
    mine = HeldForm.person_id == owner
    if (session.scalar(select(func.count()).where(mine)) or 0) >= MOST_HELD:
        oldest = select(func.min(HeldForm.id)).where(mine).scalar_subquery()
        session.execute(delete(HeldForm).where(HeldForm.id == oldest))
