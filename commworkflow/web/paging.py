"""Which page of a list an address asks for."""

from flask import request

_DIGITS = 6


def page_asked() -> int:
    """Return the number that stands in the address, from 1; the first page for anything that is no number of one."""
    number = request.args.get("page", "")
    if not (number.isascii() and number.isdecimal() and len(number) <= _DIGITS):
        return 1
    return max(1, int(number))
