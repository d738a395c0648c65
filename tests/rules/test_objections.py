"""What objects to an act, with what force, and what lifts it: a sentence a row."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from commworkflow.rules import in_calm, objections, recording
from commworkflow.rules.addresses import Misleading
from commworkflow.rules.blocks import Use
from commworkflow.rules.lengths import Measured
from commworkflow.rules.lifecycle import TABLE, Action, judge
from commworkflow.rules.message_templates import ChannelKey, TemplateSection
from commworkflow.rules.refusals import REFUSALS, Force, refusal
from commworkflow.rules.roles import Role
from commworkflow.rules.situation import DraftState, GivenOpinion, Intent, Proposal, Status, Validation, Verdict
from tests.cast import NOW
from tests.hospital import FORM, PRESS, REPORT, SEAL, a_situation, somebody, willing

ME = somebody(Role.DIRECTOR, Role.RSSI, Role.COMMUNICATION, Role.CRISIS_CELL, uid="me")
UNFAVOURABLE = (
    GivenOpinion(1, Role.RSSI, "x", Verdict.FAVOURABLE),
    GivenOpinion(2, Role.DPO, "y", Verdict.FAVOURABLE),
    GivenOpinion(3, Role.RSSI, "x", Verdict.UNFAVOURABLE),
)
IN_FORCE = Validation("the director", NOW - timedelta(hours=4), NOW + timedelta(seconds=1))
LAPSED = replace(IN_FORCE, holds_until=NOW)
TO_COME = replace(IN_FORCE, at=NOW + timedelta(hours=1), holds_until=NOW + timedelta(hours=5))
OWN_WORD = (
    GivenOpinion(1, Role.RSSI, "x", Verdict.FAVOURABLE),
    GivenOpinion(2, Role.DPO, "me", Verdict.FAVOURABLE),
)
LATER = replace(IN_FORCE, not_before=NOW + timedelta(microseconds=1))
D, S, V, R = Status.DRAFT, Status.SUBMITTED, Status.VALIDATED, Status.RELEASED

A = Action


def lacking(**lacks: Any) -> DraftState:
    return DraftState(40, empty=False, **lacks)


def too_long(words: int = 3, characters: int = 10) -> DraftState:
    poster = TemplateSection("affiche", "Affiche", "x", Use.POSTER, word_limit=3, character_limit=10)
    return DraftState(40, empty=False, lengths=(Measured(poster, words, characters),))


UNFILLED = {"draft": lacking(unfilled=("fact.x",))}
ABOVE = {"draft": lacking(facts_above_class=("x",))}
TRAP = {"draft": DraftState(40, empty=False, misleading=(Misleading("https://a.example", "https://b.example"),))}
UNASKED = {"opinions": (), "last_opinion": 0}
ACKNOWLEDGED = {"template": REPORT, "acknowledged": True}
BOTH = "opinion_missing:rssi opinion_missing:dpo"

OBJECTED: list[tuple[str, Action, Status, dict[str, Any], dict[str, Any], str, str]] = [
    # what it is, the act, from, what is otherwise, what is brought otherwise, the force, the refusals by name
    ("an old tab saves", A.SAVE, D, {}, {"version": 6}, "absolute", "somebody_was_faster"),
    ("an old tab submits", A.SUBMIT, D, {}, {"version": 6}, "absolute", "somebody_was_faster"),
    ("a change proposed from an old tab", A.PROPOSE, S, {}, {"version": 6}, "absolute", "somebody_was_faster"),
    ("a change of another text", A.PROPOSE, S, {}, {"seal": ""}, "absolute", "text_moved"),
    ("a change nobody could submit", A.PROPOSE, S, {"draft": lacking(wrong=("x",))}, {}, "absolute", "answers_wrong"),
    ("a change taken over from an old tab", A.ADOPT, S, {}, {"version": 6}, "absolute", "somebody_was_faster"),
    ("a change of another text taken over", A.ADOPT, S, {}, {"seal": ""}, "absolute", "text_moved"),
    ("another change than the one on the screen", A.ADOPT, S, {}, {"proposal": "x"}, "absolute", "proposal_gone"),
    ("no change to take over", A.ADOPT, S, {"proposal": None}, {}, "absolute", "proposal_gone"),
    ("one's own change", A.ADOPT, S, {"proposal": Proposal("the change", "me")}, {}, "absolute", "own_proposal"),
    ("a change that lacks an answer", A.ADOPT, S, {"draft": lacking(missing=("x",))}, {}, "passed", "answers_missing"),
    ("a change with a trap in it", A.ADOPT, S, TRAP, {}, "absolute", "link_misleads"),
    ("a reason of the author that nobody accepted", A.VALIDATE, S, {"passed": ("answers_missing",)}, {}, "overruled",
     "waiver_to_accept:answers_missing"),
    ("two of them, one by one", A.RECORD_VALIDATION, S,
     {"passed": ("too_many_words", "section_over_words:affiche")}, {}, "overruled",
     "waiver_to_accept:too_many_words waiver_to_accept:section_over_words:affiche"),
    ("a form without a version", A.DISCARD, D, {}, {"version": -1}, "absolute", "somebody_was_faster"),
    ("a validated text taken back without a word", A.TAKE_BACK, V, {}, {"reason": " "}, "absolute", "reason_missing"),
    ("a second press takes back", A.TAKE_BACK, S, {}, {"version": 6}, "absolute", "somebody_was_faster"),
    ("a second press returns", A.RETURN, S, {}, {"version": 6}, "absolute", "somebody_was_faster"),
    ("a second press refuses", A.REFUSE, S, {}, {"version": 6}, "absolute", "somebody_was_faster"),
    ("a second press validates", A.VALIDATE, S, {}, {"version": 6}, "absolute", "somebody_was_faster"),
    ("a second press revokes", A.REVOKE, V, {}, {"version": 6}, "absolute", "somebody_was_faster"),
    ("a second press releases", A.RELEASE, V, {}, {"version": 6}, "absolute", "somebody_was_faster"),
    ("a second press withdraws", A.WITHDRAW, R, {}, {"version": 6}, "absolute", "somebody_was_faster"),
    ("a release of another text", A.RELEASE, V, {}, {"seal": "0" * 64}, "absolute", "text_moved"),
    ("a validation of another text", A.VALIDATE, S, {}, {"seal": "0" * 64}, "absolute", "text_moved"),
    ("a validation of no text", A.VALIDATE, S, {}, {"seal": ""}, "absolute", "text_moved"),
    ("a return of another text", A.RETURN, S, {}, {"seal": ""}, "absolute", "text_moved"),
    ("a refusal of another text", A.REFUSE, S, {}, {"seal": ""}, "absolute", "text_moved"),
    ("a revocation of another text", A.REVOKE, V, {}, {"seal": ""}, "absolute", "text_moved"),
    ("a withdrawal of another text", A.WITHDRAW, R, {}, {"seal": ""}, "absolute", "text_moved"),
    ("an opinion on another text", A.OPINE, S, {}, {"seal": "0" * 64}, "absolute", "text_moved"),
    ("a delivery of another text", A.BEGIN_DELIVERY, R, {}, {"seal": "0" * 64}, "absolute", "text_moved"),
    ("an opinion came meanwhile", A.VALIDATE, S, {}, {"opinion": 1}, "absolute", "opinions_moved"),
    ("a return without a reason", A.RETURN, S, {}, {"reason": ""}, "absolute", "reason_missing"),
    ("a refusal with a blank reason", A.REFUSE, S, {}, {"reason": " \n "}, "absolute", "reason_missing"),
    ("a revocation without a reason", A.REVOKE, V, {}, {"reason": ""}, "absolute", "reason_missing"),
    ("a withdrawal without a reason", A.WITHDRAW, R, {}, {"reason": ""}, "absolute", "reason_missing"),
    ("a discarding without a reason", A.DISCARD, D, {}, {"reason": ""}, "absolute", "reason_missing"),
    ("an author validates", A.VALIDATE, S, {"authors": frozenset({"me", "z"})}, {}, "absolute", "four_eyes"),
    ("the submitter validates", A.VALIDATE, S, {"submitted_by": "me"}, {}, "absolute", "four_eyes"),
    ("a second press opines", A.OPINE, S, {"opinions": (GivenOpinion(3, Role.RSSI, "me", Verdict.FAVOURABLE),)},
     {"opinion": 2}, "absolute", "opinions_moved"),
    ("an author gives an opinion", A.OPINE, S, {"authors": frozenset({"me"})}, {}, "absolute", "opinion_on_own_text"),
    ("an empty text", A.SUBMIT, D, {"draft": DraftState(0, empty=True)}, {}, "absolute", "text_empty"),
    ("a wrong answer", A.SUBMIT, D, {"draft": lacking(wrong=("x",))}, {}, "absolute", "answers_wrong"),
    ("a placeholder left standing", A.SUBMIT, D, UNFILLED, {}, "absolute", "placeholders_unfilled"),
    ("a fact above the text's class", A.SUBMIT, D, ABOVE, {}, "absolute", "fact_above_class"),
    ("a link that shows another address", A.SUBMIT, D, TRAP, {}, "absolute", "link_misleads"),
    ("an answer missing", A.SUBMIT, D, {"draft": lacking(missing=("x",))}, {}, "passed", "answers_missing"),
    ("a point announced for an hour that has passed", A.SUBMIT, D, {"draft": lacking(past=("consigne",))}, {}, "passed",
     "announced_past"),
    ("a change once the point announced has passed", A.ADOPT, S, {"draft": lacking(past=("x",))}, {}, "passed",
     "announced_past"),
    ("a word too many", A.SUBMIT, D, {"draft": DraftState(121, empty=False)}, {}, "passed", "too_many_words"),
    ("a word too many on the poster", A.SUBMIT, D, {"draft": too_long(words=4)}, {}, "passed",
     "section_over_words:affiche"),
    ("a sign too many in the post", A.SUBMIT, D, {"draft": too_long(characters=11)}, {}, "absolute",
     "section_over_characters:affiche"),
    ("no opinion at all", A.VALIDATE, S, UNASKED, {}, "overruled", BOTH),
    ("a no after a yes", A.VALIDATE, S, {"opinions": UNFAVOURABLE}, {}, "overruled", "opinion_unfavourable:rssi"),
    ("validated already", A.VALIDATE, V, {"validation": IN_FORCE}, {}, "absolute", "already_validated"),
    ("released without a validation", A.RELEASE, V, {"validation": None}, {}, "absolute", "needs_validation"),
    ("released at the moment it lapses", A.RELEASE, V, {"validation": LAPSED}, {}, "absolute", "validation_lapsed"),
    ("released before its hour", A.RELEASE, V, {"validation": LATER}, {}, "absolute", "too_early"),
    ("the press before the staff", A.RELEASE, V, {"staff_told": False}, {}, "passed", "staff_not_told"),
    ("a second correction", A.CORRECT, R, {"correction_underway": "9"}, {}, "absolute", "already_being_corrected"),
    ("another way out", A.BEGIN_DELIVERY, R, {}, {"channel": "portal"}, "absolute", "channel_not_allowed"),
    ("a text whose correction has left", A.BEGIN_DELIVERY, R, {"replaced_by": "9"}, {}, "absolute", "replaced"),
    ("a report handed to the press", A.BEGIN_DELIVERY, R, {"template": REPORT}, {"means": "press"}, "absolute",
     "reports_stay_inside"),
    ("a report put on a wall", A.BEGIN_DELIVERY, R, {"template": REPORT}, {"means": "wall"}, "absolute",
     "reports_stay_inside"),
    ("a validation of tomorrow", A.RELEASE, V, {"validation": TO_COME}, {}, "absolute", "clock_went_back"),
    ("the director's own word as the DPO", A.VALIDATE, S, {"opinions": OWN_WORD}, {}, "overruled",
     "opinion_missing:dpo"),
    ("a statement sent unvalidated", A.SEND, S, {}, {}, "absolute", "needs_validation"),
    ("a statement acknowledged", A.ACKNOWLEDGE, R, {}, {}, "absolute", "needs_validation"),
    ("a report validated", A.VALIDATE, S, {"template": REPORT}, {}, "absolute", "not_for_validation"),
    ("a report refused", A.REFUSE, S, {"template": REPORT}, {}, "absolute", "not_for_validation"),
    ("a report acknowledged twice", A.ACKNOWLEDGE, R, ACKNOWLEDGED, {}, "absolute", "already_acknowledged"),
    ("an old page acknowledges", A.ACKNOWLEDGE, R, {"template": REPORT}, {"seal": ""}, "absolute", "text_moved"),
    ("an old page sends", A.SEND, S, {"template": REPORT}, {"seal": ""}, "absolute", "text_moved"),
    ("a second press sends", A.SEND, S, {"template": REPORT}, {"version": 6}, "absolute", "somebody_was_faster"),
]  # fmt: skip


@pytest.mark.parametrize(
    ("sentence", "action", "status", "otherwise", "brings", "force", "names"),
    OBJECTED,
    ids=[row[0] for row in OBJECTED],
)
def test_an_objection_and_what_lifts_it(
    sentence: str,
    action: Action,
    status: Status,
    otherwise: dict[str, Any],
    brings: dict[str, Any],
    force: str,
    names: str,
) -> None:
    expected = names.split()
    situation = a_situation(PRESS, status, ME, **otherwise)
    intent = willing(situation, **brings)
    without = judge(action, situation, intent)
    assert [(found.name, found.force.value) for found in without.refusals] == [(name, force) for name in expected], (
        sentence
    )
    assert without.waived == ()
    blank = judge(action, situation, replace(intent, waivers=dict.fromkeys(expected, " \n ")))
    assert blank.refusals == without.refusals and blank.waived == ()
    written = judge(action, situation, replace(intent, waivers=dict.fromkeys(expected, " il le faut ")))
    absolute = force == "absolute"
    assert written.refusals == (without.refusals if absolute else ())
    assert [(waived.refusal.name, waived.reason) for waived in written.waived] == [
        (name, "il le faut") for name in ([] if absolute else expected)
    ]
    assert (without.granted, without.closed) == (False, absolute)
    assert written.granted is not absolute
    assert without.forbidden is (names in {"four_eyes", "opinion_on_own_text", "own_proposal"})


def test_opinions_of_others_arrive_in_parallel() -> None:
    given = (GivenOpinion(2, Role.RSSI, "me", Verdict.FAVOURABLE), GivenOpinion(3, Role.DPO, "x", Verdict.FAVOURABLE))
    situation = a_situation(PRESS, S, ME, opinions=given, last_opinion=3)
    assert judge(Action.OPINE, situation, replace(willing(situation), opinion=2)).granted


def test_a_reason_for_one_opinion_lifts_that_one_only() -> None:
    situation = a_situation(PRESS, S, ME, **UNASKED)
    judgement = judge(Action.VALIDATE, situation, willing(situation, waivers={"opinion_missing:rssi": "absent"}))
    assert [found.name for found in judgement.refusals] == ["opinion_missing:dpo"]
    judgement = judge(Action.VALIDATE, situation, willing(situation, waivers={"opinion_missing": "absents"}))
    assert [found.name for found in judgement.refusals] == ["opinion_missing:rssi", "opinion_missing:dpo"]


def test_everything_that_objects_is_told_at_once() -> None:
    situation = a_situation(PRESS, S, somebody(Role.READER, uid="me"), authors=frozenset({"me"}))
    refusals = judge(Action.VALIDATE, situation, Intent()).refusals
    assert [found.key for found in refusals] == [
        "not_your_role", "text_moved", "somebody_was_faster", "opinions_moved", "four_eyes",
    ]  # fmt: skip


def test_no_opinion_is_owed_by_the_role_that_wrote() -> None:
    situation = a_situation(PRESS, S, ME, **UNASKED, author_roles=frozenset({Role.RSSI}))
    refusals = judge(Action.VALIDATE, situation, willing(situation)).refusals
    assert [found.name for found in refusals] == ["opinion_missing:dpo"]


def test_reservations_do_not_hold_a_text_back() -> None:
    reserved = tuple(GivenOpinion(n, role, "x", Verdict.RESERVED) for n, role in enumerate(PRESS.opinions, 1))
    situation = a_situation(PRESS, S, ME, opinions=reserved)
    assert judge(Action.VALIDATE, situation, willing(situation)).granted


def test_a_lapsed_validation_is_given_anew_and_only_then() -> None:
    lapsed = a_situation(PRESS, V, ME, validation=LAPSED)
    assert judge(Action.VALIDATE, lapsed, willing(lapsed)).granted
    one_second_before = replace(lapsed, now=NOW - timedelta(seconds=1))
    assert not judge(Action.VALIDATE, one_second_before, willing(one_second_before)).granted
    assert judge(Action.RELEASE, one_second_before, willing(one_second_before)).granted


def test_not_before_opens_at_its_very_hour() -> None:
    situation = a_situation(PRESS, V, ME, validation=replace(IN_FORCE, not_before=NOW))
    assert judge(Action.RELEASE, situation, willing(situation)).granted


def test_exactly_the_allowed_words_are_allowed() -> None:
    situation = a_situation(PRESS, D, ME, draft=DraftState(120, False))
    assert judge(Action.SUBMIT, situation, willing(situation)).granted


def test_what_only_needs_a_reason_is_left_to_whoever_takes_the_change_over() -> None:
    situation = a_situation(PRESS, S, ME, draft=lacking(missing=("x",)))
    assert judge(Action.PROPOSE, situation, willing(situation)).granted
    assert not judge(Action.ADOPT, situation, willing(situation)).granted


def test_an_hour_that_has_passed_is_named_as_its_question_is() -> None:
    situation = a_situation(PRESS, D, ME, draft=lacking(past=("consigne", "consigne.0.heure")))
    (found,) = judge(Action.SUBMIT, situation, willing(situation)).refusals
    assert found.facts == {"names": "Consigne"}


def test_a_section_as_long_as_it_may_be_is_allowed() -> None:
    situation = a_situation(PRESS, D, ME, draft=too_long())
    assert judge(Action.SUBMIT, situation, willing(situation)).granted


def test_only_the_press_waits_for_the_staff() -> None:
    situation = a_situation(FORM, V, ME, staff_told=False)
    assert judge(Action.RELEASE, situation, willing(situation)).granted


@pytest.mark.parametrize("channel", ChannelKey)
def test_a_way_out_is_open_where_the_template_names_it(channel: ChannelKey) -> None:
    situation = a_situation(PRESS, R, ME)
    granted = judge(Action.BEGIN_DELIVERY, situation, willing(situation, channel=channel)).granted
    assert granted is (channel in {"document", "spoken"})


def test_a_submission_is_not_judged_without_its_draft() -> None:
    situation = a_situation(PRESS, D, ME, draft=None)
    with pytest.raises(ValueError, match="state of its draft"):
        judge(Action.SUBMIT, situation, willing(situation))


BY_HAND_MADE = {
    "recorder_wrote", "recorder_is_director", "not_your_word", "nobody_to_reach", "director_cannot_decide",
    "director_wrote", "reached_missing", "groups_differ", "witness_missing", "witness_not_apart", "said_to_come",
    "said_too_early", "nothing_to_confirm", "answered_already", "contested",
    "prepared_stays", "prepared_gone", "slots_unfilled", "slots_past", "words_left_open", "more_than_slots",
    "validated_by_you", "too_long_once_filled",
}  # fmt: skip
"""Those of a decision without a screen, and of a text prepared in calm: ``test_recording.py``, ``test_prepared.py``."""

ELSEWHERE_MADE = {"not_your_role", "outside_delegation", "not_from_this_state", "form_verified_already", "fact_moved",
                  "form_not_verified", "file_withheld"}  # fmt: skip
"""Refusals no rule makes: the table makes the first three, the shelf, the register and the kept files the others."""
POST_MADE = {"at_a_post"}
"""Made by the table for every act that a post of the crisis room is closed to: met in ``test_posts.py``."""
ACT_MADE = {"rights_ended", "comment_settled_already", "nothing_proposed"}
"""Made by the act itself, once it holds the pen: met in ``test_act``, ``test_commenting`` and ``test_changing``."""


def test_every_refusal_that_is_declared_can_be_met() -> None:
    met = {name.partition(":")[0] for row in OBJECTED for name in row[6].split()}
    assert met | ELSEWHERE_MADE | ACT_MADE | POST_MADE | BY_HAND_MADE == set(REFUSALS)


def test_every_rule_is_used_by_a_row() -> None:
    rules = {
        rule
        for room in (in_calm, objections, recording)
        for name, rule in vars(room).items()
        if callable(rule) and not name.startswith("_") and rule.__module__ == room.__name__
    }
    assert {objection for row in TABLE.values() for objection in row.objections} == rules
    assert len(rules) == 41


def test_the_waivable_refusals_are_these() -> None:
    forces = {key: declared.force for key, declared in REFUSALS.items() if declared.force is not Force.ABSOLUTE}
    assert forces == {
        "answers_missing": Force.PASSED,
        "announced_past": Force.PASSED,
        "too_many_words": Force.PASSED,
        "section_over_words": Force.PASSED,
        "staff_not_told": Force.PASSED,
        "opinion_missing": Force.OVERRULED,
        "opinion_unfavourable": Force.OVERRULED,
        "waiver_to_accept": Force.OVERRULED,
    }


def test_the_refusals_of_a_person_are_these() -> None:
    forbidden = {key for key, declared in REFUSALS.items() if declared.forbidden}
    assert forbidden == {
        "not_your_role", "at_a_post", "rights_ended", "four_eyes", "opinion_on_own_text",
        "outside_delegation", "recorder_wrote", "recorder_is_director", "not_your_word", "own_proposal",
        "validated_by_you",
    }  # fmt: skip


def test_a_refusal_carries_what_it_declares() -> None:
    with pytest.raises(KeyError):
        refusal("because")
    with pytest.raises(ValueError, match="count"):
        refusal("answers_missing")
    with pytest.raises(ValueError, match="status"):
        refusal("four_eyes", status=SEAL)
