"""In what order the texts that wait for somebody are taken, and why: what runs out first, then who is waiting outside.

Deadlines of law are counted elsewhere; here a text for an authority comes first because such a time may run for it
(CNIL: 72 hours, GDPR art. 33; security incidents: without delay, CSP D.1111-16-3). Within one reason, the longest wait.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from commworkflow.rules.message_templates import Audience

LAPSES_SOON = timedelta(hours=1)
"""How long before its validation lapses a text that has not left yet goes before all others."""


class Why(StrEnum):
    """Why a text is taken before another: the most pressing first."""

    LAPSES = "lapses"
    COMES_BACK = "comes_back"
    AUTHORITY = "authority"
    PRESS = "press"
    PATIENTS = "patients"
    STAFF = "staff"
    CELL = "cell"
    STOPPED = "stopped"
    RECEIPT = "receipt"


_OF: Mapping[Audience, Why] = {
    Audience.AUTHORITY: Why.AUTHORITY,
    Audience.PRESS: Why.PRESS,
    Audience.PATIENTS: Why.PATIENTS,
    Audience.STAFF: Why.STAFF,
    Audience.CELL: Why.CELL,
}
_ORDER = tuple(Why)


@dataclass(frozen=True, slots=True)
class Urgency:
    """Why a text is taken when it is, and since when it waits."""

    why: Why
    since: datetime

    @property
    def place(self) -> int:
        """How pressing the reason alone is: the smallest first."""
        return _ORDER.index(self.why)

    @property
    def rank(self) -> tuple[int, datetime]:
        """What texts are sorted by: the smallest first; within one reason, the longest wait."""
        return self.place, self.since


def urgency(
    audience: Audience,
    since: datetime,
    now: datetime,
    *,
    holds_until: datetime | None = None,
    comes_back: bool = False,
) -> Urgency:
    """Return how urgent a text is that waits ``since`` then.

    ``holds_until``: where it is validated, until when. ``comes_back``: with the change that its reader proposed in it;
    only the difference is left to read, and somebody dropped their own work for it.
    """
    if holds_until is not None and now < holds_until <= now + LAPSES_SOON:
        return Urgency(Why.LAPSES, since)
    if comes_back:
        return Urgency(Why.COMES_BACK, since)
    return Urgency(_OF[audience], since)


def urgency_of_delivery(audience: Audience, since: datetime, *, stopped: bool = False, sent: bool = False) -> Urgency:
    """Return how urgent a released text is that has not arrived since then: those it is for wait as they did before.

    ``stopped``: withdrawn, replaced or contested; nobody waits for it any more, but it may have left. ``sent``: it did,
    and its receipt proves it.
    """
    if sent:
        return Urgency(Why.RECEIPT, since)
    return Urgency(Why.STOPPED if stopped else _OF[audience], since)
