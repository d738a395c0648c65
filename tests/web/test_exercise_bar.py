"""Playing another person: in an exercise, at the machine itself, and nowhere else."""

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from flask import Flask

from commworkflow.actions.act import NotFound
from commworkflow.actions.signing_in import sign_in_as
from commworkflow.application import application
from commworkflow.records.house import House
from commworkflow.records.schema import OpenWorld
from commworkflow.records.shelf import Shelf
from commworkflow.rules.catalogue import Catalogue
from commworkflow.rules.facts import Register
from commworkflow.rules.worlds import World
from tests.browser import Browser
from tests.cast import CAST, NOW, SEAT, settle
from tests.conftest import CHEAP_SETTINGS, FrozenClock
from tests.house_rules import all_of, text_of

Browsers = Callable[[], Browser]


@pytest.fixture
def live(tmp_path: Path, catalogue: Catalogue, register: Register, clock: FrozenClock) -> Iterator[Flask]:
    """The application of a live world that is empty."""
    folder = tmp_path / "live"
    opened = OpenWorld(folder, World.LIVE, NOW)
    house = House(opened.world, opened.folder, opened.database, Shelf(catalogue), register)
    yield application(house, CHEAP_SETTINGS, clock)
    opened.close()
    shutil.rmtree(folder)


def bar(browser: Browser) -> list[str]:
    return [text_of(button) for aside in all_of(browser.page, "aside") for button in all_of(aside, "button")]


def test_one_press_makes_a_visitor_the_director(browser: Browsers) -> None:
    visitor = browser()
    visitor.get("/sign-in")
    assert len(bar(visitor)) == len(CAST)
    visitor.send(f"/exercise/play/{CAST['dominique'].uid}")
    visitor.get("/account")
    assert "Dominique Vasseur" in visitor.words


def test_one_press_makes_the_director_the_other_director(signed_in: Callable[[str], Browser]) -> None:
    browser = signed_in("dominique")
    browser.get("/account")
    browser.send(f"/exercise/play/{CAST['etienne'].uid}")
    browser.get("/account")
    assert "Étienne Roux" in browser.words


def test_it_takes_the_token_of_the_page(browser: Browsers) -> None:
    visitor = browser()
    visitor.post(f"/exercise/play/{CAST['dominique'].uid}", {}, 400, token=False)


def test_from_another_machine_there_is_no_bar_and_no_way_in(app: Flask) -> None:
    far = Browser(app, remote="192.0.2.7")
    far.get("/sign-in")
    assert bar(far) == []
    far.post(f"/exercise/play/{CAST['dominique'].uid}", {}, 404)


@pytest.mark.parametrize("told_by", ["Forwarded", "X-Forwarded-For"])
def test_behind_a_proxy_nobody_is_at_the_machine(app: Flask, told_by: str) -> None:
    page = app.test_client().get("/sign-in", headers={told_by: "127.0.0.1"})
    assert "exercise-bar" not in page.text


def test_somebody_unknown_or_closed_cannot_be_played(browser: Browsers, signed_in: Callable[[str], Browser]) -> None:
    ines = signed_in("ines")
    ines.get(f"/people/{CAST['hugo'].uid}")
    ines.send(f"/people/{CAST['hugo'].uid}/active", {"active": "no"})
    assert not any("Hugo" in name for name in bar(ines))
    visitor = browser()
    visitor.post(f"/exercise/play/{CAST['hugo'].uid}", {}, 404)
    visitor.post("/exercise/play/nobody", {}, 404)


def test_in_live_the_route_does_not_exist(live: Flask) -> None:
    rules = [rule for rule in live.url_map.iter_rules() if "exercise" in rule.rule or "exercise" in rule.endpoint]
    # Texts of an exercise can be taken over into the real world; nobody can be played there.
    assert {rule.endpoint for rule in rules} == {"from_exercise.page", "from_exercise.take_over"}
    visitor = Browser(live)
    visitor.get("/sign-in")
    assert bar(visitor) == []
    visitor.post("/exercise/play/anybody", {}, 404)
    assert "EXERCICE" not in visitor.response.text


def test_in_live_nobody_begins_a_sitting_as_somebody_else_even_from_the_code(live: Flask) -> None:
    house = live.extensions["commworkflow"].house
    with house.database.write() as session:
        settle(session)
        session.commit()
    with pytest.raises(NotFound):
        sign_in_as(house, CAST["dominique"].uid, seat=SEAT, now=NOW)


def test_the_two_worlds_have_their_own_cookie(live: Flask, app: Flask) -> None:
    names = {application.config["SESSION_COOKIE_NAME"] for application in (live, app)}
    assert names == {"commworkflow-live", "commworkflow-exercise"}
