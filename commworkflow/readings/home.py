"""Home: what waits for this person, first; then the incidents that are open."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from commworkflow.readings.answered import Answered, answered
from commworkflow.readings.incidents import OPEN, IncidentLine, MessagesByFamily, by_family, incident_lines, messages_of
from commworkflow.readings.outgoing import Channels, Outgoing, outgoing
from commworkflow.readings.paged import Paged, page_read
from commworkflow.readings.queue import Waiting, queue
from commworkflow.readings.unanswered import MOST_UNANSWERED, Unanswered, unanswered
from commworkflow.records.house import House
from commworkflow.rules.lifecycle import Action
from commworkflow.rules.roles import Actor

MOST_SHOWN = 100


@dataclass(frozen=True, slots=True)
class HomePage:
    """What waits, the open incidents, and the messages of the latest one. ``more``: released texts that wait too.

    ``sent_back``: what was said of the drafts among what waits, by the message's uid.
    """

    waiting: tuple[Waiting | Outgoing | Answered, ...]
    more: bool
    sent_back: Mapping[str, Answered]
    incidents: tuple[IncidentLine, ...]
    families: tuple[MessagesByFamily, ...]
    unanswered: Paged[Unanswered]


def home_page(session: Session, house: House, actor: Actor, channels: Channels, now: datetime) -> HomePage:
    """Return the home of one person at ``now``."""
    incidents = incident_lines(session, actor, OPEN, limit=10)
    shown = messages_of(session, house, actor, incidents[0].uid, limit=MOST_SHOWN) if incidents else ()
    by_hand = page_read(unanswered(session, house, actor, now), 1, MOST_UNANSWERED)
    on_the_way = outgoing(session, house, actor, channels, now)
    told = answered(session, house, actor, now)
    refused = [one for one in told if one.action is Action.REFUSE]
    return HomePage(
        waiting=_in_order(queue(session, house, actor, now), on_the_way.lines, refused),
        more=on_the_way.more,
        sent_back={one.line.uid: one for one in told if one.action is not Action.REFUSE},
        incidents=incidents,
        families=by_family(house, shown),
        unanswered=by_hand,
    )


def _in_order(
    queued: Sequence[Waiting], released: Sequence[Outgoing], refused: Sequence[Answered]
) -> tuple[Waiting | Outgoing | Answered, ...]:
    """Put all into one order; within one reason what waits for an act goes before what was released."""
    return tuple(sorted((*queued, *released, *refused), key=_place))


def _place(one: Waiting | Outgoing | Answered) -> tuple[int, int]:
    """What is theirs to do, what somebody else is at, what was refused to them, their drafts as the queue has them."""
    if isinstance(one, Answered):
        return 2, 0
    if isinstance(one, Waiting) and one.action is Action.SAVE:
        return 3, 0
    anothers = isinstance(one, Outgoing) and one.in_other_hands
    return int(anothers), one.urgency.place
