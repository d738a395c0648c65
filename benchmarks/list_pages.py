"""Every page that is opened by looking, in a world that ``large_world.py`` made, and what each costs the database."""

import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field

from flask import Flask
from werkzeug.routing import Rule
from werkzeug.test import Client

from benchmarks.asked import statements_of, stepping
from benchmarks.large_world import LargeWorld
from benchmarks.words import RARE
from commworkflow.records.house import House

WHO = ("dominique", "farid", "ines")
"""Who looks: the director, the crisis cell, the administrator; between them they open every page."""

NO_LISTS = frozenset({
    "static", "health.page", "prints.document", "receipts.file", "journal.export", "paper.scan", "drafts.look",
    "preparing.example", "envelope.contents", "changes.look",
})  # fmt: skip
"""These answer with something else than a page; the export of the journal is all of it."""

ASKED: Mapping[str, tuple[str, ...]] = {
    "incidents.everything": ("page=2",),
    "incidents.page": ("page=2", "status=released", "status=draft", "status=discarded"),
    "search.page": (
        "words=patients", f"words={RARE}", "words=les+urgences+restent", "status=submitted", "status=released",
        "class=C0", "family=situation_report", "author={alice}", "since=2026-03-01T00:00", "until=2026-01-01T00:00",
        "page=3", "words=patients&status=released&family=waiting_statement&page=2",
    ),
    "journal.page": (
        "before=300", "kind=message_released", "person={alice}", "incident={incident}", "message={message}",
        "since=2026-03-01T00:00", "until=2025-10-01T00:00", "kind=signed_in&until=2026-01-01T00:00",
    ),
    "people.page": ("page=2", "role=reader", "words=faure"),
    "contacts.page": ("page=2", "words=paul"),
    "exercise.everybody": ("page=2", "words=faure"),
    "paper.page": ("page=2",),
    "facts.one": ("page=2",),
}  # fmt: skip
"""What the address of a view may carry, beside nothing."""

_TOKEN = re.compile(r'name="csrf_token" value="([^"]+)"')
_STEPS = 100


@dataclass(frozen=True, slots=True)
class Page:
    """A page by the name of its view, and what is asked of it; ``of_one_message``: it is no list."""

    name: str
    address: str
    of_one_message: bool


@dataclass(slots=True)
class Cost:
    """What one look cost: statements, and the steps of the database's own machine, by hundreds."""

    of_one_message: bool = False
    status: int = 0
    statements: list[str] = field(default_factory=list)
    hundreds: int = 0
    length: int = 0


def signed_in(app: Flask, made: LargeWorld, who: str) -> Client:
    """Return a browser in which somebody of the exercise is played."""
    browser = app.test_client()
    found = _TOKEN.search(browser.get("/sign-in").text)
    answer = browser.post(f"/exercise/play/{made.people[who]}", data={"csrf_token": found[1] if found else ""})
    if answer.status_code != 303:
        raise LookupError(f"{who} cannot be played: {answer.status_code}")
    return browser


def pages(app: Flask, made: LargeWorld) -> Iterator[Page]:
    """Yield every page of an application that is opened by looking, each as it may be asked for."""
    for rule in sorted(app.url_map.iter_rules(), key=lambda rule: rule.endpoint):
        if "GET" not in (rule.methods or ()) or rule.endpoint in NO_LISTS:
            continue
        about = made.moulds.uids if "messages/<uid>" in rule.rule else {"": ""}
        for which, uid in about.items():
            name, address = f"{rule.endpoint} {which}".strip(), _address(rule, made, uid)
            yield Page(name, address, bool(uid))
            for asked in ASKED.get(rule.endpoint, ()):
                told = asked.format(
                    alice=made.people["alice"], incident=made.incident, message=made.moulds.uids["released"]
                )
                yield Page(f"{name}?{asked}", f"{address}?{told}", bool(uid))


def _address(rule: Rule, made: LargeWorld, message: str) -> str:
    wanted = {
        "/incidents/": made.incident,
        "/messages/": message,
        "/deliveries/": made.one_of("released with files", "delivery"),
        "/contacts/": made.moulds.others["contact"],
        "/paper/": made.one_of("told on paper", "paper_slip"),
        "/people/": made.moulds.others["person"],
        "/establishments/": made.place,
    }
    uid = next((uid for beginning, uid in wanted.items() if rule.rule.startswith(beginning)), "no-such-thing")
    named = {"uid": uid, "key": made.moulds.others["fact"], "message": made.moulds.others["prepared"],
             "kind": "people" if "lists" in rule.rule else "pdf"}  # fmt: skip
    return re.sub("<(?:[^<>]+:)?([^<>:]+)>", lambda name: named.get(name[1], "no-such-thing"), rule.rule)


def look(house: House, browser: Client, page: Page) -> Cost:
    """Open a page, and return what that cost."""
    with costing(house) as cost:
        answer = browser.get(page.address)
    cost.status, cost.length, cost.of_one_message = answer.status_code, len(answer.data), page.of_one_message
    return cost


@contextmanager
def costing(house: House) -> Iterator[Cost]:
    """Note every statement sent to the database meanwhile, and the steps it took to answer them."""
    cost = Cost()

    def count() -> None:
        cost.hundreds += 1

    with stepping(house.database.engine, _STEPS, count), statements_of(house.database.engine) as cost.statements:
        yield cost
