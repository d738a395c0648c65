"""Who has a draft open at this moment. Kept in memory: it is true for seconds, and one process serves one world."""

import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta

HERE_FOR = timedelta(seconds=45)
"""How long after the last sign somebody counts as there: three looks of an open page."""


@dataclass(frozen=True, slots=True)
class Sign:
    """The last sign of one person at one draft."""

    name: str
    at: datetime


@dataclass(slots=True)
class Presence:
    """Drafts by uid, and in each the people by uid."""

    _signs: dict[str, dict[str, Sign]] = field(default_factory=dict)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def seen(self, draft: str, person: str, name: str, now: datetime) -> tuple[str, ...]:
        """Note that a person has a draft open, and return the names of the others who have."""
        with self._lock:
            there = dict(self._still_there(draft, now))
            there[person] = Sign(name, now)
            self._signs[draft] = there
            return tuple(sign.name for uid, sign in there.items() if uid != person)

    def gone(self, draft: str, person: str) -> None:
        """Forget that a person has a draft open."""
        with self._lock:
            self._signs.get(draft, {}).pop(person, None)

    def _still_there(self, draft: str, now: datetime) -> Iterator[tuple[str, Sign]]:
        for uid, sign in self._signs.get(draft, {}).items():
            # A clock set back leaves signs in the future: they end as well.
            if abs(now - sign.at) < HERE_FOR:
                yield uid, sign
