"""An hour announced that has passed: named while it is written, answered for by its author, accepted by who decides."""

import pytest

from commworkflow.records.database import Database
from commworkflow.records.house import House
from tests.browser import Fields
from tests.conftest import FrozenClock
from tests.filling import act, begin, by_id, fields_shown, filled, message_of, template_of, write
from tests.house_rules import text_of
from tests.released import WAITING, an_incident
from tests.web.conftest import Enter

REPORT = "situation-report"
PAST: Fields = {"a.prochain_point.date": "2026-03-13", "a.prochain_point.time": "18:00"}
SAID = "The hour announced is past already: Prochain point d’information."
REASON: Fields = {"waive.announced_past": "ce point a eu lieu, la presse le cite"}


@pytest.fixture
def incident(house: House) -> str:
    return an_incident(house)


def test_a_point_in_the_past_is_corrected_or_answered_for(
    house: House, enter: Enter, database: Database, incident: str
) -> None:
    alice, dominique = enter("alice"), enter("dominique")
    uid = begin(alice, incident, WAITING)
    write(alice, uid, {**filled(template_of(house, WAITING)), **PAST}, 409, submit=True)
    assert SAID in alice.words and "waive.announced_past" in fields_shown(alice)
    state = text_of(by_id(alice.page, "state"))
    assert "This hour is past already." in state and "Nothing is missing" not in state
    assert message_of(database, uid).status == "draft"
    write(alice, uid, REASON, submit=True)
    assert message_of(database, uid).status == "submitted"
    dominique.get(f"/messages/{uid}")
    told = dominique.words
    assert "Submitted with an hour announced that was past already." in told and str(*REASON.values()) in told
    assert "was past already. Prochain point d’information" in told, "which of its answers"
    alone: Fields = {"waive.opinion_missing:rssi": "la nuit"}
    act(dominique, uid, "validate", alone, 409)
    act(dominique, uid, "validate", {**alone, "waive.waiver_to_accept:announced_past": "vu"})
    assert message_of(database, uid).status == "validated"


def test_an_hour_still_to_come_is_submitted_without_a_word_and_once_it_has_passed_is_not(
    house: House, enter: Enter, database: Database, clock: FrozenClock, incident: str
) -> None:
    farid = enter("farid")
    uid = begin(farid, incident, REPORT)
    soon: Fields = {"a.prochain_rapport.date": "2026-03-14", "a.prochain_rapport.time": "09:45"}
    write(farid, uid, {**filled(template_of(house, REPORT)), **soon})
    clock.advance(minutes=15)
    farid.get(f"/messages/{uid}/edit")
    write(farid, uid, status=409, submit=True)
    assert "The hour announced is past already: Prochain point au directeur." in farid.words
    write(farid, uid, {"a.prochain_rapport.time": "09:46"}, submit=True)
    assert message_of(database, uid).status == "submitted"
