"""Home: what waits for this person, first; then the incidents that are open."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from commworkflow.readings.incidents import OPEN, IncidentLine, MessagesByFamily, by_family, incident_lines, messages_of
from commworkflow.readings.paged import Paged, page_read
from commworkflow.readings.queue import Waiting, queue
from commworkflow.readings.unanswered import MOST_UNANSWERED, Unanswered, unanswered
from commworkflow.records.house import House
from commworkflow.rules.roles import Actor

MOST_SHOWN = 100


@dataclass(frozen=True, slots=True)
class HomePage:
    """What waits, the open incidents, and the messages of the latest one."""

    waiting: tuple[Waiting, ...]
    incidents: tuple[IncidentLine, ...]
    families: tuple[MessagesByFamily, ...]
    unanswered: Paged[Unanswered]


def home_page(session: Session, house: House, actor: Actor, now: datetime) -> HomePage:
    """Return the home of one person at ``now``."""
    incidents = incident_lines(session, actor, OPEN, limit=10)
    shown = messages_of(session, house, actor, incidents[0].uid, limit=MOST_SHOWN) if incidents else ()
    by_hand = page_read(unanswered(session, house, actor, now), 1, MOST_UNANSWERED)
    return HomePage(queue(session, house, actor, now), incidents, by_family(house, shown), by_hand)
