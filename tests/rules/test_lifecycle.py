"""The table of a message's life, against what was decided: written here by hand, a sentence a row."""

from collections.abc import Mapping
from dataclasses import replace
from itertools import product

import pytest

from commworkflow.rules.lifecycle import NEEDS_REASON, TABLE, Action, judge, needs_reason
from commworkflow.rules.refusals import REFUSALS
from commworkflow.rules.roles import Role
from commworkflow.rules.situation import Intent, Status
from tests.hospital import ELSEWHERE, FAMILIES, PRESS, a_situation, somebody, willing

RECORDERS = "rssi dpo crisis_cell"
SIGNERS = "rssi dpo communication director director_on_duty crisis_cell directorate reader"

POLICY: Mapping[str, Mapping[str, tuple[str, str]]] = {
    "press": {
        # action          open from                 to
        "save":           ("draft",                 "communication crisis_cell"),
        "submit":         ("draft",                 "communication crisis_cell"),
        "discard":        ("draft",                 "communication crisis_cell"),
        "take_back":      ("submitted validated",   "communication crisis_cell"),
        "opine":          ("submitted",             "rssi dpo"),
        "comment":        ("draft submitted validated", "communication crisis_cell rssi dpo director director_on_duty"),
        "propose":        ("submitted",             "director director_on_duty"),
        "adopt":          ("submitted",             "communication crisis_cell"),
        "return":         ("submitted",             "director director_on_duty"),
        "refuse":         ("submitted",             "director director_on_duty"),
        "validate":       ("submitted",             "director director_on_duty"),
        "revoke":         ("validated",             "director director_on_duty"),
        "release":        ("validated",             "communication director"),
        "send":           ("",                      "communication director"),
        "acknowledge":    ("",                      "director director_on_duty"),
        "begin_delivery": ("released",              "communication director"),
        "end_delivery":   ("released withdrawn",    "communication director"),
        "correct":        ("released withdrawn",    "communication crisis_cell"),
        "withdraw":       ("released",              "director director_on_duty"),
        "record_validation": ("submitted",             RECORDERS),
        "record_return":  ("submitted",             RECORDERS),
        "record_refusal": ("submitted",             RECORDERS),
        "confirm":        ("validated released withdrawn refused", SIGNERS),
        "contest":        ("validated",             SIGNERS),
        "disown":         ("released withdrawn refused", SIGNERS),
        "complete":       ("draft",                 "communication director"),
    },
    "report": {
        "save":           ("draft",                 "crisis_cell"),
        "submit":         ("draft",                 "crisis_cell"),
        "discard":        ("draft",                 "crisis_cell"),
        "take_back":      ("submitted validated",   "crisis_cell"),
        "opine":          ("submitted",             ""),
        "comment":        ("draft submitted validated", "crisis_cell director director_on_duty"),
        "propose":        ("submitted",             "director director_on_duty"),
        "adopt":          ("submitted",             "crisis_cell"),
        "return":         ("submitted",             "director director_on_duty"),
        "refuse":         ("",                      "director director_on_duty"),
        "validate":       ("",                      "director director_on_duty"),
        "revoke":         ("validated",             "director director_on_duty"),
        "release":        ("",                      "crisis_cell"),
        "send":           ("submitted",             "crisis_cell"),
        "acknowledge":    ("released",              "director director_on_duty"),
        "begin_delivery": ("released",              "crisis_cell"),
        "end_delivery":   ("released withdrawn",    "crisis_cell"),
        "correct":        ("released withdrawn",    "crisis_cell"),
        "withdraw":       ("released",              "director director_on_duty"),
        "record_validation": ("",                      RECORDERS),
        "record_return":  ("submitted",             RECORDERS),
        "record_refusal": ("",                      RECORDERS),
        "confirm":        ("validated released withdrawn refused", SIGNERS),
        "contest":        ("validated",             SIGNERS),
        "disown":         ("released withdrawn refused", SIGNERS),
        "complete":       ("",                      "crisis_cell"),
    },
    "form": {
        "save":           ("draft",                 "dpo"),
        "submit":         ("draft",                 "dpo"),
        "discard":        ("draft",                 "dpo"),
        "take_back":      ("submitted validated",   "dpo"),
        "opine":          ("submitted",             "rssi"),
        "comment":        ("draft submitted validated", "dpo rssi director"),
        "propose":        ("submitted",             "director"),
        "adopt":          ("submitted",             "dpo"),
        "return":         ("submitted",             "director"),
        "refuse":         ("submitted",             "director"),
        "validate":       ("submitted",             "director"),
        "revoke":         ("validated",             "director"),
        "release":        ("validated",             "dpo director"),
        "send":           ("",                      "dpo director"),
        "acknowledge":    ("",                      "director"),
        "begin_delivery": ("released",              "dpo director"),
        "end_delivery":   ("released withdrawn",    "dpo director"),
        "correct":        ("released withdrawn",    "dpo"),
        "withdraw":       ("released",              "director"),
        "record_validation": ("submitted",             RECORDERS),
        "record_return":  ("submitted",             RECORDERS),
        "record_refusal": ("submitted",             RECORDERS),
        "confirm":        ("validated released withdrawn refused", SIGNERS),
        "contest":        ("validated",             SIGNERS),
        "disown":         ("released withdrawn refused", SIGNERS),
        "complete":       ("draft",                 "dpo director"),
    },
}  # fmt: skip
"""Family, action: the states it is open from when nothing else objects, and the roles that may."""

LEADS_TO: Mapping[str, str | None] = {
    "save": None,
    "submit": "submitted",
    "discard": "discarded",
    "take_back": "draft",
    "opine": None,
    "comment": None,
    "propose": None,
    "adopt": "submitted",
    "return": "draft",
    "refuse": "refused",
    "validate": "validated",
    "revoke": "draft",
    "release": "released",
    "send": "released",
    "acknowledge": None,
    "begin_delivery": None,
    "end_delivery": None,
    "correct": None,
    "withdraw": "withdrawn",
    "record_validation": "validated",
    "record_return": "draft",
    "record_refusal": "refused",
    "confirm": None,
    "contest": "draft",
    "disown": None,
    "complete": "validated",
}


def answer(family: str, action: Action, status: Status, role: Role) -> str:
    situation = a_situation(FAMILIES[family], status, somebody(role))
    judgement = judge(action, situation, willing(situation))
    if judgement.granted:
        return "done"
    return "not you" if judgement.forbidden else "not now"


def decided(family: str, action: Action, status: Status, role: Role) -> str:
    states, roles = POLICY[family][action]
    if role not in roles.split():
        return "not you"
    return "done" if status in states.split() else "not now"


@pytest.mark.parametrize("family", FAMILIES)
def test_every_state_action_and_role_is_answered_as_decided(family: str) -> None:
    everything = list(product(Action, Status, Role))
    asked = {asked: answer(family, *asked) for asked in everything}
    wanted = {asked: decided(family, *asked) for asked in everything}
    assert {asked: said for asked, said in asked.items() if said != wanted[asked]} == {}
    assert len(asked) == 26 * 7 * 9


def test_whoever_validated_it_in_calm_finishes_it_in_no_role() -> None:
    for template, status, role in product(FAMILIES.values(), Status, Role):
        ready = a_situation(template, status, somebody(role))
        prepared = None if ready.prepared is None else replace(ready.prepared, validated_by=ready.actor.uid)
        own = replace(ready, prepared=prepared)
        judgement = judge(Action.COMPLETE, own, willing(own))
        assert not judgement.granted
        assert judgement.forbidden or status is not Status.DRAFT


def test_every_action_leads_where_decided() -> None:
    assert {action.value: row.into and row.into.value for action, row in TABLE.items()} == LEADS_TO


def test_what_is_explained_in_writing() -> None:
    assert {str(action) for action in NEEDS_REASON} == {
        "discard", "return", "refuse", "revoke", "withdraw", "record_return", "record_refusal", "contest", "disown",
    }  # fmt: skip


def test_what_a_director_validated_is_not_taken_back_without_a_word() -> None:
    """An author owes nobody a reason before; ``needs_reason`` tells the page what the table will say."""
    for status, needed in ((Status.SUBMITTED, False), (Status.VALIDATED, True)):
        situation = a_situation(PRESS, status, somebody(Role.COMMUNICATION))
        silent = replace(Intent.as_shown(situation), reason=" ")
        assert judge(Action.TAKE_BACK, situation, silent).granted is not needed
        assert needs_reason(Action.TAKE_BACK, situation) is needed
        assert needs_reason(Action.WITHDRAW, situation) and not needs_reason(Action.SAVE, situation)


SEALED = (Status.SUBMITTED, Status.VALIDATED, Status.RELEASED, Status.WITHDRAWN)
RECORDED = (Action.RECORD_VALIDATION, Action.RECORD_RETURN, Action.RECORD_REFUSAL)

FORBIDDEN = [
    ("a draft is not validated", Action.VALIDATE, Status.DRAFT),
    ("a draft is not released", Action.RELEASE, Status.DRAFT),
    ("a draft is not sent", Action.SEND, Status.DRAFT),
    ("a draft is not delivered", Action.BEGIN_DELIVERY, Status.DRAFT),
    ("no opinion is given on a draft", Action.OPINE, Status.DRAFT),
    ("a draft is not refused", Action.REFUSE, Status.DRAFT),
    ("a draft is not withdrawn", Action.WITHDRAW, Status.DRAFT),
    ("a draft is not corrected", Action.CORRECT, Status.DRAFT),
    ("a submitted text is not written on", Action.SAVE, Status.SUBMITTED),
    ("a submitted text is not submitted again", Action.SUBMIT, Status.SUBMITTED),
    ("a submitted text is not discarded", Action.DISCARD, Status.SUBMITTED),
    ("a submitted text is not released", Action.RELEASE, Status.SUBMITTED),
    ("a submitted text is not delivered", Action.BEGIN_DELIVERY, Status.SUBMITTED),
    ("a submitted text is not withdrawn", Action.WITHDRAW, Status.SUBMITTED),
    ("a validated text is not written on", Action.SAVE, Status.VALIDATED),
    ("a validated text is not submitted again", Action.SUBMIT, Status.VALIDATED),
    ("a validated text is not discarded", Action.DISCARD, Status.VALIDATED),
    ("no opinion is given on a validated text", Action.OPINE, Status.VALIDATED),
    ("a validated text is revoked, not returned", Action.RETURN, Status.VALIDATED),
    ("a validated text is revoked, not refused", Action.REFUSE, Status.VALIDATED),
    ("a validated text is not delivered before its release", Action.BEGIN_DELIVERY, Status.VALIDATED),
    ("a validated text is not withdrawn", Action.WITHDRAW, Status.VALIDATED),
    ("a released text is not written on", Action.SAVE, Status.RELEASED),
    ("a released text is not submitted again", Action.SUBMIT, Status.RELEASED),
    ("a released text is not taken back", Action.TAKE_BACK, Status.RELEASED),
    ("a released text is not discarded", Action.DISCARD, Status.RELEASED),
    ("a released text is not validated again", Action.VALIDATE, Status.RELEASED),
    ("a released text is withdrawn, not revoked", Action.REVOKE, Status.RELEASED),
    ("a released text is not released twice", Action.RELEASE, Status.RELEASED),
    ("a released text is not sent again", Action.SEND, Status.RELEASED),
    ("a withdrawn text is not written on", Action.SAVE, Status.WITHDRAWN),
    ("a withdrawn text is not released again", Action.RELEASE, Status.WITHDRAWN),
    ("a withdrawn text is not delivered", Action.BEGIN_DELIVERY, Status.WITHDRAWN),
    ("a withdrawn text is not withdrawn twice", Action.WITHDRAW, Status.WITHDRAWN),
    ("a withdrawn text is not validated", Action.VALIDATE, Status.WITHDRAWN),
    ("no decision is recorded on a draft", Action.RECORD_VALIDATION, Status.DRAFT),
    ("no return is recorded on a draft", Action.RECORD_RETURN, Status.DRAFT),
    ("no refusal is recorded on a draft", Action.RECORD_REFUSAL, Status.DRAFT),
    ("a validated text is revoked on a screen, not returned by hand", Action.RECORD_RETURN, Status.VALIDATED),
    ("a validated text is revoked on a screen, not refused by hand", Action.RECORD_REFUSAL, Status.VALIDATED),
    ("a released text is corrected, not commented on", Action.COMMENT, Status.RELEASED),
    ("a withdrawn text is past comments", Action.COMMENT, Status.WITHDRAWN),
    *(
        (f"{act}: a word is changed while the text waits, in no {state} one", act, state)
        for act in (Action.PROPOSE, Action.ADOPT)
        for state in (Status.DRAFT, *SEALED)
        if state is not Status.SUBMITTED
    ),
    *((f"only a draft is finished, not a {state} text", Action.COMPLETE, state) for state in SEALED),
    *((f"no {act} on a released text", act, Status.RELEASED) for act in RECORDED),
    *((f"no {act} on a withdrawn text", act, Status.WITHDRAWN) for act in RECORDED),
    ("what left is disowned, not taken back by a contest", Action.CONTEST, Status.RELEASED),
    ("what was withdrawn is disowned, not contested", Action.CONTEST, Status.WITHDRAWN),
    ("before it leaves, it is contested, not disowned", Action.DISOWN, Status.VALIDATED),
    ("a draft rests on nobody's word", Action.CONFIRM, Status.DRAFT),
    ("a submitted text rests on nobody's word yet", Action.CONFIRM, Status.SUBMITTED),
    *(
        (f"a refused text is never the subject of {action}", action, Status.REFUSED)
        for action in Action
        if action not in {Action.CONFIRM, Action.DISOWN}
    ),
    *((f"a discarded text is never the subject of {action}", action, Status.DISCARDED) for action in Action),
]


@pytest.mark.parametrize(("sentence", "action", "status"), FORBIDDEN, ids=[row[0] for row in FORBIDDEN])
def test_forbidden_whoever_asks_and_whatever_they_write(sentence: str, action: Action, status: Status) -> None:
    for template in FAMILIES.values():
        situation = a_situation(template, status, somebody(*Role))
        waivers = dict.fromkeys(REFUSALS, "il le faut")
        judgement = judge(action, situation, willing(situation, waivers=waivers))
        forbidden = ["not_your_role"] if judgement.mandate is None else []
        assert [found.key for found in judgement.refusals] == [*forbidden, "not_from_this_state"], sentence


def test_the_forbidden_pairs_and_the_open_ones_are_all_pairs() -> None:
    """What the list above leaves out is open in one family at least, or closed for the family's own reason."""
    listed = {(action, status) for _, action, status in FORBIDDEN}
    table = {(action, status) for action, row in TABLE.items() for status in row.since}
    left_out = set(product(Action, Status)) - listed - table
    assert {(str(action), str(status)) for action, status in left_out} == {
        ("take_back", "draft"),
        ("return", "draft"),
        ("revoke", "draft"),
        ("acknowledge", "draft"),
        ("end_delivery", "draft"),
        ("revoke", "submitted"),
        ("acknowledge", "submitted"),
        ("end_delivery", "submitted"),
        ("correct", "submitted"),
        ("send", "validated"),
        ("acknowledge", "validated"),
        ("end_delivery", "validated"),
        ("correct", "validated"),
        ("opine", "released"),
        ("return", "released"),
        ("refuse", "released"),
        ("submit", "withdrawn"),
        ("take_back", "withdrawn"),
        ("discard", "withdrawn"),
        ("opine", "withdrawn"),
        ("return", "withdrawn"),
        ("refuse", "withdrawn"),
        ("revoke", "withdrawn"),
        ("send", "withdrawn"),
        ("acknowledge", "withdrawn"),
        ("contest", "draft"),
        ("disown", "draft"),
        ("contest", "submitted"),
        ("disown", "submitted"),
    }
    assert listed & table == set()


def test_a_mandate_of_another_establishment_opens_nothing() -> None:
    stranger = somebody(*Role, place=ELSEWHERE)
    situations = [a_situation(PRESS, status, stranger) for status in Status]
    opened = [(action, s.status) for action, s in product(Action, situations) if judge(action, s, willing(s)).granted]
    assert opened == []


def test_the_granting_mandate_is_that_of_the_role_the_template_names() -> None:
    both = somebody(Role.CRISIS_CELL, Role.DIRECTOR)
    situation = a_situation(PRESS, Status.SUBMITTED, both)
    mandate = judge(Action.VALIDATE, situation, willing(situation)).mandate
    assert mandate is not None and mandate.role is Role.DIRECTOR
