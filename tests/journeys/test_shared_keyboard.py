"""A shared keyboard and a telephone in a real browser: how many presses it takes, and what is never lost by them."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Dialog
from sqlalchemy import select, update

from commworkflow.actions.passwords import Passwords
from commworkflow.application import application
from commworkflow.records.house import House
from commworkflow.records.incidents import Incident
from commworkflow.records.people import Person
from commworkflow.records.sign_ins import HeldForm
from tests.cast import CAST, PASSWORD
from tests.conftest import CHEAP_SETTINGS, FrozenClock
from tests.journeys.chromium import Seat
from tests.journeys.conftest import Crisis
from tests.journeys.serving import served
from tests.web.test_telephone import Door

pytestmark = pytest.mark.xdist_group("chromium")


@pytest.fixture
def with_passwords(crisis: Crisis) -> Crisis:
    """The crisis, in which everybody can also sign in."""
    with crisis.house.database.write() as session:
        session.execute(update(Person).values(password_hash=Passwords(1, 1).hashed(PASSWORD)))
        session.commit()
    return crisis


class Keyboard:
    """What somebody does at it, counted."""

    def __init__(self, seat: Seat) -> None:
        self.seat = seat
        self.presses = 0

    def press(self, selector: str) -> None:
        """Click once."""
        self.presses += 1
        self.seat.page.locator(selector).click()
        self.seat.look()

    def type_password(self) -> None:
        """Type where the focus already is, and press Enter."""
        self.seat.page.keyboard.type(PASSWORD)
        self.presses += 1
        self.seat.page.keyboard.press("Enter")
        self.seat.page.wait_for_url(lambda address: "/sign-in" not in address)
        self.seat.look()

    def name(self) -> str:
        """Who acts, as the head of the page says it."""
        return self.seat.page.locator(".person strong").inner_text()


def held(crisis: Crisis) -> list[dict[str, str]]:
    with crisis.house.database.read() as session:
        return [{field[0]: field[1] for field in body} for body in session.scalars(select(HeldForm.body))]


def a_fact(crisis: Crisis) -> str:
    with crisis.house.database.read() as session:
        return f"/incidents/{session.scalars(select(Incident.uid)).one()}/facts/transferts_nb"


@pytest.mark.parametrize(("width", "scheme"), [("desk", "light"), ("phone", "dark")])
def test_another_person_takes_over_with_two_presses_and_a_password(
    chrome: Browser, with_passwords: Crisis, width: str, scheme: str
) -> None:
    seat = Seat(chrome, with_passwords.address, width=width, scheme=scheme)
    seat.play("Dominique Marchand").play("Alice Renard").open("/")
    keyboard = Keyboard(seat)
    keyboard.press("#take-over button")
    keyboard.type_password()
    assert (keyboard.name(), keyboard.presses) == ("Dominique Marchand", 2)
    sizes = seat.page.evaluate(
        "[...document.querySelectorAll('.site-header *')].map(e => parseFloat(getComputedStyle(e).fontSize))"
    )
    assert max(sizes) == seat.page.evaluate(
        "parseFloat(getComputedStyle(document.querySelector('.person strong')).fontSize)"
    )


def test_what_was_typed_goes_along_and_comes_back(chrome: Browser, with_passwords: Crisis) -> None:
    asked: list[str] = []
    seat = Seat(chrome, with_passwords.address).play("Dominique Marchand").play("Alice Renard")

    def accept(dialog: Dialog) -> None:
        asked.append(dialog.type)
        dialog.accept()

    seat.page.on("dialog", accept)
    seat.open(a_fact(with_passwords))
    seat.page.locator("#field-value input:not([type=hidden]), #field-value textarea").first.fill("17")
    keyboard = Keyboard(seat)
    keyboard.press("#take-over button")
    assert asked == [], "nobody is asked whether to leave: nothing is lost"
    (kept,) = held(with_passwords)
    assert "17" in kept.values() and "csrf_token" not in kept
    keyboard.type_password()
    assert keyboard.name() == "Dominique Marchand"
    keyboard.press("#take-over button")
    assert len(held(with_passwords)) == 1, "nothing was typed this time"
    keyboard.type_password()
    assert keyboard.name() == "Alice Renard" and "/held/" in seat.page.url


@pytest.fixture
def shared(house: House, clock: FrozenClock) -> Iterator[str]:
    """The world of the tests as a shared one shows itself at the machine."""
    with served(application(house, CHEAP_SETTINGS, clock, door=Door())) as address:
        yield address


@pytest.mark.parametrize(("width", "scheme"), [("desk", "dark"), ("phone", "light")])
def test_the_page_of_the_telephone(chrome: Browser, shared: str, width: str, scheme: str) -> None:
    seat = Seat(chrome, shared, width=width, scheme=scheme)
    seat.open("/trust").open("/sign-in").fill({"email": CAST["hugo"].email, "password": PASSWORD, "post": "yes"})
    seat.press("main form button").open("/telephone")
    drawn = seat.page.evaluate("[...document.querySelectorAll('.scan img')].map(image => image.naturalWidth > 0)")
    assert drawn == [True, True]
    seat.picture("telephone")
