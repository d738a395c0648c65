"""The characters a file can hold: what no format may carry is replaced, never dropped in silence."""

import re
import unicodedata

REPLACEMENT = "\N{REPLACEMENT CHARACTER}"

# Controls, lone surrogates and the code points Unicode keeps for nobody: XML and PDF refuse them. Submission takes them
# out already; a file must still come out if one got through.
_UNPRINTABLE = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff]")


def printable(text: str) -> str:
    """Return ``text`` with each character that no file may hold replaced by U+FFFD; tabs and line feeds stay."""
    return _UNPRINTABLE.sub(REPLACEMENT, text)


def spell_character(character: str) -> str:
    """Return what names a character to somebody who cannot see it: ``U+1F600 GRINNING FACE``."""
    return f"U+{ord(character):04X} {unicodedata.name(character, '')}".rstrip()
