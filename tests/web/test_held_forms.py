"""A form sent after its session ended: kept, shown to the same person at the same browser, never executed."""

from collections.abc import Callable

from sqlalchemy import func, select

from commworkflow.records.database import Database
from commworkflow.records.people import Establishment
from commworkflow.records.sign_ins import HeldForm
from commworkflow.web.held import LARGEST
from tests.browser import Browser
from tests.cast import CAST, PASSWORD
from tests.conftest import FrozenClock
from tests.house_rules import all_of

SignedIn = Callable[[str], Browser]

TYPED = {"name": "Hôpital du Haut-Doubs", "address": "1 rue des Sapins\n25300 Pontarlier", "zone": "Europe/Paris"}


def send_too_late(browser: Browser, clock: FrozenClock) -> None:
    browser.get("/establishments/new")
    clock.advance(minutes=31)
    form = {**TYPED, "language": "fr", "password": "never kept"}
    browser.send("/establishments/new", form)


def sign_in_here(browser: Browser, who: str) -> None:
    browser.send("/sign-in", {"email": CAST[who].email, "password": PASSWORD})


def uid_of_held(database: Database) -> str:
    with database.read() as session:
        return session.scalars(select(HeldForm.uid)).one()


def shown(browser: Browser) -> list[str]:
    return [(field.text or "").removeprefix("\n") for field in all_of(browser.page, "textarea")]


def test_inès_finds_again_what_she_was_sending(signed_in: SignedIn, clock: FrozenClock, database: Database) -> None:
    browser = signed_in("ines")
    send_too_late(browser, clock)
    assert browser.address == "/sign-in"
    assert "30 minutes" in browser.words
    sign_in_here(browser, "ines")
    assert browser.address.startswith("/held/")
    assert set(TYPED.values()) <= {text.replace("\r\n", "\n") for text in shown(browser)}
    assert "never kept" not in browser.response.text
    assert any(link.startswith("/establishments/new?held=") for link in browser.links.values())
    with database.read() as session:
        assert session.scalar(select(func.count()).select_from(Establishment)) == 2


def test_another_person_at_this_browser_never_sees_it(
    signed_in: SignedIn, clock: FrozenClock, database: Database
) -> None:
    browser = signed_in("ines")
    send_too_late(browser, clock)
    sign_in_here(browser, "dominique")
    assert not browser.address.startswith("/held/")
    browser.get(f"/held/{uid_of_held(database)}", 404)


def test_the_same_person_at_another_browser_does_not_see_it(
    signed_in: SignedIn, clock: FrozenClock, database: Database
) -> None:
    browser = signed_in("ines")
    send_too_late(browser, clock)
    elsewhere = signed_in("ines")
    elsewhere.get(f"/held/{uid_of_held(database)}", 404)


def test_after_half_an_hour_it_is_gone(signed_in: SignedIn, clock: FrozenClock) -> None:
    browser = signed_in("ines")
    send_too_late(browser, clock)
    clock.advance(minutes=30)
    sign_in_here(browser, "ines")
    assert not browser.address.startswith("/held/")


def test_a_form_sent_after_signing_out_in_another_tab_is_kept_too(signed_in: SignedIn) -> None:
    browser = signed_in("ines")
    token = browser.token()
    browser.sign_out()
    browser.post("/establishments/new", {**TYPED, "csrf_token": token}, token=False)
    sign_in_here(browser, "ines")
    assert TYPED["name"] in shown(browser)


def test_a_form_without_cookie_is_shown_at_once_and_kept_nowhere(
    browser: Callable[[], Browser], database: Database
) -> None:
    stranger = browser()
    stranger.post("/establishments/new", TYPED, 401, token=False)
    assert TYPED["name"] in shown(stranger)
    with database.read() as session:
        assert session.scalar(select(func.count()).select_from(HeldForm)) == 0


def test_a_form_too_large_to_be_kept_is_shown_at_once(
    signed_in: SignedIn, clock: FrozenClock, database: Database
) -> None:
    browser = signed_in("ines")
    token = browser.token()
    clock.advance(minutes=31)
    address = "x" * (LARGEST - len(TYPED["name"]) + 1)
    browser.post(
        "/establishments/new", {"name": TYPED["name"], "address": address, "csrf_token": token}, 401, token=False
    )
    assert TYPED["name"] in shown(browser) and address in shown(browser)
    with database.read() as session:
        assert session.scalar(select(func.count()).select_from(HeldForm)) == 0


def test_it_can_be_let_go(signed_in: SignedIn, clock: FrozenClock, database: Database) -> None:
    browser = signed_in("ines")
    send_too_late(browser, clock)
    sign_in_here(browser, "ines")
    browser.send(f"{browser.address}/drop")
    with database.read() as session:
        assert session.scalar(select(func.count()).select_from(HeldForm)) == 0
