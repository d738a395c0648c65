"""A decision without a screen, in a browser: whom to call, what is read aloud, and the one press next morning."""

from collections.abc import Callable
from io import BytesIO

import pytest
from sqlalchemy import update

from commworkflow.records.database import Database
from commworkflow.records.house import House
from commworkflow.records.people import Person
from commworkflow.rules.canonical import short_form
from tests.browser import Browser, Fields
from tests.cast import CAST
from tests.conftest import FrozenClock
from tests.filling import act, has_id, journal_length, kinds_since, summary_of
from tests.filling import message_of as message
from tests.house_rules import all_of, text_of
from tests.released import DOMINIQUE, WAITING, a_submitted, a_validated, seal_of, standing_of

Enter = Callable[[str], Browser]


@pytest.fixture
def uid(house: House) -> str:
    return a_submitted(house, WAITING)


def told(house: House, uid: str, **changes: str) -> Fields:
    return {
        "director": DOMINIQUE.uid,
        "basis": "telephone",
        "reached": "06 12 34 56 78",
        "groups": short_form(seal_of(house, uid)),
        "witness": "Léa Bon, cadre de nuit",
        "decided": "record_validation",
        "waive.opinion_missing:rssi": "le RSSI est dans la salle des machines",
        **changes,
    }


def recorded(house: House, enter: Enter, uid: str, **changes: str) -> Browser:
    farid = enter("farid")
    farid.get(f"/messages/{uid}/by-hand")
    farid.send(f"/messages/{uid}/by-hand", told(house, uid, **changes))
    return farid


def test_whoever_may_record_is_led_there_and_shown_the_number_and_the_groups(
    house: House, signed_in: Enter, database: Database, uid: str
) -> None:
    with database.write() as session:
        session.execute(update(Person).where(Person.uid == DOMINIQUE.uid).values(telephone="+33 6 12 34 56 78"))
        session.commit()
    farid = signed_in("farid")
    farid.get(f"/messages/{uid}")
    assert f"/messages/{uid}/by-hand" in farid.links.values()
    farid.get(f"/messages/{uid}/by-hand")
    assert farid.links["+33 6 12 34 56 78"] == "tel:+33612345678"
    assert short_form(seal_of(house, uid)).replace("-", " ") in farid.words
    names = {text_of(label) for label in all_of(farid.page, "label")}
    assert any("Dominique Vasseur" in name for name in names) and any("Étienne Roux" in name for name in names)


def test_an_author_is_told_why_it_is_closed(signed_in: Enter, house: House) -> None:
    farid = signed_in("farid")
    uid = a_submitted(house, WAITING, CAST["farid"].actor)
    farid.get(f"/messages/{uid}")
    assert f"/messages/{uid}/by-hand" not in farid.links.values()
    farid.get(f"/messages/{uid}/by-hand")
    assert not [form for form in all_of(farid.page, "form") if (form.get("action") or "").endswith("/by-hand")]


def test_those_who_record_nothing_see_nothing_of_it(signed_in: Enter, uid: str) -> None:
    for who in ("alice", "hugo", "dominique"):
        somebody = signed_in(who)
        somebody.get(f"/messages/{uid}")
        assert f"/messages/{uid}/by-hand" not in somebody.links.values()
        somebody.get(f"/messages/{uid}/by-hand", 403)


def test_a_decision_is_recorded_once(house: House, signed_in: Enter, database: Database, uid: str) -> None:
    farid = signed_in("farid")
    farid.get(f"/messages/{uid}/by-hand")
    before = journal_length(database)
    pressed = {**farid.shown(all_of(farid.page, "main")[0]), **told(house, uid)}
    farid.post(f"/messages/{uid}/by-hand", pressed, token=False)
    assert has_id(farid.page, "resting") and message(database, uid).status == "validated"
    farid.post(f"/messages/{uid}/by-hand", pressed, 409, token=False)
    assert kinds_since(database, before) == ["validation_recorded"]


def test_a_signed_paper_is_kept_with_it(house: House, signed_in: Enter, uid: str) -> None:
    farid = signed_in("farid")
    farid.get(f"/messages/{uid}/by-hand")
    form = {**farid.shown(all_of(farid.page, "main")[0]), **told(house, uid, basis="paper", reached="Léa Bon")}
    scan = (BytesIO(b"%PDF-1.7 signed %%EOF"), "décision.pdf")
    answer = farid.client.post(f"/messages/{uid}/by-hand", data={**form, "scan": scan}, follow_redirects=True)
    assert answer.status_code == 200 and b"/files/" in answer.data


@pytest.mark.parametrize(("field", "value", "status"), [
    ("groups", "0000-0000-0000-0000", 409),
    ("witness", "Dominique Vasseur", 409),
    ("said_at", "2031-01-01T08:00", 409),
    ("said_at", "2020-01-01T08:00", 409),
    ("said_at", "hier soir", 422),
    ("director", CAST["hugo"].uid, 409),
    ("director", "", 422),
    ("decided", "release", 422),
    ("basis", "screen", 422),
])  # fmt: skip
def test_what_is_refused_comes_back_with_everything_typed(
    house: House, signed_in: Enter, database: Database, uid: str, field: str, value: str, status: int
) -> None:
    farid = signed_in("farid")
    farid.get(f"/messages/{uid}/by-hand")
    before = journal_length(database)
    typed = told(house, uid, **{field: value})
    farid.send(f"/messages/{uid}/by-hand", typed, status)
    assert journal_length(database) == before and message(database, uid).status == "submitted"
    shown = farid.shown(all_of(farid.page, "main")[0])
    for name in ("reached", "witness", "groups", "said_at", "waive.opinion_missing:rssi"):
        if name in typed:
            assert shown[name] == typed[name], name
    if status == 422:
        assert summary_of(farid.page) == [f"field-{field}"]


def test_what_was_validated_meanwhile_is_told_on_the_message(house: House, signed_in: Enter, uid: str) -> None:
    farid = signed_in("farid")
    farid.get(f"/messages/{uid}/by-hand")
    pressed = {**farid.shown(all_of(farid.page, "main")[0]), **told(house, uid)}
    dominique = signed_in("dominique")
    dominique.get(f"/messages/{uid}")
    act(dominique, uid, "validate", {"waive.opinion_missing:rssi": "il le faut"})
    farid.post(f"/messages/{uid}/by-hand", pressed, 409, token=False)
    assert farid.address == f"/messages/{uid}/by-hand" and has_id(farid.page, "refused")


def test_the_director_finds_it_on_the_home_page_and_confirms_in_one_press(
    house: House, signed_in: Enter, database: Database, uid: str
) -> None:
    recorded(house, signed_in, uid)
    dominique = signed_in("dominique")
    before = journal_length(database)
    dominique.get("/")
    assert has_id(dominique.page, "unanswered-title")
    dominique.get(f"/messages/{uid}")
    dominique.send(f"/messages/{uid}/answers/confirm")
    assert kinds_since(database, before) == ["decision_confirmed"]
    dominique.get("/")
    assert not has_id(dominique.page, "unanswered-title")


def test_what_the_page_asks_comes_before_what_comes_next(house: House, signed_in: Enter, uid: str) -> None:
    """Refused by telephone: the director confirms it here; what waits after it stands below, by its number."""
    waiting = a_submitted(house, WAITING)
    recorded(house, signed_in, uid, decided="record_refusal", reason="Trop tôt.")
    dominique = signed_in("dominique")
    dominique.get(f"/messages/{uid}")
    marks = ("resting", "queue")
    found = [one for one in dominique.page.iter() if {one.get("id"), *(one.get("class") or "").split()} & set(marks)]
    assert [one.get("id") or "queue" for one in found] == list(marks)
    (link,) = all_of(found[1], "a")
    assert link.get("href") == f"/messages/{waiting}"
    assert standing_of(house, DOMINIQUE, waiting).message.number in text_of(found[1])


def test_only_the_director_has_the_buttons(house: House, signed_in: Enter, uid: str) -> None:
    farid = recorded(house, signed_in, uid)
    etienne = signed_in("etienne")
    for somebody in (farid, etienne):
        somebody.get(f"/messages/{uid}")
        assert has_id(somebody.page, "resting")
        assert not [f for f in all_of(somebody.page, "form") if "/answers/" in (f.get("action") or "")]


def test_a_contest_asks_why_and_makes_it_a_draft(house: House, signed_in: Enter, database: Database, uid: str) -> None:
    recorded(house, signed_in, uid)
    dominique = signed_in("dominique")
    dominique.get(f"/messages/{uid}")
    dominique.send(f"/messages/{uid}/answers/contest", {"reason": " "}, 409)
    assert message(database, uid).status == "validated"
    dominique.send(f"/messages/{uid}/answers/contest", {"reason": "Personne ne m’a appelé."})
    assert message(database, uid).status == "draft"
    assert "Personne ne m’a appelé." in dominique.words, "the author reads why"


def test_what_left_and_is_contested_shows_red_everywhere(
    house: House, signed_in: Enter, database: Database, uid: str
) -> None:
    farid = recorded(house, signed_in, uid)
    dominique = signed_in("dominique")
    dominique.get(f"/messages/{uid}")
    act(dominique, uid, "release", {"waive.staff_not_told": "en même temps"})
    dominique.get(f"/messages/{uid}")
    dominique.send(f"/messages/{uid}/answers/disown", {"reason": "Personne ne m’a appelé."})
    incident = next(link for link in dominique.links.values() if link.startswith("/incidents/"))
    for address, classes in ((f"/messages/{uid}", "notice-error"), ("/", "late"), (incident, "late")):
        farid.get(address)
        assert [element for element in farid.page.iter() if classes in (element.get("class") or "").split()], address


def test_after_a_day_it_shows_how_long_it_has_not_been_confirmed(
    house: House, signed_in: Enter, clock: FrozenClock, uid: str
) -> None:
    recorded(house, signed_in, uid)
    clock.advance(hours=26)
    hugo = signed_in("hugo")
    for address in (f"/messages/{uid}", "/"):
        hugo.get(address)
        assert "26 h" in hugo.words, address
    assert [element for element in hugo.page.iter() if "late" in (element.get("class") or "").split()]


def test_an_answer_that_is_none_is_nowhere(house: House, signed_in: Enter, uid: str) -> None:
    recorded(house, signed_in, uid)
    dominique = signed_in("dominique")
    dominique.post(f"/messages/{uid}/answers/validate", {}, 404)
    dominique.post(f"/messages/{uid}/answers/confirm", {}, 409)


def test_the_page_of_what_waits_for_no_decision_leads_to_the_message(house: House, signed_in: Enter) -> None:
    uid = a_validated(house, WAITING)
    farid = signed_in("farid")
    farid.get(f"/messages/{uid}/by-hand")
    assert farid.address == f"/messages/{uid}"
