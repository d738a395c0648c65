"""Changing a word of a submitted text: the page on which a change is proposed, and what it keeps by itself."""

from collections.abc import Mapping, Sequence

from flask import Blueprint, flash, jsonify, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from werkzeug.datastructures import MultiDict

from commworkflow.actions import changing, keeping
from commworkflow.actions.act import NotFound, Refused, Wrong
from commworkflow.readings.change_page import ChangePage, change_page
from commworkflow.readings.edit_page import asked_draft
from commworkflow.readings.meetings import began_from
from commworkflow.rules.lifecycle import Action
from commworkflow.rules.merging import Choice
from commworkflow.rules.objections import same_text
from commworkflow.rules.refusals import Refusal, refusal
from commworkflow.rules.roles import May
from commworkflow.rules.typed import Typed
from commworkflow.web import here, session
from commworkflow.web.access import needs
from commworkflow.web.chips import chips, chips_written
from commworkflow.web.edit_form import Fields, Form, as_saved, as_typed, base_of, typed_in
from commworkflow.web.editor_words import editor_words, pieces_written
from commworkflow.web.held import held_fields
from commworkflow.web.intents import intent_from, seen_from
from commworkflow.web.merged_form import fates_of, merged, parts_met
from commworkflow.web.messages import read_page
from commworkflow.web.questions import PREFIX
from commworkflow.web.shelf_key import my_shelf_key
from commworkflow.web.times import hour
from commworkflow.web.typed import posted_fields
from commworkflow.web.wrong_words import answer_words, problems_of

pages = Blueprint("changes", __name__)

Met = Sequence[tuple[str, str]]
"""The label of each part that its author changed as well, and what was typed there."""


@pages.get("/messages/<uid>/change")
@needs(May.DECIDE)
def page(uid: str) -> ResponseReturnValue:
    """Change the words of a submitted text; what was typed and not proposed comes back into its fields."""
    found = _page(uid)
    if found is None or not found.proposing.granted:
        read_page(uid)  # who may not read it is told that there is none
        return redirect(url_for("messages.page", uid=uid), 303)
    form = MultiDict(held_fields() or (found.kept.fields if found.kept else ()))
    if not form:
        return _shown(found, as_saved(found))
    return _filled_in(uid, form, refusals=tuple(same_text(found.standing.situation, seen_from(form))))


@pages.post("/messages/<uid>/change")
@needs(May.DECIDE)
def propose(uid: str) -> ResponseReturnValue:
    """Propose the change; what is refused stays in the form."""
    typed = _typed(uid, request.form)
    try:
        changing.propose(here.house(), session.current_actor(), uid, typed, intent_from(request.form), here.now())
    except Wrong as wrong:
        return _filled_in(uid, request.form, problems=problems_of(wrong)), 422
    except Refused as refused:
        if refused.forbidden:
            raise
        return _filled_in(uid, request.form, refusals=refused.refusals), 409
    flash(gettext("Your change is proposed: those who write see it on their home page. You keep the decision."), "done")
    return redirect(url_for("messages.page", uid=uid), 303)


@pages.post("/messages/<uid>/change/working-copy")
@needs(May.DECIDE)
def keep(uid: str) -> ResponseReturnValue:
    """Keep what is being typed, and tell the page what it changes."""
    typed = _typed(uid, request.form)
    who, base, now = session.current_actor(), base_of(request.form), here.now()
    sitting = session.current_sitting()
    kept_by = "" if sitting is None else sitting.uid
    keeping.keep(here.house(), who, kept_by, uid, base, posted_fields(), now, towards=Action.PROPOSE)
    found = _open(uid, typed)
    parts = {"changed": render_template("messages/_changed.html", page=found)}
    return jsonify(at=hour(now), values=chips(found, here.house().facts), parts=parts)


@pages.get("/messages/<uid>/change/working-copy")
@needs(May.DECIDE)
def look(uid: str) -> ResponseReturnValue:
    """Tell an open page that the connection stands."""
    read_page(uid)
    return jsonify(parts={})


@pages.post("/messages/<uid>/change/working-copy/drop")
@needs(May.DECIDE)
def drop(uid: str) -> ResponseReturnValue:
    """Forget what was typed and not proposed, and show the text as it was submitted."""
    keeping.drop(here.house(), session.current_actor(), uid, here.now(), towards=Action.PROPOSE)
    return redirect(url_for("changes.page", uid=uid), 303)


def _typed(uid: str, form: Form) -> Typed:
    with here.house().database.read() as reading:
        asked = asked_draft(reading, here.house(), session.current_actor(), uid)
    if asked is None:
        raise NotFound
    return typed_in(asked, form)


def _page(uid: str, typed: Typed | None = None) -> ChangePage | None:
    with here.house().database.read() as reading:
        return change_page(reading, here.house(), session.current_actor(), uid, here.now(), typed)


def _open(uid: str, typed: Typed | None = None) -> ChangePage:
    """The form with what was typed. Raises Refused where the text is no longer submitted: what was typed is shown."""
    found = _page(uid, typed)
    if found is None:
        raise Refused(refusal("not_from_this_state", status=read_page(uid).situation.status))
    return found


def _filled_in(
    uid: str, form: Form, *, problems: Mapping[str, str] | None = None, refusals: tuple[Refusal, ...] = ()
) -> str:
    """The page with what was typed in its form: over the text now submitted, whichever it was typed over."""
    found = _open(uid)
    fields, met = _laid_over(found, form)
    typed = Typed(fields.title, fields.sections, fields.answers)
    reason = form.get("reason", "")
    return _shown(_open(uid, typed), fields, reason, unsaved=True, met=met, problems=problems, refusals=refusals)


def _laid_over(found: ChangePage, form: Form) -> tuple[Fields, Met | None]:
    """What was typed, over a text submitted again since; and what its author changed too, None for the same text."""
    mine, base = as_typed(found, form), base_of(form)
    if base in (0, found.base):
        return mine, None
    with here.house().database.read() as reading:
        began = began_from(reading, found.standing, base)
    theirs = as_saved(found)
    fate_of = fates_of(mine, theirs, began)
    met = tuple(parts_met(found, mine, theirs, fate_of))
    return merged(mine, theirs, fate_of, {part.name: Choice.THEIRS for part in met}), [
        (part.label, part.mine) for part in met
    ]


def _shown(
    found: ChangePage,
    fields: Fields,
    reason: str = "",
    *,
    unsaved: bool = False,
    met: Met | None = None,
    problems: Mapping[str, str] | None = None,
    refusals: tuple[Refusal, ...] = (),
) -> str:
    wrong = {PREFIX + problem.path: answer_words(problem) for problem in fields.problems}
    return render_template(
        "messages/change.html",
        page=found,
        fields=fields,
        reason=reason,
        unsaved=unsaved,
        met=met,
        problems={**wrong, **(problems or {})},
        refusals=refusals,
        chips=chips_written(found, here.house().facts),
        editor_words=editor_words(kept=gettext("Kept at …. Nothing is proposed yet.")),
        pieces_written=pieces_written(()),
        shelf_key=my_shelf_key(),
    )
