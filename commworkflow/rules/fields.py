"""What was typed into one field of a form, as it may be kept: tidied, not too long, there where it is needed."""

import re
from collections.abc import Mapping
from typing import Any

from commworkflow.rules.characters import ForbiddenCharacter, Tidied, tidy

NAME = 200
"""Characters of a name, a postal address, a title."""
REASON = 4_000
"""Characters of a reason, an opinion."""
TEXT = 20_000
"""Characters of a text of several lines."""

_FAR_TOO_LONG = 4
"""Times its limit from which a text is not even tidied: what is taken out of a text is never so much."""
_BREAKS = re.compile("[ \n]+")

Problem = tuple[str, Mapping[str, Any]]
"""The key and the facts of what is wrong with a field."""


class NotTaken(ValueError):
    """A field that cannot be kept as it was typed. ``problem``: what is wrong with it."""

    def __init__(self, key: str, /, **facts: Any) -> None:
        super().__init__(key)
        self.problem: Problem = (key, facts)


def words_in(typed: str, limit: int, missing: str = "") -> Tidied:
    """Return what was typed as it may be kept, and what nobody sees that was taken out of it.

    Counted as it would be kept, in characters. ``missing``: the key of what is wrong with an empty field; none where it
    may stay empty. Raises NotTaken.
    """
    if len(typed) > _FAR_TOO_LONG * limit:
        raise NotTaken("too_long", count=len(typed), limit=limit)
    try:
        tidied = tidy(typed)
    except ForbiddenCharacter as forbidden:
        raise NotTaken("forbidden_character", name=forbidden.name) from None
    words = tidied.text.strip()
    if missing and not words:
        raise NotTaken(missing)
    if len(words) > limit:
        raise NotTaken("too_long", count=len(words), limit=limit)
    return Tidied(words, tidied.removed)


def line_in(typed: str, limit: int, missing: str = "") -> Tidied:
    """Return the same of a field of one line: a line break is a space, and spaces that follow each other are one.

    Non-breaking spaces stay as they are. Raises NotTaken.
    """
    taken = words_in(typed, limit, missing)
    return Tidied(_BREAKS.sub(" ", taken.text), taken.removed)
