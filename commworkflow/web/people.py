"""People: the list, who holds which role now, and the page that adds somebody."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from commworkflow.actions import people
from commworkflow.actions.act import Wrong
from commworkflow.actions.people import Particulars
from commworkflow.languages import LANGUAGES
from commworkflow.readings.establishments import administered
from commworkflow.readings.people_page import people_page
from commworkflow.rules.roles import May, Role
from commworkflow.web import exercise_bar, here, session
from commworkflow.web.access import needs
from commworkflow.web.forms import Typed
from commworkflow.web.paging import page_asked

pages = Blueprint("people", __name__, url_prefix="/people")


@pages.get("")
@needs(May.ADMINISTER)
def page() -> ResponseReturnValue:
    """List the people this administrator keeps, and who holds which role now."""
    house, actor, typed = here.house(), session.current_actor(), Typed(request.args)
    words, wanted = typed.line("words"), typed.raw("role")
    role = Role(wanted) if wanted in set(Role) else None
    names = {place.uid: place.name for place in administered(house, actor)}
    found = people_page(house, actor, names, words, role, page_asked(), here.now())
    asked = {name: value for name, value in (("words", words), ("role", role)) if value}
    return render_template("people/list.html", page=found, typed=typed, asked=asked, roles=list(Role))


@pages.get("/new")
@needs(May.ADMINISTER)
def new() -> ResponseReturnValue:
    """Show the form of a new person."""
    return render_template("people/new.html", typed=Typed(shown={"language": "fr"}))


@pages.post("/new")
@needs(May.ADMINISTER)
def add() -> ResponseReturnValue:
    """Add somebody; what they may do is given on the next page."""
    typed = Typed(request.form)
    particulars = read_particulars(typed)
    password = typed.secret("password", required=False)
    if not typed.problems:
        try:
            wiring = here.wiring()
            uid = people.add_person(
                wiring.house, session.current_actor(), wiring.passwords, particulars, password, here.now()
            )
        except Wrong as wrong:
            typed.take(wrong.problems)
    if typed.problems:
        return render_template("people/new.html", typed=typed), 422
    exercise_bar.forget()
    typed.tell_removed()
    flash(gettext("%(name)s is added. Now give them a role.", name=particulars.name))
    return redirect(url_for("person.page", uid=uid), 303)


def read_particulars(typed: Typed) -> Particulars:
    """Read what is written about a person."""
    return Particulars(
        typed.line("name", required=True),
        typed.email("email"),
        typed.choice("language", LANGUAGES),
        typed.line("telephone"),
    )
