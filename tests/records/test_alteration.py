"""Changing records: one statement a choice of columns, and what SQLAlchemy would have stored."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import bindparam, select, update

from commworkflow.records.alteration import Alteration
from commworkflow.records.house import House
from commworkflow.records.messages import Message
from tests.acting import draft
from tests.cast import NOW

RENAMED = Alteration(
    update(Message).where(Message.uid == bindparam("sought"), Message.version == bindparam("judged_version"))
)
LATER = NOW + timedelta(hours=1)


@pytest.mark.parametrize("columns", [{"title": "Autre"}, {"changed_at": LATER, "title": "Encore"}, {"version": 7}])
def test_the_columns_that_are_given_change_and_no_other(house: House, columns: Mapping[str, Any]) -> None:
    uid, kept = draft(house), draft(house)
    with house.database.write() as session:
        before = _of(session, uid), _of(session, kept)
        assert RENAMED.make(session, {"sought": uid, "judged_version": before[0]["version"], **columns}) == 1
        assert (_of(session, uid), _of(session, kept)) == ({**before[0], **columns}, before[1])


def test_what_is_not_found_is_not_changed(house: House) -> None:
    uid = draft(house)
    with house.database.write() as session:
        before = _of(session, uid)
        assert RENAMED.make(session, {"sought": uid, "judged_version": 99, "title": "Autre"}) == 0
        assert _of(session, uid) == before


def _of(session: Any, uid: str) -> Mapping[str, Any]:
    columns = select(*Message.__table__.columns).where(Message.uid == uid)
    return dict(session.connection().execute(columns).one()._mapping)
