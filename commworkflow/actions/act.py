"""One act: one transaction, one journal entry, or nothing at all. The only file that commits.

    with act(house, actor, now) as acting:
        ...
        acting.enter("fact_recorded", incident=uid, key="sites", value=value_uid)

Leaving the block commits if exactly one entry was made; an exception leaves the world as it was.
"""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, exists, or_, select
from sqlalchemy.orm import Session

from commworkflow.readings.in_force import in_force
from commworkflow.records.base import Base, Named
from commworkflow.records.house import House
from commworkflow.records.insertion import Inside, insertion
from commworkflow.records.journal import LAST, Entry, enter
from commworkflow.records.people import Mandate, Person
from commworkflow.records.questions import Question
from commworkflow.records.sign_ins import SignInSession
from commworkflow.rules.fields import NotTaken, words_in
from commworkflow.rules.refusals import Refusal, refusal
from commworkflow.rules.roles import Actor


class NotFound(LookupError):
    """There is no such thing, or this person may not know of it: the same answer for both."""


class Refused(RuntimeError):
    """The act was refused and nothing was done. ``refusals`` say why, in the order of the rules."""

    def __init__(self, *refusals: Refusal) -> None:
        super().__init__(", ".join(refusal.key for refusal in refusals))
        self.refusals = refusals

    @property
    def forbidden(self) -> bool:
        """Whether it is this person who may not (403), rather than nobody now (409)."""
        return any(refusal.forbidden for refusal in self.refusals)


class Wrong(ValueError):
    """Fields that cannot be taken as typed: the name of each, and the key and facts of what is wrong with it."""

    def __init__(self, problems: Mapping[str, tuple[str, Mapping[str, Any]]]) -> None:
        super().__init__(", ".join(problems))
        self.problems = problems


def words_typed(name: str, typed: str, limit: int, missing: str = "") -> str:
    """Return what was typed into the field ``name`` as it may be kept; ``missing`` as in ``rules/fields.py``.

    Raises Wrong.
    """
    try:
        return words_in(typed, limit, missing).text
    except NotTaken as not_taken:
        raise Wrong({name: not_taken.problem}) from None


@dataclass(slots=True)
class Acting:
    """An act under way: where it writes, who acts, when. ``actor`` is None before anybody could sign in."""

    house: House
    session: Session
    actor: Actor | None
    now: datetime
    entries: int = 0
    last_entry: int | None = None
    """The sequence of the journal's last entry, where it was read since the pen is held."""

    @property
    def person(self) -> Inside:
        """The inside number of the person who acts, found by the statement that writes it; NotFound for nobody."""
        if self.actor is None:
            raise NotFound
        return inside(Person, self.actor.uid)

    def add(self, table: type[Base], **columns: Any) -> int:
        """Write one record and return its inside number."""
        return insertion(table, columns, numbered=True).write(self.session, columns)

    def add_each(self, table: type[Base], records: Sequence[Mapping[str, Any]]) -> None:
        """Write some records that name the same columns, in one statement; none for none."""
        if records:
            insertion(table, records[0]).write_each(self.session, records)

    def enter(
        self,
        kind: str,
        *,
        mandate: str = "",
        establishment: str = "",
        incident: str = "",
        message: str = "",
        seal: str = "",
        person: str = "",
        texts: Mapping[str, Any] | None = None,
        **facts: str | int,
    ) -> None:
        """Write the act's journal entry; the kind declares which facts and texts it carries."""
        who = person or (self.actor.uid if self.actor else "")
        entry = Entry(kind, self.now, who, mandate, establishment, incident, message, seal)
        self.last_entry = enter(self.session, entry, facts, texts, self.last_entry)
        self.entries += 1


@contextmanager
def act(house: House, actor: Actor | None, now: datetime) -> Iterator[Acting]:
    """Hold the pen for one act and commit it with its journal entry. Raises Busy where the pen is not to be had.

    Raises Refused where the rights of ``actor``, read before the wait for the pen, ended during it.
    """
    with house.database.write() as session:
        acting = Acting(house, session, actor, now)
        if actor is not None:
            acting.last_entry = _still_in_their_right(session, actor, now)
        yield acting
        session.flush()
        if acting.entries != 1:
            raise RuntimeError(f"an act makes one journal entry, not {acting.entries}")
        session.commit()


_BEGINNING = Question(
    select(
        LAST.scalar_subquery().label("last_entry"),
        or_(
            exists().where(Mandate.uid.in_(bindparam("held", expanding=True)), ~in_force()),
            exists().where(SignInSession.uid == bindparam("sitting"), SignInSession.ended_at.is_not(None)),
        ).label("right_ended"),
    )
)


def _still_in_their_right(session: Session, actor: Actor, now: datetime) -> int:
    """Return the sequence of the last entry, in the statement that asks whether a right or the sitting has ended.

    Whoever ends a right holds the pen too: asked while it is held, nothing is done with that right afterwards.
    """
    held = [mandate.uid for mandate in actor.mandates]
    found = _BEGINNING.one(session, {"now": now, "held": held, "sitting": actor.sitting})
    if found.right_ended:
        raise Refused(refusal("rights_ended"))
    return found.last_entry or 0


@contextmanager
def housekeeping(house: House) -> Iterator[Session]:
    """Write what is no act and stands in no journal: a sitting's last sign of life, a form kept for later."""
    with house.database.write() as session:
        yield session
        session.commit()


def inside(table: type[Named], uid: str) -> Inside:
    """Return the inside number of the record of that uid, to be looked up by the statement it stands in."""
    return Inside(table, uid)


def row_id(session: Session, table: type[Named], uid: str) -> int:
    """Return the inside number of the record of that uid. Raises NotFound."""
    found = session.scalar(select(table.id).where(table.uid == uid))
    if found is None:
        raise NotFound
    return found
