"""The people an administrator keeps, a page of them at a time, and who holds which role now."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session

from commworkflow.readings.in_force import in_force
from commworkflow.readings.paged import Paged, page_of
from commworkflow.readings.people import Colleague, colleagues_among, within_reach
from commworkflow.records.database import ask
from commworkflow.records.house import House
from commworkflow.records.people import Establishment, Mandate, Person
from commworkflow.rules.roles import Actor, May, Role
from commworkflow.rules.sign_in import folded

PEOPLE_A_PAGE = 100
NAMES_A_ROLE = 12


@dataclass(frozen=True, slots=True)
class Holders:
    """Who holds each role of one establishment now: the first names, and how many more there are.

    A role that nobody holds has no name beside it.
    """

    establishment: str
    establishment_name: str
    names: Mapping[Role, tuple[str, ...]]
    more: Mapping[Role, int]


@dataclass(frozen=True, slots=True)
class PeoplePage:
    """One page of the people, by name, and the roles of each establishment this person administers."""

    people: Paged[Colleague]
    holders: tuple[Holders, ...]


_KNOWN = (
    select(Person.id, Person.name, Person.email)
    .distinct()
    .outerjoin(Mandate, Mandate.person_id == Person.id)
    .outerjoin(Establishment, Establishment.id == Mandate.establishment_id)
)
_HOLDING = (
    select(Establishment.uid, Mandate.role, Person.name)
    .distinct()
    .join(Mandate, Mandate.establishment_id == Establishment.id)
    .join(Person, Person.id == Mandate.person_id)
    .where(Establishment.uid.in_(bindparam("places", expanding=True)), Person.active, in_force())
)


def people_page(
    house: House, actor: Actor, names: Mapping[str, str], words: str, role: Role | None, page: int, now: datetime
) -> PeoplePage:
    """Return one page of the people whose name or address holds ``words``, and who hold ``role`` now.

    Empty and None: everybody. ``names``: of the establishments administered, by uid. Three statements.
    """
    places = [place for place in actor.establishments(May.ADMINISTER) if place in names]
    known = within_reach(_KNOWN, actor)
    if role is not None:
        known = known.where(Mandate.role == role, in_force())
    with house.database.read() as session:
        rows = ask(session, known, {"now": now} if role is not None else {}).all()
        holding = _holding(session, places, now)
    # The database would put Étienne after Zoé.
    found = sorted(
        (row for row in rows if _fits(words, row.name, row.email)), key=lambda row: (folded(row.name), row.id)
    )
    ids = page_of([row.id for row in found], page, PEOPLE_A_PAGE)
    people = Paged(colleagues_among(house, actor, ids.lines, now), ids.number, ids.more)
    return PeoplePage(people, tuple(_holders(place, names[place], holding.get(place, {})) for place in places))


def _fits(words: str, name: str, email: str) -> bool:
    """Whether every word begins, or stands in, what is known of a person; accents and case aside."""
    said = f"{folded(name)} {email.casefold()}"
    return all(word in said for word in folded(words).split())


def _holding(session: Session, places: Sequence[str], now: datetime) -> Mapping[str, Mapping[Role, list[str]]]:
    found: dict[str, dict[Role, list[str]]] = {}
    for row in ask(session, _HOLDING, {"places": places, "now": now}):
        found.setdefault(row.uid, {}).setdefault(Role(row.role), []).append(row.name)
    return found


def _holders(place: str, name: str, holding: Mapping[Role, Sequence[str]]) -> Holders:
    names = {role: sorted(holding.get(role, ()), key=folded) for role in Role}
    return Holders(
        place,
        name,
        {role: tuple(held[:NAMES_A_ROLE]) for role, held in names.items()},
        {role: len(held) - NAMES_A_ROLE for role, held in names.items() if len(held) > NAMES_A_ROLE},
    )
