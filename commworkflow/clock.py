"""The clock, as an object handed down from the wiring: nothing below the edges asks what time it is.

Beside the hour, which can be set, the machine counts the time since it started: the watch compares both.
"""

import threading
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

from commworkflow.rules.hours import Doubt, Doubtful, Reading, is_behind, is_jump, moved, slept

Clock = Callable[[], datetime]
"""Returns the present moment, in UTC."""

Ticks = Callable[[], tuple[timedelta, timedelta]]
"""Returns how long the machine runs: its sleep counted, and without it."""

Stopwatch = Callable[[], float]
"""Returns seconds that only ever grow, to measure how long something took."""

# Linux counts its sleep apart; elsewhere the one count there is stands for both, and no sleep is told.
_WITH_SLEEP: int | None = getattr(time, "CLOCK_BOOTTIME", None)
_ANY_MOMENT = datetime(1970, 1, 1, tzinfo=UTC)


def machine_clock() -> datetime:
    """Return this machine's present moment in UTC."""
    return datetime.now(UTC)


def machine_ticks() -> tuple[timedelta, timedelta]:
    """Return how long this machine runs, with and without its sleep; twice the same where nothing tells them apart."""
    awake = time.monotonic()
    steady = awake if _WITH_SLEEP is None else time.clock_gettime(_WITH_SLEEP)
    return timedelta(seconds=steady), timedelta(seconds=awake)


def machine_stopwatch() -> float:
    """Return seconds of this machine that only ever grow."""
    return time.perf_counter()


class Watch:
    """What this process saw of the machine's clock since it started, or since somebody last confirmed the hour.

    ``last_entry``: the hour of the journal's last entry. Without ``ticks`` nothing is compared: no jump is ever seen.
    """

    def __init__(self, clock: Clock, ticks: Ticks | None = None, last_entry: datetime | None = None) -> None:
        self._clock = clock
        self._ticks = ticks
        self._lock = threading.Lock()
        self._base = self._last = self._read()
        start = self._base.wall
        self._doubt: Doubtful | None = Doubtful(Doubt.UNCONFIRMED, start)
        if last_entry is not None and is_behind(last_entry, start):
            self._doubt = Doubtful(Doubt.BEHIND, last_entry, start - last_entry)

    def look(self) -> Doubtful | None:
        """Look at the clock and return what is doubtful about it; None where somebody confirmed it and it kept on."""
        with self._lock:
            last, self._last = self._last, self._read()
            by = moved(self._base, self._last)
            if is_jump(by) and self._is_news(by):
                self._doubt = Doubtful(Doubt.JUMPED, self._last.wall - moved(last, self._last), by)
            elif self._doubt is None and is_jump(slept(self._base, self._last)):
                self._doubt = Doubtful(Doubt.SLEPT, self._last.wall, slept(self._base, self._last))
            return self._doubt

    def be_confirmed(self) -> None:
        """Take the clock as it is now for the one that somebody just confirmed."""
        with self._lock:
            self._base = self._last = self._read()
            self._doubt = None

    def _is_news(self, by: timedelta) -> bool:
        """A jump is told once, with the hour at which it was seen; a second one replaces it."""
        known = self._doubt
        return known is None or known.doubt is not Doubt.JUMPED or is_jump(by - known.by)

    def _read(self) -> Reading:
        wall = self._clock()
        passed = wall - _ANY_MOMENT
        return Reading(wall, *(self._ticks() if self._ticks is not None else (passed, passed)))
