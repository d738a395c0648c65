"""Every page, as each role, by pairs of width and theme: axe finds nothing, and nothing scrolls sideways."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, expect
from sqlalchemy import select

from commworkflow.records.incidents import Incident
from commworkflow.records.messages import Message
from commworkflow.records.people import Establishment, Person
from tests.journeys.chromium import Seat
from tests.journeys.conftest import Crisis

pytestmark = pytest.mark.xdist_group("chromium")

LOOKS = (("desk", "light"), ("phone", "dark"), ("desk", "dark"), ("phone", "light"))
WHO = (
    "Dominique Marchand",
    "Bruno Le Goff",
    "Alice Renard",
    "Hugo Petit",
    "Farid Benali",
    "Nour Haddad",
    "Gaëlle Morvan",
)


def test_every_page_of_the_crisis(chrome: Browser, crisis: Crisis) -> None:
    """Each person in turn sees the pages of the incident, in turn at a desk and on a telephone, by day and by night."""
    pages = list(_of_the_crisis(crisis))
    for number, name in enumerate(WHO):
        width, scheme = LOOKS[number % len(LOOKS)]
        seat = Seat(chrome, crisis.address, width=width, scheme=scheme).play(name)
        # Three people share the pages among them at each look: all of them at every look would say nothing more.
        for page in pages[number % 3 :: 3]:
            seat.open(page)


def test_the_pages_of_an_administrator(chrome: Browser, crisis: Crisis) -> None:
    with crisis.house.database.read() as session:
        person = session.scalars(select(Person.uid)).first()
        place = session.scalars(select(Establishment.uid)).first()
    pages = ["/people", "/people/new", f"/people/{person}", "/establishments", "/establishments/new", "/account"]
    pages += ["/prepare", "/prepare/lists/mandates", "/prepare/envelope", "/contacts", "/contacts/new", "/kit"]
    for width, scheme in LOOKS[:2]:
        seat = Seat(chrome, crisis.address, width=width, scheme=scheme).play("Inès Caron")
        for page in [*pages, f"/establishments/{place}"]:
            seat.open(page)


def test_on_a_telephone_the_menu_is_folded_until_it_is_wanted(chrome: Browser, crisis: Crisis) -> None:
    seat = Seat(chrome, crisis.address, width="phone").play("Dominique Marchand")
    menu, button = seat.page.locator("#menu"), seat.page.locator(".menu-button")
    expect(menu).to_be_hidden()
    waiting = seat.page.locator("main h1").bounding_box()
    assert waiting is not None and waiting["y"] < seat.page.evaluate("innerHeight") / 2, "what waits comes first"
    button.focus()
    seat.page.keyboard.press("Enter")
    expect(menu).to_be_visible()
    seat.look()
    seat.page.keyboard.press("Escape")
    expect(menu).to_be_hidden()
    button.click()
    menu.locator("a", has_text="Journal").click()
    assert seat.page.url.endswith("/journal")
    desk = Seat(chrome, crisis.address).play("Dominique Marchand")
    expect(desk.page.locator("#menu")).to_be_visible()
    expect(desk.page.locator(".menu-button")).to_be_hidden()


def test_a_visitor(chrome: Browser, crisis: Crisis) -> None:
    for width, scheme in LOOKS[:2]:
        Seat(chrome, crisis.address, width=width, scheme=scheme).open("/sign-in").open("/recover").open("/no-such-page")


def _of_the_crisis(crisis: Crisis) -> Iterator[str]:
    yield from ("/contacts", "/contacts/new", "/paper", "/paper/new", "/kit")
    yield from ("/", "/incidents", "/incidents/new", "/templates", "/journal", "/account", "/hour", "/doctor")
    yield from ("/messages/nothing", "/search", "/search?words=urgences", "/accessibility")
    with crisis.house.database.read() as session:
        incident = session.scalars(select(Incident.uid)).one()
        messages = session.execute(select(Message.uid, Message.status).order_by(Message.id)).all()
    yield from (
        f"/incidents/{incident}{path}" for path in ("", "/change", "/facts", "/facts/transferts_nb", "/messages/new")
    )
    for message in messages:
        yield f"/messages/{message.uid}"
        if message.status == "draft":
            yield f"/messages/{message.uid}/edit"
        if message.status == "submitted":
            yield f"/messages/{message.uid}/by-hand"
        if message.status == "released":
            yield f"/messages/{message.uid}/desk"
