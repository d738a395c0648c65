"""The journal in words: one sentence a kind of entry, made when it is read."""

from collections.abc import Callable, Mapping

from flask_babel.speaklater import LazyString

from commworkflow.readings.history import Told
from commworkflow.readings.journal_page import class_named_to
from commworkflow.rules.channels import Difference
from commworkflow.rules.worlds import World
from commworkflow.web import here, session, times
from commworkflow.web.by_hand_words import basis_name
from commworkflow.web.hour_words import moved_words, offset_words, source_name
from commworkflow.web.languages import language
from commworkflow.web.paper_words import list_name, slip_kind_name
from commworkflow.web.spoken import lazy_gettext as _
from commworkflow.web.waiver_words import waiver_words
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
    "signed_in_at_post": _("%(person)s signed in at a post of the crisis room."),
    "signed_out": _("%(person)s signed out."),
    "incident_opened": _("%(person)s opened the incident %(number)s."),
    "incident_changed": _("%(person)s changed what is said of the incident."),
    "incident_closed": _("%(person)s closed the incident, ended %(closed_at)s."),
    "incident_reopened": _("%(person)s opened the incident again."),
    "fact_recorded": _("%(person)s recorded a fact: %(key)s."),
    "form_verified": _("%(person)s confirmed that a form is identical to the authority's portal."),
    "form_check_taken_back": _("%(person)s took back that a form is identical to the authority's portal."),
    "message_started": _("%(person)s started the message %(number)s."),
    "message_corrected": _("%(person)s started the correction %(number)s."),
    "message_saved": _("%(person)s saved version %(revision)s."),
    "message_submitted": _("%(person)s submitted version %(revision)s."),
    "message_taken_back": _("%(person)s took the text back."),
    "message_discarded": _("%(person)s discarded the draft."),
    "opinion_given": _("%(person)s gave an opinion as %(role)s: %(verdict)s."),
    "comment_made": _("%(person)s commented on a passage."),
    "comment_answered": _("%(person)s answered a comment."),
    "comment_resolved": _("%(person)s marked a comment as resolved."),
    "comment_opened_again": _("%(person)s opened a comment again."),
    "change_proposed": _("%(person)s proposed a change of words."),
    "change_adopted": _("%(person)s took over the change proposed, and submitted version %(revision)s."),
    "message_returned": _("%(person)s returned the text to its author."),
    "message_refused": _("%(person)s refused the text for good."),
    "message_validated": _("%(person)s validated the text, until %(holds_until)s."),
    "validation_revoked": _("%(person)s revoked the validation."),
    "message_released": _("%(person)s released the text as %(number)s."),
    "message_sent": _("%(person)s sent the report as %(number)s."),
    "report_acknowledged": _("%(person)s acknowledged the report."),
    "message_withdrawn": _("%(person)s withdrew the text."),
    "message_validated_by_delegation": _(
        "%(person)s validated the text for the director, by delegation, until %(holds_until)s."
    ),
    "delegation_given": _("%(person)s gave the signature to somebody, until %(until)s."),
    "delegation_taken_back": _("%(person)s took back a delegation."),
    "preparation_opened": _("%(person)s opened a dossier of texts prepared in calm (%(number)s)."),
    "prepared_completed": _(
        "%(person)s finished a prepared text as %(number)s, validated in calm by %(signer)s, until %(holds_until)s."
    ),
    "validation_recorded": _("%(person)s recorded that %(signer)s validated %(basis)s, %(said_at)s."),
    "return_recorded": _("%(person)s recorded that %(signer)s returned the text %(basis)s, %(said_at)s."),
    "refusal_recorded": _("%(person)s recorded that %(signer)s refused the text %(basis)s, %(said_at)s."),
    "decision_confirmed": _("%(person)s confirmed the decision recorded for them."),
    "decision_contested": _("%(person)s contested the decision recorded for them."),
    "delivery_begun": _("%(person)s began a delivery: %(channel)s."),
    "delivery_ended": _("%(person)s ended a delivery: %(channel)s, %(state)s."),
    "receipt_entered": _("%(person)s entered a receipt."),
    "hour_confirmed": _("%(person)s confirmed the machine's hour: %(offset)s (%(how)s)%(moved)s."),
    "world_resumed": _(
        "The world went on from the copy of %(copied_at)s (entry %(entry)s). What was done after it is not here."
    ),
    "message_taken_over": _("%(person)s took over a text of the exercise (%(from_number)s) as the draft %(number)s."),
    "facts_taken_over": _("%(person)s took over facts of the exercise (%(from_number)s)."),
    "list_brought_in": _("%(person)s brought in a list (%(list)s): %(added)s added, %(changed)s changed."),
    "sealed_pages_made": _("%(person)s printed sealed pages with first passwords."),
    "recovery_code_used": _("%(person)s set a new password with the recovery code."),
    "contact_added": _("%(person)s added a contact."),
    "contact_changed": _("%(person)s changed a contact."),
    "contact_retired": _("%(person)s took a contact off the list."),
    "slips_printed": _("%(person)s printed slips for paper, from %(first)s to %(last)s."),
    "paper_entered": _(
        "On paper at %(happened_at)s, entered %(at)s by %(person)s: slip %(slip_number)s (%(slip_kind)s)."
    ),
    "slip_given_up": _("%(person)s said what became of the slip %(slip_number)s: %(slip_kind)s."),
    "slips_given_up": _(
        "%(person)s said what became of the slips from %(first)s to %(last)s (%(count)s): %(slip_kind)s."
    ),
}

STATES: Mapping[str, LazyString] = {
    "done": _("done"),
    Difference.PAGE: _("done, the page differs"),
    Difference.SPEECH: _("done, said otherwise"),
    "failed": _("failed"),
    "trying": _("under way"),
}

TEXTS: Mapping[str, LazyString] = {
    "recipient": _("For: %(text)s"),
    "reason": _("Reason: %(text)s"),
    "written_by": _("Written by: %(text)s"),
    "comment": _("Comment: %(text)s"),
    "deed": _("Deed: %(text)s"),
    "before": _("Before: %(text)s"),
    "after": _("After: %(text)s"),
    "reached": _("Reached: %(text)s"),
    "witness": _("Witness: %(text)s"),
    "machine": _("Machine: %(text)s"),
}


def journal_words(entry: Told) -> str:
    """Return the sentence of one entry in the reader's language. KeyError for an unknown kind."""
    facts = {name: _worded(name, value) for name, value in entry.facts.items()}
    return str(SENTENCES[entry.kind]) % {
        **facts,
        "person": entry.person or str(_("Somebody")),
        "signer": str(entry.texts.get("signer") or _("somebody")),
        "at": times.moment(entry.at),
    }


class _Open(dict[str, str]):
    def __missing__(self, name: str) -> str:
        return "…"


def kind_words(kind: str) -> str:
    """Return a kind of entry in the reader's language: its sentence with its slots left open. Raises KeyError."""
    return str(SENTENCES[kind]) % _Open()


def journal_texts(entry: Told) -> list[str]:
    """Return what people wrote with an act: its reason or comment, and each objection gone past with why."""
    told = [str(words) % {"text": entry.texts[name]} for name, words in TEXTS.items() if entry.texts.get(name)]
    if (until := entry.facts.get("until")) and "%(until)s" not in str(SENTENCES[entry.kind]):
        told.insert(0, str(_("Until: %(text)s")) % {"text": _hour(until)})
    waived = (entry.texts.get("waivers") or {}).items()
    written = str(_("In writing: %(text)s"))
    return [*told, *(f"{waiver_words(rule)} {written % {'text': reason}}" for rule, reason in waived)]


def _hour(value: str | int) -> str:
    return times.moment(str(value)) if value else ""


def _fact(value: str | int) -> str:
    known = here.house().facts.get(str(value))
    if known is None:
        return str(value)
    sitting = session.current_sitting()
    named = sitting is not None and known.reading_class <= class_named_to(sitting.actor)
    return known.label(language()) if named else str(_("a fact you may not read"))


_WORDED: Mapping[str, Callable[[str | int], str]] = {
    **dict.fromkeys(("said_at", "until", "copied_at", "happened_at", "closed_at", "holds_until", "not_before"), _hour),
    "basis": lambda value: basis_name(str(value)),
    "role": lambda value: role_name(str(value)),
    "verdict": lambda value: verdict_name(str(value)),
    "channel": lambda value: channel_name(str(value)),
    "offset": lambda value: offset_words(int(value)),
    "how": lambda value: source_name(str(value)),
    "moved": lambda value: moved_words(int(value)),
    "state": lambda value: str(STATES.get(str(value), value)),
    "slip_kind": lambda value: slip_kind_name(str(value)),
    "list": lambda value: list_name(str(value)),
    "world": lambda value: str(WORLDS[World(str(value))]),
    "key": _fact,
}
"""How a fact of that name is said; the others are said as they are."""


def _worded(name: str, value: str | int) -> str:
    return _WORDED.get(name, str)(value)
