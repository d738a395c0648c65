"""How fast one name can be guessed at, from how many addresses; and whom those who guess cannot keep out."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from commworkflow.actions.attempts import TooSoon, attempt
from commworkflow.actions.signing_in import sign_in
from commworkflow.records.house import House
from commworkflow.rules.sign_in import Seat
from tests.cast import CAST, CHEAP, NOW, PASSWORD

DIRECTOR = CAST["dominique"]
STRANGER = Seat("192.0.2.1")
AT_THE_MACHINE = Seat("127.0.0.1", at_the_machine=True)
KNOWN = Seat("10.0.0.1", browser="the director's telephone", sat=(CAST["alice"].uid, DIRECTOR.uid))
"""At the address of one who guesses, as behind the proxy of a hospital."""


def guessing(house: House, seats: list[Seat], seconds: int = 10_000) -> Iterator[tuple[datetime, int]]:
    """Guess from these seats as often as each is let, and give each second's hour and how many were looked at."""
    free = dict.fromkeys(seats, 0)
    for second in range(seconds):
        now, guesses = NOW + timedelta(seconds=second), 0
        for seat in [seat for seat, since in free.items() if since <= second]:
            try:
                attempt(house, DIRECTOR.email, seat, now)
            except TooSoon as soon:
                free[seat] = second + soon.seconds
            else:
                guesses += 1
                # Whoever was looked at lets the others go first.
                free[seat] = free.pop(seat)
        yield now, guesses


def addresses(count: int) -> list[Seat]:
    return [Seat(f"10.0.0.{number}") for number in range(1, count + 1)]


def enters(house: House, seat: Seat, now: datetime, password: str = PASSWORD) -> bool:
    try:
        return sign_in(house, CHEAP, DIRECTOR.email, password, seat=seat, now=now) is not None
    except TooSoon:
        return False


@pytest.mark.parametrize(("count", "minutes"), [(1, [9, 2]), (5, [40, 10]), (30, [124, 30])])
def test_guesses_a_minute_at_one_name(house: House, count: int, minutes: list[int]) -> None:
    guesses = [looked_at for _, looked_at in guessing(house, addresses(count), 120)]
    assert [sum(guesses[:60]), sum(guesses[60:])] == minutes


def test_no_number_of_addresses_guesses_faster(house: House) -> None:
    """Each address tries once: 35 a minute then, and 30 once the pauses are long; four times that is the most."""
    fresh = (Seat(f"10.1.{number // 250}.{number % 250}") for number in range(1_000))
    guesses = 0
    for second in range(120):
        for seat in fresh:
            try:
                attempt(house, DIRECTOR.email, seat, NOW + timedelta(seconds=second))
            except TooSoon:
                break
            guesses += 1
    assert guesses == 35 + 30


@pytest.mark.parametrize("seat", [AT_THE_MACHINE, KNOWN], ids=["at the machine", "where they sat"])
def test_where_a_person_is_known_others_keep_them_waiting_at_no_moment(house: House, seat: Seat) -> None:
    assert all(enters(house, seat, now) for now, _ in guessing(house, addresses(30), 30))


def test_a_stranger_with_the_right_password_waits_until_thirty_addresses_made_their_first_guess(house: House) -> None:
    tried = [now for now, _ in guessing(house, addresses(30), 90) if not enters(house, STRANGER, now)]
    assert tried[-1] <= NOW + timedelta(minutes=1)


def test_a_stranger_may_slip_as_often_as_anybody(house: House) -> None:
    attack = guessing(house, addresses(30))
    began = next(now for now, _ in attack if now == NOW + timedelta(minutes=2))
    assert not enters(house, STRANGER, began, "a slip of her own")
    now, _ = next(attack)
    assert not enters(house, STRANGER, now, "and another")
    now, _ = next(attack)
    assert enters(house, STRANGER, now)


@pytest.mark.parametrize("seat", [AT_THE_MACHINE, KNOWN, STRANGER], ids=["at the machine", "where they sat", "else"])
def test_whoever_guesses_there_is_slowed(house: House, seat: Seat) -> None:
    assert sum(guesses for _, guesses in guessing(house, [seat], 60)) == 9


@pytest.mark.parametrize(
    "seat",
    [
        replace(KNOWN, address="10.9.9.9", sat=(CAST["alice"].uid,)),
        replace(KNOWN, address="10.9.9.9", browser=""),
    ],
    ids=["somebody else sat there", "a browser without a name"],
)
def test_only_where_that_person_sat_are_they_known(house: House, seat: Seat) -> None:
    for number in range(30):
        attempt(house, DIRECTOR.email, Seat(f"10.0.0.{number}"), NOW + timedelta(seconds=2 * number))
    assert not enters(house, seat, NOW + timedelta(seconds=59))


def test_a_name_that_nobody_has_is_known_nowhere(house: House) -> None:
    for number in range(4):
        attempt(house, "nobody@hopital.example", Seat(f"10.0.0.{number}"), NOW)
    with pytest.raises(TooSoon):
        attempt(house, "nobody@hopital.example", replace(KNOWN, address="10.9.9.9"), NOW)


@pytest.mark.parametrize("seat", [AT_THE_MACHINE, KNOWN, STRANGER], ids=["at the machine", "where they sat", "else"])
def test_who_guesses_gains_nothing_when_the_owner_signs_in(house: House, seat: Seat) -> None:
    for number in range(2, 32):
        attempt(house, DIRECTOR.email, Seat(f"10.0.0.{number}"), NOW + timedelta(seconds=2 * number))
    assert enters(house, seat, NOW + timedelta(seconds=64))
    attempt(house, DIRECTOR.email, Seat("10.0.0.99"), NOW + timedelta(seconds=64))
    with pytest.raises(TooSoon):
        attempt(house, DIRECTOR.email, Seat("10.0.0.100"), NOW + timedelta(seconds=65))


def test_whoever_guesses_at_the_same_address_does_not_slow_a_browser_where_they_sat(house: House) -> None:
    (guesser,) = addresses(1)
    assert guesser.address == KNOWN.address
    now = [now for now, _ in guessing(house, [guesser], 300)][-1]
    assert enters(house, KNOWN, now)
    assert not enters(house, guesser, now)
