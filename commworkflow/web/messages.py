"""The pages of a message: choose its template, read it, write it."""

from collections.abc import Mapping

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from werkzeug.datastructures import MultiDict

from commworkflow.actions import deciding, starting, writing
from commworkflow.actions.act import NotFound, Refused, Wrong
from commworkflow.actions.writing import Typed
from commworkflow.readings.choosing import choosing_page
from commworkflow.readings.edit_page import EditPage, asked_draft, edit_page
from commworkflow.readings.message_page import MessagePage, message_page
from commworkflow.rules.lifecycle import Action
from commworkflow.rules.objections import same_version
from commworkflow.rules.refusals import Refusal
from commworkflow.rules.roles import May
from commworkflow.rules.situation import Intent
from commworkflow.web import here, session
from commworkflow.web.access import needs
from commworkflow.web.edit_form import Form, as_saved, as_typed, edited, typed_in
from commworkflow.web.held import held_fields
from commworkflow.web.intents import WAIVE, intent_from
from commworkflow.web.wrong_words import problems_of

pages = Blueprint("messages", __name__)

_MOVED = frozenset({"somebody_was_faster", "not_from_this_state"})
"""The refusals that say the draft is no longer the one on the screen."""


@pages.get("/incidents/<uid>/messages/new")
@needs(May.DRAFT)
def choose(uid: str) -> str:
    """Choose what to write, and for which establishment."""
    with here.house().database.read() as reading:
        page = choosing_page(reading, here.house(), session.current_actor(), uid)
    if page is None:
        raise NotFound
    return render_template("messages/choose.html", page=page)


@pages.post("/incidents/<uid>/messages")
@needs(May.DRAFT)
def start(uid: str) -> ResponseReturnValue:
    """Start a message from the template chosen, and open its form."""
    key, _, language = request.form.get("template", "").partition("|")
    template = here.house().shelf.catalogue.template(key, language)
    if template is None:
        raise NotFound
    made = starting.start(
        here.house(), session.current_actor(), uid, request.form.get("establishment", ""), template, here.now()
    )
    return redirect(url_for("messages.edit", uid=made), 303)


@pages.get("/messages/<uid>")
@needs(May.READ)
def page(uid: str) -> str:
    """Read a message, and see what can be done with it now."""
    return shown(read_page(uid))


@pages.get("/messages/<uid>/edit")
@needs(May.READ)
def edit(uid: str) -> ResponseReturnValue:
    """Write a draft; a form kept while its writer was signed out comes back into its fields."""
    found = _edit_page(uid)
    if found is None or not found.saving.granted:
        read_page(uid)  # who may not read it is told that there is none
        return redirect(url_for("messages.page", uid=uid), 303)
    kept = held_fields(request.args.get("held", ""))
    return _kept(found, MultiDict(kept)) if kept else edited(found, as_saved(found))


@pages.post("/messages/<uid>/edit")
@needs(May.DRAFT)
def save(uid: str) -> ResponseReturnValue:
    """Save what was typed; with the other button, submit it too. What is refused is saved where it can be."""
    with here.house().database.read() as reading:
        draft = asked_draft(reading, here.house(), session.current_actor(), uid)
    if draft is None:
        raise NotFound
    typed = typed_in(draft, request.form)
    try:
        intent = intent_from(request.form)
        if "submit" in request.form:
            return _submitted(uid, typed, intent)
        _save(uid, typed, intent)
    except Wrong as wrong:
        return _wrong(uid, wrong)
    except Refused as refused:
        return _overtaken(uid, refused)
    return redirect(url_for("messages.edit", uid=uid), 303)


@pages.post("/messages/<uid>/copy")
@needs(May.DRAFT)
def copy(uid: str) -> ResponseReturnValue:
    """Start a new message from this one."""
    made = starting.copy(here.house(), session.current_actor(), uid, here.now())
    return redirect(url_for("messages.edit", uid=made), 303)


@pages.post("/messages/<uid>/correct")
@needs(May.DRAFT)
def correct(uid: str) -> ResponseReturnValue:
    """Start the message that will replace this one."""
    made = starting.correct(here.house(), session.current_actor(), uid, intent_from(request.form), here.now())
    return redirect(url_for("messages.edit", uid=made), 303)


def read_page(uid: str) -> MessagePage:
    """Return what the page of a message shows to the person of this request. Raises NotFound."""
    with here.house().database.read() as reading:
        found = message_page(reading, here.house(), session.current_actor(), uid, here.now())
    if found is None:
        raise NotFound
    return found


def shown(
    found: MessagePage,
    refusals: tuple[Refusal, ...] = (),
    typed: Mapping[str, str] | None = None,
    acted: str = "",
    problems: Mapping[str, str] | None = None,
) -> str:
    """Return the page of a message; ``refusals`` and ``problems``: why ``acted`` was not done; ``typed``: for it."""
    return render_template(
        "messages/page.html",
        page=found,
        refusals=refusals,
        problems=problems or {},
        typed=typed or {},
        acted=acted,
        kept=_without_a_field(found, typed or {}, acted),
    )


def _without_a_field(found: MessagePage, typed: Mapping[str, str], acted: str) -> tuple[tuple[str, str], ...]:
    """What was written for an act, where the page as it now stands has no field for it: it can still be copied."""
    offer = found.offer(Action(acted)) if acted else None
    fields = set[str]()
    if offer is not None and not offer.judgement.closed:
        fields = {"reason", "comment", *(WAIVE + refusal.name for refusal in offer.judgement.refusals)}
    written = {"reason", "comment", *(name for name in typed if name.startswith(WAIVE))}
    return tuple((name, text) for name, text in typed.items() if name in written - fields)


def _edit_page(uid: str) -> EditPage | None:
    with here.house().database.read() as reading:
        return edit_page(reading, here.house(), session.current_actor(), uid, here.now())


def _save(uid: str, typed: Typed, intent: Intent) -> None:
    written = writing.save(here.house(), session.current_actor(), uid, typed, intent, here.now())
    flash(gettext("Saved as version %(number)s.", number=written.revision), "done")
    if written.removed:
        names = ", ".join(written.removed)
        flash(gettext("Characters that nobody sees were taken out: %(names)s.", names=names), "warning")


def _submitted(uid: str, typed: Typed, intent: Intent) -> ResponseReturnValue:
    try:
        deciding.submit(here.house(), session.current_actor(), uid, typed, intent, here.now())
    except Refused as refused:
        if refused.forbidden or any(one.key in _MOVED for one in refused.refusals):
            raise
        _save(uid, typed, intent)
        found = _edit_page(uid)
        if found is None:
            raise
        return edited(found, as_saved(found, request.form), refusals=refused.refusals), 409
    flash(gettext("Submitted. Those who decide on it see it on their home page."), "done")
    return redirect(url_for("messages.page", uid=uid), 303)


def _wrong(uid: str, wrong: Wrong) -> ResponseReturnValue:
    """A field cannot be taken as typed: the page comes back with every field as it was, and nothing is saved."""
    found = _edit_page(uid)
    if found is None:
        raise wrong
    return edited(found, as_typed(found, request.form), problems=problems_of(wrong), unsaved=True), 422


def _overtaken(uid: str, refused: Refused) -> ResponseReturnValue:
    """Somebody saved meanwhile: the page comes back with what was typed, ready to be saved over the newer text."""
    found = _edit_page(uid)
    if found is None or not found.saving.granted or refused.forbidden:
        raise refused
    page = edited(found, as_typed(found, request.form), refusals=refused.refusals, unsaved=True, overtaken=True)
    return page, 409


def _kept(found: EditPage, form: Form) -> str:
    """A form kept while its writer was signed out; somebody may have saved meanwhile, and the page then says so."""
    situation = found.standing.situation
    moved = tuple(same_version(situation, intent_from(form)))
    return edited(found, as_typed(found, form), refusals=moved, unsaved=True, overtaken=bool(moved))
