"""The forms kept for a person who was signed out while sending them."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from commworkflow.records.house import House
from commworkflow.records.people import Person
from commworkflow.records.sign_ins import HeldForm


@dataclass(frozen=True, slots=True)
class Held:
    """A form as it was sent: where to, and each field with what was typed, in order."""

    uid: str
    path: str
    fields: tuple[tuple[str, str], ...]
    until: datetime


def held_forms(house: House, person: str, browser_hash: str, now: datetime) -> tuple[Held, ...]:
    """Return what is kept for this person at this browser, the latest first. Nobody else's, and nothing older."""
    statement = (
        select(HeldForm.uid, HeldForm.path, HeldForm.body, HeldForm.until)
        .join(Person, Person.id == HeldForm.person_id)
        .where(HeldForm.browser_hash == browser_hash, Person.uid == person, HeldForm.until > now)
        .order_by(HeldForm.id.desc())
    )
    with house.database.read() as session:
        rows = session.execute(statement).all()
    return tuple(Held(row.uid, row.path, tuple((name, value) for name, value in row.body), row.until) for row in rows)
