"""Confirming the hour: what somebody heard elsewhere is held against the machine's clock, and written down."""

from datetime import datetime
from zoneinfo import ZoneInfo

from commworkflow.actions.act import NotFound, act
from commworkflow.records.base import new_uid
from commworkflow.records.hours import ClockCheck
from commworkflow.records.house import House
from commworkflow.rules.hours import Heard, HeardFrom, moment_said, offset_found
from commworkflow.rules.roles import Actor, May


def confirm_hour(
    house: House, actor: Actor, heard: Heard, how: HeardFrom, zone: ZoneInfo, now: datetime, *, moved: int = 0
) -> int:
    """Write down an hour heard ``now``, and return what the machine is ahead by, in seconds. Raises NotFound.

    ``moved``: by how many seconds the clock was seen to jump since it was last confirmed. The machine's clock is not
    touched: what was written with it stays as it is, and the offset explains it.
    """
    places = actor.establishments(May.MIND_THE_MACHINE)
    if not places:
        raise NotFound
    granting = actor.mandate_for(May.MIND_THE_MACHINE, places[0])
    offset = offset_found(heard, now, zone)
    with act(house, actor, now) as acting:
        acting.add(
            ClockCheck,
            uid=new_uid(),
            at=now,
            said=moment_said(heard, now, zone),
            offset_seconds=offset,
            how=how,
            person_id=acting.person,
        )
        acting.enter(
            "hour_confirmed",
            mandate=granting.uid if granting else "",
            establishment=places[0],
            offset=offset,
            how=how,
            moved=moved,
        )
    return offset
