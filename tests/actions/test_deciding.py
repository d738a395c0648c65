"""From submission to validation and back: who may, on what was on their screen, once."""

import json
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select, update

from commworkflow.actions import deciding, starting, writing
from commworkflow.actions.act import NotFound, Refused, Wrong
from commworkflow.actions.facts import record_fact
from commworkflow.records.house import House
from commworkflow.records.messages import Message, Revision
from commworkflow.records.sealed_texts import Decision, FrozenFact, SealedText, Waiver
from commworkflow.rules.canonical import digest, text_digest
from commworkflow.rules.lifecycle import Action
from commworkflow.rules.roles import Actor, Role
from commworkflow.rules.situation import Intent, Status, Verdict
from commworkflow.rules.typed import Typed
from tests.acting import (
    ALICE,
    ANY_REASON,
    BRUNO,
    CHLOE,
    DOMINIQUE,
    ETIENNE,
    FARID,
    HUGO,
    INES,
    IT_MUST,
    NOTICE,
    NOTIFICATION,
    REPORT,
    WAITING,
    ZOE,
    also,
    draft,
    entries,
    examples,
    nothing_done,
    one_entry,
    opine,
    release,
    released,
    save,
    seen,
    standing_of,
    status_of,
    submit,
    submitted,
    turn,
    validate,
    validated,
)
from tests.cast import NOW


def decisions(house: House) -> list[Decision]:
    with house.database.read() as session:
        return list(session.scalars(select(Decision).order_by(Decision.id)))


def sealed(house: House) -> list[SealedText]:
    with house.database.read() as session:
        return list(session.scalars(select(SealedText).order_by(SealedText.id)))


def waivers(house: House) -> list[tuple[str, str, str, str]]:
    with house.database.read() as session:
        rows = session.scalars(select(Waiver).order_by(Waiver.id))
        return [(row.action, row.rule, row.force, row.reason) for row in rows]


def test_submitting_freezes_what_was_typed(house: House) -> None:
    uid = draft(house)
    typed = examples(house)
    seal = deciding.submit(house, ALICE, uid, typed, seen(house, uid), NOW)
    (text,) = sealed(house)
    frozen = json.loads(text.canonical)
    assert (text.seal, digest(text.canonical)) == (seal, seal)
    assert (frozen["message"], frozen["revision"], frozen["world"]) == (uid, 2, "exercise")
    assert (frozen["class"], frozen["channels"]) == ("C0", ["site", "document"])
    assert frozen["answers"] == typed.answers
    assert "EXERCICE" in frozen["sections"][0]["blocks"][0]["text"]
    assert text.text_digest != text_digest("")
    assert status_of(house, uid) is Status.SUBMITTED
    assert standing_of(house, uid).situation.submitted_by == ALICE.uid


def test_submitting_keeps_each_fact_that_the_text_says(house: House) -> None:
    uid = submitted(house)
    frozen = json.loads(standing_of(house, uid).sealed_bytes)["facts"]
    with house.database.read() as session:
        kept = {fact.key: (fact.value_uid, fact.value) for fact in session.scalars(select(FrozenFact))}
    assert kept == {key: (fact["uid"], fact["value"]) for key, fact in frozen.items()}
    assert set(kept) >= {"urgences", "telephone_information", "prochain_point"}


def test_what_is_submitted_is_read_from_its_bytes_whatever_changes_around(house: House) -> None:
    uid = submitted(house)
    before = standing_of(house, uid).sealed_bytes
    with house.database.write() as session:
        session.execute(update(Message).values(title="Autre"))
        session.commit()
    assert standing_of(house, uid).sealed_bytes == before


def test_submitting_without_typing_submits_the_last_revision(house: House) -> None:
    uid = draft(house)
    writing.save(house, ALICE, uid, examples(house), seen(house, uid), NOW)
    deciding.submit(house, ALICE, uid, None, seen(house, uid), NOW)
    with house.database.read() as session:
        first, second, third = session.scalars(select(Revision).order_by(Revision.id))
    assert (third.number, third.sections, third.answers) == (3, second.sections, second.answers)
    assert second.answers != first.answers


def test_who_submits_is_an_author(house: House) -> None:
    farid = also(house, FARID, Role.COMMUNICATION)
    uid = draft(house)
    writing.save(house, ALICE, uid, examples(house), seen(house, uid), NOW)
    deciding.submit(house, farid, uid, None, seen(house, uid), NOW)
    situation = standing_of(house, uid).situation
    assert (situation.submitted_by, farid.uid in situation.authors) == (FARID.uid, True)


def test_a_draft_that_lacks_something_is_not_submitted(house: House) -> None:
    uid = draft(house)
    with nothing_done(house, "placeholders_unfilled", "answers_missing") as told:
        deciding.submit(house, ALICE, uid, None, seen(house, uid), NOW)
    assert isinstance(told.value, Refused)
    assert told.value.refusals[1].facts == {"count": 10}
    with nothing_done(house, "placeholders_unfilled"):
        deciding.submit(house, ALICE, uid, None, seen(house, uid, waivers=ANY_REASON), NOW)


def test_what_cannot_be_taken_is_not_submitted(house: House) -> None:
    uid = draft(house)
    with nothing_done(house, raises=Wrong):
        deciding.submit(house, ALICE, uid, Typed("\u202e", {}), seen(house, uid, waivers=ANY_REASON), NOW)


def test_too_many_words_are_passed_with_a_reason_that_is_kept(house: House) -> None:
    uid = draft(house, WAITING)
    long = Typed("T", {"suite": "mot " * 130}, examples(house, WAITING).answers)
    with nothing_done(house, "too_many_words"):
        deciding.submit(house, ALICE, uid, long, seen(house, uid, waivers={"too_many_words": "  "}), NOW)
    intent = seen(house, uid, waivers={"too_many_words": " Le préfet le demande. ", "four_eyes": "x"})
    deciding.submit(house, ALICE, uid, long, intent, NOW)
    assert waivers(house) == [("submit", "too_many_words", "passed", "Le préfet le demande.")]


def test_the_same_text_submitted_twice_has_two_seals(house: House) -> None:
    uid = draft(house)
    first = submit(house, uid)
    turn(house, uid, Action.TAKE_BACK, ALICE)
    assert submit(house, uid) != first
    one, other = sealed(house)
    assert one.text_digest == other.text_digest


def test_validating_writes_the_decision_as_it_was_taken(house: House) -> None:
    uid = submitted(house)
    opine(house, uid, CHLOE)
    with one_entry(house, "message_validated"):
        validate(house, uid, waivers={})
    (decision,) = decisions(house)
    assert (decision.action, decision.basis, decision.seen_opinion) == ("validate", "screen", 1)
    assert decision.said_at == decision.entered_at == NOW
    assert decision.holds_until == NOW + timedelta(hours=12)
    assert status_of(house, uid) is Status.VALIDATED
    assert standing_of(house, uid).validator == DOMINIQUE.name


def test_the_director_goes_on_without_an_opinion_in_writing(house: House) -> None:
    uid = submitted(house)
    with nothing_done(house, "opinion_missing:dpo"):
        validate(house, uid, waivers={})
    validate(house, uid, waivers={"opinion_missing:dpo": "Injoignable depuis 4 h."})
    assert waivers(house) == [("validate", "opinion_missing:dpo", "overruled", "Injoignable depuis 4 h.")]


def test_a_no_is_gone_past_in_writing_only(house: House) -> None:
    uid = submitted(house)
    opine(house, uid, CHLOE, Verdict.UNFAVOURABLE)
    with nothing_done(house, "opinion_unfavourable:dpo"):
        validate(house, uid, waivers={"opinion_missing:dpo": IT_MUST})
    validate(house, uid, waivers={"opinion_unfavourable:dpo": IT_MUST})
    assert [waiver[1] for waiver in waivers(house)] == ["opinion_unfavourable:dpo"]


@pytest.mark.parametrize("who", [ALICE, BRUNO, CHLOE, FARID, HUGO], ids=lambda actor: str(actor.name))
@pytest.mark.parametrize("action", [Action.RETURN, Action.REFUSE])
def test_who_does_not_decide_neither_returns_nor_refuses(house: House, who: Actor, action: Action) -> None:
    uid = submitted(house)
    with nothing_done(house, "not_your_role"):
        turn(house, uid, action, who)


@pytest.mark.parametrize("who", [BRUNO, CHLOE, FARID, HUGO], ids=lambda actor: str(actor.name))
def test_who_does_not_decide_does_not_validate(house: House, who: Actor) -> None:
    uid = submitted(house)
    with nothing_done(house, "not_your_role"):
        validate(house, uid, who)


@pytest.mark.parametrize("who", [INES, ZOE], ids=lambda actor: str(actor.name))
def test_who_may_not_read_it_does_not_find_it(house: House, who: Actor) -> None:
    """No administrator passes by, and another hospital's director is a stranger."""
    uid = submitted(house)
    intent = seen(house, uid, waivers=ANY_REASON)
    with nothing_done(house, raises=NotFound):
        deciding.validate(house, who, uid, intent, NOW)
    for action in deciding.TURNS:
        with nothing_done(house, raises=NotFound):
            deciding.turn(house, who, uid, action, intent, NOW)
    with nothing_done(house, raises=NotFound):
        deciding.submit(house, who, uid, None, intent, NOW)


def test_a_message_above_ones_class_is_not_found(house: House) -> None:
    uid = submitted(house, NOTIFICATION, CHLOE)
    for who in (ALICE, FARID, HUGO):
        with nothing_done(house, raises=NotFound):
            deciding.turn(house, who, uid, Action.TAKE_BACK, seen(house, uid), NOW)


def test_who_saved_any_revision_does_not_validate(house: House) -> None:
    dominique = also(house, DOMINIQUE, Role.COMMUNICATION)
    uid = draft(house)
    save(house, uid, dominique)
    submit(house, uid)
    with nothing_done(house, "four_eyes") as told:
        validate(house, uid, dominique)
    assert isinstance(told.value, Refused) and told.value.forbidden
    validate(house, uid, ETIENNE)


def test_who_only_submitted_does_not_validate(house: House) -> None:
    dominique = also(house, DOMINIQUE, Role.COMMUNICATION)
    uid = draft(house)
    writing.save(house, ALICE, uid, examples(house), seen(house, uid), NOW)
    deciding.submit(house, dominique, uid, None, seen(house, uid), NOW)
    with nothing_done(house, "four_eyes"):
        validate(house, uid, dominique)


def test_who_wrote_what_it_was_copied_from_does_not_validate(house: House) -> None:
    dominique = also(house, DOMINIQUE, Role.COMMUNICATION)
    copied = starting.copy(house, ALICE, draft(house, who=dominique), NOW)
    submit(house, copied)
    with nothing_done(house, "four_eyes"):
        validate(house, copied, dominique)


def test_recording_a_fact_is_not_writing(house: House) -> None:
    """The director told the register how the emergencies are; the statement says it, and she may still decide on it."""
    uid = draft(house)
    record_fact(house, DOMINIQUE, standing_of(house, uid).incident.uid, "urgences", "fermees", NOW, said_by="")
    submit(house, uid)
    validate(house, uid)


STALE: list[tuple[str, dict[str, Any], list[str]]] = [
    ("an old version", {"version": 1}, ["somebody_was_faster"]),
    ("no version", {"version": -1}, ["somebody_was_faster"]),
    ("another seal", {"seal": "0" * 64}, ["text_moved"]),
    ("no seal", {"seal": ""}, ["text_moved"]),
    ("fewer opinions", {"opinion": 0}, ["opinions_moved"]),
    ("opinions not given yet", {"opinion": 2}, ["opinions_moved"]),
]


@pytest.mark.parametrize(("what", "brings", "refusals"), STALE, ids=[row[0] for row in STALE])
def test_only_what_was_on_the_screen_is_validated(
    house: House, what: str, brings: dict[str, Any], refusals: list[str]
) -> None:
    uid = submitted(house)
    opine(house, uid, CHLOE)
    with nothing_done(house, *refusals):
        validate(house, uid, **brings)


def test_an_opinion_that_came_meanwhile_holds_the_validation_back(house: House) -> None:
    uid = submitted(house)
    shown = seen(house, uid, waivers=ANY_REASON)
    opine(house, uid, CHLOE, Verdict.UNFAVOURABLE)
    with nothing_done(house, "opinions_moved"):
        deciding.validate(house, DOMINIQUE, uid, shown, NOW)


def test_a_text_returned_and_submitted_again_meanwhile_is_not_validated_unread(house: House) -> None:
    uid = submitted(house)
    shown = seen(house, uid, waivers=ANY_REASON)
    turn(house, uid, Action.RETURN, ETIENNE)
    submit(house, uid)
    with nothing_done(house, "text_moved", "somebody_was_faster"):
        deciding.validate(house, DOMINIQUE, uid, shown, NOW)


def test_two_directors_at_once_make_exactly_one_decision(house: House) -> None:
    uid = submitted(house)
    shown = seen(house, uid, waivers=ANY_REASON)

    def press(who: Actor) -> str:
        try:
            deciding.validate(house, who, uid, shown, NOW)
        except Refused as refused:
            return ",".join(refusal.key for refusal in refused.refusals)
        return "done"

    with ThreadPoolExecutor(8) as people:
        told = list(people.map(press, [DOMINIQUE, ETIENNE] * 4))
    assert sorted(told) == ["done", *["somebody_was_faster,already_validated"] * 7]
    assert len(decisions(house)) == 1
    assert entries(house).count("message_validated") == 1


def test_a_validation_and_a_refusal_at_once_are_one_decision(house: House) -> None:
    uid = submitted(house)
    shown = seen(house, uid, waivers=ANY_REASON)

    def press(validates: bool) -> bool:
        try:
            if validates:
                deciding.validate(house, DOMINIQUE, uid, shown, NOW)
            else:
                deciding.turn(house, ETIENNE, uid, Action.REFUSE, shown, NOW)
        except Refused:
            return False
        return True

    with ThreadPoolExecutor(2) as people:
        assert sum(people.map(press, [True, False])) == 1
    assert len(decisions(house)) == 1


@pytest.mark.parametrize(("action", "leads_to"), [(Action.RETURN, Status.DRAFT), (Action.REFUSE, Status.REFUSED)])
def test_the_ways_back_from_submission(house: House, action: Action, leads_to: Status) -> None:
    uid = submitted(house)
    with nothing_done(house, "reason_missing"):
        turn(house, uid, action, reason=" ")
    turn(house, uid, action, reason="  Il manque l’heure. ")
    assert status_of(house, uid) is leads_to
    assert [(d.action, d.reason) for d in decisions(house)] == [(action, "Il manque l’heure.")]


def test_what_is_refused_is_refused_for_good(house: House) -> None:
    uid = submitted(house)
    turn(house, uid, Action.REFUSE)
    for action in deciding.TURNS:
        for who in (ALICE, DOMINIQUE):
            with nothing_done(house):
                turn(house, uid, action, who)
    with nothing_done(house, "not_from_this_state"):
        validate(house, uid)
    assert starting.copy(house, ALICE, uid, NOW) != uid


def test_a_validation_is_revoked_and_the_text_is_a_draft_again(house: House) -> None:
    uid = validated(house)
    turn(house, uid, Action.REVOKE, ETIENNE)
    assert status_of(house, uid) is Status.DRAFT
    save(house, uid, ALICE)
    submit(house, uid)
    with nothing_done(house, "not_from_this_state"):
        release(house, uid)
    validate(house, uid)


def test_the_author_takes_back_what_was_submitted_or_validated(house: House) -> None:
    for uid in (submitted(house), validated(house)):
        with nothing_done(house, "somebody_was_faster"):
            turn(house, uid, Action.TAKE_BACK, ALICE, version=1)
        turn(house, uid, Action.TAKE_BACK, ALICE)
        assert status_of(house, uid) is Status.DRAFT


def test_a_draft_is_discarded_and_stays_readable(house: House) -> None:
    uid = draft(house)
    with nothing_done(house, "reason_missing"):
        turn(house, uid, Action.DISCARD, ALICE, reason="")
    turn(house, uid, Action.DISCARD, ALICE)
    assert status_of(house, uid) is Status.DISCARDED
    with nothing_done(house, "not_from_this_state"):
        save(house, uid, ALICE)


def test_a_validation_past_its_time_is_given_anew_and_each_once(house: House) -> None:
    uid = validated(house)
    last_moment = NOW + timedelta(hours=12) - timedelta(microseconds=1)
    with nothing_done(house, "already_validated"):
        validate(house, uid, ETIENNE, last_moment)
    renewed = NOW + timedelta(hours=12)
    shown = seen(house, uid, now=renewed, waivers=ANY_REASON)
    deciding.validate(house, ETIENNE, uid, shown, renewed)
    with nothing_done(house, "somebody_was_faster", "already_validated"):
        deciding.validate(house, DOMINIQUE, uid, shown, renewed)
    first, second = decisions(house)
    assert (first.renews_id, second.renews_id) == (None, first.id)
    validation = standing_of(house, uid, now=renewed).situation.validation
    assert validation is not None
    assert (validation.by, validation.holds_until) == (ETIENNE.uid, renewed + timedelta(hours=12))


def test_an_author_does_not_renew_a_validation_either(house: House) -> None:
    dominique = also(house, DOMINIQUE, Role.COMMUNICATION)
    uid = draft(house, who=dominique)
    submit(house, uid)
    validate(house, uid, ETIENNE)
    with nothing_done(house, "four_eyes"):
        validate(house, uid, dominique, NOW + timedelta(days=1))


def test_a_validation_that_could_only_leave_once_it_lapsed_is_not_given(house: House) -> None:
    uid = submitted(house)
    intent = seen(house, uid, waivers=ANY_REASON)
    with nothing_done(house, raises=Wrong):
        deciding.validate(house, DOMINIQUE, uid, intent, NOW, NOW + timedelta(hours=12))
    deciding.validate(house, DOMINIQUE, uid, intent, NOW, NOW + timedelta(hours=12, seconds=-1))


def test_a_report_is_neither_validated_nor_refused(house: House) -> None:
    uid = submitted(house, REPORT, FARID)
    with nothing_done(house, "not_for_validation"):
        validate(house, uid)
    with nothing_done(house, "not_for_validation"):
        turn(house, uid, Action.REFUSE)
    turn(house, uid, Action.RETURN)


def test_nothing_decided_is_decided_again_once_it_left(house: House) -> None:
    uid = released(house, NOTICE)
    for action in (Action.RETURN, Action.REFUSE, Action.REVOKE, Action.TAKE_BACK, Action.DISCARD):
        for who in (ALICE, DOMINIQUE):
            with nothing_done(house):
                turn(house, uid, action, who)
    with nothing_done(house, "not_from_this_state"):
        validate(house, uid)


def test_an_empty_intent_does_nothing(house: House) -> None:
    uid = submitted(house)
    with nothing_done(house, "text_moved", "somebody_was_faster", "opinion_missing:dpo"):
        deciding.validate(house, DOMINIQUE, uid, Intent(), NOW)
