"""The clock, as an object handed down from the wiring: nothing below the edges asks what time it is."""

from collections.abc import Callable
from datetime import UTC, datetime

Clock = Callable[[], datetime]
"""Returns the present moment, in UTC."""


def machine_clock() -> datetime:
    """Return this machine's present moment in UTC."""
    return datetime.now(UTC)
