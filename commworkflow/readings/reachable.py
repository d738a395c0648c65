"""Who holds which role in an establishment now: what a closed button needs to say whom to call."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import bindparam, or_, select
from sqlalchemy.orm import Session

from commworkflow.records.database import ask
from commworkflow.records.people import Mandate, Person
from commworkflow.rules.roles import ROLES, May, Role


@dataclass(frozen=True, slots=True)
class Reachable:
    """A person and one role they hold now."""

    uid: str
    name: str
    role: Role


_REACHABLE = (
    select(Person.uid, Person.name, Mandate.role)
    .join(Mandate, Mandate.person_id == Person.id)
    .where(
        Mandate.establishment_id == bindparam("establishment_id"),
        Mandate.from_at <= bindparam("now"),
        or_(Mandate.until_at.is_(None), Mandate.until_at > bindparam("now")),
        Mandate.revoked_at.is_(None),
        Person.active,
    )
    .order_by(Person.name)
)


def reachable(session: Session, establishment_id: int, now: datetime) -> tuple[Reachable, ...]:
    """Return everybody who holds a role there at ``now``, a line a role, by name."""
    rows = ask(session, _REACHABLE, {"establishment_id": establishment_id, "now": now})
    return tuple(Reachable(row.uid, row.name, Role(row.role)) for row in rows)


def who_may(people: Sequence[Reachable], act: May, named: Sequence[Role], but: frozenset[str]) -> tuple[Reachable, ...]:
    """Return those who may do an act that the template names roles for, without those it is closed to; once each."""
    found: dict[str, Reachable] = {}
    for person in people:
        if person.role in named and act in ROLES[person.role].acts and person.uid not in but:
            found.setdefault(person.uid, person)
    return tuple(found.values())
