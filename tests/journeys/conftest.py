"""The reference crisis, served for real: the exercise in a world of its own, and Chromium in front of it."""

import threading
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import pytest
from cheroot.wsgi import Server
from playwright.sync_api import Browser, sync_playwright

from commworkflow.application import application, open_house
from commworkflow.exercise import fill
from commworkflow.records.house import House
from commworkflow.records.schema import OpenWorld
from commworkflow.rules.worlds import World
from commworkflow.settings import Settings
from tests.journeys.chromium import QUIET, chromium


@dataclass(frozen=True, slots=True)
class Crisis:
    """The exercise being served: where, and the house behind it."""

    address: str
    house: House


@pytest.fixture(scope="session")
def chrome() -> Iterator[Browser]:
    """A real Chromium."""
    with sync_playwright() as driver:
        launched = driver.chromium.launch(executable_path=chromium(), args=list(QUIET))
        yield launched
        launched.close()


@pytest.fixture
def crisis(tmp_path: Path) -> Iterator[Crisis]:
    """The reference crisis, begun six and a half hours ago, on a port of this machine."""
    opened = OpenWorld(tmp_path / "exercise", World.EXERCISE, datetime.now(UTC))
    house = open_house(opened)
    fill(house, datetime.now(UTC))
    server = Server(("127.0.0.1", 0), application(house, Settings(), lambda: datetime.now(UTC)).wsgi_app, numthreads=8)
    server.prepare()
    serving = threading.Thread(target=server.serve, daemon=True)
    serving.start()
    yield Crisis(f"http://127.0.0.1:{server.bind_addr[1]}", house)
    server.stop()
    serving.join()
    opened.close()
