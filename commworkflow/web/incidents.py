"""The pages of incidents: the list, one of them with its messages, opening, changing and closing it."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from commworkflow.actions import incidents
from commworkflow.actions.act import NotFound, Wrong
from commworkflow.actions.incidents import Described
from commworkflow.readings.incidents import IncidentLine, IncidentPage, all_incidents, incident_page
from commworkflow.rules.fields import REASON
from commworkflow.rules.roles import May
from commworkflow.rules.situation import Status
from commworkflow.web import here, session, times
from commworkflow.web.access import needs
from commworkflow.web.forms import Typed
from commworkflow.web.paging import page_asked

pages = Blueprint("incidents", __name__)


@pages.get("/incidents")
@needs(May.READ)
def everything() -> str:
    """List the incidents, the latest first."""
    with here.house().database.read() as reading:
        found = all_incidents(reading, session.current_actor(), page_asked())
    return render_template("incidents/all.html", incidents=found)


@pages.get("/incidents/<uid>")
@needs(May.READ)
def page(uid: str) -> str:
    """Show one incident and its messages by family and state."""
    return render_template("incidents/page.html", page=_page(uid), typed=Typed())


@pages.route("/incidents/new", methods=["GET", "POST"])
@needs(May.LEAD_INCIDENTS)
def opening() -> ResponseReturnValue:
    """Open an incident."""
    places = _places()
    shown = {"discovered_at": times.field_moment(here.now())}
    typed = Typed(request.form, shown)
    chosen = tuple(uid for uid, _name in places[:1])
    if request.method == "POST":
        chosen = tuple(request.form.getlist("establishments"))
        described = _described(typed, chosen)
        if described is not None:
            try:
                uid = incidents.open_incident(here.house(), session.current_actor(), described, here.now())
                typed.tell_removed()
                return redirect(url_for("incidents.page", uid=uid), 303)
            except Wrong as wrong:
                typed.take(wrong.problems)
    page = render_template("incidents/form.html", typed=typed, places=places, chosen=chosen, incident=None)
    return page, 422 if typed.problems else 200


@pages.route("/incidents/<uid>/change", methods=["GET", "POST"])
@needs(May.LEAD_INCIDENTS)
def change(uid: str) -> ResponseReturnValue:
    """Change what is said of an incident."""
    line = _page(uid).incident
    typed = Typed(request.form, _shown(line))
    # An establishment once touched stays so: those ticked are only ever added.
    chosen = (*(place for place, _name in line.establishments), *request.form.getlist("establishments"))
    if request.method == "POST":
        described = _described(typed, chosen)
        if described is not None:
            try:
                incidents.change_incident(here.house(), session.current_actor(), uid, described, here.now())
                typed.tell_removed()
                flash(gettext("Saved."), "done")
                return redirect(url_for("incidents.page", uid=uid), 303)
            except Wrong as wrong:
                typed.take(wrong.problems)
    places = _places()
    page = render_template("incidents/form.html", typed=typed, places=places, chosen=chosen, incident=line)
    return page, 422 if typed.problems else 200


@pages.post("/incidents/<uid>/close")
@needs(May.LEAD_INCIDENTS)
def close(uid: str) -> ResponseReturnValue:
    """Close an incident at the hour it ended."""
    typed = Typed(request.form)
    closed_at = typed.moment("closed_at", times.zone(), required=True)
    if closed_at is not None:
        try:
            incidents.close_incident(here.house(), session.current_actor(), uid, closed_at, here.now())
            flash(gettext("Closed. Its length is on this page."), "done")
            return redirect(url_for("incidents.page", uid=uid), 303)
        except Wrong as wrong:
            typed.take(wrong.problems)
    return render_template("incidents/page.html", page=_page(uid), typed=typed), 422


@pages.post("/incidents/<uid>/reopen")
@needs(May.LEAD_INCIDENTS)
def reopen(uid: str) -> ResponseReturnValue:
    """Open a closed incident again."""
    typed = Typed(request.form)
    reason = typed.text("reason", limit=REASON, required=True)
    if not typed.problems:
        try:
            incidents.reopen_incident(here.house(), session.current_actor(), uid, reason, here.now())
            return redirect(url_for("incidents.page", uid=uid), 303)
        except Wrong as wrong:
            typed.take(wrong.problems)
    return render_template("incidents/page.html", page=_page(uid), typed=typed), 422


def _places() -> tuple[tuple[str, str], ...]:
    """The establishments for which this person may lead an incident: uid and name."""
    sitting = session.current_sitting()
    if sitting is None:
        return ()
    return tuple(
        (place.uid, place.name)
        for place in sitting.places
        if sitting.actor.mandate_for(May.LEAD_INCIDENTS, place.uid) is not None
    )


def _page(uid: str) -> IncidentPage:
    asked = request.args.get("status", "")
    status = Status(asked) if asked in Status.__members__.values() else None
    with here.house().database.read() as reading:
        actor, now = session.current_actor(), here.now()
        found = incident_page(reading, here.house(), actor, uid, now, page=page_asked(), status=status)
    if found is None:
        raise NotFound
    return found


def _described(typed: Typed, establishments: tuple[str, ...]) -> Described | None:
    title = typed.line("title", required=True)
    nature = typed.text("nature", limit=2_000)
    discovered_at = typed.moment("discovered_at", times.zone(), required=True)
    discovered_by = typed.line("discovered_by")
    if not establishments:
        typed.wrong("establishments", "required")
    if typed.problems or discovered_at is None:
        return None
    in_calm = typed.raw("in_calm") == "yes"
    return Described(title, nature, discovered_at, discovered_by, tuple(dict.fromkeys(establishments)), in_calm)


def _shown(line: IncidentLine) -> dict[str, str]:
    return {
        "title": line.title,
        "nature": line.nature,
        "discovered_at": times.field_moment(line.discovered_at),
        "discovered_by": line.discovered_by,
    }
