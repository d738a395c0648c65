"""What waits for somebody, and what comes after one of them: the same order, however little of it is judged."""

from datetime import timedelta
from itertools import pairwise

import pytest

from benchmarks.asked import stepping
from commworkflow.actions import releasing
from commworkflow.readings import queue as queues
from commworkflow.readings.queue import Waiting, queue, turn
from commworkflow.records.house import House
from commworkflow.rules.lifecycle import Action, Judgement, judge
from commworkflow.rules.roles import Actor
from tests.acting import (
    ALICE,
    BRUNO,
    CHLOE,
    DOMINIQUE,
    ETIENNE,
    FARID,
    HUGO,
    NOTICE,
    NOTIFICATION,
    REMINDER,
    REPORT,
    WAITING,
    draft,
    released,
    seen,
    statements,
    submitted,
    validated,
)
from tests.cast import NOW

LATER = NOW + timedelta(minutes=10)
EVERYBODY = (ALICE, BRUNO, CHLOE, DOMINIQUE, ETIENNE, HUGO)


@pytest.fixture
def messages(house: House) -> list[str]:
    later = (NOW + timedelta(minutes=minutes) for minutes in range(5))
    return [
        submitted(house, NOTICE, now=next(later)),
        submitted(house, NOTIFICATION, CHLOE, now=next(later)),
        validated(house, REMINDER, now=next(later)),
        draft(house, WAITING, now=next(later)),
        released(house, REMINDER, now=next(later)),
        # At one and the same moment: the act they wait for decides between them.
        validated(house, NOTICE, now=LATER),
        submitted(house, NOTICE, now=LATER),
    ]


def test_after_each_comes_the_next_and_after_the_last_the_first(house: House, messages: list[str]) -> None:
    seen = set()
    for who in EVERYBODY:
        with house.database.read() as session:
            waiting = queue(session, house, who, LATER)
            for here, following in pairwise((*waiting, waiting[0]) if waiting else ()):
                expected = (here, None if here is following else following)
                assert turn(session, house, who, here.line.uid, LATER) == expected
            there = {one.line.uid for one in waiting}
            for uid in set(messages) - there:
                assert turn(session, house, who, uid, LATER) == (None, waiting[0] if waiting else None)
        assert list(waiting) == sorted(waiting, key=_place)
        seen |= {one.action for one in waiting}
    assert seen >= {Action.VALIDATE, Action.RELEASE, Action.SAVE}, "a queue of nothing shows nothing"


def test_the_table_is_asked_no_further_than_the_next(
    house: House, messages: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = set[str]()

    def noted(action: Action, *given: object) -> Judgement:
        asked.add(given[0].seal)  # type: ignore[attr-defined]
        return judge(action, *given)  # type: ignore[arg-type]

    with house.database.read() as session:
        first, second, *others = queue(session, house, DOMINIQUE, LATER)
        monkeypatch.setattr(queues, "judge", noted)
        assert others and turn(session, house, DOMINIQUE, first.line.uid, LATER) == (first, second)
    assert asked == {first.line.seal, second.line.seal}


def _place(waiting: Waiting) -> tuple[bool, tuple[int, object], int]:
    order = (*queues._ASKED, Action.SAVE)
    return waiting.action is Action.SAVE, waiting.urgency.rank, order.index(waiting.action)


def test_reports_are_asked_for_by_those_alone_who_acknowledge(house: House) -> None:
    uid = submitted(house, REPORT, FARID)
    releasing.send(house, FARID, uid, seen(house, uid, FARID), NOW)
    for who, most in ((DOMINIQUE, 2), (ALICE, 1)):
        with statements(house) as asked, house.database.read() as session:
            waiting = [(one.action, one.line.uid) for one in queue(session, house, who, NOW)]
        assert waiting == ([(Action.ACKNOWLEDGE, uid)] if who is DOMINIQUE else [])
        assert len([one for one in asked if one.startswith("SELECT")]) == most


def steps(house: House, who: Actor) -> int:
    """How many steps the database's own machine takes to answer what waits for somebody."""

    def look() -> None:
        with house.database.read() as session:
            queue(session, house, who, LATER)

    taken: list[None] = []
    look()  # what is remembered for good is worked out before it is counted
    with stepping(house.database.engine, 1, lambda: taken.append(None)):
        look()
    return len(taken)


def test_the_reports_to_acknowledge_are_found_without_reading_all_that_left(house: House, messages: list[str]) -> None:
    before = steps(house, DOMINIQUE)
    assert before > 100
    for _ in range(5):
        released(house, REMINDER, now=NOW)
    assert steps(house, DOMINIQUE) - before < 5, "fewer than one for each text that left"
