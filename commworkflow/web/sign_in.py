"""Signing in and out, and taking over a keyboard that somebody left: a name to press, a password to type."""

from dataclasses import replace

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from commworkflow.actions import signing_in
from commworkflow.actions.attempts import TooSoon
from commworkflow.readings.people import email_of, has_administrator
from commworkflow.readings.taking_over import Successor, successors
from commworkflow.rules.worlds import World
from commworkflow.web import here, session, shared
from commworkflow.web.access import EVERYBODY, SIGNED_IN, needs
from commworkflow.web.forms import Typed
from commworkflow.web.held import my_held_forms
from commworkflow.web.local_paths import landing, local_path

pages = Blueprint("sign_in", __name__)


@pages.get("/sign-in")
@needs(EVERYBODY)
def page() -> ResponseReturnValue:
    """Show the form, with the names of those who may take over where somebody left; who is signed in is sent on."""
    wanted = local_path(request.args.get("next", ""))
    if session.current_sitting() is not None:
        return redirect(wanted or landing(), 303)
    people = () if "other" in request.args else _people()
    return _shown(Typed(shown={"person": people[0].uid} if people else {}), wanted, people)


@pages.post("/sign-in")
@needs(EVERYBODY)
def send() -> ResponseReturnValue:
    """Sign in, and go where the person was going."""
    typed = Typed(request.form)
    people = _people() if "person" in request.form else ()
    email, password = _address(typed, people), typed.secret("password")
    wanted = local_path(request.form.get("next", ""))
    if typed.problems:
        return _shown(typed, wanted, people), 422
    try:
        begun = signing_in.sign_in(
            here.house(),
            here.wiring().passwords,
            email,
            password,
            seat=replace(session.seat(), post="post" in request.form),
            now=here.now(),
        )
    except TooSoon as soon:
        return _shown(typed, wanted, people, wait=soon.seconds), 429, {"Retry-After": str(soon.seconds)}
    if begun is None:
        _say_wrong(typed, people)
        return _shown(typed, wanted, people), 422
    session.begin(begun)
    return redirect(url_for("sign_in.go_on", next=wanted), 303)


@pages.get("/signed-in")
@needs(SIGNED_IN)
def go_on() -> ResponseReturnValue:
    """Lead somebody who just signed in: to the form kept for them, else where they were going, else home."""
    held = my_held_forms()
    if held:
        return redirect(url_for("held.page", uid=held[0].uid), 303)
    return redirect(local_path(request.args.get("next", "")) or landing(), 303)


@pages.post("/sign-out")
@needs(SIGNED_IN)
def leave() -> ResponseReturnValue:
    """End this sitting."""
    sitting = session.current_sitting()
    if sitting is not None:
        signing_in.sign_out(here.house(), sitting.actor, sitting.uid, here.now())
    session.end()
    return redirect(url_for("sign_in.page", left="yes"), 303)


def _people() -> tuple[Successor, ...]:
    """Return who may take over here: nobody where this browser was not handed over by somebody signed in."""
    if not session.handed_over():
        return ()
    with here.house().database.read() as reading:
        return successors(reading, session.owner_left(), session.sat_here(), here.now())


def _address(typed: Typed, people: tuple[Successor, ...]) -> str:
    if not people:
        return typed.line("email", required=True)
    chosen = typed.choice("person", [person.uid for person in people])
    with here.house().database.read() as reading:
        return email_of(reading, chosen) if chosen else ""


def _say_wrong(typed: Typed, people: tuple[Successor, ...]) -> None:
    if people:
        typed.problems["password"] = gettext("This name and this password do not go together. Check both.")
    else:
        typed.problems["email"] = gettext("This address and this password do not go together. Check both.")


def _shown(typed: Typed, wanted: str, people: tuple[Successor, ...] = (), wait: int = 0) -> str:
    first = here.house().world is World.LIVE and not has_administrator(here.house())
    return render_template(
        "sign_in/page.html",
        typed=typed,
        next=wanted,
        people=people,
        wait=wait,
        first=first,
        by_the_door=shared.came_through_the_door(),
    )
