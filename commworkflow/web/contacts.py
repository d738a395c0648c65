"""The contacts: everybody who reads messages sees them, with the numbers that work; a few keep the list."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from commworkflow.actions import contacts
from commworkflow.actions.act import NotFound, Refused, Wrong
from commworkflow.actions.contacts import Reachable
from commworkflow.readings.contacts import ContactLine, contacts_page, kept_contact, places_kept
from commworkflow.rules.answer_values import NotAnAnswer
from commworkflow.rules.contacts import Circle
from commworkflow.rules.list_rows import read_typed
from commworkflow.rules.questions import QuestionType
from commworkflow.rules.refusals import refusal
from commworkflow.rules.roles import May, roles_that
from commworkflow.web import here, session, times
from commworkflow.web.access import SIGNED_IN, needs
from commworkflow.web.forms import Typed
from commworkflow.web.paging import page_asked

pages = Blueprint("contacts", __name__, url_prefix="/contacts")


@pages.get("")
@needs(SIGNED_IN)
def page() -> ResponseReturnValue:
    """List whom the hospital can reach."""
    typed = Typed(request.args)
    words = typed.line("words")
    with here.house().database.read() as reading:
        found = contacts_page(reading, session.current_actor(), here.now(), words, page_asked())
    if not found.known:
        raise Refused(refusal("not_your_role", roles=",".join(roles_that(May.READ, May.KEEP_CONTACTS))))
    asked = {"words": words} if words else {}
    return render_template("contacts/list.html", page=found, typed=typed, asked=asked)


@pages.get("/new")
@needs(May.KEEP_CONTACTS)
def new() -> ResponseReturnValue:
    """Show the form of a new contact."""
    return _form(Typed(shown={"circle": Circle.AUTHORITY}), None)


@pages.post("/new")
@needs(May.KEEP_CONTACTS)
def add() -> ResponseReturnValue:
    """Add a contact."""
    typed = Typed(request.form)
    place = typed.choice("establishment", session.current_actor().establishments(May.KEEP_CONTACTS))
    reachable = _read(typed)
    if not typed.problems and reachable is not None:
        try:
            contacts.add_contact(here.house(), session.current_actor(), place, reachable, here.now())
        except Wrong as wrong:
            typed.take(wrong.problems)
    if typed.problems:
        return _form(typed, None), 422
    return _done(typed, gettext("The contact is added."))


@pages.get("/<uid>")
@needs(May.KEEP_CONTACTS)
def one(uid: str) -> ResponseReturnValue:
    """Show one contact, to be changed."""
    known = _known(uid)
    checked = times.field_moment(known.checked_at) if known.checked_at else ""
    shown = {name: getattr(known, name) for name in _FIELDS}
    return _form(Typed(shown={**shown, "checked_at": checked, "circle": known.circle}), known)


@pages.post("/<uid>")
@needs(May.KEEP_CONTACTS)
def change(uid: str) -> ResponseReturnValue:
    """Change a contact."""
    known, typed = _known(uid), Typed(request.form)
    reachable = _read(typed)
    if not typed.problems and reachable is not None:
        try:
            contacts.change_contact(here.house(), session.current_actor(), uid, reachable, here.now())
        except Wrong as wrong:
            typed.take(wrong.problems)
    if typed.problems:
        return _form(typed, known), 422
    return _done(typed, gettext("The contact is changed."))


@pages.post("/<uid>/retire")
@needs(May.KEEP_CONTACTS)
def retire(uid: str) -> ResponseReturnValue:
    """Take a contact off the list."""
    contacts.retire_contact(here.house(), session.current_actor(), uid, here.now())
    return _done(Typed(), gettext("The contact is off the list; the line stays on record."))


_FIELDS = ("organisation", "name", "quality", "telephone", "other_telephone", "email", "note")


def _done(typed: Typed, told: str) -> ResponseReturnValue:
    typed.tell_removed()
    flash(told)
    return redirect(url_for("contacts.page"), 303)


def _known(uid: str) -> ContactLine:
    with here.house().database.read() as reading:
        known = kept_contact(reading, session.current_actor(), uid, here.now())
    if known is None:
        raise NotFound
    return known


def _read(typed: Typed) -> Reachable | None:
    circle = typed.choice("circle", list(Circle))
    read = Reachable(
        circle=Circle(circle or Circle.OTHER),
        organisation=typed.line("organisation"),
        name=typed.line("name"),
        quality=typed.line("quality"),
        telephone=_read_as(typed, "telephone", QuestionType.TELEPHONE),
        other_telephone=_read_as(typed, "other_telephone", QuestionType.TELEPHONE),
        email=_read_as(typed, "email", QuestionType.EMAIL),
        note=typed.text("note", limit=2_000),
        checked_at=typed.moment("checked_at", times.zone()),
    )
    return None if typed.problems else read


def _read_as(typed: Typed, name: str, kind: QuestionType) -> str:
    value = typed.line(name)
    try:
        return read_typed(kind, value) if value else ""
    except NotAnAnswer as wrong:
        typed.wrong(name, wrong.key, **wrong.facts)
        return ""


def _form(typed: Typed, known: ContactLine | None) -> str:
    with here.house().database.read() as reading:
        kept = places_kept(reading, session.current_actor())
    return render_template("contacts/form.html", typed=typed, known=known, places=kept, circles=list(Circle))
