"""Signing in and out, through the pages."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from flask import Flask
from flask.sessions import SecureCookieSessionInterface
from sqlalchemy import select

from benchmarks.asked import statements_of
from commworkflow.actions import people, sealed_pages
from commworkflow.records.database import Database
from commworkflow.records.house import House
from commworkflow.records.journal import Journal
from commworkflow.records.sign_ins import SignInSession
from commworkflow.rules.sign_in import digest
from tests.browser import Browser
from tests.cast import CAST, CHEAP, NOW, PASSWORD
from tests.conftest import FrozenClock
from tests.house_rules import all_of, text_of

Browsers = Callable[[], Browser]
SignedIn = Callable[[str], Browser]


def test_alice_signs_in_and_her_name_and_role_stand_on_every_page(browser: Browsers) -> None:
    visitor = browser()
    visitor.sign_in("alice")
    visitor.get("/account")
    (person,) = [part for part in all_of(visitor.page, "div") if part.get("class") == "person"]
    assert "Alice Martin" in text_of(person)
    assert "Communication" in text_of(person)


def test_an_unknown_address_and_a_wrong_password_get_the_same_answer(browser: Browsers) -> None:
    answers = []
    for email, password in ((CAST["alice"].email, "not her password at all"), ("nobody@hopital.example", PASSWORD)):
        visitor = browser()
        visitor.get("/sign-in")
        visitor.send("/sign-in", {"email": email, "password": password}, 422)
        answers.append(visitor.words)
    assert answers[0] == answers[1]


def test_a_closed_account_gets_that_answer_too_and_the_journal_no_entry(
    browser: Browsers, house: House, database: Database
) -> None:
    people.set_active(house, CAST["ines"].actor, CAST["hugo"].uid, False, NOW)
    answers = []
    for email in (CAST["hugo"].email, "nobody@hopital.example"):
        visitor = browser()
        visitor.get("/sign-in")
        visitor.send("/sign-in", {"email": email, "password": PASSWORD}, 422)
        answers.append(visitor.words)
    assert answers[0] == answers[1]
    with database.read() as session:
        assert session.scalars(select(Journal.kind)).all() == ["person_changed"]


def test_the_address_typed_is_kept_and_the_password_is_not(browser: Browsers) -> None:
    visitor = browser()
    visitor.get("/sign-in")
    visitor.send("/sign-in", {"email": "Alice@hopital.example", "password": "not her password"}, 422)
    shown = {field.get("name"): field.get("value") for field in all_of(visitor.page, "input")}
    assert shown["email"] == "Alice@hopital.example"
    assert "not her password" not in visitor.response.text


def test_guessing_is_slowed_and_the_right_password_is_not_even_looked_at(browser: Browsers, clock: FrozenClock) -> None:
    visitor = browser()
    for _ in range(4):
        visitor.sign_in("alice", "a wrong password, again", status=422)
    visitor.sign_in("alice", PASSWORD, status=429)
    assert visitor.response.headers["Retry-After"] == "2"
    clock.advance(seconds=2)
    visitor.sign_in("alice", PASSWORD)


def test_slowing_alice_does_not_slow_bruno(browser: Browsers) -> None:
    for _ in range(4):
        browser().sign_in("alice", "a wrong password, again", status=422)
    browser().sign_in("bruno")


def test_a_guesser_elsewhere_keeps_nobody_out(app: Flask, clock: FrozenClock) -> None:
    elsewhere, here = Browser(app, "10.0.0.9"), Browser(app)
    looked_at = 0
    elsewhere.get("/sign-in")
    guess = {"csrf_token": elsewhere.token(), "email": CAST["dominique"].email, "password": "a guess at it"}
    for _ in range(120):
        clock.advance(seconds=1)
        answer = elsewhere.client.post("/sign-in", data=guess, environ_overrides={"REMOTE_ADDR": "10.0.0.9"})
        looked_at += answer.status_code == 422
    assert looked_at == 11, "where the guesses come from, they wait"
    here.sign_in("dominique")
    here.sign_out()
    here.sign_in("dominique", "a slip of her own", 422)
    here.sign_in("dominique")


@pytest.fixture
def guessed_at(app: Flask, clock: FrozenClock) -> None:
    """Thirty other machines try at Dominique's name, one after the other; the last of them just now."""
    for number in range(30):
        Browser(app, f"10.0.0.{number}").sign_in("dominique", "a guess at it", 422)
        clock.advance(seconds=2)
    clock.advance(seconds=-2)


@pytest.mark.usefixtures("guessed_at")
def test_guesses_from_many_places_at_once_slow_a_stranger_by_two_seconds(app: Flask, clock: FrozenClock) -> None:
    elsewhere = Browser(app, "192.0.2.7")
    elsewhere.sign_in("dominique", status=429)
    assert elsewhere.response.headers["Retry-After"] == "2"
    clock.advance(seconds=2)
    elsewhere.sign_in("dominique")


@pytest.mark.usefixtures("guessed_at")
def test_they_slow_nobody_at_the_machine_itself(app: Flask) -> None:
    for address in ("127.0.0.1", "::1"):
        Browser(app, address).sign_in("dominique")


@pytest.mark.parametrize("told_by", ["Forwarded", "X-Forwarded-For"])
@pytest.mark.usefixtures("guessed_at")
def test_behind_a_proxy_nobody_is_taken_to_be_there(app: Flask, told_by: str) -> None:
    behind = Browser(app)
    behind.get("/sign-in")
    typed = {"csrf_token": behind.token(), "email": CAST["dominique"].email, "password": PASSWORD}
    assert behind.client.post("/sign-in", data=typed, headers={told_by: "10.0.0.9"}).status_code == 429


@pytest.fixture
def telephones(app: Flask) -> dict[str, Browser]:
    """Two telephones whose owners signed in and out on them once."""
    opened = {who: Browser(app, "192.0.2.7") for who in ("dominique", "alice")}
    for who, telephone in opened.items():
        telephone.sign_in(who)
        telephone.sign_out()
    return opened


def test_they_slow_nobody_where_that_person_sat_before(telephones: dict[str, Browser], guessed_at: None) -> None:
    telephones["alice"].sign_in("dominique", status=429)
    telephones["dominique"].sign_in("dominique")
    again = {"person": CAST["dominique"].uid, "password": PASSWORD}
    telephones["dominique"].sign_out()
    sent = {**again, "csrf_token": telephones["dominique"].token()}
    assert telephones["dominique"].client.post("/sign-in/again", data=sent).status_code == 200


def test_a_recovery_code_opens_there_too(telephones: dict[str, Browser], guessed_at: None, house: House) -> None:
    (page,) = sealed_pages.draw_up(house, CHEAP, [CAST["dominique"].uid])
    sealed_pages.hand_out(house, CAST["ines"].actor, (page,), NOW)
    typed = {"email": CAST["dominique"].email, "recovery_code": page.code}
    typed |= dict.fromkeys(("password", "password_again"), "quatre ânes dans la neige")
    for who, status in {"alice": 429, "dominique": 200}.items():
        telephones[who].get("/recover")
        telephones[who].send("/recover", typed, status)


@pytest.mark.parametrize("ahead", [{"seconds": 30}, {"hours": 1}, {"days": 365}], ids=str)
def test_a_clock_that_was_ahead_keeps_nobody_out(
    browser: Browsers, clock: FrozenClock, ahead: dict[str, float]
) -> None:
    clock.advance(**ahead)
    for _ in range(4):
        browser().sign_in("dominique", "a slip of her own", 422)
    clock.advance(**{unit: -much for unit, much in ahead.items()})
    browser().sign_in("dominique")


def test_a_sitting_seen_in_the_future_ends_when_the_clock_is_set_right(
    signed_in: SignedIn, clock: FrozenClock, database: Database
) -> None:
    clock.advance(days=30)
    browser = signed_in("dominique")
    clock.advance(days=-30, hours=20)
    browser.get("/account")
    assert browser.address == "/sign-in"
    signed_in("dominique")
    with database.read() as session:
        ended = session.scalars(select(SignInSession.ended_at).order_by(SignInSession.id)).all()
    assert ended == [clock(), None], "it does not come back to life at that hour either"


def test_a_clock_set_back_by_a_little_signs_nobody_out(signed_in: SignedIn, clock: FrozenClock) -> None:
    browser = signed_in("dominique")
    clock.advance(minutes=-5)
    browser.get("/account")
    assert browser.address == "/account"
    clock.advance(seconds=-1)
    browser.get("/account")
    assert browser.address == "/sign-in"


def test_many_names_tried_from_one_address_are_slowed_together(browser: Browsers) -> None:
    visitor = browser()
    for number in range(20):
        visitor.get("/sign-in")
        visitor.send("/sign-in", {"email": f"name{number}@hopital.example", "password": "guess"}, 422)
    visitor.sign_in("alice", status=429)


def test_a_sign_in_forgets_the_attempts_before_it(browser: Browsers) -> None:
    visitor = browser()
    for _ in range(3):
        visitor.sign_in("alice", "a wrong password, again", status=422)
    visitor.sign_in("alice")
    visitor.sign_out()
    for _ in range(3):
        visitor.sign_in("alice", "a wrong password, again", status=422)
    visitor.sign_in("alice")


def test_the_cookie_holds_a_token_and_the_database_only_its_digest(signed_in: SignedIn, database: Database) -> None:
    browser = signed_in("alice")
    with browser.client.session_transaction() as cookie:
        token = cookie["_user_id"]
    with database.read() as session:
        kept = session.scalars(select(SignInSession.token_hash)).all()
    assert kept == [digest(token)]
    assert token not in kept


def test_the_cookie_holds_nothing_that_nobody_asks_for(signed_in: SignedIn) -> None:
    with signed_in("alice").client.session_transaction() as cookie:
        assert set(cookie) == {"_user_id", "browser", "sat"}


def test_what_an_earlier_product_had_left_to_tell_is_told_once(signed_in: SignedIn, app: Flask) -> None:
    browser = signed_in("alice")
    with app.test_request_context():
        earlier = SecureCookieSessionInterface().get_signing_serializer(app)
    with browser.client.session_transaction() as cookie:
        held = dict(cookie)
    assert earlier is not None
    told = earlier.dumps({**held, "_flashes": [("done", "Dit <avant>.")]})
    browser.client.set_cookie(app.config["SESSION_COOKIE_NAME"], told)
    answers = [browser.client.get("/account").text for _look in range(2)]
    assert ["Dit &lt;avant&gt;." in answer for answer in answers] == [True, False]


def test_the_cookie_is_out_of_reach_of_scripts_and_of_other_sites(browser: Browsers) -> None:
    visitor = browser()
    visitor.get("/sign-in")
    cookie = visitor.response.headers["Set-Cookie"]
    assert cookie.startswith("commworkflow-exercise=")
    assert "HttpOnly" in cookie and "SameSite=Lax" in cookie and "Expires" not in cookie


def test_a_cookie_copied_before_signing_out_opens_nothing_afterwards(signed_in: SignedIn, browser: Browsers) -> None:
    first, thief = signed_in("alice"), browser()
    with first.client.session_transaction() as cookie:
        stolen = dict(cookie)
    first.sign_out()
    with thief.client.session_transaction() as cookie:
        cookie.update(stolen)
    thief.get("/account")
    assert thief.address == "/sign-in"


def test_half_an_hour_without_a_request_ends_the_sitting(signed_in: SignedIn, clock: FrozenClock) -> None:
    browser = signed_in("alice")
    clock.advance(minutes=29)
    browser.get("/account")
    assert browser.address == "/account"
    clock.advance(minutes=29)
    browser.get("/account")
    assert browser.address == "/account"
    clock.advance(minutes=30)
    browser.get("/account")
    assert browser.address == "/sign-in"


def test_a_sign_of_life_is_written_at_most_once_a_minute(
    signed_in: SignedIn, clock: FrozenClock, database: Database
) -> None:
    browser = signed_in("alice")
    begun = clock()
    for seconds, expected in ((30, 0), (29, 0), (1, 60), (30, 60)):
        clock.advance(seconds=seconds)
        browser.get("/account")
        with database.read() as session:
            assert session.scalar(select(SignInSession.seen_at)) == begun + timedelta(seconds=expected)


def test_a_request_asks_the_database_once_who_it_is_and_a_visitor_costs_nothing(
    signed_in: SignedIn, browser: Browsers, database: Database
) -> None:
    alice, visitor = signed_in("alice"), browser()
    alice.get("/account")
    visitor.get("/sign-in")
    with statements_of(database.engine) as asked:
        alice.get("/account")
        assert len(asked) == 1
        visitor.get("/sign-in")
        assert len(asked) == 1


def test_after_signing_in_people_are_where_they_were_going(browser: Browsers) -> None:
    visitor = browser()
    visitor.get("/people?page=2")
    assert visitor.address == "/sign-in"
    visitor.send("/sign-in", {"email": CAST["ines"].email, "password": PASSWORD})
    assert visitor.address == "/people"
    assert visitor.response.request.query_string == b"page=2"


def test_everybody_starts_from_the_page_that_is_theirs(browser: Browsers) -> None:
    for who, start in {"alice": "/", "dominique": "/", "hugo": "/", "ines": "/people"}.items():
        visitor = browser()
        visitor.sign_in(who)
        assert visitor.address == start


def test_a_link_in_a_mail_cannot_lead_elsewhere_after_signing_in(browser: Browsers) -> None:
    for elsewhere in ("https://evil.example/", "//evil.example", "/\\evil.example", "javascript:alert(1)", "\t//e.fr"):
        visitor = browser()
        visitor.client.get("/sign-in", query_string={"next": elsewhere})
        visitor.get("/sign-in")
        visitor.send("/sign-in", {"email": CAST["hugo"].email, "password": PASSWORD, "next": elsewhere})
        assert visitor.address != "/sign-in"
        assert visitor.response.request.host == "localhost"


def test_signing_in_and_out_stand_in_the_journal(signed_in: SignedIn, database: Database) -> None:
    signed_in("alice").sign_out()
    with database.read() as session:
        entries = session.execute(select(Journal.kind, Journal.person_uid).order_by(Journal.sequence)).all()
    assert [tuple(entry) for entry in entries] == [
        ("signed_in", CAST["alice"].uid),
        ("signed_out", CAST["alice"].uid),
    ]


def test_whoever_comes_back_finds_a_tab_of_before_still_worth_something(
    signed_in: SignedIn, clock: FrozenClock
) -> None:
    browser = signed_in("alice")
    old = browser.token()
    clock.advance(hours=2)
    browser.sign_in("alice")
    browser.post("/language", {"language": "en", "back": "/account", "csrf_token": old}, token=False)
    assert browser.page.get("lang") == "en"


def test_another_person_at_the_same_browser_gets_another_token(signed_in: SignedIn, clock: FrozenClock) -> None:
    for leave in (lambda browser: browser.sign_out(), lambda _: clock.advance(hours=2)):
        browser = signed_in("alice")
        old = browser.token()
        leave(browser)
        browser.sign_in("bruno")
        browser.post("/language", {"language": "en", "csrf_token": old}, 400, token=False)
