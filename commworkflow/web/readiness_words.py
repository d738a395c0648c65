"""What is missing, in words: one sentence a finding, what to do about it, and where."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from flask_babel.speaklater import LazyString

from commworkflow.rules.readiness import Finding
from commworkflow.web import times
from commworkflow.web.paper_words import circle_name
from commworkflow.web.spoken import lazy_gettext as _
from commworkflow.web.words import role_name


@dataclass(frozen=True, slots=True)
class _Words:
    """A finding's two sentences, and the page where it is mended (``endpoint``; empty: nowhere in the product)."""

    what: LazyString
    remedy: LazyString
    endpoint: str


WORDS: Mapping[str, _Words] = {
    "role_unheld": _Words(
        _("Nobody holds the role “%(role)s”, which these texts need: %(titles)s."),
        _("Give it to somebody, and to a substitute."),
        "people.page",
    ),
    "nobody_decides": _Words(
        _("Nobody can validate: nothing at all could leave."), _("Give somebody the role of director."), "people.page"
    ),
    "one_decides": _Words(
        _("Only %(name)s can validate: whatever %(name)s writes, nobody could validate."),
        _("Name a second director, or one on duty."),
        "people.page",
    ),
    "one_administrates": _Words(
        _("%(name)s is the only administrator: nobody else could print a new sealed page."),
        _("Name a second administrator, without an end."),
        "people.page",
    ),
    "nobody_on_duty": _Words(
        _("No director on duty this week-end, from %(since)s to %(until)s."),
        _("Bring in the roster as a list of mandates."),
        "preparing.page",
    ),
    "no_telephone": _Words(
        _("No telephone outside the network for: %(names)s."),
        _("Ask for a number that works when the hospital's own do not, and bring it in with the list of people."),
        "preparing.page",
    ),
    "no_password": _Words(_("Cannot sign in yet: %(names)s."), _("Print their sealed pages."), "envelope.page"),
    "password_unchanged": _Words(
        _("First password never changed: %(names)s."),
        _("Ask them to sign in once: from then on they alone know it."),
        "envelope.page",
    ),
    "no_sealed_page": _Words(
        _("No recovery code in an envelope for: %(names)s."), _("Print their sealed pages."), "envelope.page"
    ),
    "no_outside_telephone": _Words(
        _("No telephone of the establishment that works without its network."),
        _("Write it down: texts to patients and press name it."),
        "establishments.page",
    ),
    "no_letterhead": _Words(
        _("No letterhead: letters would leave without one."), _("Write it down."), "establishments.page"
    ),
    "no_numbers": _Words(
        _("FINESS or SIREN number missing: forms to the authorities ask for them."),
        _("Write them down."),
        "establishments.page",
    ),
    "no_authority": _Words(
        _("No contact for %(authority)s, which a form goes to."),
        _("Add it, with a number that answers."),
        "contacts.new",
    ),
    "no_circle": _Words(
        _("No contact in the circle “%(circle)s”."),
        _("Add those that would be called in the first hours."),
        "contacts.new",
    ),
    "contacts_untried": _Words(
        _("Contacts whose number nobody tried for half a year: %(count)s."),
        _("Call them, and enter the day."),
        "contacts.page",
    ),
    "form_unverified": _Words(
        _("Forms not compared to the authority's portal: %(titles)s."),
        _("Have the DPO or the information security officer compare them, and tick it."),
        "",
    ),
    "template_faulty": _Words(
        _("Templates that cannot be used, because of a fault: %(count)s."),
        _("Start “python3 run.py check-templates”: it names file and line."),
        "",
    ),
    "no_prepared_text": _Words(
        _("No text is prepared and validated in calm."),
        _("Have a waiting statement written and validated beforehand, with its slots."),
        "",
    ),
    "no_paper": _Words(
        _("The paper kit was never printed."), _("Print it, and put it beside the envelope."), "kit.page"
    ),
    "no_copy": _Words(
        _("No copy of this world on a stick."), _("Plug in a stick and start “python3 run.py save”."), ""
    ),
    "copy_old": _Words(
        _("The last copy on a stick was made on %(at)s."), _("Make a new one: “python3 run.py save”."), ""
    ),
}


@dataclass(frozen=True, slots=True)
class FindingWords:
    """One finding in words. ``endpoint``: the page where it is mended, or nothing."""

    what: str
    remedy: str
    endpoint: str


def readiness_words(finding: Finding, zone: ZoneInfo) -> FindingWords:
    """Return a finding in the reader's language, its hours in ``zone``. KeyError for an unknown key."""
    words = WORDS[finding.key]
    facts = {name: _worded(name, value, zone) for name, value in finding.facts.items()}
    return FindingWords(str(words.what) % facts, str(words.remedy), words.endpoint)


def _worded(name: str, value: str, zone: ZoneInfo) -> str:
    match name:
        case "role":
            return role_name(value)
        case "circle":
            return circle_name(value)
        case "since" | "until" | "at":
            return times.moment_there(datetime.fromisoformat(value), zone)
        case _:
            return value
