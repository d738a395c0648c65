"""The bytes that are sealed, the two digests over them, and the short form that people read aloud."""

import hashlib
import re
from typing import Any

import rfc8785

FORMAT = 1
"""The number of the form below; it stands inside the bytes, so that a later form can never be taken for this one."""

_CROCKFORD = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_MISREAD = str.maketrans("ILO", "110")
"""What Crockford's base 32 takes for a figure when somebody writes down what was read out."""
_GROUPS = re.compile(f"(?:[{_CROCKFORD}]{{4}}){{1,4}}")
_BETWEEN = re.compile(r"[\s-]+")


def canonical_bytes(value: Any) -> bytes:
    """Return ``value`` as RFC 8785 bytes. Raises TypeError for a float: no sealed thing depends on rounding."""
    _refuse_floats(value)
    return bytes(rfc8785.dumps(value))


def digest(content: bytes) -> str:
    """Return the SHA-256 of ``content`` in hexadecimal: 256 bits, what code compares."""
    return hashlib.sha256(content).hexdigest()


def text_digest(folded_text: str) -> str:
    """Return the digest a reader outside can make again: SHA-256 of the folded text in UTF-8."""
    return digest(folded_text.encode())


def short_form(hexadecimal: str) -> str:
    """Return the first 80 bits of a digest as four groups of four in Crockford's base 32: what people compare.

    No I, L, O or U in it, so that it can be read over a telephone.
    """
    number = int(hexadecimal[:20], 16)
    letters = "".join(_CROCKFORD[(number >> shift) & 31] for shift in range(75, -1, -5))
    return "-".join(letters[start : start + 4] for start in range(0, 16, 4))


def begun_by(typed: str) -> str:
    """Return the hexadecimal digits that a digest begins with whose short form begins with the groups typed.

    Capitals, spaces and dashes do not matter. Empty where what was typed is no such group.
    """
    letters = _BETWEEN.sub("", typed).upper().translate(_MISREAD)
    if not _GROUPS.fullmatch(letters):
        return ""
    number = 0
    for letter in letters:
        number = number << 5 | _CROCKFORD.index(letter)
    return f"{number:0{len(letters) * 5 // 4}x}"


def _refuse_floats(value: Any) -> None:
    if isinstance(value, float):
        raise TypeError("no float in a canonical form")
    if isinstance(value, dict):
        for part in value.values():
            _refuse_floats(part)
    elif isinstance(value, list | tuple):
        for part in value:
            _refuse_floats(part)
