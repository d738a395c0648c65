"""A hundred random histories: whatever people did, what comes back from a copy is what was there, row for row."""

import random
import shutil
from collections.abc import Callable, Iterator
from contextlib import suppress
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from commworkflow.actions import facts
from commworkflow.actions.act import NotFound, Refused, Wrong
from commworkflow.records.copies import copy_file, restoring
from commworkflow.records.house import House
from commworkflow.records.schema import DATABASE_NAME, OpenWorld
from commworkflow.records.shelf import Shelf
from commworkflow.rules.catalogue import Catalogue
from commworkflow.rules.facts import Register
from commworkflow.rules.lifecycle import Action
from commworkflow.rules.situation import Status, Verdict
from commworkflow.rules.worlds import World
from tests.acting import (
    ALICE,
    BRUNO,
    CHLOE,
    DOMINIQUE,
    ETIENNE,
    FARID,
    NOTICE,
    REMINDER,
    REPORT,
    WAITING,
    draft,
    entries,
    incident,
    opine,
    release,
    save,
    status_of,
    submit,
    turn,
    validate,
)  # fmt: skip
from tests.cast import NOW
from tests.copying import identify, rows_of, saved

HISTORIES = 100
STEPS = 12
REFUSED = (Refused, NotFound, Wrong)
LETTERS = "Les soins continuent : « 18 h 30 », <b>&amp; 100 %</b> — Ça va\u202fbien ? 🏥 \u00a0'\"\\ "


class History:
    """Some hours of a crisis left to chance; what is refused is part of it."""

    def __init__(self, house: House, seed: int) -> None:
        self.house = house
        self.chance = random.Random(seed)
        self.now = NOW
        self.place = incident(house, self.now)
        self.messages: dict[str, str] = {}

    def live(self) -> None:
        for _ in range(STEPS):
            self.now += timedelta(seconds=self.chance.randrange(1, 900))
            with suppress(*REFUSED):
                self.chance.choice(self.acts())()

    def acts(self) -> list[Callable[[], object]]:
        who = self.chance.choice((ALICE, BRUNO, CHLOE, DOMINIQUE, ETIENNE, FARID))
        start = [self._start] * 2 + [self._record]
        if not self.messages:
            return list(start)
        uid = self.chance.choice(list(self.messages))
        by_author = self.chance.choice((Action.DISCARD, Action.TAKE_BACK))
        by_director = self.chance.choice((Action.RETURN, Action.REVOKE, Action.WITHDRAW))
        return [
            *start,
            lambda: save(self.house, uid, ALICE, self._words(), self.now),
            *[lambda: self._further(uid)] * 6,
            lambda: opine(self.house, uid, who, self.chance.choice(list(Verdict)), self.now),
            lambda: turn(self.house, uid, by_author, ALICE, self.now),
            lambda: turn(self.house, uid, by_director, DOMINIQUE, self.now),
        ]

    def _start(self) -> None:
        key = self.chance.choice((NOTICE, WAITING, REMINDER, REPORT))
        self.messages[draft(self.house, key, ALICE, self.now, self.place)] = key

    def _further(self, uid: str) -> None:
        """Take a message one step towards the day it is withdrawn."""
        match status_of(self.house, uid):
            case Status.DRAFT:
                submit(self.house, uid, ALICE, self.messages[uid], self.now)
            case Status.SUBMITTED:
                validate(self.house, uid, DOMINIQUE, self.now)
            case Status.VALIDATED:
                release(self.house, uid, DOMINIQUE, self.now)
            case _:
                turn(self.house, uid, Action.WITHDRAW, DOMINIQUE, self.now)

    def _record(self) -> None:
        value = {"value": str(self.chance.randrange(99)), "unknown": False}
        facts.record_fact(self.house, FARID, self.place, "transferts_nb", value, self.now, said_by=self._words())

    def _words(self) -> str:
        return "".join(self.chance.choices(LETTERS, k=self.chance.randrange(1, 60))).strip() or "Titre"


@pytest.fixture
def a_house(
    settled: Path, tmp_path: Path, catalogue: Catalogue, register: Register
) -> Iterator[Callable[[int], House]]:
    """Return a new world for each history."""
    opened: list[OpenWorld] = []

    def make(number: int) -> House:
        folder = tmp_path / str(number) / "exercise"
        folder.mkdir(parents=True)
        shutil.copy(settled / DATABASE_NAME, folder / DATABASE_NAME)
        world = OpenWorld(folder, World.EXERCISE, NOW)
        opened.append(world)
        return House(world.world, world.folder, world.database, Shelf(catalogue), register)

    yield make
    for world in opened:
        world.close()


def test_a_hundred_random_histories_come_back_identical(a_house: Callable[[int], House], tmp_path: Path) -> None:
    kinds: set[str] = set()
    for seed in range(HISTORIES):
        house = a_house(seed)
        history = History(house, seed)
        history.live()
        file = saved(house.folder, tmp_path / f"stick {seed}", history.now)
        with copy_file.opened(file, identify, tmp_path) as laid:
            restoring.check_whole(laid, file.name)
            assert rows_of(laid.folder) == rows_of(house.folder), f"history {seed}"
        kinds.update(entries(house))
    told = {"message_saved", "message_submitted", "opinion_given", "message_validated", "message_released"}
    assert told | {"fact_recorded", "message_returned", "message_discarded", "message_withdrawn"} <= kinds


def test_a_world_that_went_on_goes_on(a_house: Callable[[int], House], tmp_path: Path) -> None:
    """What was brought back is a world like another: people act in it, and it is copied in its turn."""
    house = a_house(0)
    for number in range(3):
        History(house, number).live()
        file = saved(house.folder, tmp_path / "stick", house_hour(number))
        with copy_file.opened(file, identify, tmp_path) as laid:
            folder = tmp_path / f"again {number}" / "exercise"
            folder.parent.mkdir()
            before = rows_of(house.folder)
            restoring.put_in_place(laid.folder, folder, NOW)
        world = OpenWorld(folder, World.EXERCISE, NOW)
        assert rows_of(folder) == before
        house = House(world.world, world.folder, world.database, house.shelf, house.facts)
    world.close()


def house_hour(number: int) -> datetime:
    return NOW + timedelta(days=number + 1)
