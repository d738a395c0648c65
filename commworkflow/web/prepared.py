"""Using, on the night, a text that was validated in calm: choose it, fill its gaps, and it is ready to release."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from commworkflow.actions import preparing
from commworkflow.actions.act import NotFound, Refused
from commworkflow.readings.incidents import incident_line
from commworkflow.readings.paged import page_of
from commworkflow.readings.prepared import PreparedPage, prepared_lines, prepared_page
from commworkflow.rules.questions import RawAnswers
from commworkflow.rules.refusals import Refusal
from commworkflow.rules.roles import May
from commworkflow.web import here, session
from commworkflow.web.access import needs
from commworkflow.web.intents import intent_from
from commworkflow.web.paging import page_asked
from commworkflow.web.questions import answers_from

_TEXTS_A_PAGE = 50

pages = Blueprint("prepared", __name__, url_prefix="/incidents/<uid>/prepared")


@pages.get("")
@needs(May.RELEASE)
def choose(uid: str) -> str:
    """List the prepared texts that may be used for an incident."""
    actor, now = session.current_actor(), here.now()
    with here.house().database.read() as reading:
        incident = incident_line(reading, actor, uid)
        if incident is None:
            raise NotFound
        lines = prepared_lines(reading, here.house(), actor, incident, now)
    found = page_of(lines, page_asked(), _TEXTS_A_PAGE)
    return render_template("prepared/choose.html", incident=incident, page=found)


@pages.get("/<message>")
@needs(May.RELEASE)
def page(uid: str, message: str) -> str:
    """Show a prepared text with its gaps, and what fills them; what the register knows stands there already."""
    found = _page(uid, message)
    if found is None:
        raise NotFound
    return _shown(found, found.known)


@pages.post("/<message>")
@needs(May.RELEASE)
def use(uid: str, message: str) -> ResponseReturnValue:
    """Finish it for this incident. What is refused comes back with every answer as it was typed."""
    found = _page(uid, message)
    if found is None:
        raise NotFound
    typed = answers_from(found.line.template, request.form) or {}
    try:
        made = preparing.use_prepared(
            here.house(), session.current_actor(), uid, message, typed, intent_from(request.form), here.now()
        )
    except Refused as refused:
        return _shown(found, typed, refused.refusals), 403 if refused.forbidden else 409
    flash(gettext("Finished. It was validated in calm, and leaves only when somebody releases it."), "done")
    return redirect(url_for("messages.page", uid=made), 303)


def _page(incident: str, message: str) -> PreparedPage | None:
    with here.house().database.read() as reading:
        return prepared_page(reading, here.house(), session.current_actor(), incident, message, here.now())


def _shown(found: PreparedPage, answers: RawAnswers, refused: tuple[Refusal, ...] = ()) -> str:
    return render_template("prepared/use.html", page=found, answers=answers, refused=refused)
