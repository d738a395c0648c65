"""The delegations of an establishment as its directors see them, and what one may be given for."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from operator import itemgetter
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session, aliased

from commworkflow.readings.in_force import scope_of
from commworkflow.readings.paged import Paged, page_read, within
from commworkflow.readings.people import Standing, ending, standing_at
from commworkflow.readings.reachable import reachable
from commworkflow.records.database import ask
from commworkflow.records.house import House
from commworkflow.records.people import Establishment, Mandate, Person
from commworkflow.rules.message_templates import Ending
from commworkflow.rules.roles import Actor, May, Role


@dataclass(frozen=True, slots=True)
class DelegationLine:
    """One delegation. ``until``: when it ends or ended, by its day, by being taken back or with its giver's mandate."""

    uid: str
    holder: str
    function: str
    families: tuple[str, ...]
    given_by: str
    since: datetime
    until: datetime
    deed: str
    published_on: date | None
    standing: Standing


@dataclass(frozen=True, slots=True)
class DelegationsPage:
    """The delegations of one establishment, and to whom and for what another one can be given."""

    establishment: str
    establishment_name: str
    zone: ZoneInfo
    lines: Paged[DelegationLine]
    candidates: tuple[tuple[str, str], ...]
    families: tuple[tuple[str, str], ...]
    proposed: tuple[str, ...]
    source: str


_GIVER, _GIVER_MANDATE = aliased(Person), aliased(Mandate)
_DELEGATIONS = (
    select(
        Mandate.uid,
        Mandate.scope,
        Mandate.from_at,
        Mandate.until_at,
        Mandate.revoked_at,
        Mandate.deed,
        Mandate.published_on,
        Person.name,
        _GIVER.name.label("given_by"),
        _GIVER_MANDATE.until_at.label("giver_until"),
        _GIVER_MANDATE.revoked_at.label("giver_revoked"),
    )
    .join(Person, Person.id == Mandate.person_id)
    .join(_GIVER_MANDATE, _GIVER_MANDATE.id == Mandate.on_behalf_of_id)
    .join(_GIVER, _GIVER.id == _GIVER_MANDATE.person_id)
    .where(Mandate.establishment_id == bindparam("establishment"))
    .order_by(Mandate.from_at.desc(), Mandate.id.desc())
    .limit(bindparam("most"))
    .offset(bindparam("after"))
)
DELEGATIONS_A_PAGE = 50


def delegable(house: House) -> tuple[tuple[str, str], ...]:
    """Return the families that a delegate may decide on, each with its title: those open to a director on duty."""
    catalogue = house.shelf.catalogue
    open_to_them = {
        template.family
        for template in catalogue.templates.values()
        if Role.DIRECTOR_ON_DUTY in template.decided_by and template.ending is Ending.VALIDATED
    }
    titled = sorted(catalogue.family_titles().items(), key=itemgetter(1))
    return tuple((family, title) for family, title in titled if family in open_to_them)


def delegations_page(
    session: Session, house: House, actor: Actor, now: datetime, page: int = 1
) -> DelegationsPage | None:
    """Return the delegations of the establishment this person directs; None for who directs none."""
    place = next(iter(actor.establishments(May.DELEGATE)), None)
    named = select(Establishment.id, Establishment.name, Establishment.zone).where(Establishment.uid == place)
    found = ask(session, named).one_or_none()
    if place is None or found is None:
        return None
    titles = dict(delegable(house))
    people = {person.uid: person.name for person in reachable(session, found.id, now) if person.uid != actor.uid}
    proposed = tuple(family for family in house.terms.night_families if family in titles)
    rows = ask(session, _DELEGATIONS, {"establishment": found.id, **within(page, DELEGATIONS_A_PAGE)}).all()
    return DelegationsPage(
        establishment=place,
        establishment_name=found.name,
        zone=ZoneInfo(found.zone),
        lines=page_read([_line(row, titles, now) for row in rows], page, DELEGATIONS_A_PAGE),
        candidates=tuple(people.items()),
        families=tuple(titles.items()),
        proposed=proposed,
        source=house.terms.sources["delegation"].source,
    )


def _line(row: Any, titles: Mapping[str, str], now: datetime) -> DelegationLine:
    families, function = scope_of(row.scope, "a delegation")
    until = ending(row.until_at, row.revoked_at, row.giver_until, row.giver_revoked)
    return DelegationLine(
        uid=row.uid,
        holder=row.name,
        function=function,
        families=tuple(titles.get(family, family) for family in sorted(families or ())),
        given_by=row.given_by,
        since=row.from_at,
        until=until or row.until_at,
        deed=row.deed,
        published_on=date.fromisoformat(row.published_on) if row.published_on else None,
        standing=standing_at(row.from_at, until, now),
    )
