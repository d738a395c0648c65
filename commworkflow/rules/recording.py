"""The rules that may object where a director decided without a screen, and where that director then answers.

Four eyes hold for three people: the director, who wrote none of it; the recorder, who wrote none of it and records
nobody's word but another's; the witness, who is neither. Each rule looks at the intent's ``by_hand``.

Source: our own proposal (rule 9 of "who signs at night", communication rules): no text of law settles a validation by
telephone. What makes it checkable is the call back on a prepared number and the four groups read aloud.
"""

from collections.abc import Iterator
from datetime import timedelta

from commworkflow.rules.by_hand import BY_HAND, Confirmation, groups_heard
from commworkflow.rules.canonical import short_form
from commworkflow.rules.opinions import opinions_lacking
from commworkflow.rules.refusals import Refusal, refusal
from commworkflow.rules.situation import Intent, Situation


def recorder_apart(situation: Situation, intent: Intent) -> Iterator[Refusal]:
    """Who wrote any of it, or submitted it, writes down no decision on it."""
    if situation.actor.uid in situation.apart_from:
        yield refusal("recorder_wrote")


def director_reached(situation: Situation, intent: Intent) -> Iterator[Refusal]:
    """The word is that of somebody who may decide on it, then and now, and is not the one who writes it down."""
    hand = intent.by_hand
    if hand is None:
        yield refusal("nobody_to_reach")
        return
    if hand.director == situation.actor.uid:
        yield refusal("recorder_is_director")
    decider = next((one for one in situation.around.deciders if one.uid == hand.director), None)
    if decider is None or not decider.mandate.in_force(hand.said_at):
        yield refusal("director_cannot_decide")
    if hand.basis not in BY_HAND or not hand.reached.strip():
        yield refusal("reached_missing")


def director_apart(situation: Situation, intent: Intent) -> Iterator[Refusal]:
    """The director wrote none of it and submitted it neither: four eyes hold on the telephone too."""
    if intent.by_hand is not None and intent.by_hand.director in situation.apart_from:
        yield refusal("director_wrote")


def groups_read(situation: Situation, intent: Intent) -> Iterator[Refusal]:
    """The four groups read aloud are those of the text now submitted."""
    if intent.by_hand is not None and groups_heard(intent.by_hand.groups) != groups_heard(_groups(situation)):
        yield refusal("groups_differ")


def witness_apart(situation: Situation, intent: Intent) -> Iterator[Refusal]:
    """Somebody else heard it: neither of the two, and nobody who wrote the text."""
    hand = intent.by_hand
    if hand is None:
        return
    if not hand.witness.strip():
        yield refusal("witness_missing")
        return
    involved = {hand.director, situation.actor.uid, *situation.apart_from}
    names = {_folded(name) for uid, name in situation.around.names.items() if uid in involved}
    # A name comes with its function: whoever stands in it by name is no witness.
    if any(name and name in _folded(hand.witness) for name in names | {_folded(situation.actor.name)}):
        yield refusal("witness_not_apart")


def said_in_time(situation: Situation, intent: Intent) -> Iterator[Refusal]:
    """It was said once the text was there to be read, and not later than now."""
    hand = intent.by_hand
    if hand is None:
        return
    if hand.said_at > situation.now:
        yield refusal("said_to_come")
    submitted = situation.submitted_at
    # An hour is told to the minute: the one of the submission itself is not before it.
    if submitted is not None and hand.said_at < submitted.replace(second=0, microsecond=0):
        yield refusal("said_too_early", since=submitted.isoformat())


def said_lately(situation: Situation, intent: Intent) -> Iterator[Refusal]:
    """A validation holds from the hour it was said: written down too late, it has lapsed already."""
    if intent.by_hand is None:
        return
    lapses = intent.by_hand.said_at + timedelta(hours=situation.template.holds_hours)
    if situation.now >= lapses:
        yield refusal("validation_lapsed", since=lapses.isoformat())


def opinions_heard(situation: Situation, intent: Intent) -> Iterator[Refusal]:
    """Every opinion asked for is there and favourable, the director's own left out; the director may go past it."""
    if intent.by_hand is not None:
        yield from opinions_lacking(situation, intent.by_hand.director)


def own_word(situation: Situation, intent: Intent) -> Iterator[Refusal]:
    """A director answers once for a decision written down as theirs, and for nobody else's."""
    recorded = situation.recorded
    if recorded is None or recorded.uid != intent.decision:
        yield refusal("nothing_to_confirm")
        return
    if recorded.director != situation.actor.uid:
        yield refusal("not_your_word")
    if recorded.answer is not None:
        yield refusal("answered_already")


def not_contested(situation: Situation, intent: Intent) -> Iterator[Refusal]:
    """What its director never said, by their own word, goes out to nobody any more."""
    if situation.recorded is not None and situation.recorded.answer is Confirmation.CONTESTED:
        yield refusal("contested")


def _groups(situation: Situation) -> str:
    return short_form(situation.seal) if situation.seal else ""


def _folded(name: str) -> str:
    return " ".join(name.split()).casefold()
