"""The acts that the page of a message offers: what the table says of each to this person, and who else could do it."""

from collections.abc import Sequence
from dataclasses import dataclass

from commworkflow.readings.reachable import Reachable, who_may
from commworkflow.rules.lifecycle import TABLE, Action, Judgement, judge
from commworkflow.rules.roles import May
from commworkflow.rules.situation import Intent, Situation

_ON_THE_PAGE = tuple(
    action
    for action, row in TABLE.items()
    if action not in {Action.SAVE, Action.ADOPT, Action.BEGIN_DELIVERY, Action.END_DELIVERY}
    and row.act not in {May.RECORD_DECISIONS, May.ANSWER, May.COMMENT}
    and action is not Action.COMPLETE
)

_OTHER_ENDINGS = frozenset({"not_for_validation", "needs_validation", "already_acknowledged", "already_validated"})
"""The refusals that say an act has no place here at all: it is not even shown as closed."""


@dataclass(frozen=True, slots=True)
class Offer:
    """One act as offered on the page: the table's answer for this person, and who else could do it now."""

    action: Action
    judgement: Judgement
    who: tuple[Reachable, ...]


def offers_of(situation: Situation, people: Sequence[Reachable]) -> tuple[Offer, ...]:
    """Return what the page offers of a message that stands so; ``people``: who holds a role there now."""
    known = ((action, _known(action, situation)) for action in _ON_THE_PAGE)
    return tuple(_offer(action, judgement, situation, people) for action, judgement in known if judgement)


def offer_of(action: Action, situation: Situation, people: Sequence[Reachable]) -> Offer:
    """Return the offer of one action, whatever the message's state."""
    return _offer(action, judge(action, situation, Intent.as_shown(situation)), situation, people)


def _known(action: Action, situation: Situation) -> Judgement | None:
    """What the table answers; None where the message's state does not know the action, for a family ending this way."""
    row = TABLE[action]
    if situation.status not in row.since or (action is Action.OPINE and not row.named(situation.template)):
        return None
    judgement = judge(action, situation, Intent.as_shown(situation))
    return None if any(refusal.key in _OTHER_ENDINGS for refusal in judgement.refusals) else judgement


def _offer(action: Action, judgement: Judgement, situation: Situation, people: Sequence[Reachable]) -> Offer:
    row = TABLE[action]
    closed_to = _closed_to(action, situation)
    template = situation.template
    return Offer(action, judgement, who_may(people, row.act, row.named(template), template.family, closed_to))


def _closed_to(action: Action, situation: Situation) -> frozenset[str]:
    """Those who hold the role, and may not for what they did: they wrote the text, or proposed the change."""
    if action in {Action.VALIDATE, Action.OPINE}:
        return situation.authors
    if action is Action.ADOPT and situation.proposal is not None:
        return frozenset({situation.proposal.by})
    return frozenset()
