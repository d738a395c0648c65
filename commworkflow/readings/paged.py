"""Lists a page at a time: what stands on one page, and whether another one follows."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

Line = TypeVar("Line")


@dataclass(frozen=True, slots=True)
class Paged(Generic[Line]):
    """One page of a list. ``number``: from 1; ``more``: whether another page follows."""

    lines: tuple[Line, ...]
    number: int
    more: bool


def page_of(whole: Sequence[Line], number: int, most: int) -> Paged[Line]:
    """Return one page of a list that is at hand whole."""
    first = (number - 1) * most
    return Paged(tuple(whole[first : first + most]), number, len(whole) > first + most)


def page_read(read: Sequence[Line], number: int, most: int) -> Paged[Line]:
    """Return one page of what was read with ``within``: a line too many says that another page follows."""
    return Paged(tuple(read[:most]), number, len(read) > most)


def within(number: int, most: int) -> Mapping[str, int]:
    """Return what a statement is asked with that reads ``most`` lines ``after`` those of the pages before."""
    return {"most": most + 1, "after": (number - 1) * most}
