"""An empty live world: the one-time code of the terminal makes its first administrator, once."""

import os
import stat
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import select

from commworkflow.actions.first_administrator import new_code
from commworkflow.application import application
from commworkflow.records.house import House
from commworkflow.records.journal import Journal
from commworkflow.records.schema import OpenWorld
from commworkflow.records.shelf import Shelf
from commworkflow.rules.catalogue import Catalogue
from commworkflow.rules.facts import Register
from commworkflow.rules.worlds import World
from tests.browser import Browser
from tests.cast import NOW
from tests.conftest import CHEAP_SETTINGS, FrozenClock
from tests.house_rules import all_of

TYPED = {
    "establishment": "Centre hospitalier de Saint-Roch",
    "name": "Inès Moreau",
    "email": "ines@hopital.example",
    "password": "trois chevaux sous la pluie",
}
PAGE = "/first-administrator"


@pytest.fixture
def house(tmp_path: Path, catalogue: Catalogue, register: Register) -> Iterator[House]:
    opened = OpenWorld(tmp_path / "live", World.LIVE, NOW)
    yield House(opened.world, opened.folder, opened.database, Shelf(catalogue), register)
    opened.close()


@pytest.fixture
def app(house: House, clock: FrozenClock) -> Flask:
    return application(house, CHEAP_SETTINGS, clock)


@pytest.fixture
def visitor(app: Flask) -> Browser:
    return Browser(app)


def test_the_code_makes_hospital_and_administrator_who_is_signed_in(visitor: Browser, house: House) -> None:
    code = new_code(house.folder)
    visitor.get("/sign-in")
    assert PAGE in visitor.links.values()
    visitor.get(PAGE)
    visitor.send(PAGE, {**TYPED, "one_time_code": code.lower().replace("-", " ")})
    assert visitor.address == "/people"
    with house.database.read() as session:
        assert session.scalars(select(Journal.kind)).all() == ["world_made"]
    assert not (house.folder / "first-administrator.code").exists(), "once used, it is not left lying"


def test_it_works_once(visitor: Browser, app: Flask, house: House) -> None:
    code = new_code(house.folder)
    visitor.get(PAGE)
    visitor.send(PAGE, {**TYPED, "one_time_code": code})
    second = Browser(app)
    second.get("/sign-in")
    assert PAGE not in second.links.values()
    second.get(PAGE, 404)
    another = new_code(house.folder)
    second.post(PAGE, {**TYPED, "one_time_code": another, "email": "other@hopital.example"}, 404)


def test_a_wrong_code_keeps_what_was_typed_and_is_slowed(visitor: Browser, house: House, clock: FrozenClock) -> None:
    code = new_code(house.folder)
    visitor.get(PAGE)
    for _ in range(4):
        visitor.send(PAGE, {**TYPED, "one_time_code": "0000-0000-0000-0000"}, 422)
    shown = {field.get("name"): field.get("value") for field in all_of(visitor.page, "input")}
    assert shown["name"] == TYPED["name"]
    assert TYPED["password"] not in visitor.response.text
    visitor.send(PAGE, {**TYPED, "one_time_code": code}, 429)
    clock.advance(seconds=2)
    visitor.send(PAGE, {**TYPED, "one_time_code": code})


def test_without_a_code_of_this_start_there_is_no_way_in(visitor: Browser, house: House) -> None:
    visitor.get(PAGE)
    visitor.send(PAGE, {**TYPED, "one_time_code": "0000-0000-0000-0000"}, 422)
    old = new_code(house.folder)
    new_code(house.folder)
    visitor.get(PAGE)
    visitor.send(PAGE, {**TYPED, "one_time_code": old}, 422)


def test_a_short_password_is_refused_and_the_code_still_works(visitor: Browser, house: House) -> None:
    code = new_code(house.folder)
    visitor.get(PAGE)
    visitor.send(PAGE, {**TYPED, "one_time_code": code, "password": "court"}, 422)
    visitor.send(PAGE, {**TYPED, "one_time_code": code})


@pytest.mark.skipif(os.name == "nt", reason="Windows keeps no such mode")
def test_only_the_digest_of_the_code_is_kept_and_only_its_owner_reads_it(house: House) -> None:
    code = new_code(house.folder)
    file = house.folder / "first-administrator.code"
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert code.replace("-", "") not in file.read_text()


@pytest.mark.parametrize("field", ["name", "email"])
def test_letters_of_two_alphabets_are_refused_and_the_code_still_works(
    visitor: Browser, house: House, field: str
) -> None:
    code = new_code(house.folder)
    visitor.get(PAGE)
    visitor.send(PAGE, {**TYPED, "one_time_code": code, field: TYPED[field].replace("e", "\u0435")}, 422)
    visitor.send(PAGE, {field: TYPED[field], "one_time_code": code, "password": TYPED["password"]})
    assert visitor.address == "/people"
