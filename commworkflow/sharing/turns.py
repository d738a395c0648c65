"""Who comes when: nobody takes all the room or all the threads, whoever else is waiting."""

import math
import threading
from collections import Counter, deque
from collections.abc import Callable, Iterable
from ipaddress import IPv6Address, IPv6Network, ip_address
from typing import Protocol

_OWN_BITS = 64
"""Of an IPv6 address, those a machine chooses for itself, as often as it likes (RFC 4291, 2.5.1)."""


def neighbour(address: str) -> str:
    """Return under which name an address is counted: itself; an IPv6 address, its network. Empty for this machine.

    A program on this machine that passes on the requests of many is not one stranger.
    """
    found = ip_address(address.partition("%")[0])
    if found.is_loopback:
        return ""
    if isinstance(found, IPv6Address):
        return str(IPv6Network((found, _OWN_BITS), strict=False))
    return str(found)


class Guest(Protocol):
    """Who takes a place."""

    def makes_room(self) -> bool:
        """Leave, unless something is being answered here; say whether it leaves."""


class Room:
    """Places for so many, and for so many of one name; where all are taken, who came first and only waits makes room.

    Whoever comes to ask needs a place for a moment; who sits there to keep others out is the one who goes.
    """

    def __init__(self, places: int, of_one: int) -> None:
        self._places = places
        self._of_one = of_one
        self._inside: dict[str, dict[Guest, None]] = {}
        self._lock = threading.Lock()

    def let_in(self, name: str, guest: Guest) -> bool:
        """Take a place; False where nobody can make room. An empty name is bound by the number of all places only."""
        with self._lock:
            crowd = self._too_many(name)
            if crowd and not any(one.makes_room() for one in crowd):
                return False
            self._inside.setdefault(name, {})[guest] = None
            return True

    def leave(self, name: str, guest: Guest) -> None:
        """Give the place back; nothing where there was none."""
        with self._lock:
            inside = self._inside.get(name, {})
            inside.pop(guest, None)
            if not inside:
                self._inside.pop(name, None)

    def _too_many(self, name: str) -> Iterable[Guest]:
        own = self._inside.get(name, {})
        if name and len(own) >= self._of_one:
            return own
        if sum(map(len, self._inside.values())) >= self._places:
            return max(self._inside.values(), key=len)
        return ()


class Turns:
    """So many at once of one name; whoever comes after waits until one of them ends, in the order of coming."""

    def __init__(self, at_once: int, waiting: float = math.inf) -> None:
        self._at_once = at_once
        self._waiting_at_most = waiting
        self._held: Counter[str] = Counter()
        self._waiting: dict[str, deque[Callable[[], object]]] = {}
        self._lock = threading.Lock()

    def take(self, name: str, go: Callable[[], object]) -> bool:
        """Call ``go`` now, or when it is its turn; False where too many wait already. An empty name always goes."""
        with self._lock:
            if name and self._held[name] >= self._at_once:
                waiting = self._waiting.setdefault(name, deque())
                if len(waiting) >= self._waiting_at_most:
                    return False
                waiting.append(go)
                return True
            self._held[name] += 1
        go()
        return True

    def end(self, name: str) -> None:
        """Say that one of them ended: the next one goes."""
        with self._lock:
            waiting = self._waiting.get(name)
            following = waiting.popleft() if waiting else None
            if not waiting:
                self._waiting.pop(name, None)
            if following is None:
                self._held[name] -= 1
                if not self._held[name]:
                    del self._held[name]
        if following is not None:
            following()


Stations = tuple[tuple[Turns, str], ...]
"""Where a turn is waited for, one after the other, and under which name."""


def in_turn(stations: Stations, go: Callable[[], object]) -> bool:
    """Call ``go`` once it is its turn at every station; False where too many wait at the first."""
    if not stations:
        go()
        return True
    (turns, name), *following = stations
    return turns.take(name, lambda: in_turn(tuple(following), go))


def give_back(stations: Stations) -> None:
    """End the turn at every station."""
    for turns, name in stations:
        turns.end(name)
