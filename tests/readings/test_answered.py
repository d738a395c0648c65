"""Those who wrote a text are told that it was sent back or refused: by whom, when and why."""

from datetime import datetime, timedelta

import pytest

from commworkflow.channels import CHANNELS
from commworkflow.readings.answered import TOLD_FOR, Answered, answered
from commworkflow.readings.home import HomePage, home_page
from commworkflow.readings.queue import queue
from commworkflow.records.house import House
from commworkflow.rules.lifecycle import Action
from commworkflow.rules.roles import Actor, Role
from tests.acting import (
    ALICE,
    BRUNO,
    DOMINIQUE,
    ETIENNE,
    GAELLE,
    HUGO,
    INES,
    NOTICE,
    REMINDER,
    WAITING,
    also,
    draft,
    released,
    statements,
    submit,
    submitted,
    turn,
    validated,
)
from tests.cast import NOW

WHY = "La phrase sur les sauvegardes est prématurée."
LATER = NOW + timedelta(minutes=10)


def told(house: House, who: Actor = ALICE, now: datetime = LATER) -> list[Answered]:
    with house.database.read() as session:
        return list(answered(session, house, who, now))


def home(house: House, who: Actor = ALICE, now: datetime = LATER) -> HomePage:
    with house.database.read() as session:
        return home_page(session, house, who, CHANNELS, now)


@pytest.mark.parametrize("action", [Action.RETURN, Action.REVOKE, Action.REFUSE])
def test_its_author_is_told_by_whom_when_and_why(house: House, action: Action) -> None:
    uid = validated(house) if action is Action.REVOKE else submitted(house)
    turn(house, uid, action, ETIENNE, LATER, reason=WHY)
    (one,) = told(house)
    assert (one.line.uid, one.action, one.by, one.at, one.reason) == (uid, action, ETIENNE.name, LATER, WHY)
    for who in (DOMINIQUE, ETIENNE, BRUNO, GAELLE, HUGO, INES):
        assert told(house, who) == [], who.name


def test_what_was_sent_back_is_told_until_it_is_submitted_again(house: House) -> None:
    uid = submitted(house)
    turn(house, uid, Action.RETURN, reason=WHY)
    assert told(house, now=NOW + 9 * TOLD_FOR)
    submit(house, uid)
    assert told(house) == []
    turn(house, uid, Action.TAKE_BACK, ALICE)
    assert told(house) == [], "taken back by its own author, whatever was said of an earlier text"


def test_a_refusal_is_told_for_two_days(house: House) -> None:
    uid = submitted(house)
    turn(house, uid, Action.REFUSE, reason=WHY)
    (line,) = home(house).waiting
    assert isinstance(line, Answered) and line.line.uid == uid and not home(house).sent_back
    assert told(house, now=NOW + TOLD_FOR - timedelta(seconds=1)) and told(house, now=NOW + TOLD_FOR) == []


def test_nobody_is_told_of_what_they_sent_back_themselves(house: House) -> None:
    both = also(house, ALICE, Role.DIRECTOR)
    turn(house, submitted(house), Action.RETURN, both, reason=WHY)
    assert told(house, both) == []


def test_a_draft_that_came_back_stands_before_those_nobody_has_seen(house: House) -> None:
    untouched = draft(house, NOTICE)
    back = submitted(house, REMINDER, now=LATER)
    turn(house, back, Action.RETURN, now=LATER, reason=WHY)
    refused = submitted(house, WAITING)
    turn(house, refused, Action.REFUSE, reason=WHY)
    page = home(house)
    assert [one.line.uid for one in page.waiting] == [refused, back, untouched]
    assert list(page.sent_back) == [back] and page.sent_back[back].reason == WHY
    with house.database.read() as session:
        assert [one.line.uid for one in queue(session, house, ALICE, LATER)] == [back, untouched]


def test_it_is_one_statement_however_many_came_back_and_none_for_who_writes_nothing(house: House) -> None:
    for _ in range(3):
        turn(house, submitted(house), Action.RETURN)
        turn(house, submitted(house), Action.REFUSE)
        released(house, NOTICE)
        for who, most in ((ALICE, 1), (DOMINIQUE, 0)):
            with statements(house) as asked:
                told(house, who)
            assert len([one for one in asked if one.startswith("SELECT")]) == most
