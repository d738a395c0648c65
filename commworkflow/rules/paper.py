"""Slips of paper: what each is, and the numbers of which none may go missing without a word."""

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum

from commworkflow.rules.numbers import slip_number
from commworkflow.rules.roles import Actor, Mandate, May
from commworkflow.rules.worlds import World

MOST_SLIPS = 200
"""Slips one print may reserve."""


class SlipKind(StrEnum):
    """What was written on a slip; or, for one that nobody types in, what became of it."""

    DECISION = "decision"
    DRAFT = "draft"
    RELEASE = "release"
    NOTE = "note"
    SPOILED = "spoiled"
    LOST = "lost"


WRITTEN = (SlipKind.DECISION, SlipKind.DRAFT, SlipKind.RELEASE, SlipKind.NOTE)
"""The kinds that are typed in."""

FATES = (SlipKind.SPOILED, SlipKind.LOST)
"""What becomes of a slip that is not."""


_RESERVING = (May.RECORD_FACTS, May.ADMINISTER)


def reserving(actor: Actor, place: str) -> Mandate | None:
    """Return the mandate by which this person's prints reserve numbers there; None: theirs have a line for each.

    Each number is owed an account: it is reserved by whoever types slips in, or prepares the kit in calm.
    """
    return next((held for act in _RESERVING if (held := actor.mandate_for(act, place)) is not None), None)


@dataclass(frozen=True, slots=True)
class Run:
    """The slips one print reserved: ``first`` to ``last`` of a year's series, both included."""

    year: int
    first: int
    last: int

    def numbers(self, world: World) -> Iterator[str]:
        """Yield the numbers that stand on the paper, in order."""
        return (slip_number(world, self.year, rank) for rank in range(self.first, self.last + 1))


def unaccounted(world: World, runs: Iterable[Run], told: Collection[str]) -> tuple[str, ...]:
    """Return the numbers printed of which nobody has said anything yet, in the order of their series.

    ``told``: the numbers typed in, and those said to be spoiled or lost.
    """
    in_order = sorted(runs, key=lambda run: (run.year, run.first))
    return tuple(number for run in in_order for number in run.numbers(world) if number not in told)
