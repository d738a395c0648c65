"""Why something of a copied text has to be looked at again, in words; and where on the page it stands."""

from collections.abc import Mapping

from flask_babel.speaklater import LazyString

from commworkflow.rules.looking_again import ToLookAt, Why
from commworkflow.web.edit_form import SECTION
from commworkflow.web.questions import PREFIX
from commworkflow.web.spoken import lazy_gettext as _

WORDS: Mapping[Why, LazyString] = {
    Why.FACT_MOVED: _("the register says something else since"),
    Why.APPOINTMENT: _("announced by the original, and unchanged"),
    Why.APPOINTMENT_PAST: _("announced by the original, and past"),
    Why.HOUR_ANSWERED: _("the hour of the original"),
    Why.HOUR_IN_TEXT: _("typed in the original"),
    Why.LEFT_WAITING: _("left without an answer in the original"),
}
"""What is said of each."""


def again_words(found: ToLookAt) -> str:
    """Return why something has to be looked at."""
    return str(WORDS[found.why])


def again_leads(found: ToLookAt) -> str:
    """Return the id of the field to go to; empty where the page has none."""
    if found.question:
        return PREFIX + found.question
    return SECTION + found.section if found.section else ""
