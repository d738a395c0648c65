"""What one row of a list would do: shown in the preview, done in the act, by the same step."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from zoneinfo import ZoneInfo

from commworkflow.actions.act import Acting
from commworkflow.rules.answer_values import NotAnAnswer
from commworkflow.rules.list_rows import ListRow, head_of, moment_in
from commworkflow.rules.lists import ListKind
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
    ``term``: from when to when the mandate it writes holds, as the journal says it (since/until); else empty.
    """

    change: Change
    do: Callable[[Acting], str]
    ends_administrator: bool = False
    term: str = ""


Steps = tuple[list[Step], list[SheetFault]]


class Faulty(ValueError):
    """A row that cannot be done: in which column, and the key and facts of why."""

    def __init__(self, column: str, key: str, **facts: str) -> None:
        super().__init__(key)
        self.column, self.key, self.facts = column, key, facts


def each_row(kind: ListKind, rows: Sequence[ListRow], step: Callable[[ListRow], Step]) -> Steps:
    """Return what each row would do as ``step`` works it out, and the rows that it finds faulty."""
    found: list[Step] = []
    faults: list[SheetFault] = []
    for row in rows:
        try:
            found.append(step(row))
        except Faulty as faulty:
            faults.append(SheetFault(row.line, head_of(kind, faulty.column), faulty.key, faulty.facts))
    return found, faults


def moment_of(row: ListRow, column: str, zone: ZoneInfo, *, end: bool = False) -> datetime | None:
    """Return the hour in a cell, None for an empty one; ``end``: a day alone means its end. Raises Faulty."""
    cell = row.values[column]
    try:
        return moment_in(cell, zone, end=end) if cell else None
    except NotAnAnswer as wrong:
        raise Faulty(column, wrong.key, **wrong.facts) from None


def effect_of(differences: Sequence[Difference]) -> Effect:
    """Return what a row does to something that is there already."""
    return Effect.CHANGED if differences else Effect.SAME
