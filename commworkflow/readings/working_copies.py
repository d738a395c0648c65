"""What somebody was typing into a draft and has not saved, or into a change and has not proposed."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, exists, not_, select
from sqlalchemy.orm import Session

from commworkflow.records.messages import Revision, WorkingCopy
from commworkflow.records.people import Person
from commworkflow.rules.lifecycle import Action


@dataclass(frozen=True, slots=True)
class Kept:
    """A form as it was being typed: on which revision it was opened, its fields, and when they were kept."""

    base: int
    fields: tuple[tuple[str, str], ...]
    at: datetime


_CHANGE = f"{Action.PROPOSE}:"


def slot_of(towards: Action, sitting: str) -> str:
    """Return under what a form is kept: in one sitting, a change and a draft do not take each other's place."""
    return _CHANGE + sitting if towards is Action.PROPOSE else sitting


def kept_towards(towards: Action) -> ColumnElement[bool]:
    """Return the condition that a working copy is of a form for this act."""
    of_change = WorkingCopy.sitting.startswith(_CHANGE)
    return of_change if towards is Action.PROPOSE else not_(of_change)


def working_copy(session: Session, message_id: int, person: str, towards: Action = Action.SAVE) -> Kept | None:
    """Return the latest working copy of a person; None where they saved a revision since, or typed nothing."""
    author = select(Person.id).where(Person.uid == person).scalar_subquery()
    saved_since = exists().where(
        Revision.message_id == WorkingCopy.message_id,
        Revision.author_id == WorkingCopy.person_id,
        Revision.number > WorkingCopy.base,
    )
    row = session.execute(
        select(WorkingCopy.base, WorkingCopy.fields, WorkingCopy.saved_at)
        .where(
            WorkingCopy.message_id == message_id, WorkingCopy.person_id == author, kept_towards(towards), ~saved_since
        )
        # The order in which they were kept: a clock may go back.
        .order_by(WorkingCopy.id.desc())
        .limit(1)
    ).one_or_none()
    if row is None:
        return None
    return Kept(row.base, tuple((name, value) for name, value in row.fields), row.saved_at)
