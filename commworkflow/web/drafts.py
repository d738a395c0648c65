"""The page of a draft: write it, save it, submit it; and what the page keeps by itself while somebody types."""

from flask import Blueprint, current_app, flash, jsonify, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from werkzeug.datastructures import MultiDict

from commworkflow.actions import deciding, keeping, writing
from commworkflow.actions.act import NotFound, Refused, Wrong
from commworkflow.readings.edit_page import EditPage, asked_draft, edit_page
from commworkflow.readings.meetings import meeting
from commworkflow.rules.objections import same_version
from commworkflow.rules.refusals import refusal
from commworkflow.rules.roles import May
from commworkflow.rules.situation import Intent
from commworkflow.rules.typed import Typed
from commworkflow.web import here, session
from commworkflow.web.access import needs
from commworkflow.web.chips import chips
from commworkflow.web.edit_form import Form, as_saved, as_typed, base_of, edited, typed_in
from commworkflow.web.held import held_fields
from commworkflow.web.intents import intent_from, seen_from
from commworkflow.web.meeting import met
from commworkflow.web.messages import read_page
from commworkflow.web.presence import Presence
from commworkflow.web.times import hour
from commworkflow.web.typed import posted_fields
from commworkflow.web.wrong_words import problems_of

pages = Blueprint("drafts", __name__)

_MOVED = frozenset({"somebody_was_faster", "not_from_this_state"})
"""The refusals that say the draft is no longer the one on the screen."""
_PRESENCE = "commworkflow.presence"


@pages.get("/messages/<uid>/edit")
@needs(May.READ)
def edit(uid: str) -> ResponseReturnValue:
    """Write a draft; what its writer had typed and not saved comes back into its fields."""
    found = _edit_page(uid)
    if found is None or not found.saving.granted:
        read_page(uid)  # who may not read it is told that there is none
        return redirect(url_for("messages.page", uid=uid), 303)
    sent_to = (url_for(name, uid=uid) for name in ("drafts.meet", "word.take"))
    kept = held_fields(*sent_to) or (found.kept.fields if found.kept else ())
    return _again(uid, MultiDict(kept)) if kept else edited(found, as_saved(found), others=_others(uid))


@pages.post("/messages/<uid>/edit")
@needs(May.DRAFT)
def save(uid: str) -> ResponseReturnValue:
    """Save what was typed; with the other button, submit it too. What is refused is saved where it can be."""
    typed = _typed(uid)
    try:
        intent = intent_from(request.form)
        if "submit" in request.form:
            return _submitted(uid, typed, intent)
        _save(uid, typed, intent)
    except Wrong as wrong:
        return _wrong(uid, wrong)
    except Refused as refused:
        return _overtaken(uid, refused)
    return redirect(url_for("drafts.edit", uid=uid), 303)


@pages.post("/messages/<uid>/edit/meet")
@needs(May.DRAFT)
def meet(uid: str) -> ResponseReturnValue:
    """Take the parts that somebody chose from two texts into one form, still to be saved."""
    open_draft(uid)
    return _met(uid, request.form)


@pages.post("/messages/<uid>/working-copy")
@needs(May.DRAFT)
def keep(uid: str) -> ResponseReturnValue:
    """Keep what is being typed, and tell the page how the draft reads now."""
    typed = _typed(uid)
    fields = posted_fields()
    keeping.keep(here.house(), session.current_actor(), _sitting(), uid, base_of(request.form), fields, here.now())
    return _told(uid, typed, at=hour(here.now()))


@pages.get("/messages/<uid>/working-copy")
@needs(May.DRAFT)
def look(uid: str) -> ResponseReturnValue:
    """Tell an open page, where nothing was typed since, who else has the draft open."""
    read_page(uid)
    return jsonify(parts={"others": render_template("messages/_others.html", others=_others(uid))})


@pages.post("/messages/<uid>/working-copy/drop")
@needs(May.DRAFT)
def drop(uid: str) -> ResponseReturnValue:
    """Forget what was typed and not saved, and show the draft as it was last saved."""
    keeping.drop(here.house(), session.current_actor(), uid, here.now())
    return redirect(url_for("drafts.edit", uid=uid), 303)


def open_draft(uid: str) -> EditPage:
    """Return the form of a draft that this person may write. Raises NotFound, Refused: what was typed is then shown."""
    found = _edit_page(uid)
    if found is None:
        raise Refused(refusal("not_from_this_state", status=read_page(uid).standing.situation.status))
    if not found.saving.granted:
        raise Refused(*found.saving.refusals)
    return found


def _told(uid: str, typed: Typed, at: str) -> ResponseReturnValue:
    found = _edit_page(uid, typed)
    if found is None:
        raise NotFound
    return jsonify(
        at=at,
        values=chips(found, here.house().facts),
        parts={
            "state": render_template("messages/_state.html", page=found),
            "reads": render_template("messages/_reads.html", page=found),
            "reasons": render_template(
                "messages/_reasons.html", page=found, fields=as_typed(found, request.form), problems={}
            ),
            "others": render_template("messages/_others.html", others=_others(uid)),
        },
    )


def _typed(uid: str) -> Typed:
    with here.house().database.read() as reading:
        draft = asked_draft(reading, here.house(), session.current_actor(), uid)
    if draft is None:
        raise NotFound
    return typed_in(draft, request.form)


def _edit_page(uid: str, typed: Typed | None = None) -> EditPage | None:
    with here.house().database.read() as reading:
        return edit_page(reading, here.house(), session.current_actor(), uid, here.now(), typed)


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
    """Somebody saved meanwhile: both texts come, to be chosen from where both changed the same part."""
    found = _edit_page(uid)
    if found is None or not found.saving.granted or refused.forbidden:
        raise refused
    return _met(uid, request.form), 409


def _again(uid: str, form: Form) -> str:
    """A form that was not saved; somebody may have saved meanwhile, and the page then says so."""
    with here.house().database.read() as reading:
        draft = asked_draft(reading, here.house(), session.current_actor(), uid)
    found = None if draft is None else _edit_page(uid, typed_in(draft, form))
    if found is None:
        raise NotFound
    if tuple(same_version(found.standing.situation, seen_from(form))):
        return _met(uid, form)
    return edited(found, as_typed(found, form), unsaved=True, others=_others(uid))


def _met(uid: str, form: Form) -> str:
    with here.house().database.read() as reading:
        found = edit_page(reading, here.house(), session.current_actor(), uid, here.now())
        if found is None:
            raise NotFound
        where = meeting(reading, found.standing, base_of(form))
    return met(found, form, where)


def _sitting() -> str:
    sitting = session.current_sitting()
    return "" if sitting is None else sitting.uid


def _others(uid: str) -> tuple[str, ...]:
    there: Presence = current_app.extensions.setdefault(_PRESENCE, Presence())
    actor = session.current_actor()
    return there.seen(uid, actor.uid, actor.name, here.now())
