"""With 10,000 messages and 100,000 entries of the journal: what every page asks the database, and that all can be read.

The same pages are opened in a world that holds one of everything and in one that holds thousands. Every page that the
application has is opened, by the people who between them open them all.
"""

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from html import unescape

import pytest
from flask import Flask
from sqlalchemy import func, select, text

from benchmarks.asked import planned
from benchmarks.large_world import LARGE, PAST, SMALL, LargeWorld, Size, fill
from benchmarks.list_pages import NO_LISTS, WHO, Cost, look, pages, signed_in
from commworkflow.application import application
from commworkflow.records.house import House
from commworkflow.records.journal import Journal, JournalText, leaf_of, text_digest
from commworkflow.records.messages import Message
from commworkflow.records.schema import OpenWorld
from commworkflow.records.sealed_texts import SealedText
from commworkflow.records.shelf import Shelf
from commworkflow.rules.canonical import canonical_bytes, digest
from commworkflow.rules.catalogue import Catalogue
from commworkflow.rules.facts import Register
from commworkflow.rules.situation import Status
from commworkflow.rules.worlds import World
from tests.cast import NOW
from tests.conftest import CHEAP_SETTINGS

pytestmark = pytest.mark.xdist_group("large worlds")

MOST_STATEMENTS = 10
LONGEST_PAGE = 160_000
"""Bytes: more, and a list has no end."""


@dataclass(frozen=True, slots=True)
class Made:
    """A world that was filled, and its application."""

    house: House
    app: Flask
    world: LargeWorld


@pytest.fixture(scope="module")
def worlds(
    tmp_path_factory: pytest.TempPathFactory, catalogue: Catalogue, register: Register
) -> Iterator[Mapping[Size, Made]]:
    """The small world and the large one."""
    opened, made = [], {}
    for size in (SMALL, LARGE):
        world = OpenWorld(tmp_path_factory.mktemp("filled"), World.EXERCISE, NOW - 2 * PAST)
        opened.append(world)
        house = House(world.world, world.folder, world.database, Shelf(catalogue), register)
        filled = fill(house, NOW, size)
        made[size] = Made(house, application(house, CHEAP_SETTINGS, lambda: NOW), filled)
    yield made
    for world in opened:
        world.close()


@pytest.fixture(scope="module")
def looked(worlds: Mapping[Size, Made]) -> Mapping[tuple[str, str], tuple[Cost, Cost]]:
    """What each page cost each person, in the small world and in the large one."""
    small, large = (
        {(who, name): cost for who in WHO for name, cost in _costs(worlds[size], who)} for size in (SMALL, LARGE)
    )
    assert small.keys() == large.keys()
    return {page: (small[page], large[page]) for page in small}


def _costs(made: Made, who: str) -> Iterator[tuple[str, Cost]]:
    browser = signed_in(made.app, made.world, who)
    # The index is made at the first search, and everybody's names are read for the first page: not counted.
    browser.get("/search?words=x")
    return ((page.name, look(made.house, browser, page)) for page in pages(made.app, made.world))


def test_the_large_world_is_large_and_holds_some_of_everything(worlds: Mapping[Size, Made]) -> None:
    with worlds[LARGE].house.database.read() as session:
        assert (session.scalar(select(func.count()).select_from(Message)) or 0) >= LARGE.messages
        assert (session.scalar(select(func.max(Journal.sequence))) or 0) >= LARGE.entries
        counted = session.execute(select(Message.status, func.count().label("many")).group_by(Message.status))
        states = {row.status: row.many for row in counted}
    assert set(states) == set(Status) and min(states.values()) > 50, states


def test_what_was_printed_proves_itself(worlds: Mapping[Size, Made]) -> None:
    """Seals and leaves are of the bytes beside them, entries in their one form and in order."""
    with worlds[LARGE].house.database.read() as session:
        sealed = session.execute(select(SealedText.seal, SealedText.canonical).where(SealedText.id % 97 == 0)).all()
        entries = session.execute(select(Journal).where(Journal.sequence % 997 == 0)).scalars().all()
        texts = session.execute(
            select(Journal.entry, JournalText.salt, JournalText.body)
            .join(JournalText, JournalText.sequence == Journal.sequence)
            .where(JournalText.sequence % 97 == 0)
        ).all()
        order = session.scalar(text("SELECT count(*) FROM journal a JOIN journal b ON b.sequence = a.sequence + 1"))
        assert order == (session.scalar(select(func.max(Journal.sequence))) or 0) - 1, "gapless"
    assert sealed and all(digest(row.canonical) == row.seal for row in sealed)
    for entry in entries:
        told = json.loads(entry.entry)
        assert canonical_bytes(told) == entry.entry and leaf_of(entry.entry) == entry.leaf
        assert (told["sequence"], told["kind"], told["message"]) == (entry.sequence, entry.kind, entry.message_uid)
    assert texts and all(json.loads(row.entry)["texts"] == text_digest(row.salt, row.body) for row in texts)


NEVER_OPENED = {
    "held.page",  # nothing is held for them
    "sign_in.page", "sign_in.go_on",  # they are signed in
    "telephone.code", "telephone.trust", "telephone.authority",  # the machine is shared with nobody
}  # fmt: skip


def test_between_them_they_open_every_page_there_is(
    worlds: Mapping[Size, Made], looked: Mapping[tuple[str, str], tuple[Cost, Cost]]
) -> None:
    opened = {page.split()[0].split("?")[0] for (_, page), (_, large) in looked.items() if large.status == 200}
    views = {rule.endpoint for rule in worlds[LARGE].app.url_map.iter_rules() if "GET" in (rule.methods or ())}
    assert views - NO_LISTS - opened == NEVER_OPENED


def test_no_page_asks_more_of_a_large_world(looked: Mapping[tuple[str, str], tuple[Cost, Cost]]) -> None:
    said = {page: (small.status, large.status) for page, (small, large) in looked.items()}
    assert {page: both for page, both in said.items() if both[0] != both[1]} == {}
    asked = {page: (len(small.statements), len(large.statements)) for page, (small, large) in looked.items()}
    assert {page: both for page, both in asked.items() if both[0] != both[1]} == {}


def test_no_list_takes_more_than_ten_statements(looked: Mapping[tuple[str, str], tuple[Cost, Cost]]) -> None:
    lists = {page: len(large.statements) for page, (_, large) in looked.items() if not large.of_one_message}
    assert len(lists) > 100
    assert {page: asked for page, asked in lists.items() if asked > MOST_STATEMENTS} == {}


def test_every_list_ends_somewhere(looked: Mapping[tuple[str, str], tuple[Cost, Cost]]) -> None:
    assert {page: large.length for page, (_, large) in looked.items() if large.length > LONGEST_PAGE} == {}


@pytest.mark.parametrize(
    "page",
    ["incidents.page", "incidents.page?status=released", "search.page", "search.page?status=released", "journal.page",
     "journal.page?kind=message_released", "incidents.everything", "facts.page", "paper.page", "people.page"],
)  # fmt: skip
def test_the_first_page_of_a_long_list_is_found_without_reading_the_list(
    looked: Mapping[tuple[str, str], tuple[Cost, Cost]], page: str
) -> None:
    """Counted in steps of the database's own machine, the same at every run: ten a message would be all of them."""
    _, large = looked["ines" if page == "people.page" else "dominique", page]
    assert large.hundreds * 100 < 10 * LARGE.messages, large.hundreds


def test_no_page_makes_the_database_plan_what_it_planned_before(worlds: Mapping[Size, Made]) -> None:
    made, anew = worlds[SMALL], set()
    with planned(made.house.database.engine) as plans:
        for who in WHO:
            browser = signed_in(made.app, made.world, who)
            for page in pages(made.app, made.world):
                # Twice: a first search makes its index, and only a second one asks what has changed since.
                browser.get(page.address)
                browser.get(page.address)
                plans.clear()
                browser.get(page.address)
                anew |= {(page.name, statement) for statement in plans}
    assert anew == set()


UID = "[0-9a-f-]{36}"


@pytest.mark.parametrize(
    ("who", "address", "line", "there_are"),
    [
        ("dominique", "/incidents", f"/incidents/({UID})", "FROM incident"),
        ("dominique", "/incidents/{main}?status=draft", f"row.><a href=./messages/({UID})",
         "FROM message JOIN incident ON incident.id = incident_id WHERE status = 'draft' AND incident.uid = :main"),
        ("dominique", "/search?status=validated&class=C0", f"/messages/({UID})",
         "FROM message WHERE status = 'validated' AND reading_class = 0"),
        ("dominique", "/paper", f"/paper/({UID})", "FROM paper_slip"),
        ("dominique", "/incidents/{main}/prepared", f"/incidents/{UID}/prepared/({UID})",
         "FROM message JOIN incident ON incident.id = incident_id WHERE in_calm AND status = 'validated'"),
        ("dominique", "/incidents/{main}/facts/transferts_nb", "<li( class=.now.)?><strong>",
         "FROM fact_value JOIN fact ON fact.id = fact_id JOIN incident ON incident.id = incident_id"
         " WHERE key = 'transferts_nb' AND incident.uid = :main"),
        ("ines", "/people", f"/people/({UID})", "FROM person"),
        ("ines", "/people?role=reader", f"/people/({UID})",
         "FROM (SELECT DISTINCT person_id FROM mandate WHERE role = 'reader')"),
        ("ines", "/contacts", f"/contacts/({UID})", "FROM contact"),
        ("ines", "/exercise/people", f"/exercise/play/({UID})", "FROM person"),
    ],
)  # fmt: skip
def test_whoever_goes_on_reaches_every_line_once(
    worlds: Mapping[Size, Made], who: str, address: str, line: str, there_are: str
) -> None:
    """From page to page by the link that leads on: nothing is left out, nothing comes twice, no page is too long."""
    made = worlds[LARGE]
    browser = signed_in(made.app, made.world, who)
    met: list[str] = []
    next_one: str | None = address.format(main=made.world.incident)
    while next_one:
        page = browser.get(next_one).text
        main = re.search("<main.*</main>", page, re.DOTALL)
        assert main is not None
        lines = [found[0] for found in re.finditer(line, main[0])]
        assert 0 < len(lines) <= 100, next_one
        met += lines
        on = re.search('rel="next" href="([^"]+)"', main[0])
        next_one = unescape(on[1]) if on else None
    with made.house.database.read() as session:
        many = session.scalar(text(f"SELECT count(*) {there_are}"), {"main": made.world.incident})
    assert len(met) == many > 50
    assert len(set(met)) == many or line.startswith("<li")


def test_a_page_after_the_last_says_so_and_leads_back(worlds: Mapping[Size, Made]) -> None:
    browser = signed_in(worlds[LARGE].app, worlds[LARGE].world, "dominique")
    page = browser.get("/incidents?page=999").text
    assert 'href="/incidents"' in page and 'rel="next"' not in page and 'rel="prev"' in page
    for asked in ("0", "-1", "x", "", "9" * 30):
        assert browser.get(f"/incidents?page={asked}").text.count("<tr>") == 101


def test_every_page_offers_some_of_the_exercise_and_leads_to_the_others(worlds: Mapping[Size, Made]) -> None:
    for size, others in ((SMALL, False), (LARGE, True)):
        page = signed_in(worlds[size].app, worlds[size].world, "dominique").get("/account").text
        assert page.count("/exercise/play/") <= 24
        assert ('href="/exercise/people"' in page) is others
