"""What the tests of people and mandates say often."""

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from sqlalchemy import select

from commworkflow.actions.act import Wrong
from commworkflow.actions.mandates import Given
from commworkflow.actions.people import Particulars
from commworkflow.actions.signing_in import sign_in
from commworkflow.readings.history import Told, told
from commworkflow.readings.sittings import sitting_of
from commworkflow.records.house import House
from commworkflow.records.journal import Journal
from commworkflow.rules.roles import Role
from tests.cast import CAST, CHEAP, NOW, PASSWORD, SAINT_ROCH, SEAT

INES = CAST["ines"].actor
NEW = Particulars("Karim Haddad", "Karim.Haddad@hopital.example", "fr")
NEVER_IDLE = timedelta(days=365)


def given(role: Role, place: str = SAINT_ROCH.uid, *, since: datetime = NOW, until: datetime | None = None) -> Given:
    return Given(place, role, "", since, until, "")


def token_of(house: House, who: str) -> str:
    begun = sign_in(house, CHEAP, CAST[who].email, PASSWORD, seat=SEAT, now=NOW)
    assert begun is not None
    return begun.token


def is_in(house: House, token: str) -> bool:
    return sitting_of(house, token, NOW, NEVER_IDLE) is not None


def kinds(house: House) -> list[str]:
    with house.database.read() as session:
        return list(session.scalars(select(Journal.kind).order_by(Journal.sequence)))


def last_told(house: House) -> Told:
    """The journal's last entry, with its facts and what was written with it."""
    with house.database.read() as session:
        (last,) = told(session, limit=1)
    return last


def wrong_with(problem: str, act: Callable[[], object]) -> None:
    with pytest.raises(Wrong) as raised:
        act()
    assert [key for key, _ in raised.value.problems.values()] == [problem]
