"""One person, for the administrator who keeps them: particulars, roles, password, account open or closed."""

from collections.abc import Callable

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from commworkflow.actions import mandates, people
from commworkflow.actions.act import NotFound, Wrong
from commworkflow.actions.mandates import Given
from commworkflow.readings.establishments import administered
from commworkflow.readings.people import Colleague, colleague
from commworkflow.rules.roles import May, Role
from commworkflow.web import exercise_bar, here, session, times
from commworkflow.web.access import needs
from commworkflow.web.forms import Typed
from commworkflow.web.people import read_particulars

pages = Blueprint("person", __name__, url_prefix="/people/<uid>")


@pages.get("")
@needs(May.ADMINISTER)
def page(uid: str) -> ResponseReturnValue:
    """Show one person."""
    return _shown(_known(uid))


@pages.post("/particulars")
@needs(May.ADMINISTER)
def change(uid: str) -> ResponseReturnValue:
    """Change name, address and language."""
    typed = Typed(request.form)
    particulars = read_particulars(typed)

    def act() -> None:
        people.change_person(here.house(), session.current_actor(), uid, particulars, here.now())

    return _done(uid, "particulars", typed, act, gettext("%(name)s is changed.", name=particulars.name))


@pages.post("/password")
@needs(May.ADMINISTER)
def password(uid: str) -> ResponseReturnValue:
    """Give a new password."""
    typed, wiring = Typed(request.form), here.wiring()
    wanted = typed.secret("password")

    def act() -> None:
        people.set_password(wiring.house, session.current_actor(), wiring.passwords, uid, wanted, here.now())

    return _done(uid, "password", typed, act, gettext("The new password is set; whoever was signed in with it is out."))


@pages.post("/active")
@needs(May.ADMINISTER)
def active(uid: str) -> ResponseReturnValue:
    """Close or open an account."""
    typed = Typed(request.form)
    wanted = typed.choice("active", ("yes", "no")) == "yes"

    def act() -> None:
        people.set_active(here.house(), session.current_actor(), uid, wanted, here.now())

    told = gettext("The account is open again.") if wanted else gettext("The account is closed.")
    return _done(uid, "active", typed, act, told)


@pages.post("/mandates")
@needs(May.ADMINISTER)
def give(uid: str) -> ResponseReturnValue:
    """Give a role."""
    typed = Typed(request.form)
    given = _read_mandate(typed)

    def act() -> None:
        if given is not None:
            mandates.give_mandate(here.house(), session.current_actor(), uid, given, here.now())

    return _done(uid, "mandate", typed, act, gettext("The role is given; it counts from the person's next sign-in."))


@pages.post("/mandates/<mandate>/end")
@needs(May.ADMINISTER)
def end(uid: str, mandate: str) -> ResponseReturnValue:
    """End a role now."""

    def act() -> None:
        mandates.end_mandate(here.house(), session.current_actor(), uid, mandate, here.now())

    return _done(uid, "mandates", Typed(request.form), act, gettext("The role is ended."))


def _done(uid: str, form: str, typed: Typed, act: Callable[[], None], told: str) -> ResponseReturnValue:
    """Do the act unless a field is wrong; show the page again, with the form's problems or with what was done."""
    known = _known(uid)
    if not typed.problems:
        try:
            act()
        except Wrong as wrong:
            typed.take(wrong.problems)
    if typed.problems:
        return _shown(known, form, typed), 422
    exercise_bar.forget()
    typed.tell_removed()
    flash(told)
    # An administrator who changed their own rights is signed out by the act, and told so by the page for signing in.
    return redirect(url_for("person.page", uid=uid), 303)


def _known(uid: str) -> Colleague:
    found = colleague(here.house(), session.current_actor(), uid, here.now())
    if found is None:
        raise NotFound
    return found


def _read_mandate(typed: Typed) -> Given | None:
    establishment = typed.choice("establishment", session.current_actor().establishments(May.ADMINISTER))
    role = typed.choice("role", list(Role))
    since = typed.moment("since", times.zone()) or here.now()
    until = typed.moment("until", times.zone())
    directorate, deed = typed.line("directorate"), typed.line("deed")
    if typed.problems:
        return None
    return Given(establishment, Role(role), directorate, since, until, deed)


def _shown(known: Colleague, form: str = "", typed: Typed | None = None) -> str:
    """Return the page; ``form`` names the one whose fields are shown as typed, with their problems."""
    shown = {
        "particulars": Typed(
            shown={"name": known.name, "email": known.email, "language": known.language, "telephone": known.telephone}
        ),
        "password": Typed(),
        "mandate": Typed(),
    }
    if typed is not None and form in shown:
        shown[form] = typed
    places = administered(here.house(), session.current_actor())
    return render_template(
        "people/person.html",
        person=known,
        forms_typed=shown,
        problems=typed or Typed(),
        establishments=places,
        roles=list(Role),
    )
