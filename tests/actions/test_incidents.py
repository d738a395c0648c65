"""Incidents: opened by who leads, changed, closed with their length, opened again."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select

from commworkflow.actions.act import NotFound, Wrong
from commworkflow.actions.incidents import Described, change_incident, close_incident, open_incident, reopen_incident
from commworkflow.readings.facts import known_facts
from commworkflow.readings.incidents import IncidentPage, incident_page
from commworkflow.records.house import House
from commworkflow.records.incidents import Incident
from commworkflow.rules.roles import Actor, Mandate, Role
from tests.acting import (
    ALICE,
    BRUNO,
    CHLOE,
    DOMINIQUE,
    FARID,
    HUGO,
    INES,
    IT_MUST,
    ZOE,
    incident,
    nothing_done,
    one_entry,
)
from tests.cast import LONG_AGO, NOW, SAINT_ROCH, VAL_D_OR

FOUND = datetime(2026, 3, 14, 2, 0, tzinfo=UTC)
DESCRIBED = Described(" Rançongiciel ", "chiffrement", FOUND, "DSI de garde", (SAINT_ROCH.uid,))
BOTH = Actor(
    DOMINIQUE.uid,
    DOMINIQUE.name,
    "fr",
    (*DOMINIQUE.mandates, Mandate("x", VAL_D_OR.uid, Role.DIRECTOR, LONG_AGO)),
)


def page_of(house: House, uid: str, who: Actor = DOMINIQUE) -> IncidentPage | None:
    with house.database.read() as session:
        return incident_page(session, house, who, uid, NOW)


def shown(house: House, uid: str) -> IncidentPage:
    page = page_of(house, uid)
    assert page is not None
    return page


@pytest.mark.parametrize("who", [DOMINIQUE, BRUNO, FARID], ids=lambda actor: str(actor.name))
def test_who_leads_opens_one(house: House, who: Actor) -> None:
    with one_entry(house, "incident_opened"):
        uid = open_incident(house, who, DESCRIBED, NOW)
    line = shown(house, uid).incident
    assert (line.number, line.title, line.discovered_at, line.opened_at) == ("E-2026-001", "Rançongiciel", FOUND, NOW)
    assert (line.closed_at, line.length) == (None, None)


@pytest.mark.parametrize("who", [ALICE, CHLOE, HUGO, INES, ZOE], ids=lambda actor: str(actor.name))
def test_who_does_not_lead_there_opens_none(house: House, who: Actor) -> None:
    with nothing_done(house, "not_your_role"):
        open_incident(house, who, DESCRIBED, NOW)


def test_an_incident_of_two_hospitals_is_opened_by_who_leads_in_both(house: House) -> None:
    both = replace(DESCRIBED, establishments=(SAINT_ROCH.uid, VAL_D_OR.uid))
    with nothing_done(house, "not_your_role"):
        open_incident(house, DOMINIQUE, both, NOW)
    uid = open_incident(house, BOTH, both, NOW)
    seen_by = {who.name for who in (DOMINIQUE, ZOE, INES) if page_of(house, uid, who) is not None}
    assert seen_by == {DOMINIQUE.name, ZOE.name}


def test_another_hospitals_incident_is_seen_and_touched_by_nobody_else(house: House) -> None:
    uid = open_incident(house, ZOE, replace(DESCRIBED, establishments=(VAL_D_OR.uid,)), NOW)
    assert page_of(house, uid) is None
    tries: tuple[Callable[[], None], ...] = (
        lambda: change_incident(house, DOMINIQUE, uid, DESCRIBED, NOW),
        lambda: close_incident(house, DOMINIQUE, uid, NOW, NOW),
        lambda: reopen_incident(house, DOMINIQUE, uid, IT_MUST, NOW),
        lambda: close_incident(house, INES, uid, NOW, NOW),
        lambda: close_incident(house, DOMINIQUE, "nowhere", NOW, NOW),
    )
    for tried in tries:
        with nothing_done(house, raises=NotFound):
            tried()


def test_numbers_follow_the_year_of_the_first_establishment(house: House) -> None:
    evening = datetime(2026, 12, 31, 21, 30, tzinfo=UTC)
    in_paris = open_incident(house, DOMINIQUE, replace(DESCRIBED, discovered_at=evening), evening)
    in_reunion = open_incident(
        house, ZOE, replace(DESCRIBED, discovered_at=evening, establishments=(VAL_D_OR.uid,)), evening
    )
    with house.database.read() as session:
        numbers = {line.uid: line.number for line in session.scalars(select(Incident))}
    assert (numbers[in_paris], numbers[in_reunion]) == ("E-2026-001", "E-2027-001")


WRONG: list[tuple[str, Described, Mapping[str, str]]] = [
    ("no title", replace(DESCRIBED, title=" "), {"title": "required"}),
    (
        "an hour to come",
        replace(DESCRIBED, discovered_at=NOW + timedelta(seconds=1)),
        {"discovered_at": "moment_to_come"},
    ),
    ("no establishment", replace(DESCRIBED, establishments=()), {"establishments": "required"}),
]


@pytest.mark.parametrize(("what", "described", "problems"), WRONG, ids=[row[0] for row in WRONG])
def test_what_cannot_be_taken_names_its_field(
    house: House, what: str, described: Described, problems: Mapping[str, str]
) -> None:
    with nothing_done(house, raises=Wrong) as told:
        open_incident(house, DOMINIQUE, described, NOW)
    assert isinstance(told.value, Wrong)
    assert {name: key for name, (key, _) in told.value.problems.items()} == problems, what


def test_changing_the_hour_of_discovery_tells_the_register(house: House) -> None:
    uid = open_incident(house, DOMINIQUE, DESCRIBED, NOW)
    with one_entry(house, "incident_changed"):
        change_incident(house, FARID, uid, replace(DESCRIBED, discovered_at=FOUND - timedelta(minutes=20)), NOW)
    with house.database.read() as session:
        number = session.scalars(select(Incident.id)).one()
        known = known_facts(session, number)["detection"]
    assert known.value == {"date": "2026-03-14", "time": "02:40", "estimated": False}
    with one_entry(house, "incident_changed"):
        change_incident(house, FARID, uid, replace(DESCRIBED, discovered_at=FOUND - timedelta(minutes=20)), NOW)


def test_an_establishment_is_added_by_who_leads_there_and_never_taken_away(house: House) -> None:
    uid = open_incident(house, DOMINIQUE, DESCRIBED, NOW)
    wider = replace(DESCRIBED, establishments=(VAL_D_OR.uid,))
    with nothing_done(house, "not_your_role"):
        change_incident(house, DOMINIQUE, uid, wider, NOW)
    change_incident(house, BOTH, uid, wider, NOW)
    change_incident(house, BOTH, uid, DESCRIBED, NOW)
    assert [place for place, _ in shown(house, uid).incident.establishments] == [SAINT_ROCH.uid, VAL_D_OR.uid]


def test_closing_gives_the_length(house: House) -> None:
    """The reference crisis: five days and eight hours."""
    uid = open_incident(house, DOMINIQUE, DESCRIBED, NOW)
    ended = FOUND + timedelta(days=5, hours=8)
    with one_entry(house, "incident_closed"):
        close_incident(house, DOMINIQUE, uid, ended, ended)
    assert shown(house, uid).incident.length == timedelta(days=5, hours=8)


@pytest.mark.parametrize(
    ("what", "closed_at", "key"),
    [
        ("before it was found", FOUND - timedelta(microseconds=1), "closed_before_discovery"),
        ("at an hour to come", NOW + timedelta(microseconds=1), "moment_to_come"),
    ],
)
def test_it_is_closed_at_no_impossible_hour(house: House, what: str, closed_at: datetime, key: str) -> None:
    uid = open_incident(house, DOMINIQUE, DESCRIBED, NOW)
    with nothing_done(house, raises=Wrong) as told:
        close_incident(house, DOMINIQUE, uid, closed_at, NOW)
    assert isinstance(told.value, Wrong)
    assert told.value.problems == {"closed_at": (key, {})}, what


def test_it_is_closed_once_and_opened_again_with_a_reason(house: House) -> None:
    uid = open_incident(house, DOMINIQUE, DESCRIBED, NOW)
    close_incident(house, DOMINIQUE, uid, NOW, NOW)
    with nothing_done(house, raises=Wrong):
        close_incident(house, FARID, uid, NOW, NOW)
    with nothing_done(house, "reason_missing"):
        reopen_incident(house, DOMINIQUE, uid, "  ", NOW)
    with one_entry(house, "incident_reopened"):
        reopen_incident(house, DOMINIQUE, uid, IT_MUST, NOW)
    assert shown(house, uid).incident.closed_at is None
    with nothing_done(house, raises=Wrong):
        reopen_incident(house, DOMINIQUE, uid, IT_MUST, NOW)


def test_a_closed_incident_is_not_found_later_than_it_ended(house: House) -> None:
    uid = open_incident(house, DOMINIQUE, DESCRIBED, NOW)
    close_incident(house, DOMINIQUE, uid, FOUND + timedelta(hours=1), NOW)
    with nothing_done(house, raises=Wrong) as told:
        change_incident(house, DOMINIQUE, uid, replace(DESCRIBED, discovered_at=FOUND + timedelta(hours=2)), NOW)
    assert isinstance(told.value, Wrong)
    assert told.value.problems == {"discovered_at": ("closed_before_discovery", {})}


@pytest.mark.parametrize("who", [ALICE, CHLOE, HUGO], ids=lambda actor: str(actor.name))
def test_who_reads_but_does_not_lead_changes_nothing(house: House, who: Actor) -> None:
    uid = incident(house)
    with nothing_done(house, "not_your_role"):
        change_incident(house, who, uid, DESCRIBED, NOW)
    with nothing_done(house, "not_your_role"):
        close_incident(house, who, uid, NOW, NOW)
    with nothing_done(house, "not_your_role"):
        reopen_incident(house, who, uid, IT_MUST, NOW)
