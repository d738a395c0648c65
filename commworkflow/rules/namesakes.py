"""Whether people can be told apart: by the address they sign in with, and by the name that stands on every page.

Decisions, the journal and what leaves the hospital name people by their name alone. Two real people may share one: then
what tells them apart is written into it, like a second first name or a service. What only looks different is refused:
the same address or name, accents and capitals aside; letters of two alphabets in one of them (Unicode UTS #39, §5).
Look-alikes within one alphabet, like I and l, are left to the eye.
"""

import re
import unicodedata
from collections.abc import Iterable
from enum import StrEnum

from commworkflow.rules.sign_in import address_kept, folded

_WORDS = re.compile(r"\w+")
_LIGATURES = str.maketrans({"œ": "oe", "æ": "ae"})
_MODIFIER = "Lm"
"""The category of signs like the Breton apostrophe (U+02BC), which belong to no alphabet."""


class Confusable(StrEnum):
    """Why somebody could not be told from somebody else."""

    ADDRESS_TAKEN = "email_taken"
    ADDRESS_ALIKE = "email_alike"
    NAME_ALIKE = "name_alike"
    TWO_ALPHABETS = "two_alphabets"


class Everybody:
    """All people who are known, closed accounts too: what they did still stands under their names."""

    def __init__(self, people: Iterable[tuple[str, str, str]]) -> None:
        self._addresses: dict[str, dict[str, str]] = {}
        self._names: dict[str, set[str]] = {}
        for uid, email, name in people:
            self.add(uid, email, name)

    def add(self, uid: str, email: str, name: str) -> None:
        """Count somebody in."""
        self._addresses.setdefault(folded(email), {})[uid] = address_kept(email)
        self._names.setdefault(reads_as(name), set()).add(uid)

    def address_problem(self, email: str, uid: str = "") -> Confusable | None:
        """Return why an address cannot be that of ``uid``, or of somebody new; None where it can."""
        kept = address_kept(email)
        others = [address for owner, address in self._addresses.get(folded(kept), {}).items() if owner != uid]
        if others:
            return Confusable.ADDRESS_TAKEN if kept in others else Confusable.ADDRESS_ALIKE
        return None if _has_one_alphabet(kept) else Confusable.TWO_ALPHABETS

    def name_problem(self, name: str, uid: str = "") -> Confusable | None:
        """Return why a name cannot be that of ``uid``, or of somebody new; None where it can."""
        if self._names.get(reads_as(name), set()) - {uid}:
            return Confusable.NAME_ALIKE
        return None if _has_one_alphabet(name) else Confusable.TWO_ALPHABETS


def reads_as(name: str) -> str:
    """Return the words of a name as they read: without case, accents, ligatures and the signs between them."""
    plain = folded(name).translate(_LIGATURES)
    return " ".join(_WORDS.findall(plain)) or plain


def _has_one_alphabet(text: str) -> bool:
    # The standard library knows no scripts; the first word of a letter's Unicode name is its alphabet's.
    letters = {sign for sign in unicodedata.normalize("NFKC", text) if sign.isalpha()}
    letters = {letter for letter in letters if unicodedata.category(letter) != _MODIFIER}
    return len({unicodedata.name(letter, "").partition(" ")[0] for letter in letters}) <= 1
