"""The rules that may object to an act: each looks at the situation and the intent, and answers with its refusals."""

from collections.abc import Callable, Iterator

from commworkflow.rules.message_templates import Audience, Ending
from commworkflow.rules.opinions import opinions_lacking
from commworkflow.rules.refusals import Force, Refusal, refusal
from commworkflow.rules.situation import DraftState, Intent, Situation

OUTSIDE = frozenset({"press", "wall"})
"""The means by which a document reaches people outside the crisis cell."""

_TOLD = 3
"""How many faults of one kind are told at once: the others are told once these are mended."""

Objection = Callable[[Situation, Intent], Iterator[Refusal]]


def same_version(situation: Situation, intent: Intent) -> Iterator[Refusal]:
    """The page that sent this knew the message as it still is; a second press or an old tab does not."""
    if intent.version != situation.version:
        yield refusal("somebody_was_faster", status=situation.status)


def same_text(situation: Situation, intent: Intent) -> Iterator[Refusal]:
    """The seal on the screen is that of the text now submitted."""
    if intent.seal != situation.seal:
        yield refusal("text_moved", seen=intent.seal, current=situation.seal)


def same_opinions(situation: Situation, intent: Intent) -> Iterator[Refusal]:
    """The last opinion on the screen is the last one given."""
    if intent.opinion != situation.last_opinion:
        yield refusal("opinions_moved", seen=intent.opinion, current=situation.last_opinion)


def reason_given(situation: Situation, intent: Intent) -> Iterator[Refusal]:
    """The act is explained in writing."""
    if not intent.reason.strip():
        yield refusal("reason_missing")


def reason_given_once_validated(situation: Situation, intent: Intent) -> Iterator[Refusal]:
    """A director's validation is not undone without a word to the director; before it, an author owes nobody one."""
    if situation.validation is not None:
        yield from reason_given(situation, intent)


def four_eyes(situation: Situation, intent: Intent) -> Iterator[Refusal]:
    """Who wrote any of it, or submitted it, decides nothing on it."""
    if situation.actor.uid in situation.apart_from:
        yield refusal("four_eyes")


def not_own_text(situation: Situation, intent: Intent) -> Iterator[Refusal]:
    """Nobody gives an opinion on a text of their own."""
    if situation.actor.uid in situation.authors:
        yield refusal("opinion_on_own_text")


def not_said_since(situation: Situation, intent: Intent) -> Iterator[Refusal]:
    """A second press of the same form is no second opinion; those of others arrive in parallel and are no matter."""
    own = [opinion.number for opinion in situation.opinions if opinion.person == situation.actor.uid]
    if own and own[-1] > intent.opinion:
        yield refusal("opinions_moved", seen=intent.opinion, current=situation.last_opinion)


def ready_to_submit(situation: Situation, intent: Intent) -> Iterator[Refusal]:
    """The draft says something, wholly, within its class and its length."""
    draft = situation.draft
    if draft is None:
        raise ValueError("a submission is judged with the state of its draft")
    yield from _unfit(situation, draft)
    if draft.missing:
        yield refusal("answers_missing", count=len(draft.missing))
    if draft.past:
        names = dict.fromkeys(_named(situation, path.partition(".")[0]) for path in draft.past)
        yield refusal("announced_past", names=", ".join(names))
    limit = situation.template.word_limit
    if limit is not None and draft.words > limit:
        yield refusal("too_many_words", words=draft.words, limit=limit)
    yield from _too_long(draft)


def ready_once_changed(situation: Situation, intent: Intent) -> Iterator[Refusal]:
    """The text that a change makes is one that could be submitted.

    Whoever only asks whether the act is open to them has read no such text: there is nothing to judge yet.
    """
    if situation.draft is not None:
        yield from ready_to_submit(situation, intent)


def fit_to_be_adopted(situation: Situation, intent: Intent) -> Iterator[Refusal]:
    """Somebody could take the change over and submit it; what only needs their reason is theirs to write."""
    yield from (found for found in ready_once_changed(situation, intent) if found.force is Force.ABSOLUTE)


def proposal_stands(situation: Situation, intent: Intent) -> Iterator[Refusal]:
    """The change on the screen is the last one proposed in the text now submitted."""
    if situation.proposal is None or intent.proposal != situation.proposal.uid:
        yield refusal("proposal_gone")


def not_own_proposal(situation: Situation, intent: Intent) -> Iterator[Refusal]:
    """Who proposed a change does not take it over: they would write the text they are to decide on."""
    if situation.own_proposal:
        yield refusal("own_proposal")


def _too_long(draft: DraftState) -> Iterator[Refusal]:
    """A word too many is for the author to answer for; a sign too many is refused by the place it goes to."""
    for part in draft.lengths:
        said = {"section": part.section.key, "title": part.section.title}
        if part.words_over:
            yield refusal("section_over_words", **said, words=part.words, limit=part.section.word_limit or 0)
        if part.characters_over:
            limit = part.section.character_limit or 0
            yield refusal("section_over_characters", **said, characters=part.characters, limit=limit)


def _unfit(situation: Situation, draft: DraftState) -> Iterator[Refusal]:
    if draft.empty:
        yield refusal("text_empty")
    if draft.wrong:
        yield refusal("answers_wrong", count=len(draft.wrong))
    if draft.unfilled:
        yield refusal("placeholders_unfilled", names=", ".join(_named(situation, name) for name in draft.unfilled))
    if draft.facts_above_class:
        names = ", ".join(draft.facts_above_class)
        yield refusal("fact_above_class", names=names, reading_class=situation.reading_class.name)
    for link in draft.misleading[:_TOLD]:
        yield refusal("link_misleads", shown=link.shown, target=link.target)


def _named(situation: Situation, placeholder: str) -> str:
    """The question a placeholder is filled by, as its form calls it; its own name where it is none."""
    question = situation.template.question(placeholder)
    return placeholder if question is None else question.label


def opinions_given(situation: Situation, intent: Intent) -> Iterator[Refusal]:
    """Every opinion the template asks for is there, none says no, and none is the decider's own."""
    yield from opinions_lacking(situation, situation.actor.uid)


def waivers_accepted(situation: Situation, intent: Intent) -> Iterator[Refusal]:
    """What the author went past with a reason is accepted by who decides, one by one."""
    for name in situation.passed:
        yield refusal("waiver_to_accept", rule=name)


def is_validated_kind(situation: Situation, intent: Intent) -> Iterator[Refusal]:
    """The family is one that the director validates."""
    if situation.template.ending is not Ending.VALIDATED:
        yield refusal("not_for_validation")


def is_acknowledged_kind(situation: Situation, intent: Intent) -> Iterator[Refusal]:
    """The family is one that is sent and acknowledged, without validation."""
    if situation.template.ending is not Ending.ACKNOWLEDGED:
        yield refusal("needs_validation")


def not_validated_yet(situation: Situation, intent: Intent) -> Iterator[Refusal]:
    """No validation is in force: a text is validated anew only once the last one has lapsed."""
    if situation.validation is not None and situation.now < situation.validation.holds_until:
        yield refusal("already_validated")


def validation_in_force(situation: Situation, intent: Intent) -> Iterator[Refusal]:
    """The validation still holds, and its hour has come."""
    validation = situation.validation
    if validation is None:
        yield refusal("needs_validation")
        return
    if validation.at > situation.now:
        yield refusal("clock_went_back", at=validation.at.isoformat())
    if situation.now >= validation.holds_until:
        yield refusal("validation_lapsed", since=validation.holds_until.isoformat())
    if validation.not_before is not None and situation.now < validation.not_before:
        yield refusal("too_early", not_before=validation.not_before.isoformat())


def staff_first(situation: Situation, intent: Intent) -> Iterator[Refusal]:
    """The hospital's own people hear before the press does (R18: internal before external)."""
    if situation.template.audience is Audience.PRESS and not situation.staff_told:
        yield refusal("staff_not_told")


def not_acknowledged_yet(situation: Situation, intent: Intent) -> Iterator[Refusal]:
    """A report is acknowledged once, and only a report is."""
    yield from is_acknowledged_kind(situation, intent)
    if situation.acknowledged:
        yield refusal("already_acknowledged")


def one_correction(situation: Situation, intent: Intent) -> Iterator[Refusal]:
    """One correction at a time: two would contradict each other."""
    if situation.correction_underway:
        yield refusal("already_being_corrected", number=situation.correction_underway)


def channel_allowed(situation: Situation, intent: Intent) -> Iterator[Refusal]:
    """The template allows this way out."""
    if intent.channel not in situation.template.channels:
        yield refusal("channel_not_allowed", channel=intent.channel)


def not_replaced(situation: Situation, intent: Intent) -> Iterator[Refusal]:
    """A text whose correction has left goes out to nobody any more."""
    if situation.replaced_by:
        yield refusal("replaced", number=situation.replaced_by)


def reports_stay_inside(situation: Situation, intent: Intent) -> Iterator[Refusal]:
    """What nobody validated is handed to nobody outside: neither to the press nor on a wall."""
    if situation.template.ending is Ending.ACKNOWLEDGED and intent.means in OUTSIDE:
        yield refusal("reports_stay_inside")
