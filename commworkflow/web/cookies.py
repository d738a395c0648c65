"""The session's cookie, one for each way in: browsers keep cookies by host, and forget the port and the scheme.

Over TLS it is Secure and bears the ``__Host-`` prefix, with which a browser takes it from nobody in clear; in clear,
on this machine alone, it has another name, so that neither is ever sent the other's way.
"""

import json
from typing import Any

from flask import Flask
from flask.json.tag import TaggedJSONSerializer
from flask.sessions import SecureCookieSessionInterface
from itsdangerous import URLSafeTimedSerializer

from commworkflow.web.shared import came_through_the_door

_WRITTEN = json.JSONEncoder(separators=(",", ":")).encode

_TAG = '{" '
"""How each of Flask's tags begins."""


class _PlainJson(TaggedJSONSerializer):
    """Words, lists of words, yes and no: what we keep in the cookie needs none of Flask's tags to be written.

    They are still read: a page may be open since an earlier product.
    """

    def dumps(self, value: Any) -> str:
        """Return ``value`` as JSON. Raises TypeError for what JSON has no word for."""
        return _WRITTEN(value)

    def loads(self, value: str) -> Any:
        """Return what was written, here or with Flask's tags."""
        return super().loads(value) if _TAG in value else json.loads(value)


class TwoCookies(SecureCookieSessionInterface):
    """The signed cookie of one application, named and marked by the way each request came in."""

    serializer = _PlainJson()

    def __init__(self) -> None:
        self._signing: URLSafeTimedSerializer | None = None

    def get_signing_serializer(self, app: Flask) -> URLSafeTimedSerializer | None:
        """Return what signs and reads the cookie. The key stays the same while a world is open: it is made once."""
        if self._signing is None:
            self._signing = super().get_signing_serializer(app)
        return self._signing

    def get_cookie_name(self, app: Flask) -> str:
        """Return the name for this request's way in."""
        name = super().get_cookie_name(app)
        return f"__Host-{name}" if came_through_the_door() else name

    def get_cookie_secure(self, app: Flask) -> bool:
        """Say whether the browser must keep it from any connection in clear."""
        return came_through_the_door()
