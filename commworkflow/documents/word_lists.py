"""The lists of a Word file: entries that stand one after the other, each with its depth, put under each other."""

from collections.abc import Sequence
from dataclasses import dataclass

from commworkflow.rules.blocks import Item, ListBlock, Run


@dataclass(frozen=True, slots=True)
class Numbering:
    """A list's identity in the file, its depth, and whether it counts."""

    list: str
    level: int
    ordered: bool


Entry = tuple[Numbering, tuple[Run, ...]]


def nested_list(entries: Sequence[Entry]) -> ListBlock:
    """Return the entries of one list in the file, put under each other by their depth."""
    first = entries[0][0]
    items: list[Item] = []
    number = 0
    while number < len(entries):
        runs = entries[number][1]
        deeper = number + 1
        while deeper < len(entries) and entries[deeper][0].level > first.level:
            deeper += 1
        below = entries[number + 1 : deeper]
        items.append(Item(runs, (nested_list(below),) if below else ()))
        number = deeper
    return ListBlock(first.ordered, tuple(items))
