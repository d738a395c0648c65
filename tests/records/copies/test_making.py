"""Making a copy: one moment of a world at work, all that it needs, and never over an earlier copy."""

import errno
import os
import shutil
import sqlite3
import subprocess
import sys
import tempfile
import threading
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import IO, Any

import pytest

from commworkflow import settings
from commworkflow.records import database
from commworkflow.records.copies import copy_file, making, snapshot, stick
from commworkflow.records.copies.manifest import Manifest
from commworkflow.records.house import House
from commworkflow.records.schema import DATABASE_NAME, OpenWorld
from commworkflow.rules.worlds import World
from commworkflow.settings import secret_key
from commworkflow.sharing import authority
from tests.acting import ALICE, draft, save, validated
from tests.cast import NOW
from tests.copying import LAPTOP, PASSPHRASE, a_key, identify, refused, rows_of, saved, with_key

NEEDS_NO_FILE_BESIDE_IT = b"\x01\x01"
"""The two bytes of an SQLite header that say in which mode it is written and read: 1, the rollback journal."""


@pytest.fixture
def where(tmp_path: Path) -> Path:
    """A stick."""
    (tmp_path / "clé de secours").mkdir()
    return tmp_path / "clé de secours"


def names(where: Path) -> list[str]:
    return sorted(path.name for path in where.iterdir())


def laid(file: Path, work: Path) -> tuple[Manifest, dict[str, bytes]]:
    with copy_file.opened(file, identify, work) as found:
        parts = {
            path.relative_to(found.folder).as_posix(): path.read_bytes()
            for path in found.folder.rglob("*")
            if path.is_file()
        }
        return found.manifest, parts


def test_a_copy_holds_the_database_keys_settings_and_the_worlds_own_templates(
    house: House, where: Path, tmp_path: Path
) -> None:
    validated(house)
    folder = with_key(house.folder)
    key = secret_key(folder)
    beside = {
        "settings.toml": b"threads = 2\n",
        "tls/authority.key": b"the authority's",
        "message_templates/note.fr.md": "Été".encode(),
        "reference/facts.toml": b"# ours",
    }
    for name, content in beside.items():
        (folder / name).parent.mkdir(exist_ok=True)
        (folder / name).write_bytes(content)
    told, parts = laid(saved(folder, where), tmp_path)
    assert {name: parts[name] for name in beside} == beside
    assert parts["secret.key"].strip() == key
    assert set(parts) == {DATABASE_NAME, "secret.key", "copies-key.json", *beside}
    origin = told.origin
    rows = rows_of(folder)
    assert (origin.world, origin.schema) == (World.EXERCISE, rows["alembic_version"][0][1])
    assert (origin.sequence, origin.leaf) == (len(rows["journal"]), rows["journal"][-1][3])
    assert origin.counts == {name: len(found) for name, found in rows.items() if name != "schema"}
    assert (told.made_at, told.machine) == (NOW, LAPTOP)


def test_everything_in_a_worlds_folder_is_copied_or_known_not_to_be(house: House, where: Path) -> None:
    """Whoever puts something new beside the database says here whether a second laptop needs it."""
    validated(house)
    secret_key(with_key(house.folder))
    saved(house.folder, where)
    there = {path.name for path in house.folder.iterdir()}
    assert there - {DATABASE_NAME, *making.BESIDE, *making.LEFT_OUT} == set()


def test_what_other_floors_call_their_files_is_known_by_name() -> None:
    assert {authority.FOLDER, settings.FILE_NAME} <= set(making.BESIDE)


@pytest.mark.parametrize("mode", ["DELETE", "WAL"])
def test_a_copy_made_while_people_write_is_one_moment(
    house: House, where: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, mode: str
) -> None:
    """Each act writes a message, its revision and its entry: in the copy they come together."""
    monkeypatch.setattr(database, "journal_mode", lambda: (mode, "FULL"))
    people = replace(house, database=database.Database(house.folder / DATABASE_NAME))
    house.database.close()
    uid, enough = draft(people), threading.Event()
    written: list[int] = []

    def write() -> None:
        while not enough.is_set():
            save(people, uid, ALICE)
            written.append(len(written))

    author = threading.Thread(target=write)
    author.start()
    try:
        files = [saved(house.folder, where, NOW + timedelta(minutes=minutes)) for minutes in range(4)]
        assert (house.folder / f"{DATABASE_NAME}-wal").exists() == (mode == "WAL")
    finally:
        enough.set()
        author.join()
        people.database.close()
    assert written
    for file in files:
        told, parts = laid(file, tmp_path)
        assert set(parts) == {DATABASE_NAME} and parts[DATABASE_NAME][18:20] == NEEDS_NO_FILE_BESIDE_IT
        (tmp_path / "copy" / file.name).mkdir(parents=True)
        (tmp_path / "copy" / file.name / DATABASE_NAME).write_bytes(parts[DATABASE_NAME])
        rows = rows_of(tmp_path / "copy" / file.name)
        saves = [row for row in rows["journal"] if "message_saved" in row]
        assert len(rows["revision"]) == len(saves) + 1
        assert told.origin.sequence == len(rows["journal"])


READING = """
import sys
from pathlib import Path
from commworkflow.records.copies import snapshot
snapshot.take(Path(sys.argv[1]), Path(sys.argv[2]))
"""


def test_another_process_copies_a_world_that_is_open_and_leaves_it_as_it_is(house: House, tmp_path: Path) -> None:
    validated(house)
    before = rows_of(house.folder)
    subprocess.run([sys.executable, "-c", READING, house.folder, tmp_path / "copy.sqlite3"], check=True)
    (tmp_path / "copy").mkdir()
    (tmp_path / "copy.sqlite3").rename(tmp_path / "copy" / DATABASE_NAME)
    assert rows_of(tmp_path / "copy") == before == rows_of(house.folder)


def test_reading_a_world_cannot_change_it(house: House) -> None:
    with snapshot.reading(house.folder / DATABASE_NAME) as connection, pytest.raises(sqlite3.OperationalError):
        connection.execute("DELETE FROM sign_in_session")


def test_a_world_that_is_damaged_is_not_copied_after_the_good_copies(house: House, where: Path) -> None:
    validated(house)
    saved(house.folder, where)
    before = names(where)
    with closing(sqlite3.connect(house.folder / DATABASE_NAME)) as connection:
        connection.execute("DROP TRIGGER journal_no_update")
        connection.execute("UPDATE journal SET leaf = hex(randomblob(32)) WHERE sequence = 2")
        connection.commit()
    problem = refused("world_damaged", lambda: saved(house.folder, where))
    assert "entry 2 is not what was entered" in str(problem.facts["faults"])
    assert "journal_no_update" in str(problem.facts["faults"])
    assert names(where) == before


def test_a_world_that_never_was_is_not_copied(tmp_path: Path, where: Path) -> None:
    refused("no_world", lambda: making.gathered(tmp_path, LAPTOP, NOW).__enter__())


class Stick:
    """A stick that fails: after so many bytes, in this way."""

    def __init__(self, file: IO[bytes], after: int, code: int) -> None:
        self._file, self._left, self._code = file, after, code

    def write(self, content: bytes) -> int:
        self._left -= len(content)
        if self._left < 0:
            raise OSError(self._code, os.strerror(self._code))
        return self._file.write(content)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._file, name)


FAILING = [
    (errno.ENOSPC, "stick_full"),
    (errno.EROFS, "stick_read_only"),
    (errno.ENODEV, "stick_missing"),
    (errno.EIO, "stick_missing"),
    (errno.EFBIG, "stick_file_too_large"),
    (errno.EMFILE, "stick_failed"),
]


@pytest.mark.parametrize("after", [0, 200, 20_000])
@pytest.mark.parametrize(("code", "key"), FAILING, ids=[key + str(code) for code, key in FAILING])
def test_a_stick_that_fails_in_the_middle_keeps_its_earlier_copies(
    house: House, where: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, code: int, key: str, after: int
) -> None:
    validated(house)
    good = saved(house.folder, where)
    whole = copy_file.write
    monkeypatch.setattr(
        copy_file,
        "write",
        lambda file, *more: whole(Stick(file, after, code), *more),  # type: ignore[arg-type]
    )
    refused(key, lambda: saved(house.folder, where, NOW + timedelta(minutes=1)))
    assert names(where) == [good.name]
    laid(good, tmp_path)


def test_a_stick_pulled_out_before_it_begins_is_told(house: House, where: Path) -> None:
    shutil.rmtree(where)
    refused("stick_missing", lambda: stick.save(house.folder, where, a_key(), LAPTOP, NOW))


@pytest.mark.skipif(os.name == "nt" or os.geteuid() == 0, reason="the administrator writes anywhere")
def test_a_stick_that_is_write_protected_is_told(house: House, where: Path) -> None:
    where.chmod(0o500)
    refused("stick_read_only", lambda: saved(house.folder, where))


def test_what_does_not_read_back_gets_no_name(
    house: House, where: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    good = saved(house.folder, where)

    def worn_out(handle: int) -> None:
        os.lseek(handle, -3000, os.SEEK_END)
        os.write(handle, b"worn out")

    monkeypatch.setattr(making, "_bring_to_medium", worn_out)
    refused("not_read_back", lambda: saved(house.folder, where, NOW + timedelta(minutes=1)))
    assert names(where) == [good.name]
    laid(good, tmp_path)


def test_a_stick_that_gives_back_another_copy_is_told(
    house: House, where: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whole, of the same world and under the same key: it is not the one just written."""
    validated(house)
    good = saved(house.folder, where)

    def earlier(handle: int) -> None:
        os.lseek(handle, 0, os.SEEK_SET)
        os.ftruncate(handle, os.write(handle, good.read_bytes()))

    monkeypatch.setattr(making, "_bring_to_medium", earlier)
    refused("not_read_back", lambda: saved(house.folder, where, NOW + timedelta(minutes=1)))
    assert names(where) == [good.name]


def test_a_copy_reaches_the_medium_before_it_has_its_name(
    house: House, where: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whole, its digest too: what is synced is what stays when the stick is pulled out."""
    synced: list[tuple[bool, list[str]]] = []
    contents: list[bytes] = []
    really = os.fsync

    def note(handle: int) -> None:
        is_folder = os.path.isdir(f"/dev/fd/{handle}")
        there = [path for path in where.iterdir() if path.is_file()]
        synced.append((is_folder, [path.suffix for path in there]))
        contents.extend(path.read_bytes() for path in there)
        really(handle)

    monkeypatch.setattr(os, "fsync", note)
    whole = saved(house.folder, where).read_bytes()
    assert synced == [(False, [".part"]), (True, [".copy"])]
    assert contents == [whole, whole]


def test_a_full_disk_of_this_machine_is_told_apart_from_a_full_stick(
    house: House, where: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object) -> Iterator[None]:
        raise OSError(errno.ENOSPC, "full")

    monkeypatch.setattr(making, "_gather", full)
    refused("disk_full", lambda: saved(house.folder, where))


@pytest.mark.parametrize("folder", [1, 2], ids=["to gather it", "to read it back"])
def test_a_disk_without_room_for_a_folder_to_work_in_says_nothing_of_the_stick(
    house: House, where: Path, monkeypatch: pytest.MonkeyPatch, folder: int
) -> None:
    really, made = tempfile.mkdtemp, []

    def full(*asked: Any) -> Any:
        made.append(asked)
        if len(made) == folder:
            raise OSError(errno.ENOSPC, "No space left on device")
        return really(*asked)

    monkeypatch.setattr(tempfile, "mkdtemp", full)
    refused("disk_full", lambda: saved(house.folder, where))
    assert len(made) == folder and names(where) == []


def test_a_copy_is_never_written_over(house: House, where: Path) -> None:
    good = saved(house.folder, where)
    with making.gathered(house.folder, LAPTOP, NOW) as (told, parts):
        refused("file_there_already", lambda: making.write_checked(told, parts, a_key(), good))
    assert names(where) == [good.name]


def test_nothing_readable_reaches_the_stick(house: House, where: Path) -> None:
    draft(house)
    content = saved(house.folder, where).read_bytes()
    for secret in (b"SQLite format", b"journal", b"Alice", secret_key(house.folder), PASSPHRASE.encode()):
        assert secret not in content


def test_what_a_killed_copy_left_is_swept_away_by_the_next(house: House, where: Path) -> None:
    first = saved(house.folder, where)
    (house.folder / ".copying-left").mkdir()
    (house.folder / ".copying-left" / DATABASE_NAME).write_bytes(b"half")
    (where / f".{first.name}.part").write_bytes(b"half")
    (where / "holidays.jpg").write_bytes(b"not ours")
    second = saved(house.folder, where)
    assert names(where) == sorted([first.name, second.name, "holidays.jpg"])
    assert list(house.folder.glob(".copying-*")) == []


def test_the_last_copies_are_kept_in_their_order_whatever_the_clock(
    house: House, where: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(stick, "KEPT", 3)
    made = [saved(house.folder, where, NOW - timedelta(hours=hours)).name for hours in range(5)]
    assert [copy.path.name for copy in stick.copies_on(where)] == made[2:]
    assert stick.latest_on(where).path.name == made[-1]


def test_two_worlds_share_a_stick_without_pushing_each_other_out(
    house: House, where: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(stick, "KEPT", 2)
    live = OpenWorld(tmp_path / "live", World.LIVE, NOW)
    live.close()
    of_live = saved(live.folder, where)
    for _ in range(3):
        saved(house.folder, where)
    assert of_live.exists()
    assert stick.latest_on(where).path == of_live
