"""A decision written down for a director, and that director's answer: who may, what is kept, what everything says."""

import json
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import insert, select, update

from commworkflow.actions import delivering, recording
from commworkflow.actions.act import NotFound, inside
from commworkflow.actions.delivering import Beginning
from commworkflow.channels import CHANNELS
from commworkflow.readings.answered import answered
from commworkflow.readings.home import home_page
from commworkflow.readings.kept_files import kept_file
from commworkflow.readings.message_page import message_page
from commworkflow.readings.outgoing import outgoing
from commworkflow.readings.prints import printable
from commworkflow.readings.unanswered import unanswered
from commworkflow.records.house import House
from commworkflow.records.journal import Journal
from commworkflow.records.people import Establishment, Mandate, Person
from commworkflow.records.releases import File, Release
from commworkflow.records.sealed_texts import Decision, DecisionConfirmation, Waiver
from commworkflow.rules.by_hand import Basis, ByHand
from commworkflow.rules.canonical import short_form
from commworkflow.rules.lifecycle import Action
from commworkflow.rules.roles import Actor, Role
from commworkflow.rules.situation import Status
from commworkflow.rules.uploads import Upload
from tests.acting import (
    ALICE,
    ANY_REASON,
    BRUNO,
    DOMINIQUE,
    ETIENNE,
    FARID,
    HUGO,
    IT_MUST,
    NOTICE,
    WAITING,
    ZOE,
    also,
    entries,
    nothing_done,
    one_entry,
    release,
    seen,
    standing_of,
    status_of,
    submitted,
    turn,
    validate,
)
from tests.cast import LONG_AGO, NOW, SAINT_ROCH
from tests.released import WAYS

A = Action
LATER = NOW + timedelta(hours=1)
MORNING = NOW + timedelta(hours=26)
SCAN = Upload("paper.pdf", "application/pdf", b"%PDF-1.7 signed %%EOF")


def told(house: House, uid: str, director: Actor = DOMINIQUE, **changes: Any) -> ByHand:
    """What somebody writes down who has called that director."""
    seal = standing_of(house, uid).situation.seal
    ready = ByHand(director.uid, Basis.TELEPHONE, "06 12 34 56 78", LATER, "Léa Bon, cadre de nuit", short_form(seal))
    return replace(ready, **changes)


def record(
    house: House,
    uid: str,
    who: Actor = FARID,
    action: Action = A.RECORD_VALIDATION,
    now: datetime = LATER,
    scan: Upload | None = None,
    brings: dict[str, Any] | None = None,
    **changes: Any,
) -> None:
    shown = seen(house, uid, who, now, waivers=ANY_REASON, **(brings or {}))
    recording.record(house, who, uid, action, replace(shown, by_hand=told(house, uid, **changes)), now, scan)


def answer(
    house: House, uid: str, who: Actor = DOMINIQUE, action: Action = A.CONFIRM, now: datetime = LATER, **brings: Any
) -> None:
    recording.answer(house, who, uid, action, seen(house, uid, who, now, **brings), now)


def decision_of(house: House) -> Decision:
    with house.database.read() as session:
        return session.scalars(select(Decision).order_by(Decision.id.desc()).limit(1)).one()


def signed(house: House, uid: str, now: datetime = LATER) -> tuple[str, tuple[str, ...]]:
    """What a print made now bears: whose name, and on what the validation rests."""
    parcel = printable(house, HUGO, uid, now)
    assert parcel is not None
    return parcel.imprint.signer, parcel.imprint.notes


def test_a_validation_by_telephone_is_the_directors_and_says_who_wrote_it_down(house: House) -> None:
    uid = submitted(house)
    with one_entry(house, "validation_recorded"):
        record(house, uid)
    kept = decision_of(house)
    with house.database.read() as session:
        people = {row.id: row.uid for row in session.execute(select(Person.id, Person.uid))}
        mandate = session.scalar(select(Mandate.uid).where(Mandate.id == kept.mandate_id))
    assert kept.recorded_by_id is not None
    assert (kept.action, kept.basis, people[kept.person_id]) == ("validate", "telephone", DOMINIQUE.uid)
    assert (people[kept.recorded_by_id], mandate) == (FARID.uid, DOMINIQUE.mandates[0].uid)
    assert (kept.reached, kept.witness) == ("06 12 34 56 78", "Léa Bon, cadre de nuit")
    assert (kept.said_at, kept.entered_at, kept.signed_as) == (LATER, LATER, "Dominique Vasseur")
    standing = standing_of(house, uid, now=LATER)
    assert standing.situation.status is Status.VALIDATED
    assert standing.situation.validation is not None
    assert standing.situation.validation.by == DOMINIQUE.uid


def test_it_holds_from_the_hour_it_was_said(house: House) -> None:
    uid = submitted(house, WAITING)
    record(house, uid, now=NOW + timedelta(hours=3), said_at=NOW)
    assert decision_of(house).holds_until == NOW + timedelta(hours=4)
    with nothing_done(house, "validation_lapsed"):
        release(house, uid, now=NOW + timedelta(hours=4))


def test_the_journal_names_who_was_reached_and_keeps_their_words_apart(house: House) -> None:
    uid = submitted(house)
    record(house, uid, scan=SCAN, basis=Basis.PAPER)
    with house.database.read() as session:
        entry = session.scalars(select(Journal).order_by(Journal.sequence.desc()).limit(1)).one()
        scan = session.scalars(select(File)).one()
    sealed = json.loads(entry.entry)
    assert entry.person_uid == FARID.uid and sealed["mandate"] == FARID.mandates[0].uid
    assert sealed["facts"]["director"] == DOMINIQUE.uid
    assert sealed["facts"]["director_mandate"] == DOMINIQUE.mandates[0].uid
    assert (sealed["facts"]["basis"], sealed["facts"]["scan"]) == ("paper", scan.uid)
    assert sealed["facts"]["decision"] == decision_of(house).uid
    assert b"L\xc3\xa9a Bon" not in entry.entry and b"Vasseur" not in entry.entry
    assert (scan.kind, scan.bytes) == ("scan", SCAN.content)


def test_the_scan_is_read_by_those_who_read_the_message(house: House) -> None:
    uid = submitted(house)
    record(house, uid, scan=SCAN, basis=Basis.PAPER)
    with house.database.read() as session:
        scan = session.scalars(select(File.uid)).one()
    kept = kept_file(house, HUGO, scan, NOW)
    assert kept is not None and kept.file.content == SCAN.content
    assert kept_file(house, ZOE, scan, NOW) is None


def answers_told(house: House) -> dict[str, tuple[Action, str, str]]:
    """What Alice, who wrote them, is told of her texts on her home page."""
    with house.database.read() as session:
        return {one.line.uid: (one.action, one.by, one.reason) for one in answered(session, house, ALICE, LATER)}


def head_of(house: House, uid: str) -> str:
    """The reason that stands at the head of a draft that came back, on its page."""
    with house.database.read() as session:
        page = message_page(session, house, ALICE, uid, LATER)
    assert page is not None and page.sent_back is not None
    return str(page.sent_back.texts["reason"])


def test_a_return_and_a_refusal_by_telephone(house: House) -> None:
    returned, refused = submitted(house), submitted(house)
    with one_entry(house, "return_recorded"):
        record(house, returned, action=A.RECORD_RETURN)
    with one_entry(house, "refusal_recorded"):
        record(house, refused, action=A.RECORD_REFUSAL)
    assert (status_of(house, returned), status_of(house, refused)) == (Status.DRAFT, Status.REFUSED)
    assert decision_of(house).holds_until is None
    with house.database.read() as session:
        waiting = unanswered(session, house, DOMINIQUE, LATER)
    assert [line.message for line in waiting] == [refused], "nothing rests on a return"
    assert answers_told(house) == {
        returned: (A.RETURN, DOMINIQUE.name, IT_MUST), refused: (A.REFUSE, DOMINIQUE.name, IT_MUST),
    }  # fmt: skip
    assert head_of(house, returned) == IT_MUST


def test_an_opinion_that_lacks_is_gone_past_with_the_directors_reason(house: House) -> None:
    uid = submitted(house)
    shown = replace(seen(house, uid, FARID, LATER), by_hand=told(house, uid))
    with nothing_done(house, "opinion_missing:dpo"):
        recording.record(house, FARID, uid, A.RECORD_VALIDATION, shown, LATER)
    record(house, uid)
    with house.database.read() as session:
        assert [row.reason for row in session.scalars(select(Waiver)) if row.rule == "opinion_missing:dpo"] == [IT_MUST]


@pytest.mark.parametrize(("who", "refused"), [
    (ALICE, "not_your_role"), (HUGO, "not_your_role"), (ETIENNE, "not_your_role"),
])  # fmt: skip
def test_who_may_not_write_a_decision_down(house: House, who: Actor, refused: str) -> None:
    uid = submitted(house)
    with nothing_done(house) as told_why:
        record(house, uid, who)
    assert refused in str(told_why.value)


def test_who_wrote_it_records_nothing(house: House) -> None:
    farid = also(house, FARID, Role.COMMUNICATION)
    uid = submitted(house, who=farid)
    with nothing_done(house, "recorder_wrote"):
        record(house, uid, farid)


def test_a_director_who_wrote_it_is_no_director_of_it(house: House) -> None:
    """In the records, not only in what the form offers."""
    dominique = also(house, DOMINIQUE, Role.COMMUNICATION)
    uid = submitted(house, who=dominique)
    with nothing_done(house, "director_wrote"):
        record(house, uid)
    record(house, uid, director=ETIENNE)
    assert decision_of(house).signed_as == "Étienne Roux"


def test_another_hospitals_director_decides_nothing_here(house: House) -> None:
    uid = submitted(house)
    with nothing_done(house, "director_cannot_decide"):
        record(house, uid, director=ZOE)
    with nothing_done(house, raises=NotFound):
        shown = replace(seen(house, uid), by_hand=told(house, uid))
        recording.record(house, ZOE, uid, A.RECORD_VALIDATION, shown, LATER)


def test_a_director_whose_mandate_ended_decides_nothing(house: House) -> None:
    uid = submitted(house)
    with house.database.write() as session:
        session.execute(update(Mandate).where(Mandate.uid == DOMINIQUE.mandates[0].uid).values(revoked_at=NOW))
        session.commit()
    with nothing_done(house, "director_cannot_decide"):
        record(house, uid)


def test_the_author_is_no_witness_even_after_leaving(house: House) -> None:
    uid = submitted(house)
    with house.database.write() as session:
        session.execute(update(Mandate).where(Mandate.uid == ALICE.mandates[0].uid).values(revoked_at=NOW))
        session.commit()
    with nothing_done(house, "witness_not_apart"):
        record(house, uid, witness="alice martin")


def test_a_second_press_records_nothing_twice(house: House) -> None:
    uid = submitted(house)
    first = replace(seen(house, uid, FARID, LATER, waivers=ANY_REASON), by_hand=told(house, uid))
    recording.record(house, FARID, uid, A.RECORD_VALIDATION, first, LATER)
    with nothing_done(house):
        recording.record(house, FARID, uid, A.RECORD_VALIDATION, first, LATER)


def test_everything_made_from_it_says_so_until_it_is_confirmed(house: House) -> None:
    uid = submitted(house)
    record(house, uid, said_at=NOW)
    signer, notes = signed(house, uid)
    assert signer == "Pour l’établissement, Dominique Vasseur, direction"
    assert notes == ("Validé par téléphone le samedi 14 mars 2026 à 9 h 30, à confirmer.",)
    release(house, uid, now=LATER)
    with house.database.read() as session:
        frozen = session.scalars(select(Release.imprint)).one()
    assert frozen["notes"] == list(notes)
    answer(house, uid, now=MORNING)
    confirmed = "Validé par téléphone le samedi 14 mars 2026 à 9 h 30, confirmé le dimanche 15 mars 2026 à 11 h 30."
    assert signed(house, uid, MORNING)[1][0] == confirmed
    with house.database.read() as session:
        page = message_page(session, house, HUGO, uid, MORNING)
        assert session.scalars(select(Release.imprint)).one() == frozen, "what was frozen stays as it was"
    assert page is not None and page.imprint.notes == (confirmed,)


def test_on_paper_it_says_paper(house: House) -> None:
    uid = submitted(house)
    record(house, uid, basis=Basis.PAPER, reached="Léa Bon")
    assert signed(house, uid)[1] == ("Validé sur papier le samedi 14 mars 2026 à 10 h 30, à confirmer.",)


def test_on_a_screen_nothing_of_it_is_said(house: House) -> None:
    uid = submitted(house)
    validate(house, uid, now=LATER)
    assert signed(house, uid)[1] == ()
    assert decision_of(house).basis == "screen"
    with house.database.read() as session:
        assert unanswered(session, house, DOMINIQUE, MORNING) == ()


def test_a_director_confirms_in_one_press_and_nobody_else_does(house: House) -> None:
    uid = submitted(house)
    record(house, uid)
    for who in (ETIENNE, FARID, HUGO):
        with nothing_done(house, "not_your_word"):
            answer(house, uid, who)
    with one_entry(house, "decision_confirmed"):
        answer(house, uid)
    with nothing_done(house, "answered_already"):
        answer(house, uid)
    with house.database.read() as session:
        assert [row.verdict for row in session.scalars(select(DecisionConfirmation))] == ["confirmed"]


def test_a_director_whose_duty_is_over_still_answers(house: House) -> None:
    """The word was theirs: what counts is whose word it was."""
    uid = submitted(house)
    record(house, uid)
    dominique = also(house, DOMINIQUE, Role.READER)
    with house.database.write() as session:
        session.execute(update(Mandate).where(Mandate.uid == DOMINIQUE.mandates[0].uid).values(revoked_at=LATER))
        session.commit()
    a_reader = replace(dominique, mandates=dominique.mandates[1:])
    with one_entry(house, "decision_confirmed"):
        answer(house, uid, a_reader, now=MORNING)


def test_contested_before_it_left_it_is_a_draft_again(house: House) -> None:
    uid = submitted(house)
    record(house, uid)
    with nothing_done(house, "reason_missing"):
        answer(house, uid, action=A.CONTEST, reason="")
    with one_entry(house, "decision_contested"):
        answer(house, uid, action=A.CONTEST)
    assert status_of(house, uid) is Status.DRAFT
    assert answers_told(house) == {uid: (A.CONTEST, DOMINIQUE.name, IT_MUST)}
    assert head_of(house, uid) == IT_MUST
    with nothing_done(house):
        release(house, uid, now=LATER)


def test_contested_after_it_left_it_goes_out_to_nobody_any_more(house: House) -> None:
    uid = submitted(house)
    record(house, uid)
    release(house, uid, now=LATER)
    with nothing_done(house, "not_from_this_state"):
        answer(house, uid, action=A.CONTEST)
    assert not_left(house) == [uid]
    answer(house, uid, action=A.DISOWN)
    assert status_of(house, uid) is Status.RELEASED and not_left(house) == []
    beginning = Beginning("AFP", seen=0, means="press", kinds=("docx",))
    intent = seen(house, uid, ALICE, LATER, channel="document")
    with nothing_done(house, "contested"):
        delivering.begin(house, ALICE, uid, beginning, intent, WAYS.channels, WAYS.writers, LATER)
    assert "contestée" in signed(house, uid)[1][0]
    with house.database.read() as session:
        (line,) = unanswered(session, house, HUGO, LATER)
    assert line.contested
    turn(house, uid, A.WITHDRAW, now=LATER)
    with house.database.read() as session:
        assert unanswered(session, house, HUGO, LATER) == ()


def not_left(house: House) -> list[str]:
    with house.database.read() as session:
        return [one.line.uid for one in outgoing(session, house, ALICE, CHANNELS, LATER).lines]


def test_what_is_not_confirmed_in_time_is_late_for_everybody_who_reads_it(house: House) -> None:
    uid = submitted(house)
    record(house, uid, said_at=NOW)
    for who in (DOMINIQUE, ALICE, HUGO):
        with house.database.read() as session:
            (early,) = unanswered(session, house, who, NOW + timedelta(hours=24, microseconds=-1))
            (late,) = home_page(session, house, who, CHANNELS, MORNING).unanswered.lines
        assert (early.late, late.late, late.since) == (False, True, timedelta(hours=26))
        assert late.mine is (who is DOMINIQUE)
    with house.database.read() as session:
        assert unanswered(session, house, ZOE, MORNING) == ()


def test_the_delay_is_the_houses_own(house: House) -> None:
    uid = submitted(house)
    record(house, uid, said_at=NOW)
    quicker = replace(house, terms=replace(house.terms, confirm_within=timedelta(hours=2)))
    with house.database.read() as session:
        page = message_page(session, quicker, HUGO, uid, NOW + timedelta(hours=2))
    assert page is not None and page.resting is not None
    assert (page.resting.late, page.resting.due_at) == (True, NOW + timedelta(hours=2))


def test_a_validation_renewed_on_a_screen_waits_for_no_answer(house: House) -> None:
    uid = submitted(house, NOTICE)
    record(house, uid, said_at=NOW)
    again = NOW + timedelta(hours=12)
    validate(house, uid, DOMINIQUE, again)
    with house.database.read() as session:
        assert unanswered(session, house, DOMINIQUE, MORNING) == ()
    assert signed(house, uid, again)[1] == ()


def test_a_lapsed_validation_is_renewed_by_telephone(house: House) -> None:
    uid = submitted(house, NOTICE)
    validate(house, uid)
    again = NOW + timedelta(hours=12)
    record(house, uid, now=again, said_at=again)
    assert decision_of(house).renews_id is not None
    release(house, uid, now=again)
    assert entries(house)[-1] == "message_released"


def test_an_answer_names_the_decision_that_was_on_the_screen(house: House) -> None:
    uid = submitted(house)
    record(house, uid)
    with nothing_done(house, "nothing_to_confirm"):
        answer(house, uid, decision="another")


def test_a_delegate_is_reached_like_a_director(house: House) -> None:
    """A mandate given on another's behalf decides by telephone too, within what it was given for."""
    with house.database.write() as session:
        session.execute(
            insert(Mandate).values(
                uid="the delegation",
                person_id=inside(Person, BRUNO.uid),
                establishment_id=inside(Establishment, SAINT_ROCH.uid),
                role=Role.DIRECTOR_ON_DUTY,
                from_at=LONG_AGO,
                until_at=MORNING,
                scope={"families": ["patient_notice"], "function": "RSSI"},
                on_behalf_of_id=inside(Mandate, DOMINIQUE.mandates[0].uid),
            )
        )
        session.commit()
    uid = submitted(house)
    record(house, uid, director=BRUNO)
    kept = decision_of(house)
    assert (kept.basis, kept.on_behalf_of_id is not None) == ("telephone", True)
    assert signed(house, uid)[0] == "Pour le directeur et par délégation, Bruno Keller, RSSI"
    other = submitted(house, WAITING)
    with nothing_done(house, "director_cannot_decide"):
        record(house, other, director=BRUNO)
