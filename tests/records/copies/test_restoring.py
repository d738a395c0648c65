"""Bringing a world back: identical, checked to the last leaf, and never over anything that is not in the copy."""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path

import pytest

from commworkflow.records.copies import copy_file, restoring
from commworkflow.records.copies.copy_file import Laid
from commworkflow.records.house import House
from commworkflow.records.schema import DATABASE_NAME, OpenWorld
from commworkflow.rules.worlds import World
from tests.acting import draft, validated
from tests.cast import NOW
from tests.copying import identify, refused, rows_of, saved


@contextmanager
def laid_out(file: Path, work: Path) -> Iterator[Laid]:
    with copy_file.opened(file, identify, work) as laid:
        yield laid


@pytest.fixture
def laid(house: House, tmp_path: Path) -> Iterator[Laid]:
    """A copy of a world in which a text was validated, laid out."""
    validated(house)
    with laid_out(saved(house.folder, tmp_path / "stick"), tmp_path) as found:
        yield found


def change(path: Path, *statements: str) -> None:
    connection = sqlite3.connect(path)
    for statement in statements:
        connection.execute(statement)
    connection.commit()
    connection.close()


def test_what_comes_back_is_what_was_there_row_for_row(house: House, laid: Laid) -> None:
    restoring.check_whole(laid, "copy")
    assert rows_of(laid.folder) == rows_of(house.folder)


SPOILED = {
    "a guard is lost": ["DROP TRIGGER decision_no_delete"],
    "an entry was changed": [
        "DROP TRIGGER journal_no_update",
        "UPDATE journal SET entry = CAST(replace(entry, 'seal', 'reals') AS BLOB) WHERE sequence = 4",
        "CREATE TRIGGER journal_no_update BEFORE UPDATE ON journal"
        " BEGIN SELECT RAISE(ABORT, 'journal is append-only'); END",
    ],
    "a filter says something else": [
        "DROP TRIGGER journal_no_update",
        "UPDATE journal SET person_uid = '' WHERE sequence = 4",
        "CREATE TRIGGER journal_no_update BEFORE UPDATE ON journal"
        " BEGIN SELECT RAISE(ABORT, 'journal is append-only'); END",
    ],
    "the last entry is missing": [
        "DROP TRIGGER journal_no_delete",
        "DELETE FROM journal WHERE sequence = 4",
        "CREATE TRIGGER journal_no_delete BEFORE DELETE ON journal"
        " BEGIN SELECT RAISE(ABORT, 'journal is append-only'); END",
    ],
    "a sealed text was changed": [
        "DROP TRIGGER sealed_text_no_update",
        "UPDATE sealed_text SET canonical = CAST(canonical || x'20' AS BLOB)",
        "CREATE TRIGGER sealed_text_no_update BEFORE UPDATE ON sealed_text"
        " BEGIN SELECT RAISE(ABORT, 'sealed_text is append-only'); END",
    ],
    "a text stands where bytes stood": [
        "DROP TRIGGER sealed_text_no_update",
        "UPDATE sealed_text SET canonical = canonical || ''",
        "CREATE TRIGGER sealed_text_no_update BEFORE UPDATE ON sealed_text"
        " BEGIN SELECT RAISE(ABORT, 'sealed_text is append-only'); END",
    ],
    "a row names nobody": ["DROP TRIGGER message_identity", "UPDATE message SET made_by_id = 99"],
    "it holds something else than its manifest says": ["INSERT INTO sign_in_attempt (name_hash, at) VALUES ('a', 0)"],
    "it is another world's": ["DROP TRIGGER stamp_no_update", "UPDATE stamp SET world = 'live'"],
}


@pytest.mark.parametrize("what", SPOILED)
def test_what_is_not_whole_inside_is_refused(laid: Laid, what: str) -> None:
    change(laid.folder / DATABASE_NAME, *SPOILED[what])
    refused("copy_damaged", lambda: restoring.check_whole(laid, "copy"))


def test_a_copy_without_its_database_is_refused(laid: Laid) -> None:
    (laid.folder / DATABASE_NAME).unlink()
    refused("copy_damaged", lambda: restoring.check_whole(laid, "copy"))


def test_a_copy_goes_where_there_is_no_world_or_one_in_which_nobody_did_anything(laid: Laid, tmp_path: Path) -> None:
    restoring.check_place(tmp_path / "nowhere", laid)
    OpenWorld(tmp_path / "new", World.EXERCISE, NOW).close()
    restoring.check_place(tmp_path / "new", laid)


def test_a_copy_goes_over_a_world_that_is_all_in_it(house: House, laid: Laid) -> None:
    restoring.check_place(house.folder, laid)


def test_a_world_that_goes_further_is_kept_and_it_is_said_by_how_much(house: House, laid: Laid) -> None:
    draft(house, now=NOW + timedelta(hours=1))
    problem = refused("world_newer", lambda: restoring.check_place(house.folder, laid))
    assert problem.facts == {
        "world": "exercise", "here": 6, "in_copy": 4, "here_at": (NOW + timedelta(hours=1)).isoformat(),
    }  # fmt: skip


def test_two_worlds_that_parted_are_told_even_where_the_copy_goes_further(
    house: House, tmp_path: Path, laid: Laid
) -> None:
    place = laid.folder / DATABASE_NAME
    change(place, "DROP TRIGGER journal_no_update", "UPDATE journal SET leaf = 'another' WHERE sequence = 4")
    problem = refused("world_parted", lambda: restoring.check_place(house.folder, laid))
    assert problem.facts == {"world": "exercise", "entry": 4}


def test_another_installations_world_is_kept(house: House, laid: Laid) -> None:
    change(
        house.folder / DATABASE_NAME, "DROP TRIGGER stamp_no_update", "UPDATE stamp SET installation_uid = 'another'"
    )
    refused("world_different", lambda: restoring.check_place(house.folder, laid))


def test_a_world_nobody_can_read_is_kept(laid: Laid, tmp_path: Path) -> None:
    (tmp_path / "spoilt").mkdir()
    (tmp_path / "spoilt" / DATABASE_NAME).write_bytes(b"SQLite format 3\x00 not at all" * 90)
    refused("world_here_unreadable", lambda: restoring.check_place(tmp_path / "spoilt", laid))


def test_what_was_there_is_put_aside_whole(laid: Laid, tmp_path: Path) -> None:
    here = tmp_path / "live"
    OpenWorld(here, World.LIVE, NOW).close()
    before, copied = rows_of(here), rows_of(laid.folder)
    asides = []
    for fresh in (laid.folder, tmp_path / "third"):
        if not fresh.exists():
            OpenWorld(fresh, World.LIVE, NOW).close()
        asides.append(restoring.put_in_place(fresh, here, NOW))
    first, second = asides
    assert first == tmp_path / "live-put-aside-20260314T083000Z"
    assert second == tmp_path / "live-put-aside-20260314T083000Z-2"
    assert (rows_of(first), rows_of(second)) == (before, copied)


def test_a_world_that_is_open_is_left_where_it_is(house: House, laid: Laid) -> None:
    before = rows_of(house.folder)
    problem = refused("world_in_use", lambda: restoring.put_in_place(laid.folder, house.folder, NOW))
    assert problem.facts == {"world": "exercise"}
    assert laid.folder.exists()
    assert rows_of(house.folder) == before
