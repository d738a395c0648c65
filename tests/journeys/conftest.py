"""The reference crisis, served for real: the exercise in a world of its own, and Chromium in front of it."""

import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import pytest
from playwright.sync_api import Browser, sync_playwright

from commworkflow.application import application, open_house
from commworkflow.exercise import fill
from commworkflow.records.house import House
from commworkflow.records.schema import OpenWorld
from commworkflow.rules.worlds import World
from commworkflow.settings import Settings
from tests.journeys.chromium import QUIET, Seat, chromium
from tests.journeys.serving import served


@dataclass(frozen=True, slots=True)
class Crisis:
    """The exercise being served: where, and the house behind it."""

    address: str
    house: House


@pytest.fixture(scope="session")
def launched() -> Iterator[Browser]:
    """A real Chromium, started once."""
    with sync_playwright() as driver:
        launched = driver.chromium.launch(executable_path=chromium(), args=list(QUIET))
        yield launched
        launched.close()


@pytest.fixture
def chrome(launched: Browser) -> Iterator[Browser]:
    """That Chromium; at the end of a test nobody sits at it any more."""
    yield launched
    for context in launched.contexts:
        context.close()


@pytest.fixture(scope="session")
def played(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The reference crisis, begun six and a half hours ago: copied for each test."""
    folder = tmp_path_factory.mktemp("played") / "exercise"
    opened = OpenWorld(folder, World.EXERCISE, datetime.now(UTC))
    fill(open_house(opened), datetime.now(UTC))
    opened.close()
    return folder


@pytest.fixture
def crisis(played: Path, tmp_path: Path) -> Iterator[Crisis]:
    """The reference crisis, served on a port of this machine."""
    shutil.copytree(played, tmp_path / "exercise")
    opened = OpenWorld(tmp_path / "exercise", World.EXERCISE, datetime.now(UTC))
    house = open_house(opened)
    with served(application(house, Settings(), lambda: datetime.now(UTC))) as address:
        yield Crisis(address, house)
    opened.close()


@pytest.fixture
def draft(crisis: Crisis, chrome: Browser) -> Iterator[tuple[Seat, str]]:
    """Alice at a new waiting statement, whose form is open."""
    alice = Seat(chrome, crisis.address).play("Alice Renard")
    alice.page.locator("main h2 a[href^='/incidents/']").first.click()
    alice.open(alice.page.url.removeprefix(crisis.address) + "/messages/new")
    alice.press("form:has([name=template][value='waiting-statement|fr']) button")
    yield alice, alice.page.url.removeprefix(crisis.address)
