"""Whom the hospital can reach: its contacts outside, and its own people by role, each with the number that works."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session

from commworkflow.readings.in_force import MANDATE, in_force, mandate_from
from commworkflow.readings.paged import Paged, page_of
from commworkflow.records.contacts import Contact
from commworkflow.records.database import ask
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
    """One establishment's part of a page. ``telephones``: its own that work without its network.

    ``empty``: it has nobody outside at all, on whichever page.
    """

    uid: str
    name: str
    telephones: str
    may_keep: bool
    empty: bool
    circles: Mapping[Circle, tuple[ContactLine, ...]]
    own: tuple[OnCall, ...]


@dataclass(frozen=True, slots=True)
class ContactsPage:
    """One page of the list, the establishments one after the other; ``known``: whether there is any for this person."""

    known: bool
    places: tuple[PlaceContacts, ...]
    lines: Paged[OnCall | ContactLine]


CONTACTS_A_PAGE = 100
_PLACES = (
    select(Establishment.uid, Establishment.name, Establishment.telephones)
    .where(Establishment.uid.in_(bindparam("places", expanding=True)))
    .order_by(Establishment.name)
)
_CONTACTS = (
    select(Contact, Establishment.uid)
    .join(Establishment, Establishment.id == Contact.establishment_id)
    .where(Establishment.uid.in_(bindparam("places", expanding=True)), Contact.retired_at.is_(None))
)
_ON_CALL = (
    select(Establishment.uid.label("place"), Person.name, Person.telephone, *MANDATE)
    .join(Mandate, Mandate.person_id == Person.id)
    .join(Establishment, Establishment.id == Mandate.establishment_id)
    .where(Establishment.uid.in_(bindparam("places", expanding=True)), Person.active, in_force())
)


def contacts_page(session: Session, actor: Actor, now: datetime, words: str = "", page: int = 1) -> ContactsPage:
    """Return one page of the contacts wherever this person reads messages, or keeps the list.

    ``words``: those of whom name, quality or organisation hold all of them. Three statements.
    """
    keeps = actor.establishments(May.KEEP_CONTACTS)
    seen = tuple(dict.fromkeys((*actor.establishments(May.READ), *keeps)))
    places = ask(session, _PLACES, {"places": seen}).all()
    own, outside = _on_call(session, seen, now), _outside(session, seen, now)
    whole: list[tuple[str, OnCall | ContactLine]] = []
    for place in places:
        people: list[OnCall | ContactLine] = [*own.get(place.uid, ()), *outside.get(place.uid, ())]
        whole += ((place.uid, line) for line in people if _fits(words, line))
    shown = page_of(whole, page, CONTACTS_A_PAGE)
    parts = tuple(
        PlaceContacts(
            place.uid,
            place.name,
            place.telephones,
            place.uid in keeps,
            not outside.get(place.uid),
            _by_circle([line for uid, line in shown.lines if uid == place.uid and isinstance(line, ContactLine)]),
            tuple(line for uid, line in shown.lines if uid == place.uid and isinstance(line, OnCall)),
        )
        for place in places
    )
    lines = Paged(tuple(line for _, line in shown.lines), shown.number, shown.more)
    return ContactsPage(bool(places), tuple(part for part in parts if _stands(part, words, page)), lines)


def places_kept(session: Session, actor: Actor) -> tuple[tuple[str, str], ...]:
    """Return uid and name of the establishments whose list this person keeps."""
    rows = ask(session, _PLACES, {"places": actor.establishments(May.KEEP_CONTACTS)})
    return tuple((row.uid, row.name) for row in rows)


def _stands(part: PlaceContacts, words: str, page: int) -> bool:
    """Whether an establishment stands on a page: with its lines, or on the first one to say that it has none."""
    return bool(part.own or part.circles) or (page == 1 and not words and part.empty)


def _fits(words: str, line: OnCall | ContactLine) -> bool:
    said = line.name if isinstance(line, OnCall) else f"{line.organisation} {line.name} {line.quality}"
    return all(word in folded(said) for word in folded(words).split())


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
    return tuple(_on_call(session, (place,), now).get(place, ()))


def _on_call(session: Session, places: Sequence[str], now: datetime) -> Mapping[str, Sequence[OnCall]]:
    rows = ask(session, _ON_CALL, {"places": places, "now": now}).all()
    order, found = list(Role), defaultdict[str, list[OnCall]](list)
    for row in rows:
        held = mandate_from(row, row.place)
        if held.role is not Role.READER:
            found[row.place].append(OnCall(row.name, held.role, held.directorate, row.telephone))
    for calls in found.values():
        calls.sort(key=lambda call: (order.index(call.role), folded(call.name)))
    return found


def _outside(session: Session, places: Sequence[str], now: datetime) -> Mapping[str, Sequence[ContactLine]]:
    """By establishment: circle by circle, each in alphabetical order."""
    order, found = list(Circle), defaultdict[str, list[ContactLine]](list)
    for contact, place in session.execute(_CONTACTS, {"places": places}):
        found[place].append(_line(contact, place, now))
    for lines in found.values():
        lines.sort(key=lambda line: (order.index(line.circle), folded(line.organisation), folded(line.name)))
    return found


def _by_circle(lines: Sequence[ContactLine]) -> Mapping[Circle, tuple[ContactLine, ...]]:
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
