"""The director changes a word on a telephone; somebody else takes it over in one tap; the director decides on it."""

import pytest
from playwright.sync_api import Browser, expect
from sqlalchemy import select

from commworkflow.records.messages import Message, Revision
from commworkflow.records.people import Person
from commworkflow.rules.situation import Status
from tests.journeys.chromium import Seat
from tests.journeys.conftest import Crisis

pytestmark = pytest.mark.xdist_group("chromium")

DIRECTOR, AUTHOR = "Dominique Marchand", "Alice Renard"
LATE = "Il est trois heures du matin."


def the_statement(crisis: Crisis) -> Message:
    """The press statement that waits for the director."""
    with crisis.house.database.read() as session:
        waiting = select(Message).where(Message.status == Status.SUBMITTED, Message.family == "press_statement")
        return session.scalars(waiting).one()


def authors(crisis: Crisis, uid: str) -> list[str]:
    with crisis.house.database.read() as session:
        asked = select(Person.name).join(Revision, Revision.author_id == Person.id)
        of_it = asked.join(Message, Message.id == Revision.message_id).where(Message.uid == uid)
        return list(session.scalars(of_it.order_by(Revision.number)))


def test_proposed_on_a_telephone_taken_over_in_one_tap_and_validated(chrome: Browser, crisis: Crisis) -> None:
    uid = the_statement(crisis).uid
    director = Seat(chrome, crisis.address, width="phone", scheme="dark").play(DIRECTOR).open(f"/messages/{uid}")
    director.press("a[href$='/change']")
    director.page.locator(".rich-text").first.click()
    director.page.keyboard.press("Control+Home")
    director.page.keyboard.type("Cette nuit, ")
    expect(director.page.locator("#kept")).to_have_attribute("data-state", "kept")
    expect(director.page.locator("#changed ins").first).to_contain_text("Cette nuit,")
    director.look().picture("changing-phone")
    director.page.reload()
    director.look()
    expect(director.page.locator("#changed ins").first).to_contain_text("Cette nuit,")
    director.page.locator("[name='reason']").fill("Pour que chacun sache quand.")
    director.press("form#writing .actions button")
    assert "Cette nuit," in director.page.locator("#proposal ins").first.inner_text()

    author = Seat(chrome, crisis.address).play(AUTHOR)
    author.press(f".card a[href='/messages/{uid}']")
    author.picture("taking-over")
    author.press("form[action$='/acts/adopt'] button")
    assert author.status() == "submitted"

    director.open("/").press(f".card a[href='/messages/{uid}']")
    back = director.page.locator("#taken-over")
    assert AUTHOR in back.inner_text() and "Cette nuit," in back.locator("ins").first.inner_text()
    director.picture("taken-over-phone")
    for field in director.page.locator("form[action$='/acts/validate'] textarea").all():
        field.fill(LATE)
    director.press("form[action$='/acts/validate'] button")
    assert director.status() == "validated"
    assert DIRECTOR not in authors(crisis, uid) and authors(crisis, uid)[-1] == AUTHOR


def test_without_a_script_the_same_form_gives_the_same_change(chrome: Browser, crisis: Crisis) -> None:
    uid = the_statement(crisis).uid
    context = chrome.new_context(java_script_enabled=False, locale="fr-FR")
    page = context.new_page()
    page.goto(crisis.address + "/")
    page.locator(".exercise-bar button", has_text=DIRECTOR).click()
    page.goto(f"{crisis.address}/messages/{uid}/change")
    area = page.locator("form#writing textarea").first
    area.fill("Cette nuit. " + area.input_value())
    page.locator("form#writing .actions button").click()
    assert "Cette nuit." in page.locator("#proposal ins").first.inner_text()
    context.close()
