"""A world of 10,000 messages and 100,000 entries: each page beside the same page of a small one, and its search."""

import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from flask import Flask

from benchmarks.figures import Figure, at_most, told
from benchmarks.large_world import LARGE, PAST, SMALL, LargeWorld, Size, fill
from benchmarks.list_pages import WHO, Cost, Page, look, pages, signed_in
from benchmarks.playing import WHY, Play
from benchmarks.words import RARE
from commworkflow.actions import commenting
from commworkflow.application import application, open_house
from commworkflow.records.house import House
from commworkflow.records.schema import OpenWorld
from commworkflow.records.search_index import INDEX_NAME, SearchIndex
from commworkflow.rules.worlds import World
from commworkflow.settings import Settings

_MOST_STATEMENTS = 10
_TIMES_ONE_SEARCH = 0.05
"""Of the time it takes to make the index anew: what a search may take after an act."""
_QUICK = Size(
    1_000, entries=10_000, incidents=300, people=200, contacts=200, values=200, slips=200, prepared=50, places=5
)


@dataclass(frozen=True, slots=True)
class _Filled:
    house: House
    app: Flask
    made: LargeWorld
    now: datetime


@dataclass(slots=True)
class _Look:
    cost: Cost
    milliseconds: float


def measure(quick: bool) -> Iterator[Figure]:
    """Open every page in both worlds, then search in the large one."""
    with _filled(SMALL) as small, _filled(_QUICK if quick else LARGE) as large:
        yield from _sizes(large)
        index = SearchIndex(large.house.folder / INDEX_NAME)
        made = _seconds(index, large.house, RARE)
        yield told("search: the index made, and its first answer", f"{made:.1f} s of CPU")
        yield told("search: the index", f"{(large.house.folder / INDEX_NAME).stat().st_size / 1e6:.0f} MB")
        yield from _pages(small, large)
        yield _after_an_act(large, index, made)
        index.close()


@contextmanager
def _filled(size: Size) -> Iterator[_Filled]:
    now = datetime.now(UTC)
    with tempfile.TemporaryDirectory(prefix="commworkflow-bench-") as folder:
        opened = OpenWorld(Path(folder), World.EXERCISE, now - 2 * PAST)
        try:
            house = open_house(opened)
            made = fill(house, now, size)
            yield _Filled(house, application(house, Settings(), lambda: now), made, now)
        finally:
            opened.close()


def _sizes(filled: _Filled) -> Iterator[Figure]:
    with filled.house.database.read() as session:
        raw = session.connection().connection
        cursor = raw.cursor()
        for name in ("message", "revision", "decision", "journal", "incident", "person"):
            (count,) = cursor.execute(f'SELECT count(*) FROM "{name}"').fetchone()
            yield told(f"rows of {name}", f"{count:,}")
    yield told("the database", f"{filled.house.database.path.stat().st_size / 1e6:.0f} MB")


def _after_an_act(filled: _Filled, index: SearchIndex, made: float) -> Figure:
    play, uid = Play(filled.house, filled.now), filled.made.moulds.uids["submitted"]
    commenting.comment(filled.house, play.people["dominique"], uid, "", "", WHY, play.later())
    after = _seconds(index, filled.house, RARE)
    note = f"{1_000 * after:.1f} ms"
    return at_most("search: the answer after an act ÷ the index made", _TIMES_ONE_SEARCH, after / made, note=note)


def _seconds(index: SearchIndex, house: House, words: str) -> float:
    with house.database.read() as session:
        began = time.process_time()
        index.messages(session, words)
        return time.process_time() - began


def _pages(small: _Filled, large: _Filled) -> Iterator[Figure]:
    yield told("a page, once", "statements · steps of the database · server CPU · ÷ small world")
    most = grown = 0
    shown: set[str] = set()
    for who in WHO:
        for page, before, after in _both(small, large, who):
            if after.cost.status != 200:
                continue
            most = max(most, 0 if page.of_one_message else len(after.cost.statements))
            grown += len(after.cost.statements) != len(before.cost.statements)
            if page.name not in shown:
                yield told(page.name, _told(before, after))
            shown.add(page.name)
    yield at_most("SQL statements of a list page", _MOST_STATEMENTS, most)
    yield at_most("pages that ask more of the large world", 0, grown)


def _told(before: _Look, after: _Look) -> str:
    times = after.milliseconds / max(before.milliseconds, 0.1)
    steps = after.cost.hundreds / 10
    return f"{len(after.cost.statements):>3}  {steps:>7.1f} k  {after.milliseconds:>6.1f} ms  {times:>5.1f} ×"


def _both(small: _Filled, large: _Filled, who: str) -> Iterator[tuple[Page, _Look, _Look]]:
    before, after = (_looks(filled, who) for filled in (small, large))
    for (page, one), (_, other) in zip(before, after, strict=True):
        yield page, one, other


def _looks(filled: _Filled, who: str) -> Sequence[tuple[Page, _Look]]:
    browser = signed_in(filled.app, filled.made, who)
    looks = []
    for page in pages(filled.app, filled.made):
        look(filled.house, browser, page)
        began = time.process_time()
        cost = look(filled.house, browser, page)
        looks.append((page, _Look(cost, 1_000 * (time.process_time() - began))))
    return looks
