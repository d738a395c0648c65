"""Plain records: what SQLAlchemy's own say, column for column, and nothing that could be written back."""

import pytest
from sqlalchemy import bindparam, inspect, select
from sqlalchemy.orm import aliased

from commworkflow.records.house import House
from commworkflow.records.messages import Message, Revision
from commworkflow.records.people import Person
from commworkflow.records.plain import PlainRecords
from commworkflow.records.sealed_texts import SealedText
from tests.acting import draft, submitted

MAKER = aliased(Person, name="maker")
STATEMENT = (
    select(Message, Message.number.label("said"), SealedText, MAKER, Revision)
    .join(MAKER, MAKER.id == Message.made_by_id)
    .join(Revision, Revision.message_id == Message.id)
    .outerjoin(SealedText, SealedText.id == Message.current_sealed_text_id)
    .where(Message.uid == bindparam("uid"))
    .order_by(Revision.number)
    .limit(1)
)


@pytest.mark.parametrize("name", ["Message", "SealedText", "maker", "Revision"])
def test_a_record_says_what_sqlalchemys_own_says(house: House, name: str) -> None:
    asked = {"uid": submitted(house)}
    with house.database.read() as session:
        own = getattr(session.execute(STATEMENT, asked).one(), name)
        plain = getattr(PlainRecords(STATEMENT).one(session, asked), name)
        assert plain._asdict() == {column.key: getattr(own, column.key) for column in inspect(own).mapper.column_attrs}


def test_a_record_cannot_be_written_to(house: House) -> None:
    with house.database.read() as session:
        message = PlainRecords(STATEMENT).one(session, {"uid": submitted(house)}).Message
    with pytest.raises(AttributeError):
        message.title = "another"


def test_labels_stand_beside_the_records(house: House) -> None:
    with house.database.read() as session:
        row = PlainRecords(STATEMENT).one(session, {"uid": submitted(house)})
    assert row.said == row.Message.number


def test_what_an_outer_join_did_not_find_is_none(house: House) -> None:
    with house.database.read() as session:
        assert PlainRecords(STATEMENT).one(session, {"uid": draft(house)}).SealedText is None
        assert PlainRecords(STATEMENT).one(session, {"uid": "nobody"}) is None
