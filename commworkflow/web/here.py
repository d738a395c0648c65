"""What a view needs of the wiring: the house it works in, this request's one moment, the settings and the hasher."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, cast

from flask import Flask, Request, current_app, g, request
from werkzeug.local import LocalProxy

from commworkflow.actions.passwords import Passwords
from commworkflow.clock import Clock, Stopwatch, Watch
from commworkflow.records.house import House
from commworkflow.settings import Settings

_NAME = "commworkflow"

# A page looks at these hundreds of times, and each look through Flask's stand-in takes four calls.
request_itself: Callable[[], Request] = cast("LocalProxy[Request]", request)._get_current_object
"""Returns the request that is answered here: what ``request`` stands for."""
kept_itself: Callable[[], Any] = cast("LocalProxy[Any]", g)._get_current_object
"""Returns what is kept for as long as the request is answered: what ``g`` stands for."""
_application_itself = cast("LocalProxy[Flask]", current_app)._get_current_object


@dataclass(frozen=True, slots=True)
class Wiring:
    """What ``application.py`` hands to the pages."""

    house: House
    clock: Clock
    settings: Settings
    passwords: Passwords
    watch: Watch
    stopwatch: Stopwatch

    @property
    def idle(self) -> timedelta:
        """How long a sitting lives without a request."""
        return timedelta(minutes=self.settings.idle_minutes)


def hand_over(app: Flask, wiring: Wiring) -> None:
    """Leave the wiring where the pages of this application find it."""
    app.extensions[_NAME] = wiring


def wiring() -> Wiring:
    """Return the wiring of the application that answers this request."""
    return cast(Wiring, _application_itself().extensions[_NAME])


def house() -> House:
    """Return the house this request works in."""
    return wiring().house


def now() -> datetime:
    """Return this request's moment: the same one for everything it reads, decides and writes."""
    kept = kept_itself()
    moment: datetime | None = kept.get("now")
    if moment is None:
        moment = kept.now = wiring().clock()
    return moment
