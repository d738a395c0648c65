"""Who sits at this browser: the one question each request asks, in one statement."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Row, and_, bindparam, or_, select

from commworkflow.records.database import ask
from commworkflow.records.house import House
from commworkflow.records.people import Establishment, Mandate, Person
from commworkflow.records.sign_ins import SignInSession
from commworkflow.rules import roles
from commworkflow.rules.roles import Actor, Role
from commworkflow.rules.sign_in import CLOCK_AHEAD, digest


@dataclass(frozen=True, slots=True)
class Place:
    """An establishment where the person holds a mandate: what a page's head needs of it."""

    uid: str
    name: str
    zone: str


@dataclass(frozen=True, slots=True)
class Sitting:
    """A person at a browser, with the mandates in force now. ``places``: one an establishment, first mandate first."""

    uid: str
    seen_at: datetime
    email: str
    actor: Actor
    places: tuple[Place, ...]


_IN_FORCE = and_(
    Mandate.person_id == Person.id,
    Mandate.from_at <= bindparam("now"),
    or_(Mandate.until_at.is_(None), Mandate.until_at > bindparam("now")),
    Mandate.revoked_at.is_(None),
)
_SITTING = (
    select(
        SignInSession.uid.label("sitting"),
        SignInSession.seen_at,
        Person.uid.label("person"),
        Person.name,
        Person.email,
        Person.language,
        Mandate.uid.label("mandate"),
        Mandate.role,
        Mandate.directorate,
        Mandate.from_at,
        Mandate.until_at,
        Establishment.uid.label("establishment"),
        Establishment.name.label("establishment_name"),
        Establishment.zone,
    )
    .select_from(SignInSession)
    .join(Person, Person.id == SignInSession.person_id)
    .outerjoin(Mandate, _IN_FORCE)
    .outerjoin(Establishment, Establishment.id == Mandate.establishment_id)
    .where(
        SignInSession.token_hash == bindparam("token_hash"),
        SignInSession.ended_at.is_(None),
        SignInSession.seen_at > bindparam("idle_since"),
        # Seen in the future, by a clock set back since: it would otherwise live until that hour comes.
        SignInSession.seen_at <= bindparam("latest"),
        Person.active,
    )
    .order_by(Mandate.id)
)


def sitting_of(house: House, token: str, now: datetime, idle: timedelta) -> Sitting | None:
    """Return the sitting of that token; None where it ended, was idle too long, or its person is no longer active.

    None too where it was seen in the future: nobody knows how long it was idle.
    """
    asked = {"token_hash": digest(token), "now": now, "idle_since": now - idle, "latest": now + CLOCK_AHEAD}
    with house.database.read() as session:
        rows = ask(session, _SITTING, asked).all()
    if not rows:
        return None
    first = rows[0]
    held = [row for row in rows if row.mandate is not None]
    places = {row.establishment: Place(row.establishment, row.establishment_name, row.zone) for row in held}
    actor = Actor(first.person, first.name, first.language, tuple(_mandate(row) for row in held))
    return Sitting(first.sitting, first.seen_at, first.email, actor, tuple(places.values()))


def owner_of(house: House, token: str) -> str:
    """Return the uid of the person whose sitting that token was, ended or not; empty for a token nobody had."""
    statement = (
        select(Person.uid)
        .join(SignInSession, SignInSession.person_id == Person.id)
        .where(SignInSession.token_hash == digest(token))
    )
    with house.database.read() as session:
        return session.scalar(statement) or ""


def _mandate(row: Row[*tuple[Any, ...]]) -> roles.Mandate:
    return roles.Mandate(row.mandate, row.establishment, Role(row.role), row.from_at, row.until_at, row.directorate)
