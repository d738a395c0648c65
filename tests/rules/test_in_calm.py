"""Finishing a prepared text asks whatever a submission and a validation ask without a way round, in its own place."""

from dataclasses import fields, replace
from typing import Any

import pytest

from commworkflow.rules.addresses import Misleading
from commworkflow.rules.blocks import Use
from commworkflow.rules.lengths import Measured
from commworkflow.rules.lifecycle import TABLE, Action, judge
from commworkflow.rules.message_templates import TemplateSection
from commworkflow.rules.refusals import Force
from commworkflow.rules.roles import Role
from commworkflow.rules.situation import DraftState, Intent, PreparedText, Situation, Status
from tests.hospital import PRESS, REPORT, a_situation, somebody, willing

ME = somebody(*Role, uid="me")
POST = Measured(TemplateSection("court", "Message court", "x", Use.POST, None, 10), 3, 11)
TRAP = Misleading("https://a.example", "https://b.example")


def lacking(**lacks: Any) -> dict[str, Any]:
    return {"draft": DraftState(40, empty=False, **lacks)}


def mine(situation: Situation) -> PreparedText | None:
    return None if situation.prepared is None else replace(situation.prepared, validated_by="me")


SUBMIT, VALIDATE = Action.SUBMIT, Action.VALIDATE

ASKED: list[tuple[Action, str, str, dict[str, Any], dict[str, Any], str]] = [
    # the act, its rule, what it says, what is otherwise, what is brought otherwise, what finishing says
    (SUBMIT, "ready_to_submit", "text_empty", {"draft": DraftState(0, empty=True)}, {}, "text_empty"),
    (SUBMIT, "ready_to_submit", "answers_wrong", lacking(wrong=("x",)), {}, "answers_wrong"),
    (SUBMIT, "ready_to_submit", "placeholders_unfilled", lacking(unfilled=("x",)), {}, "placeholders_unfilled"),
    (SUBMIT, "ready_to_submit", "fact_above_class", lacking(facts_above_class=("x",)), {}, "fact_above_class"),
    (SUBMIT, "ready_to_submit", "link_misleads", lacking(misleading=(TRAP,)), {}, "link_misleads"),
    (SUBMIT, "ready_to_submit", "section_over_characters", lacking(lengths=(POST,)), {}, "too_long_once_filled"),
    (VALIDATE, "is_validated_kind", "not_for_validation", {"template": REPORT}, {}, "not_for_validation"),
    (VALIDATE, "same_text", "text_moved", {}, {"seal": "0" * 64}, "text_moved"),
    (VALIDATE, "four_eyes", "four_eyes", {"authors": frozenset({"me"})}, {}, "validated_by_you"),
]
NOT_ASKED = {
    "same_version": "the draft is made by the very act; what was on the screen is told by the seal",
    "same_opinions": "no opinion is given on a text that is validated already",
    "not_validated_yet": "a draft has no validation",
}
"""What cannot come up while a prepared text is finished, and why."""
LIFTED = {"opinions_given", "waivers_accepted"}
"""What the director may go past in writing, and did where there was something to go past, in calm."""


@pytest.mark.parametrize(
    ("action", "asks", "says", "otherwise", "brings", "finishing"), ASKED, ids=[row[2] for row in ASKED]
)
def test_what_nobody_goes_past_is_asked_again_where_a_prepared_text_is_finished(
    action: Action, asks: str, says: str, otherwise: dict[str, Any], brings: dict[str, Any], finishing: str
) -> None:
    since = Status.DRAFT if action is SUBMIT else Status.SUBMITTED
    ordinary = a_situation(PRESS, since, ME, **otherwise)
    refused = [one for one in judge(action, ordinary, willing(ordinary, **brings)).refusals if one.key == says]
    assert [one.force for one in refused] == [Force.ABSOLUTE]
    draft = a_situation(PRESS, Status.DRAFT, ME, **otherwise)
    night = replace(draft, prepared=mine(draft)) if asks == "four_eyes" else draft
    judgement = judge(Action.COMPLETE, night, willing(night, **brings))
    assert [one.key for one in judgement.refusals] == [finishing] and judgement.closed


def test_no_rule_of_a_submission_or_a_validation_is_forgotten() -> None:
    rules = {rule.__name__ for action in (SUBMIT, VALIDATE) for rule in TABLE[action].objections}
    assert rules == {row[1] for row in ASKED} | NOT_ASKED.keys() | LIFTED


def test_nor_anything_that_a_draft_may_lack() -> None:
    """Everything is wrong at once: what is absolute of it is what the rows above go through."""
    worst = DraftState(999, True, ("x",), ("x",), ("x",), ("x",), ("x",), (TRAP,), (POST,), ("x",))
    untouched = DraftState(40, empty=False)
    assert [one.name for one in fields(DraftState) if getattr(worst, one.name) == getattr(untouched, one.name)] == []
    situation = a_situation(PRESS, Status.DRAFT, ME, draft=worst)
    said = judge(SUBMIT, situation, willing(situation)).refusals
    assert {one.key for one in said if one.force is Force.ABSOLUTE} == {row[2] for row in ASKED if row[0] is SUBMIT}


def test_until_its_gaps_are_filled_only_they_are_told() -> None:
    draft = a_situation(PRESS, Status.DRAFT, ME, **lacking(wrong=("x",), unfilled=("x",), lengths=(POST,)))
    assert draft.prepared is not None
    open_still = replace(draft, prepared=replace(draft.prepared, lacking=("État",)))
    assert [one.key for one in judge(Action.COMPLETE, open_still, willing(open_still)).refusals] == ["slots_unfilled"]


def test_what_only_needs_a_reason_is_not_asked_of_who_fills_the_gaps() -> None:
    """Words too many, or an answer left out: the director went past these in calm, or read the text as short enough."""
    draft = a_situation(PRESS, Status.DRAFT, ME, draft=DraftState(999, empty=False, missing=("x",)))
    assert judge(Action.COMPLETE, draft, willing(draft)).granted


def test_whoever_only_looks_whether_a_text_can_be_finished_has_read_no_finished_text() -> None:
    draft = a_situation(PRESS, Status.DRAFT, ME, draft=None)
    assert judge(Action.COMPLETE, draft, Intent(seal="")).granted
