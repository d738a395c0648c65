"""Keeping the contacts outside the hospital: added, changed, tried, retired. None is ever deleted."""

from dataclasses import asdict, dataclass
from datetime import datetime

from sqlalchemy import select, update

from commworkflow.actions.act import Acting, NotFound, Wrong, act, inside
from commworkflow.records.base import new_uid
from commworkflow.records.contacts import Contact
from commworkflow.records.house import House
from commworkflow.records.people import Establishment
from commworkflow.rules.contacts import Circle
from commworkflow.rules.roles import Actor, Mandate, May


@dataclass(frozen=True, slots=True)
class Reachable:
    """What is written about a contact. ``telephone``: the number that answers at night; ``checked_at``: last tried."""

    circle: Circle
    organisation: str
    name: str
    quality: str
    telephone: str
    other_telephone: str
    email: str
    note: str
    checked_at: datetime | None


def add_contact(house: House, actor: Actor, place: str, reachable: Reachable, now: datetime) -> str:
    """Add a contact of an establishment and return its uid. Raises NotFound, Wrong."""
    mandate = _keeping(actor, place)
    _check(reachable, now)
    uid = new_uid()
    with act(house, actor, now) as acting:
        write_contact(acting, uid, place, reachable)
        acting.enter("contact_added", mandate=mandate.uid, establishment=place, subject=uid)
    return uid


def change_contact(house: House, actor: Actor, uid: str, reachable: Reachable, now: datetime) -> None:
    """Change what is written about a contact. Raises NotFound, Wrong."""
    _check(reachable, now)
    with act(house, actor, now) as acting:
        place, mandate = _kept(acting, actor, uid)
        acting.session.execute(update(Contact).where(Contact.uid == uid).values(**asdict(reachable)))
        acting.enter("contact_changed", mandate=mandate.uid, establishment=place, subject=uid)


def retire_contact(house: House, actor: Actor, uid: str, now: datetime) -> None:
    """Take a contact off the list; the line stays on record. Raises NotFound."""
    with act(house, actor, now) as acting:
        place, mandate = _kept(acting, actor, uid)
        acting.session.execute(update(Contact).where(Contact.uid == uid).values(retired_at=now))
        acting.enter("contact_retired", mandate=mandate.uid, establishment=place, subject=uid)


def write_contact(acting: Acting, uid: str, place: str, reachable: Reachable) -> None:
    """Write a new contact inside an act."""
    acting.add(Contact, uid=uid, establishment_id=inside(Establishment, place), retired_at=None, **asdict(reachable))


def _keeping(actor: Actor, place: str) -> Mandate:
    mandate = actor.mandate_for(May.KEEP_CONTACTS, place)
    if mandate is None:
        raise NotFound
    return mandate


def _kept(acting: Acting, actor: Actor, uid: str) -> tuple[str, Mandate]:
    """Return the establishment of a contact still on the list, and the mandate that keeps it."""
    place = acting.session.scalar(
        select(Establishment.uid)
        .join(Contact, Contact.establishment_id == Establishment.id)
        .where(Contact.uid == uid, Contact.retired_at.is_(None))
    )
    if place is None:
        raise NotFound
    return place, _keeping(actor, place)


def _check(reachable: Reachable, now: datetime) -> None:
    if not (reachable.organisation or reachable.name):
        raise Wrong({"organisation": ("required", {})})
    if not (reachable.telephone or reachable.other_telephone or reachable.email):
        raise Wrong({"telephone": ("contact_without_way", {})})
    if reachable.checked_at is not None and reachable.checked_at > now:
        raise Wrong({"checked_at": ("moment_to_come", {})})
