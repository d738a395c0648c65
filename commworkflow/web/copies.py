"""What everybody at a screen is told about the copies of this world: that they fail, that it went on from one."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from flask import Flask, Response, current_app, request
from flask_babel import gettext

from commworkflow.readings.resumptions import Resumed, last_resumption
from commworkflow.records.copies import told
from commworkflow.web import here, session, times
from commworkflow.web.copy_words import sentence_of
from commworkflow.web.languages import language

_RESUMED = "commworkflow.resumed"
TOLD_FOR = timedelta(hours=24)
"""How long everybody is told that what was done after the copy is not here; the journal says it for ever."""


@dataclass(frozen=True, slots=True)
class Notice:
    """One sentence for everybody; ``serious``: something is to be done now."""

    words: str
    serious: bool


def put_copies(app: Flask) -> None:
    """Have every page of ``app`` tell how the copies fare."""
    app.jinja_env.globals.update(copy_notices=notices)


def wake_after_acts(app: Flask, wake: Callable[[], None]) -> None:
    """Call ``wake`` after each request that may have done something."""

    def woken(response: Response) -> Response:
        if request.method == "POST":
            wake()
        return response

    app.after_request(woken)


def notices() -> tuple[Notice, ...]:
    """Return what is to be told now; nothing to a visitor."""
    if session.current_sitting() is None:
        return ()
    return (*_resumed(), *_failing())


def _failing() -> tuple[Notice, ...]:
    fares = told.read(here.house().folder)
    if fares.failed is None:
        return ()
    why = sentence_of(fares.failed.key, fares.failed.facts, language(), _moment)
    since = gettext("No copy since %(at)s.", at=_moment(fares.failed.since))
    if fares.made is not None:
        last = gettext("The last one is of %(at)s.", at=_moment(fares.made.at))
        return (Notice(f"{since} {last} {why}", True),)
    return (Notice(f"{since} {why}", True),)


def _resumed() -> tuple[Notice, ...]:
    resumed = _last()
    if resumed is None or here.now() - resumed.at >= TOLD_FOR:
        return ()
    at = _moment(resumed.copied_at)
    words = gettext("This world goes on from the copy of %(at)s. What was done after it is not here.", at=at)
    if resumed.later_at is None:
        return (Notice(words, False),)
    later = gettext("It is not the latest copy: another one was made %(at)s.", at=_moment(resumed.later_at))
    return (Notice(f"{words} {later}", True),)


def _last() -> Resumed | None:
    """Asked once: a world goes on from a copy only while nobody has it open."""
    if _RESUMED not in current_app.extensions:
        with here.house().database.read() as reading:
            current_app.extensions[_RESUMED] = last_resumption(reading)
    found: Resumed | None = current_app.extensions[_RESUMED]
    return found


def _moment(at: datetime) -> str:
    return times.moment(at)
