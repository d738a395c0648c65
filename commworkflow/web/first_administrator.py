"""The first administrator of a live world: the page asks for the code that the terminal shows."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from commworkflow.actions.act import NotFound, Wrong
from commworkflow.actions.attempts import TooSoon
from commworkflow.actions.first_administrator import First, make_first_administrator
from commworkflow.readings.people import has_administrator
from commworkflow.web import here, languages, session
from commworkflow.web.access import EVERYBODY, needs
from commworkflow.web.forms import Typed

pages = Blueprint("first_administrator", __name__, url_prefix="/first-administrator")


@pages.get("")
@needs(EVERYBODY)
def page() -> ResponseReturnValue:
    """Show the form, as long as there is no administrator."""
    return _shown(Typed())


@pages.post("")
@needs(EVERYBODY)
def make() -> ResponseReturnValue:
    """Make establishment and administrator, and sign them in."""
    typed = Typed(request.form)
    first = First(
        code=typed.line("one_time_code", required=True),
        establishment=typed.line("establishment", required=True),
        name=typed.line("name", required=True),
        email=typed.email("email"),
        password=typed.secret("password"),
        language=languages.language(),
    )
    if typed.problems:
        return _shown(typed), 422
    try:
        begun = make_first_administrator(
            here.house(),
            here.wiring().passwords,
            first,
            seat=session.seat(),
            now=here.now(),
        )
    except TooSoon as soon:
        return _shown(typed, wait=soon.seconds), 429, {"Retry-After": str(soon.seconds)}
    except Wrong as wrong:
        typed.take(wrong.problems)
        return _shown(typed), 422
    session.begin(begun)
    flash(gettext("%(name)s is ready. Add your colleagues, then give each their role.", name=first.establishment))
    return redirect(url_for("people.page"), 303)


def _shown(typed: Typed, wait: int = 0) -> str:
    if has_administrator(here.house()):
        raise NotFound
    return render_template("sign_in/first_administrator.html", typed=typed, wait=wait)
