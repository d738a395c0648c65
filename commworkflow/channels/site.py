"""Publication by hand: blocks pasted into the site's own editor, then the page's text compared with what was decided.

The page is read by a person's copy, never by this machine: in a crisis it may have no network, and what a reader sees
is what counts.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from itertools import groupby
from typing import Any
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from commworkflow.rules.blocks import Heading, Section, Sections, Use, all_blocks
from commworkflow.rules.canonical import text_digest
from commworkflow.rules.channels import LINE, PAGE, Difference, Filled, NotYet, Outcome, Piece, Writers, failure
from commworkflow.rules.fields import TEXT
from commworkflow.rules.lengths import main_text, text_for
from commworkflow.rules.message_templates import ChannelKey
from commworkflow.rules.notice import Parcel
from commworkflow.rules.redline import Change, Redline, in_context, redline_words, words_of
from commworkflow.rules.text import folded

WAYS = ("published", "failed")
POSTS = "posts"
"""The group of the pieces that are published on their own, beside the page."""
_BULLETS = frozenset("•◦▪‣●○■*-–")
_MOST_DIFFERENCES = 200


class Match(StrEnum):
    """How a page's text stands to what was validated."""

    EQUAL = "equal"
    """The same words and nothing else: the text digest itself."""
    CONTAINED = "contained"
    """Every word in its order, with the page's own menus around."""
    DIFFERENT = "different"


@dataclass(frozen=True, slots=True)
class Compared:
    """What the comparison of a page found; ``differences`` in context, empty where nothing differs.

    ``around``: where the text stands whole on the page, the words before, between and after it, as they were read.
    """

    match: Match
    differences: Redline = ()
    around: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Site:
    """Title and blocks to copy; ended with the page's address and its text pasted back."""

    key: ChannelKey = ChannelKey.SITE
    kinds: tuple[str, ...] = ()
    receipted: bool = False

    @property
    def asks(self) -> Mapping[str, int]:
        """How it ended, the address, the page's text, whether a difference is accepted; or why it was not published."""
        return {"how": LINE, "address": TEXT, "page": PAGE, "differs": LINE, "reason": TEXT}

    def pieces(self, parcel: Parcel, writers: Writers) -> tuple[Piece, ...]:
        """Return title, whole text, each block, then the short posts, to copy; a warning is published too."""
        text = main_text(parcel.sections)
        whole = Piece("whole", "", writers.plain(text), writers.html(text))
        title = Piece("title", "", _title(parcel))
        return (title, whole, *_blocks(text, writers), *_posts(parcel, writers))

    def ticked(self, parcel: Parcel) -> frozenset[str]:
        """Return nothing: what was pasted is compared whole."""
        return frozenset()

    def judge(self, parcel: Parcel, filled: Filled, now: datetime, zone: ZoneInfo) -> Outcome | NotYet:
        """Take it for published where the page says what was validated, or the difference is accepted knowingly."""
        if filled.word("how") not in WAYS:
            return NotYet({"how": ("not_a_choice", {})})
        if filled.word("how") == "failed":
            return failure(filled)
        wrong: dict[str, tuple[str, Mapping[str, Any]]] = {}
        if not is_https(filled.word("address")):
            wrong["address"] = ("not_an_https_address", {})
        if not filled.word("page"):
            wrong["page"] = ("page_text_needed", {})
        if wrong:
            return NotYet(wrong)
        compared = compare(parcel, filled.word("page"))
        if compared.match is Match.DIFFERENT and filled.word("differs") != "yes":
            count = count_changes(compared.differences)
            return NotYet({"page": ("page_differs", {"count": count})}, compared.differences)
        return Outcome(True, {"address": filled.word("address"), **_found(compared, filled.word("page"))})

    def difference(self, answer: Mapping[str, Any]) -> Difference | None:
        """Say so where the page stays published as it is, and it is not what was validated."""
        return Difference.PAGE if answer.get("match") == Match.DIFFERENT else None


def is_https(address: str) -> bool:
    """Say whether ``address`` is one that a reader's browser opens with its padlock."""
    try:
        parts = urlsplit(address)
        reachable = bool(parts.hostname) and (parts.port is None or parts.port > 0)
    except ValueError:
        return False
    spelled = address.isprintable() and not any(sign.isspace() for sign in address)
    return parts.scheme == "https" and reachable and spelled and parts.username is None


def compare(parcel: Parcel, page: str) -> Compared:
    """Return how the text of a page stands to the validated one; white space and lone bullets are no difference."""
    title, text = _title(parcel), main_text(parcel.sections)
    if text_digest(folded((), page)) == text_digest(folded(text, title)):
        return Compared(Match.EQUAL)
    said, body = _without_bullets(folded((), page)), _without_bullets(folded(text))
    heading = _without_bullets(title)
    if _runs_in(body, said) and _runs_in(heading, said):
        return Compared(Match.CONTAINED, around=_around(said, body, heading))
    return Compared(Match.DIFFERENT, in_context(_without_surroundings(redline_words((*heading, *body), said))))


def _title(parcel: Parcel) -> str:
    """The title as the site's editor takes it: first of all that is pasted, and apart from the text."""
    return parcel.imprint.world.titled(parcel.imprint.title)


def count_changes(differences: Redline) -> int:
    """Return how many passages differ: words that went and those that stand in their place are one."""
    return sum(not same for same, _ in groupby(differences, lambda stretch: stretch.change is Change.SAME))


def _found(compared: Compared, page: str) -> dict[str, Any]:
    found: dict[str, Any] = {"match": compared.match.value, "page_digest": text_digest(folded((), page))}
    if compared.around:
        found["around"] = list(compared.around)
    if compared.differences:
        kept = compared.differences[:_MOST_DIFFERENCES]
        found["differences"] = [{"change": stretch.change.value, "text": stretch.text} for stretch in kept]
    return found


def _around(said: tuple[str, ...], body: tuple[str, ...], heading: tuple[str, ...]) -> tuple[str, ...]:
    """Return the words of a page that are not of the text: years later they say what stood beside it."""
    pieces = [f" {' '.join(said)} "]
    for words in (body, heading):
        found = f" {' '.join(words)} "
        place = next((place for place, piece in enumerate(pieces) if found in piece), None)
        if words and place is not None:
            before, _, after = pieces[place].partition(found)
            pieces[place : place + 1] = [f"{before} ", f" {after}"]
    return tuple(piece.strip() for piece in pieces if piece.strip())


def _blocks(text: Sections, writers: Writers) -> Iterator[Piece]:
    for rank, block in enumerate(all_blocks(text), start=1):
        alone = (Section("", "", (block,)),)
        level = block.level if isinstance(block, Heading) else 1
        yield Piece(f"block-{rank}", "", writers.plain(alone), html=writers.html(alone, start=1 + level))


def _posts(parcel: Parcel, writers: Writers) -> Iterator[Piece]:
    """Each post alone, as it is pasted into its network; a machine's warning stands at its head."""
    for post in (section for section in parcel.sections if section.use is Use.POST):
        said = text_for((*main_text(parcel.sections), post), Use.POST)
        yield Piece(f"post-{post.key}", post.title, writers.plain(said), group=POSTS)


def _without_bullets(text: str) -> tuple[str, ...]:
    """Return the words of ``text`` without lone list marks: a browser's copy has them or not, as it pleases."""
    return tuple(word for word in words_of(text) if word not in _BULLETS)


def _runs_in(words: tuple[str, ...], page: tuple[str, ...]) -> bool:
    return not words or f" {' '.join(words)} " in f" {' '.join(page)} "


def _without_surroundings(line: Redline) -> Redline:
    """Return ``line`` without what the page has before and after: its menus are no difference in the text."""
    start, end = 0, len(line)
    while start < end and line[start].change is Change.ADDED:
        start += 1
    while end > start and line[end - 1].change is Change.ADDED:
        end -= 1
    return line[start:end]
