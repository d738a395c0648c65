"""save, resume, backup, restore, check-backup, as run.py calls them: two laptops and a stick."""

import sqlite3
import sys
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from commworkflow.commands import copying, terminal
from commworkflow.commands.__main__ import main
from commworkflow.records.copies import keys, stick, told
from commworkflow.records.house import House
from commworkflow.records.schema import DATABASE_NAME, OpenWorld
from commworkflow.rules.worlds import World
from commworkflow.settings import secret_key
from tests.acting import draft, entries, submitted, validate
from tests.cast import NOW
from tests.copying import PASSPHRASE, identify, rows_of, with_key


class Laptop:
    """A machine with its own worlds; its command line answers with a code and what it said."""

    def __init__(self, name: str, instance: Path, run: Callable[["Laptop", tuple[str, ...]], int]) -> None:
        self.name = name
        self.instance = instance
        self._run = run

    @property
    def world(self) -> Path:
        return self.instance / "exercise"

    def __call__(self, *words: str) -> int:
        return self._run(self, words)


@pytest.fixture
def laptop(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[[str], Laptop]:
    """Return a laptop by its name, its passphrases typed as a script gives them."""
    monkeypatch.setenv("LANG", "C")
    monkeypatch.delenv("LC_ALL", raising=False)
    monkeypatch.setenv(terminal.PASSPHRASE_VARIABLE, PASSPHRASE)

    def run(which: Laptop, words: tuple[str, ...]) -> int:
        for module in (terminal, copying):
            monkeypatch.setattr(module, "INSTANCE", which.instance)
        monkeypatch.setattr(terminal, "machine", lambda: which.name)
        return main(words)

    return lambda name: Laptop(name, tmp_path / name, run)


@pytest.fixture
def first(laptop: Callable[[str], Laptop], house: House) -> Laptop:
    """The laptop on which people work: its world is open, and has the key of the tests."""
    made = laptop("LAPTOP-A")
    made.instance = house.folder.parent
    with_key(house.folder)
    secret_key(house.folder)
    return made


@pytest.fixture(autouse=True)
def _known_passphrase(monkeypatch: pytest.MonkeyPatch) -> None:
    """Spare each test the second that a passphrase costs; tests of the passphrase itself pay it."""
    monkeypatch.setattr(keys, "unlock", lambda locked, _: identify(locked))


@pytest.fixture
def where(tmp_path: Path) -> str:
    """A stick."""
    (tmp_path / "stick").mkdir()
    return str(tmp_path / "stick")


def resumptions(folder: Path) -> list[tuple[object, ...]]:
    with closing(sqlite3.connect(folder / DATABASE_NAME)) as connection:
        return connection.execute("SELECT machine, copied_sequence, later_at, given_up FROM resumption").fetchall()


def without_what_resuming_adds(rows: dict[str, list[tuple[object, ...]]]) -> dict[str, list[tuple[object, ...]]]:
    """The rows of a world that was resumed, without its last entry."""
    return {
        **rows,
        "resumption": rows["resumption"][:-1],
        "journal": rows["journal"][:-1],
        "journal_text": rows["journal_text"][:-1],
    }


def test_a_second_laptop_goes_on_with_everything_and_says_so(
    first: Laptop, laptop: Callable[[str], Laptop], house: House, where: str, capsys: pytest.CaptureFixture[str]
) -> None:
    uid = submitted(house)
    validate(house, uid)
    assert first("save", where) == 0
    assert "4 acts, read back and found whole" in capsys.readouterr().out
    second = laptop("LAPTOP-B")
    assert second("resume", where) == 0
    assert "made on LAPTOP-A: 4 acts, each checked" in capsys.readouterr().out
    assert without_what_resuming_adds(rows_of(second.world)) == rows_of(house.folder)
    assert resumptions(second.world) == [("LAPTOP-B", 4, None, "[]")]
    assert secret_key(second.world) == secret_key(house.folder)
    assert [path.name for path in second.instance.iterdir()] == ["exercise"], "nothing else was left"
    opened = OpenWorld(second.world, World.EXERCISE, NOW)
    assert entries(House(opened.world, opened.folder, opened.database, house.shelf, house.facts))[-1] == "world_resumed"
    opened.close()


def test_the_second_laptop_saves_on_with_the_same_passphrase(
    first: Laptop, laptop: Callable[[str], Laptop], house: House, where: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    submitted(house)
    assert first("save", where) == 0
    second = laptop("LAPTOP-B")
    assert second("resume", where) == 0
    monkeypatch.delenv(terminal.PASSPHRASE_VARIABLE)
    assert second("save", where) == 0
    latest = stick.latest_on(Path(where))
    assert (latest.number, latest.sequence) == (2, 4)


def test_the_first_laptop_hears_that_the_second_went_on_and_writes_nothing(
    first: Laptop, laptop: Callable[[str], Laptop], house: House, where: str, capsys: pytest.CaptureFixture[str]
) -> None:
    submitted(house)
    assert first("save", where) == laptop("LAPTOP-B")("resume", where) == 0
    before = sorted(Path(where).iterdir())
    assert first("save", where) == 1
    assert "resumed from this stick on LAPTOP-B" in capsys.readouterr().err
    assert sorted(Path(where).iterdir()) == before
    fares = told.read(house.folder)
    assert fares.failed and fares.failed.key == "resumed_elsewhere", "those at its screens are told too"


def test_two_laptops_resumed_from_one_stick_both_say_so(
    first: Laptop, laptop: Callable[[str], Laptop], house: House, where: str, capsys: pytest.CaptureFixture[str]
) -> None:
    submitted(house)
    second, third = laptop("LAPTOP-B"), laptop("LAPTOP-C")
    assert first("save", where) == second("resume", where) == 0
    assert third("resume", where) == 1
    assert "already resumed on LAPTOP-B" in capsys.readouterr().err
    assert not third.world.exists()
    assert third("resume", where, "--again") == 0
    (life,) = [row[1] for row in rows_of(second.world)["resumption"]][-1:]
    assert resumptions(third.world)[-1][3] == f'["{_uid_of(second)}"]', life
    assert third("save", where) == 0, "it knows of the second, and was told that one has stopped"
    assert second("save", where) == 1
    assert "resumed from this stick on LAPTOP-C" in capsys.readouterr().err


def _uid_of(laptop: Laptop) -> str:
    with closing(sqlite3.connect(laptop.world / DATABASE_NAME)) as connection:
        return str(connection.execute("SELECT uid FROM resumption ORDER BY id DESC").fetchone()[0])


def test_another_stick_learns_of_the_new_life_too(
    first: Laptop, laptop: Callable[[str], Laptop], house: House, where: str, tmp_path: Path
) -> None:
    submitted(house)
    (tmp_path / "other").mkdir()
    second = laptop("LAPTOP-B")
    assert first("save", where) == second("resume", where) == second("save", str(tmp_path / "other")) == 0
    assert first("save", str(tmp_path / "other")) == 1


def test_a_stick_that_cannot_be_written_resumes_and_says_what_it_cannot_tell(
    first: Laptop, laptop: Callable[[str], Laptop], house: House, where: str,
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str],
) -> None:  # fmt: skip
    submitted(house)
    assert first("save", where) == 0

    def protected(*_: object) -> None:
        raise OSError(30, "Read-only file system")

    monkeypatch.setattr(stick, "leave_note", protected)
    assert laptop("LAPTOP-B")("resume", where) == 0
    assert "stick is write-protected" in capsys.readouterr().out


def test_an_older_copy_says_that_it_is_older(
    first: Laptop, laptop: Callable[[str], Laptop], house: House, where: str, capsys: pytest.CaptureFixture[str]
) -> None:
    uid = submitted(house)
    assert first("save", where) == 0
    validate(house, uid)
    assert first("save", where) == 0
    older, later = stick.copies_on(Path(where))
    second = laptop("LAPTOP-B")
    assert second("resume", where, "--copy", older.path.name) == 0
    assert "not the latest copy" in capsys.readouterr().out
    ((_, sequence, later_at, _),) = resumptions(second.world)
    assert sequence == 3 and later_at == later.made_at.timestamp() * 1_000_000


def test_a_damaged_latest_copy_is_refused_and_the_one_before_is_named(
    first: Laptop, laptop: Callable[[str], Laptop], house: House, where: str, capsys: pytest.CaptureFixture[str]
) -> None:
    uid = submitted(house)
    assert first("save", where) == 0
    validate(house, uid)
    assert first("save", where) == 0
    older, later = stick.copies_on(Path(where))
    later.path.write_bytes(later.path.read_bytes()[:-7])
    second = laptop("LAPTOP-B")
    assert second("resume", where) == 1
    assert f"The one before is “{older.path.name}”" in capsys.readouterr().err
    assert second("resume", where, "--copy", later.path.name) == 1
    assert not second.world.exists()
    assert second("resume", where, "--copy", older.path.name) == 0


def test_a_newer_world_is_kept_until_somebody_insists(
    first: Laptop, laptop: Callable[[str], Laptop], house: House, where: str, capsys: pytest.CaptureFixture[str]
) -> None:
    submitted(house)
    assert first("save", where) == 0
    second = laptop("LAPTOP-B")
    assert second("resume", where) == 0
    capsys.readouterr()
    before = rows_of(second.world)
    assert second("resume", where, "--again") == 1
    assert "goes further than the copy: 4 acts here" in capsys.readouterr().err
    assert rows_of(second.world) == before
    assert second("resume", where, "--again", "--replace") == 0
    (aside,) = second.instance.glob("exercise-put-aside-*")
    assert rows_of(aside) == before
    assert str(aside) in capsys.readouterr().out


def test_a_world_that_is_open_is_never_replaced(
    first: Laptop, house: House, where: str, capsys: pytest.CaptureFixture[str]
) -> None:
    submitted(house)
    assert first("save", where) == 0
    before = rows_of(house.folder)
    assert first("resume", where, "--replace") == 1
    assert "Close it first" in capsys.readouterr().err
    assert rows_of(house.folder) == before
    assert [path.name for path in first.instance.glob("exercise*")] == ["exercise"]


def test_backup_and_restore_are_one_file(
    first: Laptop, laptop: Callable[[str], Laptop], house: House, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    submitted(house)
    file = tmp_path / "sauvegarde été.copy"
    assert first("backup", str(file)) == first("check-backup", str(file)) == 0
    assert "is whole: “exercise” world, 3 acts" in capsys.readouterr().out
    assert first("backup", str(file)) == 1
    assert "is there already" in capsys.readouterr().err
    second = laptop("LAPTOP-B")
    assert second("restore", str(file)) == 0
    assert without_what_resuming_adds(rows_of(second.world)) == rows_of(house.folder)


def test_a_backup_into_a_folder_finds_its_own_name(first: Laptop, house: House, where: str) -> None:
    draft(house)
    assert first("backup", where) == first("backup", where) == 0
    assert [copy.number for copy in stick.copies_on(Path(where))] == [1, 2]


def test_a_damaged_backup_is_told_before_anybody_is_asked(
    first: Laptop, house: House, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "one.copy"
    assert first("backup", str(file)) == 0
    file.write_bytes(file.read_bytes() + b"x")
    monkeypatch.setattr(terminal, "passphrase", lambda *_: pytest.fail("asked"))
    for word in ("check-backup", "restore"):
        assert first(word, str(file)) == 1
        assert "one.copy” is damaged" in capsys.readouterr().err


def test_the_passphrase_is_chosen_once_and_twice_typed(
    first: Laptop, house: House, where: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    (house.folder / "copies-key.json").unlink()
    monkeypatch.delenv(terminal.PASSPHRASE_VARIABLE)
    assert first("save", where) == 1
    assert "nobody is here to type it" in capsys.readouterr().err
    monkeypatch.setattr(sys.stdin, "isatty", lambda: True)
    for typed, sentence in (
        (["a passphrase of mine", "another of mine here"], "do not agree"),
        (["short"] * 2, "at least 20 signs"),
        (["aaaaaaaaaaaaaaaaaaaaaaaa"] * 2, "repeats itself"),
    ):
        answers = iter(typed)
        monkeypatch.setattr(terminal, "getpass", lambda _, answers=answers: next(answers))
        assert first("save", where) == 1
        assert sentence in capsys.readouterr().err
        assert list(Path(where).iterdir()) == []
    answers = iter([PASSPHRASE] * 2)
    monkeypatch.setattr(terminal, "getpass", lambda _: next(answers))
    assert first("save", where) == 0
    assert "emergency envelope" in capsys.readouterr().out


def test_a_wrong_passphrase_is_told_and_nothing_is_put_back(
    first: Laptop, laptop: Callable[[str], Laptop], house: House, where: str, tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str],
) -> None:  # fmt: skip
    monkeypatch.undo()
    monkeypatch.setenv("LANG", "C")
    typed = tmp_path / "typed"
    typed.write_text("quatre chevaux sous la pluie\n", encoding="utf-8")
    monkeypatch.setattr(terminal, "INSTANCE", first.instance)
    assert main(["save", where]) == 0
    for module in (terminal, copying):
        monkeypatch.setattr(module, "INSTANCE", tmp_path / "LAPTOP-B")
    assert main(["resume", where, "--passphrase-file", str(typed)]) == 1
    assert "This is not the passphrase" in capsys.readouterr().err
    assert list((tmp_path / "LAPTOP-B").iterdir()) == []
    typed.write_text(f"{PASSPHRASE}\n", encoding="utf-8")
    assert main(["resume", where, "--passphrase-file", str(typed)]) == 0
    assert main(["check-backup", str(stick.latest_on(Path(where)).path), "--passphrase-file", "/no/such"]) == 1
    assert "cannot be read" in capsys.readouterr().err


def test_each_decision_is_asked_for_and_taken_back(
    first: Laptop, house: House, where: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert first("save", where, "--each-decision") == 0
    said = capsys.readouterr().out
    assert "after each decision" in said and "same disk" in said
    assert told.asked_after_decisions(house.folder) == told.Asked(Path(where), False)
    assert first("save", where, "--not-each-decision") == 0
    assert told.asked_after_decisions(house.folder) is None


def test_a_stick_that_is_not_there_is_told_before_a_passphrase_is_chosen(
    first: Laptop, house: House, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    (house.folder / "copies-key.json").unlink()
    monkeypatch.setattr(terminal, "passphrase", lambda *_: pytest.fail("asked"))
    assert first("save", "/no/such/stick") == 1
    assert "The stick is not there (/no/such/stick)" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (("resume", "{empty}"), "There is no copy here"),
        (("resume", "/no/such"), "is not there"),
        (("resume", "{empty}", "--copy", "no.copy"), "is not there"),
        (("restore", "/no/such.copy"), "is not there"),
        (("check-backup", "/no/such.copy"), "is not there"),
        (("backup", "/no/such/folder/one.copy"), "is not there"),
        (("save", "{empty}"), "There is no “exercise” world"),
    ],
)
def test_what_cannot_be_done_is_one_sentence(
    laptop: Callable[[str], Laptop], tmp_path: Path, capsys: pytest.CaptureFixture[str],
    words: tuple[str, ...], sentence: str,
) -> None:  # fmt: skip
    empty = tmp_path / "empty"
    empty.mkdir()
    made = laptop("LAPTOP-B")
    if words[0] == "backup":
        OpenWorld(made.world, World.EXERCISE, NOW).close()
        with_key(made.world)
    assert made(*(word.format(empty=empty) for word in words)) == 1
    said = capsys.readouterr().err
    assert sentence in said and said.count("\n") == 1


def test_the_terminal_speaks_french_where_the_machine_does(
    laptop: Callable[[str], Laptop], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("LANG", "fr_FR.UTF-8")
    assert laptop("LAPTOP-B")("resume", "/no/such") == 1
    assert "La clé n’est pas là" in capsys.readouterr().err
