"""Starting from what exists: the earlier messages of a family, and what must be looked at again in a copy."""

import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from commworkflow.actions.facts import record_fact
from commworkflow.records.house import House
from commworkflow.rules.catalogue import FaultyFile
from commworkflow.rules.faults import Fault, FaultKey
from tests.acting import ALICE, IT_MUST, draft, incident, released, submitted
from tests.browser import Browser
from tests.cast import NOW
from tests.filling import by_id, forms_of, has_id, write
from tests.house_rules import all_of, text_of

NOTICE, WAITING = "patient-notice", "waiting-statement"
Enter = Callable[[str], Browser]


@pytest.fixture
def place(house: House) -> str:
    return incident(house)


def offered(browser: Browser, place: str) -> dict[str, list[str]]:
    """The messages to copy under each template, by its title."""
    browser.get(f"/incidents/{place}/messages/new")
    cards = [card for card in all_of(browser.page, "article") if card.get("class") == "card"]
    return {
        text_of(all_of(card, "h2")[0]): [
            (form.get("action") or "").split("/")[2]
            for form in all_of(card, "form")
            if (form.get("action") or "").endswith("/copy")
        ]
        for card in cards
    }


def test_the_earlier_messages_of_a_family_stand_under_its_template(house: House, enter: Enter, place: str) -> None:
    first, other = submitted(house, NOTICE, place=place), draft(house, WAITING, place=place)
    elsewhere = submitted(house, NOTICE)
    alice = enter("alice")
    shown = offered(alice, place)
    assert shown["Avis aux patients"] == [first] and shown["Communiqué d’attente"] == [other]
    assert elsewhere not in [uid for uids in shown.values() for uid in uids]
    alice.send(f"/messages/{first}/copy")
    made = alice.address.split("/")[2]
    assert alice.address == f"/messages/{made}/edit" and made != first
    assert offered(alice, place)["Avis aux patients"] == [made, first], "last changed first"


def test_three_at_most_and_none_that_one_may_not_copy(house: House, enter: Enter, place: str) -> None:
    made = [draft(house, WAITING, place=place) for _ in range(4)]
    draft(house, NOTICE, place=place)
    assert offered(enter("alice"), place)["Communiqué d’attente"] == made[:0:-1]
    assert "Avis aux patients" not in offered(enter("farid"), place), "the crisis cell writes none of that family"


def again(browser: Browser) -> list[str]:
    """What has to be looked at again, line by line; each link leads to a field of the page."""
    (box,) = [part for part in all_of(browser.page, "div") if part.get("class") == "again"]
    links = [link.get("href") or "" for entry in all_of(box, "li") for link in all_of(entry, "a")]
    assert all(has_id(browser.page, link.removeprefix("#")) for link in links), links
    return [text_of(entry) for entry in all_of(box, "li")]


def test_a_copy_says_what_to_look_at_again(house: House, enter: Enter) -> None:
    uid = submitted(house, WAITING)
    alice = enter("alice")
    alice.get(f"/messages/{uid}")
    alice.send(f"/messages/{uid}/copy")
    made = alice.address.split("/")[2]
    before = again(alice)
    assert "Copied from" in text_of(by_id(alice.page, "state"))
    assert any("Prochain point d’information" in line and "announced by the original" in line for line in before)
    assert not any("the register says something else" in line for line in before)
    alice.get(f"/messages/{made}")
    found = place_of(alice)
    record_fact(house, ALICE, found, "urgences", "fermees", NOW, said_by="SAMU", reason=IT_MUST)
    alice.get(f"/messages/{made}/edit")
    (moved,) = [line for line in again(alice) if "the register says something else" in line]
    assert "before: Avant de venir aux urgences" in moved and "now: Ne venez pas aux urgences" in moved
    write(alice, made, {"section.faits": "Cela date de 9 h."})
    assert not any("Cela date de" in line for line in again(alice)), "typed since, and not by the original"


def place_of(browser: Browser) -> str:
    return next(link for link in browser.links.values() if link.startswith("/incidents/")).split("/")[2]


def test_a_correction_says_what_it_replaces(house: House, enter: Enter) -> None:
    uid = released(house, NOTICE)
    alice = enter("alice")
    alice.get(f"/messages/{uid}")
    alice.send(f"/messages/{uid}/correct")
    assert "It will replace" in text_of(by_id(alice.page, "state"))
    assert again(alice)


def test_a_draft_from_its_template_has_nothing_to_look_at_again(house: House, enter: Enter) -> None:
    uid = draft(house, WAITING)
    alice = enter("alice")
    alice.get(f"/messages/{uid}/edit")
    assert not [part for part in all_of(alice.page, "div") if part.get("class") == "again"]
    assert f"/messages/{uid}/edit" in forms_of(alice)


def test_the_texts_the_hospital_prepared_are_there_to_copy(house: House, enter: Enter) -> None:
    uid = draft(house, WAITING)
    alice = enter("alice")
    alice.get(f"/messages/{uid}/edit")
    words = text_of(by_id(alice.page, "pieces"))
    assert "La prise en charge des patients hospitalisés continue" in words
    assert "Qui répond aux journalistes" not in words, "that one is for the staff"
    told = json.loads(by_id(alice.page, "writing").get("data-pieces") or "")
    assert {piece["title"] for piece in told} == {text_of(title) for title in all_of(by_id(alice.page, "pieces"), "dt")}
    assert all(piece["html"].startswith("<p>") for piece in told)


def test_a_family_nothing_was_prepared_for_shows_no_list(house: House, enter: Enter) -> None:
    empty = replace(house.shelf.catalogue, pieces=())
    house.shelf.catalogue = empty
    uid = draft(house, WAITING)
    alice = enter("alice")
    alice.get(f"/messages/{uid}/edit")
    assert not has_id(alice.page, "pieces")


def test_a_faulty_piece_is_named_on_the_page_of_templates(house: House, enter: Enter) -> None:
    broken = FaultyFile(Path("mon-texte.fr.md"), (Fault(4, FaultKey.PIECE_EMPTY),))
    house.shelf.catalogue = replace(house.shelf.catalogue, faulty_pieces=(broken,))
    alice = enter("alice")
    alice.get("/templates")
    assert "mon-texte.fr.md" in alice.words and "The text is missing under the second line" in alice.words
