"""From the small HTML that ``clean`` gave out to blocks: the last time a text is parsed."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from functools import lru_cache
from html.parser import HTMLParser

from commworkflow.rules.blocks import Block, Heading, Item, ListBlock, Paragraph, Run

_SPACES = re.compile(r"[ \t\n\r\f]+")


@lru_cache(maxsize=512)
def blocks_from_html(html: str) -> tuple[Block, ...]:
    """Return the blocks of HTML that ``clean`` gave out."""
    reader = _BlockReader()
    reader.feed(html)
    reader.close()
    return reader.finish()


@dataclass(slots=True)
class _OpenItem:
    """An entry that is being read: its words, the lists under it, and what was written after the last of these."""

    runs: list[Run] = field(default_factory=list)
    lists: list[ListBlock] = field(default_factory=list)
    after: list[Run] = field(default_factory=list)

    def write(self, runs: Iterable[Run]) -> None:
        """Add a paragraph, as lines of its own."""
        lines = self.after if self.lists else self.runs
        if lines or self.lists:
            lines.append(Run("\n"))
        lines.extend(runs)

    def settle(self) -> None:
        """Give what follows a list to its last entry: an entry has words, then lists, and words keep their order."""
        if self.after:
            self.lists[-1] = _with_last_words(self.lists[-1], self.after)
            self.after = []


def _with_last_words(block: ListBlock, runs: Iterable[Run]) -> ListBlock:
    *before, last = block.items
    if last.lists:
        last = replace(last, lists=(*last.lists[:-1], _with_last_words(last.lists[-1], runs)))
    else:
        last = replace(last, runs=joined_runs((*last.runs, *runs)))
    return replace(block, items=(*before, last))


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
        self._items: list[_OpenItem] = []

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
                self._items.append(_OpenItem())
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
            self._items[-1].write(runs)
        elif heading:
            self._blocks.append(Heading(heading, runs))
        else:
            self._blocks.append(Paragraph(runs))

    def _leave_item(self) -> None:
        self._leave_text()
        if not self._items:
            return
        item = self._items.pop()
        item.settle()
        if self._lists and (item.runs or item.lists):
            self._lists[-1][1].append(Item(joined_runs(item.runs), tuple(item.lists)))

    def _leave_list(self) -> None:
        self._leave_text()
        if not self._lists:
            return
        ordered, items = self._lists.pop()
        if not items:
            return
        block = ListBlock(ordered, tuple(items))
        if self._items:
            self._items[-1].settle()
            self._items[-1].lists.append(block)
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
    """Spaces after a line break or a space, or at the start, are of the markup, not of the text."""
    trimmed: list[Run] = []
    at_start = True
    for run in runs:
        text = re.sub(r"(?<=\n) +", "", run.text)
        if at_start:
            text = text.lstrip(" " if trimmed else " \n")
        if text:
            trimmed.append(replace(run, text=text))
            at_start = text.endswith(("\n", " "))
    return trimmed


def _mirrored(runs: Sequence[Run]) -> list[Run]:
    return [replace(run, text=run.text[::-1]) for run in reversed(runs)]
