"""What a Word file gives to a draft: its text as blocks, under the sections its headings name; and what it loses."""

import unicodedata
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from commworkflow.rules.blocks import Block, Heading, Run

LARGEST = 5_000_000
"""Bytes of a Word file that is read at all."""


class Lost(StrEnum):
    """What a Word file held and a message cannot: told to whoever imports it."""

    PICTURES = "pictures"
    TABLES = "tables"
    TRACKED_CHANGES = "tracked_changes"
    COMMENTS = "comments"
    NOTES = "notes"
    HIDDEN_TEXT = "hidden_text"
    BOXES = "boxes"
    FIELDS = "fields"
    INCLUDED_FILES = "included_files"
    LINKS = "links"
    HEADERS = "headers"
    LAYOUT = "layout"
    REORDERING_CHARACTERS = "reordering_characters"


class Unreadable(StrEnum):
    """Why a file is not read."""

    NOT_WORD = "not_word"
    OLD_WORD = "old_word"
    ENCRYPTED = "encrypted"
    MACROS = "macros"
    DAMAGED = "damaged"
    SUSPECT = "suspect"
    TOO_LARGE = "too_large"


class CannotRead(ValueError):
    """A file is no Word file that can be read; ``why`` is the reason to be worded."""

    def __init__(self, why: Unreadable) -> None:
        super().__init__(why)
        self.why = why


@dataclass(frozen=True, slots=True)
class WordText:
    """The text of a Word file, and what was left out of it, in the order of ``Lost``."""

    blocks: tuple[Block, ...]
    lost: tuple[Lost, ...]


WordReader = Callable[[bytes], WordText]
"""Reads the bytes of a Word file. Raises CannotRead; opens no file and no connection."""


def into_sections(blocks: Sequence[Block], titles: Mapping[str, str]) -> Mapping[str, tuple[Block, ...]]:
    """Return the blocks of each section: a heading that names a section begins it, and is not repeated in it.

    ``titles``: section key to its title, in the draft's order. What stands before the first such heading, and under
    headings that name none, stays with the section before it, or with the first one.
    """
    by_title = {_folded(title): key for key, title in titles.items() if title}
    current = next(iter(titles), "")
    found: dict[str, list[Block]] = {}
    for block in blocks:
        named = by_title.get(_folded(_words(block.runs))) if isinstance(block, Heading) else None
        if named is not None:
            current = named
        elif current:
            found.setdefault(current, []).append(block)
    return {key: tuple(found[key]) for key in titles if key in found}


def _words(runs: Sequence[Run]) -> str:
    return "".join(run.text for run in runs)


def _folded(title: str) -> str:
    """A title whatever its accents, case, apostrophes, numbering and final colon."""
    bare = "".join(c for c in unicodedata.normalize("NFKD", title) if not unicodedata.combining(c))
    words = bare.casefold().replace("’", "'").strip(" .:\u00a0\u202f\t\n")
    return " ".join(words.lstrip("0123456789.) -").split())
