"""Releasing: the only way out. Numbered without gaps, in its time, once, as validated."""

import json
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select

from commworkflow.actions import deciding, releasing, starting
from commworkflow.actions.act import NotFound, Refused
from commworkflow.actions.incidents import Described, open_incident
from commworkflow.records.house import House
from commworkflow.records.journal import Journal
from commworkflow.records.releases import Release
from commworkflow.records.sealed_texts import Decision
from commworkflow.rules.canonical import short_form
from commworkflow.rules.lifecycle import Action
from commworkflow.rules.roles import Actor, Role
from commworkflow.rules.situation import Status
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
    NOTIFICATION,
    REMINDER,
    REPORT,
    WAITING,
    ZOE,
    also,
    draft,
    entries,
    incident,
    nothing_done,
    one_entry,
    release,
    released,
    seen,
    standing_of,
    status_of,
    submit,
    submitted,
    template_of,
    turn,
    validate,
    validated,
)
from tests.cast import NOW, SAINT_ROCH, VAL_D_OR


def releases(house: House) -> list[Release]:
    with house.database.read() as session:
        return list(session.scalars(select(Release).order_by(Release.id)))


def test_what_leaves_is_what_was_validated(house: House) -> None:
    uid = validated(house)
    before = standing_of(house, uid)
    with one_entry(house, "message_released"):
        number = release(house, uid, ALICE)
    after = standing_of(house, uid)
    assert (after.situation.status, number) == (Status.RELEASED, "E-C-2026-0001")
    assert after.sealed_bytes == before.sealed_bytes
    (made,) = releases(house)
    assert (made.sealed_text_id, made.released_at) == (after.sealed_id, NOW)
    with house.database.read() as session:
        decision = session.get_one(Decision, made.decision_id)
        entry = session.scalars(select(Journal).order_by(Journal.sequence.desc())).first()
    assert (decision.action, decision.sealed_text_id) == ("release", after.sealed_id)
    assert entry is not None
    told = json.loads(entry.entry)
    assert (told["seal"], told["facts"]["number"]) == (before.situation.seal, number)


def test_the_imprint_is_frozen_with_the_release(house: House) -> None:
    uid = released(house)
    (made,) = releases(house)
    seal = standing_of(house, uid).situation.seal
    assert made.imprint["mark"] == ""
    assert (made.imprint["number"], made.imprint["world"]) == ("E-C-2026-0001", "exercise")
    assert made.imprint["seal"] == short_form(seal)
    assert DOMINIQUE.name in made.imprint["signer"]
    assert made.imprint["moment"] == "2026-03-14T08:30:00+00:00"


def test_numbers_are_given_without_gaps_even_around_refusals(house: House) -> None:
    numbers = []
    for _ in range(3):
        uid = validated(house)
        with nothing_done(house, "text_moved"):
            release(house, uid, seal="0" * 64)
        numbers.append(release(house, uid))
        with nothing_done(house, "not_from_this_state"):
            release(house, uid)
    assert numbers == ["E-C-2026-0001", "E-C-2026-0002", "E-C-2026-0003"]


def test_numbers_begin_anew_with_the_establishments_own_year(house: House) -> None:
    last = released(house)
    assert releases(house)[0].year == 2026
    evening = datetime(2026, 12, 31, 22, 59, tzinfo=UTC)
    for now, number in (
        (evening, "E-C-2026-0002"),
        (evening + timedelta(minutes=1), "E-C-2027-0001"),
    ):
        uid = validated(house, now=now, place=standing_of(house, last).incident.uid)
        assert release(house, uid, now=now) == number


def test_ten_presses_at_once_release_once(house: House) -> None:
    uid = validated(house)
    shown = seen(house, uid, waivers=ANY_REASON)

    def press(_: int) -> str:
        try:
            return releasing.release(house, DOMINIQUE, uid, shown, NOW)
        except Refused:
            return ""

    with ThreadPoolExecutor(8) as people:
        told = list(people.map(press, range(10)))
    assert sorted(filter(None, told)) == ["E-C-2026-0001"]
    assert len(releases(house)) == 1
    assert entries(house).count("message_released") == 1


def test_two_messages_released_at_once_have_two_numbers(house: House) -> None:
    waiting = [validated(house) for _ in range(4)]
    with ThreadPoolExecutor(4) as people:
        numbers = list(people.map(lambda uid: release(house, uid), waiting))
    assert sorted(numbers) == [f"E-C-2026-000{rank}" for rank in (1, 2, 3, 4)]


@pytest.mark.parametrize("version", [2, -1])
def test_an_old_page_releases_nothing(house: House, version: int) -> None:
    uid = validated(house)
    with nothing_done(house, "somebody_was_faster"):
        release(house, uid, version=version)


@pytest.mark.parametrize("who", [BRUNO, CHLOE, FARID, HUGO], ids=lambda actor: str(actor.name))
def test_who_is_not_named_releases_nothing(house: House, who: Actor) -> None:
    uid = validated(house)
    with nothing_done(house, "not_your_role"):
        release(house, uid, who)


@pytest.mark.parametrize("who", [INES, ZOE], ids=lambda actor: str(actor.name))
def test_who_may_not_read_it_does_not_find_it(house: House, who: Actor) -> None:
    uid = validated(house)
    for leave in (releasing.release, releasing.send):
        with nothing_done(house, raises=NotFound):
            leave(house, who, uid, seen(house, uid), NOW)


def test_a_message_above_ones_class_is_not_found(house: House) -> None:
    uid = validated(house, NOTIFICATION, CHLOE)
    with nothing_done(house, raises=NotFound):
        releasing.release(house, ALICE, uid, seen(house, uid), NOW)


def test_nothing_unvalidated_leaves(house: House) -> None:
    uid = draft(house)
    with nothing_done(house, "not_from_this_state"):
        release(house, uid)
    uid = submitted(house)
    with nothing_done(house, "not_from_this_state"):
        release(house, uid)
    with nothing_done(house, "needs_validation"):
        releasing.send(house, DOMINIQUE, uid, seen(house, uid), NOW)
    assert releases(house) == []


def test_a_validation_past_its_time_opens_no_release(house: House) -> None:
    uid = validated(house)
    lapses = NOW + timedelta(hours=12)
    with nothing_done(house, "validation_lapsed"):
        release(house, uid, now=lapses)
    assert release(house, uid, now=lapses - timedelta(microseconds=1)) == "E-C-2026-0001"


def test_a_validation_renewed_opens_it_again(house: House) -> None:
    uid = validated(house)
    later = NOW + timedelta(days=1)
    with nothing_done(house, "validation_lapsed"):
        release(house, uid, now=later)
    deciding.validate(house, ETIENNE, uid, seen(house, uid, now=later, waivers=ANY_REASON), later)
    release(house, uid, now=later)
    assert ETIENNE.name in releases(house)[0].imprint["signer"]


def test_a_validation_revoked_opens_nothing(house: House) -> None:
    uid = validated(house)
    shown = seen(house, uid, waivers=ANY_REASON)
    turn(house, uid, Action.REVOKE)
    with nothing_done(house, "not_from_this_state"):
        releasing.release(house, DOMINIQUE, uid, shown, NOW)


def test_nothing_leaves_before_the_hour_set(house: House) -> None:
    uid = submitted(house)
    hour = NOW + timedelta(hours=2)
    deciding.validate(house, DOMINIQUE, uid, seen(house, uid, waivers=ANY_REASON), NOW, hour)
    with nothing_done(house, "too_early"):
        release(house, uid, now=hour - timedelta(microseconds=1))
    assert release(house, uid, now=hour) == "E-C-2026-0001"


def test_the_staff_hear_before_the_press(house: House) -> None:
    place = incident(house)
    uid = validated(house, WAITING, place=place)
    with nothing_done(house, "staff_not_told"):
        release(house, uid, waivers={})
    reminder = released(house, REMINDER, place=place)
    assert release(house, uid, waivers={}) == "E-C-2026-0002"
    turn(house, reminder, Action.WITHDRAW)
    other = validated(house, WAITING, place=place)
    with nothing_done(house, "staff_not_told"):
        release(house, other, waivers={})
    assert release(house, other, waivers={"staff_not_told": "Le journal appelle."}) == "E-C-2026-0003"


def test_the_staff_of_another_crisis_are_not_told_of_this_one(house: House) -> None:
    released(house, REMINDER)
    uid = validated(house, WAITING)
    with nothing_done(house, "staff_not_told"):
        release(house, uid, waivers={})


def test_the_staff_of_one_hospital_are_not_those_of_the_other(house: House) -> None:
    """Two hospitals in one crisis: each tells its own staff before it speaks to the press."""
    leading = also(house, DOMINIQUE, Role.DIRECTOR, VAL_D_OR)
    both = Described("Rançongiciel", "", NOW, "RSSI", (SAINT_ROCH.uid, VAL_D_OR.uid))
    place = open_incident(house, leading, both, NOW)
    released(house, REMINDER, place=place)
    alice = also(house, ALICE, Role.COMMUNICATION, VAL_D_OR)
    uid = starting.start(house, alice, place, VAL_D_OR.uid, template_of(house, WAITING), NOW)
    submit(house, uid, alice, WAITING)
    validate(house, uid, ZOE)
    with nothing_done(house, "staff_not_told"):
        release(house, uid, ZOE, waivers={})


def test_a_released_text_is_withdrawn_with_a_reason(house: House) -> None:
    uid = released(house)
    with nothing_done(house, "reason_missing"):
        turn(house, uid, Action.WITHDRAW, reason="")
    with nothing_done(house, "not_your_role"):
        turn(house, uid, Action.WITHDRAW, ALICE)
    with one_entry(house, "message_withdrawn"):
        turn(house, uid, Action.WITHDRAW)
    assert status_of(house, uid) is Status.WITHDRAWN
    with nothing_done(house, "not_from_this_state"):
        turn(house, uid, Action.WITHDRAW)
    assert len(releases(house)) == 1, "that it left stays written"


def test_a_report_is_sent_and_acknowledged_once(house: House) -> None:
    uid = submitted(house, REPORT, FARID)
    with nothing_done(house, "not_your_role"):
        releasing.send(house, DOMINIQUE, uid, seen(house, uid), NOW)
    with nothing_done(house, "not_from_this_state"):
        turn(house, uid, Action.ACKNOWLEDGE)
    with one_entry(house, "message_sent"):
        assert releasing.send(house, FARID, uid, seen(house, uid), NOW) == "E-C-2026-0001"
    assert releases(house)[0].imprint["signer"] == ""
    with nothing_done(house, "not_your_role"):
        turn(house, uid, Action.ACKNOWLEDGE, FARID)
    shown = seen(house, uid)
    with one_entry(house, "report_acknowledged"):
        deciding.turn(house, DOMINIQUE, uid, Action.ACKNOWLEDGE, shown, NOW)
    with nothing_done(house, "already_acknowledged"):
        deciding.turn(house, ETIENNE, uid, Action.ACKNOWLEDGE, shown, NOW)
    assert status_of(house, uid) is Status.RELEASED


def test_a_statement_is_not_acknowledged(house: House) -> None:
    uid = released(house)
    with nothing_done(house, "needs_validation"):
        turn(house, uid, Action.ACKNOWLEDGE)


def test_two_directors_acknowledge_at_once_and_one_does(house: House) -> None:
    uid = submitted(house, REPORT, FARID)
    releasing.send(house, FARID, uid, seen(house, uid), NOW)
    shown = seen(house, uid)

    def press(who: Actor) -> bool:
        try:
            deciding.turn(house, who, uid, Action.ACKNOWLEDGE, shown, NOW)
        except Refused:
            return False
        return True

    with ThreadPoolExecutor(4) as people:
        assert sum(people.map(press, [DOMINIQUE, ETIENNE] * 2)) == 1
