"""A decision without a screen: what objects to writing it down, and to answering for it: a sentence a row."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from commworkflow.rules.by_hand import Around, Basis, ByHand, Confirmation, Decider, Recorded, groups_heard
from commworkflow.rules.canonical import short_form
from commworkflow.rules.lifecycle import Action, judge
from commworkflow.rules.refusals import REFUSALS, Force
from commworkflow.rules.roles import Mandate, Role
from commworkflow.rules.situation import GivenOpinion, Intent, Situation, Status, Validation, Verdict
from tests.cast import NOW
from tests.hospital import AROUND, HERE, PRESS, SEAL, a_situation, somebody, willing

A, S = Action, Status
CELL = somebody(Role.CRISIS_CELL, uid="the recorder")
DIRECTOR = AROUND.deciders[0]
GROUPS = short_form(SEAL)
HOUR = timedelta(hours=1)
SAID = ByHand("the director", Basis.TELEPHONE, "06 12 34 56 78", NOW, "Le gardien de nuit", GROUPS)
TODAY = replace(DIRECTOR, mandate=Mandate("m", HERE, Role.DIRECTOR, NOW - timedelta(minutes=5)))
MYSELF = Around((Decider("the recorder", "Moi", DIRECTOR.mandate), DIRECTOR), AROUND.names)


def asked(action: Action, status: Status, situation: dict[str, Any], said: dict[str, Any], **brings: Any) -> list[str]:
    """The refusals by name, whatever is written against them."""
    found = a_situation(PRESS, status, CELL, **{"recorded": None, **situation})
    intent = willing(found, by_hand=replace(SAID, **said), waivers=dict.fromkeys(REFUSALS, "il le faut"), **brings)
    return [refusal.name for refusal in judge(action, found, intent).refusals]


RECORDED: list[tuple[str, dict[str, Any], dict[str, Any], str]] = [
    # what it is, what is otherwise, what is told otherwise, the refusals
    ("all is told", {}, {}, ""),
    ("it is on paper, brought by somebody", {}, {"basis": Basis.PAPER, "reached": "le cadre de garde"}, ""),
    ("the groups are read in small letters, with spaces", {}, {"groups": GROUPS.lower().replace("-", " ")}, ""),
    ("it was said as the text was submitted", {"submitted_at": NOW.replace(second=59)}, {}, ""),
    ("the recorder wrote it", {"authors": frozenset({"the recorder"})}, {}, "recorder_wrote"),
    ("the recorder submitted it", {"submitted_by": "the recorder"}, {}, "recorder_wrote"),
    ("the director wrote it", {"authors": frozenset({"the director"})}, {}, "director_wrote"),
    ("the director submitted it", {"submitted_by": "the director"}, {}, "director_wrote"),
    ("the director is who writes it down", {"around": MYSELF}, {"director": "the recorder"}, "recorder_is_director"),
    ("nobody of that name decides", {}, {"director": "the stranger"}, "director_cannot_decide"),
    ("nobody decides here", {"around": Around()}, {}, "director_cannot_decide"),
    ("the director was not yet one when it was said", {"around": Around((TODAY,))}, {"said_at": NOW - HOUR / 2},
     "director_cannot_decide"),
    ("it was on a screen after all", {}, {"basis": Basis.SCREEN}, "reached_missing"),
    ("it is called a delegation", {}, {"basis": Basis.DELEGATION}, "reached_missing"),
    ("no number was called", {}, {"reached": "  "}, "reached_missing"),
    ("other groups were read", {}, {"groups": short_form("0" * 64)}, "groups_differ"),
    ("three groups were read", {}, {"groups": GROUPS[:14]}, "groups_differ"),
    ("no group was read", {}, {"groups": ""}, "groups_differ"),
    ("nobody heard it", {}, {"witness": " "}, "witness_missing"),
    ("the director is the witness", {}, {"witness": "la  DIRECTRICE"}, "witness_not_apart"),
    ("the author, with a function", {}, {"witness": "L’auteur, chargé de communication"}, "witness_not_apart"),
    ("the author is the witness", {}, {"witness": "L’auteur"}, "witness_not_apart"),
    ("the recorder is the witness", {}, {"witness": "Quelqu’un"}, "witness_not_apart"),
    ("the hour is to come", {}, {"said_at": NOW + timedelta(minutes=1)}, "said_to_come"),
    ("it was said before the text was there", {"submitted_at": NOW}, {"said_at": NOW - HOUR / 60}, "said_too_early"),
]  # fmt: skip


@pytest.mark.parametrize("action", [A.RECORD_VALIDATION, A.RECORD_RETURN, A.RECORD_REFUSAL])
@pytest.mark.parametrize(("sentence", "situation", "said", "refusals"), RECORDED, ids=[row[0] for row in RECORDED])
def test_what_objects_to_writing_a_decision_down(
    action: Action, sentence: str, situation: dict[str, Any], said: dict[str, Any], refusals: str
) -> None:
    assert asked(action, S.SUBMITTED, situation, said) == refusals.split()


MORE: list[tuple[str, Action, Status, dict[str, Any], dict[str, Any], str]] = [
    ("what was said lapsed before it was typed", A.RECORD_VALIDATION, S.SUBMITTED, {"submitted_at": NOW - 9 * HOUR},
     {"said_at": NOW - 4 * HOUR}, "validation_lapsed"),
    ("it is validated already", A.RECORD_VALIDATION, S.VALIDATED, {}, {}, "already_validated"),
    ("the last validation has lapsed", A.RECORD_VALIDATION, S.VALIDATED,
     {"validation": Validation("x", NOW - 9 * HOUR, NOW - HOUR)}, {}, ""),
    ("the DPO's opinion is the director's own", A.RECORD_VALIDATION, S.SUBMITTED,
     {"opinions": (GivenOpinion(1, Role.RSSI, "x", Verdict.FAVOURABLE),
                   GivenOpinion(2, Role.DPO, "the director", Verdict.FAVOURABLE))}, {}, "opinion_missing:dpo"),
    ("the recorder's own opinion counts", A.RECORD_VALIDATION, S.SUBMITTED,
     {"opinions": (GivenOpinion(1, Role.RSSI, "the recorder", Verdict.FAVOURABLE),
                   GivenOpinion(2, Role.DPO, "y", Verdict.FAVOURABLE))}, {}, ""),
]  # fmt: skip


@pytest.mark.parametrize(
    ("sentence", "action", "status", "situation", "said", "refusals"), MORE, ids=[row[0] for row in MORE]
)
def test_what_objects_to_a_validation_in_particular(
    sentence: str, action: Action, status: Status, situation: dict[str, Any], said: dict[str, Any], refusals: str
) -> None:
    assert asked(action, status, situation, said) == refusals.split()


STALE = [
    ("a second press", {"version": 6}, "somebody_was_faster"),
    ("another text", {"seal": "0" * 64}, "text_moved"),
    ("an opinion that came meanwhile", {"opinion": 1}, "opinions_moved"),
]


@pytest.mark.parametrize(("sentence", "brings", "refused"), STALE, ids=[row[0] for row in STALE])
def test_what_was_not_on_the_screen_is_not_written_down(sentence: str, brings: dict[str, Any], refused: str) -> None:
    assert asked(A.RECORD_VALIDATION, S.SUBMITTED, {}, {}, **brings) == [refused]


@pytest.mark.parametrize("action", [A.RECORD_RETURN, A.RECORD_REFUSAL])
def test_a_return_and_a_refusal_say_why(action: Action) -> None:
    assert asked(action, S.SUBMITTED, {}, {}, reason=" ") == ["reason_missing"]


def test_nothing_told_is_nothing_decided() -> None:
    situation = a_situation(PRESS, S.SUBMITTED, CELL, recorded=None)
    for action in (A.RECORD_VALIDATION, A.RECORD_RETURN, A.RECORD_REFUSAL):
        found = judge(action, situation, willing(situation, by_hand=None)).refusals
        assert [refusal.key for refusal in found] == ["nobody_to_reach"]


def test_who_is_left_to_reach() -> None:
    """Neither who looks, nor who wrote it: a button that could only be refused is closed from the start."""
    own = a_situation(PRESS, S.SUBMITTED, CELL, around=MYSELF)
    assert [one.uid for one in own.to_reach] == ["the director"]
    written = a_situation(PRESS, S.SUBMITTED, CELL, authors=frozenset({"the director"}))
    assert written.to_reach == ()
    assert Intent.as_shown(written).by_hand is None
    assert not judge(A.RECORD_VALIDATION, written, willing(written)).granted


WORD = Recorded("the decision", "me", NOW - HOUR)
_ME = somebody(Role.READER, uid="me")


def _resting(recorded: Recorded | None, status: Status = S.VALIDATED) -> Situation:
    return a_situation(PRESS, status, _ME, recorded=recorded)


ANSWERED: list[tuple[str, Situation, dict[str, Any], str]] = [
    ("one's own word", _resting(WORD), {}, ""),
    ("there is no such word", _resting(None), {}, "nothing_to_confirm"),
    ("another decision was on the screen", _resting(WORD), {"decision": "an older one"}, "nothing_to_confirm"),
    ("it is another's word", _resting(replace(WORD, director="the director")), {}, "not_your_word"),
    ("it was confirmed", _resting(replace(WORD, answer=Confirmation.CONFIRMED)), {}, "answered_already"),
    ("it was contested", _resting(replace(WORD, answer=Confirmation.CONTESTED)), {}, "answered_already"),
]


@pytest.mark.parametrize("action", [A.CONFIRM, A.CONTEST])
@pytest.mark.parametrize(("sentence", "situation", "brings", "refused"), ANSWERED, ids=[row[0] for row in ANSWERED])
def test_who_answers_for_a_word(
    action: Action, sentence: str, situation: Situation, brings: dict[str, Any], refused: str
) -> None:
    found = judge(action, situation, willing(situation, **brings))
    assert [refusal.key for refusal in found.refusals] == refused.split()


def test_a_contest_says_why_and_a_confirmation_need_not() -> None:
    for action, status in ((A.CONTEST, S.VALIDATED), (A.DISOWN, S.RELEASED)):
        situation = _resting(WORD, status)
        assert not judge(action, situation, willing(situation, reason="")).granted
    situation = _resting(WORD)
    assert judge(A.CONFIRM, situation, willing(situation, reason="")).granted


def test_a_contested_text_goes_out_to_nobody_any_more() -> None:
    for answer, granted in ((None, True), (Confirmation.CONFIRMED, True), (Confirmation.CONTESTED, False)):
        recorded = replace(WORD, answer=answer)
        situation = a_situation(PRESS, S.RELEASED, somebody(Role.COMMUNICATION), recorded=recorded)
        found = judge(A.BEGIN_DELIVERY, situation, willing(situation))
        assert (found.granted, [refusal.key for refusal in found.refusals]) == (
            granted,
            [] if granted else ["contested"],
        )


def test_when_an_answer_is_late() -> None:
    day = timedelta(hours=24)
    assert not WORD.late(WORD.said_at + day - timedelta(microseconds=1), day)
    assert WORD.late(WORD.said_at + day, day)
    assert not replace(WORD, answer=Confirmation.CONFIRMED).late(WORD.said_at + 9 * day, day)


def test_nothing_of_it_is_gone_past_in_writing() -> None:
    by_hand = {
        "recorder_wrote", "recorder_is_director", "director_wrote", "groups_differ", "witness_missing",
        "witness_not_apart", "said_to_come", "said_too_early", "not_your_word", "contested",
    }  # fmt: skip
    assert {REFUSALS[key].force for key in by_hand} == {Force.ABSOLUTE}


@given(st.text("0123456789abcdef", min_size=64, max_size=64), st.text("0123456789abcdef", min_size=64, max_size=64))
def test_groups_are_heard_as_they_are_read(one: str, other: str) -> None:
    assert groups_heard(short_form(one)) == groups_heard(short_form(one).lower().replace("-", "  "))
    assert (groups_heard(short_form(one)) == groups_heard(short_form(other))) is (one[:20] == other[:20])
