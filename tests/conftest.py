"""What every test may ask for: a world with its people, a clock that stands still, browsers that mind the rules."""

import shutil
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from flask import Flask
from jinja2 import Environment, FileSystemBytecodeCache
from jinja2.bccache import Bucket

from commworkflow.application import ROOT, application, read_register, read_templates
from commworkflow.languages import compile_catalogues
from commworkflow.records.database import Database
from commworkflow.records.house import House
from commworkflow.records.schema import DATABASE_NAME, OpenWorld
from commworkflow.records.shelf import Shelf
from commworkflow.rules.catalogue import Catalogue
from commworkflow.rules.facts import Register
from commworkflow.rules.worlds import World
from commworkflow.settings import Settings
from commworkflow.web.spoken import Pages
from tests.browser import Browser
from tests.cast import NOW, settle
from tests.remembered import RememberedRule, RememberedStatements

CHEAP_SETTINGS = Settings(password_memory_mb=1, password_passes=1)


class FrozenClock:
    """A clock that stands still until it is moved."""

    def __init__(self, moment: datetime = NOW) -> None:
        self.moment = moment

    def __call__(self) -> datetime:
        return self.moment

    def advance(self, **parts: float) -> datetime:
        """Move on, by the parts of a timedelta, and return the new moment."""
        self.moment += timedelta(**parts)
        return self.moment


@pytest.fixture(scope="session", autouse=True)
def _languages() -> None:
    compile_catalogues()


@pytest.fixture(scope="session", autouse=True)
def _remembered() -> Iterator[None]:
    """What a thousand applications and databases have in common is not made a thousand times."""
    statements, opened = RememberedStatements(), Database.__init__

    def opening(self: Database, path: Path) -> None:
        opened(self, path)
        self.engine.update_execution_options(compiled_cache=statements)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Flask, "url_rule_class", RememberedRule)
        patch.setattr(Database, "__init__", opening)
        yield


@pytest.fixture(scope="session")
def settled(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An exercise in which both hospitals and their people are, and nothing else: copied for each test."""
    folder = tmp_path_factory.mktemp("settled")
    world = OpenWorld(folder, World.EXERCISE, NOW)
    with world.database.write() as session:
        settle(session)
        session.commit()
    world.close()
    return folder


@pytest.fixture(scope="session")
def register() -> Register:
    """The facts the product ships with."""
    return read_register(ROOT / "reference" / "facts.toml")


@pytest.fixture(scope="session")
def catalogue(register: Register) -> Catalogue:
    """The templates the product ships with."""
    return read_templates(Path("/nowhere"), register)


@pytest.fixture
def clock() -> FrozenClock:
    """The clock of this test."""
    return FrozenClock()


@pytest.fixture
def world(settled: Path, tmp_path: Path) -> Iterator[OpenWorld]:
    """An opened exercise with its people."""
    folder = tmp_path / "exercise"
    folder.mkdir()
    shutil.copy(settled / DATABASE_NAME, folder / DATABASE_NAME)
    opened = OpenWorld(folder, World.EXERCISE, NOW)
    yield opened
    opened.close()


@pytest.fixture
def house(world: OpenWorld, catalogue: Catalogue, register: Register) -> House:
    """The house of that world."""
    return House(world.world, world.folder, world.database, Shelf(catalogue), register)


@pytest.fixture
def database(house: House) -> Database:
    """Its database."""
    return house.database


class ByLanguage(FileSystemBytecodeCache):
    """A page is compiled once a language."""

    def get_bucket(self, environment: Environment, name: str, filename: str | None, source: str) -> Bucket:
        assert isinstance(environment, Pages)
        return super().get_bucket(environment, f"{environment.language}/{name}", filename, source)


@pytest.fixture(scope="session")
def compiled(tmp_path_factory: pytest.TempPathFactory) -> FileSystemBytecodeCache:
    """The pages' templates, compiled once for all the applications of the tests."""
    return ByLanguage(str(tmp_path_factory.mktemp("compiled")))


@pytest.fixture
def app(house: House, clock: FrozenClock, compiled: FileSystemBytecodeCache) -> Flask:
    """The application of that house."""
    made = application(house, CHEAP_SETTINGS, clock)
    made.jinja_env.bytecode_cache = compiled
    return made


@pytest.fixture
def browser(app: Flask) -> Callable[[], Browser]:
    """Return a new browser each time it is called."""
    return lambda: Browser(app)


@pytest.fixture
def signed_in(browser: Callable[[], Browser]) -> Callable[[str], Browser]:
    """Return a browser in which one of the cast is signed in."""

    def enter(who: str) -> Browser:
        opened = browser()
        opened.come_in(who)
        return opened

    return enter
