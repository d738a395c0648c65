"""The recovery code from a sealed page: it sets a new password, once, for who lost theirs."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from commworkflow.actions.act import Wrong
from commworkflow.actions.attempts import TooSoon
from commworkflow.actions.sealed_pages import recover
from commworkflow.web import here, session
from commworkflow.web.access import EVERYBODY, needs
from commworkflow.web.forms import Typed

pages = Blueprint("recovery", __name__)


@pages.get("/recover")
@needs(EVERYBODY)
def page() -> str:
    """Show the form."""
    return _shown(Typed())


@pages.post("/recover")
@needs(EVERYBODY)
def send() -> ResponseReturnValue:
    """Set a new password with a recovery code, and sign in with it."""
    typed = Typed(request.form)
    email, code = typed.line("email", required=True), typed.line("recovery_code", required=True)
    wanted, again = typed.secret("password"), typed.secret("password_again")
    if wanted != again:
        typed.wrong("password_again", "password_differs")
    if typed.problems:
        return _shown(typed), 422
    try:
        begun = recover(
            here.house(),
            here.wiring().passwords,
            email,
            code,
            wanted,
            seat=session.seat(),
            now=here.now(),
        )
    except Wrong as wrong:
        typed.take(wrong.problems)
        return _shown(typed), 422
    except TooSoon as soon:
        typed.too_soon("recovery_code", soon.seconds)
        return _shown(typed), 429, {"Retry-After": str(soon.seconds)}
    session.begin(begun)
    flash(
        gettext("Your password is set, and the recovery code is used up: ask an administrator for a new sealed page.")
    )
    return redirect(url_for("sign_in.go_on"), 303)


def _shown(typed: Typed) -> str:
    return render_template("sign_in/recover.html", typed=typed)
