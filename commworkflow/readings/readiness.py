"""How far each establishment is prepared: what ``rules/readiness.py`` looks at, read in a handful of statements."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from commworkflow.readings.prepared import how_many_prepared
from commworkflow.records.contacts import Contact
from commworkflow.records.copies import told
from commworkflow.records.house import House
from commworkflow.records.paper import SlipRun
from commworkflow.records.people import Establishment, Mandate, Person
from commworkflow.records.sign_ins import RecoveryCode
from commworkflow.records.sources import FormCheck, check_stands
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
    """Return what each of these establishments lacks at ``now``, by their names. Seven statements, however many."""
    found = session.scalars(select(Establishment).where(Establishment.uid.in_(places)).order_by(Establishment.name))
    known = _known(session, house, places, now)
    return tuple(
        Readiness(place.uid, place.name, ZoneInfo(place.zone), findings(known.prepared(house, place), now))
        for place in found
    )


def administered_readiness(session: Session, house: House, actor: Actor, now: datetime) -> tuple[Readiness, ...]:
    """Return the same for the establishments somebody administers."""
    return readiness(session, house, actor.establishments(May.ADMINISTER), now)


def every_readiness(session: Session, house: House, now: datetime) -> tuple[Readiness, ...]:
    """Return the same for every establishment of the world: what the machine itself is asked."""
    return readiness(session, house, tuple(session.scalars(select(Establishment.uid))), now)


@dataclass(frozen=True, slots=True)
class _Known:
    """What is known of all the establishments asked for, by their uids."""

    people: Mapping[str, tuple[Ready, ...]]
    contacts: Mapping[str, tuple[KnownContact, ...]]
    texts: Mapping[str, int]
    printed: frozenset[str]
    verified: frozenset[str]
    copied_at: datetime | None

    def prepared(self, house: House, place: Establishment) -> Prepared:
        """Return what the rules look at for one of them."""
        catalogue = house.shelf.catalogue
        return Prepared(
            zone=ZoneInfo(place.zone),
            people=self.people.get(place.uid, ()),
            telephones=place.telephones,
            letterhead=place.letterhead,
            finess=place.finess,
            siren=place.siren,
            contacts=self.contacts.get(place.uid, ()),
            templates=tuple(sorted(catalogue.templates.values(), key=lambda template: template.title)),
            verified=self.verified,
            faulty_templates=len(catalogue.faulty),
            prepared_texts=self.texts.get(place.uid, 0),
            paper_printed=place.uid in self.printed,
            passwords=house.world is World.LIVE,
            copied_at=self.copied_at,
        )


def _known(session: Session, house: House, places: tuple[str, ...], now: datetime) -> _Known:
    copied = told.read(house.folder).made
    printed = (
        select(Establishment.uid)
        .join(SlipRun, SlipRun.establishment_id == Establishment.id)
        .where(Establishment.uid.in_(places))
        .distinct()
    )
    return _Known(
        people=_people(session, places, now),
        contacts=_contacts(session, places),
        texts=how_many_prepared(session, places, now),
        printed=frozenset(session.scalars(printed)),
        verified=frozenset(session.scalars(select(FormCheck.digest).where(check_stands()))),
        copied_at=copied.at if copied else None,
    )


def _people(session: Session, places: tuple[str, ...], now: datetime) -> Mapping[str, tuple[Ready, ...]]:
    rows = session.execute(
        select(Establishment.uid, Person, Mandate.role, Mandate.from_at, Mandate.until_at)
        .join(Mandate, Mandate.person_id == Person.id)
        .join(Establishment, Establishment.id == Mandate.establishment_id)
        .where(
            Person.active,
            Establishment.uid.in_(places),
            Mandate.revoked_at.is_(None),
            or_(Mandate.until_at.is_(None), Mandate.until_at > now),
        )
        .order_by(Person.name, Mandate.id)
    )
    people: dict[str, dict[int, tuple[Person, list[Held]]]] = defaultdict(dict)
    for row in rows:
        _, held = people[row.uid].setdefault(row.Person.id, (row.Person, []))
        held.append(Held(Role(row.role), row.from_at, row.until_at))
    with_code = set(session.scalars(select(RecoveryCode.person_id).where(RecoveryCode.used_at.is_(None))))
    return {
        place: tuple(_ready(person, number in with_code, held) for number, (person, held) in those.items())
        for place, those in people.items()
    }


def _ready(person: Person, with_code: bool, held: list[Held]) -> Ready:
    return Ready(person.name, person.telephone, bool(person.password_hash), person.must_change, with_code, tuple(held))


def _contacts(session: Session, places: tuple[str, ...]) -> Mapping[str, tuple[KnownContact, ...]]:
    rows = session.execute(
        select(Establishment.uid, Contact.circle, Contact.organisation, Contact.name, Contact.checked_at)
        .join(Establishment, Establishment.id == Contact.establishment_id)
        .where(Establishment.uid.in_(places), Contact.retired_at.is_(None))
        .order_by(Contact.id)
    )
    found: dict[str, list[KnownContact]] = defaultdict(list)
    for row in rows:
        found[row.uid].append(KnownContact(Circle(row.circle), row.organisation or row.name, row.checked_at))
    return {place: tuple(those) for place, those in found.items()}
