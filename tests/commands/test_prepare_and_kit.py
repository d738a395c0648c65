"""prepare and kit, as run.py calls them: what is missing, lists brought in by who signs in, paper with its numbers."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from sqlalchemy import select, update

from commworkflow.commands import prepare, terminal
from commworkflow.commands.__main__ import main
from commworkflow.records.journal import Journal
from commworkflow.records.paper import SlipRun
from commworkflow.records.people import Person
from commworkflow.records.schema import DATABASE_NAME, OpenWorld
from commworkflow.rules.worlds import World
from tests.cast import CAST, NOW, PASSWORD
from tests.documents.looking import page_texts

Run = Callable[..., tuple[int, str, str]]
NEW = "nom;courriel;telephone\nNina Weber;nina@hopital.example;06 12 34 56 78\n"


@pytest.fixture
def run(settled: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Run:
    """Run a command on a closed exercise; return its code and what it said on both sides."""
    folder = tmp_path / "instance" / "exercise"
    folder.mkdir(parents=True)
    (folder / DATABASE_NAME).write_bytes((settled / DATABASE_NAME).read_bytes())
    (folder / "settings.toml").write_text("password_memory_mb = 1\npassword_passes = 1\n")
    monkeypatch.setattr(terminal, "INSTANCE", tmp_path / "instance")
    monkeypatch.setattr(terminal, "now", lambda: NOW)
    monkeypatch.setenv(prepare.PASSWORD_VARIABLE, PASSWORD)
    monkeypatch.chdir(tmp_path)

    def command(*words: str) -> tuple[int, str, str]:
        code = main(words)
        said = capsys.readouterr()
        return code, said.out, said.err

    return command


@pytest.fixture
def opened(run: Run, tmp_path: Path) -> Iterator[Callable[[], OpenWorld]]:
    """Open the world the command worked on; it is closed at the end."""
    worlds: list[OpenWorld] = []

    def open_it() -> OpenWorld:
        worlds.append(OpenWorld(tmp_path / "instance" / "exercise", World.EXERCISE, NOW))
        return worlds[-1]

    yield open_it
    for world in worlds:
        world.close()


def people_file(tmp_path: Path, text: str = NEW) -> str:
    (tmp_path / "personnes.csv").write_bytes(text.encode("cp1252"))
    return "personnes.csv"


def test_what_is_missing_is_listed_for_every_establishment(run: Run) -> None:
    code, said, _ = run("prepare", "--language", "en")
    assert code == 1
    assert "Centre hospitalier Saint-Roch (" in said and "Clinique du Val d'Or (" in said
    assert "No letterhead: letters would leave without one." in said and "-> Write it down." in said


def test_a_list_is_looked_at_and_nothing_is_done(run: Run, tmp_path: Path, opened: Callable[[], OpenWorld]) -> None:
    code, said, _ = run("prepare", people_file(tmp_path), "--by", CAST["ines"].email)
    assert (code, said) == (0, "personnes.csv: + 1, ~ 0\n")
    with opened().database.read() as session:
        assert session.scalar(select(Person.id).where(Person.email == "nina@hopital.example")) is None


def test_a_list_is_brought_in_by_who_signs_in(run: Run, tmp_path: Path, opened: Callable[[], OpenWorld]) -> None:
    assert run("prepare", people_file(tmp_path), "--by", CAST["ines"].email, "--do")[0] == 0
    world = opened()
    with world.database.read() as session:
        assert (
            session.scalar(select(Person.telephone).where(Person.email == "nina@hopital.example")) == "06 12 34 56 78"
        )
    assert kinds(world) == ["signed_in", "list_brought_in", "signed_out"]


def test_faults_are_told_by_line_and_stop_what_follows(run: Run, tmp_path: Path) -> None:
    (tmp_path / "mandats.csv").write_text("courriel;role\nnina@hopital.example;RSSI\n")
    bad = people_file(tmp_path, NEW.replace("nina@", "nina "))
    code, said, _ = run("prepare", bad, "mandats.csv", "--by", CAST["ines"].email, "--do", "--language", "en")
    assert code == 1
    assert said.startswith("personnes.csv: Line 2, column courriel: “nina hopital.example” is not an e-mail address.")
    assert "mandats.csv" not in said


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("personnes.csv",), "--by ADDRESS"),
        (("personnes.csv", "--by", "alice@hopital.example"), "administers no establishment"),
        (("personnes.csv", "--by", "nobody@hopital.example"), "do not go together"),
        (("autre.csv", "--by", "ines@hopital.example"), "none of the lists known"),
        (("contacts.csv", "--by", "ines@hopital.example"), "cannot be read"),
        (("--world", "live"), "no live world yet"),
    ],
)
def test_what_cannot_be_done_is_one_sentence(run: Run, tmp_path: Path, words: tuple[str, ...], told: str) -> None:
    people_file(tmp_path)
    code, _, said = run("prepare", *words)
    assert code == 1 and told in said and said.count("\n") == 1


def test_who_must_first_change_their_password_brings_in_nothing(
    run: Run, tmp_path: Path, opened: Callable[[], OpenWorld]
) -> None:
    world = opened()
    with world.database.write() as session:
        session.execute(update(Person).where(Person.uid == CAST["ines"].uid).values(must_change=True))
        session.commit()
    world.close()
    code, _, said = run("prepare", people_file(tmp_path), "--by", CAST["ines"].email, "--do")
    assert code == 1 and "first choose a password of their own" in said


def test_a_world_in_use_is_left_alone(run: Run, opened: Callable[[], OpenWorld]) -> None:
    opened()
    for word in ("prepare", "kit"):
        code, _, said = run(word)
        assert code == 1 and "already uses" in said


def test_the_kit_is_printed_with_numbers_that_are_reserved(
    run: Run, tmp_path: Path, opened: Callable[[], OpenWorld]
) -> None:
    code, said, _ = run("kit", "kit.pdf", "--slips", "2", "--establishment", "Centre hospitalier Saint-Roch")
    assert (code, said) == (0, "kit.pdf\n")
    pages = page_texts((tmp_path / "kit.pdf").read_bytes())
    assert any("E-P-2026-0001" in page for page in pages) and any("Dominique Vasseur" in page for page in pages)
    world = opened()
    with world.database.read() as session:
        (run_printed,) = session.scalars(select(SlipRun)).all()
    assert (run_printed.first_rank, run_printed.printed_by_id) == (1, None)
    assert f"E-P-2026-{run_printed.last_rank:04d}" in pages[-1]
    assert kinds(world) == ["slips_printed"]


def test_a_kit_without_numbers_reserves_none(run: Run, tmp_path: Path, opened: Callable[[], OpenWorld]) -> None:
    assert run("kit", "kit.pdf", "--unnumbered", "--slips", "1", "--language", "en")[0] == 0
    assert "E-P-2026" not in " ".join(page_texts((tmp_path / "kit.pdf").read_bytes()))
    assert kinds(opened()) == []


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("--establishment", "Nulle part"), "It has: Centre hospitalier Saint-Roch, Clinique du Val d'Or."),
        (("--slips", "-1"), "--slips takes a number"),
        (("no/such/folder/kit.pdf", "--slips", "0"), "cannot be written"),
    ],
)
def test_a_kit_that_cannot_be_printed_is_one_sentence(run: Run, words: tuple[str, ...], told: str) -> None:
    code, _, said = run("kit", *words)
    assert code == 1 and told in said


def test_a_specimen_needs_no_world_and_is_the_same_file_each_time(run: Run, tmp_path: Path) -> None:
    for name in ("one.pdf", "two.pdf"):
        assert run("kit", name, "--specimen", "--slips", "1", "--world", "live")[0] == 0
    one, two = (tmp_path / "one.pdf").read_bytes(), (tmp_path / "two.pdf").read_bytes()
    assert one == two
    assert all("SPÉCIMEN" in page for page in page_texts(one))


def kinds(world: OpenWorld) -> list[str]:
    """The kinds of the journal's entries, in order."""
    with world.database.read() as session:
        return list(session.scalars(select(Journal.kind).order_by(Journal.sequence)))
