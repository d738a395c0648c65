"""The rules that may object where a text was validated in calm: it never leaves itself; only its slots are filled."""

from collections.abc import Iterator

from commworkflow.rules.objections import fit_to_be_adopted
from commworkflow.rules.refusals import Refusal, refusal
from commworkflow.rules.situation import Intent, Situation


def stays_in_calm(situation: Situation, intent: Intent) -> Iterator[Refusal]:
    """What is prepared in calm has gaps: it goes out through a text of an incident, finished on the night."""
    if situation.in_calm:
        yield refusal("prepared_stays")


def original_holds(situation: Situation, intent: Intent) -> Iterator[Refusal]:
    """A text finished from a prepared one leaves only while that one's validation stands."""
    if situation.validation is not None and situation.validation.original_holds is False:
        yield refusal("prepared_gone")


def prepared_holds(situation: Situation, intent: Intent) -> Iterator[Refusal]:
    """The prepared text is validated, by a director on a screen, until a day that is not past; it was the one read."""
    prepared = situation.prepared
    if prepared is None or not prepared.holds:
        yield refusal("prepared_gone")
        return
    if situation.now >= prepared.holds_until:
        yield refusal("validation_lapsed", since=prepared.holds_until.isoformat())
    if intent.seal != prepared.seal:
        yield refusal("text_moved", seen=intent.seal, current=prepared.seal)


def not_own_validation(situation: Situation, intent: Intent) -> Iterator[Refusal]:
    """Whoever validated a text in calm fills none of its gaps: they would validate what they write."""
    if situation.prepared is not None and situation.prepared.validated_by == situation.actor.uid:
        yield refusal("validated_by_you", roles=",".join(situation.template.released_by))


def only_slots(situation: Situation, intent: Intent) -> Iterator[Refusal]:
    """Every slot is filled, with an answer of its kind; nothing but the slots differs, nor is left to other words.

    Whoever fills a slot with an hour to come types another one: there is nothing to write a reason for.
    """
    prepared = situation.prepared
    if prepared is None:
        return
    if prepared.lacking:
        yield refusal("slots_unfilled", names=", ".join(prepared.lacking))
    if prepared.past:
        yield refusal("slots_past", names=", ".join(prepared.past))
    if prepared.words_open:
        yield refusal("words_left_open", names=", ".join(prepared.words_open))
    elif not prepared.untouched:
        yield refusal("more_than_slots")


def fit_once_filled(situation: Situation, intent: Intent) -> Iterator[Refusal]:
    """What no reason lifts where a text is submitted holds for the finished text too, read with its gaps filled.

    A gap that is left is told by ``only_slots``: until it is filled there is no such text to judge.
    """
    if situation.prepared is None or situation.prepared.lacking:
        return
    for found in fit_to_be_adopted(situation, intent):
        # The text around the gaps is as it was validated: nobody shortens it here.
        too_long = found.key == "section_over_characters"
        yield refusal("too_long_once_filled", **found.facts) if too_long else found
