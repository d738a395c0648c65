"""The director's page of delegations: who signs, for what, until when; giving one, and taking it back."""

from datetime import date

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from commworkflow.actions import delegations
from commworkflow.actions.act import NotFound, Wrong
from commworkflow.actions.delegations import Delegation
from commworkflow.readings.delegations import DelegationsPage, delegations_page
from commworkflow.rules.roles import May
from commworkflow.web import here, session, times
from commworkflow.web.access import needs
from commworkflow.web.forms import Typed
from commworkflow.web.paging import page_asked

pages = Blueprint("delegations", __name__, url_prefix="/delegations")


@pages.get("")
@needs(May.DELEGATE)
def page() -> ResponseReturnValue:
    """Show the delegations of the establishment this person directs."""
    found = _page()
    today = here.now().astimezone(found.zone).date()
    first = {"since": times.field_moment(here.now()), "published_on": today.isoformat()}
    return _shown(found, Typed(shown=first), found.proposed)


@pages.post("")
@needs(May.DELEGATE)
def give() -> ResponseReturnValue:
    """Give the signature to somebody."""
    found, typed = _page(), Typed(request.form)
    ticked = tuple(request.form.getlist("families"))
    given = _read(found, typed, ticked)
    if given is not None:
        try:
            delegations.give_delegation(here.house(), session.current_actor(), given, here.now())
        except Wrong as wrong:
            typed.take(wrong.problems)
    if given is None or typed.problems:
        return _shown(found, typed, ticked), 422
    typed.tell_removed()
    name = dict(found.candidates)[given.to]
    flash(gettext("%(name)s may now sign for you, within what you ticked. Take it back here at any time.", name=name))
    return redirect(url_for("delegations.page"), 303)


@pages.post("/<uid>/end")
@needs(May.DELEGATE)
def take_back(uid: str) -> ResponseReturnValue:
    """End a delegation now."""
    delegations.take_back(here.house(), session.current_actor(), uid, here.now())
    flash(gettext("Taken back. Whoever held it can sign nothing for you any more, even with a page open."))
    return redirect(url_for("delegations.page"), 303)


def _page() -> DelegationsPage:
    with here.house().database.read() as reading:
        found = delegations_page(reading, here.house(), session.current_actor(), here.now(), page_asked())
    if found is None:
        raise NotFound
    return found


def _read(found: DelegationsPage, typed: Typed, ticked: tuple[str, ...]) -> Delegation | None:
    to = typed.choice("to", dict(found.candidates))
    function, deed = typed.line("function", required=True), typed.line("deed", required=True)
    since = typed.moment("since", found.zone, required=True)
    until = typed.moment("until", found.zone, required=True)
    published_on = _day(typed, "published_on")
    if typed.problems or since is None or until is None or published_on is None:
        return None
    return Delegation(to, found.establishment, ticked, function, since, until, deed, published_on)


def _day(typed: Typed, name: str) -> date | None:
    value = typed.line(name, required=True)
    if not value:
        return None
    try:
        return date.fromisoformat(value)
    except ValueError:
        typed.wrong(name, "not_a_day")
        return None


def _shown(found: DelegationsPage, typed: Typed, ticked: tuple[str, ...]) -> str:
    return render_template("delegations/page.html", page=found, typed=typed, ticked=ticked)
