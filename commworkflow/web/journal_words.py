"""The journal in words: one sentence a kind of entry, made when it is read."""

from collections.abc import Mapping

from flask_babel import lazy_gettext as _
from flask_babel.speaklater import LazyString

from commworkflow.readings.history import Told
from commworkflow.rules.worlds import World
from commworkflow.web import here, times
from commworkflow.web.languages import language
from commworkflow.web.words import WORLDS, channel_name, role_name, verdict_name

SENTENCES: Mapping[str, LazyString] = {
    "world_made": _("The world was made (%(world)s)."),
    "person_added": _("%(person)s added a person."),
    "person_changed": _("%(person)s changed what is known of a person."),
    "password_changed": _("%(person)s changed a password."),
    "mandate_given": _("%(person)s gave a mandate: %(role)s."),
    "mandate_ended": _("%(person)s ended a mandate: %(role)s."),
    "establishment_added": _("%(person)s added an establishment."),
    "establishment_changed": _("%(person)s changed an establishment."),
    "signed_in": _("%(person)s signed in."),
    "signed_out": _("%(person)s signed out."),
    "incident_opened": _("%(person)s opened the incident %(number)s."),
    "incident_changed": _("%(person)s changed what is said of the incident."),
    "incident_closed": _("%(person)s closed the incident, ended %(closed_at)s."),
    "incident_reopened": _("%(person)s opened the incident again."),
    "fact_recorded": _("%(person)s recorded a fact: %(key)s."),
    "form_verified": _("%(person)s confirmed that a form is identical to the authority's portal."),
    "message_started": _("%(person)s started the message %(number)s."),
    "message_corrected": _("%(person)s started the correction %(number)s."),
    "message_saved": _("%(person)s saved version %(revision)s."),
    "message_submitted": _("%(person)s submitted version %(revision)s."),
    "message_taken_back": _("%(person)s took the text back."),
    "message_discarded": _("%(person)s discarded the draft."),
    "opinion_given": _("%(person)s gave an opinion as %(role)s: %(verdict)s."),
    "message_returned": _("%(person)s returned the text to its author."),
    "message_refused": _("%(person)s refused the text for good."),
    "message_validated": _("%(person)s validated the text, until %(holds_until)s."),
    "validation_revoked": _("%(person)s revoked the validation."),
    "message_released": _("%(person)s released the text as %(number)s."),
    "message_sent": _("%(person)s sent the report as %(number)s."),
    "report_acknowledged": _("%(person)s acknowledged the report."),
    "message_withdrawn": _("%(person)s withdrew the text."),
    "delivery_begun": _("%(person)s began a delivery: %(channel)s."),
    "delivery_ended": _("%(person)s ended a delivery: %(channel)s, %(state)s."),
    "receipt_entered": _("%(person)s entered a receipt."),
}

STATES: Mapping[str, LazyString] = {
    "done": _("done"),
    "failed": _("failed"),
    "trying": _("under way"),
}

TEXTS: Mapping[str, LazyString] = {
    "recipient": _("For: %(text)s"),
    "reason": _("Reason: %(text)s"),
    "comment": _("Comment: %(text)s"),
}


def journal_words(entry: Told) -> str:
    """Return the sentence of one entry in the reader's language. KeyError for an unknown kind."""
    facts = {name: _worded(name, value) for name, value in entry.facts.items()}
    return str(SENTENCES[entry.kind]) % {**facts, "person": entry.person or str(_("Somebody"))}


def journal_texts(entry: Told) -> list[str]:
    """Return what people wrote with an act: its reason or comment, and each objection gone past with why."""
    told = [str(words) % {"text": entry.texts[name]} for name, words in TEXTS.items() if entry.texts.get(name)]
    waived = (entry.texts.get("waivers") or {}).values()
    return [*told, *(str(_("In writing: %(text)s")) % {"text": reason} for reason in waived)]


def _worded(name: str, value: str | int) -> str:
    match name:
        case "role":
            return role_name(str(value))
        case "verdict":
            return verdict_name(str(value))
        case "channel":
            return channel_name(str(value))
        case "state":
            return str(STATES.get(str(value), value))
        case "world":
            return str(WORLDS[World(str(value))])
        case "key":
            known = here.house().facts.get(str(value))
            return known.label(language()) if known else str(value)
        case "closed_at" | "holds_until" | "not_before":
            return times.moment(str(value)) if value else ""
        case _:
            return str(value)
