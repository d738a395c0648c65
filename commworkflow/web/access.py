"""Who may open which page: a mark on each view, and one guard before every request that reads it and fails closed.

    @pages.get("/journal")
    @needs(May.READ_JOURNAL)
    def page() -> str: ...

A mark opens the door; what may be done inside (to this message, for this establishment) the actions judge again.
"""

from collections.abc import Callable
from enum import Enum
from typing import Any, TypeVar

from flask import Flask, current_app, redirect, url_for
from flask.typing import ResponseReturnValue
from flask_wtf.csrf import CSRFProtect, generate_csrf

from commworkflow.actions.act import Refused
from commworkflow.rules.refusals import refusal
from commworkflow.rules.roles import Actor, May, roles_that
from commworkflow.web import held, here, session

View = TypeVar("View", bound=Callable[..., Any])
csrf = CSRFProtect()


class Who(Enum):
    """The two marks that are no right."""

    EVERYBODY = "everybody"
    SIGNED_IN = "whoever is signed in"


class Unmarked(RuntimeError):
    """A view bears no mark: it answers nobody."""


EVERYBODY = Who.EVERYBODY
SIGNED_IN = Who.SIGNED_IN
_MARK = "needs"
_BEFORE_ANYTHING_ELSE = frozenset({"account.page", "account.password", "sign_in.leave"})
"""What somebody may open whose password another chose: the page that changes it, and the way out."""


def needs(mark: May | Who) -> Callable[[View], View]:
    """Mark a view with what it takes to open it."""

    def marked(view: View) -> View:
        setattr(view, _MARK, mark)
        return view

    return marked


def mark_of(view: object) -> May | Who | None:
    """Return a view's mark, or None where somebody forgot it."""
    return getattr(view, _MARK, None)


def put_guard(app: Flask) -> None:
    """Put the one guard before every request of ``app``."""
    # The guard asks for the token itself: after the mark, so that a form sent too late is kept rather than refused.
    app.config["WTF_CSRF_CHECK_DEFAULT"] = False
    csrf.init_app(app)
    app.jinja_env.globals["csrf_token"] = token
    needs(EVERYBODY)(app.view_functions["static"])
    app.before_request(_guard)


def _guard() -> ResponseReturnValue | None:
    endpoint = here.request_itself().endpoint
    if endpoint == "static":
        return None
    sitting = session.current_sitting()
    if endpoint is None:
        return None
    mark = mark_of(current_app.view_functions[endpoint])
    if mark is None:
        raise Unmarked(endpoint)
    if mark is not EVERYBODY:
        if sitting is None:
            return held.ask_to_sign_in()
        if sitting.must_change and endpoint not in _BEFORE_ANYTHING_ELSE:
            return redirect(url_for("account.page"), 303)
        _check_right(sitting.actor, mark)
    csrf.protect()
    return None


def token() -> str:
    """Return this request's token against forged forms, which every form of a page bears: made once."""
    return str(here.kept_itself().get("csrf_token") or generate_csrf())


def _check_right(actor: Actor, mark: May | Who) -> None:
    if isinstance(mark, May) and not actor.may_anywhere(mark):
        if actor.at_a_desk().may_anywhere(mark):
            raise Refused(refusal("at_a_post"))
        raise Refused(refusal("not_your_role", roles=",".join(roles_that(mark))))
