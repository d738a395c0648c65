"""What a passphrase must be that guards the copies of a world: a stick is lost more easily than a laptop.

Whoever finds a stick tries as often as they like, on machines of their own: nothing slows them but the price of each
trial (scrypt) and the length of the passphrase. Source: ANSSI, guide on authentication (2021): for what is attacked
away from any server, length before anything else.
"""

from enum import StrEnum

SHORTEST_PASSPHRASE = 20
"""In signs, outer spaces apart: four or five words of everyday language."""

_FEWEST_DIFFERENT = 8
_FEWEST_WORDS = 3


class PassphraseProblem(StrEnum):
    """Why a passphrase is not taken."""

    TOO_SHORT = "passphrase_short"
    TOO_PLAIN = "passphrase_plain"


def passphrase_problem(passphrase: str) -> PassphraseProblem | None:
    """Return what is wrong with a passphrase, or None."""
    typed = as_read(passphrase)
    if len(typed) < SHORTEST_PASSPHRASE:
        return PassphraseProblem.TOO_SHORT
    words = typed.casefold().split()
    repeated = len(words) > 1 and len(set(words)) < _FEWEST_WORDS
    return PassphraseProblem.TOO_PLAIN if repeated or len(set(typed)) < _FEWEST_DIFFERENT else None


def as_read(passphrase: str) -> str:
    """Return a passphrase as it is used: how many spaces part its words, nobody sees on a sheet of paper."""
    return " ".join(passphrase.split())
