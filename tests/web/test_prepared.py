"""A text prepared in calm, in a browser: written with gaps, validated for months, finished and released at night."""

from collections.abc import Callable

from commworkflow.records.database import Database
from commworkflow.records.house import House
from tests.browser import Browser, Fields
from tests.conftest import FrozenClock
from tests.filling import act, begin, filled, has_id, journal_length, kinds_since, template_of, write
from tests.filling import message_of as message
from tests.house_rules import all_of
from tests.released import WAITING, an_incident

Enter = Callable[[str], Browser]
SLOTS: Fields = {
    "a.nature": "technique",
    "a.urgences": "fermees",
    "a.prochain_point.date": "2026-03-14",
    "a.prochain_point.time": "16:15",
}
ALONE: Fields = {"waive.opinion_missing:rssi": "préparé sans lui"}


def prepared(house: House, enter: Enter, until: str = "") -> str:
    """Everything through the pages: the dossier, the text, its submission and its validation in calm."""
    dominique = enter("dominique")
    dominique.get("/incidents/new")
    dominique.send("/incidents/new", {"title": "Préparation de l’année", "in_calm": "yes"})
    place = dominique.address
    alice = enter("alice")
    uid = begin(alice, place.split("/")[2], WAITING)
    fields = {name: value for name, value in filled(template_of(house, WAITING)).items() if name not in SLOTS}
    write(alice, uid, {**fields, **dict.fromkeys(SLOTS, "")}, submit=True)
    dominique.get(f"/messages/{uid}")
    act(dominique, uid, "validate", {**ALONE, "until": until})
    return uid


def test_from_the_calm_to_the_release(house: House, signed_in: Enter, database: Database) -> None:
    original = prepared(house, signed_in, "2026-12-31T08:00")
    assert message(database, original).status == "validated"
    place = an_incident(house)
    alice = signed_in("alice")
    alice.get(f"/incidents/{place}")
    assert f"/incidents/{place}/prepared" in alice.links.values()
    alice.get(f"/incidents/{place}/prepared")
    assert f"/incidents/{place}/prepared/{original}" in alice.links.values()
    alice.get(f"/incidents/{place}/prepared/{original}")
    assert "à compléter" in alice.words
    before = journal_length(database)
    alice.send(f"/incidents/{place}/prepared/{original}", SLOTS)
    uid = alice.address.split("/")[2]
    assert kinds_since(database, before) == ["prepared_completed"]
    assert message(database, uid).status == "validated" and "à compléter" not in alice.words
    assert "Texte préparé et validé" in alice.words
    act(alice, uid, "release", {"waive.staff_not_told": "en même temps"})
    assert message(database, uid).status == "released"


def test_what_is_refused_comes_back_with_every_answer(house: House, signed_in: Enter, database: Database) -> None:
    original, place = prepared(house, signed_in), an_incident(house)
    alice = signed_in("alice")
    alice.get(f"/incidents/{place}/prepared/{original}")
    before = journal_length(database)
    alice.send(f"/incidents/{place}/prepared/{original}", {**SLOTS, "a.prochain_point.date": ""}, 409)
    assert has_id(alice.page, "refused") and journal_length(database) == before
    shown = alice.shown(all_of(alice.page, "main")[0])
    assert (shown["a.nature"], shown["a.prochain_point.time"]) == ("technique", "16:15")


def test_whoever_validated_it_reads_who_fills_it_and_finds_no_form(
    house: House, signed_in: Enter, database: Database
) -> None:
    original, place = prepared(house, signed_in), an_incident(house)
    at = f"/incidents/{place}/prepared/{original}"
    alice, dominique = signed_in("alice"), signed_in("dominique")
    alice.get(at)
    assert not has_id(alice.page, "refused")
    dominique.get(at)
    assert has_id(dominique.page, "refused")
    assert at not in [form.get("action") for form in all_of(dominique.page, "form")]
    before = journal_length(database)
    dominique.post(at, {**SLOTS, "asked": "1"}, 403)
    assert journal_length(database) == before


def test_the_form_says_that_lengths_are_counted_without_the_gaps(house: House, signed_in: Enter) -> None:
    dominique, alice = signed_in("dominique"), signed_in("alice")
    dominique.get("/incidents/new")
    dominique.send("/incidents/new", {"title": "Préparation de l’année", "in_calm": "yes"})
    for place, said in ((dominique.address.split("/")[2], True), (an_incident(house), False)):
        alice.get(f"/messages/{begin(alice, place, WAITING)}/edit")
        assert has_id(alice.page, "without-gaps") is said


def test_an_hour_to_come_that_has_passed_is_filled_with_another(house: House, enter: Enter, database: Database) -> None:
    original, place = prepared(house, enter), an_incident(house)
    alice = enter("alice")
    alice.get(f"/incidents/{place}/prepared/{original}")
    alice.send(f"/incidents/{place}/prepared/{original}", {**SLOTS, "a.prochain_point.date": "2026-03-13"}, 409)
    assert "The hour announced is past already: Prochain point" in alice.words
    assert "Give an hour that is still to come." in alice.words
    alice.send(f"/incidents/{place}/prepared/{original}", SLOTS)
    assert message(database, alice.address.split("/")[2]).status == "validated"


def test_a_day_too_far_is_told(house: House, signed_in: Enter, database: Database) -> None:
    dominique = signed_in("dominique")
    uid = prepared(house, signed_in)
    dominique.get(f"/messages/{uid}")
    act(dominique, uid, "revoke", {"reason": "à revoir"})
    alice = signed_in("alice")
    alice.get(f"/messages/{uid}")
    act(alice, uid, "submit")
    dominique.get(f"/messages/{uid}")
    act(dominique, uid, "validate", {**ALONE, "until": "2029-01-01T08:00"}, 422)
    assert message(database, uid).status == "submitted"
    assert "2029-01-01T08:00" in dominique.response.text


def test_nothing_prepared_is_said_so(house: House, signed_in: Enter, clock: FrozenClock) -> None:
    original = prepared(house, signed_in, "2026-04-01T08:00")
    place = an_incident(house)
    alice = signed_in("alice")
    clock.advance(days=30)
    alice = signed_in("alice")
    alice.get(f"/incidents/{place}/prepared")
    assert not [link for link in alice.links.values() if original in link]
    alice.get(f"/incidents/{place}/prepared/{original}", 404)


def test_from_a_dossier_in_calm_nothing_is_used_nor_let_out(house: House, signed_in: Enter) -> None:
    original = prepared(house, signed_in)
    dominique = signed_in("dominique")
    dominique.get(f"/messages/{original}")
    place = next(link for link in dominique.links.values() if link.startswith("/incidents/"))
    forms = [form.get("action") for form in all_of(dominique.page, "form")]
    assert f"/messages/{original}/acts/release" not in forms
    dominique.get(place)
    assert f"{place}/prepared" not in dominique.links.values()
    dominique.get(f"{place}/prepared/{original}", 404)
