"""Health for machines: two hundred or five hundred and three, and nothing to be learned from it."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace

import pytest
from flask import Flask

from commworkflow.application import application
from commworkflow.records.database import Database
from commworkflow.records.house import House
from commworkflow.records.schema import HEAD
from commworkflow.web import health
from tests.browser import Browser
from tests.conftest import CHEAP_SETTINGS, FrozenClock
from tests.released import a_submitted

Enter = Callable[[str], Browser]
WELL = {"status": "ok", "schema": HEAD, "database_writable": True, "free_space_ok": True}


def test_it_works_for_whoever_asks_and_tells_nothing_of_a_crisis(app: Flask, house: House, signed_in: Enter) -> None:
    answer = app.test_client().get("/health")
    assert (answer.status_code, answer.json) == (200, WELL)
    assert "Set-Cookie" not in answer.headers and answer.headers["Cache-Control"] == "no-store"
    a_submitted(house)
    assert app.test_client().get("/health").json == WELL
    assert signed_in("dominique").client.get("/health").json == WELL


def test_a_database_that_cannot_be_written_to_is_told(house: House, clock: FrozenClock) -> None:
    read_only = Database(Path(f"file:{house.database.path}?mode=ro&uri=true"))
    answer = application(replace(house, database=read_only), CHEAP_SETTINGS, clock).test_client().get("/health")
    assert (answer.status_code, answer.json) == (503, WELL | {"status": "failing", "database_writable": False})


def test_a_pen_that_nobody_gives_back_is_told(app: Flask, house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(health, "_WAIT_SECONDS", 0.01)
    with house.database.write():
        answer = app.test_client().get("/health")
    assert (answer.status_code, answer.json) == (503, WELL | {"status": "failing", "database_writable": False})
    assert app.test_client().get("/health").status_code == 200, "the pen is laid down again each time"


def test_a_full_disk_is_told_before_it_fails(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    for free, well in ((health.LEAST_BYTES, True), (health.LEAST_BYTES - 1, False)):
        monkeypatch.setattr("shutil.disk_usage", lambda _, free=free: SimpleNamespace(free=free))
        answer = app.test_client().get("/health")
        assert (answer.status_code, answer.json) == (
            200 if well else 503,
            WELL | {"status": "ok" if well else "failing", "free_space_ok": well},
        )
