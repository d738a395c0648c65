"""The machine's hour and the hour heard: what lies between them, and what makes a clock doubtful.

The order of things never depends on a clock: the journal counts its entries. A clock only says when.
"""

import re
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

TOLERANCE = timedelta(minutes=2)
"""What a clock may move, or a machine sleep, before somebody is asked the hour again."""

_SPOKEN = re.compile(r"(\d{1,2})\s*[:hH.]\s*(\d{2})(?:\s*(?:[:.]|min|m)?\s*(\d{2})\s*s?)?(?:\s*(?:min|m))?")
_DAY = timedelta(days=1)


class HeardFrom(StrEnum):
    """Where an hour was heard. The French speaking clock (3699) ended on 1 July 2022 and is not among them."""

    MOBILE = "mobile"
    """A mobile telephone that takes its hour from its operator, not from the hospital's Wi-Fi."""
    RADIO_CLOCK = "radio_clock"
    """A clock or watch set by radio or by satellite."""
    SAMU = "samu"
    """The SAMU's regulation centre, by telephone: every call it takes is timed."""
    TELEPHONE = "telephone"
    """Somebody outside the hospital, by telephone."""
    OTHER = "other"


class Doubt(StrEnum):
    """Why the machine's hour wants somebody to confirm it."""

    UNCONFIRMED = "unconfirmed"
    """Nobody has since this server started."""
    SLEPT = "slept"
    """The machine slept: its clock ran on a battery."""
    BEHIND = "behind"
    """The last entry of the journal is later than now."""
    JUMPED = "jumped"
    """The clock moved by itself, or was set."""


@dataclass(frozen=True, slots=True)
class Doubtful:
    """A doubt about the hour. ``at``: what the clock showed then; ``by``: how far it moved, or how long it slept."""

    doubt: Doubt
    at: datetime
    by: timedelta = timedelta()


@dataclass(frozen=True, slots=True)
class Reading:
    """One look at the machine's clocks: ``wall`` can be set; ``steady`` runs since the machine started, asleep or not;
    ``awake`` stands still while it sleeps.
    """

    wall: datetime
    steady: timedelta
    awake: timedelta


@dataclass(frozen=True, slots=True)
class Heard:
    """An hour of the day as somebody said it; ``exact``: with its seconds."""

    hour: time
    exact: bool


def moved(before: Reading, after: Reading) -> timedelta:
    """Return how far the clock moved between two readings beside the time that passed: negative when set back."""
    return (after.wall - before.wall) - (after.steady - before.steady)


def slept(before: Reading, after: Reading) -> timedelta:
    """Return how long the machine slept between two readings."""
    return (after.steady - before.steady) - (after.awake - before.awake)


def is_jump(by: timedelta) -> bool:
    """Say whether a clock that moved by so much wants to be confirmed again."""
    return abs(by) > TOLERANCE


def is_behind(last_entry: datetime, now: datetime) -> bool:
    """Say whether the journal's last entry lies further in the future than a clock may be put right by."""
    return last_entry - now > TOLERANCE


def spoken_hour(typed: str) -> Heard | None:
    """Return an hour as people type it (14:32, 14h32, 14 h 32 05, 14:32:05), or None for what is no hour."""
    found = _SPOKEN.fullmatch(typed.strip())
    if found is None:
        return None
    hour, minute, second = (int(part or 0) for part in found.groups())
    try:
        return Heard(time(hour, minute, second), exact=found[3] is not None)
    except ValueError:
        return None


def moment_said(heard: Heard, now: datetime, zone: ZoneInfo) -> datetime:
    """Return the moment that an hour of the day names: of all days, the one nearest to the machine's ``now``."""
    today = now.astimezone(zone).date()
    candidates = (
        datetime.combine(today + days * _DAY, heard.hour, zone).replace(fold=fold)
        for days in (0, -1, 1)
        for fold in (0, 1)
    )
    # An hour that a change of season leaves out names no moment of that day.
    told = (local.astimezone(UTC) for local in candidates if _exists(local))
    return min(told, key=lambda moment: abs(moment - now))


def offset_found(heard: Heard, now: datetime, zone: ZoneInfo) -> int:
    """Return the machine's hour less the hour heard, in seconds: positive where the machine is ahead.

    An hour heard without its seconds is compared by minutes: its first and its last second are the same hour.
    """
    shown = now if heard.exact else now.replace(second=0, microsecond=0)
    return round((shown - moment_said(heard, shown, zone)).total_seconds())


def offset_in_words(seconds: int) -> str:
    """Return an offset in its two largest units, in signs both languages share: "+3 min", "−3 h 05 min", "0 s"."""
    if seconds == 0:
        return "0\u00a0s"
    sign = "+" if seconds > 0 else "\u2212"
    return f"{sign}{length_in_words(seconds)}"


def length_in_words(seconds: int) -> str:
    """Return a length in its two largest units, whatever its sign: "3 min", "3 h 05 min", "52 h"."""
    minutes, second = divmod(abs(seconds), 60)
    hours, minute = divmod(minutes, 60)
    if hours:
        return f"{hours}\u00a0h {minute:02}\u00a0min" if minute else f"{hours}\u00a0h"
    if minutes:
        return f"{minute}\u00a0min {second:02}\u00a0s" if second else f"{minute}\u00a0min"
    return f"{second}\u00a0s"


def _exists(local: datetime) -> bool:
    return local.astimezone(UTC).astimezone(local.tzinfo).replace(fold=0) == local.replace(fold=0)
