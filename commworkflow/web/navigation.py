"""The head of every page: where one can go, by right, without asking the database."""

from dataclasses import dataclass

from flask import request, url_for
from flask_babel import lazy_gettext as _
from flask_babel.speaklater import LazyString

from commworkflow.rules.roles import May
from commworkflow.web import session


@dataclass(frozen=True, slots=True)
class Destination:
    """A place in the head of the page, and what it takes to be shown it."""

    endpoint: str
    label: LazyString
    right: May


@dataclass(frozen=True, slots=True)
class Link:
    """A destination as one page shows it."""

    address: str
    label: LazyString
    here: bool


DESTINATIONS = (
    Destination("home.page", _("Home"), May.READ),
    Destination("search.page", _("Search"), May.READ),
    Destination("templates.page", _("Templates"), May.READ),
    Destination("delegations.page", _("Delegations"), May.DELEGATE),
    Destination("contacts.page", _("Contacts"), May.READ),
    Destination("paper.page", _("Paper"), May.READ),
    Destination("journal.page", _("Journal"), May.READ_JOURNAL),
    Destination("doctor.page", _("Machine"), May.MIND_THE_MACHINE),
    Destination("preparing.page", _("Prepare"), May.ADMINISTER),
    Destination("people.page", _("People"), May.ADMINISTER),
    Destination("establishments.page", _("Establishments"), May.ADMINISTER),
)


def links() -> tuple[Link, ...]:
    """Return the places this person may go to; none for a visitor."""
    sitting = session.current_sitting()
    if sitting is None:
        return ()
    return tuple(
        Link(url_for(place.endpoint), place.label, request.endpoint == place.endpoint)
        for place in DESTINATIONS
        if sitting.actor.may_anywhere(place.right)
    )
