"""The pages of a message: choose its template, read it, write it."""

from collections.abc import Mapping

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from commworkflow.actions import starting
from commworkflow.actions.act import NotFound
from commworkflow.readings.choosing import choosing_page
from commworkflow.readings.message_page import MessagePage, message_page
from commworkflow.rules.lifecycle import Action
from commworkflow.rules.refusals import Refusal
from commworkflow.rules.roles import May
from commworkflow.web import here, session
from commworkflow.web.access import needs
from commworkflow.web.intents import WAIVE, intent_from

pages = Blueprint("messages", __name__)


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
    return redirect(url_for("drafts.edit", uid=made), 303)


@pages.get("/messages/<uid>")
@needs(May.READ)
def page(uid: str) -> str:
    """Read a message, and see what can be done with it now."""
    return shown(read_page(uid))


@pages.post("/messages/<uid>/copy")
@needs(May.DRAFT)
def copy(uid: str) -> ResponseReturnValue:
    """Start a new message from this one."""
    made = starting.copy(here.house(), session.current_actor(), uid, here.now())
    return redirect(url_for("drafts.edit", uid=made), 303)


@pages.post("/messages/<uid>/correct")
@needs(May.DRAFT)
def correct(uid: str) -> ResponseReturnValue:
    """Start the message that will replace this one."""
    made = starting.correct(here.house(), session.current_actor(), uid, intent_from(request.form), here.now())
    return redirect(url_for("drafts.edit", uid=made), 303)


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
    if found.may_comment:
        fields |= {"body", "quote"}
    written = {"reason", "comment", "body", "quote", *(name for name in typed if name.startswith(WAIVE))}
    return tuple((name, text) for name, text in typed.items() if name in written - fields)
