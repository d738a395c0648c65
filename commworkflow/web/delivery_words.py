"""What the desk says, in words: what is wrong with a sheet or a receipt, how a delivery stands, how a page compares."""

from collections.abc import Mapping
from typing import Any

from flask_babel.speaklater import LazyString

from commworkflow.readings.delivery_lines import DeliveryLine, Shown
from commworkflow.rules.message_templates import ChannelKey
from commworkflow.rules.notice import Mark
from commworkflow.web import times
from commworkflow.web.spoken import lazy_gettext as _
from commworkflow.web.wrong_words import wrong_words

SENTENCES: Mapping[str, LazyString] = {
    "reason_needed": _("Write the reason in one sentence: whoever reads the record later was not there."),
    "answers_not_ticked": _(
        "Answers neither ticked nor explained: %(count)s. Tick those you typed; for the others, say why they were not."
    ),
    "difference_needed": _("Say what differed, in the words that were spoken if you can."),
    "not_an_https_address": _("Copy the whole address of the page from the browser; it begins with https://."),
    "page_text_needed": _("Paste the text of the published page: select everything on the page, copy, paste here."),
    "page_differs": _(
        "The page does not say what was validated; passages that differ: %(count)s, shown on this page. "
        "Correct the page and paste it again, or tick that it stays published as it is."
    ),
    "hour_to_come": _("This hour is still to come. Check the day and the hour."),
    "hour_before_release": _(
        "This hour is before the text was released. Check the day and the hour; the hour at which you enter it is kept "
        "beside it."
    ),
    "delivery_not_done": _(
        "This delivery has not been ended as done: end it or settle it first, then enter its receipt."
    ),
    "receipt_known": _("A receipt of this reference is entered for this delivery already; nothing was entered twice."),
    "file_empty": _("The file is empty. Save it again from where it came, then choose it again."),
    "file_too_large": _("The file is larger than %(limit)s MB. Take a smaller picture, or print the page to a pdf."),
    "file_of_no_known_kind": _(
        "The file is none of pdf, png and jpeg, whatever its name says. Print the page to a pdf, or take a picture."
    ),
    "file_cut_short": _("The file breaks off before its end. Save it again from where it came, then choose it again."),
}
"""The problems that only the desk knows: key to sentence."""

SHOWN: Mapping[Shown, LazyString] = {
    Shown.YOURS: _("In your hands"),
    Shown.UNDER_WAY: _("Under way (%(name)s, since %(hour)s)"),
    Shown.UNKNOWN: _("Unknown: check"),
    Shown.SENT: _("Sent, no receipt yet"),
    Shown.DONE: _("Done"),
    Shown.PAGE_DIFFERS: _("Done, the page differs"),
    Shown.SAID_OTHERWISE: _("Done, said otherwise"),
    Shown.FAILED: _("Did not happen"),
}

LOOKS: Mapping[Shown, str] = {
    Shown.YOURS: "status-submitted",
    Shown.UNDER_WAY: "status-submitted",
    Shown.UNKNOWN: "state-look",
    Shown.SENT: "status-released",
    Shown.DONE: "status-validated",
    Shown.PAGE_DIFFERS: "state-look",
    Shown.SAID_OTHERWISE: "state-look",
    Shown.FAILED: "status-refused",
}
"""Which of the page's shapes goes with a state: half a disc, an arrow, a tick, a triangle, a cross."""

MEANS: Mapping[str, LazyString] = {
    "press": _("To the press"),
    "wall": _("On a wall"),
    "envelope": _("In an envelope"),
    "other": _("Another way"),
}

KINDS: Mapping[str, LazyString] = {"pdf": _("PDF, to print or send"), "docx": _("Word document (docx)")}

BEGINS: Mapping[ChannelKey, LazyString] = {
    ChannelKey.PORTAL: _("Begin typing in the portal"),
    ChannelKey.DOCUMENT: _("Make the files and begin"),
    ChannelKey.SITE: _("Begin publishing"),
    ChannelKey.SPOKEN: _("Start reading"),
}
"""The button that begins, by channel."""

RECIPIENTS: Mapping[ChannelKey, tuple[LazyString, LazyString]] = {
    ChannelKey.PORTAL: (_("Which portal"), _("The authority and its site, as you would tell a colleague.")),
    ChannelKey.DOCUMENT: (
        _("To whom"),
        _("A person, a newspaper, a place: “AFP, Rennes office”, “hall of the maternity”."),
    ),
    ChannelKey.SITE: (_("Which site"), _("The site or page where it will be published.")),
    ChannelKey.SPOKEN: (_("Before whom"), _("“Press point, hall A”, “loudspeakers, all wards”.")),
}
"""What the field of the receiver is called, and its help, by channel."""

USES: Mapping[ChannelKey, LazyString] = {
    ChannelKey.PORTAL: _("Copy the answers one after the other into the authority's portal; tick each as you type it."),
    ChannelKey.DOCUMENT: _("The files are made now, kept as they are handed over, and downloaded from the next page."),
    ChannelKey.SITE: _(
        "Paste the blocks into the site's own editor, then paste the page back: it is compared word for word."
    ),
    ChannelKey.SPOKEN: _(
        "The text fills the screen in large letters. The hour is noted when you start and when you end."
    ),
}

STOPPED: Mapping[Mark, LazyString] = {
    Mark.WITHDRAWN: _("This text was withdrawn"),
    Mark.REPLACED: _("A correction replaces this text"),
    Mark.CONTESTED: _("Its director contests having decided this text"),
}
"""Why a text goes out to nobody any more, by the mark it bears since."""

MATCHES: Mapping[str, LazyString] = {
    "equal": _("The page says exactly what was validated."),
    "contained": _("The page holds the validated text whole, with other words around it."),
    "different": _("Published, but the page differs from what was validated."),
}


def shown_words(line: DeliveryLine) -> str:
    """Return how a delivery stands for the person who looks."""
    return str(SHOWN[line.shown]) % {"name": line.begun_by, "hour": times.hour(line.begun_at)}


def problem(key: str, facts: Mapping[str, Any]) -> str:
    """Return the sentence of one problem, whoever found it."""
    if key not in SENTENCES:
        return wrong_words(key, facts)
    worded = {name: times.number(value) if isinstance(value, int) else value for name, value in facts.items()}
    return str(SENTENCES[key]) % worded
