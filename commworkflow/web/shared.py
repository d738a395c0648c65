"""The door through which the local network comes in, as the pages know it: its names, its port, who vouches for it."""

from typing import Protocol, cast

from flask import Flask, current_app

from commworkflow.web import here

_NAME = "commworkflow.door"
_OF_A_PROXY = frozenset({"HTTP_FORWARDED", "HTTP_X_FORWARDED_FOR"})
"""The headers ``Forwarded`` and ``X-Forwarded-For``, as a server names them."""
_THIS_MACHINE = frozenset({"127.0.0.1", "::1"})
"""Where a browser on this machine comes from. Not all of 127.0.0.0/8, of which a program could take one a guess."""


class Door(Protocol):
    """What ``application.py`` hands to the pages where the world is shared."""

    port: int

    @property
    def fingerprint(self) -> str:
        """The authority's SHA-256, in groups of four."""

    @property
    def authority(self) -> bytes:
        """The authority's certificate (DER), which telephones are asked to trust."""

    def names(self) -> tuple[str, ...]:
        """Return the names and addresses the door's certificate bears now, the likeliest first."""

    def answers_to(self, name: str) -> bool:
        """Say whether the certificate in force bears a name or address."""


def hand_over(app: Flask, door: Door | None) -> None:
    """Leave the door where the pages of this application find it; None: the world is not shared."""
    app.extensions[_NAME] = door


def door() -> Door | None:
    """Return the door of the application that answers this request; None where only this machine is served."""
    return cast("Door | None", current_app.extensions[_NAME])


def came_through_the_door() -> bool:
    """Say whether this request came over TLS. No header can say so: only the server that shook hands."""
    return here.request_itself().is_secure


def is_at_the_machine() -> bool:
    """Say whether this request was made on the machine itself, at its own keyboard, with no network between."""
    # Behind a proxy everybody seems to sit at the machine; the proxy's own header gives it away.
    asked = here.request_itself()
    return asked.environ.keys().isdisjoint(_OF_A_PROXY) and asked.remote_addr in _THIS_MACHINE
