"""How guessing is slowed, and what a password must be.

Sources: NIST SP 800-63B §5.1.1 and the ANSSI guide on authentication (2021): length, no rules of composition, no
change by the calendar, and a limit to the pace of attempts.
"""

import hashlib
import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

WINDOW = timedelta(minutes=15)
"""How far back an attempt counts."""

SHORTEST_PASSWORD = 12
LONGEST_PASSWORD = 1000
"""Beyond it nothing is gained, and hashing it would be a way to tire the machine."""

CLOCK_AHEAD = timedelta(minutes=5)
"""How far ahead of the clock an hour may lie that the clock itself once gave: further, and it was set back since."""

POST_STAYS = timedelta(hours=12)
"""How long a post of the crisis room stays signed in, touched or not: one shift."""

AT_ONCE = timedelta(seconds=15)
"""How far ahead an attempt may lie and still count: longer than one request waits for its turn behind another."""

Steps = Sequence[tuple[int, int]]
"""How attempts are slowed: (attempts in the window, seconds to wait after the last). Never a lock-out."""

SLOWED_BY_PAIR: Steps = ((0, 0), (4, 2), (6, 10), (8, 30), (12, 60))
"""For one name from one address."""

SLOWED_BY_NAME: Steps = ((0, 0), (4, 1), (8, 2))
"""For one name from wherever its owner is not known, all who tried it as often together.

Short, and never between its owner and a place where they sat: it is taken by whoever asks first, and a machine that
guesses asks more often than a director.
"""

TRIES_APART = 3
"""The first, second and third try of a place at one name each wait only for those of others; all further ones together.

With ``SLOWED_BY_NAME``: at one name (3 + 1) × 35 guesses in a first minute at most, then × 30, from wherever they come.
"""

SLOWED_BY_ADDRESS: Steps = ((0, 0), (20, 2), (40, 5), (80, 15))
"""The same for all names tried from one address; wider, since a whole crisis cell may share one laptop."""


# What people sign in with: a hospital's own domain need not be public, nor end in a known name (name@hospital.local).
_ADDRESS = re.compile(r"""[^\s@<>()\[\],;:"]+@[^\s@<>()\[\],;:".]+(\.[^\s@<>()\[\],;:".]+)*""")


@dataclass(frozen=True, slots=True)
class Seat:
    """Where somebody sits down to sign in, as far as a machine can tell.

    ``address``: of the network; ``at_the_machine``: no network lies between. ``device``: what the browser says it is.
    ``browser``: its name out of our own signed cookie, which nobody else knows; ``sat``: the uids of who sat there.
    ``post``: a post of the crisis room, since somebody said so or since it was one until now.
    """

    address: str
    device: str = ""
    browser: str = ""
    sat: tuple[str, ...] = ()
    at_the_machine: bool = False
    post: bool = False


_OF_WORDS = frozenset({"Lu", "Ll", "Lt", "Lo", "Mn", "Mc", "Nd"})


class PasswordProblem(StrEnum):
    """Why a password is not taken."""

    TOO_SHORT = "password_short"
    TOO_LONG = "password_long"
    LIKE_ITS_OWNER = "password_like_owner"
    TOO_PLAIN = "password_plain"


def seconds_to_wait(attempts: int, last: datetime | None, now: datetime, slowed: Steps) -> int:
    """Return how many whole seconds must still pass before another attempt is looked at; 0 when it may be made.

    Never more than the pause itself, even where the clock was set back since the last attempt.
    """
    if last is None:
        return 0
    pause = max(seconds for least, seconds in slowed if attempts >= least)
    left = (last + timedelta(seconds=pause) - now).total_seconds()
    return min(pause, max(0, -(-int(left * 1000) // 1000)))


def password_problem(password: str, *known: str) -> PasswordProblem | None:
    """Return what is wrong with a password, or None.

    ``known``: its owner's name and address, which guessers try first.
    """
    if len(password) < SHORTEST_PASSWORD:
        return PasswordProblem.TOO_SHORT
    if len(password) > LONGEST_PASSWORD:
        return PasswordProblem.TOO_LONG
    if len(set(password)) < 5:
        return PasswordProblem.TOO_PLAIN
    left = folded(password)
    for word in sorted(_words(known), key=len, reverse=True):
        left = left.replace(word, "")
    # The owner's own words may stand in it; they are not what makes it long.
    return PasswordProblem.LIKE_ITS_OWNER if len(left) < SHORTEST_PASSWORD // 2 else None


def digest(token: str) -> str:
    """Return what is kept of a token, a one-time code or a name tried: its SHA-256, in hexadecimal."""
    return hashlib.sha256(token.encode()).hexdigest()


def address_kept(typed: str) -> str:
    """Return an e-mail address as it is kept and looked up: without outer spaces, in small letters.

    In NFKC: full-width letters and ligatures are another way to write the same address, not another address.
    """
    return unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", typed).casefold()).strip()


def is_address(typed: str) -> bool:
    """Say whether somebody can sign in with this as their address."""
    kept = address_kept(typed)
    return _ADDRESS.fullmatch(kept) is not None and all(map(_may_stand, kept))


def folded(typed: str) -> str:
    """Return a name or address without case, accents and outer spaces: what two spellings of one name share."""
    apart = unicodedata.normalize("NFKD", typed.casefold())
    return "".join(character for character in apart if not unicodedata.combining(character)).strip()


def _may_stand(sign: str) -> bool:
    """Say whether a sign may stand in an address: beyond ASCII only what words are made of, nothing like a hyphen."""
    return sign.isascii() or unicodedata.category(sign) in _OF_WORDS


def _words(known: Iterable[str]) -> set[str]:
    parts = {part for text in known for part in re.split(r"[^\w]+", folded(text))}
    return {part for part in parts if len(part) >= 3}
