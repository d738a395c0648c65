"""The hour in words: what is doubtful about the machine's clock, where an hour was heard, what was found."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta

from flask_babel import gettext
from flask_babel.speaklater import LazyString

from commworkflow.rules.hours import Doubt, Doubtful, HeardFrom, length_in_words, offset_in_words
from commworkflow.web import times
from commworkflow.web.spoken import lazy_gettext as _

SOURCES: Mapping[HeardFrom, LazyString] = {
    HeardFrom.MOBILE: _("A mobile telephone on its operator's network, not on the hospital's Wi-Fi"),
    HeardFrom.RADIO_CLOCK: _("A clock or a watch set by radio or by satellite"),
    HeardFrom.SAMU: _("The SAMU's centre (15), by telephone"),
    HeardFrom.TELEPHONE: _("Somebody outside the hospital, by telephone"),
    HeardFrom.OTHER: _("Another source"),
}

DOUBTS: Mapping[Doubt, LazyString] = {
    Doubt.UNCONFIRMED: _("Nobody has confirmed the machine's hour since it was started."),
    Doubt.SLEPT: _("The machine slept for %(length)s."),
    Doubt.BEHIND: _("The machine's clock went back: the journal's last entry is of %(at)s, %(length)s later than now."),
    Doubt.JUMPED: _("The machine's clock jumped by %(by)s on %(at)s."),
}


@dataclass(frozen=True, slots=True)
class DoubtInWords:
    """A doubt as a page says it. ``serious``: the clock moved, against nobody having looked at it yet."""

    words: str
    serious: bool


def doubt_in_words(doubtful: Doubtful) -> DoubtInWords:
    """Return what is doubtful about the clock, in one sentence."""
    facts = {
        "at": times.moment(doubtful.at),
        "by": offset_in_words(_seconds(doubtful.by)),
        "length": length_in_words(_seconds(doubtful.by)),
    }
    return DoubtInWords(str(DOUBTS[doubtful.doubt]) % facts, doubtful.doubt in (Doubt.BEHIND, Doubt.JUMPED))


def source_name(how: str) -> str:
    """Return where an hour was heard."""
    return str(SOURCES[HeardFrom(how)])


def offset_words(seconds: int) -> str:
    """Return how far the machine's clock is off: "3 min ahead", "3 h behind", "no offset"."""
    if seconds == 0:
        return str(gettext("no offset"))
    length = length_in_words(seconds)
    if seconds > 0:
        return str(gettext("%(length)s ahead", length=length))
    return str(gettext("%(length)s behind", length=length))


def moved_words(seconds: int) -> str:
    """Return what is said of a jump after the hour that was confirmed upon it; nothing where there was none."""
    return str(gettext(", after a jump of %(by)s", by=offset_in_words(seconds))) if seconds else ""


def _seconds(length: timedelta) -> int:
    return round(length.total_seconds())
