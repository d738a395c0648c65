"""A decision that a director took without a screen: said by telephone or signed on paper, written down by somebody."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum

from commworkflow.rules.roles import Mandate


class Basis(StrEnum):
    """On what a decision rests."""

    SCREEN = "screen"
    DELEGATION = "delegation"
    TELEPHONE = "telephone"
    PAPER = "paper"
    PREPARED = "prepared"


BY_HAND = (Basis.TELEPHONE, Basis.PAPER)
"""The two ways in which a director decides without a screen."""


class Confirmation(StrEnum):
    """What a director says, on a screen of their own, of a decision that was recorded for them."""

    CONFIRMED = "confirmed"
    CONTESTED = "contested"


@dataclass(frozen=True, slots=True)
class Decider:
    """Somebody who may decide on a text now; ``telephone``: prepared to reach them without the hospital's network."""

    uid: str
    name: str
    mandate: Mandate
    telephone: str = ""


@dataclass(frozen=True, slots=True)
class Around:
    """Who can have a part in a decision by hand: those who may decide now, and the names of everybody known here."""

    deciders: tuple[Decider, ...] = ()
    names: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class ByHand:
    """What the person who writes a decision down brings.

    ``reached``: the number called back, or who brought the paper. ``groups``: the four groups of the seal, as the
    director read them back. ``witness``: who heard it or saw it, by name. ``said_at``: the hour of the decision itself.
    """

    director: str
    basis: Basis
    reached: str
    said_at: datetime
    witness: str
    groups: str


@dataclass(frozen=True, slots=True)
class Recorded:
    """A decision by hand that a text now rests on, and what its director said of it since; ``answer`` None: nothing."""

    uid: str
    director: str
    said_at: datetime
    answer: Confirmation | None = None

    def late(self, now: datetime, within: timedelta) -> bool:
        """Say whether its director should have answered by ``now``."""
        return self.answer is None and now >= self.said_at + within


_HEARD = str.maketrans({"O": "0", "I": "1", "L": "1"})


def groups_heard(typed: str) -> str:
    """Return four groups as typed, in the one way they are compared: no spaces, and Crockford's letters for digits."""
    return "".join(sign for sign in typed.upper() if sign.isalnum()).translate(_HEARD)
