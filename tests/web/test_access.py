"""The guard: every route is marked, a forgotten mark answers nobody, a right is asked for."""

import re
import sqlite3
from collections.abc import Callable

import pytest
from flask import Flask

from commworkflow.records.database import Database
from commworkflow.rules.roles import May
from commworkflow.web.access import EVERYBODY, SIGNED_IN, mark_of, needs
from tests.browser import Browser
from tests.cast import CAST, SAINT_ROCH

Browsers = Callable[[], Browser]
SignedIn = Callable[[str], Browser]

OPEN_TO_EVERYBODY = {
    "static", "sign_in.page", "sign_in.send", "again.send", "accessibility.page", "languages.choose", "exercise.play",
    "exercise.everybody", "health.page",
    "telephone.trust", "telephone.authority",
    "recovery.page", "recovery.send",
}  # fmt: skip
"""The short list: whoever lengthens it says why in a review."""


def test_every_route_bears_a_mark(app: Flask) -> None:
    unmarked = {endpoint for endpoint, view in app.view_functions.items() if mark_of(view) is None}
    assert unmarked == set()


def test_what_is_open_to_everybody_is_the_short_list(app: Flask) -> None:
    opened = {endpoint for endpoint, view in app.view_functions.items() if mark_of(view) is EVERYBODY}
    assert opened == OPEN_TO_EVERYBODY


@pytest.mark.parametrize("who", sorted(CAST))
def test_opening_pages_writes_nothing(app: Flask, signed_in: SignedIn, database: Database, who: str) -> None:
    opened = signed_in(who)
    before = everything_in(database)
    for rule in app.url_map.iter_rules():
        if "GET" not in (rule.methods or ()) or rule.endpoint == "static":
            continue
        for uid in (CAST["hugo"].uid, SAINT_ROCH.uid, "x"):
            address = re.sub("<[^>]+>", uid, rule.rule)
            opened.client.get(address, environ_overrides={"REMOTE_ADDR": "127.0.0.1"})
    assert everything_in(database) == before


def everything_in(database: Database) -> list[str]:
    with database.read() as session:
        raw = session.connection().connection.driver_connection
        assert isinstance(raw, sqlite3.Connection)
        return list(raw.iterdump())


@pytest.mark.parametrize("who", [None, "hugo", "dominique", "ines"])
def test_a_view_without_a_mark_answers_nobody(app: Flask, browser: Browsers, who: str | None) -> None:
    app.add_url_rule("/forgotten", "forgotten", lambda: "secret")
    opened = browser()
    if who:
        opened.sign_in(who)
    opened.get("/forgotten", 500)
    assert "secret" not in opened.response.text


def test_a_page_for_people_signed_in_asks_a_visitor_to_sign_in(app: Flask, browser: Browsers) -> None:
    visitor = browser()
    for rule in app.url_map.iter_rules():
        mark = mark_of(app.view_functions[rule.endpoint])
        if mark is EVERYBODY or "GET" not in (rule.methods or ()):
            continue
        address = rule.rule.replace("<", "").replace(">", "")
        visitor.get(address)
        assert visitor.address == "/sign-in", f"{address} is open to visitors"


def test_no_form_of_a_visitor_is_executed(app: Flask, browser: Browsers) -> None:
    for rule in app.url_map.iter_rules():
        if mark_of(app.view_functions[rule.endpoint]) is EVERYBODY or "POST" not in (rule.methods or ()):
            continue
        address = rule.rule.replace("<", "").replace(">", "")
        browser().post(address, {"name": "typed"}, 401)


@pytest.mark.parametrize("act", list(May))
@pytest.mark.parametrize("who", sorted(CAST))
def test_a_right_opens_the_pages_marked_with_it_and_no_other(
    app: Flask, signed_in: SignedIn, act: May, who: str
) -> None:
    granted = CAST[who].actor.may_anywhere(act)
    page = "{% extends 'base.html' %}{% block title %}T{% endblock %}{% block main %}<h1>OPENED</h1>{% endblock %}"

    def view() -> str:
        return app.jinja_env.from_string(page).render()

    app.add_url_rule("/trial", "trial", needs(act)(view))
    opened = signed_in(who)
    opened.get("/trial", 200 if granted else 403)
    assert ("OPENED" in opened.words) is granted


def test_a_refused_page_says_who_may_open_it(signed_in: SignedIn) -> None:
    dominique = signed_in("dominique")
    dominique.get("/people", 403)
    assert "Administrat" in dominique.words


def test_marks_that_are_no_right() -> None:
    assert mark_of(needs(SIGNED_IN)(lambda: "")) is SIGNED_IN
    assert mark_of(lambda: "") is None
