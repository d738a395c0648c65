"""The looks a page is seen in: nine rows in which every two choices of theme, language, width, script, motion meet.

The rows come in three turns of three. In each turn every theme, every width, both languages, a browser with and one
without scripts, and both wishes about motion occur; a page that is seen in one turn has been seen in each of them.
"""

from typing import NamedTuple


class Look(NamedTuple):
    """How somebody sees the pages. ``scripts``: whether their browser runs ours; ``still``: they ask for no motion."""

    theme: str
    language: str
    width: str
    scripts: bool
    still: bool


TURNS = (
    (
        Look("light", "fr", "desk", scripts=True, still=False),
        Look("dark", "fr", "phone", scripts=True, still=True),
        Look("forced", "en", "narrow", scripts=False, still=False),
    ),
    (
        Look("light", "en", "phone", scripts=False, still=False),
        Look("dark", "fr", "narrow", scripts=True, still=False),
        Look("forced", "fr", "desk", scripts=True, still=True),
    ),
    (
        Look("light", "fr", "narrow", scripts=False, still=True),
        Look("dark", "en", "desk", scripts=False, still=True),
        Look("forced", "en", "phone", scripts=True, still=False),
    ),
)
TABLE = tuple(look for turn in TURNS for look in turn)
