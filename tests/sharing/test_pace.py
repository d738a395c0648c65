"""How long a line is waited for: what is earned, what is spent, and that nobody saves up."""

from dataclasses import replace
from typing import Any
from unittest.mock import Mock

import pytest

from commworkflow.sharing.line import Pace
from tests.sharing.test_crowd import ROOMY

LIMITS = replace(ROOMY, seconds_to_stall=20, least_bytes_per_second=10)


class Watched:
    """A stopwatch that moves while something is carried, and the line it is carried over."""

    def __init__(self) -> None:
        self.seconds = 0.0
        self.line: Any = Mock()
        self.pace = Pace(lambda: self.seconds, LIMITS)

    def carry(self, taking: float, moved: int) -> float:
        """Carry some bytes, in so many seconds; return how long they would have been waited for."""

        def move() -> int:
            self.seconds += taking
            return moved

        self.pace.carry(self.line, move)
        return float(self.line.settimeout.call_args.args[0])


def test_waiting_spends_and_bytes_earn() -> None:
    watched = Watched()
    assert [watched.carry(5, 20), watched.carry(0, 0)] == [20, 17]


def test_nobody_saves_up_by_being_fast_once() -> None:
    watched = Watched()
    assert [watched.carry(0, 1_000_000), watched.carry(0, 0)] == [20, 20]


def test_what_the_product_takes_to_answer_is_nobodys_delay() -> None:
    watched = Watched()
    watched.carry(0, 0)
    watched.seconds += 1000
    assert watched.carry(0, 0) == 20


def test_who_falls_behind_is_waited_for_no_more() -> None:
    watched = Watched()
    watched.carry(25, 1)
    with pytest.raises(TimeoutError, match=r"^timed out$"):
        watched.carry(0, 1)


def test_a_line_that_stood_still_says_so_in_the_librarys_words() -> None:
    watched = Watched()
    with pytest.raises(TimeoutError, match=r"^timed out$"):
        watched.pace.carry(watched.line, Mock(side_effect=TimeoutError("The write operation timed out")))
    with pytest.raises(TimeoutError):
        watched.carry(0, 1)
