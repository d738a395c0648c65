"""What a view needs of the wiring: the house it works in, this request's one moment, the settings and the hasher."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import cast

from flask import Flask, current_app, g

from commworkflow.actions.passwords import Passwords
from commworkflow.clock import Clock, Stopwatch, Watch
from commworkflow.records.house import House
from commworkflow.settings import Settings

_NAME = "commworkflow"


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
    return cast(Wiring, current_app.extensions[_NAME])


def house() -> House:
    """Return the house this request works in."""
    return wiring().house


def now() -> datetime:
    """Return this request's moment: the same one for everything it reads, decides and writes."""
    kept: datetime | None = g.get("now")
    if kept is None:
        kept = g.now = wiring().clock()
    return kept
