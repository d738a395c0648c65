"""Every page in every state, by pairs of theme, language, width, script and motion: nothing is found wrong with it."""

import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from flask import Flask
from jinja2 import FileSystemBytecodeCache
from playwright.sync_api import Browser, expect
from sqlalchemy import select, update

from commworkflow.application import application
from commworkflow.records.database import Database
from commworkflow.records.house import House
from commworkflow.records.messages import Message
from commworkflow.records.people import Person
from commworkflow.records.schema import DATABASE_NAME, OpenWorld
from commworkflow.records.shelf import Shelf
from commworkflow.rules.catalogue import Catalogue
from commworkflow.rules.facts import Register
from commworkflow.rules.situation import Status
from commworkflow.rules.worlds import World
from tests import acting
from tests.cast import CAST, NOW, PASSWORD, settle
from tests.conftest import CHEAP_SETTINGS, FrozenClock
from tests.journeys import rounds
from tests.journeys.chromium import Seat
from tests.journeys.conftest import Crisis
from tests.journeys.looks import TURNS, Look
from tests.journeys.rounds import Stop, stops
from tests.journeys.serving import served
from tests.journeys.unfolded import AFTERWARDS, Values, unfold
from tests.web.test_telephone import Door

pytestmark = pytest.mark.xdist_group("chromium")

LOOKS = [pytest.param(turn, look, id="-".join(map(str, look))) for turn, row in enumerate(TURNS) for look in row]


@dataclass(frozen=True, slots=True)
class Shown:
    """A world as browsers see it: its pages, where they are served, and what its things are called in addresses."""

    app: Flask
    database: Database
    address: str
    things: dict[str, Values]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("worlds")


@pytest.fixture(scope="module")
def unfolded(
    folder: Path, settled: Path, catalogue: Catalogue, register: Register, compiled: FileSystemBytecodeCache
) -> Iterator[Shown]:
    """An exercise in which everything has happened; looking changes nothing in it (``tests/web/test_sweeps.py``)."""
    (folder / "exercise").mkdir()
    shutil.copy(settled / DATABASE_NAME, folder / "exercise" / DATABASE_NAME)
    world = OpenWorld(folder / "exercise", World.EXERCISE, NOW)
    house = House(world.world, world.folder, world.database, Shelf(catalogue), register)
    things = unfold(house)
    app = application(house, CHEAP_SETTINGS, FrozenClock(AFTERWARDS), door=Door())
    app.jinja_env.bytecode_cache = compiled
    with served(app) as address:
        yield Shown(app, house.database, address, things)
    world.close()


@pytest.fixture(scope="module")
def live(unfolded: Shown, folder: Path, catalogue: Catalogue, register: Register) -> Iterator[Shown]:
    """A live world beside that exercise, in which an incident is open."""
    yield from _live(folder / "live", catalogue, register, inhabited=True)


@pytest.fixture(scope="module")
def empty(folder: Path, catalogue: Catalogue, register: Register) -> Iterator[Shown]:
    """A live world on its first day: nobody is in it."""
    yield from _live(folder / "first day", catalogue, register, inhabited=False)


def _live(folder: Path, catalogue: Catalogue, register: Register, *, inhabited: bool) -> Iterator[Shown]:
    world = OpenWorld(folder, World.LIVE, NOW)
    house = House(world.world, world.folder, world.database, Shelf(catalogue), register)
    things: dict[str, Values] = {}
    if inhabited:
        with world.database.write() as session:
            settle(session)
            session.commit()
        things["incident"] = {"uid": acting.incident(house)}
    app = application(house, CHEAP_SETTINGS, FrozenClock(AFTERWARDS))
    with served(app) as address:
        yield Shown(app, house.database, address, things)
    world.close()


@pytest.mark.parametrize(("turn", "look"), LOOKS)
def test_every_page_in_every_state(chrome: Browser, unfolded: Shown, turn: int, look: Look) -> None:
    """Each stop has its turn, and is seen in the three looks of it."""
    seat, wrong = _seat(chrome, unfolded, look), dict[Stop, list[str]]()
    for stop in _of_the_turn(turn):
        _come_as(seat, stop.who)
        _go(seat, unfolded, stop)
        if stop.sent_empty:
            _send_empty(seat)
        wrong[stop] = seat.faults(closely=True)
    seat.context.close()
    assert not any(wrong.values()), _told(wrong)


@pytest.mark.parametrize("look", TURNS[0])
def test_the_pages_that_only_a_real_world_has(chrome: Browser, live: Shown, empty: Shown, look: Look) -> None:
    wrong: dict[Stop, list[str]] = {}
    for shown, table in ((empty, rounds.EMPTY_ROUND), (live, rounds.LIVE_ROUND)):
        seat = _seat(chrome, shown, look)
        for stop in stops(table):
            if stop.who != rounds.VISITOR and not seat.page.locator(".site-header .person").count():
                _sign_in(seat, stop.who)
            wrong[stop] = _go(seat, shown, stop).faults(closely=True)
        seat.context.close()
    assert not any(wrong.values()), _told(wrong)


def test_no_page_is_left_out(unfolded: Shown, live: Shown) -> None:
    """A new page is visited: it needs its line in the rounds."""
    there = rounds.pages_of(unfolded.app) | rounds.pages_of(live.app)
    tables = (rounds.ROUND, rounds.SENT_EMPTY, rounds.LIVE_ROUND, rounds.EMPTY_ROUND)
    visited = {stop.endpoint for table in tables for stop in stops(table)}
    assert there - visited == set(rounds.ELSEWHERE)
    assert visited <= there, "nothing is visited that is not there"


def test_every_state_of_a_message_is_visited(unfolded: Shown) -> None:
    visited = {unfolded.things[stop.of]["uid"] for stop in stops(rounds.ROUND) if stop.of in unfolded.things}
    with unfolded.database.read() as session:
        states = set(session.scalars(select(Message.status).where(Message.uid.in_(visited))))
    assert states == set(Status)


def _of_the_turn(turn: int) -> list[Stop]:
    """The stops of a turn, a visitor's first, then person by person."""
    every = [*stops(rounds.ROUND), *stops(rounds.SENT_EMPTY, sent_empty=True)]
    return sorted(every[turn :: len(TURNS)], key=lambda stop: (stop.who != rounds.VISITOR, stop.who))


def _seat(chrome: Browser, shown: Shown, look: Look) -> Seat:
    """Sit down in front of a world in which everybody reads one language."""
    with shown.database.write() as session:
        session.execute(update(Person).values(language=look.language))
        session.commit()
    seat = Seat(chrome, shown.address, width=look.width, scheme=look.theme, scripts=look.scripts, still=look.still)
    seat.page.goto(shown.address + "/accessibility")
    return seat.speak(look.language)


def _come_as(seat: Seat, who: str) -> None:
    """Be somebody, unless they sit there already."""
    if who != rounds.VISITOR and CAST[who].name not in seat.page.locator(".site-header").inner_text():
        seat.page.locator(".exercise-bar button", has_text=CAST[who].name).click()


def _go(seat: Seat, shown: Shown, stop: Stop) -> Seat:
    seat.page.goto(shown.address + rounds.address_of(shown.app, stop, shown.things))
    return seat


def _send_empty(seat: Seat) -> None:
    """Press the button of the page's form with nothing in it, in a browser that lets that pass."""
    form = seat.page.locator("main form[method='post']").last
    form.evaluate("form => { form.noValidate = true; form.requestSubmit(); }")
    expect(seat.page.locator(".error-summary, [role='alert']").first).to_be_visible()


def _told(wrong: dict[Stop, list[str]]) -> str:
    return "\n".join(f"{stop}: {fault}" for stop, faults in wrong.items() for fault in faults)


def _sign_in(seat: Seat, who: str) -> None:
    seat.open("/sign-in").fill({"email": CAST[who].email, "password": PASSWORD}).press("main form button")


def test_on_a_telephone_the_menu_is_folded_until_it_is_wanted(chrome: Browser, crisis: Crisis) -> None:
    seat = Seat(chrome, crisis.address, width="phone").play("Dominique Marchand")
    menu, button = seat.page.locator("#menu"), seat.page.locator(".menu-button")
    expect(menu).to_be_hidden()
    waiting = seat.page.locator("main h1").bounding_box()
    assert waiting is not None and waiting["y"] < seat.page.evaluate("innerHeight") / 2, "what waits comes first"
    button.focus()
    seat.page.keyboard.press("Enter")
    expect(menu).to_be_visible()
    seat.look()
    seat.page.keyboard.press("Escape")
    expect(menu).to_be_hidden()
    button.click()
    menu.locator("a", has_text="Journal").click()
    assert seat.page.url.endswith("/journal")
    desk = Seat(chrome, crisis.address).play("Dominique Marchand")
    expect(desk.page.locator("#menu")).to_be_visible()
    expect(desk.page.locator(".menu-button")).to_be_hidden()


def test_beside_five_columns_no_number_of_the_journal_is_broken(chrome: Browser, crisis: Crisis) -> None:
    """A number is compared with another, and an hour is read at a glance, on a tablet too."""
    seat = Seat(chrome, crisis.address).play("Dominique Marchand")
    seat.page.set_viewport_size({"width": 768, "height": 900})
    seat.open("/journal?kind=message_validated")
    tops = "e => { const r = document.createRange(); r.selectNodeContents(e);"
    tops += " return new Set([...r.getClientRects()].map(one => Math.round(one.top))).size }"
    lines = {cell: seat.page.locator(f"tbody {cell}").first.evaluate(tops) for cell in ("th", "a.number", ".hour")}
    assert lines["th"] == lines["a.number"] == 1, lines
    assert lines[".hour"] <= 4, "dim. 22 | nov. | 2026, | 17:44: no word of it is broken"
    assert seat.page.evaluate("document.documentElement.scrollWidth") == 768
