"""What a way out of the hospital is: what a person works from, what is asked when they are done, what comes of it.

The outside world is always a person: somebody types in a portal, hands over paper, reads aloud, pastes in a site. The
channels themselves are in ``channels/``, one file each; actions and pages know them by this protocol only.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from typing import Any, Protocol
from zoneinfo import ZoneInfo

from markupsafe import Markup

from commworkflow.rules.blocks import Sections
from commworkflow.rules.fields import NotTaken, words_in
from commworkflow.rules.message_templates import ChannelKey
from commworkflow.rules.notice import Imprint, Parcel, RenderedFile
from commworkflow.rules.redline import Redline

Problems = Mapping[str, tuple[str, Mapping[str, Any]]]
"""What is wrong, by field: the key of the sentence, and its facts."""

LINE = 300
"""Characters of a field of one line: it may be the address of a page."""
PAGE = 300_000
"""Characters of a whole web page."""

WHY = "why."
"""What stands before a piece's key in the name of the field that says why it was not typed."""

AHEAD = timedelta(minutes=15)
"""How far somebody else's clock may be off from ours before an hour is taken for a slip."""

_NO_SOURCE = Markup()


@dataclass(frozen=True, slots=True)
class Piece:
    """One thing to carry out of the hospital: an answer, a block, the whole text. ``text`` is what is copied.

    ``html``: the same for an editor that takes source, or to show. ``group``: the part of the form it belongs to.
    """

    key: str
    label: str
    text: str
    html: Markup = _NO_SOURCE
    group: str = ""
    waiting: bool = False


class SpellsHtml(Protocol):
    """What spells a text as HTML; ``start`` is the level of a section's title."""

    def __call__(self, sections: Sections, *, start: int = 2) -> Markup:
        """Return the text as HTML, everything escaped."""


@dataclass(frozen=True, slots=True)
class Writers:
    """How a text is spelled and made into files, handed down by the wiring: channels never look at documents.

    ``files`` makes one file for each kind asked; ``kinds`` are those there are (docx, pdf).
    """

    plain: Callable[[Sections], str]
    html: SpellsHtml
    files: Callable[[Sections, Imprint, Iterable[str]], tuple[RenderedFile, ...]]
    kinds: frozenset[str]


@dataclass(frozen=True, slots=True)
class Filled:
    """How far a person is with a sheet: the pieces ticked, and the words typed by field, all of them tidy."""

    ticks: frozenset[str] = frozenset()
    words: Mapping[str, str] = field(default_factory=dict)

    def word(self, name: str) -> str:
        """Return what was typed into a field; empty where nothing was."""
        return self.words.get(name, "")

    def to_json(self) -> dict[str, Any]:
        """Return the form kept with a delivery under way."""
        return {"ticks": sorted(self.ticks), "words": dict(self.words)}

    @classmethod
    def from_json(cls, kept: Mapping[str, Any]) -> "Filled":
        """Return what ``to_json`` wrote; an empty sheet for a delivery just begun."""
        return cls(frozenset(kept.get("ticks", ())), dict(kept.get("words", {})))


class Difference(StrEnum):
    """In what way a text arrived that is not word for word the one that was validated."""

    PAGE = "page_differs"
    SPEECH = "said_otherwise"


@dataclass(frozen=True, slots=True)
class Outcome:
    """How a delivery ended: whether the text arrived where it was meant to, and what the person said of it (JSON)."""

    done: bool
    answer: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class NotYet:
    """Why a delivery cannot be ended as it was said: the problems by field, what a published page says otherwise."""

    problems: Problems
    differences: Redline = ()


class Channel(Protocol):
    """A way out of the hospital."""

    @property
    def key(self) -> ChannelKey:
        """Which way out this is."""

    @property
    def asks(self) -> Mapping[str, int]:
        """The fields of its sheet, each with the most characters it takes."""

    @property
    def kinds(self) -> tuple[str, ...]:
        """The kinds of file a person may choose to hand over; none where no file leaves."""

    @property
    def receipted(self) -> bool:
        """Whether its receiver answers with a receipt: sent is then not yet received."""

    def pieces(self, parcel: Parcel, writers: Writers) -> tuple[Piece, ...]:
        """Return what the person works from: the same for the same parcel."""

    def ticked(self, parcel: Parcel) -> frozenset[str]:
        """Return the keys of the pieces that are ticked one by one; none where nothing is."""

    def judge(self, parcel: Parcel, filled: Filled, now: datetime, zone: ZoneInfo) -> Outcome | NotYet:
        """Judge what a person says of a delivery that is over; hours typed are of ``zone``."""

    def difference(self, answer: Mapping[str, Any]) -> Difference | None:
        """Return in what way the text arrived otherwise than validated, by what was told; None: word for word."""


def taken(channel: Channel, parcel: Parcel, ticks: frozenset[str], typed: Mapping[str, str]) -> tuple[Filled, Problems]:
    """Return what may be kept of a sheet as sent, and what is wrong with the rest.

    Fields and ticks the sheet does not have are passed over; a wrong one does not take the others with it.
    """
    keys = channel.ticked(parcel)
    limits = {**channel.asks, **{WHY + key: LINE for key in keys}}
    words: dict[str, str] = {}
    problems: dict[str, tuple[str, Mapping[str, Any]]] = {}
    for name, raw in typed.items():
        limit = limits.get(name, 0)
        if not limit or not raw.strip():
            continue
        try:
            words[name] = words_in(raw, limit).text
        except NotTaken as not_taken:
            problems[name] = not_taken.problem
    return Filled(ticks & keys, words), problems


def failure(filled: Filled) -> Outcome | NotYet:
    """Return a delivery that did not happen, with the reason that has to be given."""
    reason = filled.word("reason")
    if not reason:
        return NotYet({"reason": ("reason_needed", {})})
    return Outcome(False, {"reason": reason})


def hour_typed(typed: str, released: str, now: datetime, zone: ZoneInfo) -> datetime | str:
    """Return an hour typed as a date and time of ``zone``, or the key of what is wrong with it.

    ``released``: the hour (ISO 8601) at which the text could first leave.
    """
    if not typed:
        return "required"
    try:
        hour = datetime.fromisoformat(typed)
        moment = (hour if hour.tzinfo else hour.replace(tzinfo=zone)).astimezone(UTC)
    except (ValueError, OverflowError):
        return "not_a_moment"
    return out_of_time(moment, datetime.fromisoformat(released), now) or moment


def out_of_time(moment: datetime, released: datetime, now: datetime) -> str:
    """Return the key of what is wrong with the hour of something that befell a released text; empty where it is right.

    Both ends by a clock that may be off from ours: the hour at which it was entered stays our own.
    """
    if moment > now + AHEAD:
        return "hour_to_come"
    return "hour_before_release" if moment < released - AHEAD else ""
