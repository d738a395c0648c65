"""Every form of the product: sent when its session had ended, it comes back with all that had been typed."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from urllib.parse import urlsplit
from xml.etree.ElementTree import Element

from flask import Flask
from sqlalchemy import select

from commworkflow.actions.contacts import Reachable, add_contact
from commworkflow.actions.delivering import Beginning, begin
from commworkflow.actions.ending import settle
from commworkflow.actions.incidents import close_incident
from commworkflow.actions.paper import reserve_slips
from commworkflow.actions.verifying import verify_form
from commworkflow.records.database import Database
from commworkflow.records.house import House
from commworkflow.records.sign_ins import HeldForm
from commworkflow.rules.contacts import Circle
from commworkflow.rules.situation import Intent
from commworkflow.web.access import EVERYBODY, mark_of
from commworkflow.web.filled_in import filled_in
from tests.browser import Browser
from tests.cast import CAST, NOW, PASSWORD, SAINT_ROCH
from tests.conftest import FrozenClock
from tests.filling import by_id, template_of
from tests.house_rules import all_of
from tests.released import (
    ALICE,
    CHLOE,
    DOMINIQUE,
    NOTIFICATION,
    WAITING,
    WAYS,
    a_draft,
    a_released,
    a_submitted,
    a_validated,
    an_incident,
    standing_of,
)
from tests.web.test_comments import comment
from tests.web.test_prepared import prepared

Enter = Callable[[str], Browser]

NOT_SWEPT = {
    "account.password": "passwords, which are never kept",
    "person.password": "a password, which is never kept",
    "sign_in.leave": "ends the session itself",
    "taking_over.leave_to_another": "ends the session itself, and keeps the form under its own path",
    "drafts.keep": "sent by the page's script, which keeps the words and asks to sign in over the page",
    "changes.keep": "sent by the page's script, which keeps the words and asks to sign in over the page",
    "drafts.meet": "sent from a page that stands only between two versions: test_drafts.py brings it back",
    "preparing.confirm": "nothing is typed into it: the list it carries stands in the form of the same page",
}
"""Views that take a form and are not swept, and why."""

NOTHING_TYPED = {
    "drafts.drop", "changes.drop", "held.drop", "messages.copy", "messages.correct", "messages.start",
    "templates.verify", "contacts.retire", "person.active", "person.end", "delegations.take_back", "comments.settle",
    "by_hand.answer",
}  # fmt: skip
"""Buttons: their form has no field anybody fills in."""


NO_LONGER_ASKED = ("waive.answers_missing",)
"""A reason that is asked for until the answers typed beside it are there."""


@dataclass(frozen=True, slots=True)
class Place:
    """A page with forms, and who fills them in."""

    who: str
    address: str


def places(house: House, enter: Enter) -> Iterator[Place]:
    """Pages on which every form of the product stands, some people working on each."""
    yield from administered(house)
    yield from led(house)
    yield from written(house, enter)
    yield from delivered(house)


def administered(house: House) -> Iterator[Place]:
    cnil = Reachable(Circle.AUTHORITY, "CNIL", "", "", "02 61 91 00 72", "", "", "", None)
    contact = add_contact(house, ALICE, SAINT_ROCH.uid, cnil, NOW)
    for page in (
        "/people/new", f"/people/{CAST['hugo'].uid}", "/establishments/new", f"/establishments/{SAINT_ROCH.uid}",
        "/prepare/lists/people", "/prepare/envelope", "/contacts/new", f"/contacts/{contact}", "/kit", "/hour",
    ):  # fmt: skip
        yield Place("ines", page)
    reserve_slips(house, CAST["farid"].actor, SAINT_ROCH.uid, 3, NOW)
    yield Place("farid", "/paper/new")
    yield Place("farid", "/paper")


def led(house: House) -> Iterator[Place]:
    place, over = an_incident(house), an_incident(house)
    close_incident(house, DOMINIQUE, over, NOW, NOW)
    kinds = {definition.type: key for key, definition in house.facts.items()}
    pages = (f"{place}/change", place, over, *(f"{place}/facts/{key}" for key in kinds.values()))
    for page in ("new", *pages):
        yield Place("dominique", f"/incidents/{page}")
    yield Place("dominique", "/delegations")
    verify_form(house, CHLOE, template_of(house, NOTIFICATION), NOW)
    yield Place("chloe", "/templates")


def written(house: House, enter: Enter) -> Iterator[Place]:
    submitted, validated, released = a_submitted(house), a_validated(house), a_released(house)
    comment(enter("farid"), submitted)
    yield Place("dominique", f"/messages/{submitted}")
    yield Place("dominique", f"/messages/{submitted}/change")
    yield Place("bruno", f"/messages/{submitted}")
    yield Place("farid", f"/messages/{submitted}/by-hand")
    yield Place("dominique", f"/messages/{validated}")
    yield Place("alice", f"/messages/{validated}")
    yield Place("dominique", f"/messages/{released}")
    for template, who in ((WAITING, "alice"), (NOTIFICATION, "chloe")):
        yield Place(who, f"/messages/{a_draft(house, template, CAST[who].actor)}/edit")
    yield Place("alice", f"/incidents/{an_incident(house)}/prepared/{prepared(house, enter)}")


def delivered(house: House) -> Iterator[Place]:
    released, declared = a_released(house), a_released(house, NOTIFICATION, CHLOE)
    yield Place("alice", f"/messages/{released}/desk")
    for uid, who, channel in (
        (released, "alice", "document"),
        (released, "alice", "site"),
        (released, "alice", "spoken"),
        (declared, "chloe", "portal"),
    ):
        seal = standing_of(house, CAST[who].actor, uid).situation.seal
        beginning = Beginning("AFP", seen=0)
        if channel == "document":
            beginning = replace(beginning, means="press", kinds=("docx",))
        intent = Intent(seal=seal, channel=channel)
        begun = begin(house, CAST[who].actor, uid, beginning, intent, WAYS.channels, WAYS.writers, NOW)
        yield Place(who, f"/deliveries/{begun}")
    yield Place("dominique", f"/deliveries/{begun}")
    settle(house, CHLOE, begun, True, "lu sur le portail", NOW)
    yield Place("chloe", f"/deliveries/{begun}")


def typed_into(form: Element) -> dict[str, str | list[str]]:
    """Something else in every field that somebody fills in."""
    typed: dict[str, str | list[str]] = {}
    boxes: dict[str, list[str]] = {}
    for field in all_of(form, "input", "textarea", "select"):
        name, kind, value = field.get("name") or "", field.get("type") or "text", field.get("value") or ""
        if not name or name in NO_LONGER_ASKED or kind in ("hidden", "password", "file", "submit"):
            continue
        if field.tag.endswith("select"):
            typed[name] = [option.get("value") or "" for option in all_of(field, "option")][-1]
        elif field.tag.endswith("textarea"):
            typed[name] = f"{TEXT}\r\n<textarea> & « {name} »"
        elif kind == "checkbox":
            boxes.setdefault(name, []).extend([] if field.get("checked") is not None else [value])
        elif kind == "radio":
            typed[name] = value
        else:
            typed[name] = OF_KIND.get(kind, f'{LINE} <b> & "{name}" l\'autre')
    return {**typed, **{name: ticked[0] if len(ticked) == 1 else ticked for name, ticked in boxes.items()}}


LINE, TEXT = "Tapé", "Première ligne"
OF_KIND = {
    "date": "2026-03-15",
    "time": "03:10",
    "datetime-local": "2026-03-15T03:10",
    "number": "3",
    "email": "tapee@hopital.example",
}


def forms_of(browser: Browser) -> list[Element]:
    (main,) = all_of(browser.page, "main")
    return [form for form in all_of(main, "form") if (form.get("method") or "").lower() == "post"]


def addresses(form: Element, browser: Browser) -> list[str]:
    """Where a form is sent to: by its own address, or by one of its buttons'."""
    by_button = [button.get("formaction") or "" for button in all_of(form, "button") if button.get("formaction")]
    paths = (urlsplit(address).path for address in (form.get("action") or browser.address, *by_button))
    return list(dict.fromkeys(paths))


def shown_again(form: Element, typed: dict[str, str | list[str]]) -> dict[str, str | list[str]]:
    """What the fields that were typed into hold now, as a browser reads it."""
    shown = Browser.shown(form)
    return {name: shown.get(name, []) for name in typed}


def as_a_browser_reads(typed: dict[str, str | list[str]]) -> dict[str, str | list[str]]:
    return {name: value if isinstance(value, list) else value.replace("\r\n", "\n") for name, value in typed.items()}


def hidden(form: Element) -> set[tuple[str | None, str | None]]:
    return {(one.get("name"), one.get("value")) for one in all_of(form, "input") if one.get("type") == "hidden"}


def the_same_form(browser: Browser, form: Element, address: str) -> Element:
    """The form of the page now open that is the one that was sent."""
    there = [one for one in forms_of(browser) if address in addresses(one, browser)]
    assert there, f"no form of {browser.address} is sent to {address}"
    return max(there, key=lambda one: len(hidden(one) & hidden(form)))


@dataclass(frozen=True, slots=True)
class Filled:
    """A form somebody works on: the view it is sent to, and what was typed into it."""

    browser: Browser
    place: Place
    form: Element
    address: str
    view: str
    typed: dict[str, str | list[str]]


def every_form(app: Flask, house: House, enter: Enter) -> Iterator[Filled]:
    """Every form of every page, once for each address it is sent to, its page being open."""
    adapter = app.url_map.bind("localhost")
    for place in places(house, enter):
        browser = enter(place.who)
        browser.get(place.address)
        assert browser.address == place.address, "the page is not there for this person"
        for number in range(len(forms_of(browser))):
            form = forms_of(browser)[number]
            for address in addresses(form, browser):
                view = adapter.match(address, method="POST")[0]
                yield Filled(browser, place, form, address, view, typed_into(form))
                browser.get(place.address)


def sent_too_late(filled: Filled, clock: FrozenClock) -> None:
    """Send a form when the session has ended, sign in, go back to its page: all is there."""
    browser = filled.browser
    clock.advance(minutes=31)
    browser.post(filled.address, {**Browser.shown(filled.form), **filled.typed}, token=False)
    assert browser.address == "/sign-in", filled.address
    browser.send("/sign-in", {"email": CAST[filled.place.who].email, "password": PASSWORD})
    back = next(link for link in browser.links.values() if "held=" in link)
    browser.get(back)
    again = the_same_form(browser, filled.form, filled.address)
    assert shown_again(again, filled.typed) == as_a_browser_reads(filled.typed), filled
    browser.post(f"/held/{back.rpartition('held=')[2]}/drop")


def test_every_form_comes_back_as_it_was_typed(app: Flask, house: House, signed_in: Enter, clock: FrozenClock) -> None:
    brought_back: set[str] = set()
    buttons: set[str] = set()
    for filled in every_form(app, house, signed_in):
        if not filled.typed:
            buttons.add(filled.view)
        elif filled.view not in NOT_SWEPT:
            sent_too_late(filled, clock)
            brought_back.add(filled.view)
    views = {
        rule.endpoint
        for rule in app.url_map.iter_rules()
        if "POST" in (rule.methods or ()) and mark_of(app.view_functions[rule.endpoint]) is not EVERYBODY
    }
    assert views - brought_back - set(NOT_SWEPT) == NOTHING_TYPED
    assert brought_back.isdisjoint(NOTHING_TYPED | set(NOT_SWEPT))
    assert buttons & views - brought_back <= NOTHING_TYPED | set(NOT_SWEPT)


def test_every_form_that_is_refused_comes_back_as_it_was_typed(app: Flask, house: House, signed_in: Enter) -> None:
    refused = set()
    for filled in every_form(app, house, signed_in):
        typed = {name: with_a_forbidden_sign(value) for name, value in filled.typed.items() if name not in STAYS_TICKED}
        if typed == filled.typed or filled.view in NOT_SWEPT:
            continue
        sent = {**Browser.shown(filled.form), **typed}
        filled.browser.see(filled.browser.client.post(filled.address, data=sent), 422)
        again = the_same_form(filled.browser, filled.form, filled.address)
        assert shown_again(again, typed) == as_a_browser_reads(typed), filled
        refused.add(filled.view)
    assert len(refused) > 25


STAYS_TICKED = ("establishments",)
"""An establishment once touched stays so."""


def with_a_forbidden_sign(value: str | list[str]) -> str | list[str]:
    """The same, with a sign no text of the product takes, where it is words somebody wrote."""
    return value + "\u202e" if isinstance(value, str) and value.startswith((LINE, TEXT)) else value


PAGE = """<main id="main"><details id="fold"><summary>Plus</summary>
<form method="post" action="/there" data-unsaved><input type="hidden" name="which" value="one">
<input name="line" value="old"><textarea name="text">
old</textarea></form></details>
<form method="post" action="/there"><input type="hidden" name="which" value="two"><input name="line" value="old">
<input type="password" name="secret"><button formaction="/by-button">x</button></form>
<form action="/there"><input name="line" value="looked for"></form></main>"""


def filled_as(path: str, *fields: tuple[str, str], page: str = PAGE) -> str:
    return filled_in(page, "/here", path, fields, lambda found: f"<p>{found}</p>")


def test_of_two_forms_to_one_address_the_one_that_was_sent_is_filled() -> None:
    filled = filled_as("/there", ("which", "two"), ("line", 'a "<b>"'))
    assert filled.count('value="old"') == 1 and filled.count('value="a &#34;&lt;b&gt;&#34;"') == 1
    assert filled.index("&lt;b&gt;") > filled.index('value="two"') and "looked for" in filled
    assert "<p>True</p>" in filled and '<details id="fold">' in filled


def test_what_was_folded_away_is_open_and_leaving_asks_first() -> None:
    filled = filled_as("/there", ("which", "one"), ("text", "</textarea><script>"))
    assert '<details id="fold" open>' in filled and 'data-unsaved="yes"' in filled
    assert "&lt;/textarea&gt;&lt;script&gt;" in filled and "<script>" not in filled


def test_hidden_fields_and_passwords_are_never_filled() -> None:
    filled = filled_as("/by-button", ("which", "three"), ("secret", "x"), ("line", "new"))
    assert 'value="new"' in filled and 'value="three"' not in filled and '"x"' not in filled


def test_a_page_without_that_form_says_so_and_stays_as_it_was() -> None:
    assert filled_as("/elsewhere", ("line", "new")) == PAGE.replace('"main">', '"main"><p>False</p>')


def test_nobody_else_and_no_other_browser_is_shown_what_was_held(signed_in: Enter, clock: FrozenClock) -> None:
    ines = signed_in("ines")
    ines.get("/people/new")
    clock.advance(minutes=31)
    ines.send("/people/new", {"name": "Une Personne Rare"})
    ines.send("/sign-in", {"email": CAST["ines"].email, "password": PASSWORD})
    back = next(link for link in ines.links.values() if "held=" in link)
    ines.get(back)
    assert "Une Personne Rare" in ines.response.text
    elsewhere = signed_in("ines")
    elsewhere.get(back)
    assert "Une Personne Rare" not in elsewhere.response.text
    ines.sign_out()
    ines.get("/sign-in")
    ines.send("/sign-in", {"email": CAST["bruno"].email, "password": PASSWORD})
    assert "Une Personne Rare" not in ines.response.text
    ines.get(back.replace("/people/new", "/account"))
    assert "Une Personne Rare" not in ines.response.text and "held" not in ines.words


def test_of_two_forms_held_each_comes_back_by_its_own_name(
    signed_in: Enter, clock: FrozenClock, database: Database
) -> None:
    ines = signed_in("ines")
    token = ines.token()
    clock.advance(minutes=31)
    for name in ("La première", "La seconde"):
        ines.post("/people/new", {"name": name, "csrf_token": token}, token=False)
    ines.get("/sign-in")
    ines.send("/sign-in", {"email": CAST["ines"].email, "password": PASSWORD})
    with database.read() as session:
        first, second = session.scalars(select(HeldForm.uid).order_by(HeldForm.id)).all()
    for uid, name in ((first, "La première"), (second, "La seconde")):
        ines.get(f"/people/new?held={uid}")
        assert by_id(ines.page, "field-name").get("value") == name
