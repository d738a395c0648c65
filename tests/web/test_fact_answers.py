"""Typing over what the register of facts knows: whatever is typed stays in its field, is read, or is named as wrong."""

from typing import Any

import pytest

from commworkflow.actions.facts import record_fact
from commworkflow.readings.facts import known_facts
from commworkflow.records.database import Database
from commworkflow.records.house import House
from commworkflow.rules.roles import Role
from tests.acting import FARID, also
from tests.browser import Browser, Fields
from tests.cast import CAST, NOW, PASSWORD
from tests.conftest import FrozenClock
from tests.filling import begin, by_id, fields_shown, message_of, revision_of, summary_of, write
from tests.house_rules import text_of
from tests.released import DOMINIQUE, an_incident
from tests.web.conftest import Enter

PRESS, REPORT = "press-statement", "situation-report"
FACT = "deprogrammations_nb"
NUMBER, UNKNOWN = f"a.{FACT}.value", f"a.{FACT}.unknown"
NOT_KNOWN = {"value": "", "unknown": True}
THIRTY_TWO = {"value": "32", "unknown": False}
SAYS_WHAT_TO_DO = "Write a whole number in digits"


@pytest.fixture
def incident(house: House) -> str:
    return an_incident(house)


@pytest.fixture
def both(house: House, enter: Enter) -> tuple[Browser, Browser]:
    """Two people who write the same kind of message."""
    also(house, FARID, Role.COMMUNICATION)
    return enter("alice"), enter("farid")


def record(house: House, incident: str, value: Any) -> None:
    record_fact(house, DOMINIQUE, incident, FACT, value, NOW, said_by="")


def recorded(database: Database, uid: str) -> Any:
    with database.read() as session:
        return known_facts(session, message_of(database, uid).incident_id)[FACT].value


def stands(browser: Browser) -> tuple[str, bool]:
    """The number that stands in the field of the form, and whether "unknown" is ticked beside it."""
    shown = fields_shown(browser)
    return str(shown[NUMBER]), UNKNOWN in shown


def typing(browser: Browser, uid: str, fields: Fields) -> Any:
    sent = {**fields_shown(browser), **fields}
    answer = browser.client.post(f"/messages/{uid}/working-copy", data=sent, headers={"Accept": "application/json"})
    assert answer.status_code == 200
    told: Any = answer.json
    return told["parts"]


@pytest.mark.parametrize(("key", "who"), [(PRESS, "alice"), (REPORT, "farid")])
@pytest.mark.parametrize("known", [NOT_KNOWN, THIRTY_TWO], ids=["unknown", "a number"])
@pytest.mark.parametrize("typed", ["environ 150", "35 environ", "beaucoup"])
def test_what_cannot_be_read_is_kept_and_named_wherever_it_is_typed(
    house: House, enter: Enter, database: Database, incident: str, key: str, who: str, known: Any, typed: str
) -> None:
    record(house, incident, known)
    author = enter(who)
    uid = begin(author, incident, key)
    parts = typing(author, uid, {NUMBER: typed})
    assert SAYS_WHAT_TO_DO in parts["state"] and "Nothing is missing" not in parts["state"]
    author.get(f"/messages/{uid}/edit")
    assert stands(author) == (typed, False), "kept while it was typed"
    write(author, uid)
    assert stands(author) == (typed, False), "saved"
    assert f"a.{FACT}" in summary_of(author.page) and SAYS_WHAT_TO_DO in text_of(by_id(author.page, "state"))
    write(author, uid, status=409, submit=True)
    assert stands(author) == (typed, False) and f"a.{FACT}" in summary_of(author.page)
    assert message_of(database, uid).status == "draft"
    assert recorded(database, uid) == known, "nothing of it is a fact"


def test_a_number_typed_where_unknown_is_ticked_is_the_number(
    house: House, enter: Enter, database: Database, incident: str
) -> None:
    record(house, incident, NOT_KNOWN)
    alice = enter("alice")
    uid = begin(alice, incident, PRESS)
    assert stands(alice) == ("", True)
    assert "A number typed here takes the place of" in alice.words
    typing(alice, uid, {NUMBER: "150"})
    alice.get(f"/messages/{uid}/edit")
    assert stands(alice) == ("150", False)
    write(alice, uid)
    assert stands(alice) == ("150", False)
    assert recorded(database, uid) == {"value": "150", "unknown": False}


def test_unknown_ticked_beside_a_number_asks_which(
    house: House, enter: Enter, database: Database, incident: str
) -> None:
    record(house, incident, THIRTY_TWO)
    alice = enter("alice")
    uid = begin(alice, incident, PRESS)
    for _ in range(2):
        write(alice, uid, {UNKNOWN: "1"})
        assert stands(alice) == ("32", True)
        assert "Give a number or tick “unknown”, not both." in alice.words
    assert recorded(database, uid) == THIRTY_TWO


def test_what_is_typed_is_read_beside_the_form_before_it_is_saved(
    house: House, enter: Enter, database: Database, incident: str
) -> None:
    record(house, incident, THIRTY_TWO)
    alice = enter("alice")
    uid = begin(alice, incident, PRESS)
    section = next(name for name in fields_shown(alice) if name.startswith("section."))
    text = {section: f"Nous avons reporté [[{FACT}]] rendez-vous."}
    assert "reporté 32 rendez-vous" in typing(alice, uid, text)["reads"]
    assert "reporté 150 rendez-vous" in typing(alice, uid, {**text, NUMBER: "150"})["reads"]
    assert recorded(database, uid) == THIRTY_TWO, "only what is saved is proposed"


def test_it_comes_back_when_the_session_had_ended(
    house: House, enter: Enter, clock: FrozenClock, incident: str
) -> None:
    record(house, incident, NOT_KNOWN)
    alice = enter("alice")
    uid = begin(alice, incident, PRESS)
    clock.advance(minutes=31)
    write(alice, uid, {NUMBER: "environ 150"})
    alice.send("/sign-in", {"email": CAST["alice"].email, "password": PASSWORD})
    alice.get(next(link for link in alice.links.values() if "held=" in link))
    assert stands(alice) == ("environ 150", False)
    assert SAYS_WHAT_TO_DO in alice.words


def test_it_stays_when_the_register_moves_and_is_mended_over_what_was_shown(
    house: House, enter: Enter, database: Database, incident: str
) -> None:
    record(house, incident, THIRTY_TWO)
    alice = enter("alice")
    uid = begin(alice, incident, PRESS)
    write(alice, uid, {NUMBER: "environ 150"})
    record(house, incident, {"value": "40", "unknown": False})
    alice.get(f"/messages/{uid}/edit")
    assert stands(alice) == ("environ 150", False)
    write(alice, uid, {NUMBER: "150"})
    assert stands(alice) == ("150", False)
    assert recorded(database, uid) == {"value": "150", "unknown": False}


def test_the_registers_own_number_typed_again_is_taken(house: House, enter: Enter, incident: str) -> None:
    record(house, incident, THIRTY_TWO)
    alice = enter("alice")
    uid = begin(alice, incident, PRESS)
    write(alice, uid, {NUMBER: "environ 150"})
    typing(alice, uid, {NUMBER: "32"})
    alice.get(f"/messages/{uid}/edit")
    assert stands(alice) == ("32", False)


def test_it_stays_in_the_text_made_of_two(
    house: House, both: tuple[Browser, Browser], database: Database, incident: str
) -> None:
    record(house, incident, THIRTY_TWO)
    alice, farid = both
    uid = begin(alice, incident, PRESS)
    farid.get(f"/messages/{uid}/edit")
    write(alice, uid, {"title": "Le titre d’Alice"})
    write(farid, uid, {NUMBER: "environ 150"}, 409)
    assert (fields_shown(farid)["title"], stands(farid)) == ("Le titre d’Alice", ("environ 150", False))
    write(farid, uid)
    assert stands(farid) == ("environ 150", False)
    assert revision_of(database, uid).answers[FACT]["value"] == "environ 150"


def test_a_number_typed_anew_is_not_taken_for_the_one_of_before(
    house: House, both: tuple[Browser, Browser], incident: str
) -> None:
    """A revision holds 150, the register has moved to 32 since: who types 150 over 32 means it."""
    alice, farid = both
    uid = begin(alice, incident, PRESS)
    write(alice, uid, {NUMBER: "150"})
    record(house, incident, THIRTY_TWO)
    farid.get(f"/messages/{uid}/edit")
    assert stands(farid) == ("32", False)
    write(alice, uid, {"title": "Le titre d’Alice"})
    write(farid, uid, {NUMBER: "150"}, 409)
    assert stands(farid) == ("150", False)


def test_what_one_of_two_could_not_write_is_told_to_the_other(
    house: House, both: tuple[Browser, Browser], incident: str
) -> None:
    record(house, incident, THIRTY_TWO)
    alice, farid = both
    uid = begin(alice, incident, PRESS)
    farid.get(f"/messages/{uid}/edit")
    write(alice, uid, {NUMBER: "environ 150"})
    write(farid, uid, {"title": "Le titre de Farid"}, 409)
    assert (fields_shown(farid)["title"], stands(farid)) == ("Le titre de Farid", ("environ 150", False))
    write(alice, uid, {NUMBER: "beaucoup"})
    write(farid, uid, {NUMBER: "33"}, 409)
    assert f"choose.a.{FACT}" in fields_shown(farid)


def test_a_fact_that_moved_is_chosen_against_the_register_itself(house: House, enter: Enter, incident: str) -> None:
    """Mended in a form that was opened before somebody recorded another number: that number is what it meets."""
    record(house, incident, THIRTY_TWO)
    alice = enter("alice")
    uid = begin(alice, incident, PRESS)
    write(alice, uid, {NUMBER: "environ 150"})
    record(house, incident, {"value": "40", "unknown": False})
    write(alice, uid, {NUMBER: "150"}, 409)
    shown = fields_shown(alice)
    assert f"choose.a.{FACT}" in shown and "40" in alice.words
    alice.send(f"/messages/{uid}/edit/meet", {f"choose.a.{FACT}": "mine"})
    assert stands(alice) == ("150", False)
