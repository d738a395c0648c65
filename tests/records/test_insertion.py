"""Writing records: one statement a table, and inside numbers found by the statement that writes them."""

import sqlite3

import pytest
from sqlalchemy import select

from commworkflow.records.facts import Fact, FactValue
from commworkflow.records.house import House
from commworkflow.records.incidents import Incident
from commworkflow.records.insertion import Inside, insertion
from commworkflow.records.people import Establishment, Person
from tests.acting import incident


def test_a_statement_is_made_once() -> None:
    first = {"fact_id": 1, "entered_by_id": Inside(Person, "a"), "supersedes_id": None}
    second = {"fact_id": 2, "entered_by_id": Inside(Person, "b"), "supersedes_id": 3}
    assert insertion(FactValue, first) is insertion(FactValue, second)
    assert insertion(FactValue, first) is not insertion(FactValue, first, numbered=True)
    assert insertion(FactValue, first) is not insertion(FactValue, {**second, "entered_by_id": 4})


def test_the_number_of_a_record_is_found_by_its_uid(house: House) -> None:
    place = incident(house)
    columns = {"incident_id": Inside(Incident, place), "key": "k", "reading_class": 0}
    with house.database.write() as session:
        number = insertion(Fact, columns, numbered=True).write(session, columns)
        assert session.scalar(select(Fact.incident_id).where(Fact.id == number)) == session.scalar(
            select(Incident.id).where(Incident.uid == place)
        )


def test_a_uid_of_nobody_writes_nothing(house: House) -> None:
    columns = {"incident_id": Inside(Incident, "nobody's"), "key": "k", "reading_class": 0}
    with house.database.write() as session, pytest.raises(sqlite3.IntegrityError):
        insertion(Fact, columns).write_each(session, [columns])


def test_it_stands_in_any_other_statement(house: House) -> None:
    place = incident(house)
    with house.database.read() as session:
        found = session.scalar(select(Incident.uid).where(Incident.id == Inside(Incident, place)))
    assert found == place


def test_what_is_not_given_is_what_its_column_says(house: House) -> None:
    columns = {"name": "Centre hospitalier"}
    with house.database.write() as session:
        write = insertion(Establishment, columns, numbered=True).write
        first, second = write(session, columns), write(session, columns | {"name": "Clinique"})
        one, other = (
            session.scalars(select(Establishment).where(Establishment.id == n)).one() for n in (first, second)
        )
        assert (one.name, one.zone, one.site) == ("Centre hospitalier", "Europe/Paris", "")
        assert len(one.uid) == 36 and one.uid != other.uid
