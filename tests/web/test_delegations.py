"""The page of delegations in a browser: given with the night's scope ticked, told at once, taken back in one press."""

from collections.abc import Callable

import pytest

from commworkflow.records.database import Database
from commworkflow.records.house import House
from tests.browser import Browser, Fields
from tests.cast import CAST
from tests.filling import act, has_id, journal_length, kinds_since, summary_of
from tests.filling import message_of as message
from tests.house_rules import all_of
from tests.released import WAITING, a_submitted

Enter = Callable[[str], Browser]
GIVEN: Fields = {
    "to": CAST["gaelle"].uid,
    "function": "directrice des soins",
    "until": "2026-03-15T08:00",
    "deed": "Décision n° 2026-41",
}
WITHOUT_RSSI = {"waive.opinion_missing:rssi": "il est trois heures du matin"}


def given(enter: Enter, **changes: str) -> Browser:
    dominique = enter("dominique")
    dominique.get("/delegations")
    dominique.send("/delegations", {**GIVEN, **changes})
    return dominique


def ticked(browser: Browser) -> list[str]:
    boxes = [box for box in all_of(browser.page, "input") if box.get("name") == "families"]
    return [box.get("value") or "" for box in boxes if box.get("checked") is not None]


def test_the_night_is_ticked_at_first(signed_in: Enter) -> None:
    dominique = signed_in("dominique")
    dominique.get("/delegations")
    assert sorted(ticked(dominique)) == ["incident_report", "waiting_statement"]


def test_given_the_delegate_validates_and_the_page_says_for_whom(
    house: House, signed_in: Enter, database: Database
) -> None:
    given(signed_in)
    uid = a_submitted(house, WAITING)
    gaelle = signed_in("gaelle")
    gaelle.get(f"/messages/{uid}")
    act(gaelle, uid, "validate", WITHOUT_RSSI)
    assert message(database, uid).status == "validated"
    assert "Pour le directeur et par délégation, Gaëlle Le Goff, directrice des soins" in gaelle.words


def test_taken_back_while_the_page_is_open_nothing_is_decided(
    house: House, signed_in: Enter, database: Database
) -> None:
    dominique = given(signed_in)
    uid = a_submitted(house, WAITING)
    gaelle = signed_in("gaelle")
    gaelle.get(f"/messages/{uid}")
    before = journal_length(database)
    (end,) = [form for form in all_of(dominique.page, "form") if (form.get("action") or "").endswith("/end")]
    dominique.send(end.get("action") or "")
    act(gaelle, uid, "validate", WITHOUT_RSSI, 403)
    assert message(database, uid).status == "submitted"
    assert kinds_since(database, before) == ["delegation_taken_back"]


@pytest.mark.parametrize(("field", "value"), [
    ("to", ""), ("until", "2020-01-01T08:00"), ("since", "2026-03-14T08:00"), ("published_on", "demain"), ("deed", ""),
])  # fmt: skip
def test_what_is_wrong_comes_back_with_everything_typed(
    signed_in: Enter, database: Database, field: str, value: str
) -> None:
    dominique = signed_in("dominique")
    dominique.get("/delegations")
    before = journal_length(database)
    dominique.send("/delegations", {**GIVEN, field: value, "families": ["patient_notice"]}, 422)
    assert summary_of(dominique.page) == [f"field-{field}"]
    assert journal_length(database) == before
    assert ticked(dominique) == ["patient_notice"], "what was ticked stays ticked"
    assert "directrice des soins" in dominique.response.text


def test_for_nothing_at_all_is_told(signed_in: Enter) -> None:
    dominique = signed_in("dominique")
    dominique.get("/delegations")
    dominique.send("/delegations", {**GIVEN, "families": []}, 422)
    assert has_id(dominique.page, "problem-families")


def test_nobody_else_opens_it(signed_in: Enter) -> None:
    for who in ("gaelle", "farid", "ines"):
        somebody = signed_in(who)
        somebody.get("/delegations", 403)
        assert "/delegations" not in somebody.links.values()
