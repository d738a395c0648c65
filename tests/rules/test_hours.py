"""The hour heard against the machine's: which moment it names, what lies between, and what makes a clock doubtful."""

from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from commworkflow.rules.hours import (
    TOLERANCE,
    Heard,
    Reading,
    is_behind,
    is_jump,
    moment_said,
    moved,
    offset_found,
    offset_in_words,
    slept,
    spoken_hour,
)
from tests.cast import NOW

PARIS = ZoneInfo("Europe/Paris")

TYPED: list[tuple[str, Heard | None]] = [
    ("14:32", Heard(time(14, 32), exact=False)),
    (" 9h05 ", Heard(time(9, 5), exact=False)),
    ("14 h 32", Heard(time(14, 32), exact=False)),
    ("14h32min", Heard(time(14, 32), exact=False)),
    ("14.32", Heard(time(14, 32), exact=False)),
    ("14:32:05", Heard(time(14, 32, 5), exact=True)),
    ("14:32:00", Heard(time(14, 32), exact=True)),
    ("14 h 32 min 05 s", Heard(time(14, 32, 5), exact=True)),
    ("0:00", Heard(time(0, 0), exact=False)),
    ("24:00", None),
    ("14:60", None),
    ("14:32:60", None),
    ("14", None),
    ("1432", None),
    ("quatorze heures", None),
    ("14:3", None),
    ("²1:30", None),
    ("", None),
]


@pytest.mark.parametrize(("typed", "heard"), TYPED)
def test_an_hour_is_read_as_people_type_it(typed: str, heard: Heard | None) -> None:
    assert spoken_hour(typed) == heard


OFFSETS: list[tuple[str, datetime, int]] = [
    ("09:30", NOW, 0),
    ("09:30", NOW + timedelta(seconds=59), 0),
    ("09:30", NOW + timedelta(seconds=60), 60),
    ("09:27", NOW + timedelta(seconds=12), 180),
    ("12:30", NOW + timedelta(seconds=12), -3 * 3600),
    ("09:30:00", NOW + timedelta(seconds=7), 7),
    ("09:30:20", NOW + timedelta(seconds=7, microseconds=600_000), -12),
    ("23:58", datetime(2026, 3, 13, 23, 2, tzinfo=UTC), 240),  # two minutes past midnight in Paris
    ("00:02", datetime(2026, 3, 13, 22, 58, tzinfo=UTC), -240),
]


@pytest.mark.parametrize(("typed", "machine", "offset"), OFFSETS)
def test_the_offset_is_the_machine_less_what_was_heard(typed: str, machine: datetime, offset: int) -> None:
    heard = spoken_hour(typed)
    assert heard is not None
    assert offset_found(heard, machine, PARIS) == offset


def test_an_hour_told_twice_in_a_night_is_the_nearer_one() -> None:
    heard = Heard(time(2, 30), exact=True)
    before, after = datetime(2026, 10, 25, 0, 30, tzinfo=UTC), datetime(2026, 10, 25, 1, 30, tzinfo=UTC)
    assert moment_said(heard, before + timedelta(minutes=1), PARIS) == before
    assert moment_said(heard, after - timedelta(minutes=1), PARIS) == after


def test_an_hour_that_a_night_leaves_out_is_that_of_a_day_that_has_it() -> None:
    told = moment_said(Heard(time(2, 30), exact=True), datetime(2026, 3, 29, 1, 0, tzinfo=UTC), PARIS)
    assert told.astimezone(PARIS).time() == time(2, 30)


@given(
    st.integers(0, 10 * 365 * 86_400).map(
        lambda seconds: datetime(2020, 1, 1, tzinfo=UTC) + timedelta(seconds=seconds)
    ),
    st.integers(-11 * 3600, 11 * 3600),
    st.sampled_from(["Europe/Paris", "Indian/Reunion", "America/Martinique", "Pacific/Noumea"]),
)
def test_a_clock_that_is_off_by_less_than_half_a_day_is_found_off_by_so_much(
    now: datetime, off: int, name: str
) -> None:
    zone = ZoneInfo(name)
    local = (now - timedelta(seconds=off)).astimezone(zone)
    assert offset_found(Heard(local.time().replace(tzinfo=None), exact=True), now, zone) == off


WORDS = [
    (0, "0 s"), (12, "+12 s"), (180, "+3 min"), (-185, "−3 min 05 s"), (-10_800, "−3 h"), (11_100, "+3 h 05 min"),
    (3 * 86_400, "+72 h"),
]  # fmt: skip


@pytest.mark.parametrize(("seconds", "words"), WORDS)
def test_an_offset_in_words(seconds: int, words: str) -> None:
    assert offset_in_words(seconds).replace("\u00a0", " ") == words


def test_what_moved_and_what_slept() -> None:
    start = Reading(NOW, timedelta(hours=1), timedelta(hours=1))
    night = Reading(NOW + timedelta(hours=8), timedelta(hours=9), timedelta(hours=1, minutes=5))
    back = Reading(NOW - timedelta(hours=3), timedelta(hours=1, seconds=1), timedelta(hours=1, seconds=1))
    assert (moved(start, night), slept(start, night)) == (timedelta(), timedelta(hours=7, minutes=55))
    assert (moved(start, back), slept(start, back)) == (-timedelta(hours=3, seconds=1), timedelta())


def test_a_clock_may_be_put_right_by_a_little_without_a_word() -> None:
    assert not is_jump(TOLERANCE) and not is_jump(-TOLERANCE)
    assert is_jump(TOLERANCE + timedelta(seconds=1)) and is_jump(-TOLERANCE - timedelta(seconds=1))
    assert not is_behind(NOW + TOLERANCE, NOW)
    assert is_behind(NOW + TOLERANCE + timedelta(seconds=1), NOW)
