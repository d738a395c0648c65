"""Two people wrote into one draft: what only one of them changed is taken, what both changed is theirs to choose."""

from collections.abc import Mapping
from enum import StrEnum
from typing import TypeVar

Text = TypeVar("Text")


class Fate(StrEnum):
    """What became of one part of a draft since the revision both began from."""

    SAME = "same"
    MINE = "mine"
    THEIRS = "theirs"
    BOTH = "both"


class Choice(StrEnum):
    """What somebody chose for a part that both had changed."""

    MINE = "mine"
    THEIRS = "theirs"
    TOGETHER = "together"


def fate(base: Text | None, mine: Text, theirs: Text) -> Fate:
    """Return who changed a part. ``base`` None: nobody knows where they began, so every difference is to be chosen."""
    if mine == theirs:
        return Fate.SAME
    if base is not None and mine == base:
        return Fate.THEIRS
    if base is not None and theirs == base:
        return Fate.MINE
    return Fate.BOTH


def fates(
    base: Mapping[str, Text] | None, mine: Mapping[str, Text], theirs: Mapping[str, Text], absent: Text
) -> Mapping[str, Fate]:
    """Return the fate of every part that either has; a part that a side lacks counts as ``absent``."""
    return {
        key: fate(None if base is None else base.get(key, absent), mine.get(key, absent), theirs.get(key, absent))
        for key in dict.fromkeys((*theirs, *mine))
    }


def together(mine: str, theirs: str) -> str:
    """Return both texts, one after the other, each a paragraph of its own: theirs first, as it was saved first."""
    return "\n\n".join(text for text in (theirs.strip("\n"), mine.strip("\n")) if text)
