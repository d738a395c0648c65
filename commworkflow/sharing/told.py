"""What the terminal shows of the door: where it is, a code to scan, and the fingerprint that is compared by eye."""

import io
from collections.abc import Iterator

import segno

from commworkflow.sharing.door import Door

_BLOCKS = "█▀▄"


def address_of(name: str, port: int, path: str = "/") -> str:
    """Return the address a telephone opens."""
    return f"https://[{name}]:{port}{path}" if ":" in name else f"https://{name}:{port}{path}"


def told_at_start(door: Door, encoding: str) -> str:
    """Return what is shown at start. ``encoding``: the terminal's; one without block characters is shown no code."""
    return "\n".join(_lines(door, encoding))


def _lines(door: Door, encoding: str) -> Iterator[str]:
    near = [name for name in door.names() if name not in ("localhost", "127.0.0.1", "::1")]
    yield ""
    if near:
        yield "Telephones and other machines of the local network open, over TLS:"
        yield from (f"    {address_of(name, door.port)}" for name in near)
        if _can_say(_BLOCKS, encoding):
            yield _code(address_of(near[0], door.port))
    else:
        yield "This machine is in no local network yet. Join one: the page “Telephone” then shows the address."
    yield "The first time, a telephone must be told to trust this hospital's authority; the page “Telephone” says how."
    yield f"Its fingerprint (SHA-256), until {door.until:%Y-%m-%d}:"
    groups = door.fingerprint.split(" ")
    yield from (f"    {' '.join(groups[start : start + 8])}" for start in range(0, len(groups), 8))
    yield ""


def _code(text: str) -> str:
    drawn = io.StringIO()
    segno.make(text, error="m").terminal(out=drawn, compact=True, border=2)
    return drawn.getvalue()


def _can_say(characters: str, encoding: str) -> bool:
    try:
        characters.encode(encoding or "ascii")
    except (UnicodeEncodeError, LookupError):
        return False
    return True
