"""The compare-and-swap under every change of state: it holds even where two acts were judged before either wrote."""

import pytest
from sqlalchemy import text

from commworkflow.actions.act import NotFound, Refused, act
from commworkflow.actions.moving import move, standing_of
from commworkflow.records.house import House
from commworkflow.rules.lifecycle import Action, judge
from tests.acting import DOMINIQUE, ZOE, nothing_done, seen, status_of, submitted
from tests.acting import standing_of as standing_now
from tests.cast import NOW

MEANWHILE = {
    "somebody saved": "UPDATE message SET version = version + 1",
    "somebody moved it": "UPDATE message SET status = 'refused'",
    "both": "UPDATE message SET version = version + 1, status = 'refused'",
}


@pytest.mark.parametrize("what", MEANWHILE)
def test_what_moved_since_it_was_judged_is_not_moved_again(house: House, what: str) -> None:
    uid = submitted(house)
    judged_by = standing_now(house, uid)
    judgement = judge(Action.RETURN, judged_by.situation, seen(house, uid))
    assert judgement.granted
    with house.database.write() as session:
        session.execute(text(MEANWHILE[what]))
        session.commit()
    with nothing_done(house, "somebody_was_faster"), act(house, DOMINIQUE, NOW) as acting:
        move(acting, judged_by, judgement)


def test_what_stands_as_it_was_judged_is_moved(house: House) -> None:
    uid = submitted(house)
    with act(house, DOMINIQUE, NOW) as acting:
        standing = standing_of(acting, uid)
        move(acting, standing, judge(Action.RETURN, standing.situation, seen(house, uid)))
        acting.enter("message_returned", message=uid)
    assert status_of(house, uid) == "draft"
    assert standing_now(house, uid).situation.version == standing.situation.version + 1


def test_other_messages_stay_where_they_are(house: House) -> None:
    uid, other = submitted(house), submitted(house)
    with act(house, DOMINIQUE, NOW) as acting:
        standing = standing_of(acting, uid)
        move(acting, standing, judge(Action.RETURN, standing.situation, seen(house, uid)))
        acting.enter("message_returned", message=uid)
    assert status_of(house, other) == "submitted"


def test_nobody_and_a_stranger_find_nothing_to_move(house: House) -> None:
    uid = submitted(house)
    for who in (None, ZOE):
        with nothing_done(house, raises=NotFound), act(house, who, NOW) as acting:
            standing_of(acting, uid)


def test_a_refusal_carries_the_state_it_was_judged_by(house: House) -> None:
    uid = submitted(house)
    judged_by = standing_now(house, uid)
    judgement = judge(Action.RETURN, judged_by.situation, seen(house, uid))
    with house.database.write() as session:
        session.execute(text(MEANWHILE["both"]))
        session.commit()
    with nothing_done(house) as told, act(house, DOMINIQUE, NOW) as acting:
        move(acting, judged_by, judgement)
    assert isinstance(told.value, Refused)
    assert [refusal.facts for refusal in told.value.refusals] == [{"status": "submitted"}]
