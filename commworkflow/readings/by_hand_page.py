"""Writing down what a director decides without a screen: the text to read aloud, whom to call, what may be recorded."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from sqlalchemy.orm import Session

from commworkflow.readings.imprints import sealed_imprint
from commworkflow.readings.reachable import Reachable, around, reachable
from commworkflow.readings.said import ShownWaiver, shown_waivers
from commworkflow.readings.standing import Standing, load, sealed_text
from commworkflow.records.house import House
from commworkflow.rules.blocks import Sections
from commworkflow.rules.by_hand import Decider
from commworkflow.rules.lifecycle import TABLE, Action, Judgement, judge
from commworkflow.rules.notice import Imprint
from commworkflow.rules.roles import Actor, May
from commworkflow.rules.situation import Intent, Situation

_RECORDING = (Action.RECORD_VALIDATION, Action.RECORD_RETURN, Action.RECORD_REFUSAL)
_OTHER_WAYS = frozenset({"not_for_validation", "already_validated"})
"""The refusals that say an act is none for this text at all."""


@dataclass(frozen=True, slots=True)
class ByHandPage:
    """``offers``: what may be recorded now, with the table's answer; ``to_reach``: whose word it may be."""

    standing: Standing
    situation: Situation
    title: str
    sections: Sections
    imprint: Imprint
    zone: ZoneInfo
    offers: Mapping[Action, Judgement]
    to_reach: tuple[Decider, ...]
    waivers: tuple[ShownWaiver, ...]

    @property
    def closed(self) -> Judgement | None:
        """Why this person can record nothing here; None where something is open to them."""
        closed = [judgement for judgement in self.offers.values() if judgement.closed]
        return closed[0] if len(closed) == len(self.offers) and closed else None


def by_hand_page(session: Session, house: House, actor: Actor, uid: str, now: datetime) -> ByHandPage | None:
    """Return the page; None where there is no such message for this person, or nothing to decide on it now."""
    standing = load(session, house, actor, uid, now)
    if standing is None or standing.sealed is None or not standing.situation.seal:
        return None
    people = reachable(session, standing.message.establishment_id, now)
    offers, situation = _offers(session, standing, people)
    if not offers:
        return None
    title, sections = sealed_text(standing)
    imprint = sealed_imprint(house, standing, title)
    return ByHandPage(
        standing,
        situation,
        title,
        sections,
        imprint,
        standing.zone,
        offers,
        situation.to_reach,
        shown_waivers(session, standing),
    )


def may_record(session: Session, standing: Standing, people: Sequence[Reachable]) -> Judgement | None:
    """Return what the table says of recording a decision here; None where it is not this person's to do, or not now."""
    if standing.situation.actor.mandate_for(May.RECORD_DECISIONS, standing.situation.establishment) is None:
        return None
    offers, _ = _offers(session, standing, people)
    return next(iter(offers.values()), None)


def _offers(
    session: Session, standing: Standing, people: Sequence[Reachable]
) -> tuple[Mapping[Action, Judgement], Situation]:
    situation = standing.situation
    since = [action for action in _RECORDING if situation.status in TABLE[action].since]
    if not since:
        return {}, situation
    known = standing.with_around(around(session, people, situation.template, situation.apart_from)).situation
    judged = {action: judge(action, known, Intent.as_shown(known)) for action in since}
    return {
        action: judgement
        for action, judgement in judged.items()
        if not any(refusal.key in _OTHER_WAYS for refusal in judgement.refusals)
    }, known
