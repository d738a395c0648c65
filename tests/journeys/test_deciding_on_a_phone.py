"""A director at night, on a telephone 390 pixels wide: reads, comments, returns, compares and validates, tap by tap."""

import pytest
from playwright.sync_api import Browser, expect
from sqlalchemy import select

from commworkflow.records.messages import Message
from commworkflow.rules.situation import Status
from tests.journeys.chromium import Seat
from tests.journeys.conftest import Crisis

pytestmark = pytest.mark.xdist_group("chromium")

DIRECTOR, AUTHOR = "Dominique Marchand", "Alice Renard"
REMARK = "Dites d’abord ce que les patients doivent faire."
LATE = "Il est trois heures du matin."

SELECT_FIRST_WORDS = """() => {
  const words = [...document.querySelectorAll("[data-commented] p")].flatMap((one) => [...one.childNodes])
    .find((one) => one.nodeType === Node.TEXT_NODE && one.length > 30);
  getSelection().setBaseAndExtent(words, 0, words, 30);
  return getSelection().toString().trim();
}"""


class Thumb:
    """What a person does on a telephone with one hand, counted."""

    def __init__(self, seat: Seat) -> None:
        self.seat = seat
        self.taps = 0
        self.sentences = 0

    def tap(self, selector: str) -> "Thumb":
        """Tap what stands there, and look at what comes."""
        self.seat.press(selector)
        self.taps += 1
        return self

    def say(self, selector: str, words: str) -> "Thumb":
        """Write a sentence into a field."""
        self.seat.page.locator(selector).first.fill(words)
        self.sentences += 1
        return self


def the_statement(crisis: Crisis) -> Message:
    """The press statement that waits for the director."""
    with crisis.house.database.read() as session:
        waiting = select(Message).where(Message.status == Status.SUBMITTED, Message.family == "press_statement")
        return session.scalars(waiting).one()


def status(crisis: Crisis, uid: str) -> str:
    with crisis.house.database.read() as session:
        return session.scalars(select(Message.status).where(Message.uid == uid)).one()


def thumb(chrome: Browser, crisis: Crisis, scheme: str = "dark") -> Thumb:
    seat = Seat(chrome, crisis.address, width="phone", scheme=scheme)
    seat.page.goto(crisis.address + "/")
    return Thumb(seat)


def test_reads_comments_returns_compares_and_validates(chrome: Browser, crisis: Crisis) -> None:
    uid = the_statement(crisis).uid
    page = f"/messages/{uid}"

    director = thumb(chrome, crisis)
    director.tap(f".exercise-bar button:has-text('{DIRECTOR}')").tap(f".card a[href='{page}']")
    quoted = director.seat.page.evaluate(SELECT_FIRST_WORDS)
    director.tap(".quote-bar button")
    assert director.seat.page.locator("#comment-quote").input_value() == quoted
    director.say("#comment-body", REMARK).tap("form[action$='/comments'] button")
    assert director.seat.page.locator("mark").first.inner_text() == quoted

    returning = Thumb(director.seat)
    returning.tap("details:has(form[action$='/acts/return']) > summary")
    returning.say("form[action$='/acts/return'] [name='reason']", "Voir ma remarque.")
    returning.tap("form[action$='/acts/return'] button")
    assert (returning.taps, returning.sentences) == (2, 1)
    assert status(crisis, uid) == "draft"

    author = Seat(chrome, crisis.address).play(AUTHOR).open(f"{page}/edit")
    assert REMARK in author.page.locator("#comments").inner_text()
    author.fill({"title": "Les soins continuent"}).press("button[name='submit']")
    assert status(crisis, uid) == "submitted"

    deciding = thumb(chrome, crisis, "light")
    deciding.tap(f".exercise-bar button:has-text('{DIRECTOR}')").tap(f".card a[href='{page}']")
    told = deciding.seat.page.locator(".since").inner_text()
    assert "Les soins continuent" in told, "what changed is read before anything is pressed"
    for field in deciding.seat.page.locator("form[action$='/acts/validate'] textarea").all():
        field.fill(LATE)
    deciding.tap("form[action$='/acts/validate'] button")
    assert deciding.taps == 3, "sign in, open what waits, validate"
    assert status(crisis, uid) == "validated"
    assert deciding.seat.page.locator(".identity").inner_text().count(AUTHOR) == 1, "who was told"


def test_what_is_read_comes_in_the_order_of_a_decision(chrome: Browser, crisis: Crisis) -> None:
    seat = Seat(chrome, crisis.address, width="phone").play(DIRECTOR).open(f"/messages/{the_statement(crisis).uid}")
    order = ["h1", ".identity", "article.message-text", "#decide .opinions", "form[action$='/acts/validate'] button"]
    places = [seat.page.locator(selector).first.bounding_box() for selector in order]
    heights = [place["y"] for place in places if place]
    assert len(heights) == len(order) and heights == sorted(heights)
    for act in ("return", "refuse"):
        assert seat.page.locator(f"details:has(form[action$='/acts/{act}']) > summary small").is_visible()


def test_the_way_to_the_acts_stays_in_sight_while_the_text_is_read_and_never_lies_over_them(
    chrome: Browser, crisis: Crisis
) -> None:
    seat = Seat(chrome, crisis.address, width="phone").play(DIRECTOR).open(f"/messages/{the_statement(crisis).uid}")
    way = seat.page.locator(".jump a")
    expect(way).to_be_in_viewport()
    seat.page.locator("article.message-text").scroll_into_view_if_needed()
    expect(way).to_be_in_viewport()
    way.click()
    expect(seat.page.locator("#decide")).to_be_in_viewport()
    seat.page.locator("form[action$='/acts/validate'] button").scroll_into_view_if_needed()
    expect(way).not_to_be_in_viewport()


def test_from_one_that_waits_to_the_next(chrome: Browser, crisis: Crisis) -> None:
    seat = Seat(chrome, crisis.address, width="phone").play(DIRECTOR).open(f"/messages/{the_statement(crisis).uid}")
    first = seat.page.url
    link = seat.page.locator(".queue a")
    assert link.count() == 1
    link.click()
    seat.look()
    assert seat.page.url != first
