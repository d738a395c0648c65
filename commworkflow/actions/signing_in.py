"""Signing in and out: sittings begun, kept alive and ended."""

import secrets
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy import and_, insert, or_, select, update
from sqlalchemy.orm import Session

from commworkflow.actions.act import Acting, NotFound, act, housekeeping, inside, row_id
from commworkflow.actions.attempts import attempt, forget
from commworkflow.actions.passwords import Passwords
from commworkflow.records.base import new_uid
from commworkflow.records.house import House
from commworkflow.records.people import Establishment, Mandate, Person
from commworkflow.records.sign_ins import SignInSession
from commworkflow.rules.roles import Actor
from commworkflow.rules.sign_in import CLOCK_AHEAD, Seat, address_kept, digest
from commworkflow.rules.worlds import World

_LONGEST_DEVICE = 200


@dataclass(frozen=True, slots=True)
class Begun:
    """A sitting just begun: the token for the cookie (kept nowhere), and whose it is."""

    token: str
    person: str


def sign_in(
    house: House,
    passwords: Passwords,
    email: str,
    password: str,
    *,
    seat: Seat,
    now: datetime,
) -> Begun | None:
    """Begin a sitting, or return None: the same answer for an unknown address, a wrong password and a closed account.

    Raises TooSoon, without having looked at the password.
    """
    tried = attempt(house, email, seat, now)
    with house.database.read() as session:
        known = session.execute(
            select(Person.uid, Person.password_hash).where(Person.email == address_kept(email), Person.active)
        ).one_or_none()
    if not passwords.fits(known.password_hash if known else "", password) or known is None:
        return None
    with act(house, None, now) as acting:
        forget(acting.session, tried)
        return _begin(acting, known.uid, seat)


def sign_in_as(house: House, person: str, *, seat: Seat, now: datetime) -> Begun:
    """Begin a sitting as somebody else, in an exercise only. Raises NotFound elsewhere, and for nobody active."""
    if house.world is not World.EXERCISE:
        raise NotFound
    with act(house, None, now) as acting:
        if not acting.session.scalar(select(Person.active).where(Person.uid == person)):
            raise NotFound
        return _begin(acting, person, seat)


def sign_out(house: House, actor: Actor, sitting: str, now: datetime) -> None:
    """End the sitting of that uid; whoever's rights ended meanwhile can still leave."""
    with act(house, replace(actor, mandates=(), sitting=""), now) as acting:
        acting.session.execute(
            update(SignInSession)
            .where(SignInSession.uid == sitting, SignInSession.ended_at.is_(None))
            .values(ended_at=now)
        )
        acting.enter("signed_out", establishment=place_of(acting.session, actor.uid, now))


def still_here(house: House, sitting: str, now: datetime) -> None:
    """Write down a sitting's sign of life."""
    with housekeeping(house) as session:
        session.execute(update(SignInSession).where(SignInSession.uid == sitting).values(seen_at=now))


def place_of(session: Session, person: str, now: datetime) -> str:
    """Return the establishment of a person's first mandate, those in force before the others; empty without any.

    What somebody does with their own account stands in that establishment's journal.
    """
    in_force = and_(
        Mandate.from_at <= now, or_(Mandate.until_at.is_(None), Mandate.until_at > now), Mandate.revoked_at.is_(None)
    )
    first = (
        select(Establishment.uid)
        .join(Mandate, Mandate.establishment_id == Establishment.id)
        .where(Mandate.person_id == inside(Person, person))
        .order_by(in_force.desc(), Mandate.id)
        .limit(1)
    )
    return session.scalar(first) or ""


def end_sittings(session: Session, person_id: int, now: datetime) -> None:
    """End every sitting of a person, inside the act that changes their rights."""
    session.execute(
        update(SignInSession)
        .where(SignInSession.person_id == person_id, SignInSession.ended_at.is_(None))
        .values(ended_at=now)
    )


def begin_sitting(session: Session, person: str, seat: Seat, now: datetime) -> Begun:
    """Begin a sitting inside an act; those of the same person that a clock set back left in the future end.

    The only maker of sittings: what began at a post of the crisis room is one, whichever way it was begun again.
    """
    token = secrets.token_urlsafe(32)
    session.execute(
        update(SignInSession)
        .where(
            SignInSession.person_id == inside(Person, person),
            SignInSession.ended_at.is_(None),
            SignInSession.seen_at > now + CLOCK_AHEAD,
        )
        .values(ended_at=now)
    )
    session.execute(
        insert(SignInSession).values(
            uid=new_uid(),
            token_hash=digest(token),
            person_id=row_id(session, Person, person),
            made_at=now,
            seen_at=now,
            device=seat.device[:_LONGEST_DEVICE],
            post=seat.post,
        )
    )
    return Begun(token, person)


def _begin(acting: Acting, person: str, seat: Seat) -> Begun:
    begun = begin_sitting(acting.session, person, seat, acting.now)
    kind = "signed_in_at_post" if seat.post else "signed_in"
    acting.enter(kind, person=person, establishment=place_of(acting.session, person, acting.now))
    return begun
