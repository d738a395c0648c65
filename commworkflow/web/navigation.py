"""The head of every page: where one can go, by right, without asking the database."""

from dataclasses import dataclass
from functools import lru_cache

from flask import url_for
from flask_babel.speaklater import LazyString

from commworkflow.rules.roles import May
from commworkflow.web import here, session
from commworkflow.web.languages import language
from commworkflow.web.spoken import lazy_gettext as _


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
    label: str
    here: bool


@dataclass(frozen=True, slots=True)
class Sign:
    """A destination worded in one language."""

    endpoint: str
    right: May
    address: str
    label: str


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
    asked = here.request_itself()
    endpoint = asked.endpoint
    return tuple(
        Link(sign.address, sign.label, sign.endpoint == endpoint)
        for sign in _signs(language(), asked.script_root)
        if sitting.actor.may_anywhere(sign.right)
    )


@lru_cache(16)
def _signs(language: str, root: str) -> tuple[Sign, ...]:
    """Return every destination in the language of this request, under the path this application is served at."""
    return tuple(Sign(place.endpoint, place.right, url_for(place.endpoint), str(place.label)) for place in DESTINATIONS)
