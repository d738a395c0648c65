"""Incidents in a browser: opened, changed, closed after five days and eight hours, opened again."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from sqlalchemy import select

from commworkflow.records.database import Database
from commworkflow.records.facts import FactValue
from commworkflow.records.house import House
from commworkflow.records.incidents import Incident
from tests.browser import Browser
from tests.cast import NOW, SAINT_ROCH, VAL_D_OR
from tests.conftest import FrozenClock
from tests.filling import fields_shown, forms_of, journal_length, kinds_since, summary_of
from tests.house_rules import all_of
from tests.released import CHLOE, NOTIFICATION, a_draft, a_released, a_submitted, an_incident

Enter = Callable[[str], Browser]
Fields = dict[str, str | list[str]]

TYPED: Fields = {
    "title": "Rançongiciel",
    "discovered_at": "2026-03-14T03:00",
    "discovered_by": "Réanimation",
    "nature": "Un logiciel malveillant.\nLes systèmes centraux sont chiffrés.",
}


def test_the_director_opens_the_incident(signed_in: Enter, database: Database) -> None:
    dominique = signed_in("dominique")
    dominique.get("/incidents/new")
    assert fields_shown(dominique)["discovered_at"] == "2026-03-14T09:30", "now, in Paris"
    dominique.send("/incidents/new", TYPED)
    with database.read() as session:
        incident = session.scalars(select(Incident)).one()
    assert dominique.address == f"/incidents/{incident.uid}"
    assert incident.discovered_at == NOW - timedelta(hours=6, minutes=30)
    assert (incident.title, incident.discovered_by) == ("Rançongiciel", "Réanimation")
    assert incident.number.startswith("E-"), "burnt into every number of an exercise"


WRONG: list[tuple[str, str | list[str]]] = [
    ("title", ""),
    ("title", "x" * 201),
    ("title", "Ran\u202eçon"),
    ("discovered_at", ""),
    ("discovered_at", "hier"),
    ("discovered_at", "0001-01-01T00:00"),
    ("discovered_at", "99999-01-01T00:00"),
    ("discovered_at", "2026-03-14T09:31"),
    ("discovered_by", "x" * 201),
    ("nature", "x" * 2_001),
    ("establishments", []),
]


def test_a_wrong_field_keeps_every_other(signed_in: Enter, database: Database) -> None:
    dominique = signed_in("dominique")
    before = journal_length(database)
    for field, value in WRONG:
        dominique.get("/incidents/new")
        dominique.send("/incidents/new", {**TYPED, field: value}, 422)
        assert summary_of(dominique.page) == [f"field-{field}"]
        shown = fields_shown(dominique)
        expected = {**TYPED, "establishments": SAINT_ROCH.uid, field: value}
        assert {name: shown.get(name, []) for name in expected} == expected
    assert journal_length(database) == before


def test_somebody_elses_establishment_is_touched_by_nobody_here(
    house: House, signed_in: Enter, database: Database
) -> None:
    dominique = signed_in("dominique")
    dominique.get("/incidents/new")
    dominique.send("/incidents/new", {**TYPED, "establishments": [VAL_D_OR.uid]}, 403)
    uid = an_incident(house)
    dominique.get(f"/incidents/{uid}/change")
    before = journal_length(database)
    dominique.send(f"/incidents/{uid}/change", {**TYPED, "establishments": [VAL_D_OR.uid]}, 403)
    assert journal_length(database) == before
    signed_in("zoe").get(f"/incidents/{uid}", 404)


def test_the_reference_crisis_lasts_five_days_and_eight_hours(
    house: House, signed_in: Enter, database: Database, clock: FrozenClock
) -> None:
    uid = an_incident(house)
    clock.advance(days=6)
    dominique = signed_in("dominique")
    dominique.post("/language", {"language": "en"})
    dominique.get(f"/incidents/{uid}")
    before = journal_length(database)
    dominique.send(f"/incidents/{uid}/close", {"closed_at": "2026-03-19T17:30"})
    assert "5 days, 8 hours" in dominique.words
    dominique.get("/incidents")
    assert "5 days, 8 hours" in dominique.words
    dominique.post("/language", {"language": "fr"})
    dominique.get(f"/incidents/{uid}")
    assert "5 jours" in dominique.words and "8 heures" in dominique.words
    assert kinds_since(database, before) == ["incident_closed"]


def test_it_ends_after_its_discovery_and_before_now(house: House, signed_in: Enter, database: Database) -> None:
    uid = an_incident(house)
    dominique = signed_in("dominique")
    before = journal_length(database)
    for closed_at in ("", "demain", "2026-03-14T09:29", "2026-03-14T09:31", "2026-02-30T10:00"):
        dominique.get(f"/incidents/{uid}")
        dominique.send(f"/incidents/{uid}/close", {"closed_at": closed_at}, 422)
        assert summary_of(dominique.page) == ["field-closed_at"]
        assert fields_shown(dominique)["closed_at"] == closed_at
    assert journal_length(database) == before


def test_closed_once_opened_again_once_with_a_reason(house: House, signed_in: Enter, database: Database) -> None:
    uid = an_incident(house)
    dominique, farid = signed_in("dominique"), signed_in("farid")
    dominique.get(f"/incidents/{uid}")
    farid.get(f"/incidents/{uid}")
    before = journal_length(database)
    dominique.send(f"/incidents/{uid}/close", {"closed_at": "2026-03-14T09:30"})
    farid.send(f"/incidents/{uid}/close", {"closed_at": "2026-03-14T09:30"}, 422)
    farid.get(f"/incidents/{uid}")
    dominique.get(f"/incidents/{uid}")
    dominique.send(f"/incidents/{uid}/reopen", {"reason": " "}, 422)
    dominique.send(f"/incidents/{uid}/reopen", {"reason": "Le chiffrement reprend."})
    farid.send(f"/incidents/{uid}/reopen", {"reason": "Moi aussi."}, 422)
    assert "Moi aussi." in farid.response.text
    assert kinds_since(database, before) == ["incident_closed", "incident_reopened"]


def test_an_hour_of_discovery_that_changes_changes_the_fact(house: House, signed_in: Enter, database: Database) -> None:
    uid = an_incident(house)
    dominique = signed_in("dominique")
    dominique.get(f"/incidents/{uid}/change")
    assert fields_shown(dominique)["title"] == "Rançongiciel"
    dominique.send(f"/incidents/{uid}/change", TYPED)
    with database.read() as session:
        values = session.scalars(select(FactValue.value)).all()
    assert {"date": "2026-03-14", "time": "03:00", "estimated": False} in values
    dominique.get(f"/incidents/{uid}/facts")
    assert f"/incidents/{uid}/facts/detection" in dominique.links.values()


def test_messages_by_state_and_page_after_page(house: House, signed_in: Enter, monkeypatch: pytest.MonkeyPatch) -> None:
    from commworkflow.readings import incidents

    uid = a_submitted(house)
    hugo = signed_in("hugo")
    incident = incident_of(house, uid)
    for status, there in (("submitted", True), ("draft", False), ("no-such-state", True)):
        hugo.get(f"/incidents/{incident}?status={status}")
        assert (f"/messages/{uid}" in hugo.links.values()) is there, status
    monkeypatch.setattr(incidents, "MESSAGES_A_PAGE", 0)
    hugo.get(f"/incidents/{incident}?page=2")
    assert any("page=1" in link for link in hugo.links.values())
    for page in ("0", "-1", "x", "99999999999999999999", "²"):
        hugo.get(f"/incidents/{incident}?page={page}")


def test_a_message_above_ones_class_is_in_no_list(house: House, signed_in: Enter) -> None:
    open_one = a_released(house)
    secret = a_draft(house, NOTIFICATION, CHLOE)
    hugo, chloe = signed_in("hugo"), signed_in("chloe")
    hugo.get(f"/incidents/{incident_of(house, secret)}")
    assert f"/messages/{secret}" not in hugo.links.values()
    chloe.get(f"/incidents/{incident_of(house, secret)}")
    assert f"/messages/{secret}" in chloe.links.values()
    hugo.get(f"/incidents/{incident_of(house, open_one)}")
    assert f"/messages/{open_one}" in hugo.links.values()


def test_who_does_not_lead_sees_no_button(house: House, signed_in: Enter) -> None:
    uid = an_incident(house)
    for who, leads in (("dominique", True), ("bruno", True), ("farid", True), ("alice", False), ("hugo", False)):
        somebody = signed_in(who)
        somebody.get(f"/incidents/{uid}")
        assert (f"/incidents/{uid}/close" in forms_of(somebody)) is leads, who
        assert (f"/incidents/{uid}/change" in somebody.links.values()) is leads, who
        somebody.post(f"/incidents/{uid}/reopen", {"reason": ""}, 422 if leads else 403)


def incident_of(house: House, uid: str) -> str:
    from commworkflow.records.messages import Message

    with house.database.read() as session:
        found = session.scalars(
            select(Incident.uid).join(Message, Message.incident_id == Incident.id).where(Message.uid == uid)
        ).one()
    return str(found)


def test_the_ticks_of_a_form_that_comes_back_are_those_that_were_sent(signed_in: Enter) -> None:
    dominique = signed_in("dominique")
    dominique.get("/incidents/new")
    assert fields_shown(dominique)["establishments"] == SAINT_ROCH.uid
    dominique.send("/incidents/new", {**TYPED, "establishments": []}, 422)
    assert not [box for box in all_of(dominique.page, "input") if box.get("checked") is not None]
