"""What nothing fills yet is called the same in the editor, in the reading beside it and in what the draft lacks."""

import json
from typing import Any

import pytest
from markupsafe import Markup

from commworkflow.readings.edit_page import edit_page
from commworkflow.records.house import House
from commworkflow.web.chips import to_be_filled
from tests.browser import Browser, Fields
from tests.cast import NOW
from tests.filling import begin, by_id, fields_shown
from tests.house_rules import all_of, text_of
from tests.released import ALICE, WAITING, a_draft, an_incident
from tests.web.conftest import Enter

TEXT = "section.faits"
EMPTY = "chip chip-empty"


@pytest.fixture
def incident(house: House) -> str:
    return an_incident(house)


def editor_shows(browser: Browser, name: str) -> str:
    """The words that the script puts in the place of a placeholder, from what the page carries for it."""
    form = by_id(browser.page, "writing")
    value = json.loads(form.get("data-values") or "{}")[name]
    words = json.loads(form.get("data-words") or "{}")
    assert value["words"] is None
    return str(words["toFill"]).replace("…", value["label"])


def told(browser: Browser, uid: str, fields: Fields) -> Any:
    """What the page is told while somebody types."""
    sent = {**fields_shown(browser), **fields}
    answer = browser.client.post(f"/messages/{uid}/working-copy", data=sent, headers={"Accept": "application/json"})
    assert answer.status_code == 200
    return answer.json


def test_what_is_to_be_filled_is_named_alike_on_both_sides(enter: Enter, incident: str) -> None:
    alice = enter("alice")
    begin(alice, incident, WAITING)
    reads = by_id(alice.page, "reads")
    shown = [text_of(chip) for chip in all_of(reads, "span") if chip.get("class") == EMPTY]
    assert editor_shows(alice, "consigne") in shown and editor_shows(alice, "prochain_point") in shown
    assert editor_shows(alice, "consigne").startswith("to be filled: ")
    assert "[[" not in text_of(reads)
    assert "[[" not in text_of(by_id(alice.page, "state"))


def test_a_fact_named_while_typing_is_called_by_its_label(enter: Enter, incident: str) -> None:
    alice = enter("alice")
    uid = begin(alice, incident, WAITING)
    said = told(alice, uid, {TEXT: "[[fact.transferts_nb]] et [[fact.nothing]]"})
    assert "to be filled: Patients transférés (total)</span>" in said["parts"]["reads"]
    assert "to be filled: fact.nothing</span>" in said["parts"]["reads"]
    assert "Patients transférés (total)" in said["parts"]["state"]
    assert said["values"]["fact.transferts_nb"]["label"] == "Patients transférés (total)", "the editor says the same"


def test_brackets_in_an_answer_are_text(enter: Enter, incident: str) -> None:
    alice = enter("alice")
    uid = begin(alice, incident, WAITING)
    typed: Fields = {TEXT: "[[consigne]] <b> [[Majuscule]]", "a.consigne": "[[horaires_bis]] & <i>"}
    reads = told(alice, uid, typed)["parts"]["reads"]
    assert "[[horaires_bis]] &amp; &lt;i&gt;" in reads
    assert "[[Majuscule]]" in reads and "&lt;b&gt;" in reads


def test_an_address_that_holds_brackets_stays_one(house: House) -> None:
    uid = a_draft(house)
    with house.database.read() as session:
        found = edit_page(session, house, ALICE, uid, NOW)
    assert found is not None
    link = Markup('<a href="https://a.example/[[consigne]]">[[consigne]]</a>')
    shown = to_be_filled(link, found, house.facts)
    assert shown.startswith('<a href="https://a.example/[[consigne]]"><span class="chip chip-empty">')
    assert shown.endswith("</span></a>")
