"""How guessing is slowed, and which passwords are taken."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from commworkflow.rules.sign_in import (
    SLOWED_BY_ADDRESS,
    SLOWED_BY_NAME,
    SLOWED_BY_PAIR,
    PasswordProblem,
    address_kept,
    folded,
    is_address,
    password_problem,
    seconds_to_wait,
)

NOW = datetime(2026, 3, 14, 8, 30, tzinfo=UTC)


@pytest.mark.parametrize(
    ("attempts", "seconds"), [(0, 0), (3, 0), (4, 2), (5, 2), (6, 10), (8, 30), (12, 60), (10_000, 60)]
)
def test_each_further_attempt_on_one_name_from_one_place_waits_longer_and_never_more_than_a_minute(
    attempts: int, seconds: int
) -> None:
    assert seconds_to_wait(attempts, NOW, NOW, SLOWED_BY_PAIR) == seconds


def test_a_name_tried_from_everywhere_waits_two_seconds_at_most() -> None:
    assert max(seconds_to_wait(attempts, NOW, NOW, SLOWED_BY_NAME) for attempts in (*range(50), 10_000)) == 2


@given(st.integers(0, 1000), st.floats(0, 1e8))
def test_a_clock_that_was_ahead_makes_nobody_wait_longer_than_the_pause(attempts: int, ahead: float) -> None:
    for slowed in (SLOWED_BY_PAIR, SLOWED_BY_NAME, SLOWED_BY_ADDRESS):
        pause = seconds_to_wait(attempts, NOW, NOW, slowed)
        assert seconds_to_wait(attempts, NOW + timedelta(seconds=ahead), NOW, slowed) == pause


def test_an_address_shared_by_a_crisis_cell_is_slowed_later() -> None:
    assert seconds_to_wait(19, NOW, NOW, SLOWED_BY_ADDRESS) == 0
    assert seconds_to_wait(20, NOW, NOW, SLOWED_BY_ADDRESS) == 2


def test_waiting_is_over_when_the_seconds_have_passed() -> None:
    assert seconds_to_wait(6, NOW - timedelta(seconds=9, milliseconds=500), NOW, SLOWED_BY_PAIR) == 1
    assert seconds_to_wait(6, NOW - timedelta(seconds=10), NOW, SLOWED_BY_PAIR) == 0


def test_nobody_who_never_tried_waits() -> None:
    assert seconds_to_wait(0, None, NOW, SLOWED_BY_PAIR) == 0


@given(st.integers(0, 1000), st.floats(0, 3600))
def test_one_more_attempt_never_shortens_the_wait(attempts: int, passed: float) -> None:
    last = NOW - timedelta(seconds=passed)
    for slowed in (SLOWED_BY_PAIR, SLOWED_BY_NAME, SLOWED_BY_ADDRESS):
        assert seconds_to_wait(attempts + 1, last, NOW, slowed) >= seconds_to_wait(attempts, last, NOW, slowed)


@pytest.mark.parametrize(
    ("password", "problem"),
    [
        ("onze lettres"[:11], PasswordProblem.TOO_SHORT),
        ("x" * 1001, PasswordProblem.TOO_LONG),
        ("aaaabbbbcccc", PasswordProblem.TOO_PLAIN),
        ("alicemartin1", PasswordProblem.LIKE_ITS_OWNER),
        ("ÀLICE-MARTIN-hopital", PasswordProblem.LIKE_ITS_OWNER),
        ("trois chevaux sous la pluie", None),
        ("alice adore trois chevaux", None),
        ("correcthorse", None),
    ],
)
def test_a_password_is_long_and_not_its_owners_name(password: str, problem: PasswordProblem | None) -> None:
    assert password_problem(password, "Alice Martin", "alice@hopital.example") is problem


def test_two_spellings_of_a_name_are_one() -> None:
    assert folded("  Élodie@Hôpital.example ") == folded("elodie@hopital.EXAMPLE")


def test_an_address_is_kept_in_small_letters_and_with_its_accents() -> None:
    assert address_kept(" Élodie@CH.example ") == "élodie@ch.example"


def test_full_width_letters_are_another_way_to_write_the_same_address() -> None:
    assert address_kept("Ｒｅｎé＠ch.example") == address_kept("rene\u0301@ch.example") == "rené@ch.example"


@pytest.mark.parametrize(
    ("typed", "taken"),
    [
        ("rené@hôpital.example", True),
        ("name@hospital.local", True),
        ("иван@больница.рф", True),
        ("a＠b@ch.example", False),
        ("anne\u2010marie@ch.example", False),
        ("anne\u02bc@ch.example", False),
        ("anne\u2024b@ch.example", True),
        ("anne marie@ch.example", False),
    ],
)
def test_an_address_is_judged_as_it_will_be_kept(typed: str, taken: bool) -> None:
    assert is_address(typed) is taken
