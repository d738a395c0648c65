"""Who works here, and what each may do."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import Row, Select, bindparam, or_, select
from sqlalchemy.orm import Session, aliased

from commworkflow.records.database import ask
from commworkflow.records.house import House
from commworkflow.records.people import Establishment, Mandate, Person
from commworkflow.rules.roles import Actor, May, Role
from commworkflow.rules.sign_in import folded


class Standing(StrEnum):
    """Where a mandate stands at one moment."""

    IN_FORCE = "in_force"
    TO_COME = "to_come"
    ENDED = "ended"


@dataclass(frozen=True, slots=True)
class HeldMandate:
    """A mandate as its page shows it. ``until``: its end, planned or decided; a delegation's is its giver's too."""

    uid: str
    establishment: str
    establishment_name: str
    role: Role
    directorate: str
    since: datetime
    until: datetime | None
    deed: str
    standing: Standing
    delegated: bool = False


@dataclass(frozen=True, slots=True)
class Colleague:
    """A person, and every mandate they ever held that the reader may know of."""

    id: int
    uid: str
    name: str
    email: str
    language: str
    active: bool
    can_sign_in: bool
    telephone: str
    mandates: tuple[HeldMandate, ...]

    @property
    def in_force(self) -> tuple[HeldMandate, ...]:
        """The mandates that hold now."""
        return tuple(mandate for mandate in self.mandates if mandate.standing is Standing.IN_FORCE)


_GIVER = aliased(Mandate)
_PEOPLE = (
    select(
        Person.id,
        Person.uid,
        Person.name,
        Person.email,
        Person.language,
        Person.active,
        Person.telephone,
        (Person.password_hash != "").label("can_sign_in"),
        Mandate.uid.label("mandate"),
        Mandate.role,
        Mandate.directorate,
        Mandate.from_at,
        Mandate.until_at,
        Mandate.revoked_at,
        Mandate.deed,
        Mandate.on_behalf_of_id.is_not(None).label("delegated"),
        _GIVER.until_at.label("giver_until"),
        _GIVER.revoked_at.label("giver_revoked"),
        Establishment.uid.label("establishment"),
        Establishment.name.label("establishment_name"),
    )
    .select_from(Person)
    .outerjoin(Mandate, Mandate.person_id == Person.id)
    .outerjoin(Establishment, Establishment.id == Mandate.establishment_id)
    .outerjoin(_GIVER, _GIVER.id == Mandate.on_behalf_of_id)
    .order_by(Person.id, Mandate.from_at, Mandate.id)
)


def colleagues(house: House, actor: Actor, now: datetime) -> tuple[Colleague, ...]:
    """Return the people an administrator keeps: those mandated for their establishments, and those with no mandate."""
    # The database would put Étienne after Zoé.
    return tuple(sorted(_read(house, within_reach(_PEOPLE, actor), now), key=lambda person: folded(person.name)))


def colleagues_among(house: House, actor: Actor, ids: Sequence[int], now: datetime) -> tuple[Colleague, ...]:
    """Return those of some people, by their inside numbers, and in that order."""
    found = _read(house, within_reach(_PEOPLE, actor).where(Person.id.in_(ids)), now)
    return tuple(sorted(found, key=lambda person: ids.index(person.id)))


def colleague(house: House, actor: Actor, uid: str, now: datetime) -> Colleague | None:
    """Return one of them, or None: for nobody, and for somebody of another establishment."""
    found = _read(house, within_reach(_PEOPLE, actor).where(Person.uid == uid), now)
    return found[0] if found else None


def cast(house: House, now: datetime) -> tuple[Colleague, ...]:
    """Return everybody who can be played in an exercise, as they were added: active, with a mandate in force."""
    return tuple(person for person in _read(house, _PEOPLE.where(Person.active), now) if person.in_force)


_MANDATED = select(Person.uid, Person.name).where(
    Person.id.in_(
        select(Mandate.person_id)
        .join(Establishment, Establishment.id == Mandate.establishment_id)
        .where(Establishment.uid.in_(bindparam("places", expanding=True)))
    )
)


def ever_mandated(session: Session, places: Sequence[str]) -> tuple[tuple[str, str], ...]:
    """Return uid and name of whoever holds or held a mandate in these establishments, by name: to choose from."""
    found = ask(session, _MANDATED, {"places": list(places)})
    return tuple(sorted(((row.uid, row.name) for row in found), key=lambda one: (folded(one[1]), *one)))


def email_of(session: Session, uid: str) -> str:
    """Return the address a person signs in with; empty for a person nobody knows."""
    return session.scalar(select(Person.email).where(Person.uid == uid)) or ""


def has_administrator(house: House) -> bool:
    """Say whether this world ever had an administrator: until then, a one-time code makes the first."""
    with house.database.read() as session:
        return _any_administrator(session)


def _any_administrator(session: Session) -> bool:
    return session.scalar(select(Mandate.id).where(Mandate.role == Role.ADMINISTRATOR).limit(1)) is not None


def within_reach(statement: Select[*tuple[Any, ...]], actor: Actor) -> Select[*tuple[Any, ...]]:
    """Return a statement of people and their mandates held to those an administrator keeps."""
    mine = actor.establishments(May.ADMINISTER)
    known = select(Mandate.person_id).join(Establishment).where(Establishment.uid.in_(mine))
    mandated = select(Mandate.person_id)
    # People of mine show only the mandates of my establishments; the others are not my business.
    return statement.where(
        or_(Person.id.in_(known), Person.id.not_in(mandated)), or_(Mandate.id.is_(None), Establishment.uid.in_(mine))
    )


def _read(house: House, statement: Select[*tuple[Any, ...]], now: datetime) -> tuple[Colleague, ...]:
    with house.database.read() as session:
        rows = session.execute(statement).all()
    by_person: dict[str, list[Row[*tuple[Any, ...]]]] = {}
    for row in rows:
        by_person.setdefault(row.uid, []).append(row)
    return tuple(_colleague(rows, now) for rows in by_person.values())


def _colleague(rows: list[Row[*tuple[Any, ...]]], now: datetime) -> Colleague:
    first = rows[0]
    held = tuple(_held(row, now) for row in rows if row.mandate is not None)
    return Colleague(
        first.id,
        first.uid,
        first.name,
        first.email,
        first.language,
        first.active,
        first.can_sign_in,
        first.telephone,
        held,
    )


def _held(row: Row[*tuple[Any, ...]], now: datetime) -> HeldMandate:
    until = ending(row.until_at, row.revoked_at, row.giver_until, row.giver_revoked)
    return HeldMandate(
        row.mandate,
        row.establishment,
        row.establishment_name,
        Role(row.role),
        row.directorate,
        row.from_at,
        until,
        row.deed,
        standing_at(row.from_at, until, now),
        row.delegated,
    )


def ending(*ends: datetime | None) -> datetime | None:
    """Return the first of several ends, planned or decided, one's own or a giver's; None where there is none."""
    return min((end for end in ends if end is not None), default=None)


def standing_at(since: datetime, until: datetime | None, now: datetime) -> Standing:
    """Return where a mandate from ``since`` until ``until`` stands at ``now``."""
    if until is not None and until <= now:
        return Standing.ENDED
    return Standing.IN_FORCE if since <= now else Standing.TO_COME
