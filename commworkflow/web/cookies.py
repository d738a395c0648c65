"""The session's cookie, one for each way in: browsers keep cookies by host, and forget the port and the scheme.

Over TLS it is Secure and bears the ``__Host-`` prefix, with which a browser takes it from nobody in clear; in clear,
on this machine alone, it has another name, so that neither is ever sent the other's way.
"""

from flask import Flask
from flask.sessions import SecureCookieSessionInterface
from itsdangerous import URLSafeTimedSerializer

from commworkflow.web.shared import came_through_the_door


class TwoCookies(SecureCookieSessionInterface):
    """The signed cookie of one application, named and marked by the way each request came in."""

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
