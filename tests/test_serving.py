"""The command line and the server, as run.py calls them."""

import errno
import gc
import json
import os
import re
import signal
import socket
import sqlite3
import subprocess
import sys
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn

import pytest
from werkzeug.test import Client

from commworkflow import serving
from commworkflow.commands import check_templates, serve
from commworkflow.commands.__main__ import main
from commworkflow.records.afresh import forget
from commworkflow.records.database import Database
from commworkflow.records.schema import DATABASE_NAME, CannotOpen, OpenWorld
from commworkflow.rules.diagnoses import diagnosis
from commworkflow.rules.worlds import World
from tests.cast import NOW

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIApplication

ROOT = Path(__file__).parents[1]
SERVE = (
    "import sys; from pathlib import Path; "
    "from commworkflow import serving; from commworkflow.rules.worlds import World; "
    "serving.serve(World(sys.argv[1]), Path(sys.argv[2]), '127.0.0.1', int(sys.argv[3]))"
)

KILLED = """
import os, signal, sqlite3, sys
connection = sqlite3.connect(sys.argv[1], isolation_level=None)
for statement in (
    "PRAGMA journal_mode=DELETE",
    "PRAGMA cache_size=2",
    "BEGIN IMMEDIATE",
    "CREATE TABLE half (filling TEXT)",
    *["INSERT INTO half VALUES (hex(randomblob(4000)))"] * 50,
):
    connection.execute(statement)
os.kill(os.getpid(), signal.SIGKILL)
"""


@pytest.fixture
def port() -> int:
    with socket.socket() as trial:
        trial.bind(("127.0.0.1", 0))
        return int(trial.getsockname()[1])


@pytest.fixture
def live(tmp_path: Path, port: int) -> Iterator[subprocess.Popen[str]]:
    """A server of an empty live world, in a process of its own."""
    started = subprocess.Popen(
        [sys.executable, "-c", SERVE, "live", str(tmp_path / "live"), str(port)],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    yield started
    started.kill()
    started.wait()


def lines_until_open(started: subprocess.Popen[str]) -> list[str]:
    assert started.stdout is not None
    lines = []
    for line in started.stdout:
        lines.append(line.strip())
        if line.startswith("open http"):
            break
    return lines


@pytest.mark.skipif(os.name == "nt", reason="no SIGTERM there")
def test_an_empty_live_world_shows_its_code_says_where_it_is_and_ends_when_asked(
    live: subprocess.Popen[str], port: int
) -> None:
    lines = lines_until_open(live)
    assert lines[-1] == f"open http://127.0.0.1:{port}"
    assert re.search(r"code: \w{4}-\w{4}-\w{4}-\w{4}$", lines[-2])
    with urllib.request.urlopen(f"http://127.0.0.1:{port}/sign-in") as page:
        assert page.status == 200
        assert "Werkzeug" not in str(page.headers)
    live.send_signal(signal.SIGTERM)
    assert live.wait(timeout=15) == 0


def test_a_second_server_of_the_same_world_is_refused_in_one_sentence(
    live: subprocess.Popen[str], tmp_path: Path, port: int
) -> None:
    lines_until_open(live)
    with pytest.raises(CannotOpen, match="already uses"):
        serving.serve(World.LIVE, tmp_path / "live", "127.0.0.1", port + 1)


def test_a_port_that_is_taken_is_said_so(tmp_path: Path, port: int) -> None:
    with socket.socket() as holder:
        holder.bind(("127.0.0.1", port))
        holder.listen()
        with pytest.raises(CannotOpen, match=f"Port {port}"):
            serving.serve(World.LIVE, tmp_path / "live", "127.0.0.1", port)


@pytest.mark.parametrize(
    "failure",
    [
        OSError(errno.EROFS, "Read-only file system", "/media/stick/in-use.lock"),
        PermissionError(errno.EACCES, "Permission denied", "/media/stick/log"),
        sqlite3.OperationalError("attempt to write a readonly database"),
    ],
    ids=["read-only", "not ours", "sqlite"],
)
def test_a_disk_that_takes_no_writing_is_said_so(
    tmp_path: Path, port: int, monkeypatch: pytest.MonkeyPatch, failure: Exception
) -> None:
    def broken(*_: object) -> NoReturn:
        raise failure

    monkeypatch.setattr(serving, "open_house", broken)
    with pytest.raises(CannotOpen, match=r"cannot be written to.*look at its lock"):
        serving.serve(World.LIVE, tmp_path / "live", "127.0.0.1", port)


def test_a_world_on_a_network_share_is_told_so_at_the_start(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(serving, "_run", lambda *_: None)
    serving.serve(World.LIVE, tmp_path / "live", "127.0.0.1", 8001)
    assert "network share" not in capsys.readouterr().out
    monkeypatch.setattr("commworkflow.doctor.storage.look", lambda _: diagnosis("storage_shared", kind="cifs"))
    serving.serve(World.LIVE, tmp_path / "live", "127.0.0.1", 8001)
    assert "lies on a network share" in capsys.readouterr().out


def test_a_server_keeps_its_technical_log_beside_its_world(
    live: subprocess.Popen[str], tmp_path: Path, port: int
) -> None:
    lines_until_open(live)
    urllib.request.urlopen(f"http://127.0.0.1:{port}/health").close()
    (line,) = (tmp_path / "live" / "log" / "technical.jsonl").read_text("utf-8").splitlines()
    assert {name: json.loads(line)[name] for name in ("method", "route", "status")} == {
        "method": "GET", "route": "/health", "status": 200,
    }  # fmt: skip


def test_a_database_of_a_newer_product_is_left_alone(tmp_path: Path, port: int) -> None:
    OpenWorld(tmp_path, World.LIVE, NOW).close()
    database = Database(tmp_path / DATABASE_NAME)
    with database.write() as session:
        session.connection().exec_driver_sql("UPDATE alembic_version SET version_num = '9999'")
        session.commit()
    database.close()
    before = (tmp_path / DATABASE_NAME).read_bytes()
    with pytest.raises(CannotOpen, match="newer"):
        serving.serve(World.LIVE, tmp_path, "127.0.0.1", port)
    assert (tmp_path / DATABASE_NAME).read_bytes() == before


def test_wrong_settings_stop_the_start_with_their_sentence(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "live").mkdir()
    (tmp_path / "live" / "settings.toml").write_text("thread = 2")
    monkeypatch.setattr(serve, "INSTANCE", tmp_path)
    assert main(["serve", "--world", "live"]) == 1
    assert "“threads”" in capsys.readouterr().err


def test_only_an_exercise_is_forgotten(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(serve, "INSTANCE", tmp_path)
    assert main(["serve", "--world", "live", "--afresh"]) == 1
    assert "Only the exercise" in capsys.readouterr().err


def test_forgetting_an_exercise_keeps_its_settings_and_templates(tmp_path: Path) -> None:
    OpenWorld(tmp_path, World.EXERCISE, NOW).close()
    (tmp_path / "settings.toml").write_text("threads = 2")
    (tmp_path / "message_templates").mkdir()
    forget(tmp_path)
    assert not list(tmp_path.glob(f"{DATABASE_NAME}*"))
    assert (tmp_path / "settings.toml").exists() and (tmp_path / "message_templates").exists()
    forget(tmp_path / "never made")


def test_a_live_database_is_never_forgotten(tmp_path: Path) -> None:
    OpenWorld(tmp_path, World.LIVE, NOW).close()
    with pytest.raises(CannotOpen, match="never deleted"):
        forget(tmp_path)
    assert (tmp_path / DATABASE_NAME).exists()


@pytest.mark.parametrize(
    ("spoil", "sentence"),
    [
        ("ALTER TABLE stamp RENAME TO stamps", "not deleted"),
        ("DELETE FROM stamp", "of no world"),
        ("DROP TABLE stamp", "not deleted"),
    ],
)
def test_a_database_of_which_nobody_knows_the_world_is_never_forgotten(
    tmp_path: Path, spoil: str, sentence: str
) -> None:
    OpenWorld(tmp_path, World.LIVE, NOW).close()
    connection = sqlite3.connect(tmp_path / DATABASE_NAME)
    for trigger in ("stamp_no_update", "stamp_no_delete"):
        connection.execute(f"DROP TRIGGER IF EXISTS {trigger}")
    connection.execute(spoil)
    connection.commit()
    connection.close()
    with pytest.raises(CannotOpen, match=sentence):
        forget(tmp_path)
    assert (tmp_path / DATABASE_NAME).exists()


def test_a_database_that_cannot_be_read_is_never_forgotten(tmp_path: Path) -> None:
    OpenWorld(tmp_path, World.LIVE, NOW).close()
    whole = (tmp_path / DATABASE_NAME).read_bytes()
    for spoilt in (b"", b"no database" * 500, whole[: len(whole) // 3], b"\x00" * 100 + whole[100:]):
        (tmp_path / DATABASE_NAME).write_bytes(spoilt)
        with pytest.raises(CannotOpen, match="not deleted"):
            forget(tmp_path)
        assert (tmp_path / DATABASE_NAME).read_bytes() == spoilt


@pytest.mark.skipif(os.name == "nt", reason="no SIGKILL there")
def test_a_live_world_killed_while_it_wrote_is_never_forgotten(tmp_path: Path) -> None:
    OpenWorld(tmp_path, World.LIVE, NOW).close()
    killed = subprocess.run([sys.executable, "-c", KILLED, tmp_path / DATABASE_NAME], check=False)
    assert killed.returncode == -signal.SIGKILL and (tmp_path / f"{DATABASE_NAME}-journal").exists()
    with pytest.raises(CannotOpen, match="live world: it is never deleted"):
        forget(tmp_path)
    assert (tmp_path / DATABASE_NAME).exists()


def test_an_exercise_in_use_is_not_forgotten(tmp_path: Path) -> None:
    opened = OpenWorld(tmp_path, World.EXERCISE, NOW)
    with pytest.raises(CannotOpen, match="open already"):
        forget(tmp_path)
    opened.close()


def test_the_product_ships_no_faulty_template(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["check-templates"]) == 0, capsys.readouterr().out


def test_a_faulty_template_is_named_with_its_line(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = tmp_path / "exercise" / "message_templates"
    folder.mkdir(parents=True)
    (folder / "short.fr.md").write_text("---\ntitle: Court\nfamilly: press\n---\n# Texte\n", encoding="utf-8")
    monkeypatch.setattr(check_templates, "INSTANCE", tmp_path)
    assert main(["check-templates", "--world", "exercise"]) == 1
    assert re.search(r"short\.fr\.md:3: .*familly", capsys.readouterr().out)


def test_a_template_that_does_not_fit_its_own_examples_is_named_with_its_line(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = tmp_path / "exercise" / "message_templates"
    folder.mkdir(parents=True)
    shipped = (ROOT / "message_templates" / "waiting-statement.fr.md").read_text("utf-8")
    short = shipped.replace("words at most: 120", "words at most: 20")
    (folder / "waiting-statement.fr.md").write_text(short, "utf-8")
    monkeypatch.setattr(check_templates, "INSTANCE", tmp_path)
    assert main(["check-templates", "--world", "exercise"]) == 1
    line = short.split("\n").index("words at most: 20") + 1
    (said,) = capsys.readouterr().out.splitlines()
    assert said.startswith(f"{folder / 'waiting-statement.fr.md'}:{line}: Filled with its examples, the text has ")


def test_the_world_has_no_default(monkeypatch: pytest.MonkeyPatch) -> None:
    from commworkflow.application import create_app

    for named in ("", "production"):
        monkeypatch.setenv("COMMWORKFLOW_WORLD", named)
        with pytest.raises(CannotOpen, match="COMMWORKFLOW_WORLD"):
            create_app()


def test_while_a_world_is_served_its_copies_are_minded(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """From the start to the end, and after each request that may have done something."""
    heard: list[str] = []

    class Heard:
        def __init__(self, folder: Path, clock: object) -> None:
            assert folder == tmp_path / "live"

        def __getattr__(self, name: str) -> Callable[[], None]:
            return lambda: heard.append(name)

    def served(application: "WSGIApplication", *_: object) -> None:
        browser = Client(application)
        browser.get("/sign-in")
        browser.post("/sign-in")
        raise RuntimeError("the end")

    monkeypatch.setattr(serving, "Saving", Heard)
    monkeypatch.setattr(serving, "serve_application", served)
    with pytest.raises(RuntimeError, match="the end"):
        serving.serve(World.LIVE, tmp_path / "live", "127.0.0.1", 0)
    assert heard == ["begin", "wake", "end"]


def test_what_is_loaded_before_the_first_request_is_not_walked_through_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    set_apart: list[int] = []
    monkeypatch.setattr(serving, "serve_application", lambda *_: set_apart.append(gc.get_freeze_count()))
    gc.unfreeze()
    try:
        serving.serve(World.LIVE, tmp_path / "live", "127.0.0.1", 0)
    finally:
        gc.unfreeze()
    assert set_apart[0] > 10_000
