"""How pages are drawn: what looks the same for everybody is drawn once, and what is somebody's own each time."""

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from flask import Flask, g
from jinja2 import nodes
from markupsafe import escape

from tests.browser import Browser
from tests.cast import CAST

TEMPLATES = Path(__file__).parents[2] / "templates"


@pytest.mark.parametrize("roots", [("", "/hospital", ""), ("/hospital", "")], ids=["alone first", "below first"])
def test_every_address_begins_where_the_request_found_the_application(app: Flask, roots: tuple[str, ...]) -> None:
    for root in roots:
        page = app.test_client().get("/sign-in", environ_overrides={"SCRIPT_NAME": root}).text
        assert f'href="{root}/accessibility"' in page
        assert f'action="{root}/exercise/play/{CAST["alice"].uid}"' in page


def test_the_way_to_the_other_pages_is_told_in_the_language_and_from_the_place_of_each_request(app: Flask) -> None:
    alice = Browser(app)
    alice.sign_in("alice")
    for language, root, home in (("fr", "", "Accueil"), ("en", "/hospital", "Home"), ("fr", "", "Accueil")):
        alice.post("/language", {"language": language, "back": "/account"})
        page = alice.client.get("/", environ_overrides={"SCRIPT_NAME": root}).text
        assert f'<a href="{root}/" aria-current="page">{home}</a>' in page


def test_an_address_is_made_of_its_parts_and_of_where_the_request_found_the_application(app: Flask) -> None:
    address: Callable[..., str] = app.jinja_env.globals["url_for"]  # type: ignore[assignment]
    for root, uid, page in (("", "a", 1), ("/hospital", "a", 1), ("", "b", 1), ("", "a", True), ("", "a", 1)):
        with app.test_request_context(environ_overrides={"SCRIPT_NAME": root}):
            assert address("messages.page", uid=uid, page=page) == f"{root}/messages/{uid}?page={page}"


def test_a_piece_that_is_kept_looks_at_nothing_but_what_it_is_given(app: Flask) -> None:
    base = (TEMPLATES / "base.html").read_text("utf-8")
    macros = app.jinja_env.parse((TEMPLATES / "macros" / "frame.html").read_text("utf-8")).find_all(nodes.Macro)
    kept = {macro.name: macro for macro in macros if f"drawn_once(frame.{macro.name}," in base}
    assert set(kept) == set(re.findall(r"drawn_once\((?:frame\.)?(\w+)", base)) != set()
    for name, macro in kept.items():
        named = list(macro.find_all(nodes.Name))
        given = {one.name for one in named if one.ctx in ("param", "store")}
        assert {one.name for one in named} - given <= {"_", "ngettext", "url_for", "kept_token", "loop"}, name
        assert {used.name for used in macro.find_all(nodes.Filter)} <= {"role_name"}, name


def test_a_piece_that_is_kept_bears_the_token_of_each_request_and_nobody_can_write_its_mark(app: Flask) -> None:
    drawn_once: Callable[..., str] = app.jinja_env.globals["drawn_once"]  # type: ignore[assignment]
    tokens = set()
    for name in ("Alice", "&token;", "Alice", "&token;"):
        with app.test_request_context():
            frame: Any = app.jinja_env.get_template("macros/frame.html").module
            piece = drawn_once(frame.person, name, (), False, "", "")
            assert piece.count(f'name="csrf_token" value="{g.csrf_token}"') == piece.count(g.csrf_token) == 2
            assert f"<strong>{escape(name)}</strong>" in piece and "&token;" not in piece
            tokens.add(g.csrf_token)
    assert len(tokens) == 4


def test_everybody_has_a_frame_of_their_own_whoever_came_before(app: Flask) -> None:
    for who, language, menu in (("alice", "fr", "Accueil"), ("alice", "en", "Home"), ("hugo", "fr", "Accueil")):
        browser = Browser(app)
        browser.sign_in(who)
        browser.post("/language", {"language": language, "back": "/account"})
        head = browser.client.get("/account").text.partition("<main")[0]
        assert f">{menu}</a>" in head
        assert [other for other in ("alice", "hugo") if CAST[other].name in head] == [who]
