"""The acts on a message: each carries what was on the screen, and comes back to the page that shows what is next."""

from collections.abc import Callable, Mapping
from datetime import datetime

from flask import Blueprint, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from flask_babel.speaklater import LazyString

from commworkflow.actions import changing, deciding, opinions, releasing
from commworkflow.actions.act import NotFound, Refused, Wrong
from commworkflow.records.house import House
from commworkflow.rules.lifecycle import Action
from commworkflow.rules.roles import Actor, May
from commworkflow.rules.situation import Intent, Verdict
from commworkflow.web import here, session, times
from commworkflow.web.access import needs
from commworkflow.web.forms import Typed
from commworkflow.web.intents import intent_from, words_of
from commworkflow.web.messages import read_page, shown
from commworkflow.web.spoken import lazy_gettext as _
from commworkflow.web.wrong_words import problems_of

pages = Blueprint("acts", __name__)

Doing = Callable[[House, Actor, str, Intent, datetime], object]


def _turning(action: Action) -> Doing:
    def turn(house: House, actor: Actor, uid: str, intent: Intent, now: datetime) -> None:
        deciding.turn(house, actor, uid, action, intent, now)

    return turn


def _submit(house: House, actor: Actor, uid: str, intent: Intent, now: datetime) -> None:
    deciding.submit(house, actor, uid, None, intent, now)


def _validate(house: House, actor: Actor, uid: str, intent: Intent, now: datetime) -> None:
    typed = Typed(request.form)
    not_before = typed.moment("not_before", times.zone())
    until = typed.moment("until", times.zone())
    if typed.problems:
        raise Wrong({name: ("not_a_moment", {}) for name in typed.problems})
    deciding.validate(house, actor, uid, intent, now, not_before, until)


DOING: Mapping[Action, Doing] = {
    Action.SUBMIT: _submit,
    Action.ADOPT: changing.adopt,
    Action.VALIDATE: _validate,
    Action.RELEASE: releasing.release,
    Action.SEND: releasing.send,
    **{action: _turning(action) for action in deciding.TURNS},
}
"""What each button of a message's page does."""

DONE: Mapping[Action, LazyString] = {
    Action.SUBMIT: _("Submitted. Those who decide on it see it on their home page."),
    Action.ADOPT: _(
        "Taken over: the text is frozen anew under your name. Whoever proposed it reads only the difference."
    ),
    Action.VALIDATE: _("Validated. Nothing has left yet: those who release it see it on their home page."),
    Action.RELEASE: _("Released. Now let it out, one delivery a channel."),
    Action.SEND: _("Sent. The director sees it on the home page, to acknowledge it."),
    Action.TAKE_BACK: _("Taken back: it is a draft again."),
    Action.DISCARD: _("Discarded. It stays readable, and can be copied."),
    Action.RETURN: _("Returned to its author, with your reason."),
    Action.REFUSE: _("Refused for good, with your reason."),
    Action.REVOKE: _("The validation is revoked: the text is a draft again, and cannot leave."),
    Action.WITHDRAW: _("Withdrawn. If anybody has received it, tell them: the product cannot take it back from them."),
    Action.ACKNOWLEDGE: _("Acknowledged."),
}


@pages.post("/messages/<uid>/acts/<action>")
@needs(May.READ)
def do(uid: str, action: str) -> ResponseReturnValue:
    """Do one act of the table to a message. What the table refuses is told on the page of the message as it stands."""
    if action not in {known.value for known in DOING}:
        raise NotFound
    wanted = Action(action)
    leads_to = "deliveries.desk" if wanted in {Action.RELEASE, Action.SEND} else "messages.page"

    def doing() -> None:
        DOING[wanted](here.house(), session.current_actor(), uid, intent_from(request.form), here.now())

    return _undone(uid, wanted, doing) or _done(str(DONE[wanted]), url_for(leads_to, uid=uid))


@pages.post("/messages/<uid>/opinions")
@needs(May.OPINE)
def opine(uid: str) -> ResponseReturnValue:
    """Give an opinion on the text that was on the screen, or confirm an earlier one."""

    def doing() -> None:
        verdict = request.form.get("verdict", "")
        if verdict not in Verdict.__members__.values():
            raise Wrong({"verdict": ("not_a_choice", {})})
        comment, intent = words_of("comment", request.form.get("comment", "")), intent_from(request.form)
        role = request.form.get("role", "")
        said = (Verdict(verdict), comment, intent, here.now())
        opinions.give_opinion(here.house(), session.current_actor(), uid, *said, role)

    told = gettext("Your opinion is given. Those who decide see it beside the text.")
    return _undone(uid, Action.OPINE, doing) or _done(told, url_for("messages.page", uid=uid))


def _undone(uid: str, action: Action, doing: Callable[[], None]) -> ResponseReturnValue | None:
    """Do an act; return the page that says why nothing was done, with what was typed for it, or None once it is."""
    try:
        doing()
    except Wrong as wrong:
        return shown(read_page(uid), typed=request.form, acted=action, problems=problems_of(wrong)), 422
    except Refused as refused:
        page = shown(read_page(uid), refused.refusals, request.form, action)
        return page, 403 if refused.forbidden else 409
    return None


def _done(told: str, address: str) -> ResponseReturnValue:
    flash(told, "done")
    return redirect(address, 303)
