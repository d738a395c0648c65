"""What a sealed text says: read from its bytes and nothing else, and read once, for they never change."""

import json
from dataclasses import dataclass
from functools import lru_cache

from commworkflow.rules.blocks import Sections, from_json

_MOST_REMEMBERED = 64
"""How many texts stay read: those that are decided on, released and looked at now."""


@dataclass(frozen=True, slots=True)
class SealedWords:
    """The words of a sealed text. ``letterhead``: the name of the establishment, then the lines printed under it."""

    title: str
    letterhead: tuple[str, ...]
    sections: Sections


@lru_cache(_MOST_REMEMBERED)
def words_of(canonical: bytes) -> SealedWords:
    """Return what any sealed text says. Remembered under the bytes themselves: other bytes are another text."""
    sealed = json.loads(canonical)
    return SealedWords(sealed["title"], tuple(sealed["letterhead"]), from_json(sealed["sections"]))


def said(canonical: bytes) -> tuple[str, Sections]:
    """Return title and sections of any sealed text, from its bytes."""
    words = words_of(canonical)
    return words.title, words.sections
