"""Sealed pages: a first password and a recovery code for each person, made by the product and shown once, on paper.

Nobody chooses them. Whoever prints could still read them, so both betray themselves: the password must be changed
before anything else can be done, and the code opens once. An envelope that no longer opens the account was read.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import select, update

from commworkflow.actions.act import NotFound, Wrong, act
from commworkflow.actions.attempts import attempt, forget
from commworkflow.actions.codes import letters_of, new_code, new_password
from commworkflow.actions.passwords import Passwords
from commworkflow.actions.people import own_person
from commworkflow.actions.signing_in import Begun, begin_sitting, end_sittings, place_of
from commworkflow.records.base import new_uid
from commworkflow.records.house import House
from commworkflow.records.people import Person
from commworkflow.records.sign_ins import RecoveryCode
from commworkflow.rules.roles import Actor, May
from commworkflow.rules.sign_in import Seat, address_kept, digest, password_problem

MOST_AT_ONCE = 50
"""Pages one print may hold: each costs two breaths of the machine, since a password is slow to hash by design."""


@dataclass(frozen=True, slots=True)
class SealedPage:
    """What one envelope holds. The secrets are on their way to the paper, and kept nowhere but as digests."""

    person: str
    name: str
    email: str
    language: str
    password: str = field(repr=False)
    code: str = field(repr=False)
    password_hash: str = field(repr=False)


def draw_up(house: House, passwords: Passwords, people: Sequence[str]) -> tuple[SealedPage, ...]:
    """Make the secrets of these people, in their order; nothing is written yet. Raises NotFound."""
    if not 0 < len(people) <= MOST_AT_ONCE or len(set(people)) != len(people):
        raise NotFound
    with house.database.read() as session:
        known = {person.uid: person for person in session.scalars(select(Person).where(Person.uid.in_(people)))}
    if len(known) != len(people):
        raise NotFound
    pages = []
    for uid in people:
        person, password = known[uid], new_password()
        page = SealedPage(
            uid, person.name, person.email, person.language, password, new_code(), passwords.hashed(password)
        )
        pages.append(page)
    return tuple(pages)


def hand_out(house: House, actor: Actor, pages: Sequence[SealedPage], now: datetime) -> None:
    """Make the secrets of these pages the ones that open, once they are on paper. Raises NotFound, Wrong.

    Nobody makes a page for themselves: an administrator's own is another administrator's to print.
    """
    if not actor.may_anywhere(May.ADMINISTER) or any(page.person == actor.uid for page in pages):
        raise NotFound
    with act(house, actor, now) as acting:
        for page in pages:
            person = own_person(acting, page.person, wholly=True)
            person.password_hash, person.must_change = page.password_hash, True
            acting.add(
                RecoveryCode,
                uid=new_uid(),
                person_id=person.id,
                code_hash=digest(letters_of(page.code)),
                made_at=now,
                used_at=None,
            )
            end_sittings(acting.session, person.id, now)
        place = actor.establishments(May.ADMINISTER)[0]
        acting.enter("sealed_pages_made", establishment=place, subjects=" ".join(page.person for page in pages))


def recover(
    house: House,
    passwords: Passwords,
    email: str,
    code: str,
    password: str,
    *,
    seat: Seat,
    now: datetime,
) -> Begun:
    """Set a new password with a recovery code, and begin a sitting. Raises Wrong, TooSoon.

    The same answer for an unknown address, a wrong code, a used one and a closed account; slowed like a password.
    """
    tried = attempt(house, email, seat, now)
    with house.database.read() as session:
        known = session.execute(
            select(Person.id, Person.uid, Person.name, RecoveryCode.id.label("code"), RecoveryCode.code_hash)
            .add_columns(RecoveryCode.used_at)
            .join(RecoveryCode, RecoveryCode.person_id == Person.id)
            .where(Person.email == address_kept(email), Person.active)
            .order_by(RecoveryCode.id.desc())
            .limit(1)
        ).one_or_none()
    if known is None or known.used_at is not None or known.code_hash != digest(letters_of(code)):
        raise Wrong({"recovery_code": ("recovery_code_wrong", {})})
    if problem := password_problem(password, known.name, email):
        raise Wrong({"password": (problem, {})})
    kept = passwords.hashed(password)
    with act(house, None, now) as acting:
        unused = RecoveryCode.id == known.code, RecoveryCode.used_at.is_(None)
        using = update(RecoveryCode).where(*unused).values(used_at=now).returning(RecoveryCode.id)
        if acting.session.scalar(using) is None:
            raise Wrong({"recovery_code": ("recovery_code_wrong", {})})
        acting.session.execute(
            update(Person).where(Person.id == known.id).values(password_hash=kept, must_change=False)
        )
        forget(acting.session, tried)
        end_sittings(acting.session, known.id, now)
        begun = begin_sitting(acting.session, known.uid, seat, now)
        acting.enter("recovery_code_used", person=known.uid, establishment=place_of(acting.session, known.uid, now))
    return begun
