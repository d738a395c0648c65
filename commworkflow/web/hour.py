"""The hour: the machine's, in large type, and the one heard elsewhere, which somebody types beside it."""

from datetime import timedelta

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from commworkflow.actions.confirming_hour import confirm_hour
from commworkflow.readings.hours import last_check
from commworkflow.rules.hours import Doubt, Heard, HeardFrom, is_jump, spoken_hour
from commworkflow.rules.roles import May
from commworkflow.web import here, session, times
from commworkflow.web.access import needs
from commworkflow.web.forms import Typed
from commworkflow.web.hour_words import SOURCES, DoubtInWords, doubt_in_words, offset_words, source_name
from commworkflow.web.local_paths import landing

pages = Blueprint("hour", __name__)


@pages.get("/hour")
@needs(May.MIND_THE_MACHINE)
def page() -> str:
    """Show the machine's hour, and the form for the hour heard."""
    return _shown(Typed())


@pages.post("/hour")
@needs(May.MIND_THE_MACHINE)
def confirm() -> ResponseReturnValue:
    """Write down the hour heard at this moment."""
    typed = Typed(request.form)
    heard, how = _heard(typed), typed.choice("how", SOURCES)
    if heard is None or typed.problems:
        return _shown(typed), 422
    found = confirm_hour(
        here.house(), session.current_actor(), heard, HeardFrom(how), times.zone(), here.now(), moved=_moved()
    )
    here.wiring().watch.be_confirmed()
    flash(gettext("The hour is confirmed: %(offset)s. It is in the journal.", offset=offset_words(found)))
    if not is_jump(timedelta(seconds=found)):
        return redirect(landing(), 303)
    flash(
        gettext(
            "The machine's clock is far off. Whoever looks after the machine can set it: the pages then ask for the "
            "hour once more. If nobody can, go on: the offset explains every hour written until then."
        ),
        "warning",
    )
    return redirect(url_for("hour.page"), 303)


def doubt() -> DoubtInWords | None:
    """Return what is doubtful about the hour, for those who can confirm it; None for everybody else."""
    sitting = session.current_sitting()
    if sitting is None or not sitting.actor.may_anywhere(May.MIND_THE_MACHINE) or request.blueprint == pages.name:
        return None
    return _doubt()


def _moved() -> int:
    doubtful = here.wiring().watch.look()
    jumped = doubtful is not None and doubtful.doubt in (Doubt.JUMPED, Doubt.BEHIND)
    return round(doubtful.by.total_seconds()) if doubtful is not None and jumped else 0


def _doubt() -> DoubtInWords | None:
    doubtful = here.wiring().watch.look()
    return None if doubtful is None else doubt_in_words(doubtful)


def _heard(typed: Typed) -> Heard | None:
    written = typed.line("heard", required=True)
    heard = spoken_hour(written) if written else None
    if written and heard is None:
        typed.wrong("heard", "not_an_hour")
    return heard


def _shown(typed: Typed) -> str:
    with here.house().database.read() as reading:
        last = last_check(reading)
    zone = times.zone()
    return render_template(
        "hour/page.html",
        typed=typed,
        doubt=_doubt(),
        now=here.now(),
        shown=here.now().astimezone(zone).strftime("%H:%M:%S"),
        zone=zone.key,
        sources=SOURCES.items(),
        last=last,
        source_name=source_name,
    )
