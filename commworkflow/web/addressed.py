"""To which name a request was addressed: in clear this machine's own, over TLS those of the certificate, no other.

A page of another site can make its own name point here (DNS rebinding) and press buttons with the visitor's browser;
the name it uses gives it away. And what came in clear under any other name is not from this machine.
"""

import ipaddress
from functools import lru_cache
from urllib.parse import urlsplit

from flask import Flask, Response

from commworkflow.web import here, shared

_IN_CLEAR = "Ouvrez http://127.0.0.1 ou http://localhost. / Open http://127.0.0.1 or http://localhost.\n"
_BY_THE_DOOR = (
    "Cette adresse n’est pas, ou n’est plus, celle de cette machine. Sur le portable, ouvrez la page « Téléphone » "
    "et scannez de nouveau le code.\n"
    "This is not, or no longer, an address of this machine. On the laptop open the page “Telephone” and scan the "
    "code again.\n"
)


def put_address_guard(app: Flask) -> None:
    """Put the guard before every request of ``app``; it answers in plain words, since no page is shown to strangers."""
    app.before_request(_guard)


@lru_cache(64)
def is_this_machine(host: str) -> bool:
    """Say whether a Host header (``name`` or ``name:port``) names the machine's own loopback."""
    name = _name(host)
    try:
        return name == "localhost" or ipaddress.ip_address(name).is_loopback
    except ValueError:
        return False


def _guard() -> Response | None:
    host = here.request_itself().host
    if not shared.came_through_the_door():
        return None if is_this_machine(host) else _refused(_IN_CLEAR)
    door = shared.door()
    return None if door is not None and door.answers_to(_name(host)) else _refused(_BY_THE_DOOR)


def _name(host: str) -> str:
    try:
        return urlsplit(f"//{host}").hostname or ""
    except ValueError:
        return ""


def _refused(words: str) -> Response:
    return Response(words, 400, mimetype="text/plain")
