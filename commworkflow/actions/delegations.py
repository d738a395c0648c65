"""Giving the director's signature to somebody, for some families and until a day, and taking it back.

Sources: CSP D.6143-33 (the director may delegate the signature, under their own responsibility, to any category of
staff) and R.6143-38 (it binds third parties once published), read in secondary sources; D.6143-34 (the deed names the
holder, function and acts), general knowledge, to be verified. It is not passed on: its holder may not delegate.
"""

from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from sqlalchemy import select, update

from commworkflow.actions.act import Acting, NotFound, Wrong, act, inside
from commworkflow.readings.delegations import delegable
from commworkflow.readings.reachable import reachable
from commworkflow.records.base import new_uid
from commworkflow.records.house import House
from commworkflow.records.people import Establishment, Mandate, Person
from commworkflow.rules.roles import Actor, May, Role


@dataclass(frozen=True, slots=True)
class Delegation:
    """What a delegation says. ``to``: who signs; ``function``: in what capacity; ``deed``: the decision it rests on."""

    to: str
    establishment: str
    families: tuple[str, ...]
    function: str
    since: datetime
    until: datetime
    deed: str
    published_on: date


def give_delegation(house: House, actor: Actor, given: Delegation, now: datetime) -> str:
    """Give the signature to a person and return the uid of their mandate. Raises NotFound, Wrong.

    It counts from ``since``, never from an hour that is past, and ends with the director's own mandate at the latest.
    """
    with act(house, actor, now) as acting:
        granting = actor.mandate_for(May.DELEGATE, given.establishment)
        place = acting.session.scalar(select(Establishment).where(Establishment.uid == given.establishment))
        if granting is None or place is None:
            raise NotFound
        _check(house, given, ZoneInfo(place.zone), now)
        _check_holder(acting, actor, place.id, given.to)
        uid = new_uid()
        acting.add(
            Mandate,
            uid=uid,
            person_id=inside(Person, given.to),
            establishment_id=place.id,
            role=Role.DIRECTOR_ON_DUTY,
            from_at=given.since,
            until_at=given.until,
            given_by_id=acting.person,
            deed=given.deed,
            scope={"families": sorted(given.families), "function": given.function},
            on_behalf_of_id=inside(Mandate, granting.uid),
            published_on=given.published_on.isoformat(),
        )
        acting.enter(
            "delegation_given",
            mandate=granting.uid,
            establishment=given.establishment,
            texts={"deed": given.deed, "function": given.function},
            subject=given.to,
            delegation=uid,
            families=",".join(sorted(given.families)),
            since=given.since.isoformat(),
            until=given.until.isoformat(),
            published_on=given.published_on.isoformat(),
        )
        return uid


def take_back(house: House, actor: Actor, delegation: str, now: datetime) -> None:
    """End a delegation now; a page its holder has open decides nothing any more. Raises NotFound.

    Any director of the establishment may, not only the one who gave it.
    """
    with act(house, actor, now) as acting:
        found = acting.session.execute(
            select(Mandate.id, Mandate.revoked_at, Person.uid.label("holder"), Establishment.uid.label("place"))
            .join(Person, Person.id == Mandate.person_id)
            .join(Establishment, Establishment.id == Mandate.establishment_id)
            .where(Mandate.uid == delegation, Mandate.on_behalf_of_id.is_not(None))
        ).one_or_none()
        granting = actor.mandate_for(May.DELEGATE, found.place) if found else None
        if found is None or granting is None or found.revoked_at is not None:
            raise NotFound
        acting.session.execute(update(Mandate).where(Mandate.id == found.id).values(revoked_at=now))
        acting.enter(
            "delegation_taken_back",
            mandate=granting.uid,
            establishment=found.place,
            subject=found.holder,
            delegation=delegation,
        )


def _check(house: House, given: Delegation, zone: ZoneInfo, now: datetime) -> None:
    problems: dict[str, tuple[str, dict[str, object]]] = {}
    if not given.families or not set(given.families) <= {family for family, _ in delegable(house)}:
        problems["families"] = ("families_missing", {})
    # An hour is typed to the minute: the one that is running is not past.
    if given.since < now.replace(second=0, microsecond=0):
        problems["since"] = ("delegation_of_the_past", {})
    if given.until <= given.since or given.until <= now:
        problems["until"] = ("ends_before_it_begins", {})
    if given.published_on > given.since.astimezone(zone).date():
        problems["published_on"] = ("published_after_it_begins", {})
    for name in ("deed", "function"):
        if not getattr(given, name).strip():
            problems[name] = ("required", {})
    if problems:
        raise Wrong(problems)


def _check_holder(acting: Acting, actor: Actor, establishment_id: int, holder: str) -> None:
    """The holder works here, today, and is somebody else: a signature is not given to oneself."""
    people = {person.uid for person in reachable(acting.session, establishment_id, acting.now)}
    if holder == actor.uid:
        raise Wrong({"to": ("delegate_is_oneself", {})})
    if holder not in people:
        raise Wrong({"to": ("not_a_choice", {})})
