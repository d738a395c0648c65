"""The acts on a message in a browser: each carries what was on the screen, and is done exactly once or told why not."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from xml.etree.ElementTree import Element

import pytest
from sqlalchemy import func, insert, select

from commworkflow.records.database import Database
from commworkflow.records.house import House
from commworkflow.records.people import Mandate, Person
from commworkflow.records.sealed_texts import Decision, Opinion
from commworkflow.rules.lifecycle import Action
from commworkflow.rules.roles import Role
from commworkflow.web.message_acts import DOING
from tests.browser import Browser, Fields
from tests.cast import CAST, LONG_AGO, uid_of
from tests.conftest import FrozenClock
from tests.filling import (
    act,
    begin,
    fields_shown,
    filled,
    forms_of,
    has_id,
    journal_length,
    kinds_since,
    template_of,
    write,
)
from tests.filling import message_of as message
from tests.house_rules import all_of, text_of
from tests.released import CHLOE, NOTIFICATION, WAITING, a_draft, a_released, a_submitted, a_validated, an_incident

Enter = Callable[[str], Browser]

REPORT = "situation-report"
WITHOUT_RSSI = {"waive.opinion_missing:rssi": "il est trois heures du matin"}
STAFF_AFTER: Fields = {"waive.staff_not_told": "le personnel est réuni au même moment"}
BEFORE: dict[str, Callable[[House], str]] = {"draft": a_draft, "submitted": a_submitted, "validated": a_validated,
                                             "released": a_released}  # fmt: skip

ACTS: list[tuple[str, str, str, Fields, str, str]] = [
    # from, the act, by whom, what is written for it, where it leads, the entry it makes
    ("draft", "discard", "alice", {"reason": "écrit deux fois"}, "discarded", "message_discarded"),
    ("submitted", "take_back", "alice", {}, "draft", "message_taken_back"),
    ("submitted", "return", "dominique", {"reason": "l’heure manque"}, "draft", "message_returned"),
    ("submitted", "refuse", "dominique", {"reason": "trop tôt"}, "refused", "message_refused"),
    ("submitted", "validate", "dominique", {**WITHOUT_RSSI}, "validated", "message_validated"),
    ("validated", "take_back", "alice", {"reason": "un chiffre a changé"}, "draft", "message_taken_back"),
    ("validated", "revoke", "dominique", {"reason": "ce n’est plus vrai"}, "draft", "validation_revoked"),
    ("validated", "release", "alice", STAFF_AFTER, "released", "message_released"),
    ("released", "withdraw", "dominique", {"reason": "le numéro est faux"}, "withdrawn", "message_withdrawn"),
]


@pytest.mark.parametrize(("since", "action", "who", "fields", "into", "kind"), ACTS)
def test_an_act_is_done_once_and_a_second_press_is_told(
    house: House, signed_in: Enter, database: Database, since: str, action: str, who: str, fields: Fields, into: str,
    kind: str,
) -> None:  # fmt: skip
    uid = BEFORE[since](house)
    somebody = signed_in(who)
    somebody.get(f"/messages/{uid}")
    pressed = {**hidden(somebody, uid, action), **fields}
    before = journal_length(database)
    somebody.post(f"/messages/{uid}/acts/{action}", pressed)
    somebody.post(f"/messages/{uid}/acts/{action}", pressed, 409)
    assert has_id(somebody.page, "refused")
    assert message(database, uid).status == into
    assert kinds_since(database, before) == [kind]


def test_every_button_of_the_product_is_in_the_table_above() -> None:
    assert {action for _, action, *_ in ACTS} == {action.value for action in DOING} - {
        "submit", "send", "acknowledge", "adopt",
    }  # fmt: skip


@pytest.mark.parametrize(("since", "action", "who", "fields", "into", "kind"), ACTS)
def test_what_was_not_on_the_screen_is_not_decided(
    house: House, signed_in: Enter, database: Database, since: str, action: str, who: str, fields: Fields, into: str,
    kind: str,
) -> None:  # fmt: skip
    uid = BEFORE[since](house)
    somebody = signed_in(who)
    somebody.get(f"/messages/{uid}")
    seen = hidden(somebody, uid, action)
    before = journal_length(database)
    brought: list[Fields] = [
        {"csrf_token": seen["csrf_token"]},
        {**seen, "version": str(int(str(seen["version"])) - 1)},
    ]
    if since != "draft" and action != "take_back":
        # Before, no text was submitted; and an author takes it back whatever it says.
        brought.append({**seen, "seal": "0" * 64})
    for stale in brought:
        somebody.post(f"/messages/{uid}/acts/{action}", {**stale, **fields}, 409)
        assert has_id(somebody.page, "refused")
        written = [text for text in fields.values() if isinstance(text, str)]
        assert all(text in somebody.response.text for text in written), "what was written is not lost"
    assert journal_length(database) == before
    assert message(database, uid).status == since


def test_an_opinion_that_came_meanwhile_stops_the_validation(
    house: House, signed_in: Enter, database: Database
) -> None:
    uid = a_submitted(house)
    dominique, bruno = signed_in("dominique"), signed_in("bruno")
    dominique.get(f"/messages/{uid}")
    pressed = {**hidden(dominique, uid, "validate"), **WITHOUT_RSSI}
    bruno.get(f"/messages/{uid}")
    bruno.send(f"/messages/{uid}/opinions", {"verdict": "reserved", "comment": "La fuite est probable."})
    dominique.post(f"/messages/{uid}/acts/validate", pressed, 409)
    assert message(database, uid).status == "submitted", "the opinion was not on the screen"
    assert "La fuite est probable." in dominique.words, "it is on the page that refuses"
    assert WITHOUT_RSSI["waive.opinion_missing:rssi"] in dominique.response.text
    act(dominique, uid, "validate")
    assert message(database, uid).status == "validated"


def test_an_unfavourable_opinion_is_overruled_in_writing(house: House, signed_in: Enter, database: Database) -> None:
    uid = a_submitted(house)
    dominique, bruno = signed_in("dominique"), signed_in("bruno")
    bruno.get(f"/messages/{uid}")
    bruno.send(f"/messages/{uid}/opinions", {"verdict": "unfavourable", "comment": "La fuite est probable."})
    dominique.get(f"/messages/{uid}")
    act(dominique, uid, "validate", {"waive.opinion_unfavourable:rssi": " "}, 409)
    assert message(database, uid).status == "submitted"
    act(dominique, uid, "validate", {"waive.opinion_unfavourable:rssi": "les patients attendent une réponse"})
    assert "les patients attendent une réponse" in dominique.words


def test_two_directors_at_once_make_one_decision(house: House, signed_in: Enter, database: Database) -> None:
    uid = a_submitted(house)
    together = Barrier(2)

    def press(who: str) -> int:
        director = signed_in(who)
        director.get(f"/messages/{uid}")
        pressed = {**hidden(director, uid, "validate"), **WITHOUT_RSSI}
        together.wait(10)
        answer = director.client.post(f"/messages/{uid}/acts/validate", data=pressed)
        return answer.status_code

    with ThreadPoolExecutor(2) as directors:
        assert sorted(directors.map(press, ("dominique", "etienne"))) == [303, 409]
    with database.read() as session:
        assert session.scalar(select(func.count()).select_from(Decision)) == 1


def test_the_second_director_is_told_where_it_stands(house: House, signed_in: Enter, database: Database) -> None:
    uid = a_submitted(house)
    dominique, etienne = signed_in("dominique"), signed_in("etienne")
    dominique.get(f"/messages/{uid}")
    etienne.get(f"/messages/{uid}")
    act(dominique, uid, "validate", {**WITHOUT_RSSI})
    act(etienne, uid, "return", {"reason": "Une phrase que personne ne doit retaper."}, 409)
    assert message(database, uid).status == "validated"
    assert "Une phrase que personne ne doit retaper." in etienne.response.text
    assert f"/messages/{uid}/acts/revoke" in forms_of(etienne)


def test_who_wrote_or_submitted_does_not_validate_and_sees_who_can(
    house: House, signed_in: Enter, database: Database
) -> None:
    uid = a_submitted(house)
    alice = signed_in("alice")
    alice.get(f"/messages/{uid}")
    assert f"/messages/{uid}/acts/validate" not in forms_of(alice)
    assert "Dominique Vasseur" in alice.words and "Étienne Roux" in alice.words
    seen = hidden(alice, uid, "take_back")
    alice.post(f"/messages/{uid}/acts/validate", {**seen, **WITHOUT_RSSI}, 403)
    alice.post(f"/messages/{uid}/opinions", {**seen, "verdict": "favourable"}, 403)
    assert message(database, uid).status == "submitted"


def test_a_director_who_wrote_it_does_not_validate_and_an_author_gives_no_opinion(
    house: House, signed_in: Enter, database: Database
) -> None:
    second_mandate(house, "dominique", Role.COMMUNICATION)
    second_mandate(house, "bruno", Role.CRISIS_CELL)
    dominique, bruno = signed_in("dominique"), signed_in("bruno")
    uid = begin(dominique, an_incident(house), WAITING)
    bruno.get(f"/messages/{uid}/edit")
    write(bruno, uid, filled(template_of(house, WAITING)))
    dominique.get(f"/messages/{uid}/edit")
    write(dominique, uid, submit=True)
    dominique.get(f"/messages/{uid}")
    assert f"/messages/{uid}/acts/validate" not in forms_of(dominique)
    assert "Étienne Roux" in dominique.words, "who else can"
    seen = hidden(dominique, uid, "return")
    dominique.post(f"/messages/{uid}/acts/validate", {**seen, **WITHOUT_RSSI}, 403)
    bruno.post(f"/messages/{uid}/opinions", {**seen, "csrf_token": bruno.token(), "verdict": "favourable"}, 403)
    assert message(database, uid).status == "submitted"


def test_no_reason_no_return(house: House, signed_in: Enter, database: Database) -> None:
    uid = a_submitted(house)
    dominique = signed_in("dominique")
    dominique.get(f"/messages/{uid}")
    for reason in ("", "  ", "\u200b"):
        act(dominique, uid, "return", {"reason": reason}, 409)
        act(dominique, uid, "refuse", {"reason": reason}, 409)
    assert message(database, uid).status == "submitted"


def test_a_reason_that_cannot_be_kept_comes_back_to_be_corrected(
    house: House, signed_in: Enter, database: Database
) -> None:
    uid = a_submitted(house)
    dominique = signed_in("dominique")
    dominique.get(f"/messages/{uid}")
    for reason in ("Trop \u202e tôt", "x" * 4_001):
        act(dominique, uid, "return", {"reason": reason}, 422)
        assert has_id(dominique.page, "wrong")
        assert fields_of(dominique, uid, "return")["reason"] == reason
    assert message(database, uid).status == "submitted"


def test_reservations_say_why(house: House, signed_in: Enter, database: Database) -> None:
    uid = a_submitted(house)
    bruno = signed_in("bruno")
    bruno.get(f"/messages/{uid}")
    address = f"/messages/{uid}/opinions"
    before = journal_length(database)
    bruno.send(address, {"verdict": "reserved", "comment": " "}, 422)
    assert fields_shown(bruno)["verdict"] == "reserved"
    bruno.send(address, {"comment": "Rien de plus sur la cause.", "verdict": ""}, 422)
    assert fields_shown(bruno)["comment"] == "Rien de plus sur la cause."
    bruno.send(address, {"comment": "Rien \u202e de plus", "verdict": "reserved"}, 422)
    assert journal_length(database) == before
    bruno.send(address, {"verdict": "reserved", "comment": "Rien de plus sur la cause."})
    assert "Rien de plus sur la cause." in bruno.words


def test_an_opinion_pressed_twice_is_given_once_and_two_in_parallel_are_two(
    house: House, signed_in: Enter, database: Database
) -> None:
    uid = a_submitted(house, "language-elements")
    bruno, chloe = signed_in("bruno"), signed_in("chloe")
    bruno.get(f"/messages/{uid}")
    chloe.get(f"/messages/{uid}")
    pressed = {**bruno.shown(form_to(bruno, f"/messages/{uid}/opinions")), "verdict": "favourable"}
    bruno.post(f"/messages/{uid}/opinions", pressed)
    bruno.post(f"/messages/{uid}/opinions", pressed, 409)
    chloe.send(f"/messages/{uid}/opinions", {"verdict": "favourable"})
    with database.read() as session:
        assert session.scalars(select(Opinion.role).order_by(Opinion.number)).all() == ["rssi", "dpo"]


def test_an_older_opinion_is_shown_with_what_changed_and_confirmed_in_one_press(
    house: House, signed_in: Enter, database: Database
) -> None:
    uid = a_submitted(house)
    alice, bruno, dominique = (signed_in(who) for who in ("alice", "bruno", "dominique"))
    bruno.get(f"/messages/{uid}")
    bruno.send(f"/messages/{uid}/opinions", {"verdict": "reserved", "comment": "Sans nommer le groupe."})
    alice.get(f"/messages/{uid}")
    act(alice, uid, "take_back")
    alice.get(f"/messages/{uid}/edit")
    write(alice, uid, {"section.faits": "Les urgences sont fermées, à 18 h 30 comme à 9 h."}, submit=True)
    dominique.get(f"/messages/{uid}")
    assert "Sans nommer le groupe." in dominique.words, "the older opinion is shown to who decides"
    bruno.get(f"/messages/{uid}")
    (confirm,) = [form for form in all_of(bruno.page, "form") if "notice" in (form.get("class") or "")]
    removed, added = ([text_of(one) for one in all_of(confirm, kind)] for kind in ("del", "ins"))
    assert any("ouvertes" in words for words in removed) and any("fermées" in words for words in added)
    bruno.post(confirm.get("action") or "", bruno.shown(confirm))
    with database.read() as session:
        last = session.scalars(select(Opinion).order_by(Opinion.number.desc()).limit(1)).one()
    assert (last.number, last.verdict, last.comment) == (2, "reserved", "Sans nommer le groupe.")
    dominique.get(f"/messages/{uid}")
    act(dominique, uid, "validate")
    assert message(database, uid).status == "validated"


def test_a_lapsed_validation_opens_nothing_says_so_and_can_be_given_anew(
    house: House, signed_in: Enter, database: Database, clock: FrozenClock
) -> None:
    uid = a_validated(house)
    old_tab = signed_in("alice")
    old_tab.get(f"/messages/{uid}")
    pressed = {**hidden(old_tab, uid, "release"), **STAFF_AFTER}
    clock.advance(hours=4)
    alice, dominique = signed_in("alice"), signed_in("dominique")
    alice.post(f"/messages/{uid}/acts/release", {**pressed, "csrf_token": alice.token()}, 409)
    assert message(database, uid).status == "validated"
    alice.get(f"/messages/{uid}")
    assert f"/messages/{uid}/acts/release" not in forms_of(alice)
    assert "Dominique Vasseur" in alice.words and "Étienne Roux" in alice.words
    alice.get("/")
    assert f"/messages/{uid}" not in waiting(alice), "the release waits for the director"
    dominique.get("/")
    assert f"/messages/{uid}" in waiting(dominique)
    dominique.get(f"/messages/{uid}")
    act(dominique, uid, "validate", {**WITHOUT_RSSI})
    alice.get(f"/messages/{uid}")
    act(alice, uid, "release", STAFF_AFTER)
    assert message(database, uid).status == "released"


def test_not_before_an_hour(house: House, signed_in: Enter, database: Database, clock: FrozenClock) -> None:
    uid = a_submitted(house)
    dominique, alice = signed_in("dominique"), signed_in("alice")
    dominique.get(f"/messages/{uid}")
    act(dominique, uid, "validate", {**WITHOUT_RSSI, "not_before": "tantôt"}, 422)
    shown = fields_of(dominique, uid, "validate")
    assert (shown["not_before"], shown["waive.opinion_missing:rssi"]) == ("tantôt", *WITHOUT_RSSI.values())
    act(dominique, uid, "validate", {"not_before": "2026-03-14T13:30"}, 422)
    assert has_id(dominique.page, "wrong"), "it would have lapsed by then"
    act(dominique, uid, "validate", {"not_before": "2026-03-14T10:30"})
    alice.get(f"/messages/{uid}")
    assert f"/messages/{uid}/acts/release" not in forms_of(alice)
    assert "10:30" in alice.words, "the hour of Paris"
    clock.advance(hours=1)
    alice.sign_in("alice")
    alice.get(f"/messages/{uid}")
    act(alice, uid, "release", STAFF_AFTER)
    assert message(database, uid).status == "released"


def test_a_report_is_sent_without_validation_and_acknowledged_by_the_director(
    house: House, signed_in: Enter, database: Database
) -> None:
    farid, dominique, alice = (signed_in(who) for who in ("farid", "dominique", "alice"))
    before = journal_length(database)
    uid = begin(farid, an_incident(house), REPORT)
    write(farid, uid, filled(template_of(house, REPORT)), submit=True)
    dominique.get(f"/messages/{uid}")
    assert not any(f"/acts/{action}" in form for form in forms_of(dominique) for action in ("validate", "refuse"))
    dominique.post(f"/messages/{uid}/acts/validate", hidden(dominique, uid, "return"), 409)
    alice.get(f"/messages/{uid}")
    assert "Farid Benali" in alice.words
    farid.get("/")
    assert f"/messages/{uid}" in waiting(farid)
    farid.get(f"/messages/{uid}")
    act(farid, uid, "send")
    assert farid.address == f"/messages/{uid}/desk"
    dominique.get("/")
    assert f"/messages/{uid}" in waiting(dominique)
    dominique.get(f"/messages/{uid}")
    pressed = hidden(dominique, uid, "acknowledge")
    act(dominique, uid, "acknowledge")
    dominique.post(f"/messages/{uid}/acts/acknowledge", pressed, 409)
    dominique.get("/")
    assert f"/messages/{uid}" not in waiting(dominique)
    assert kinds_since(database, before) == [
        "incident_opened", "message_started", "message_submitted", "message_sent", "report_acknowledged",
    ]  # fmt: skip


def test_what_is_no_button_is_not_found(house: House, signed_in: Enter, database: Database) -> None:
    uid, dominique = a_submitted(house), signed_in("dominique")
    before = journal_length(database)
    for action in ("save", "opine", "begin_delivery", "end_delivery", "correct", "launch", "Validate"):
        dominique.post(f"/messages/{uid}/acts/{action}", {}, 404)
    assert journal_length(database) == before


def test_a_form_is_submitted_from_the_page_of_the_message_too(
    house: House, signed_in: Enter, database: Database
) -> None:
    uid = a_draft(house, NOTIFICATION, CHLOE)
    chloe = signed_in("chloe")
    chloe.get(f"/messages/{uid}")
    if f"/messages/{uid}/acts/submit" in forms_of(chloe):
        act(chloe, uid, "submit", {}, 409)
    chloe.get(f"/messages/{uid}/edit")
    write(chloe, uid, filled(template_of(house, NOTIFICATION)))
    chloe.get(f"/messages/{uid}")
    act(chloe, uid, "submit")
    assert message(database, uid).status == "submitted"


def test_a_message_waits_for_who_can_go_on_with_it(house: House, signed_in: Enter) -> None:
    uid = a_submitted(house, WAITING)
    waits = {
        who for who in ("alice", "bruno", "dominique", "etienne", "farid", "hugo") if _waits_for(signed_in(who), uid)
    }
    assert waits == {"bruno", "dominique", "etienne"}


def second_mandate(house: House, who: str, role: Role) -> None:
    """Give somebody of the cast another role at Saint-Roch."""
    with house.database.write() as session:
        person = select(Person.id).where(Person.uid == CAST[who].uid).scalar_subquery()
        values = {"establishment_id": 1, "role": role, "directorate": "", "from_at": LONG_AGO, "deed": "Décision n° 2"}
        session.execute(insert(Mandate).values(uid=uid_of(f"{who} as {role}"), person_id=person, **values))
        session.commit()


def _waits_for(browser: Browser, uid: str) -> bool:
    browser.get("/")
    return f"/messages/{uid}" in waiting(browser)


def waiting(browser: Browser) -> set[str]:
    """Where the cards of the home page lead."""
    cards = [card for card in all_of(browser.page, "article") if "waiting" in (card.get("class") or "")]
    return {link.get("href") or "" for card in cards for link in all_of(card, "a")}


def form_to(browser: Browser, address: str) -> Element:
    return next(form for form in all_of(browser.page, "form") if form.get("action") == address)


def fields_of(browser: Browser, uid: str, action: str) -> Fields:
    """What stands in the form of an act."""
    form = next(form for form in all_of(browser.page, "form") if form.get("action") == f"/messages/{uid}/acts/{action}")
    return browser.shown(form)


def hidden(browser: Browser, uid: str, action: str) -> Fields:
    """What the form of an act carries of the screen."""
    return {name: fields_of(browser, uid, action)[name] for name in ("csrf_token", "version", "seal", "opinion")}


def test_the_names_of_the_acts_are_the_tables_own() -> None:
    assert {action for _, action, *_ in ACTS} <= {action.value for action in Action}
