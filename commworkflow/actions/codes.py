"""One-time codes and first passwords: made at random, printed once, typed from paper or from another screen."""

import secrets

_LETTERS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
"""Crockford's base 32: no letter in it is taken for another."""

_SMALL = "23456789abcdefghjkmnpqrstvwxyz"
"""The same for a password, which is typed exactly: small letters, and no nought or one to mistake."""

_GROUPS, _IN_GROUP = 4, 4
_MISREAD = str.maketrans("OIL", "011")


def new_code() -> str:
    """Return a one-time code of 80 bits, in four groups of four."""
    return _grouped(_LETTERS)


def new_password() -> str:
    """Return a first password of 78 bits, in four groups of four, their hyphens part of it."""
    return _grouped(_SMALL)


def letters_of(typed: str) -> str:
    """Return the letters of a code however it was typed: case, spaces and hyphens aside, letters misread put right."""
    return "".join(letter for letter in typed.upper() if letter.isalnum()).translate(_MISREAD)


def _grouped(letters: str) -> str:
    return "-".join("".join(secrets.choice(letters) for _ in range(_IN_GROUP)) for _ in range(_GROUPS))
