"""Comments on a passage: made, answered, resolved and opened again, from the page of a message or from its draft."""

from collections.abc import Callable

from flask import Blueprint, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from commworkflow.actions import commenting
from commworkflow.actions.act import Refused, Wrong
from commworkflow.rules.lifecycle import Action
from commworkflow.rules.roles import May
from commworkflow.web import here, session
from commworkflow.web.access import needs
from commworkflow.web.messages import read_page, shown
from commworkflow.web.wrong_words import problems_of

pages = Blueprint("comments", __name__)


@pages.post("/messages/<uid>/comments")
@needs(May.COMMENT)
def make(uid: str) -> ResponseReturnValue:
    """Comment on a passage of the text."""

    def doing() -> None:
        section, quote, body = (request.form.get(name, "") for name in ("section", "quote", "body"))
        commenting.comment(here.house(), session.current_actor(), uid, section, quote, body, here.now())

    return _undone(uid, doing) or _done(uid, gettext("Your comment stands on the page, and at the head of the draft."))


@pages.post("/messages/<uid>/comments/<comment>/answer")
@needs(May.COMMENT)
def answer(uid: str, comment: str) -> ResponseReturnValue:
    """Answer a comment."""

    def doing() -> None:
        body = request.form.get("body", "")
        commenting.answer(here.house(), session.current_actor(), uid, comment, body, here.now())

    return _undone(uid, doing, comment) or _done(uid, gettext("Your answer stands under the comment."))


@pages.post("/messages/<uid>/comments/<comment>/settle")
@needs(May.COMMENT)
def settle(uid: str, comment: str) -> ResponseReturnValue:
    """Resolve a comment, or open it again."""
    resolved = request.form.get("resolved", "") == "1"

    def doing() -> None:
        commenting.settle(here.house(), session.current_actor(), uid, comment, resolved, here.now())

    told = gettext("The comment is resolved.") if resolved else gettext("The comment is open again.")
    return _undone(uid, doing) or _done(uid, told)


def _undone(uid: str, doing: Callable[[], None], under: str = "") -> ResponseReturnValue | None:
    """Do one of them; return the message's page, with why nothing was done and what was typed, or None once it is."""
    typed = {**request.form.to_dict(), "under": under}
    try:
        doing()
    except Wrong as wrong:
        return shown(read_page(uid), typed=typed, acted=Action.COMMENT, problems=problems_of(wrong)), 422
    except Refused as refused:
        return shown(read_page(uid), refused.refusals, typed, Action.COMMENT), 403 if refused.forbidden else 409
    return None


def _done(uid: str, told: str) -> ResponseReturnValue:
    flash(told, "done")
    page = "drafts.edit" if request.form.get("back") == "draft" else "messages.page"
    return redirect(url_for(page, uid=uid, _anchor="comments"), 303)
