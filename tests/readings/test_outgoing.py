"""What was released and has not arrived waits for whoever may let it out, until it has arrived."""

from datetime import timedelta

import pytest
from sqlalchemy import update

from commworkflow.actions import delivering, ending, receipts, releasing, starting
from commworkflow.actions.incidents import close_incident
from commworkflow.channels import CHANNELS
from commworkflow.readings import outgoing as outgoings
from commworkflow.readings.deliveries import load_delivery
from commworkflow.readings.home import home_page
from commworkflow.readings.outgoing import LATELY, MOST_OUTGOING, Outgoing, Stage, outgoing
from commworkflow.readings.paged import Paged
from commworkflow.readings.queue import Waiting
from commworkflow.records.house import House
from commworkflow.records.messages import Message
from commworkflow.rules.lifecycle import Action
from commworkflow.rules.message_templates import ChannelKey
from commworkflow.rules.roles import Actor, ReadingClass
from commworkflow.rules.situation import Intent
from commworkflow.rules.urgency import Why
from tests.acting import (
    ALICE,
    BRUNO,
    CHLOE,
    DOMINIQUE,
    ETIENNE,
    FARID,
    GAELLE,
    HUGO,
    INES,
    NOTICE,
    NOTIFICATION,
    REMINDER,
    REPORT,
    WAITING,
    ZOE,
    draft,
    incident,
    release,
    released,
    seen,
    standing_of,
    statements,
    submit,
    submitted,
    turn,
    validate,
    validated,
)
from tests.cast import NOW
from tests.released import WRITERS

LATER = NOW + timedelta(minutes=20)


def looked(house: House, who: Actor = DOMINIQUE) -> Paged[Outgoing]:
    with house.database.read() as session:
        return outgoing(session, house, who, CHANNELS, LATER)


def told(house: House, who: Actor = DOMINIQUE) -> list[tuple[str, Stage]]:
    return [(one.line.uid, one.stage) for one in looked(house, who).lines]


def begun(house: House, uid: str, who: Actor = DOMINIQUE, channel: str = "spoken", seen_before: int = 0) -> str:
    intent = Intent(seal=standing_of(house, uid).situation.seal, channel=channel)
    beginning = delivering.Beginning("CNIL" if channel == "portal" else "Point presse", seen_before)
    return delivering.begin(house, who, uid, beginning, intent, CHANNELS, WRITERS, NOW)


def ended(house: House, delivery: str, **typed: str) -> None:
    ending.end(house, DOMINIQUE, delivery, frozenset(), typed, CHANNELS, NOW)


def test_what_has_not_left_waits_for_those_who_may_let_it_out_and_for_nobody_else(house: House) -> None:
    statement, notification = released(house, WAITING), released(house, NOTIFICATION, CHLOE)
    both = [(notification, Stage.NOT_BEGUN), (statement, Stage.NOT_BEGUN)]
    assert told(house) == told(house, ETIENNE) == both, "the authority before the press"
    assert told(house, ALICE) == both[1:] and told(house, CHLOE) == both[:1]
    for who in (BRUNO, FARID, GAELLE, HUGO, INES, ZOE):
        assert told(house, who) == [], who.name


def test_what_one_may_not_read_waits_for_nobody(house: House) -> None:
    uid = released(house, WAITING)
    with house.database.write() as session:
        session.execute(update(Message).where(Message.uid == uid).values(reading_class=ReadingClass.C3))
        session.commit()
    assert told(house, ALICE) == [] and told(house) == [(uid, Stage.NOT_BEGUN)]


def test_from_nothing_to_the_receipt_it_waits_and_then_no_more(house: House) -> None:
    uid = released(house, NOTIFICATION, CHLOE)
    delivery = begun(house, uid, CHLOE, "portal")
    keys = sheet_keys(house, delivery)
    ending.keep_progress(house, CHLOE, delivery, frozenset(keys[:10]), {}, CHANNELS, NOW)
    (hers,), (one,) = looked(house, CHLOE).lines, looked(house).lines
    assert (one.stage, one.delivery, one.channel, one.recipient) == (Stage.BEGUN, delivery, ChannelKey.PORTAL, "CNIL")
    assert (one.typed, one.all, one.by) == (10, len(keys), CHLOE.name) and one.all > 10
    assert hers.mine and not one.mine
    assert one.urgency.why is Why.AUTHORITY
    ended(house, delivery, how="sent", reason="Le portail ne demande rien de plus.")
    (one,) = looked(house).lines
    assert (one.stage, one.delivery, one.urgency.why) == (Stage.SENT, delivery, Why.RECEIPT)
    receipts.enter_receipt(house, DOMINIQUE, delivery, receipts.Received("2026-0001", NOW), NOW)
    assert told(house) == []


def sheet_keys(house: House, delivery: str) -> list[str]:
    with house.database.read() as session:
        carried = load_delivery(session, house, DOMINIQUE, delivery, NOW)
    assert carried is not None
    return sorted(CHANNELS[ChannelKey.PORTAL].ticked(carried.parcel))


def test_what_is_done_without_a_receipt_waits_no_more_and_what_failed_has_not_left(house: House) -> None:
    uid = released(house, WAITING)
    first = begun(house, uid)
    assert told(house) == [(uid, Stage.BEGUN)]
    ended(house, first, how="failed", reason="Le micro ne marche pas.")
    assert told(house) == [(uid, Stage.NOT_BEGUN)]
    ended(house, begun(house, uid, seen_before=1), how="as_written", speaker="La directrice")
    assert told(house) == []


def test_withdrawn_it_waits_for_no_delivery_but_an_open_one_is_still_to_be_ended(house: House) -> None:
    left, never = released(house, WAITING), released(house, WAITING)
    delivery = begun(house, left)
    for uid in (left, never):
        turn(house, uid, Action.WITHDRAW)
    (one,) = looked(house, ALICE).lines
    assert (one.line.uid, one.stage, one.delivery) == (left, Stage.TO_CLOSE, delivery)
    assert one.urgency.why is Why.STOPPED
    ended(house, delivery, how="failed", reason="Retiré avant la lecture.")
    assert told(house) == []


def test_what_a_correction_replaced_is_not_waited_for(house: House) -> None:
    uid = released(house, NOTICE)
    later = starting.correct(house, ALICE, uid, seen(house, uid, ALICE), NOW)
    submit(house, later)
    validate(house, later)
    assert told(house) == [(uid, Stage.NOT_BEGUN)]
    delivery = begun(house, uid, channel="site")
    release(house, later)
    assert told(house) == [(later, Stage.NOT_BEGUN), (uid, Stage.TO_CLOSE)]
    ended(house, delivery, how="failed", reason="Remplacé avant d’être publié.")
    turn(house, later, Action.WITHDRAW)
    assert told(house) == [], "withdrawn in its turn, the correction brings nothing back"


def test_once_the_incident_is_over_only_what_was_begun_is_waited_for(house: House) -> None:
    place = incident(house)
    never, open_still = released(house, WAITING, place=place), released(house, WAITING, place=place)
    begun(house, open_still)
    assert {uid for uid, _ in told(house)} == {never, open_still}
    close_incident(house, DOMINIQUE, place, NOW, NOW)
    assert told(house) == [(open_still, Stage.BEGUN)]


def test_what_never_left_is_waited_for_so_long_and_what_was_begun_always(house: House) -> None:
    never, open_still = released(house, WAITING), released(house, WAITING)
    begun(house, open_still)

    def at(moment: timedelta) -> set[str]:
        with house.database.read() as session:
            return {one.line.uid for one in outgoing(session, house, DOMINIQUE, CHANNELS, NOW + moment).lines}

    assert at(LATELY) == {never, open_still}
    assert at(LATELY + timedelta(seconds=1)) == {open_still}


def test_a_report_is_read_here_and_has_not_to_leave(house: House) -> None:
    uid = submitted(house, REPORT, FARID)
    releasing.send(house, FARID, uid, seen(house, uid, FARID), NOW)
    assert told(house, FARID) == []
    begun(house, uid, FARID)
    assert told(house, FARID) == [(uid, Stage.BEGUN)]


def test_what_is_begun_is_found_behind_any_number_of_others(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(outgoings, "MOST_LOOKED_AT", 2)
    uid = released(house, WAITING)
    begun(house, uid)
    others = [released(house, WAITING) for _ in range(3)]
    found = looked(house)
    assert {one.line.uid for one in found.lines} == {uid, others[-1]} and found.more
    monkeypatch.setattr(outgoings, "MOST_LOOKED_AT", 4)
    assert not looked(house).more
    monkeypatch.setattr(outgoings, "MOST_OUTGOING", 3)
    assert len(looked(house).lines) == 3 and looked(house).more
    assert MOST_OUTGOING < 60


def test_it_is_one_statement_however_many_wait_and_none_for_who_lets_nothing_out(house: House) -> None:
    counts = []
    for _ in range(3):
        begun(house, released(house, NOTIFICATION, CHLOE), CHLOE, "portal")
        released(house, WAITING)
        for who, most in ((DOMINIQUE, 1), (HUGO, 0)):
            with statements(house) as asked:
                looked(house, who)
            counts.append((len([one for one in asked if one.startswith("SELECT")]), most))
    assert all(asked == most for asked, most in counts), counts


def test_home_puts_both_in_one_order_and_own_drafts_last(house: House) -> None:
    letter = draft(house, WAITING)
    reminder, statement = released(house, REMINDER), released(house, WAITING)
    asked = validated(house, WAITING)
    with house.database.read() as session:
        waiting = home_page(session, house, ALICE, CHANNELS, LATER).waiting
    assert [(type(one), one.line.uid) for one in waiting] == [
        (Waiting, asked), (Outgoing, statement), (Outgoing, reminder), (Waiting, letter),
    ]  # fmt: skip


def test_what_somebody_else_is_at_comes_after_what_is_ones_own_to_do(house: House) -> None:
    notification = released(house, NOTIFICATION, CHLOE)
    asked = submitted(house, REMINDER)
    begun(house, notification, ETIENNE, "portal")
    for who, expected in ((DOMINIQUE, [asked, notification]), (ETIENNE, [notification, asked])):
        with house.database.read() as session:
            waiting = home_page(session, house, who, CHANNELS, LATER).waiting
        assert [one.line.uid for one in waiting] == expected
