"""A house made from a stick: whole or refused, never over somebody's folder, and never touching what was written."""

import os
import re
import socket
import subprocess
from collections.abc import Sequence
from datetime import timedelta
from pathlib import Path

import pytest

import run
from starting import arriving, asking, environment, verifying, wheels, window
from starting.arriving import Arrival
from starting.steps import Step, Stop
from tests.starting.made_stick import MADE, pack_small

DONE = Step("nothing", lambda: True, lambda: None, "")


@pytest.fixture
def became(monkeypatch: pytest.MonkeyPatch) -> list[list[str]]:
    """What run.py would have become. The packages need a minute: tests/night installs them."""
    commands: list[list[str]] = []

    def become(command: Sequence[str], root: Path) -> int:
        commands.append([*command[1:]])
        return 0

    monkeypatch.setattr(environment, "environment_from", lambda house, wheels: [])
    monkeypatch.setattr(environment, "languages", lambda house: DONE)
    monkeypatch.setattr(arriving, "become", become)
    monkeypatch.setattr(window, "show_later", lambda address: commands.append([address]))
    monkeypatch.setattr(asking, "refuse_taken_port", lambda host, port: None)
    return commands


@pytest.fixture
def home(tmp_path: Path) -> Path:
    return tmp_path / "Chez moi" / "commworkflow"


def written(house: Path) -> dict[str, bytes]:
    files = {file.relative_to(house).as_posix(): file.read_bytes() for file in house.rglob("*") if file.is_file()}
    return {name: content for name, content in files.items() if not name.startswith(".")}


def test_the_product_arrives_whole_and_is_opened_there(stick: Path, home: Path, became: list[list[str]]) -> None:
    assert arriving.arrive(Arrival(stick, home, ("exercise", "--port", "8331"))) == 0
    product = stick / "product"
    assert written(home) == {
        file.relative_to(product).as_posix(): file.read_bytes() for file in product.rglob("*") if file.is_file()
    }
    assert became == [["http://127.0.0.1:8331"], [str(home / "run.py"), "exercise", "--port", "8331"]]
    assert home.stat().st_mode & 0o077 == 0


def test_a_shared_world_opens_no_window_in_clear(stick: Path, home: Path, became: list[list[str]]) -> None:
    arriving.arrive(Arrival(stick, home, ("live", "--share")))
    assert became == [[str(home / "run.py"), "live", "--share"]]


def test_without_a_word_the_stick_says_what_to_open(house: Path, tmp_path: Path, became: list[list[str]]) -> None:
    pack_small(house, tmp_path / "key", start=("live", "--share"))
    arriving.arrive(Arrival(tmp_path / "key", tmp_path / "home"))
    assert became[-1][1:] == ["live", "--share"]


def test_a_damaged_stick_leaves_nothing(stick: Path, home: Path, became: list[list[str]]) -> None:
    (stick / "product/app.py").write_text("changed")
    with pytest.raises(Stop, match=r"Fichier modifié : product/app\.py"):
        arriving.arrive(Arrival(stick, home))
    assert not home.exists() and became == []


def test_a_second_start_copies_nothing(
    stick: Path, home: Path, became: list[list[str]], monkeypatch: pytest.MonkeyPatch
) -> None:
    arriving.arrive(Arrival(stick, home))
    monkeypatch.setattr(arriving, "_copy", None)
    arriving.arrive(Arrival(stick, home))
    assert len(became) == 4


def test_a_newer_stick_renews_the_product_and_touches_nothing_that_was_written(
    house: Path, stick: Path, home: Path, tmp_path: Path, became: list[list[str]]
) -> None:
    arriving.arrive(Arrival(stick, home))
    (home / "instance/live").mkdir(parents=True)
    (home / "instance/live/world.sqlite3").write_text("a night's work")
    (house / "README.md").unlink()
    (house / "app.py").write_text("newer")
    pack_small(house, tmp_path / "newer", MADE + timedelta(days=1))
    arriving.arrive(Arrival(tmp_path / "newer", home))
    assert written(home)["app.py"] == b"newer"
    assert "README.md" not in written(home)
    assert written(home)["instance/live/world.sqlite3"] == b"a night's work"


def test_an_older_stick_is_refused(
    house: Path, stick: Path, home: Path, tmp_path: Path, became: list[list[str]]
) -> None:
    pack_small(house, tmp_path / "newer", MADE + timedelta(days=1))
    arriving.arrive(Arrival(tmp_path / "newer", home))
    before = written(home)
    with pytest.raises(Stop, match="est plus récente que cette clé"):
        arriving.arrive(Arrival(stick, home))
    assert written(home) == before


def test_cut_short_anywhere_it_is_no_house_and_the_next_start_heals_it(
    stick: Path, home: Path, became: list[list[str]], monkeypatch: pytest.MonkeyPatch
) -> None:
    lay, files = arriving._lay, len([name for name in verifying.check(stick).digests if name.startswith("product/")])
    left = 0

    def pull_out(content: bytes, target: Path) -> None:
        nonlocal left
        left -= 1
        if left < 0:
            target.with_name(f"{target.name}.arriving").write_bytes(content[:3])
            raise OSError(5, os.strerror(5))
        lay(content, target)

    monkeypatch.setattr(arriving, "_lay", pull_out)
    for moment in range(files + 1):
        left = moment
        with pytest.raises(Stop, match="remettez-la et relancez"):
            arriving.arrive(Arrival(stick, home))
        with pytest.raises(Stop, match="n’a pas été menée à son terme"):
            arriving.refuse_unfinished(home)
    assert became == []
    left = files + 1
    arriving.arrive(Arrival(stick, home))
    arriving.refuse_unfinished(home)
    (home / arriving.ARRIVING).touch()  # cut short at the very last moment
    left = files + 1
    arriving.arrive(Arrival(stick, home))
    arriving.refuse_unfinished(home)
    assert (home / "app.py").read_bytes() == (stick / "product/app.py").read_bytes()


def test_run_py_itself_refuses_a_house_cut_short(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / arriving.ARRIVING).touch()
    monkeypatch.setattr(run, "ROOT", tmp_path)
    with pytest.raises(Stop, match="n’a pas été menée à son terme"):
        run.main(["setup"])


def test_a_stick_that_gives_other_bytes_the_second_time_is_refused(
    stick: Path, home: Path, became: list[list[str]], monkeypatch: pytest.MonkeyPatch
) -> None:
    manifest = verifying.check(stick)
    monkeypatch.setattr(verifying, "check", lambda folder: manifest)
    (stick / "product/run.py").write_text("swapped after it was looked at")
    with pytest.raises(Stop, match=r"ne rend pas deux fois la même chose \(run\.py\)"):
        arriving.arrive(Arrival(stick, home))
    assert not (home / "run.py").exists() and became == []


def test_somebody_elses_folder_is_left_alone(stick: Path, home: Path, became: list[list[str]]) -> None:
    home.mkdir(parents=True)
    (home / "run.py").write_text("mine")
    with pytest.raises(Stop, match="ne vient pas d’une clé"):
        arriving.arrive(Arrival(stick, home))
    assert written(home) == {"run.py": b"mine"} and became == []


def test_a_folder_that_cannot_be_written_is_told(stick: Path, tmp_path: Path, became: list[list[str]]) -> None:
    (tmp_path / "a-file").touch()
    with pytest.raises(Stop, match="Impossible d’écrire"):
        arriving.arrive(Arrival(stick, tmp_path / "a-file" / "commworkflow"))


def test_too_little_room_is_told_before_anything_is_copied(
    stick: Path, home: Path, became: list[list[str]], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(arriving, "ROOM_MB", 10**12)
    with pytest.raises(Stop, match="Faites de la place"):
        arriving.arrive(Arrival(stick, home))
    assert written(home) == {}


def test_another_machine_than_those_packed_for_is_told(
    stick: Path, home: Path, became: list[list[str]], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(wheels, "this_machine", lambda: wheels.Machine("linux-aarch64", "3.19"))
    with pytest.raises(Stop, match=re.escape("n’équipe pas cette machine (linux-aarch64 Python 3.19)")):
        arriving.arrive(Arrival(stick, home))


def test_a_second_double_click_waits_outside(stick: Path, home: Path, became: list[list[str]]) -> None:
    home.mkdir(parents=True)
    with arriving._alone(home), pytest.raises(Stop, match="s’installe déjà, dans une autre fenêtre"):
        arriving.arrive(Arrival(stick, home))
    assert arriving.arrive(Arrival(stick, home)) == 0


def test_when_it_is_open_already_its_address_is_said(stick: Path, home: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = other.getsockname()[1]
        with pytest.raises(Stop, match=f"déjà ouvert ici : http://127.0.0.1:{port}"):
            arriving.arrive(Arrival(stick, home, ("exercise", "--port", str(port))))
    assert not home.exists()


@pytest.fixture
def with_copy(stick: Path) -> Path:
    """The stick, with a copy of the live world on it."""
    (stick / "world" / "commworkflow-live-1a2b3c4d-0001-entry3-20260314T025800Z.copy").touch()
    return stick


@pytest.fixture
def resumed(monkeypatch: pytest.MonkeyPatch) -> list[list[str]]:
    """How the product was asked to go on from a copy; it answers 0 the first time, then 1."""
    asked: list[list[str]] = []

    def answer(command: list[str], **_: object) -> subprocess.CompletedProcess[bytes]:
        asked.append(command[3:])
        return subprocess.CompletedProcess(command, len(asked) - 1)

    monkeypatch.setattr("subprocess.run", answer)
    return asked


@pytest.mark.parametrize("words", [(), ("live",), ("live", "--share")])
def test_the_live_world_comes_along(
    with_copy: Path, home: Path, became: list[list[str]], resumed: list[list[str]], words: tuple[str, ...]
) -> None:
    arriving.arrive(Arrival(with_copy, home, words))
    assert resumed == [["resume", str(with_copy / "world")]]
    assert became[-1][1:] == list(words)
    with pytest.raises(Stop, match="n’a pas été repris"):
        arriving.arrive(Arrival(with_copy, home, words))


def test_it_stays_on_the_stick_for_another_word_or_where_one_lives_already(
    with_copy: Path, home: Path, became: list[list[str]], resumed: list[list[str]], capsys: pytest.CaptureFixture[str]
) -> None:
    arriving.arrive(Arrival(with_copy, home, ("exercise",)))
    (home / "instance/live").mkdir(parents=True)
    (home / "instance/live/world.sqlite3").touch()
    arriving.arrive(Arrival(with_copy, home))
    assert resumed == []
    assert f'resume "{with_copy / "world"}"' in capsys.readouterr().out


@pytest.mark.parametrize(
    ("line", "arrival"),
    [
        (["/k"], Arrival(Path("/k"), Path("/home/x/commworkflow"))),
        (["/k", "live", "--share"], Arrival(Path("/k"), Path("/home/x/commworkflow"), ("live", "--share"))),
        (["/k", "--into", "/h", "exercise"], Arrival(Path("/k"), Path("/h"), ("exercise",))),
        (
            ["/k", "exercise", "--port", "1", "--into", "/h"],
            Arrival(Path("/k"), Path("/h"), ("exercise", "--port", "1")),
        ),
    ],
)
def test_the_command_line(line: list[str], arrival: Arrival, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOME", "/home/x")
    assert arriving.read(line) == arrival


def test_the_window_opens_when_somebody_answers(monkeypatch: pytest.MonkeyPatch) -> None:
    opened: list[str] = []
    tried: list[tuple[str, int]] = []

    def answers(host: str, port: int) -> bool:
        tried.append((host, port))
        return len(tried) == 3

    def show(address: str) -> bool:
        opened.append(address)
        return True

    monkeypatch.setattr("webbrowser.open", show)
    monkeypatch.setattr(window, "answers", answers)
    monkeypatch.setattr("time.sleep", lambda seconds: None)
    assert window.main("http://127.0.0.1:8331") == 0
    assert tried == [("127.0.0.1", 8331)] * 3
    assert opened == ["http://127.0.0.1:8331"]


def test_without_a_screen_no_window_is_tried(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("DISPLAY", raising=False)
    monkeypatch.delenv("WAYLAND_DISPLAY", raising=False)
    started: list[object] = []
    monkeypatch.setattr("subprocess.Popen", lambda command, **_: started.append(command))
    window.show_later("http://127.0.0.1:8331")
    assert started == []
    monkeypatch.setenv("DISPLAY", ":0")
    window.show_later("http://127.0.0.1:8331")
    assert len(started) == 1


def test_packages_come_from_the_stick_alone(house: Path, stick: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[tuple[list[str], dict[str, str]]] = []
    monkeypatch.setattr("starting.steps.call", lambda command, _, surroundings: asked.append((command, surroundings)))
    _, pip, packages = environment.environment_from(house, stick / "wheels")
    (house / ".venv").mkdir(exist_ok=True)
    pip.do()
    packages.do()
    for command, surroundings in asked:
        assert {"--require-hashes", "--no-index", "--isolated"} <= set(command)
        assert command[command.index("--find-links") + 1] == str(stick / "wheels")
        assert surroundings["PIP_CONFIG_FILE"] == os.devnull
    assert asked[0][0][1] == str(stick / "wheels/pip-1-py3-none-any.whl/pip")
    assert pip.is_done() and packages.is_done()
