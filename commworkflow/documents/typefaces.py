"""The typefaces of the pdf, made at set-up, and the characters they can draw."""

from collections.abc import Iterator
from functools import cache
from pathlib import Path

from fontTools.ttLib import TTFont

from commworkflow.documents.characters import REPLACEMENT
from commworkflow.rules.blocks import Section, Sections, all_blocks, block_lines
from commworkflow.rules.notice import Imprint

FONTS = Path(__file__).resolve().parents[2] / "static" / "build" / "fonts"

# The breaks of a text, which typst makes without drawing anything.
_BREAKS = frozenset("\n")


@cache
def drawable_characters() -> frozenset[str]:
    """Return every character a page can show; FileNotFoundError where set-up made no typeface.

    A sign needs one typeface, typst looks into the others when the first lacks it; a space needs them all, typst does
    not look further for a space. Private-use characters are not counted, because PDF/A-2a refuses a character that
    means nothing outside its typeface.
    """
    files = sorted(FONTS.glob("*.ttf"))
    if not files:
        raise FileNotFoundError("the typefaces of the pdf are missing: run python3 run.py, which builds them")
    faces = [frozenset(map(chr, TTFont(file, lazy=True).getBestCmap())) for file in files]
    signs = frozenset(sign for sign in frozenset().union(*faces) if not (sign.isspace() or _private(ord(sign))))
    return signs | _BREAKS | frozenset(sign for sign in frozenset.intersection(*faces) if sign.isspace())


def _private(code: int) -> bool:
    return 0xE000 <= code <= 0xF8FF or code >= 0xF0000


def drawable(text: str) -> str:
    """Return ``text`` with what no typeface draws replaced by U+FFFD, or an odd space by a plain one.

    So a pdf always comes out.
    """
    lacking = frozenset(text) - drawable_characters()
    return text.translate({ord(sign): " " if sign.isspace() else REPLACEMENT for sign in lacking}) if lacking else text


def undrawable(text: str) -> frozenset[str]:
    """Return the characters of ``text`` that are lost because no typeface draws them."""
    return frozenset(sign for sign in frozenset(text) - drawable_characters() if not sign.isspace())


def missing_glyphs(sections: Sections, imprint: Imprint) -> tuple[tuple[str, str], ...]:
    """Return each character the pdf cannot draw with the key of its section, once a section, in reading order.

    The key is empty for what the imprint prints around the text.
    """
    return tuple(_missing(sections, imprint))


def not_drawn(sections: Sections) -> tuple[tuple[str, str], ...]:
    """Return each character the pdf cannot draw with the words it stands in, for whoever is still writing."""
    lines = (line for block in all_blocks(sections) for line in block_lines(block))
    return tuple((character, _around(line, character)) for line in lines for character in _in_order(line))


def _around(line: str, character: str) -> str:
    place = line.index(character)
    start, end = max(0, place - 20), place + 21
    return f"{'…' if start else ''}{line[start:end]}{'…' if end < len(line) else ''}"


def _missing(sections: Sections, imprint: Imprint) -> Iterator[tuple[str, str]]:
    around = (imprint.title, imprint.establishment, *imprint.letterhead, imprint.dated, imprint.signer, *imprint.notes)
    yield from ((character, "") for character in _in_order("\n".join(around)))
    for section in sections:
        yield from ((character, section.key) for character in _in_order(_words_of(section)))


def _words_of(section: Section) -> str:
    return "\n".join(line for block in all_blocks((section,)) for line in block_lines(block))


def _in_order(text: str) -> Iterator[str]:
    lacking = undrawable(text)
    if lacking:
        yield from dict.fromkeys(character for character in text if character in lacking)
