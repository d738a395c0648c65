"""To which name a request was addressed: only the names of this machine itself are answered.

A page of another site can make its own name point here (DNS rebinding) and press buttons with the visitor's browser;
the name it uses gives it away.
"""

import ipaddress
from urllib.parse import urlsplit

from flask import Flask, Response, request

_WORDS = "Ouvrez http://127.0.0.1 ou http://localhost. / Open http://127.0.0.1 or http://localhost.\n"


def put_address_guard(app: Flask) -> None:
    """Put the guard before every request of ``app``; it answers in plain words, since no page is shown to strangers."""
    app.before_request(_guard)


def is_this_machine(host: str) -> bool:
    """Say whether a Host header (``name`` or ``name:port``) names the machine's own loopback."""
    try:
        name = urlsplit(f"//{host}").hostname or ""
        return name == "localhost" or ipaddress.ip_address(name).is_loopback
    except ValueError:
        return False


def _guard() -> Response | None:
    return None if is_this_machine(request.host) else Response(_WORDS, 400, mimetype="text/plain")
