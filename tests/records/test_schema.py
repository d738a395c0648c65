"""Making and opening a world: models and migrations agree, the guards are there, and what is not ours is left alone."""

import hashlib
import os
import re
import shutil
import signal
import sqlite3
import stat
import subprocess
import sys
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, PrimaryKeyConstraint, Table, UniqueConstraint, create_engine, inspect, select, text

from commworkflow.records import guards, schema
from commworkflow.records.copies import checking
from commworkflow.records.database import Database
from commworkflow.records.house import House
from commworkflow.records.schema import DATABASE_NAME, HEAD, CannotOpen, OpenWorld
from commworkflow.records.stamp import Stamp
from commworkflow.records.tables import Base
from commworkflow.rules.worlds import World
from tests.acting import released
from tests.cast import NOW


@pytest.fixture
def folder(settled: Path, tmp_path: Path) -> Path:
    """The folder of a closed exercise."""
    shutil.copy(settled / DATABASE_NAME, tmp_path / DATABASE_NAME)
    return tmp_path


def print_of(folder: Path) -> dict[str, str]:
    """Everything a folder holds, by its digest; the lock aside."""
    return {
        str(file.relative_to(folder)): hashlib.sha256(file.read_bytes()).hexdigest()
        for file in folder.rglob("*")
        if file.is_file() and file.name != "in-use.lock"
    }


def change(folder: Path, statement: str) -> None:
    connection = sqlite3.connect(folder / DATABASE_NAME)
    connection.execute(statement)
    connection.commit()
    connection.close()


@pytest.fixture
def connection(database: Database) -> Iterator[Connection]:
    with database.engine.connect() as opened:
        yield opened


def test_models_and_migrations_are_the_same_tables(connection: Connection) -> None:
    assert compare_metadata(MigrationContext.configure(connection, opts={"compare_type": True}), Base.metadata) == []


def test_models_and_migrations_check_the_same(connection: Connection) -> None:
    """Alembic compares no CHECK."""

    def checks(of: Connection) -> dict[str, set[tuple[str | None, str]]]:
        found = inspect(of)
        return {
            table: {(check["name"], check["sqltext"]) for check in found.get_check_constraints(table)}
            for table in found.get_table_names()
            if table != "alembic_version"
        }

    with create_engine("sqlite://").connect() as models:
        Base.metadata.create_all(models)
        assert checks(connection) == checks(models)
        assert sum(map(len, checks(models).values())) > 10


def test_the_head_is_that_of_the_migrations() -> None:
    config = Config()
    config.set_main_option("script_location", str(Path(schema.__file__).parent / "migrations"))
    scripts = ScriptDirectory.from_config(config)
    assert scripts.get_heads() == [HEAD]
    versions = [script.revision for script in scripts.walk_revisions()]
    assert versions == sorted(versions, reverse=True), "versions are compared as they are written"


def test_every_guard_is_in_the_database(connection: Connection) -> None:
    assert guards.missing(connection) == ()
    found = set(connection.scalars(text("SELECT name FROM sqlite_master WHERE type = 'trigger'")))
    assert found == set(guards.statements())
    assert len(found) == 3 * 24 + 2 * 10 + 6


def test_every_way_in_which_a_row_is_unique_is_guarded_against_being_written_over() -> None:
    def keys(table: Table) -> set[str]:
        unique = [c for c in table.constraints if isinstance(c, PrimaryKeyConstraint | UniqueConstraint)]
        whole = [i for i in table.indexes if i.unique and i.dialect_options["sqlite"]["where"] is None]
        return {", ".join(column.name for column in one.columns) for one in (*unique, *whole)}

    guarded = {**guards.IMMUTABLE, **guards.NEVER_DELETED}
    assert {name: set(columns) for name, columns in guarded.items()} == {
        name: keys(Base.metadata.tables[name]) for name in guarded
    }


def test_every_table_is_guarded_or_known_not_to_be() -> None:
    """A new table is append-only, never deleted from, or named here with its reason."""
    changed_and_deleted = {
        "working_copy",  # what somebody is typing, overwritten
        "sign_in_session", "sign_in_attempt", "held_form",  # short-lived by design
    }  # fmt: skip
    assert set(Base.metadata.tables) == {*guards.IMMUTABLE, *guards.NEVER_DELETED, *changed_and_deleted}


@pytest.mark.parametrize("trigger", sorted(guards.statements()))
@pytest.mark.parametrize("gutted", [False, True], ids=["lost", "gutted"])
def test_a_world_that_lost_a_guard_is_not_opened(folder: Path, trigger: str, gutted: bool) -> None:
    change(folder, f"DROP TRIGGER {trigger}")
    if gutted:
        change(folder, re.sub("BEGIN .*; END", "BEGIN SELECT 1; END", guards.statements()[trigger]))
    before = print_of(folder)
    with pytest.raises(CannotOpen, match=trigger):
        OpenWorld(folder, World.EXERCISE, NOW)
    assert print_of(folder) == before


def test_a_guard_written_with_other_white_space_is_the_same(folder: Path) -> None:
    change(folder, "DROP TRIGGER journal_no_update")
    change(folder, guards.statements()["journal_no_update"].replace(" ", "\n  "))
    OpenWorld(folder, World.EXERCISE, NOW).close()


def empty(folder: Path) -> None:
    (folder / DATABASE_NAME).write_bytes(b"")


def no_database(folder: Path) -> None:
    (folder / DATABASE_NAME).write_bytes(b"SQLite format 3\x00 but not at all" * 90)


def anothers_database(folder: Path) -> None:
    (folder / DATABASE_NAME).unlink()
    change(folder, "CREATE TABLE recipes (name TEXT)")


def cut_off(folder: Path) -> None:
    whole = (folder / DATABASE_NAME).read_bytes()
    (folder / DATABASE_NAME).write_bytes(whole[: len(whole) // 3])


def newer(folder: Path) -> None:
    change(folder, "UPDATE alembic_version SET version_num = '9999'")


def of_the_live_world(folder: Path) -> None:
    change(folder, "DROP TRIGGER stamp_no_update")
    change(folder, "UPDATE stamp SET world = 'live'")


def older_and_of_the_live_world(folder: Path) -> None:
    of_the_live_world(folder)
    change(folder, "UPDATE alembic_version SET version_num = '0000'")


SPOILED: list[tuple[str, Callable[[Path], None], str]] = [
    ("an empty file", empty, "world.sqlite3 is empty.*delete that file"),
    ("a file that is no database", no_database, "cannot be read.*keep those files.*move all of them away"),
    ("another program's database", anothers_database, "cannot be read as a database of commworkflow"),
    ("half a database", cut_off, "cannot be read as a database of commworkflow"),
    ("a newer product's database", newer, r"newer commworkflow \(version 9999; this one knows 0006\)"),
    ("the other world's database", of_the_live_world, "belongs to the live world and is not opened as exercise"),
    ("the other world's, older", older_and_of_the_live_world, "belongs to the live world"),
]


@pytest.mark.parametrize(("what", "spoil", "sentence"), SPOILED, ids=[row[0] for row in SPOILED])
def test_what_cannot_be_opened_is_told_and_left_as_it_is(
    folder: Path, what: str, spoil: Callable[[Path], None], sentence: str
) -> None:
    spoil(folder)
    before = print_of(folder)
    with pytest.raises(CannotOpen, match=sentence) as told:
        OpenWorld(folder, World.EXERCISE, NOW)
    assert "othing was changed" in str(told.value)
    assert print_of(folder) == before, what


def test_what_could_not_be_opened_lets_go_of_the_folder(folder: Path) -> None:
    newer(folder)
    with pytest.raises(CannotOpen):
        OpenWorld(folder, World.EXERCISE, NOW)
    change(folder, f"UPDATE alembic_version SET version_num = '{HEAD}'")
    OpenWorld(folder, World.EXERCISE, NOW).close()


SECOND = """
import sys
from datetime import datetime, UTC
from pathlib import Path
from commworkflow.records.schema import CannotOpen, OpenWorld
from commworkflow.rules.worlds import World
try:
    OpenWorld(Path(sys.argv[1]), World.EXERCISE, datetime.now(UTC)).close()
except CannotOpen as told:
    print(told)
"""


def test_a_second_process_is_kept_out_until_the_first_ends(folder: Path) -> None:
    first = OpenWorld(folder, World.EXERCISE, NOW)
    asked = subprocess.run([sys.executable, "-c", SECOND, folder], capture_output=True, text=True, check=True)
    assert asked.stdout.startswith(f"Another commworkflow already uses {folder.name}.")
    with pytest.raises(CannotOpen, match="Another commworkflow"):
        OpenWorld(folder, World.EXERCISE, NOW)
    first.close()
    OpenWorld(folder, World.EXERCISE, NOW).close()


# A cache of two pages spills: the file itself is written before anything is committed.
BEGUN = """
import os, signal, sqlite3, sys
connection = sqlite3.connect(sys.argv[1], isolation_level=None)
for pragma in ("journal_mode=DELETE", "cache_size=2", "cache_spill=1", "synchronous=EXTRA"):
    connection.execute(f"PRAGMA {pragma}")
connection.execute("BEGIN IMMEDIATE")
"""
WRITTEN_OVER = """
connection.execute("UPDATE person SET name = hex(randomblob(4000)), email = id")
connection.execute("UPDATE establishment SET name = hex(randomblob(4000))")
"""
WRITTEN_FIRST = """
connection.execute("CREATE TABLE half (filling TEXT)")
for _ in range(50):
    connection.execute("INSERT INTO half VALUES (hex(randomblob(4000)))")
"""
KILL = "os.kill(os.getpid(), signal.SIGKILL)"


def people_in(folder: Path) -> list[tuple[str, str]]:
    connection = sqlite3.connect(folder / DATABASE_NAME)
    try:
        return connection.execute("SELECT name, email FROM person ORDER BY id").fetchall()
    finally:
        connection.close()


def kill_while_writing(path: Path) -> None:
    """Leave what a power cut leaves: a database half written, and the journal that says how it was."""
    before = path.read_bytes()
    killed = subprocess.run([sys.executable, "-c", BEGUN + WRITTEN_OVER + KILL, path], check=False)
    assert killed.returncode == -signal.SIGKILL
    assert path.read_bytes() != before, "nothing had reached the file yet"
    assert path.with_name(f"{path.name}-journal").stat().st_size > 0


@pytest.mark.skipif(os.name == "nt", reason="no SIGKILL there")
def test_a_world_whose_process_was_killed_while_writing_opens_with_everything_acknowledged(folder: Path) -> None:
    acknowledged = people_in(folder)
    kill_while_writing(folder / DATABASE_NAME)
    opened = OpenWorld(folder, World.EXERCISE, NOW)
    assert opened.made is False
    opened.close()
    assert people_in(folder) == acknowledged
    assert not (folder / f"{DATABASE_NAME}-journal").exists()


@pytest.mark.skipif(os.name == "nt", reason="no SIGKILL there")
def test_a_first_start_that_was_killed_is_told_as_the_empty_file_it_is(tmp_path: Path) -> None:
    path = tmp_path / DATABASE_NAME
    killed = subprocess.run([sys.executable, "-c", BEGUN + WRITTEN_FIRST + KILL, path], check=False)
    assert killed.returncode == -signal.SIGKILL
    assert path.stat().st_size > 0
    with pytest.raises(CannotOpen, match=r"is empty: .*a start was broken off"):
        OpenWorld(tmp_path, World.EXERCISE, NOW)


def test_looking_at_a_world_makes_no_database_where_there_is_none(tmp_path: Path) -> None:
    assert schema._version_and_world(tmp_path / DATABASE_NAME) == ("", "")
    assert list(tmp_path.iterdir()) == []


@pytest.mark.skipif(os.name == "nt", reason="Windows keeps no such mode")
def test_the_folder_of_a_world_is_its_owners_alone(tmp_path: Path) -> None:
    OpenWorld(tmp_path / "instance" / "live", World.LIVE, NOW).close()
    assert stat.S_IMODE((tmp_path / "instance" / "live").stat().st_mode) == 0o700


def test_a_world_is_made_and_stamped_once(tmp_path: Path) -> None:
    stamps = []
    for now in (NOW, NOW + timedelta(days=1)):
        world = OpenWorld(tmp_path / "live", World.LIVE, now)
        with world.database.read() as session:
            stamps.append((session.scalars(select(Stamp)).one(), world.made))
        world.close()
    (first, made), (again, made_again) = stamps
    assert (made, made_again) == (True, False)
    assert (first.world, first.made_at) == ("live", NOW)
    assert first.installation_uid == again.installation_uid


def test_a_copy_is_kept_before_an_upgrade(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    change(folder, "UPDATE alembic_version SET version_num = '0000'")
    kept: list[Path] = []

    def upgrade(connection: Connection) -> None:
        kept.extend((folder / "before-upgrade").iterdir())
        connection.execute(text(f"UPDATE alembic_version SET version_num = '{HEAD}'"))

    monkeypatch.setattr(schema, "migrate", upgrade)
    opened = OpenWorld(folder, World.EXERCISE, NOW)
    opened.close()
    (copy,) = kept
    assert copy.name == "20260314T083000Z-world.sqlite3"
    connection = sqlite3.connect(copy)
    assert connection.execute("SELECT version_num FROM alembic_version").fetchall() == [("0000",)]
    assert connection.execute("SELECT count(*) FROM person").fetchone()[0] > 0
    connection.close()
    assert opened.made is False


def test_an_upgrade_that_fails_leaves_the_database_as_it_was(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    change(folder, "UPDATE alembic_version SET version_num = '0000'")

    def upgrade(connection: Connection) -> None:
        connection.execute(text("CREATE TABLE half (id INTEGER)"))
        raise RuntimeError("the power went")

    monkeypatch.setattr(schema, "migrate", upgrade)
    with pytest.raises(RuntimeError, match="the power went"):
        OpenWorld(folder, World.EXERCISE, NOW)
    connection = sqlite3.connect(folder / DATABASE_NAME)
    assert connection.execute("SELECT version_num FROM alembic_version").fetchall() == [("0000",)]
    assert connection.execute("SELECT count(*) FROM sqlite_master WHERE name = 'half'").fetchone() == (0,)
    connection.close()


def as_first_made(path: Path) -> Connection:
    """A new database as the first migration alone leaves it, on a connection of its own."""
    engine = create_engine(f"sqlite:///{path}")
    connection = engine.connect()
    config = Config()
    config.set_main_option("script_location", str(Path(schema.__file__).parent / "migrations"))
    config.attributes["connection"] = connection
    command.upgrade(config, "0001")
    return connection


def test_a_world_of_the_first_product_is_opened_by_this_one_with_everything_in_it(house: House, tmp_path: Path) -> None:
    """Its rows are those of a crisis played now, in the columns that the first product had."""
    released(house)
    (tmp_path / "first").mkdir()
    first = tmp_path / "first" / DATABASE_NAME
    with as_first_made(first) as connection:
        connection.execute(text("ATTACH DATABASE :path AS now"), {"path": str(house.folder / DATABASE_NAME)})
        known = {
            table: [column["name"] for column in inspect(connection).get_columns(table)]
            for table in inspect(connection).get_table_names()
            if table != "alembic_version"
        }
        for table, columns in known.items():
            listed = ", ".join(f'"{column}"' for column in columns)
            connection.execute(text(f'INSERT INTO main."{table}" ({listed}) SELECT {listed} FROM now."{table}"'))
        connection.commit()
    assert sum(len(columns) for columns in known.values()) > 150
    before = first_rows(first, known)
    assert len(before["journal"]) > 4 and before["release"] and before["decision"]
    opened = OpenWorld(first.parent, World.EXERCISE, NOW)
    with opened.database.engine.connect() as connection:
        assert guards.missing(connection) == ()
        assert compare_metadata(MigrationContext.configure(connection), Base.metadata) == []
    opened.close()
    assert first_rows(first, known) == before
    assert checking.faults(first) == ()
    (copy,) = (first.parent / "before-upgrade").iterdir()
    assert first_rows(copy, known) == before
    with sqlite3.connect(copy) as kept:
        assert kept.execute("SELECT version_num FROM alembic_version").fetchall() == [("0001",)]


def first_rows(path: Path, known: dict[str, list[str]]) -> dict[str, list[tuple[object, ...]]]:
    """Every row of the tables that the first product knew, in the columns that it knew."""
    connection = sqlite3.connect(path)
    try:
        listed = {table: ", ".join(f'"{column}"' for column in columns) for table, columns in known.items()}
        return {
            t: connection.execute(f'SELECT {columns} FROM "{t}" ORDER BY 1').fetchall() for t, columns in listed.items()
        }
    finally:
        connection.close()
