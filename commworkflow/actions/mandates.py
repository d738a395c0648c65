"""Giving a person a role from a date to a date, and ending it.

Whoever's rights change is signed out in the same act.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import select, update

from commworkflow.actions.act import Acting, NotFound, Wrong, act, inside
from commworkflow.actions.administrators import check_one_left
from commworkflow.actions.people import own_person
from commworkflow.actions.signing_in import end_sittings
from commworkflow.records.base import new_uid
from commworkflow.records.house import House
from commworkflow.records.people import Establishment, Mandate, Person
from commworkflow.rules.roles import Actor, May, Role

LONGEST_BACK = timedelta(days=1)
"""How long ago a role given to somebody else may have begun: the night before, never before what it would now cover."""


@dataclass(frozen=True, slots=True)
class Given:
    """What a mandate says. ``until`` None: no end set. ``deed``: the decision it rests on."""

    establishment: str
    role: Role
    directorate: str
    since: datetime
    until: datetime | None
    deed: str


def give_mandate(house: House, actor: Actor, person: str, given: Given, now: datetime) -> str:
    """Give a person a mandate and return its uid. Raises NotFound, Wrong."""
    granting = actor.mandate_for(May.ADMINISTER, given.establishment)
    if granting is None:
        raise NotFound
    _check(given, now, own=person == actor.uid)
    uid = new_uid()
    with act(house, actor, now) as acting:
        subject = own_person(acting, person)
        write_mandate(acting, uid, subject.uid, given)
        end_sittings(acting.session, subject.id, now)
        acting.enter(
            "mandate_given",
            mandate=granting.uid,
            establishment=given.establishment,
            subject=person,
            role=given.role,
            mandate_given=uid,
            since=given.since.isoformat(),
            until="" if given.until is None else given.until.isoformat(),
            texts={"deed": given.deed},
        )
    return uid


def write_mandate(acting: Acting, uid: str, person: str, given: Given) -> None:
    """Write a mandate that begins for a person; given by nobody where nobody could sign in yet."""
    acting.add(
        Mandate,
        uid=uid,
        person_id=inside(Person, person),
        establishment_id=inside(Establishment, given.establishment),
        role=given.role,
        directorate=given.directorate if given.role is Role.DIRECTORATE else "",
        from_at=given.since,
        until_at=given.until,
        given_by_id=None if acting.actor is None else acting.person,
        deed=given.deed,
    )


def end_mandate(house: House, actor: Actor, person: str, mandate: str, now: datetime) -> None:
    """End a mandate now. Raises NotFound, and Wrong where an establishment would have no administrator left."""
    with act(house, actor, now) as acting:
        found = acting.session.execute(
            select(Mandate.id, Mandate.role, Mandate.revoked_at, Person.id.label("person"), Establishment.uid)
            .join(Person, Person.id == Mandate.person_id)
            .join(Establishment, Establishment.id == Mandate.establishment_id)
            .where(Mandate.uid == mandate, Person.uid == person)
        ).one_or_none()
        granting = actor.mandate_for(May.ADMINISTER, found.uid) if found else None
        if found is None or granting is None or found.revoked_at is not None:
            raise NotFound
        acting.session.execute(update(Mandate).where(Mandate.id == found.id).values(revoked_at=now))
        if found.role == Role.ADMINISTRATOR:
            check_one_left(acting.session, [found.uid], now)
        end_sittings(acting.session, found.person, now)
        acting.enter(
            "mandate_ended",
            mandate=granting.uid,
            establishment=found.uid,
            subject=person,
            role=found.role,
            mandate_ended=mandate,
        )


def begins_too_early(since: datetime, now: datetime, *, own: bool) -> bool:
    """Say whether a role given at ``now`` cannot have begun at ``since``; ``own``: given to oneself."""
    # The hour is typed to the minute: the one just begun is no past.
    return since < (now.replace(second=0, microsecond=0) if own else now - LONGEST_BACK)


def _check(given: Given, now: datetime, *, own: bool) -> None:
    if begins_too_early(given.since, now, own=own):
        raise Wrong({"since": ("own_role_in_the_past" if own else "role_in_the_past", {})})
    if given.until is not None and given.until <= given.since:
        raise Wrong({"until": ("ends_before_it_begins", {})})
    if given.role is Role.DIRECTORATE and not given.directorate:
        raise Wrong({"directorate": ("directorate_missing", {})})
