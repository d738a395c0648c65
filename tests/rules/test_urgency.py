"""Which text comes first of several that wait."""

from datetime import timedelta

import pytest

from commworkflow.rules.message_templates import Audience
from commworkflow.rules.urgency import LAPSES_SOON, Why, urgency, urgency_of_delivery
from tests.cast import NOW

AN_HOUR, A_MINUTE = timedelta(hours=1), timedelta(minutes=1)


def test_an_authority_comes_before_the_press_and_the_cell_last() -> None:
    asked = sorted(Audience, key=lambda audience: urgency(audience, NOW, NOW).rank)
    assert [str(audience) for audience in asked] == ["authority", "press", "patients", "staff", "cell"]


def test_of_two_alike_the_one_that_waits_longer() -> None:
    early, late = urgency(Audience.PRESS, NOW - AN_HOUR, NOW), urgency(Audience.PRESS, NOW, NOW)
    assert early.rank < late.rank


def test_waiting_long_does_not_pass_before_a_time_set_by_law() -> None:
    assert urgency(Audience.AUTHORITY, NOW, NOW).rank < urgency(Audience.STAFF, NOW - 9 * AN_HOUR, NOW).rank


@pytest.mark.parametrize(
    ("left", "why"),
    [(LAPSES_SOON, Why.LAPSES), (A_MINUTE, Why.LAPSES), (LAPSES_SOON + A_MINUTE, Why.STAFF), (-A_MINUTE, Why.STAFF)],
)
def test_what_lapses_within_the_hour_goes_first(left: timedelta, why: Why) -> None:
    found = urgency(Audience.STAFF, NOW, NOW, holds_until=NOW + left)
    assert found.why is why
    assert (found.rank < urgency(Audience.AUTHORITY, NOW - AN_HOUR, NOW).rank) is (why is Why.LAPSES)


def test_ones_own_change_that_was_taken_over_goes_before_what_is_new_and_after_what_lapses() -> None:
    back = urgency(Audience.CELL, NOW, NOW, comes_back=True)
    assert back.why is Why.COMES_BACK
    assert back.rank < urgency(Audience.AUTHORITY, NOW - AN_HOUR, NOW).rank
    lapsing = urgency(Audience.CELL, NOW, NOW, holds_until=NOW + A_MINUTE, comes_back=True)
    assert lapsing.why is Why.LAPSES and lapsing.rank < back.rank


def test_a_released_text_that_has_not_arrived_is_as_urgent_as_before() -> None:
    for audience in Audience:
        assert urgency_of_delivery(audience, NOW) == urgency(audience, NOW, NOW)


def test_what_was_withdrawn_or_sent_comes_after_whatever_somebody_waits_for() -> None:
    last = max(urgency(audience, NOW, NOW).rank for audience in Audience)
    stopped = urgency_of_delivery(Audience.AUTHORITY, NOW - AN_HOUR, stopped=True)
    sent = urgency_of_delivery(Audience.AUTHORITY, NOW - AN_HOUR, sent=True)
    assert last < stopped.rank < sent.rank
    assert (stopped.why, sent.why) == (Why.STOPPED, Why.RECEIPT)
