"""From what people write to blocks: small Markdown in a text area, a small HTML kept, blocks once submitted.

The HTML subset is p, br, h2, h3, ul, ol, li, strong, em and a (https, mailto, tel). ``clean`` is the only sanitiser of
the product: everything that becomes HTML comes out of it.
"""

import re
import threading
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from html.parser import HTMLParser

import bleach
import nh3
from markdown_it import MarkdownIt

from commworkflow.rules.blocks import (
    Block,
    Heading,
    Item,
    ListBlock,
    Paragraph,
    Run,
    Sections,
    all_blocks,
    block_lines,
)
from commworkflow.rules.characters import Tidied, tidy

TAGS = frozenset({"p", "br", "h2", "h3", "ul", "ol", "li", "strong", "em", "a"})
SCHEMES = frozenset({"https", "mailto", "tel"})

_SPACES = re.compile(r"[ \t\n\r\f]+")
_FOLDED = re.compile(r"\s+")
_PLACEHOLDER_AND_BRACKET = re.compile(r"(\[\[[a-z][a-z0-9_.]*\]\])\(")
"""``[[service]](s)``: a placeholder and a plural, no link."""


class _Markdown(MarkdownIt):
    """Markdown in which a link that would not be kept is no link: its address stays, as the text that was typed."""

    def validateLink(self, url: str) -> bool:
        """Say whether an address is of a scheme that ``clean`` keeps."""
        return url.partition(":")[0].lower() in SCHEMES


_MARKDOWN = _Markdown("zero", {"html": False, "breaks": True}).enable(
    ["heading", "list", "emphasis", "link", "newline", "escape"]
)


class _Gate(threading.local):
    """One bleach cleaner a thread: its parser keeps the page it is reading."""

    def __init__(self) -> None:
        self.cleaner = bleach.Cleaner(tags=TAGS, attributes=_leads_out, protocols=SCHEMES, strip=True)


def _leads_out(tag: str, name: str, value: str) -> bool:
    """A link names its scheme: « /page » and « //page » lead elsewhere in a file than on a screen."""
    return (tag, name) == ("a", "href") and value.partition(":")[0].lower() in SCHEMES


_GATE = _Gate()


@dataclass(frozen=True, slots=True)
class Cleaned:
    """HTML that may be stored, and the names of the characters that were taken out on the way."""

    html: str
    removed: tuple[str, ...] = ()


def clean(html: str) -> str:
    """Return ``html`` with nothing but the subset in it: nh3 first, then bleach; neither is the only gate."""
    once = nh3.clean(
        html, tags=set(TAGS), attributes={"a": {"href"}}, url_schemes=set(SCHEMES), url_relative="deny", link_rel=None
    )
    return str(_GATE.cleaner.clean(once))


@lru_cache(maxsize=128)
def html_from_markdown(markdown: str) -> Cleaned:
    """Return what somebody typed in a text area as HTML of the subset. HTML in it is text, never interpreted.

    Raises ForbiddenCharacter where the text would not read as it is stored.
    """
    tidied: Tidied = tidy(markdown)
    tokens = _MARKDOWN.parse(_PLACEHOLDER_AND_BRACKET.sub(r"\1\(", tidied.text))
    for token in tokens:
        if token.type in {"heading_open", "heading_close"}:
            token.tag = "h2" if token.tag in {"h1", "h2"} else "h3"
    html = str(_MARKDOWN.renderer.render(tokens, _MARKDOWN.options, {}))
    return Cleaned(clean(html), tidied.removed)


def blocks_from_markdown(markdown: str) -> tuple[Block, ...]:
    """Return the blocks of a text in small Markdown, as a template's section is written."""
    return blocks_from_html(html_from_markdown(markdown).html)


@lru_cache(maxsize=512)
def blocks_from_html(html: str) -> tuple[Block, ...]:
    """Return the blocks of HTML that ``clean`` gave out."""
    reader = _BlockReader()
    reader.feed(html)
    reader.close()
    return reader.finish()


def folded(sections: Sections, title: str = "") -> str:
    """Return the words of a text on one line, white space folded: what the text digest is taken over.

    Lines and pages may break anywhere in a copy: a reader outside gets the same line back.
    """
    lines = [title] if title else []
    for block in all_blocks(sections):
        lines.extend(block_lines(block))
    return _FOLDED.sub(" ", " ".join(lines)).strip()


def word_count(sections: Sections) -> int:
    """Return how many words a text has; signs standing alone, as French punctuation does, are not words."""
    return sum(1 for word in folded(sections).split(" ") if any(sign.isalnum() for sign in word))


class _BlockReader(HTMLParser):
    """Turns the clean subset into blocks; unknown markup cannot occur and is passed over."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self._blocks: list[Block] = []
        self._runs: list[Run] = []
        self._strong = 0
        self._emphasis = 0
        self._link = ""
        self._lists: list[tuple[bool, list[Item]]] = []
        self._items: list[tuple[list[Run], list[ListBlock]]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        match tag:
            case "br":
                self._runs.append(self._run("\n"))
            case "strong":
                self._strong += 1
            case "em":
                self._emphasis += 1
            case "a":
                self._link = dict(attrs).get("href") or ""
            case "ul" | "ol":
                self._leave_text()
                self._lists.append((tag == "ol", []))
            case "li":
                self._items.append(([], []))
            case "p" | "h2" | "h3":
                self._leave_text()

    def handle_endtag(self, tag: str) -> None:
        match tag:
            case "strong":
                self._strong = max(0, self._strong - 1)
            case "em":
                self._emphasis = max(0, self._emphasis - 1)
            case "a":
                self._link = ""
            case "p":
                self._leave_text()
            case "h2" | "h3":
                self._leave_text(heading=int(tag[1]))
            case "li":
                self._leave_item()
            case "ul" | "ol":
                self._leave_list()

    def handle_data(self, data: str) -> None:
        text = _SPACES.sub(" ", data)
        if text.strip(" ") or self._runs:
            self._runs.append(self._run(text))

    def finish(self) -> tuple[Block, ...]:
        while self._lists:
            self._leave_list()
        self._leave_text()
        return tuple(self._blocks)

    def _run(self, text: str) -> Run:
        return Run(text, self._strong > 0, self._emphasis > 0, self._link)

    def _leave_text(self, heading: int = 0) -> None:
        runs = joined_runs(self._runs)
        self._runs = []
        if not runs:
            return
        if self._items:
            written = self._items[-1][0]
            if written:
                written.append(Run("\n"))
            written.extend(runs)
        elif heading:
            self._blocks.append(Heading(heading, runs))
        else:
            self._blocks.append(Paragraph(runs))

    def _leave_item(self) -> None:
        self._leave_text()
        if not self._items:
            return
        runs, nested = self._items.pop()
        if self._lists and (runs or nested):
            self._lists[-1][1].append(Item(joined_runs(runs), tuple(nested)))

    def _leave_list(self) -> None:
        self._leave_text()
        if not self._lists:
            return
        ordered, items = self._lists.pop()
        if not items:
            return
        block = ListBlock(ordered, tuple(items))
        if self._items:
            self._items[-1][1].append(block)
        else:
            self._blocks.append(block)


def joined_runs(runs: Iterable[Run]) -> tuple[Run, ...]:
    """Return ``runs`` with neighbours of one style joined, no space at the ends nor around a line break."""
    joined: list[Run] = []
    for run in _mirrored(_left_trimmed(_mirrored(_left_trimmed(runs)))):
        last = joined[-1] if joined else None
        if last and (last.strong, last.emphasis, last.link) == (run.strong, run.emphasis, run.link):
            joined[-1] = replace(last, text=last.text + run.text)
        else:
            joined.append(run)
    return tuple(joined)


def _left_trimmed(runs: Iterable[Run]) -> list[Run]:
    """Spaces after a line break or at the start are of the markup, not of the text."""
    trimmed: list[Run] = []
    at_start = True
    for run in runs:
        text = re.sub(r"(?<=\n) +", "", run.text)
        if at_start:
            text = text.lstrip(" " if trimmed else " \n")
        if text:
            trimmed.append(replace(run, text=text))
            at_start = text.endswith("\n")
    return trimmed


def _mirrored(runs: Sequence[Run]) -> list[Run]:
    return [replace(run, text=run.text[::-1]) for run in reversed(runs)]
