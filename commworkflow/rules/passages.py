"""Where the passage of a comment stands now: its words are looked for, whatever was written around them since."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

LONGEST_QUOTE = 500
LONGEST_COMMENT = 2_000
_AROUND = 60


class Place(StrEnum):
    """What became of the words a comment is about."""

    THERE = "there"
    SEVERAL = "several"
    CHANGED = "changed"
    WHOLE = "whole"


@dataclass(frozen=True, slots=True)
class Passage:
    """A passage in a text of today: the words before it, its own, those after; all empty where it changed."""

    place: Place
    before: str = ""
    words: str = ""
    after: str = ""


def passage(text: str, quote: str) -> Passage:
    """Return where ``quote`` stands in ``text``, white space folded; the first of several places is shown."""
    whole, sought = " ".join(text.split()), " ".join(quote.split())
    if not sought:
        return Passage(Place.WHOLE)
    start = whole.find(sought)
    if start < 0:
        return Passage(Place.CHANGED)
    end = start + len(sought)
    place = Place.THERE if whole.find(sought, start + 1) < 0 else Place.SEVERAL
    before, after = whole[max(0, start - _AROUND) : start], whole[end : end + _AROUND]
    return Passage(
        place,
        f"{'…' if start > _AROUND else ''}{before}",
        sought,
        f"{after}{'…' if end + _AROUND < len(whole) else ''}",
    )


def section_of(texts: Mapping[str, str], quote: str) -> str:
    """Return the key of the one section whose text has ``quote`` in it; empty for none, several or no quote."""
    found = [key for key, text in texts.items() if passage(text, quote).place in {Place.THERE, Place.SEVERAL}]
    return found[0] if len(found) == 1 else ""
