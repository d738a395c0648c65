"""The page that writes down what a director decides by telephone or on paper, and that director's answer afterwards."""

from collections.abc import Mapping
from dataclasses import replace

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel.speaklater import LazyString

from commworkflow.actions import recording
from commworkflow.actions.act import NotFound, Refused, Wrong
from commworkflow.readings.by_hand_page import ByHandPage, by_hand_page
from commworkflow.rules.by_hand import BY_HAND, Basis, ByHand
from commworkflow.rules.lifecycle import Action
from commworkflow.rules.refusals import Refusal
from commworkflow.rules.roles import May
from commworkflow.web import here, session, times
from commworkflow.web.access import needs
from commworkflow.web.forms import Typed
from commworkflow.web.intents import intent_from
from commworkflow.web.messages import read_page, shown
from commworkflow.web.sent_file import LARGEST_READ, read_sent_file
from commworkflow.web.spoken import lazy_gettext as _
from commworkflow.web.wrong_words import problems_of

pages = Blueprint("by_hand", __name__)

RECORDED: Mapping[Action, LazyString] = {
    Action.RECORD_VALIDATION: _(
        "Recorded: validated, to be confirmed. Those who release it see it on their home page."
    ),
    Action.RECORD_RETURN: _("Recorded: returned to its author, with the director's reason."),
    Action.RECORD_REFUSAL: _("Recorded: refused for good, to be confirmed by the director."),
}
ANSWERED: Mapping[Action, LazyString] = {
    Action.CONFIRM: _("Confirmed. From now on, every print says so."),
    Action.CONTEST: _("Contested: the text is a draft again, and cannot leave."),
    Action.DISOWN: _("Contested. It goes out to nobody any more; withdraw it or have it corrected now."),
}


@pages.url_value_preprocessor
def _read_more(endpoint: str | None, values: dict[str, str] | None) -> None:
    if endpoint == "by_hand.record":
        request.max_content_length = LARGEST_READ


@pages.get("/messages/<uid>/by-hand")
@needs(May.RECORD_DECISIONS)
def page(uid: str) -> ResponseReturnValue:
    """Show what to read aloud, whom to call back, and what to write down."""
    found = _page(uid)
    if found is None:
        read_page(uid)  # who may not read it is told that there is none
        return redirect(url_for("messages.page", uid=uid), 303)
    typed = Typed(shown={"said_at": times.field_moment(here.now()), "director": _first(found)})
    return _shown(found, typed)


@pages.post("/messages/<uid>/by-hand")
@needs(May.RECORD_DECISIONS)
def record(uid: str) -> ResponseReturnValue:
    """Write the decision down. What is refused comes back with everything that was typed."""
    typed = Typed(request.form)
    action = _action(typed)
    hand, scan = _read(typed), read_sent_file(typed, "scan")
    refused: tuple[Refusal, ...] = ()
    if action is not None and hand is not None and not typed.problems:
        try:
            told = replace(intent_from(request.form), by_hand=hand)
            recording.record(here.house(), session.current_actor(), uid, action, told, here.now(), scan)
        except Wrong as wrong:
            typed.take(wrong.problems)
        except Refused as objected:
            refused = objected.refusals
        else:
            typed.tell_removed()
            flash(str(RECORDED[action]), "done")
            return redirect(url_for("messages.page", uid=uid), 303)
    return _again(uid, typed, refused, action)


@pages.post("/messages/<uid>/answers/<action>")
@needs(May.ANSWER)
def answer(uid: str, action: str) -> ResponseReturnValue:
    """Confirm what was written down as one's own decision, or contest it."""
    if action not in {known.value for known in ANSWERED}:
        raise NotFound
    wanted = Action(action)
    try:
        recording.answer(here.house(), session.current_actor(), uid, wanted, intent_from(request.form), here.now())
    except Refused as refused:
        page = shown(read_page(uid), refused.refusals, request.form, wanted)
        return page, 403 if refused.forbidden else 409
    except Wrong as wrong:
        return shown(read_page(uid), typed=request.form, acted=wanted, problems=problems_of(wrong)), 422
    flash(str(ANSWERED[wanted]), "done")
    return redirect(url_for("messages.page", uid=uid), 303)


def _page(uid: str) -> ByHandPage | None:
    with here.house().database.read() as reading:
        return by_hand_page(reading, here.house(), session.current_actor(), uid, here.now())


def _action(typed: Typed) -> Action | None:
    chosen = typed.choice("decided", tuple(action.value for action in RECORDED))
    return Action(chosen) if chosen else None


def _read(typed: Typed) -> ByHand | None:
    """What was written down, or None with the problems noted; whether it may be so is the table's to say."""
    director = typed.line("director", required=True)
    basis = typed.choice("basis", tuple(way.value for way in BY_HAND))
    reached, witness = typed.line("reached"), typed.line("witness")
    groups = typed.line("groups")
    said_at = typed.moment("said_at", times.zone(), required=True)
    if typed.problems or said_at is None:
        return None
    return ByHand(director, Basis(basis), reached, said_at, witness, groups)


def _again(uid: str, typed: Typed, refused: tuple[Refusal, ...], action: Action | None) -> ResponseReturnValue:
    """The page as it now stands with everything typed; where there is nothing left to decide, the message's own."""
    status = 422 if not refused else 403 if any(one.forbidden for one in refused) else 409
    found = _page(uid)
    if found is None:
        return shown(read_page(uid), refused, request.form, action or ""), status
    return _shown(found, typed, refused), status


def _shown(found: ByHandPage, typed: Typed, refused: tuple[Refusal, ...] = ()) -> str:
    return render_template("messages/by_hand.html", page=found, typed=typed, refused=refused)


def _first(found: ByHandPage) -> str:
    return found.to_reach[0].uid if len(found.to_reach) == 1 else ""
