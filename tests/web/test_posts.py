"""A post of the crisis room stays signed in to read and to draft; whoever stands before it decides nothing."""

from collections.abc import Callable, Mapping

import pytest
from flask import Flask
from sqlalchemy import select

from commworkflow.actions import sealed_pages
from commworkflow.records.database import Database
from commworkflow.records.house import House
from commworkflow.records.sign_ins import SignInSession
from tests.browser import Browser
from tests.cast import CAST, CHEAP, NOW, PASSWORD
from tests.conftest import FrozenClock
from tests.filling import begin, journal_length, kinds_since, message_of, write
from tests.house_rules import all_of, text_of
from tests.released import WAITING, a_submitted, a_validated, an_incident

Post = Callable[[str], Browser]
OWN = "quatre ânes dans la neige"
WORDS = "This machine is a post of the crisis room"


@pytest.fixture
def post(app: Flask) -> Post:
    """A machine at which one of the cast signed in as at a post."""

    def begun(who: str) -> Browser:
        opened = Browser(app)
        opened.get("/sign-in")
        opened.send("/sign-in", {"email": CAST[who].email, "password": PASSWORD, "post": "yes"})
        opened.post("/language", {"language": "en"})
        return opened

    return begun


def test_it_says_what_it_is_on_every_page_and_in_the_journal(post: Post, database: Database) -> None:
    browser = post("alice")
    browser.get("/account")
    (person,) = [part for part in all_of(browser.page, "div") if part.get("class") == "person"]
    assert "Alice Martin" in text_of(person) and "Post of the crisis room" in text_of(person)
    assert kinds_since(database, 0)[0] == "signed_in_at_post"
    with database.read() as session:
        assert session.scalars(select(SignInSession.post)).all() == [True]


def test_a_box_that_was_not_ticked_is_no_post(signed_in: Post, clock: FrozenClock) -> None:
    browser = signed_in("alice")
    clock.advance(minutes=31)
    browser.get("/account")
    assert browser.address == "/sign-in"


def test_it_stays_twelve_hours_untouched_and_no_longer(post: Post, clock: FrozenClock) -> None:
    browser = post("alice")
    clock.advance(hours=11, minutes=59)
    browser.get("/account")
    assert browser.address == "/account"
    clock.advance(minutes=1)
    browser.get("/account")
    assert browser.address == "/sign-in", "by its age, though it was just looked at"


def test_a_draft_is_written_and_submitted_there_by_whoever_is_signed_in(
    post: Post, house: House, database: Database
) -> None:
    browser = post("alice")
    uid = begin(browser, an_incident(house), WAITING)
    write(browser, uid, {"title": "Écrit en cellule"})
    assert message_of(database, uid).title == "Écrit en cellule"


@pytest.mark.parametrize("action", ["validate", "return", "refuse", "take_back", "release", "discard"])
def test_the_table_refuses_there_what_decides_or_undoes(
    post: Post, house: House, database: Database, action: str
) -> None:
    uid = a_validated(house) if action in ("release", "take_back") else a_submitted(house)
    who = "alice" if action in ("release", "take_back", "discard") else "dominique"
    browser = post(who)
    before = journal_length(database)
    browser.post(f"/messages/{uid}/acts/{action}", {"reason": "une raison"}, 403)
    assert WORDS in browser.words and "Take over" in browser.words
    assert kinds_since(database, before) == []


def test_what_is_not_for_this_kind_of_message_is_not_shown_there_either(
    post: Post, signed_in: Post, house: House
) -> None:
    """A post closes what is open to the person; it offers nothing new to be closed."""
    uid = a_submitted(house)
    shown = []
    for browser in (signed_in("dominique"), post("dominique")):
        browser.post("/language", {"language": "en"})
        browser.get(f"/messages/{uid}")
        shown.append("Send" in [text_of(one) for one in all_of(browser.page, "button", "span")])
    assert shown == [False, False]


def test_the_buttons_say_why(post: Post, signed_in: Post, house: House) -> None:
    uid = a_submitted(house)
    browser = post("dominique")
    browser.get(f"/messages/{uid}")
    assert WORDS in browser.words
    assert [form for form in all_of(browser.page, "form") if "/acts/" in (form.get("action") or "")] == []
    at_a_desk = signed_in("dominique")
    at_a_desk.get(f"/messages/{uid}")
    assert WORDS not in at_a_desk.words


@pytest.mark.parametrize(
    ("who", "path"),
    [("bruno", "/journal"), ("bruno", "/incidents/new"), ("ines", "/people"), ("ines", "/people/new")],
)
def test_pages_that_rule_are_closed_with_the_same_words(post: Post, who: str, path: str) -> None:
    browser = post(who)
    browser.get(path, 403)
    assert WORDS in browser.words


def test_what_was_never_open_to_the_role_is_refused_for_the_role(post: Post) -> None:
    browser = post("hugo")
    browser.get("/people", 403)
    assert WORDS not in browser.words


def test_taking_over_at_a_post_makes_it_a_desk_again(post: Post, house: House) -> None:
    uid = a_submitted(house)
    browser = post("alice")
    browser.send("/take-over")
    browser.send("/sign-in", {"person": CAST["dominique"].uid, "password": PASSWORD})
    browser.get(f"/messages/{uid}")
    assert [form for form in all_of(browser.page, "form") if (form.get("action") or "").endswith("/acts/validate")]


def again(browser: Browser, remote: str) -> None:
    """Type the password into what is offered over an open page; at the machine of an exercise, one press."""
    sent = {"person": CAST["dominique"].uid, "password": PASSWORD, "csrf_token": browser.token()}
    answer = browser.client.post("/sign-in/again", data=sent, environ_overrides={"REMOTE_ADDR": remote})
    assert answer.status_code == 200


def changes_password(browser: Browser) -> None:
    browser.get("/account")
    wanted = dict.fromkeys(("password", "password_again"), OWN)
    browser.send("/account/password", {"present_password": PASSWORD, **wanted})


def recovers(browser: Browser, house: House) -> None:
    (page,) = sealed_pages.draw_up(house, CHEAP, [CAST["dominique"].uid])
    sealed_pages.hand_out(house, CAST["ines"].actor, (page,), NOW)
    browser.get("/recover")
    wanted = dict.fromkeys(("password", "password_again"), OWN)
    browser.send("/recover", {"email": CAST["dominique"].email, "recovery_code": page.code, **wanted})


WAYS: Mapping[str, Callable[[Browser, House], None]] = {
    "signing in again over the page": lambda browser, _: again(browser, "192.0.2.7"),
    "one press in an exercise": lambda browser, _: again(browser, "127.0.0.1"),
    "a password of one's own": lambda browser, _: changes_password(browser),
    "a recovery code": recovers,
}


@pytest.mark.parametrize("way", WAYS)
def test_it_stays_a_post_whichever_way_the_sitting_begins_again(post: Post, house: House, way: str) -> None:
    at_a_post = post("dominique")
    WAYS[way](at_a_post, house)
    at_a_post.get("/delegations", 403)
    assert WORDS in at_a_post.words


@pytest.mark.parametrize("way", WAYS)
def test_a_desk_stays_a_desk(signed_in: Post, house: House, way: str) -> None:
    at_a_desk = signed_in("dominique")
    WAYS[way](at_a_desk, house)
    at_a_desk.get("/delegations")


@pytest.mark.parametrize("leave", ["signed out", "half a day later"])
def test_a_code_opens_no_desk_at_a_post_that_was_left(post: Post, house: House, clock: FrozenClock, leave: str) -> None:
    browser = post("dominique")
    browser.sign_out() if leave == "signed out" else clock.advance(hours=13)
    recovers(browser, house)
    browser.get("/delegations", 403)


def test_a_part_of_the_exercise_is_played_at_a_desk(post: Post) -> None:
    browser = post("alice")
    browser.post(f"/exercise/play/{CAST['dominique'].uid}")
    browser.get("/delegations")
