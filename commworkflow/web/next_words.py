"""What comes next in words: whom a message waits for, and why one is taken before another."""

from collections.abc import Mapping
from dataclasses import dataclass

from flask_babel import gettext
from flask_babel.speaklater import LazyString

from commworkflow.readings.message_page import MessagePage
from commworkflow.readings.offers import Offer
from commworkflow.rules.lifecycle import Action
from commworkflow.rules.urgency import Urgency, Why
from commworkflow.web.spoken import lazy_gettext as _
from commworkflow.web.words import role_name

WHYS: Mapping[Why, LazyString] = {
    Why.LAPSES: _("Its validation lapses within the hour."),
    Why.COMES_BACK: _("Your change was taken over: only the difference is left to read."),
    Why.AUTHORITY: _("An authority waits for it: a time set by law may run."),
    Why.PRESS: _("The press waits for it."),
    Why.PATIENTS: _("Patients and those close to them wait for it."),
    Why.STAFF: _("The hospital's own people wait for it."),
    Why.CELL: _("The crisis cell waits for it."),
    Why.STOPPED: _("Nobody is to have it any more: whether it had left is still to be told."),
    Why.RECEIPT: _("Sent is not received: only the receipt proves it."),
}

STEPS: Mapping[Action, LazyString] = {
    Action.VALIDATE: _("It waits for a decision."),
    Action.RELEASE: _("Validated: it waits to be released."),
    Action.SEND: _("It waits to be sent."),
    Action.ACKNOWLEDGE: _("Sent: it waits to be acknowledged."),
}
"""What a message waits for, the first act that its state knows: a lapsed validation is given again before a release."""


@dataclass(frozen=True, slots=True)
class NextStep:
    """What a message waits for, and who is told of it; ``people``: names with their roles, empty where nobody is."""

    waits_for: str
    people: str


def why_words(urgency: Urgency) -> str:
    """Return why a text is taken when it is."""
    return str(WHYS[urgency.why])


def next_step(page: MessagePage) -> NextStep | None:
    """Return what a message waits for now; None where nothing more is expected of anybody."""
    if page.offer(Action.SUBMIT) is not None:
        return NextStep(gettext("It is being written."), ", ".join(page.writers))
    if page.proposal is not None:
        return NextStep(gettext("A change waits to be taken over."), _named(page.proposal.offer))
    for action, waits_for in STEPS.items():
        offer = page.offer(action)
        if offer is not None:
            return NextStep(str(waits_for), _named(offer))
    return None


def _named(offer: Offer) -> str:
    return ", ".join(f"{one.name} ({role_name(one.role)})" for one in offer.who)
