"""The register of facts: a value over another, who said so, and nothing above one's class."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select

from commworkflow.actions.act import NotFound, Wrong
from commworkflow.actions.facts import record_fact
from commworkflow.actions.incidents import Described, open_incident
from commworkflow.readings.facts import FactLine, facts_page, known_facts, values_of
from commworkflow.records.facts import FactValue
from commworkflow.records.house import House
from commworkflow.records.incidents import Incident
from commworkflow.rules.roles import Actor, ReadingClass
from tests.acting import (
    ALICE,
    BRUNO,
    DOMINIQUE,
    FARID,
    GAELLE,
    HUGO,
    INES,
    ZOE,
    entries,
    incident,
    nothing_done,
    one_entry,
)
from tests.cast import NOW, VAL_D_OR


def record(house: House, uid: str, key: str, value: Any, who: Actor = ALICE, **said: Any) -> str:
    return record_fact(house, who, uid, key, value, NOW, **{"said_by": "", **said})


def values(house: House) -> list[FactValue]:
    with house.database.read() as session:
        return list(session.scalars(select(FactValue).order_by(FactValue.id)))


def lines(house: House, uid: str, who: Actor) -> dict[str, FactLine]:
    with house.database.read() as session:
        page = facts_page(session, house, who, uid, "fr")
    assert page is not None
    return {line.definition.key: line for line in page.lines}


def test_a_value_supersedes_the_last_and_both_stay(house: House) -> None:
    uid = incident(house)
    with one_entry(house, "fact_recorded"):
        first = record(house, uid, "transferts_nb", "30", said_by="SAMU", reason="Premier point")
    second = record(house, uid, "transferts_nb", "32", FARID, true_at=NOW - timedelta(hours=1))
    one, other = values(house)
    assert (one.uid, one.supersedes_id, other.uid, other.supersedes_id) == (first, None, second, one.id)
    assert (one.said_by, one.reason, one.true_at) == ("SAMU", "Premier point", NOW)
    assert (other.said_by, other.true_at) == (FARID.name, NOW - timedelta(hours=1))
    with house.database.read() as session:
        known = known_facts(session, session.scalars(select(Incident.id)).one())
    assert {key: fact.value for key, fact in known.items()} == {"transferts_nb": "32"}


def test_two_who_record_at_once_leave_one_value_in_force(house: House) -> None:
    uid = incident(house)
    with ThreadPoolExecutor(8) as people:
        list(people.map(lambda number: record(house, uid, "transferts_nb", str(number)), range(12)))
    assert len(values(house)) == 12
    assert entries(house).count("fact_recorded") == 12
    superseded = [value.supersedes_id for value in values(house)]
    assert sorted(filter(None, superseded)) == [value.id for value in values(house)][:-1]


WRONG: list[tuple[str, str, Any]] = [
    ("a word for a number", "transferts_nb", "beaucoup"),
    ("a choice that is none", "urgences", "moitié"),
    ("a telephone that is none", "telephone_information", "trois"),
    ("a shape that is none", "transferts_nb", {"x": [1]}),
]


@pytest.mark.parametrize(("what", "key", "value"), WRONG, ids=[row[0] for row in WRONG])
def test_a_wrong_value_is_not_recorded(house: House, what: str, key: str, value: Any) -> None:
    uid = incident(house)
    with nothing_done(house, raises=Wrong) as told:
        record(house, uid, key, value)
    assert isinstance(told.value, Wrong)
    assert list(told.value.problems) == ["value"], what


def test_nothing_is_true_at_an_hour_to_come(house: House) -> None:
    uid = incident(house)
    with nothing_done(house, raises=Wrong) as told:
        record(house, uid, "transferts_nb", "3", true_at=NOW + timedelta(seconds=1))
    assert isinstance(told.value, Wrong)
    assert told.value.problems == {"true_at": ("moment_to_come", {})}


def test_a_fact_that_the_register_does_not_know_is_not_found(house: House) -> None:
    uid = incident(house)
    with nothing_done(house, raises=NotFound):
        record(house, uid, "meteo", "beau")


@pytest.mark.parametrize("who", [INES, ZOE], ids=lambda actor: str(actor.name))
def test_another_hospitals_register_is_not_found(house: House, who: Actor) -> None:
    uid = incident(house)
    with nothing_done(house, raises=NotFound):
        record(house, uid, "transferts_nb", "3", who)
    with house.database.read() as session:
        assert facts_page(session, house, who, uid, "fr") is None


def test_an_incident_that_is_not_there_is_not_found(house: House) -> None:
    with nothing_done(house, raises=NotFound):
        record(house, "nowhere", "transferts_nb", "3")


def test_a_reader_records_nothing(house: House) -> None:
    uid = incident(house)
    with nothing_done(house, "not_your_role"):
        record(house, uid, "transferts_nb", "3", HUGO)


@pytest.mark.parametrize("who", [GAELLE, HUGO], ids=lambda actor: str(actor.name))
def test_a_fact_above_ones_class_does_not_exist(house: House, who: Actor) -> None:
    uid = incident(house)
    above = {key for key, definition in house.facts.items() if definition.reading_class > ReadingClass.C1}
    assert above
    for key in above:
        with nothing_done(house, raises=NotFound):
            record(house, uid, key, "x", who)
    assert above.isdisjoint(lines(house, uid, who))
    assert above <= set(lines(house, uid, BRUNO))


def test_the_page_tells_every_value_the_last_first(house: House) -> None:
    uid = incident(house)
    record(house, uid, "transferts_nb", "30")
    record(house, uid, "transferts_nb", "1 200", DOMINIQUE, said_by="SAMU")
    line = lines(house, uid, HUGO)["transferts_nb"]
    with house.database.read() as session:
        page = facts_page(session, house, HUGO, uid, "fr")
        assert page is not None
        told = values_of(session, page, line.definition, "fr", 1)
    assert [value.words for value in told.lines] == [("1\u202f200",), ("30",)]
    assert line.current is not None
    assert (line.current.said_by, line.current.entered_by) == ("SAMU", DOMINIQUE.name)
    assert lines(house, uid, HUGO)["sites"].current is None


def test_a_fact_is_recorded_under_the_mandate_of_its_own_hospital(house: House) -> None:
    uid = open_incident(house, ZOE, Described("Panne", "", NOW, "", (VAL_D_OR.uid,)), NOW)
    record(house, uid, "transferts_nb", "3", ZOE)
    with nothing_done(house, raises=NotFound):
        record(house, uid, "transferts_nb", "4", DOMINIQUE)
