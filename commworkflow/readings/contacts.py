"""Whom the hospital can reach: its contacts outside, and its own people by role, each with the number that works."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from commworkflow.readings.in_force import MANDATE, in_force, mandate_from
from commworkflow.records.contacts import Contact
from commworkflow.records.people import Establishment, Mandate, Person
from commworkflow.rules.contacts import UNTRIED_FOR, Circle
from commworkflow.rules.roles import Actor, May, Role
from commworkflow.rules.sign_in import folded


@dataclass(frozen=True, slots=True)
class ContactLine:
    """A contact as the list shows it. ``untried``: nobody tried its number for half a year, or ever."""

    uid: str
    place: str
    circle: Circle
    organisation: str
    name: str
    quality: str
    telephone: str
    other_telephone: str
    email: str
    note: str
    checked_at: datetime | None
    untried: bool


@dataclass(frozen=True, slots=True)
class OnCall:
    """Somebody of the hospital, the role they hold now, and the number outside its network; maybe none."""

    name: str
    role: Role
    directorate: str
    telephone: str


@dataclass(frozen=True, slots=True)
class PlaceContacts:
    """One establishment's list. ``telephones``: its own that work without its network."""

    uid: str
    name: str
    telephones: str
    may_keep: bool
    circles: Mapping[Circle, tuple[ContactLine, ...]]
    own: tuple[OnCall, ...]


def contacts_page(session: Session, actor: Actor, now: datetime) -> tuple[PlaceContacts, ...]:
    """Return the contacts of every establishment where this person reads messages, or keeps the list."""
    keeps = actor.establishments(May.KEEP_CONTACTS)
    seen = dict.fromkeys((*actor.establishments(May.READ), *keeps))
    places = session.scalars(select(Establishment).where(Establishment.uid.in_(seen)).order_by(Establishment.name))
    return tuple(
        PlaceContacts(
            place.uid,
            place.name,
            place.telephones,
            place.uid in keeps,
            _by_circle(_lines(session, place.id, now)),
            on_call(session, place.uid, now),
        )
        for place in places
    )


def kept_contact(session: Session, actor: Actor, uid: str, now: datetime) -> ContactLine | None:
    """Return a contact somebody may change; None where there is none, or it is not theirs to keep."""
    places = actor.establishments(May.KEEP_CONTACTS)
    statement = (
        select(Contact, Establishment.uid)
        .join(Establishment, Establishment.id == Contact.establishment_id)
        .where(Contact.uid == uid, Contact.retired_at.is_(None), Establishment.uid.in_(places))
    )
    row = session.execute(statement).one_or_none()
    return None if row is None else _line(row[0], row[1], now)


def on_call(session: Session, place: str, now: datetime) -> tuple[OnCall, ...]:
    """Return who holds a role of the crisis at an establishment now, in the order of the roles."""
    rows = session.execute(
        select(Person.name, Person.telephone, *MANDATE)
        .join(Mandate, Mandate.person_id == Person.id)
        .join(Establishment, Establishment.id == Mandate.establishment_id)
        .where(Establishment.uid == place, Person.active, in_force()),
        {"now": now},
    )
    held = [(mandate_from(row, place), row.name, row.telephone) for row in rows]
    calls = [
        OnCall(name, one.role, one.directorate, number) for one, name, number in held if one.role is not Role.READER
    ]
    order = list(Role)
    return tuple(sorted(calls, key=lambda call: (order.index(call.role), folded(call.name))))


def _lines(session: Session, place: int, now: datetime) -> tuple[ContactLine, ...]:
    statement = (
        select(Contact, Establishment.uid)
        .join(Establishment, Establishment.id == Contact.establishment_id)
        .where(Establishment.id == place, Contact.retired_at.is_(None))
    )
    lines = (_line(contact, uid, now) for contact, uid in session.execute(statement))
    return tuple(sorted(lines, key=lambda line: (folded(line.organisation), folded(line.name))))


def _by_circle(lines: tuple[ContactLine, ...]) -> Mapping[Circle, tuple[ContactLine, ...]]:
    found = {circle: tuple(line for line in lines if line.circle is circle) for circle in Circle}
    return {circle: those for circle, those in found.items() if those}


def _line(contact: Contact, place: str, now: datetime) -> ContactLine:
    return ContactLine(
        contact.uid,
        place,
        Circle(contact.circle),
        contact.organisation,
        contact.name,
        contact.quality,
        contact.telephone,
        contact.other_telephone,
        contact.email,
        contact.note,
        contact.checked_at,
        contact.checked_at is None or contact.checked_at < now - UNTRIED_FOR,
    )
