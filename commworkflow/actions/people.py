"""Keeping people: adding them, changing them, their passwords, closing and opening their accounts.

An administrator keeps the people of the establishments they administer. Whoever also works elsewhere is changed only by
somebody who administers all of it: a new password would otherwise open the other hospital's messages.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import or_, select, update
from sqlalchemy.orm import Session

from commworkflow.actions.act import Acting, NotFound, Wrong, act, housekeeping, row_id
from commworkflow.actions.administrators import check_one_left
from commworkflow.actions.attempts import attempt, forget
from commworkflow.actions.namesakes import check_told_apart
from commworkflow.actions.passwords import Passwords
from commworkflow.actions.signing_in import Begun, begin_sitting, end_sittings, place_of
from commworkflow.records.base import new_uid
from commworkflow.records.house import House
from commworkflow.records.people import Establishment, Mandate, Person
from commworkflow.rules.roles import Actor, May
from commworkflow.rules.sign_in import Seat, address_kept, password_problem


@dataclass(frozen=True, slots=True)
class Particulars:
    """What is written about a person. ``telephone``: where to call them back, outside the hospital's own network."""

    name: str
    email: str
    language: str
    telephone: str = ""


def add_person(
    house: House, actor: Actor, passwords: Passwords, particulars: Particulars, password: str, now: datetime
) -> str:
    """Add somebody, with a first password they must change or none yet, and return their uid. Raises Wrong."""
    kept = _checked_hash(passwords, particulars, password) if password else ""
    uid = new_uid()
    with act(house, actor, now) as acting:
        _check_administers_somewhere(actor)
        check_told_apart(acting.session, particulars.email, particulars.name)
        write_person(acting, uid, particulars, kept, must_change=bool(kept))
        acting.enter("person_added", establishment=actor.establishments(May.ADMINISTER)[0], subject=uid)
    return uid


def write_person(
    acting: Acting, uid: str, particulars: Particulars, password_hash: str = "", *, must_change: bool = False
) -> None:
    """Write somebody who is not known yet, their account open; without ``password_hash`` they cannot sign in yet."""
    acting.add(
        Person,
        uid=uid,
        name=particulars.name,
        email=address_kept(particulars.email),
        language=particulars.language,
        telephone=particulars.telephone,
        password_hash=password_hash,
        must_change=must_change,
        active=True,
    )


def change_person(house: House, actor: Actor, uid: str, particulars: Particulars, now: datetime) -> None:
    """Change what is written about somebody. Raises NotFound, Wrong."""
    with act(house, actor, now) as acting:
        person = own_person(acting, uid, wholly=True)
        # What was there already stays, whomever it may be taken for: a telephone can still be changed.
        new_address = particulars.email if address_kept(particulars.email) != person.email else ""
        new_name = particulars.name if particulars.name != person.name else ""
        check_told_apart(acting.session, new_address, new_name, uid)
        before = _told(person)
        person.name, person.email = particulars.name, address_kept(particulars.email)
        person.language, person.telephone = particulars.language, particulars.telephone
        _enter_change(acting, person, before)


def set_password(house: House, actor: Actor, passwords: Passwords, uid: str, password: str, now: datetime) -> None:
    """Give somebody a new password, which they must change; their sittings end. Raises NotFound, Wrong."""
    with house.database.read() as session:
        known = session.execute(select(Person.name, Person.email).where(Person.uid == uid)).one_or_none()
    if known is None:
        raise NotFound
    kept = _checked_hash(passwords, Particulars(known.name, known.email, ""), password)
    with act(house, actor, now) as acting:
        person = own_person(acting, uid, wholly=True)
        person.password_hash, person.must_change = kept, True
        end_sittings(acting.session, person.id, now)
        acting.enter("password_changed", establishment=_place(acting, person), subject=uid)


def change_own_password(
    house: House,
    actor: Actor,
    passwords: Passwords,
    present: str,
    password: str,
    *,
    seat: Seat,
    now: datetime,
) -> Begun:
    """Change one's own password: every sitting ends, and a new one begins here. Raises Wrong, TooSoon.

    Slowed like a sign-in: a browser left open would otherwise be a place to guess at leisure.
    """
    with house.database.read() as session:
        me = session.execute(
            select(Person.name, Person.email, Person.password_hash).where(Person.uid == actor.uid)
        ).one()
    # Judged first: a new password that is not taken is no guess of the present one.
    _check_password(Particulars(me.name, me.email, ""), password)
    tried = attempt(house, me.email, seat, now)
    if not passwords.fits(me.password_hash, present):
        raise Wrong({"present_password": ("password_wrong", {})})
    kept = passwords.hashed(password)
    with act(house, actor, now) as acting:
        forget(acting.session, tried)
        own = {"password_hash": kept, "must_change": False}
        acting.session.execute(update(Person).where(Person.uid == actor.uid).values(**own))
        end_sittings(acting.session, row_id(acting.session, Person, actor.uid), now)
        begun = begin_sitting(acting.session, actor.uid, seat, now)
        place = place_of(acting.session, actor.uid, now)
        acting.enter("password_changed", establishment=place, subject=actor.uid)
    return begun


def set_active(house: House, actor: Actor, uid: str, active: bool, now: datetime) -> None:
    """Close or open somebody's account; closing ends their sittings. Raises NotFound, Wrong."""
    with act(house, actor, now) as acting:
        person = own_person(acting, uid, wholly=True)
        person.active = active
        acting.session.flush()
        end_sittings(acting.session, person.id, now)
        check_one_left(acting.session, actor.establishments(May.ADMINISTER), now)
        _enter_change(acting, person, _told(person))


def choose_language(house: House, actor: Actor, language: str) -> None:
    """Remember in which language somebody reads the pages: a taste, no act."""
    with housekeeping(house) as session:
        session.execute(update(Person).where(Person.uid == actor.uid).values(language=language))


def own_person(acting: Acting, uid: str, *, wholly: bool = False) -> Person:
    """Return a person the actor keeps. ``wholly``: and whom nobody else keeps too.

    Raises NotFound for somebody of another establishment, Wrong for somebody who works there as well.
    """
    person = acting.session.scalar(select(Person).where(Person.uid == uid))
    mine = set(acting.actor.establishments(May.ADMINISTER)) if acting.actor else set()
    if person is None or not mine:
        raise NotFound
    places = places_of(acting.session, person.id, acting.now)
    if not places.kept_by(mine):
        raise NotFound
    if wholly and not places.kept_wholly_by(mine):
        raise Wrong({"person": ("administered_elsewhere", {})})
    return person


@dataclass(frozen=True, slots=True)
class Places:
    """The establishments somebody was ever mandated for, and those where a mandate holds or is to come."""

    all: set[str]
    present: set[str]

    def kept_by(self, mine: Collection[str]) -> bool:
        """Say whether whoever administers ``mine`` keeps this person: of one of them, or of none at all yet."""
        return not self.all or not self.all.isdisjoint(mine)

    def kept_wholly_by(self, mine: Collection[str]) -> bool:
        """Say whether they keep them, and nobody else does now."""
        return self.kept_by(mine) and self.present.issubset(mine)


def places_of(session: Session, person_id: int, now: datetime) -> Places:
    """Return the establishments of a person's mandates."""
    mandates = select(Establishment.uid).join(Mandate).where(Mandate.person_id == person_id)
    lasting = mandates.where(Mandate.revoked_at.is_(None), or_(Mandate.until_at.is_(None), Mandate.until_at > now))
    return Places(set(session.scalars(mandates)), set(session.scalars(lasting)))


def _place(acting: Acting, person: Person) -> str:
    """Return the establishment in whose journal a change to somebody stands: where they work, else the actor's own."""
    mine = acting.actor.establishments(May.ADMINISTER) if acting.actor else ()
    theirs = places_of(acting.session, person.id, acting.now).all
    return next((place for place in mine if place in theirs), mine[0] if mine else "")


def _told(person: Person) -> str:
    return f"{person.name} <{person.email}>"


def _enter_change(acting: Acting, person: Person, before: str) -> None:
    """Enter what was changed of somebody: their name and address as texts, which can be erased with them."""
    after = _told(person)
    texts = {"before": before, "after": after} if after != before else {}
    place = _place(acting, person)
    acting.enter("person_changed", establishment=place, texts=texts, subject=person.uid, active=int(person.active))


def _check_administers_somewhere(actor: Actor) -> None:
    if not actor.may_anywhere(May.ADMINISTER):
        raise NotFound


def _checked_hash(passwords: Passwords, particulars: Particulars, password: str) -> str:
    _check_password(particulars, password)
    return passwords.hashed(password)


def _check_password(particulars: Particulars, password: str) -> None:
    problem = password_problem(password, particulars.name, particulars.email)
    if problem:
        raise Wrong({"password": (problem, {})})
