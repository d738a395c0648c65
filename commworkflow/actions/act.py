"""One act: one transaction, one journal entry, or nothing at all. The only file that commits.

    with act(house, actor, now) as acting:
        ...
        acting.enter("fact_recorded", incident=uid, key="sites", value=value_uid)

Leaving the block commits if exactly one entry was made; an exception leaves the world as it was.
"""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ScalarSelect, insert, inspect, select
from sqlalchemy.orm import Session

from commworkflow.records.base import Base, Named
from commworkflow.records.house import House
from commworkflow.records.journal import Entry, enter
from commworkflow.records.people import Person
from commworkflow.rules.refusals import Refusal
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


@dataclass(slots=True)
class Acting:
    """An act under way: where it writes, who acts, when. ``actor`` is None before anybody could sign in."""

    house: House
    session: Session
    actor: Actor | None
    now: datetime
    entries: int = 0

    @property
    def person(self) -> ScalarSelect[int]:
        """The inside number of the person who acts, as part of the statement that writes it; NotFound for nobody."""
        if self.actor is None:
            raise NotFound
        return inside(Person, self.actor.uid)

    def add(self, table: type[Base], **columns: Any) -> int:
        """Write one record and return its inside number."""
        (number,) = inspect(table).primary_key
        # On the connection: nothing reads the record back, so the session need not know it.
        written = insert(table).values(**columns).returning(number)
        return int(self.session.connection().execute(written).scalar_one())

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
        enter(self.session, entry, facts, texts)
        self.entries += 1


@contextmanager
def act(house: House, actor: Actor | None, now: datetime) -> Iterator[Acting]:
    """Hold the pen for one act and commit it with its journal entry. Raises Busy where the pen is not to be had."""
    with house.database.write() as session:
        acting = Acting(house, session, actor, now)
        yield acting
        session.flush()
        if acting.entries != 1:
            raise RuntimeError(f"an act makes one journal entry, not {acting.entries}")
        session.commit()


@contextmanager
def housekeeping(house: House) -> Iterator[Session]:
    """Write what is no act and stands in no journal: a sitting's last sign of life, a form kept for later."""
    with house.database.write() as session:
        yield session
        session.commit()


def inside(table: type[Named], uid: str) -> ScalarSelect[int]:
    """Return the inside number of the record of that uid, to be looked up by the statement it stands in."""
    return select(table.id).where(table.uid == uid).scalar_subquery()


def row_id(session: Session, table: type[Named], uid: str) -> int:
    """Return the inside number of the record of that uid. Raises NotFound."""
    found = session.scalar(select(table.id).where(table.uid == uid))
    if found is None:
        raise NotFound
    return found
