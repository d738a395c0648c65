"""Deliveries: begun once, ended once, judged by their channel, and never of another's making."""

import hashlib
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import func, select

from benchmarks.asked import statements_of
from commworkflow.actions.act import NotFound, Refused, Wrong
from commworkflow.actions.deciding import turn
from commworkflow.actions.delivering import Beginning, Overtaken, begin
from commworkflow.actions.ending import StillOpen, end, keep_progress, settle
from commworkflow.documents import render_files
from commworkflow.readings.deliveries import load_delivery
from commworkflow.readings.delivery_lines import Shown
from commworkflow.readings.delivery_page import delivery_page
from commworkflow.readings.release_desk import release_desk
from commworkflow.records.house import House
from commworkflow.records.journal import Journal
from commworkflow.records.releases import File, FileKind
from commworkflow.rules.channels import Filled, taken
from commworkflow.rules.lifecycle import Action
from commworkflow.rules.roles import Actor
from commworkflow.rules.situation import Intent
from tests.acting import FARID, nothing_done, sent
from tests.cast import CAST, NOW
from tests.released import (
    ALICE,
    CHLOE,
    DOMINIQUE,
    NOTIFICATION,
    WAYS,
    WRITERS,
    a_released,
    a_validated,
    deliveries_of,
    seal_of,
    standing_of,
)

HUGO, ZOE = (CAST[who].actor for who in ("hugo", "zoe"))
PAPER = Beginning("L'Écho du Pays", 0, "press", ("pdf", "docx"))
SPEECH = Beginning("Point presse, hall A", 0)
HANDED = {"how": "handed", "handed_at": "2026-03-14T09:15", "handed_by": "Alice Martin"}


def begun(house: House, uid: str, channel: str = "spoken", beginning: Beginning = SPEECH, actor: Actor = ALICE) -> str:
    intent = Intent(seal=seal_of(house, uid), channel=channel)
    return begin(house, actor, uid, beginning, intent, WAYS.channels, WRITERS, NOW)


def ended(house: House, delivery: str, actor: Actor = ALICE, **typed: str) -> bool:
    return end(house, actor, delivery, frozenset(), typed, WAYS.channels, NOW)


def entries(house: House, kind: str) -> int:
    with house.database.read() as session:
        return session.scalar(select(func.count()).select_from(Journal).where(Journal.kind == kind)) or 0


def test_begun_and_ended_are_two_acts_with_an_entry_each(house: House) -> None:
    uid = a_released(house)
    delivery = begun(house, uid)
    (row,) = deliveries_of(house, uid)
    assert (row.state, row.recipient, row.ended_at) == ("trying", "Point presse, hall A", None)
    assert (entries(house, "delivery_begun"), entries(house, "delivery_ended")) == (1, 0)
    assert ended(house, delivery, how="as_written", speaker="La directrice") is True
    (row,) = deliveries_of(house, uid)
    assert (row.state, row.ended_at) == ("done", NOW)
    assert row.answer == {"as_written": True, "speaker": "La directrice"}
    assert entries(house, "delivery_ended") == 1


def test_the_files_handed_over_are_the_same_again_byte_for_byte(house: House) -> None:
    uid = a_released(house)
    delivery = begun(house, uid, "document", PAPER)
    with house.database.read() as session:
        kept = list(session.scalars(select(File).order_by(File.id)))
        carried = load_delivery(session, house, ALICE, delivery, NOW)
    assert carried is not None
    again = render_files(carried.parcel.sections, carried.parcel.imprint, ("pdf", "docx"))
    assert [file.bytes for file in kept] == [file.content for file in again]
    assert [file.sha256 for file in kept] == [hashlib.sha256(file.content).hexdigest() for file in again]
    assert {file.kind for file in kept} == {FileKind.RENDERING}
    assert carried.parcel.imprint.mark == ""
    assert carried.parcel.imprint.number.startswith("E-C-2026-")


def test_nothing_begins_before_the_release(house: House) -> None:
    uid = a_validated(house)
    with pytest.raises(Refused) as refused:
        begun(house, uid, "document", PAPER)
    assert [one.key for one in refused.value.refusals] == ["not_from_this_state"]
    with house.database.read() as session:
        assert session.scalar(select(func.count()).select_from(File)) == 0


@pytest.mark.parametrize("channel", ["portal", "fax", "", "document; DROP TABLE delivery"])
def test_a_channel_the_template_does_not_allow_is_refused(house: House, channel: str) -> None:
    uid = a_released(house)
    with pytest.raises(Refused) as refused:
        begun(house, uid, channel)
    assert [one.key for one in refused.value.refusals] == ["channel_not_allowed"]
    assert deliveries_of(house, uid) == []


def test_another_seal_than_the_released_one_is_refused(house: House) -> None:
    uid = a_released(house)
    with pytest.raises(Refused) as refused:
        begin(house, ALICE, uid, SPEECH, Intent(seal="0" * 64, channel="spoken"), WAYS.channels, WRITERS, NOW)
    assert [one.key for one in refused.value.refusals] == ["text_moved"]


@pytest.mark.parametrize(
    ("channel", "beginning", "field", "key"),
    [
        ("spoken", Beginning("  ", 0), "recipient", "required"),
        ("spoken", Beginning("x" * 301, 0), "recipient", "too_long"),
        ("spoken", Beginning("hall \u202e A", 0), "recipient", "forbidden_character"),
        ("spoken", Beginning("hall", 0, kinds=("pdf",)), "kinds", "not_a_choice"),
        ("spoken", Beginning("hall", 0, means="press"), "means", "not_a_choice"),
        ("document", Beginning("AFP", 0, "press"), "kinds", "not_a_choice"),
        ("document", Beginning("AFP", 0, "press", ("exe",)), "kinds", "not_a_choice"),
        ("document", Beginning("AFP", 0, "pigeon", ("pdf",)), "means", "not_a_choice"),
    ],
)
def test_a_beginning_that_cannot_be_taken_names_its_field(
    house: House, channel: str, beginning: Beginning, field: str, key: str
) -> None:
    uid = a_released(house)
    with pytest.raises(Wrong) as wrong:
        begun(house, uid, channel, beginning)
    assert {name: found for name, (found, _) in wrong.value.problems.items()} == {field: key}
    assert deliveries_of(house, uid) == []


def test_a_second_press_begins_nothing_and_is_told_which_stands(house: House) -> None:
    uid = a_released(house)
    first = begun(house, uid)
    with pytest.raises(Overtaken) as overtaken:
        begun(house, uid)
    assert overtaken.value.delivery == first
    assert len(deliveries_of(house, uid)) == 1
    assert begun(house, uid, beginning=replace(SPEECH, seen=1)) != first


def test_ten_presses_at_once_begin_exactly_one(house: House) -> None:
    uid = a_released(house)

    def press(_: int) -> str:
        try:
            return begun(house, uid)
        except Overtaken as overtaken:
            return overtaken.delivery

    with ThreadPoolExecutor(10) as people:
        assert len(set(people.map(press, range(10)))) == 1
    assert len(deliveries_of(house, uid)) == 1
    assert entries(house, "delivery_begun") == 1


def test_ten_endings_at_once_end_it_exactly_once(house: House) -> None:
    uid = a_released(house)
    delivery = begun(house, uid)

    def press(rank: int) -> bool:
        try:
            return ended(house, delivery, how="failed", reason=f"raison {rank}") is False
        except Overtaken:
            return False

    with ThreadPoolExecutor(10) as people:
        assert sum(people.map(press, range(10))) == 1
    assert entries(house, "delivery_ended") == 1


def test_an_ended_delivery_is_not_ended_settled_or_filled_in_again(house: House) -> None:
    uid = a_released(house)
    delivery = begun(house, uid)
    ended(house, delivery, how="as_written")
    for again in (
        lambda: ended(house, delivery, how="differed", differed="tout"),
        lambda: ended(house, delivery, how="no such ending"),
        lambda: settle(house, ALICE, delivery, False, "raison", NOW),
        lambda: keep_progress(house, ALICE, delivery, frozenset(), {"speaker": "x"}, WAYS.channels, NOW),
    ):
        with pytest.raises(Overtaken):
            again()
    (row,) = deliveries_of(house, uid)
    assert row.answer == {"as_written": True}


def test_progress_that_arrives_while_it_is_being_ended_changes_nothing(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    uid = a_released(house)
    delivery = begun(house, uid)

    def slow(*sheet: Any) -> Any:
        monkeypatch.undo()
        ended(house, delivery, how="as_written")
        return taken(*sheet)

    monkeypatch.setattr("commworkflow.actions.ending.taken", slow)
    with pytest.raises(Overtaken):
        keep_progress(house, ALICE, delivery, frozenset(), {"speaker": "trop tard"}, WAYS.channels, NOW)
    (row,) = deliveries_of(house, uid)
    assert row.progress == {"ticks": [], "words": {"how": "as_written"}}


def test_it_may_still_be_ended_after_the_message_was_withdrawn(house: House) -> None:
    uid = a_released(house)
    delivery = begun(house, uid)
    situation = standing_of(house, DOMINIQUE, uid).situation
    turn(house, DOMINIQUE, uid, Action.WITHDRAW, Intent.as_shown(situation), NOW)
    with pytest.raises(Refused):
        begun(house, uid, beginning=replace(SPEECH, seen=1))
    assert ended(house, delivery, how="as_written") is True


@pytest.mark.parametrize("outside", ["press", "wall"])
def test_a_report_that_nobody_validated_is_handed_to_nobody_outside(house: House, outside: str) -> None:
    uid = sent(house)
    with nothing_done(house, "reports_stay_inside"):
        begun(house, uid, "document", Beginning("L'Écho du Pays", 0, outside, ("docx",)), FARID)
    assert begun(house, uid, "document", Beginning("La directrice", 0, "envelope", ("docx",)), FARID)


@pytest.mark.parametrize(("actor", "answer"), [(HUGO, Refused), (FARID, Refused), (ZOE, NotFound)])
def test_who_may_not_release_it_delivers_nothing(house: House, actor: Actor, answer: type[Exception]) -> None:
    uid = a_released(house)
    delivery = begun(house, uid)
    with pytest.raises(answer):
        begun(house, uid, beginning=replace(SPEECH, seen=1), actor=actor)
    with pytest.raises(answer):
        ended(house, delivery, actor, how="as_written")
    with pytest.raises(answer):
        settle(house, actor, delivery, True, "vu", NOW)
    with pytest.raises(answer):
        keep_progress(house, actor, delivery, frozenset(), {"speaker": "x"}, WAYS.channels, NOW)
    (row,) = deliveries_of(house, uid)
    assert (row.state, row.progress) == ("trying", {})


def test_a_reader_of_a_lower_class_does_not_know_that_it_exists(house: House) -> None:
    uid = a_released(house, NOTIFICATION, CHLOE)
    delivery = begun(house, uid, "portal", Beginning("CNIL", 0), CHLOE)
    with pytest.raises(NotFound):
        ended(house, delivery, HUGO, how="sent")
    assert release_desk(house, HUGO, uid, NOW, WAYS.channels) is None
    assert delivery_page(house, HUGO, delivery, NOW, WAYS.channels, WRITERS) is None


def test_progress_is_kept_overwritten_and_in_no_journal(house: House) -> None:
    uid = a_released(house, NOTIFICATION, CHLOE)
    delivery = begun(house, uid, "portal", Beginning("CNIL", 0), CHLOE)
    page = delivery_page(house, CHLOE, delivery, NOW, WAYS.channels, WRITERS)
    assert page is not None
    keys = [piece.key for piece in page.pieces]
    before = entries(house, "delivery_ended")
    keep_progress(house, CHLOE, delivery, frozenset(keys[:5]), {"reason": "à suivre"}, WAYS.channels, NOW)
    problems = keep_progress(
        house, CHLOE, delivery, frozenset(keys[:3]), {"reason": "ici", "how": "\u202e"}, WAYS.channels, NOW
    )
    assert list(problems) == ["how"]
    (row,) = deliveries_of(house, uid)
    assert Filled.from_json(row.progress) == Filled(frozenset(keys[:3]), {"reason": "ici"})
    assert entries(house, "delivery_ended") == before
    with pytest.raises(StillOpen) as still:
        end(house, CHLOE, delivery, frozenset(keys[:3]), {"how": "sent"}, WAYS.channels, NOW)
    assert still.value.problems["ticks"] == ("answers_not_ticked", {"count": len(keys) - 3})
    assert end(house, CHLOE, delivery, frozenset(keys), {"how": "sent"}, WAYS.channels, NOW) is True


def test_what_nobody_ended_is_under_way_to_others_a_while_then_unknown(house: House) -> None:
    uid = a_released(house)
    begun(house, uid)
    quicker = replace(house, terms=replace(house.terms, under_way_for=timedelta(minutes=5)))
    for world, minutes, others in (
        (house, 0, Shown.UNDER_WAY), (house, 29, Shown.UNDER_WAY), (house, 30, Shown.UNKNOWN),
        (quicker, 4, Shown.UNDER_WAY), (quicker, 5, Shown.UNKNOWN),
    ):  # fmt: skip
        shown = {}
        for actor in (ALICE, DOMINIQUE):
            desk = release_desk(world, actor, uid, NOW + timedelta(minutes=minutes), WAYS.channels)
            assert desk is not None and desk.deliveries[0].is_open
            shown[actor.uid] = desk.deliveries[0].shown
        assert shown == {ALICE.uid: Shown.YOURS, DOMINIQUE.uid: others}, minutes


def test_what_nobody_ended_is_settled_with_a_reason(house: House) -> None:
    uid = a_released(house)
    delivery = begun(house, uid)
    with pytest.raises(Wrong):
        settle(house, DOMINIQUE, delivery, True, "  ", NOW)
    settle(house, DOMINIQUE, delivery, False, "Le micro était coupé, selon l'accueil.", NOW)
    (row,) = deliveries_of(house, uid)
    assert row.state == "failed"
    assert row.answer == {"settled": True, "reason": "Le micro était coupé, selon l'accueil."}


def test_a_document_keeps_how_it_left_with_how_it_ended(house: House) -> None:
    uid = a_released(house)
    delivery = begun(house, uid, "document", PAPER)
    assert ended(house, delivery, ALICE, **HANDED) is True
    (row,) = deliveries_of(house, uid)
    assert row.answer == {"means": "press", "handed_at": "2026-03-14T08:15:00+00:00", "handed_by": "Alice Martin"}


def test_what_the_desk_asks_of_the_database_is_counted(house: House) -> None:
    uid = a_released(house)
    for seen in range(3):
        delivery = begun(house, uid, beginning=replace(SPEECH, seen=seen))
    with statements_of(house.database.engine) as asked:
        release_desk(house, ALICE, uid, NOW, WAYS.channels)
    assert len(asked) <= 10, asked
    with statements_of(house.database.engine) as asked:
        delivery_page(house, ALICE, delivery, NOW, WAYS.channels, WRITERS)
    assert len(asked) <= 10, asked
    with statements_of(house.database.engine) as asked:
        begun_one = begun(house, uid, beginning=replace(SPEECH, seen=3))
    assert len(asked) <= 20, asked
    with statements_of(house.database.engine) as asked:
        ended(house, begun_one, how="as_written")
    assert len(asked) <= 14, asked


def test_a_desk_opens_with_the_release(house: House) -> None:
    assert release_desk(house, ALICE, a_validated(house), NOW, WAYS.channels) is None
    desk = release_desk(house, HUGO, a_released(house), NOW, WAYS.channels)
    assert desk is not None and desk.deliveries == ()
    assert [way.key for way in desk.ways] == ["document", "spoken", "site"]
    assert {way.judgement.refusals[0].key for way in desk.ways} == {"not_your_role"}
    assert desk.validator == DOMINIQUE.name
