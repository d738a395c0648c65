"""The people of the tests: names, and rights everybody knows. Zoé belongs to another hospital."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from uuid import NAMESPACE_URL, uuid5

from sqlalchemy import insert
from sqlalchemy.orm import Session

from commworkflow.actions.passwords import Passwords
from commworkflow.records.people import Establishment, Mandate, Person
from commworkflow.rules import roles
from commworkflow.rules.roles import Actor, Role
from commworkflow.rules.sign_in import Seat

NOW = datetime(2026, 3, 14, 8, 30, tzinfo=UTC)
"""Six and a half hours after the alert of the reference crisis: 09:30 in Paris."""

LONG_AGO = NOW - timedelta(days=400)
PASSWORD = "trois chevaux sous la pluie"
CHEAP = Passwords(memory_mb=1, passes=1)
SEAT = Seat("192.0.2.1")
"""A browser somewhere on the network, where nobody sat before."""


def uid_of(name: str) -> str:
    """Return the uid that a name has in every test."""
    return str(uuid5(NAMESPACE_URL, name))


@dataclass(frozen=True, slots=True)
class Place:
    name: str
    zone: str

    @property
    def uid(self) -> str:
        return uid_of(self.name)


SAINT_ROCH = Place("Centre hospitalier Saint-Roch", "Europe/Paris")
VAL_D_OR = Place("Clinique du Val d'Or", "Indian/Reunion")


@dataclass(frozen=True, slots=True)
class Player:
    """A person of the tests, with one mandate."""

    name: str
    role: Role
    place: Place = SAINT_ROCH
    directorate: str = ""

    @property
    def uid(self) -> str:
        return uid_of(self.name)

    @property
    def email(self) -> str:
        return f"{self.name.split()[0].lower().replace('é', 'e').replace('ë', 'e').replace('è', 'e')}@hopital.example"

    @property
    def mandate(self) -> str:
        return uid_of(f"mandate of {self.name}")

    @property
    def actor(self) -> Actor:
        mandate = roles.Mandate(self.mandate, self.place.uid, self.role, LONG_AGO, None, self.directorate)
        return Actor(self.uid, self.name, "fr", (mandate,))


CAST: Mapping[str, Player] = {
    "alice": Player("Alice Martin", Role.COMMUNICATION),
    "bruno": Player("Bruno Keller", Role.RSSI),
    "chloe": Player("Chloé Nadir", Role.DPO),
    "dominique": Player("Dominique Vasseur", Role.DIRECTOR),
    "etienne": Player("Étienne Roux", Role.DIRECTOR),
    "farid": Player("Farid Benali", Role.CRISIS_CELL),
    "gaelle": Player("Gaëlle Le Goff", Role.DIRECTORATE, directorate="Soins"),
    "hugo": Player("Hugo Petit", Role.READER),
    "ines": Player("Inès Moreau", Role.ADMINISTRATOR),
    "zoe": Player("Zoé Hoarau", Role.DIRECTOR, VAL_D_OR),
}


def settle(session: Session) -> None:
    """Write both hospitals and their people into a new world."""
    kept = CHEAP.hashed(PASSWORD)
    for number, place in enumerate((SAINT_ROCH, VAL_D_OR), 1):
        session.execute(insert(Establishment).values(id=number, uid=place.uid, name=place.name, zone=place.zone))
    for number, player in enumerate(CAST.values(), 1):
        session.execute(
            insert(Person).values(
                id=number, uid=player.uid, name=player.name, email=player.email, password_hash=kept, language="fr"
            )
        )
        session.execute(
            insert(Mandate).values(
                uid=player.mandate,
                person_id=number,
                establishment_id=1 if player.place is SAINT_ROCH else 2,
                role=player.role,
                directorate=player.directorate,
                from_at=LONG_AGO,
                deed="Décision n° 1",
            )
        )
