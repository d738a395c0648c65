"""What cannot stand in a page is left out of it: control characters and code points that are no characters.

Drafts keep what people typed, and people paste anything. What is stored stays as it was; only the page goes without.
"""

import re

from flask import Flask, Response

_CONTROLS = bytes(code for code in (*range(0x20), 0x7F) if code not in b"\t\n\f\r")
# One pattern of all three would take ten times as long: each of these looks for its first bytes only.
_NO_CHARACTERS = (
    re.compile(b"\xc2[\x80-\x9f]"),  # the second set of controls
    re.compile(b"\xef(?:\xb7[\x90-\xaf]|\xbf[\xbe\xbf])"),  # U+FDD0 to U+FDEF, U+FFFE, U+FFFF
)
_END_OF_A_PLANE = re.compile(b"\xbf[\xbe\xbf]")
_OF_OTHER_PLANES = re.compile(b"[\xf0-\xf4][\x80-\xbf]\xbf[\xbe\xbf]")


def put_writable(app: Flask) -> None:
    """Have every page of ``app`` go without what cannot stand in one."""
    app.after_request(_writable)


def _writable(response: Response) -> Response:
    if response.mimetype == "text/html" and not response.is_streamed:
        written = response.get_data()
        kept = _kept(written)
        if len(kept) != len(written):
            response.set_data(kept)
    return response


def _kept(page: bytes) -> bytes:
    page = page.translate(None, _CONTROLS)
    for pattern in _NO_CHARACTERS:
        page = pattern.sub(b"", page)
    return _OF_OTHER_PLANES.sub(b"", page) if _END_OF_A_PLANE.search(page) else page
