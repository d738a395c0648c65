"""Who may be next at a shared keyboard: the colleagues of whoever just left it, those who sat there before first."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from commworkflow.readings.in_force import in_force
from commworkflow.records.people import Establishment, Mandate, Person
from commworkflow.rules.roles import Role
from commworkflow.rules.sign_in import folded


@dataclass(frozen=True, slots=True)
class Successor:
    """Somebody who may take over: their name, and the first role they hold there. ``sat``: at this browser before."""

    uid: str
    name: str
    role: Role
    directorate: str
    sat: bool


def successors(reading: Session, left: str, sat: Sequence[str], now: datetime) -> tuple[Successor, ...]:
    """Return who holds a mandate now where the person of uid ``left`` holds one, and can sign in; them included, last.

    ``sat``: the uids of those who sat at this browser, the latest first. Nobody for a person without a mandate.
    """
    theirs = (
        select(Mandate.establishment_id)
        .join(Person, Person.id == Mandate.person_id)
        .where(Person.uid == left, Person.active, in_force())
    )
    statement = (
        select(Person.uid, Person.name, Mandate.role, Mandate.directorate)
        .join(Mandate, Mandate.person_id == Person.id)
        .join(Establishment, Establishment.id == Mandate.establishment_id)
        .where(Mandate.establishment_id.in_(theirs), Person.active, Person.password_hash != "", in_force())
        .order_by(Mandate.id.desc())
    )
    rows = reading.execute(statement, {"now": now}).all()
    # By uid, the first mandate last: it is the one that stays.
    found = {row.uid: Successor(row.uid, row.name, Role(row.role), row.directorate, row.uid in sat) for row in rows}
    places = {uid: place for place, uid in enumerate(sat)}
    return tuple(
        sorted(
            found.values(),
            key=lambda one: (one.uid == left, places.get(one.uid, len(places)), folded(one.name)),
        )
    )
