"""Questions in the words of the driver: what SQLAlchemy answers to the same statement, value for value."""

from collections.abc import Mapping
from typing import Any

import pytest
from sqlalchemy import Select, bindparam, exists, func, literal, select
from sqlalchemy.orm import aliased

from commworkflow.records.house import House
from commworkflow.records.incidents import Incident
from commworkflow.records.messages import Message, Revision
from commworkflow.records.people import Mandate, Person
from commworkflow.records.questions import Question
from commworkflow.rules.situation import Status
from tests.acting import draft, submitted
from tests.cast import NOW

LATER = aliased(Revision)
WITHIN = select(Mandate.uid, Mandate.from_at, Mandate.scope).where(
    Mandate.uid.in_(bindparam("held", expanding=True)), Mandate.from_at <= bindparam("now")
)
ASKED: Mapping[str, tuple[Select[*tuple[Any, ...]], Mapping[str, Any]]] = {
    "moments, truths and what is kept as JSON": (
        select(Revision.at, Revision.sections, Incident.in_calm, Incident.closed_at)
        .join(Message, Message.id == Revision.message_id)
        .join(Incident, Incident.id == Message.incident_id)
        .order_by(Revision.id),
        {},
    ),
    "values of its own, and lists of them": (
        select(Message.uid, literal(2).label("two")).where(
            Message.status.in_([Status.DRAFT, Status.SUBMITTED]), Message.made_at <= NOW
        ),
        {},
    ),
    "one value in several places": (
        select(Person.name).where(
            Person.active == bindparam("so"),
            exists().where(Mandate.person_id == Person.id, Person.active == bindparam("so")),
        ),
        {"so": True},
    ),
    "a part of the answer": (select(Person.name).order_by(Person.name).limit(bindparam("most")), {"most": 2}),
    "nothing found": (select(Person.name).where(Person.uid == bindparam("uid")), {"uid": "nobody"}),
    "a number over all": (select(func.max(Message.rank).label("rank"), func.count()), {}),
}


@pytest.mark.parametrize("asked", ASKED)
def test_the_answer_is_the_one_sqlalchemy_gives(house: House, asked: str) -> None:
    submitted(house)
    draft(house)
    statement, given = ASKED[asked]
    with house.database.read() as session:
        own = session.execute(statement, given).all()
        assert [tuple(row) for row in Question(statement).ask(session, given)] == [tuple(row) for row in own]


def test_a_question_is_asked_with_lists_of_any_length(house: House) -> None:
    question = Question(WITHIN.order_by(Mandate.id))
    with house.database.read() as session:
        held = list(session.scalars(select(Mandate.uid).order_by(Mandate.id)))
        for some in (held[:2], held[:5], [], held[3:5]):
            assert [row.uid for row in question.ask(session, {"held": some, "now": NOW})] == some


def test_rows_have_their_columns_by_name(house: House) -> None:
    uid = draft(house)
    question = Question(select(Message.uid, Message.status.label("stands")).where(Message.uid == bindparam("uid")))
    with house.database.read() as session:
        row = question.one(session, {"uid": uid})
        assert (row.uid, row.stands) == (uid, Status.DRAFT)
        assert question.one(session, {"uid": "nobody"}) is None


def test_columns_of_one_name_are_read_by_place(house: House) -> None:
    uid = draft(house)
    both = select(Message.uid, Incident.uid).join(Incident, Incident.id == Message.incident_id)
    with house.database.read() as session:
        row = Question(both.where(Message.uid == bindparam("uid"))).one(session, {"uid": uid})
    assert row[0] == uid != row[1]


def test_a_value_that_is_not_given_is_told(house: House) -> None:
    question = Question(WITHIN)
    with house.database.read() as session:
        with pytest.raises(KeyError, match="now"):
            question.ask(session, {"held": []})
        with pytest.raises(KeyError, match="held"):
            question.ask(session, {"now": NOW})


def test_a_question_sees_what_its_session_has_written(house: House) -> None:
    uid = draft(house)
    question = Question(select(Message.title).where(Message.uid == bindparam("uid")))
    with house.database.write() as session:
        message = session.scalars(select(Message).where(Message.uid == uid)).one()
        message.title = "Un autre titre"
        session.flush()
        assert question.one(session, {"uid": uid}).title == "Un autre titre"
    with house.database.driver() as driver:
        assert [row.title for row in question.answer(driver, {"uid": uid})] != ["Un autre titre"]
