"""One's own account: mandates, language, password."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from commworkflow.actions import people
from commworkflow.actions.act import Wrong
from commworkflow.actions.attempts import TooSoon
from commworkflow.actions.signing_in import Begun
from commworkflow.web import here, session
from commworkflow.web.access import SIGNED_IN, needs
from commworkflow.web.forms import Typed

pages = Blueprint("account", __name__, url_prefix="/account")


@pages.get("")
@needs(SIGNED_IN)
def page() -> ResponseReturnValue:
    """Show who I am here."""
    return _shown(Typed())


@pages.post("/password")
@needs(SIGNED_IN)
def password() -> ResponseReturnValue:
    """Change one's own password; every other sitting of this person ends."""
    typed = Typed(request.form)
    present, wanted, again = (typed.secret(name) for name in ("present_password", "password", "password_again"))
    if wanted != again:
        typed.wrong("password_again", "password_differs")
    if typed.problems:
        return _shown(typed), 422
    try:
        begun = _change(present, wanted)
    except Wrong as wrong:
        typed.take(wrong.problems)
        return _shown(typed), 422
    except TooSoon as soon:
        typed.too_soon("present_password", soon.seconds)
        return _shown(typed), 429, {"Retry-After": str(soon.seconds)}
    session.begin(begun)
    flash(gettext("Your password is changed. You are signed out everywhere else."))
    return redirect(url_for("account.page"), 303)


def _change(present: str, wanted: str) -> Begun:
    wiring = here.wiring()
    return people.change_own_password(
        wiring.house,
        session.current_actor(),
        wiring.passwords,
        present,
        wanted,
        seat=session.seat(),
        now=here.now(),
    )


def _shown(typed: Typed) -> str:
    return render_template("account/page.html", typed=typed, sitting=session.current_sitting())
