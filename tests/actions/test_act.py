"""One act: one transaction and one entry, or nothing at all."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import event, insert, select, update
from sqlalchemy.orm import Session

from benchmarks.asked import told_before
from commworkflow.actions import changing, deciding, facts, opinions, releasing, starting, verifying, writing
from commworkflow.actions.act import NotFound, Refused, Wrong, act, housekeeping, inside, row_id
from commworkflow.actions.incidents import Described, change_incident, close_incident, open_incident, reopen_incident
from commworkflow.records.database import Busy
from commworkflow.records.house import House
from commworkflow.records.messages import Message
from commworkflow.records.people import Establishment, Person
from commworkflow.records.people import Mandate as MandateRow
from commworkflow.records.sign_ins import SignInSession
from commworkflow.rules.lifecycle import Action
from commworkflow.rules.refusals import refusal
from commworkflow.rules.roles import Mandate, Role
from commworkflow.rules.situation import Verdict
from tests.acting import (
    ALICE,
    ANY_REASON,
    BRUNO,
    CHLOE,
    DOMINIQUE,
    FARID,
    INES,
    IT_MUST,
    NOTIFICATION,
    REPORT,
    contents,
    draft,
    entries,
    examples,
    incident,
    nothing_done,
    one_entry,
    proposed,
    released,
    seen,
    statements,
    submitted,
    template_of,
    validated,
)
from tests.cast import LONG_AGO, NOW, SAINT_ROCH

Doing = Callable[[House, str], object]

DESCRIBED = Described("Panne", "", NOW - timedelta(hours=2), "RSSI", (SAINT_ROCH.uid,))


def closed(house: House) -> str:
    uid = incident(house)
    close_incident(house, DOMINIQUE, uid, NOW, NOW)
    return uid


def sent(house: House) -> str:
    uid = submitted(house, REPORT, FARID)
    releasing.send(house, FARID, uid, seen(house, uid), NOW)
    return uid


def verified_form(house: House) -> str:
    verifying.verify_form(house, CHLOE, template_of(house, NOTIFICATION), NOW)
    return ""


def with_a_change(house: House) -> str:
    uid = submitted(house)
    proposed(house, uid)
    return uid


def turning(action: Action) -> Doing:
    return lambda h, uid: deciding.turn(h, DOMINIQUE, uid, action, seen(h, uid), NOW)


ACTS: dict[str, tuple[Callable[[House], str], Doing]] = {
    # the entry it makes: (what stands before, the act)
    "incident_opened": (lambda h: "", lambda h, _: open_incident(h, DOMINIQUE, DESCRIBED, NOW)),
    "incident_changed": (incident, lambda h, uid: change_incident(h, DOMINIQUE, uid, DESCRIBED, NOW)),
    "incident_closed": (incident, lambda h, uid: close_incident(h, DOMINIQUE, uid, NOW, NOW)),
    "incident_reopened": (closed, lambda h, uid: reopen_incident(h, DOMINIQUE, uid, IT_MUST, NOW)),
    "fact_recorded": (incident, lambda h, uid: facts.record_fact(h, ALICE, uid, "sites", "Nord", NOW, said_by="")),
    "form_verified": (
        lambda h: "",
        lambda h, _: verifying.verify_form(h, CHLOE, template_of(h, NOTIFICATION), NOW),
    ),
    "form_check_taken_back": (
        verified_form,
        lambda h, _: verifying.take_back_check(h, BRUNO, template_of(h, NOTIFICATION), IT_MUST, NOW),
    ),
    "message_started": (incident, lambda h, uid: draft(h, place=uid)),
    "message_saved": (draft, lambda h, uid: writing.save(h, ALICE, uid, examples(h), seen(h, uid), NOW)),
    "message_submitted": (
        draft,
        lambda h, uid: deciding.submit(h, ALICE, uid, examples(h), seen(h, uid, waivers=ANY_REASON), NOW),
    ),
    "message_discarded": (draft, lambda h, uid: deciding.turn(h, ALICE, uid, Action.DISCARD, seen(h, uid), NOW)),
    "message_taken_back": (submitted, lambda h, uid: deciding.turn(h, ALICE, uid, Action.TAKE_BACK, seen(h, uid), NOW)),
    "opinion_given": (
        submitted,
        lambda h, uid: opinions.give_opinion(h, CHLOE, uid, Verdict.RESERVED, IT_MUST, seen(h, uid), NOW),
    ),
    "change_proposed": (submitted, proposed),
    "change_adopted": (
        with_a_change,
        lambda h, uid: changing.adopt(h, ALICE, uid, seen(h, uid, ALICE, waivers=ANY_REASON), NOW),
    ),
    "message_returned": (submitted, turning(Action.RETURN)),
    "message_refused": (submitted, turning(Action.REFUSE)),
    "message_validated": (
        submitted,
        lambda h, uid: deciding.validate(h, DOMINIQUE, uid, seen(h, uid, waivers=ANY_REASON), NOW),
    ),
    "validation_revoked": (validated, turning(Action.REVOKE)),
    "message_released": (validated, lambda h, uid: releasing.release(h, DOMINIQUE, uid, seen(h, uid), NOW)),
    "message_withdrawn": (released, turning(Action.WITHDRAW)),
    "message_corrected": (released, lambda h, uid: starting.correct(h, ALICE, uid, seen(h, uid), NOW)),
    "message_sent": (
        lambda h: submitted(h, REPORT, FARID),
        lambda h, uid: releasing.send(h, FARID, uid, seen(h, uid), NOW),
    ),
    "report_acknowledged": (sent, turning(Action.ACKNOWLEDGE)),
}


@pytest.mark.parametrize("kind", ACTS)
def test_an_act_makes_exactly_one_entry(house: House, kind: str) -> None:
    before, do = ACTS[kind]
    uid = before(house)
    with one_entry(house, kind):
        do(house, uid)


class _PowerCut(Exception):
    pass


@pytest.mark.parametrize("kind", ACTS)
def test_an_act_broken_off_leaves_nothing_wherever_it_breaks(house: House, kind: str) -> None:
    """Before each statement that writes, and before the commit itself."""
    before, do = ACTS[kind]
    uid = before(house)
    engine = house.database.engine
    whole = contents(house)
    left = 0

    def cut(statement: str) -> None:
        nonlocal left
        if statement.split(" ")[0] in {"INSERT", "UPDATE", "DELETE"}:
            if left == 0:
                raise _PowerCut
            left -= 1

    def cut_commit(connection: object) -> None:
        raise _PowerCut

    with statements(house) as sent_before:
        breaks = 0
        while True:
            left = breaks
            event.listen(engine, "commit", cut_commit)
            try:
                with told_before(engine, cut), pytest.raises(_PowerCut):
                    do(house, uid)
            finally:
                event.remove(engine, "commit", cut_commit)
            assert contents(house) == whole
            if left > 0:
                break
            breaks += 1
    assert breaks >= 2, "an act writes something, and its entry"
    assert sent_before
    with one_entry(house, kind):
        do(house, uid)


@pytest.mark.parametrize("times", [0, 2])
def test_an_act_without_its_entry_or_with_two_is_not_done(house: House, times: int) -> None:
    with (
        nothing_done(house, raises=RuntimeError),
        act(house, DOMINIQUE, NOW) as acting,
    ):
        acting.add(Person, name="X", email="x@hopital.example")
        for _ in range(times):
            acting.enter("signed_in")


def test_what_the_house_keeps_beside_is_in_no_journal(house: House) -> None:
    before = entries(house)
    with housekeeping(house) as session:
        session.execute(Person.__table__.update().values(language="en"))  # type: ignore[attr-defined]
    with house.database.read() as session:
        assert set(session.scalars(select(Person.language))) == {"en"}
    assert entries(house) == before


def test_an_act_waits_for_the_pen_and_says_so(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    write = house.database.write
    monkeypatch.setattr(house.database, "write", lambda: write(wait=0))
    with write(), pytest.raises(Busy):
        open_incident(house, DOMINIQUE, DESCRIBED, NOW)


def ends(table: type[MandateRow] | type[SignInSession], uid: str, **columns: object) -> Callable[[Session], object]:
    return lambda session: session.execute(update(table).where(table.uid == uid).values(**columns))


RIGHT, DIRECTING = ALICE.mandates[0].uid, DOMINIQUE.mandates[0].uid
DELEGATED = Mandate("delegated", SAINT_ROCH.uid, Role.DIRECTOR, LONG_AGO, None, on_behalf_of=DIRECTING)
ALICE_SITS = replace(ALICE, sitting="hers", mandates=(*ALICE.mandates, DELEGATED))
ENDED: dict[str, Callable[[Session], object]] = {
    "the mandate was taken back": ends(MandateRow, RIGHT, revoked_at=NOW),
    "its last hour came": ends(MandateRow, RIGHT, until_at=NOW),
    "the director's was taken back, on which a delegation rests": ends(MandateRow, DIRECTING, revoked_at=NOW),
    "the sitting was ended": ends(SignInSession, "hers", ended_at=NOW),
}


@pytest.mark.parametrize("end", ENDED.values(), ids=ENDED.keys())
def test_a_right_that_ends_while_an_act_waits_for_the_pen_no_longer_counts(
    house: House, end: Callable[[Session], object]
) -> None:
    """Alice's page is open and her rights were read; whoever ends them holds the pen, and she comes after."""
    place = incident(house)
    with housekeeping(house) as session:
        hers = {"token_hash": "x", "made_at": NOW, "seen_at": NOW, "device": ""}
        session.execute(insert(SignInSession).values(uid="hers", person_id=inside(Person, ALICE.uid), **hers))
        given = {"role": Role.DIRECTOR, "from_at": LONG_AGO, "on_behalf_of_id": inside(MandateRow, DIRECTING)}
        at = {"person_id": inside(Person, ALICE.uid), "establishment_id": inside(Establishment, SAINT_ROCH.uid)}
        session.execute(insert(MandateRow).values(uid=DELEGATED.uid, **given, **at))
    before = entries(house)
    with ThreadPoolExecutor(1) as alice:
        with house.database.write() as session:
            waiting = alice.submit(draft, house, who=ALICE_SITS, place=place)
            end(session)
            session.commit()
        with pytest.raises(Refused) as refused:
            waiting.result()
    assert [found.key for found in refused.value.refusals] == ["rights_ended"]
    assert refused.value.forbidden
    assert entries(house) == before


def test_what_is_still_held_still_counts(house: House) -> None:
    """Whose sitting goes on and whose mandate holds is not kept from acting by what ended for others."""
    with housekeeping(house) as session:
        ends(MandateRow, BRUNO.mandates[0].uid, revoked_at=NOW)(session)
    with one_entry(house, "incident_opened"):
        open_incident(house, DOMINIQUE, DESCRIBED, NOW)


def test_nobody_acts_where_nobody_is_signed_in(house: House) -> None:
    with nothing_done(house, raises=NotFound), act(house, None, NOW) as acting:
        acting.add(Message, made_by_id=acting.person)


def test_a_uid_that_is_not_there_is_not_found(house: House) -> None:
    with house.database.read() as session:
        assert row_id(session, Person, DOMINIQUE.uid) == 4
        assert session.scalar(select(inside(Person, DOMINIQUE.uid))) == 4
        with pytest.raises(NotFound):
            row_id(session, Person, "nobody")


def test_what_was_refused_says_whether_it_is_the_person() -> None:
    assert Refused(refusal("reason_missing"), refusal("four_eyes")).forbidden
    assert not Refused(refusal("reason_missing")).forbidden
    assert str(Refused(refusal("reason_missing"), refusal("four_eyes"))) == "reason_missing, four_eyes"
    assert Wrong({"title": ("required", {})}).problems == {"title": ("required", {})}


@pytest.mark.parametrize("who", [ALICE, BRUNO, INES])
def test_a_form_is_verified_once_by_who_may(house: House, who: object) -> None:
    template = template_of(house, NOTIFICATION)
    if who is BRUNO:
        verifying.verify_form(house, BRUNO, template, NOW)
        with nothing_done(house, "form_verified_already"):
            verifying.verify_form(house, CHLOE, template, NOW)
        return
    with nothing_done(house, "not_your_role"):
        verifying.verify_form(house, who, template, NOW)  # type: ignore[arg-type]
