"""Which characters may stand in what people type: everything stored has passed through ``tidy``.

A text must read on every screen and page as it is stored. Characters that reorder what is shown are refused by name;
those that nobody sees are taken out, and the person is told. Non-breaking spaces stay: French needs them.
"""

import re
import unicodedata
from dataclasses import dataclass

REORDERING = {
    "\u202a": "LEFT-TO-RIGHT EMBEDDING",
    "\u202b": "RIGHT-TO-LEFT EMBEDDING",
    "\u202c": "POP DIRECTIONAL FORMATTING",
    "\u202d": "LEFT-TO-RIGHT OVERRIDE",
    "\u202e": "RIGHT-TO-LEFT OVERRIDE",
    "\u2066": "LEFT-TO-RIGHT ISOLATE",
    "\u2067": "RIGHT-TO-LEFT ISOLATE",
    "\u2068": "FIRST STRONG ISOLATE",
    "\u2069": "POP DIRECTIONAL ISOLATE",
}

_LINE_ENDS = re.compile("\r\n?|\x0b|\x0c|\x1c|\x1d|\x1e|\x85|\u2028|\u2029")
_NEVER_SEEN = frozenset("\u034f\u115f\u1160\u17b4\u17b5\u3164\uffa0")
_PLAIN = re.compile("[\n -~\u00a0-\u00ac\u00ae-\u02ff\u2010-\u2027\u202f\u2030-\u205e\u20ac]*")


class ForbiddenCharacter(ValueError):
    """A text holds a character that would show it in another order than it is stored."""

    def __init__(self, name: str, position: int) -> None:
        super().__init__(f"{name} at {position}")
        self.name = name
        self.position = position


@dataclass(frozen=True, slots=True)
class Tidied:
    """A text that may be stored, and the Unicode names of what was taken out of it, once each."""

    text: str
    removed: tuple[str, ...] = ()


def tidy(text: str) -> Tidied:
    """Return ``text`` in NFC, line ends as line feeds, tabs as spaces, without the characters that nobody sees.

    Raises ForbiddenCharacter for the bidirectional controls that reorder what is shown (Trojan Source).
    """
    text = unicodedata.normalize("NFC", _LINE_ENDS.sub("\n", text).replace("\t", " "))
    if _PLAIN.fullmatch(text):
        return Tidied(text)
    for position, character in enumerate(text):
        if character in REORDERING:
            raise ForbiddenCharacter(REORDERING[character], position)
    unseen = {character for character in set(text) if _is_unseen(character)}
    if not unseen:
        return Tidied(text)
    kept = "".join(character for character in text if character not in unseen)
    return Tidied(unicodedata.normalize("NFC", kept), tuple(sorted(_name(character) for character in unseen)))


def _is_unseen(character: str) -> bool:
    if character == "\n":
        return False
    code = ord(character)
    if 0xFE00 <= code <= 0xFE0F or 0xE0100 <= code <= 0xE01EF or code & 0xFFFE == 0xFFFE or 0xFDD0 <= code <= 0xFDEF:
        return True
    return character in _NEVER_SEEN or unicodedata.category(character) in {"Cc", "Cf", "Cs"}


def _name(character: str) -> str:
    return unicodedata.name(character, f"U+{ord(character):04X}")
