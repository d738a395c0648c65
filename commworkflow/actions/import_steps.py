"""What one row of a list would do: shown in the preview, done in the act, by the same step."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import StrEnum

from commworkflow.actions.act import Acting
from commworkflow.rules.sheets import SheetFault


class Effect(StrEnum):
    """What one row would do."""

    ADDED = "added"
    CHANGED = "changed"
    SAME = "same"


@dataclass(frozen=True, slots=True)
class Difference:
    """A value that a row would change. ``column``: the head it stands under."""

    column: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class Change:
    """What one row would do, to whom or what."""

    line: int
    effect: Effect
    name: str
    differences: tuple[Difference, ...] = ()


@dataclass(frozen=True, slots=True)
class Step:
    """One row ready to be done: what is shown of it, and the writing itself, which returns the uid written.

    ``ends_administrator``: it may leave an establishment without one, which is asked once every row is done.
    """

    change: Change
    do: Callable[[Acting], str]
    ends_administrator: bool = False


Steps = tuple[list[Step], list[SheetFault]]


def effect_of(differences: Sequence[Difference]) -> Effect:
    """Return what a row does to something that is there already."""
    return Effect.CHANGED if differences else Effect.SAME
