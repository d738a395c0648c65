"""Why a text that left goes out to nobody any more, as the desk and its sheets tell it."""

from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy.orm import Session

from commworkflow.readings.history import Told, told
from commworkflow.readings.related import Related, related
from commworkflow.readings.standing import Standing
from commworkflow.records.journal import Journal
from commworkflow.rules.notice import Mark
from commworkflow.rules.stopping import became

_BY: Mapping[Mark, tuple[str, ...]] = {
    Mark.WITHDRAWN: ("message_withdrawn",),
    Mark.REPLACED: ("message_released", "message_sent"),
    Mark.CONTESTED: ("decision_contested",),
}
"""The kinds of entries that stop a text: its own, or those of the correction that left in its place."""


@dataclass(frozen=True, slots=True)
class Stopped:
    """By which mark a text goes out no more, the entry that says who stopped it and when, and what left instead."""

    mark: Mark
    told: Told | None
    instead: Related | None


def stopped(session: Session, standing: Standing) -> Stopped | None:
    """Return why a released text goes out to nobody any more; None, and no statement, while it may."""
    mark = became(standing.situation)
    if mark is Mark.NONE:
        return None
    _, successors = related(session, standing)
    instead = next((one for one in successors if one.number == standing.situation.replaced_by), None)
    uid = instead.uid if mark is Mark.REPLACED and instead is not None else standing.message.uid
    entries = told(session, Journal.message_uid == uid, Journal.kind.in_(_BY[mark]), limit=1)
    return Stopped(mark, entries[0] if entries else None, instead)
