"""Keeping what somebody is typing, before they save it: one working copy a person, message and sitting. No journal."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import ColumnElement, and_, delete, insert
from sqlalchemy.orm import Session

from commworkflow.actions.act import NotFound, housekeeping, inside
from commworkflow.actions.moving import granted
from commworkflow.readings.standing import Standing, load
from commworkflow.readings.working_copies import kept_towards, slot_of
from commworkflow.records.house import House
from commworkflow.records.messages import WorkingCopy
from commworkflow.records.people import Person
from commworkflow.rules.lifecycle import Action
from commworkflow.rules.roles import Actor
from commworkflow.rules.situation import Intent


def keep(
    house: House,
    actor: Actor,
    sitting: str,
    uid: str,
    base: int,
    fields: Sequence[tuple[str, str]],
    now: datetime,
    *,
    towards: Action = Action.SAVE,
) -> None:
    """Keep the fields of a form as they are typed. ``base``: the number of the revision the form was opened on.

    ``towards``: the act that the form is for. Somebody else's newer revision refuses nothing here: both texts are shown
    when this one is saved. Raises NotFound, and Refused where that act is not open to this person any more.
    """
    with housekeeping(house) as session:
        standing = _writable(session, house, actor, uid, now, towards)
        slot = slot_of(towards, sitting)
        session.execute(delete(WorkingCopy).where(_of(standing, actor), WorkingCopy.sitting == slot))
        session.execute(
            insert(WorkingCopy).values(
                message_id=standing.message.id,
                person_id=inside(Person, actor.uid),
                sitting=slot,
                base=base,
                fields=[list(field) for field in fields],
                saved_at=now,
            )
        )


def drop(house: House, actor: Actor, uid: str, now: datetime, *, towards: Action = Action.SAVE) -> None:
    """Forget what this person was typing into a message, in every sitting. Raises NotFound, Refused."""
    with housekeeping(house) as session:
        standing = _writable(session, house, actor, uid, now, towards)
        session.execute(delete(WorkingCopy).where(_of(standing, actor), kept_towards(towards)))


def _writable(session: Session, house: House, actor: Actor, uid: str, now: datetime, towards: Action) -> Standing:
    standing = load(session, house, actor, uid, now)
    if standing is None:
        raise NotFound
    granted(towards, standing, Intent.as_shown(standing.situation))
    return standing


def _of(standing: Standing, actor: Actor) -> ColumnElement[bool]:
    return and_(WorkingCopy.message_id == standing.message.id, WorkingCopy.person_id == inside(Person, actor.uid))
