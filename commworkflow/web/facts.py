"""The register of an incident's facts: what is known, who says so, since when."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from commworkflow.actions.act import NotFound, Wrong
from commworkflow.actions.facts import record_fact
from commworkflow.readings.facts import FactLine, FactsPage, facts_page, values_of
from commworkflow.rules.questions import RawAnswer
from commworkflow.rules.roles import May
from commworkflow.web import here, session, times
from commworkflow.web.access import needs
from commworkflow.web.forms import Typed
from commworkflow.web.languages import language
from commworkflow.web.paging import page_asked
from commworkflow.web.questions import fact_from

pages = Blueprint("facts", __name__)


@pages.get("/incidents/<uid>/facts")
@needs(May.READ)
def page(uid: str) -> str:
    """Show the register as far as this person may read it."""
    return render_template("facts/page.html", page=_register(uid))


@pages.get("/incidents/<uid>/facts/<key>")
@needs(May.READ)
def one(uid: str, key: str) -> str:
    """Show one fact with the values it had, and the form for the next one."""
    register = _register(uid)
    line = _line(register, key)
    return _one(register, line, Typed(), line.current.raw if line.current else "")


@pages.post("/incidents/<uid>/facts/<key>")
@needs(May.RECORD_FACTS)
def record(uid: str, key: str) -> ResponseReturnValue:
    """Record a value of a fact."""
    register = _register(uid)
    line = _line(register, key)
    typed = Typed(request.form)
    said_by, reason = typed.line("said_by"), typed.text("reason", limit=2_000)
    true_at = typed.moment("true_at", times.zone())
    value = fact_from(line.definition.as_question(language()), request.form)
    if not typed.problems:
        try:
            record_fact(
                here.house(), session.current_actor(), uid, key, value, here.now(),
                said_by=said_by, true_at=true_at, reason=reason,
            )  # fmt: skip
            typed.tell_removed()
            flash(gettext("Recorded."), "done")
            return redirect(url_for("facts.page", uid=uid), 303)
        except Wrong as wrong:
            typed.take(wrong.problems)
    return _one(register, line, typed, value), 422


def _register(uid: str) -> FactsPage:
    with here.house().database.read() as reading:
        found = facts_page(reading, here.house(), session.current_actor(), uid, language())
    if found is None:
        raise NotFound
    return found


def _line(register: FactsPage, key: str) -> FactLine:
    line = next((line for line in register.lines if line.definition.key == key), None)
    if line is None:
        raise NotFound
    return line


def _one(register: FactsPage, line: FactLine, typed: Typed, value: RawAnswer) -> str:
    asked = line.definition.as_question(language())
    with here.house().database.read() as reading:
        values = values_of(reading, register, line.definition, language(), page_asked())
    return render_template(
        "facts/one.html", page=register, line=line, values=values, typed=typed, asked=asked, value=value
    )
