"""How far each establishment is prepared: what ``rules/readiness.py`` looks at, read in a handful of statements."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session

from commworkflow.readings.prepared import how_many_prepared
from commworkflow.records.contacts import Contact
from commworkflow.records.copies import told
from commworkflow.records.house import House
from commworkflow.records.paper import SlipRun
from commworkflow.records.people import Establishment, Mandate, Person
from commworkflow.records.sign_ins import RecoveryCode
from commworkflow.records.sources import FormCheck
from commworkflow.rules.contacts import Circle
from commworkflow.rules.readiness import Finding, Held, KnownContact, Prepared, Ready, findings
from commworkflow.rules.roles import Actor, May, Role
from commworkflow.rules.worlds import World


@dataclass(frozen=True, slots=True)
class Readiness:
    """One establishment, and what it lacks."""

    uid: str
    name: str
    zone: ZoneInfo
    findings: tuple[Finding, ...]


def readiness(session: Session, house: House, places: tuple[str, ...], now: datetime) -> tuple[Readiness, ...]:
    """Return what each of these establishments lacks at ``now``, by their names."""
    found = session.scalars(select(Establishment).where(Establishment.uid.in_(places)).order_by(Establishment.name))
    return tuple(
        Readiness(place.uid, place.name, ZoneInfo(place.zone), findings(_prepared(session, house, place, now), now))
        for place in found
    )


def administered_readiness(session: Session, house: House, actor: Actor, now: datetime) -> tuple[Readiness, ...]:
    """Return the same for the establishments somebody administers."""
    return readiness(session, house, actor.establishments(May.ADMINISTER), now)


def every_readiness(session: Session, house: House, now: datetime) -> tuple[Readiness, ...]:
    """Return the same for every establishment of the world: what the machine itself is asked."""
    return readiness(session, house, tuple(session.scalars(select(Establishment.uid))), now)


def _prepared(session: Session, house: House, place: Establishment, now: datetime) -> Prepared:
    catalogue = house.shelf.catalogue
    copied = told.read(house.folder).made
    return Prepared(
        zone=ZoneInfo(place.zone),
        people=_people(session, place.id, now),
        telephones=place.telephones,
        letterhead=place.letterhead,
        finess=place.finess,
        siren=place.siren,
        contacts=_contacts(session, place.id),
        templates=tuple(sorted(catalogue.templates.values(), key=lambda template: template.title)),
        verified=frozenset(session.scalars(select(FormCheck.digest))),
        faulty_templates=len(catalogue.faulty),
        prepared_texts=how_many_prepared(session, place.uid, now),
        paper_printed=bool(session.scalar(select(func.count()).where(SlipRun.establishment_id == place.id))),
        passwords=house.world is World.LIVE,
        copied_at=copied.at if copied else None,
    )


def _people(session: Session, place: int, now: datetime) -> tuple[Ready, ...]:
    rows = session.execute(
        select(Person, Mandate.role, Mandate.from_at, Mandate.until_at)
        .join(Mandate, Mandate.person_id == Person.id)
        .where(
            Person.active,
            Mandate.establishment_id == place,
            Mandate.revoked_at.is_(None),
            or_(Mandate.until_at.is_(None), Mandate.until_at > now),
        )
        .order_by(Person.name, Mandate.id)
    )
    people: dict[int, Person] = {}
    held: dict[int, list[Held]] = defaultdict(list)
    for row in rows:
        people[row.Person.id] = row.Person
        held[row.Person.id].append(Held(Role(row.role), row.from_at, row.until_at))
    with_code = set(session.scalars(select(RecoveryCode.person_id).where(RecoveryCode.used_at.is_(None))))
    return tuple(
        Ready(
            person.name,
            person.telephone,
            bool(person.password_hash),
            person.must_change,
            number in with_code,
            tuple(held[number]),
        )
        for number, person in people.items()
    )


def _contacts(session: Session, place: int) -> tuple[KnownContact, ...]:
    rows = session.execute(
        select(Contact.circle, Contact.organisation, Contact.name, Contact.checked_at).where(
            Contact.establishment_id == place, Contact.retired_at.is_(None)
        )
    )
    return tuple(KnownContact(Circle(row.circle), row.organisation or row.name, row.checked_at) for row in rows)
