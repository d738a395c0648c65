"""What a paper kit holds for one establishment: cards, forms and slips, with the names and numbers of today."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from commworkflow.readings.contacts import on_call
from commworkflow.records.contacts import Contact
from commworkflow.records.house import House
from commworkflow.records.people import Establishment
from commworkflow.rules.blank_forms import blank_form
from commworkflow.rules.catalogue import Catalogue
from commworkflow.rules.contacts import Circle
from commworkflow.rules.kit import Call, Kit, NumberedForm
from commworkflow.rules.message_templates import Template
from commworkflow.rules.role_cards import role_cards
from commworkflow.rules.roles import Role
from commworkflow.rules.worlds import World

MOST_OUTSIDE = 4
"""Authorities a card has room for."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a print is to hold. ``template``: that form alone, no cards; empty: all of them. ``slips``: loose ones."""

    template: str = ""
    slips: int = 10
    cards: bool = True
    forms: bool = True


@dataclass(frozen=True, slots=True)
class Printed:
    """When a print is made: its day in words, and the moment itself."""

    day: str
    at: datetime


def forms_wanted(catalogue: Catalogue, wanted: Wanted) -> tuple[Template, ...]:
    """Return the templates a print holds, in the order of the shelf; nothing for a template nobody knows."""
    known = sorted(catalogue.templates.values(), key=lambda one: (one.audience, one.title))
    if wanted.template:
        return tuple(one for one in known if f"{one.key}.{one.language}" == wanted.template)
    return tuple(known) if wanted.forms else ()


def numbers_needed(catalogue: Catalogue, wanted: Wanted) -> int:
    """Return how many numbers a print reserves: one a form, one a loose slip."""
    return len(forms_wanted(catalogue, wanted)) + wanted.slips


def kit_of(
    session: Session,
    house: House,
    place: str,
    language: str,
    wanted: Wanted,
    numbers: Sequence[str],
    printed: Printed,
) -> Kit:
    """Return the kit of an establishment. ``numbers``: those reserved, forms first; empty strings leave a line."""
    known = session.scalars(select(Establishment).where(Establishment.uid == place)).one()
    kit = kit_for(
        house.shelf.catalogue, language, wanted, numbers, printed, establishment=known.name, around=_around(known)
    )
    calls = (*calls_inside(session, place, printed.at), *calls_outside(session, place))
    return replace(kit, world=house.world, calls=calls, specimen=False)


def kit_for(
    catalogue: Catalogue,
    language: str,
    wanted: Wanted,
    numbers: Sequence[str],
    printed: Printed,
    *,
    establishment: str,
    around: Mapping[str, str],
) -> Kit:
    """Return a specimen of the kit, which belongs to no world and names nobody."""
    templates = forms_wanted(catalogue, wanted)
    return Kit(
        World.LIVE,
        language,
        establishment,
        printed.day,
        printed.at.isoformat(),
        role_cards(catalogue.templates.values()) if wanted.cards and not wanted.template else (),
        tuple(
            NumberedForm(number, blank_form(template, around))
            for template, number in zip(templates, numbers, strict=False)
        ),
        tuple(numbers[len(templates) :]),
        (),
        specimen=True,
    )


def _around(place: Establishment) -> Mapping[str, str]:
    return {
        "name": place.name,
        "address": place.address,
        "telephone": place.telephones,
        "site": place.site,
        "finess": place.finess,
        "siren": place.siren,
    }


def calls_inside(session: Session, place: str, now: datetime) -> tuple[Call, ...]:
    """Return the people of the crisis with their numbers, in the order of the roles; readers are called by nobody."""
    return tuple(Call(one.name, one.role, one.telephone) for one in on_call(session, place, now))


def calls_outside(session: Session, place: str) -> tuple[Call, ...]:
    """Return the authorities of an establishment's list, in alphabetical order."""
    rows = session.scalars(
        select(Contact)
        .join(Establishment, Establishment.id == Contact.establishment_id)
        .where(Establishment.uid == place, Contact.circle == Circle.AUTHORITY, Contact.retired_at.is_(None))
        .order_by(Contact.organisation, Contact.id)
        .limit(MOST_OUTSIDE)
    )
    return tuple(Call(row.organisation or row.name, None, *_numbers(row)) for row in rows)


def _numbers(row: Contact) -> tuple[str, ...]:
    return tuple(number for number in (row.telephone, row.other_telephone) if number) or ("",)


CALLED_FIRST = (Role.DIRECTOR_ON_DUTY, Role.DIRECTOR, Role.RSSI, Role.CRISIS_CELL, Role.COMMUNICATION, Role.DPO)
"""Whom a start sheet names, in this order: who decides, then who knows, then who writes."""


def called_first(session: Session, place: str, now: datetime) -> tuple[Call, ...]:
    """Return whom to call when everything starts: one's own people by urgency, then the authorities."""
    inside = [call for call in calls_inside(session, place, now) if call.role in CALLED_FIRST]
    by_urgency = sorted(inside, key=lambda call: CALLED_FIRST.index(call.role) if call.role else len(CALLED_FIRST))
    return (*by_urgency, *calls_outside(session, place))
