"""A copy after each decision: nobody waits for it, nobody is left believing in one that was not made."""

import threading
from datetime import timedelta
from pathlib import Path

import pytest

from commworkflow.records.copies import making, stick, told
from commworkflow.records.copies.problems import CopyProblem
from commworkflow.records.house import House
from commworkflow.records.journal import KINDS
from commworkflow.saving import EVERYDAY, Saving
from tests.acting import ALICE, draft, release, save, submitted, validate
from tests.conftest import FrozenClock
from tests.copying import LAPTOP, with_key


@pytest.fixture
def where(house: House, tmp_path: Path) -> Path:
    """A stick on which a copy is asked for after each decision."""
    (tmp_path / "stick").mkdir()
    told.ask_after_decisions(with_key(house.folder), tmp_path / "stick")
    return tmp_path / "stick"


@pytest.fixture
def saving(house: House, clock: FrozenClock) -> Saving:
    return Saving(house.folder, clock, LAPTOP)


def copies(where: Path) -> list[int]:
    """How far each copy goes."""
    return [copy.sequence for copy in stick.copies_on(where)]


def test_what_is_everyday_is_known_to_the_journal() -> None:
    assert set(EVERYDAY) <= set(KINDS)
    assert not set(EVERYDAY) & {"message_validated", "message_released", "delivery_ended", "receipt_entered"}


def test_a_decision_is_copied_and_what_is_saved_before_it_waits(house: House, where: Path, saving: Saving) -> None:
    uid = submitted(house)
    assert saving.save_if_due() and copies(where) == [3]
    other = draft(house)
    assert saving.save_if_due() and copies(where) == [3, 5]  # an incident was opened with it
    save(house, other, ALICE)
    assert saving.save_if_due() and copies(where) == [3, 5]
    validate(house, uid)
    assert saving.save_if_due() and copies(where) == [3, 5, 7]


def test_nothing_is_copied_where_nobody_asked_or_no_more(house: House, where: Path, saving: Saving) -> None:
    told.ask_after_decisions(house.folder, None)
    submitted(house)
    assert saving.save_if_due() and copies(where) == []
    told.ask_after_decisions(house.folder, where)
    assert saving.save_if_due() and copies(where) == [3]


def test_a_stick_that_is_away_is_told_since_when_and_copied_to_when_it_is_back(
    house: House, where: Path, saving: Saving, clock: FrozenClock
) -> None:
    uid = submitted(house)
    assert saving.save_if_due()
    away = where.rename(where.with_name("away"))
    validate(house, uid)
    first = clock.advance(minutes=5)
    assert not saving.save_if_due()
    clock.advance(minutes=5)
    assert not saving.save_if_due()
    fares = told.read(house.folder)
    assert fares.made and fares.made.sequence == 3
    assert fares.failed and (fares.failed.key, fares.failed.since) == ("stick_missing", first)
    away.rename(where)
    assert saving.save_if_due()
    fares = told.read(house.folder)
    assert fares.failed is None and fares.made and (fares.made.sequence, fares.made.at) == (4, clock())


def test_a_stick_pulled_out_that_leaves_its_folder_behind_is_not_mistaken_for_one(
    house: House, where: Path, saving: Saving, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(told, "is_on_the_disk_of", lambda *_: False)
    told.ask_after_decisions(house.folder, where)
    submitted(house)
    assert saving.save_if_due() and copies(where) == [3]
    monkeypatch.undo()  # the folder is there, and on this machine's own disk
    draft(house)
    assert not saving.save_if_due()
    fares = told.read(house.folder)
    assert fares.failed and fares.failed.key == "stick_missing"
    assert copies(where) == [3]


def test_whatever_goes_wrong_the_thread_goes_on(
    house: House, where: Path, saving: Saving, monkeypatch: pytest.MonkeyPatch
) -> None:
    tried = threading.Event()

    def fail(*_: object) -> None:
        tried.set()
        raise RuntimeError("what nobody thought of")

    whole = stick.save
    monkeypatch.setattr(stick, "save", fail)
    submitted(house)
    saving.begin()
    assert tried.wait(60)
    monkeypatch.setattr(stick, "save", whole)
    saving.wake()
    saving.end()
    assert copies(where) == [3]


def test_decisions_that_follow_each_other_closely_share_a_look(
    house: House, saving: Saving, monkeypatch: pytest.MonkeyPatch
) -> None:
    looks: list[Path] = []
    monkeypatch.setattr("commworkflow.saving.TOGETHER_SECONDS", 60)
    monkeypatch.setattr(told, "asked_after_decisions", looks.append)
    saving.begin()
    for _ in range(20):
        saving.wake()
    saving.end()
    assert looks == [house.folder] * len(looks)
    assert 1 <= len(looks) <= 2, "the second, where the end came while it looked"


def test_the_last_decision_is_copied_before_the_end(house: House, where: Path, saving: Saving) -> None:
    uid = submitted(house)
    saving.begin()
    validate(house, uid)
    release(house, uid)
    saving.end()
    assert copies(where)[-1] == 5


def test_who_decides_does_not_wait_for_the_stick(
    house: House, where: Path, saving: Saving, monkeypatch: pytest.MonkeyPatch
) -> None:
    at_work, may_go_on = threading.Event(), threading.Event()
    whole = making.write_checked

    def slowly(*more: object) -> None:
        at_work.set()
        assert may_go_on.wait(60)
        whole(*more)  # type: ignore[arg-type]

    monkeypatch.setattr(making, "write_checked", slowly)
    uid = submitted(house)
    saving.begin()
    assert at_work.wait(60)
    validate(house, uid)  # while the stick is written to
    release(house, uid)
    may_go_on.set()
    saving.end()
    assert copies(where) == [3, 5]


def test_how_copies_fare_survives_a_file_that_is_spoilt(house: House, clock: FrozenClock) -> None:
    for spoilt in ("", "[]", '{"made": {"at": "yesterday"}}', '{"failed": {"since": "x"}}', "\x00"):
        (house.folder / told.TOLD_NAME).write_text(spoilt)
        assert told.read(house.folder) == told.Told()
    told.tell_failed(house.folder, CopyProblem("stick_full", folder="/media/stick"), clock())
    text = (house.folder / told.TOLD_NAME).read_text().replace("stick_full", "of_a_newer_product")
    (house.folder / told.TOLD_NAME).write_text(text)
    assert told.read(house.folder).failed is None


def test_the_first_failure_after_a_copy_is_the_hour_that_is_told(house: House, clock: FrozenClock) -> None:
    for _ in range(3):
        told.tell_failed(house.folder, CopyProblem("disk_full"), clock())
        clock.advance(minutes=1)
    fares = told.read(house.folder)
    assert fares.failed and clock() - fares.failed.since == timedelta(minutes=3)
