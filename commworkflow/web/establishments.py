"""The establishments, for those who administer them."""

from dataclasses import asdict

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from commworkflow.actions import establishments
from commworkflow.actions.act import NotFound, Wrong
from commworkflow.actions.establishments import Particulars
from commworkflow.languages import LANGUAGES
from commworkflow.readings.establishments import KnownEstablishment, administered
from commworkflow.rules.roles import May
from commworkflow.web import here, session
from commworkflow.web.access import needs
from commworkflow.web.forms import Typed
from commworkflow.web.times import DEFAULT_ZONE

pages = Blueprint("establishments", __name__, url_prefix="/establishments")


@pages.get("")
@needs(May.ADMINISTER)
def page() -> ResponseReturnValue:
    """List the establishments this person administers."""
    known = administered(here.house(), session.current_actor())
    return render_template("establishments/list.html", establishments=known)


@pages.get("/new")
@needs(May.ADMINISTER)
def new() -> ResponseReturnValue:
    """Show the form of a new establishment."""
    return _form(Typed(shown={"zone": DEFAULT_ZONE, "language": "fr"}), None)


@pages.post("/new")
@needs(May.ADMINISTER)
def add() -> ResponseReturnValue:
    """Add an establishment."""
    typed = Typed(request.form)
    particulars = _read(typed)
    if not typed.problems:
        try:
            uid = establishments.add_establishment(here.house(), session.current_actor(), particulars, here.now())
        except Wrong as wrong:
            typed.take(wrong.problems)
    if typed.problems:
        return _form(typed, None), 422
    typed.tell_removed()
    flash(gettext("%(name)s is added, and you are its administrator.", name=particulars.name))
    return redirect(url_for("establishments.one", uid=uid), 303)


@pages.get("/<uid>")
@needs(May.ADMINISTER)
def one(uid: str) -> ResponseReturnValue:
    """Show one establishment, to be changed."""
    known = _known(uid)
    return _form(Typed(shown=asdict(known)), known)


@pages.post("/<uid>")
@needs(May.ADMINISTER)
def change(uid: str) -> ResponseReturnValue:
    """Change what is written about an establishment."""
    known, typed = _known(uid), Typed(request.form)
    particulars = _read(typed)
    if not typed.problems:
        try:
            establishments.change_establishment(here.house(), session.current_actor(), uid, particulars, here.now())
        except Wrong as wrong:
            typed.take(wrong.problems)
    if typed.problems:
        return _form(typed, known), 422
    typed.tell_removed()
    flash(gettext("%(name)s is changed.", name=particulars.name))
    return redirect(url_for("establishments.one", uid=uid), 303)


def _known(uid: str) -> KnownEstablishment:
    found = administered(here.house(), session.current_actor())
    known = next((establishment for establishment in found if establishment.uid == uid), None)
    if known is None:
        raise NotFound
    return known


def _read(typed: Typed) -> Particulars:
    return Particulars(
        name=typed.line("name", required=True),
        finess=typed.line("finess").replace(" ", "").upper(),
        siren=typed.line("siren").replace(" ", ""),
        address=typed.text("address", limit=500),
        zone=typed.line("zone", required=True),
        letterhead=typed.text("letterhead", limit=1_000),
        telephones=typed.text("telephones", limit=1_000),
        site=typed.line("site"),
        language=typed.choice("language", LANGUAGES),
    )


def _form(typed: Typed, known: KnownEstablishment | None) -> str:
    return render_template("establishments/form.html", typed=typed, known=known)
