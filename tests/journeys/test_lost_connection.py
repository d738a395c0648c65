"""The connection is lost while somebody writes: the words stay, sealed in the browser, and come back to them alone."""

from base64 import b64encode
from typing import Any

import pytest
from playwright.sync_api import Page, expect
from sqlalchemy import select

from commworkflow.records.messages import Revision, WorkingCopy
from commworkflow.records.people import Person
from tests.journeys.chromium import Seat
from tests.journeys.conftest import Crisis
from tests.journeys.editing import SAVE, editor

pytestmark = pytest.mark.xdist_group("chromium")

WORDS = "Vingt-trois dossiers chiffres."
"""Plain letters: they would be found in any writing of them."""

NO_WEBCRYPTO = "Object.defineProperty(Crypto.prototype, 'subtle', {get: () => undefined})"
SEALED_BY_NOW = """async () => {
  for (let turn = 0; turn < 9; turn += 1) await crypto.subtle.digest("SHA-256", new Uint8Array(8));
}"""
"""What the browser was asked to seal before is sealed once it has done this too."""
ALL_IT_SAYS = """() => {
    window.told = [];
    new MutationObserver(() => told.push(kept.dataset.state)).observe(kept, {attributeFilter: ["data-state"]});
}"""
ALL_IT_KEEPS = """async () => JSON.stringify([
    Object.entries(localStorage), Object.entries(sessionStorage),
    (await indexedDB.databases()).map(one => one.name), await caches.keys(),
])"""


def state(page: Page, expected: str) -> None:
    """Wait until the page says that much of what is being typed."""
    expect(page.locator("#kept")).to_have_attribute("data-state", expected)


def standing(page: Page) -> dict[str, str]:
    """What this browser keeps, by name."""
    kept: dict[str, str] = page.evaluate("Object.fromEntries(Object.entries(localStorage))")
    return kept


def typed_without_connection(alice: Seat, words: str = WORDS) -> dict[str, str]:
    """Type while nothing can be reached, and return what the browser keeps of it."""
    alice.page.context.set_offline(True)
    editor(alice.page).clear().type(words)
    state(alice.page, "offline")
    return standing(alice.page)


def left_before_it_is_back(page: Page) -> None:
    """Leave the page, and only then have the connection again.

    A browser lets a page go on for a moment while the next one comes, and may have given the connection back to it by
    then: its words would be with the server already. Told that it is left, the page sends nothing more.
    """
    page.evaluate("dispatchEvent(new PageTransitionEvent('pagehide'))")
    page.goto("about:blank")
    page.context.set_offline(False)


def given_back(page: Page) -> None:
    """Wait until the words stand in the form again, the server has them, and the browser has forgotten them."""
    expect(page.locator(".rich-text").first).to_contain_text(WORDS)
    state(page, "kept")
    assert standing(page) == {}


def copies(crisis: Crisis, name: str = "Alice Renard") -> str:
    """What the server keeps of what that person typed and did not save."""
    of_theirs = select(WorkingCopy.fields).join(Person, Person.id == WorkingCopy.person_id).where(Person.name == name)
    with crisis.house.database.read() as session:
        return str(session.scalars(of_theirs).all())


def test_what_is_typed_meanwhile_stands_sealed_and_is_sent_when_the_connection_is_back(
    draft: tuple[Seat, str], crisis: Crisis
) -> None:
    alice, _ = draft
    kept = typed_without_connection(alice)
    assert [name.partition(":")[0] for name in kept] == ["sealed"]
    everything = alice.page.evaluate(ALL_IT_KEEPS)
    for part in (WORDS, *WORDS.strip(".").split(), "section.", "csrf_token"):
        for writing in (part, part[::-1], b64encode(part.encode()).decode().rstrip("=")[:-1]):
            assert writing not in everything, writing
    assert alice.page.locator("[data-key]").count() == 0, "the key is nowhere in the page any more"
    (first,) = kept.values()
    editor(alice.page).type(" Et plus.")
    expect(alice.page.locator(".rich-text").first).to_contain_text("Et plus.")
    alice.page.wait_for_function("before => Object.values(localStorage)[0] !== before", arg=first)
    (second,) = standing(alice.page).values()
    assert first.split(".")[0] != second.split(".")[0], "a fresh nonce each time"
    alice.page.context.set_offline(False)
    editor(alice.page).kept()
    assert standing(alice.page) == {}
    assert WORDS in copies(crisis)


def test_a_machine_that_takes_no_writing_is_not_told_as_a_lost_connection(
    draft: tuple[Seat, str], crisis: Crisis
) -> None:
    alice, _ = draft
    alice.page.evaluate(ALL_IT_SAYS)
    alice.page.route("**/working-copy", lambda route: route.fulfill(status=507))
    editor(alice.page).clear().type(WORDS)
    state(alice.page, "noRoom")
    with alice.page.expect_response("**/working-copy"):
        alice.page.locator(SAVE).first.click()
    expect(alice.page.locator("#kept.notice-warning")).to_be_visible()
    expect(alice.page.locator(".rich-text").first).to_contain_text(WORDS)
    alice.page.unroute("**/working-copy")
    given_back(alice.page)
    assert alice.page.evaluate("told") == ["typing", "noRoom", "kept"]
    assert WORDS in copies(crisis)


def test_a_page_closed_without_a_connection_gives_its_words_back(draft: tuple[Seat, str], crisis: Crisis) -> None:
    alice, address = draft
    typed_without_connection(alice)
    left_before_it_is_back(alice.page)
    alice.page.goto(crisis.address + address)
    given_back(alice.page)
    assert WORDS in copies(crisis)


def test_what_was_typed_in_the_last_moment_before_the_page_is_left_stands_sealed(
    draft: tuple[Seat, str], crisis: Crisis
) -> None:
    alice, address = draft
    alice.page.route("**/working-copy", lambda route: route.abort())
    editor(alice.page).clear().type(WORDS)
    alice.page.evaluate(SEALED_BY_NOW)
    alice.page.evaluate("dispatchEvent(new PageTransitionEvent('pagehide'))")
    (kept,) = standing(alice.page).items()
    assert kept[0].startswith("sealed:") and WORDS not in kept[1]
    alice.page.goto("about:blank")
    alice.page.unroute("**/working-copy")
    alice.page.goto(crisis.address + address)
    expect(alice.page.locator(".rich-text").first).to_contain_text(WORDS)


def test_another_person_at_the_same_browser_reads_nothing_and_takes_nothing_away(
    draft: tuple[Seat, str], crisis: Crisis
) -> None:
    alice, address = draft
    kept = typed_without_connection(alice)
    left_before_it_is_back(alice.page)
    farid = alice.play("Farid Benali").open(address)
    assert WORDS not in farid.page.content()
    # Sealed anew at each try to send it, until the page was left: what stands now is what must stay.
    left = standing(farid.page)
    assert left.keys() == kept.keys()
    editor(farid.page).clear().type("Le texte de Farid.").kept()
    assert standing(farid.page) == left
    # Alice's page may still send them in the moment it is left, as hers: they never become Farid's.
    assert WORDS not in copies(crisis, "Farid Benali") and "Le texte de Farid." in copies(crisis, "Farid Benali")
    alice.play("Alice Renard")
    alice.page.goto(crisis.address + address)
    given_back(alice.page)


def test_signing_in_again_gives_the_words_back(draft: tuple[Seat, str], crisis: Crisis) -> None:
    alice, address = draft
    typed_without_connection(alice)
    left_before_it_is_back(alice.page)
    alice.page.context.clear_cookies()
    alice.play("Alice Renard")
    alice.page.goto(crisis.address + address)
    given_back(alice.page)


def old_words(alice: Seat) -> tuple[str, str]:
    """The name and the words under which an earlier version kept the form that is open, in clear."""
    name: str = alice.page.evaluate("(({person, keep}) => `typed:${person}:${keep}`)(writing.dataset)")
    fields: list[list[str]] = alice.page.evaluate("[...new FormData(writing)].filter(([name]) => name != 'csrf_token')")
    changed = [[name, f"<p>{WORDS}</p>" if name.startswith("rich.") else value] for name, value in fields]
    return name, alice.page.evaluate("JSON.stringify", changed)


def test_what_an_earlier_version_kept_in_clear_is_sent_and_taken_away(draft: tuple[Seat, str], crisis: Crisis) -> None:
    alice, address = draft
    alice.page.evaluate("([name, words]) => localStorage.setItem(name, words)", old_words(alice))
    alice.page.goto(crisis.address + address)
    given_back(alice.page)
    assert WORDS in copies(crisis)


def test_what_an_earlier_version_kept_is_sealed_at_once_where_it_cannot_be_sent(draft: tuple[Seat, str]) -> None:
    alice, address = draft
    name, words = old_words(alice)
    alice.page.evaluate("([name, words]) => localStorage.setItem(name, words)", [name, words])
    alice.page.route("**/working-copy", lambda route: route.abort())
    alice.page.goto(alice.address + address)
    state(alice.page, "offline")
    (kept,) = standing(alice.page).items()
    assert kept[0] == name.replace("typed:", "sealed:") and WORDS not in kept[1]
    assert alice.page.locator("#writing").evaluate("form => form.inert"), "one place holds one text"
    alice.page.unroute("**/working-copy")
    given_back(alice.page)


def test_a_browser_that_cannot_seal_keeps_nothing_and_says_so(draft: tuple[Seat, str], crisis: Crisis) -> None:
    alice, address = draft
    alice.page.context.add_init_script(NO_WEBCRYPTO)
    alice.page.goto(crisis.address + address)
    alice.page.context.set_offline(True)
    editor(alice.page).clear().type(WORDS)
    state(alice.page, "onlyHere")
    assert standing(alice.page) == {}
    alice.page.evaluate("dispatchEvent(new PageTransitionEvent('pagehide'))")
    assert standing(alice.page) == {}
    alice.page.context.set_offline(False)
    alice.page.evaluate("dispatchEvent(new PageTransitionEvent('pageshow', {persisted: true}))")
    editor(alice.page).kept()
    assert WORDS in copies(crisis)


def test_words_that_no_key_opens_are_left_and_told(draft: tuple[Seat, str], crisis: Crisis) -> None:
    alice, address = draft
    kept = typed_without_connection(alice)
    left_before_it_is_back(alice.page)
    alice.page.route(f"**{address}", with_another_key)
    alice.page.goto(crisis.address + address)
    expect(alice.page.locator("#pasted")).to_contain_text("clé de cette machine")
    left = standing(alice.page)
    assert left.keys() == kept.keys()
    editor(alice.page).clear().type("La suite.").kept()
    expect(alice.page.locator("#pasted")).to_be_visible()
    assert standing(alice.page) == left


def with_another_key(route: Any) -> None:
    """The same page from a machine whose secret was made anew."""
    answer = route.fetch()
    page = answer.text()
    key = page.partition('data-key="')[2].partition('"')[0]
    assert key
    route.fulfill(response=answer, body=page.replace(key, b64encode(bytes(32)).decode()))


def test_the_form_stays_while_the_connection_is_lost(draft: tuple[Seat, str], crisis: Crisis) -> None:
    alice, _ = draft
    typed_without_connection(alice)
    alice.page.locator(SAVE).first.click()
    state(alice.page, "notSent")
    expect(alice.page.locator(".rich-text").first).to_contain_text(WORDS)
    alice.page.context.set_offline(False)
    editor(alice.page).kept()
    alice.press(SAVE)
    with crisis.house.database.read() as session:
        last = session.scalars(select(Revision).order_by(Revision.id.desc()).limit(1)).one()
        assert WORDS in str(last.sections)
