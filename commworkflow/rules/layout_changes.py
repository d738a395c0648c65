"""What changed in how a text looks, where its words are the same: a redline of words alone would hide it."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import groupby

from commworkflow.rules.blocks import (
    Block,
    Field,
    Heading,
    ListBlock,
    Paragraph,
    Run,
    Sections,
    Table,
    Warning,
    all_blocks,
)
from commworkflow.rules.redline import matches, words_of


class Look(StrEnum):
    """One thing that may change in how words look, or where they stand."""

    BOLD = "bold"
    NOT_BOLD = "not_bold"
    ITALIC = "italic"
    NOT_ITALIC = "not_italic"
    LINKED = "linked"
    NOT_LINKED = "not_linked"
    LINK_MOVED = "link_moved"
    HEADING = "heading"
    HEADING_LEVEL = "heading_level"
    PARAGRAPH = "paragraph"
    BULLETS = "bullets"
    NUMBERS = "numbers"
    LIST_LEVEL = "list_level"
    MADE = "made"
    BROKEN = "broken"
    JOINED = "joined"


@dataclass(frozen=True, slots=True)
class LayoutChange:
    """One change of looks, and the words it is about; ``link``: where they lead now, where a link changed."""

    look: Look
    words: str
    link: str = ""


@dataclass(frozen=True, slots=True)
class _Place:
    """What kind of block a word stands in, and how deep: the level of a heading, or of a list in a list."""

    kind: Look
    level: int = 0


@dataclass(frozen=True, slots=True)
class _Word:
    """A word as it looks: the style of each of its letters, where it stands, whether a line begins with it."""

    text: str
    strong: tuple[bool, ...]
    emphasis: tuple[bool, ...]
    links: tuple[str, ...]
    place: _Place
    first: bool


def layout_changes(before: Sections, after: Sections) -> tuple[LayoutChange, ...]:
    """Return what changed in the looks of the words both texts share, in reading order of ``after``.

    A line that begins elsewhere is told only between two words that both texts have side by side: where words came or
    went between them, the redline shows the place already.
    """
    ours, theirs = tuple(_words(before)), tuple(_words(after))
    found: list[tuple[int, Look, str]] = []
    for i, j, size in matches([word.text for word in ours], [word.text for word in theirs]):
        for step in range(size):
            old, new = ours[i + step], theirs[j + step]
            found += [(j + step, look, link) for look, link in _told(old, new)]
            # Two matches may touch: what counts is that the words before are the same pair.
            beside = step > 0 or _follows(ours, theirs, i, j)
            if beside and old.first != new.first:
                found.append((j + step, Look.BROKEN if new.first else Look.JOINED, ""))
    return tuple(_gathered(found, theirs))


def _follows(ours: Sequence[_Word], theirs: Sequence[_Word], i: int, j: int) -> bool:
    return i > 0 and j > 0 and ours[i - 1].text == theirs[j - 1].text


def _told(old: _Word, new: _Word) -> Iterator[tuple[Look, str]]:
    if old.strong != new.strong:
        yield (Look.BOLD if sum(new.strong) >= sum(old.strong) else Look.NOT_BOLD), ""
    if old.emphasis != new.emphasis:
        yield (Look.ITALIC if sum(new.emphasis) >= sum(old.emphasis) else Look.NOT_ITALIC), ""
    if old.links != new.links:
        yield _link(old.links, new.links)
    if old.place != new.place:
        yield _moved(old.place, new.place), ""


def _link(old: tuple[str, ...], new: tuple[str, ...]) -> tuple[Look, str]:
    leads = next((link for link in new if link), "")
    if not leads:
        return Look.NOT_LINKED, ""
    return (Look.LINK_MOVED if any(old) else Look.LINKED), leads


def _moved(old: _Place, new: _Place) -> Look:
    if old.kind is not new.kind:
        return new.kind
    return Look.HEADING_LEVEL if new.kind is Look.HEADING else Look.LIST_LEVEL


def _gathered(found: Sequence[tuple[int, Look, str]], words: Sequence[_Word]) -> Iterator[LayoutChange]:
    """Neighbouring words that changed alike are one change; a line's beginning or end is told of its first word."""
    told: list[tuple[int, LayoutChange]] = []
    for (look, link), changes in groupby(sorted(found, key=lambda one: (one[1], one[2], one[0])), lambda one: one[1:]):
        run: list[int] = []
        for place, _, _ in changes:
            if run and (place != run[-1] + 1 or look in {Look.BROKEN, Look.JOINED}):
                told.append((run[0], _change(look, link, run, words)))
                run = []
            run.append(place)
        told.append((run[0], _change(look, link, run, words)))
    yield from (change for _, change in sorted(told, key=lambda one: one[0]))


def _change(look: Look, link: str, run: Sequence[int], words: Sequence[_Word]) -> LayoutChange:
    return LayoutChange(look, " ".join(words[place].text for place in run), link)


def _words(sections: Sections) -> Iterator[_Word]:
    for block in all_blocks(sections):
        yield from _of_block(block)


def _of_block(block: Block) -> Iterator[_Word]:
    match block:
        case Heading(level=level, runs=runs):
            yield from _of_runs(runs, _Place(Look.HEADING, level))
        case Paragraph(runs=runs):
            yield from _of_runs(runs, _Place(Look.PARAGRAPH))
        case ListBlock():
            yield from _of_list(block, 1)
        case Table(caption=caption, head=head, rows=rows):
            yield from _plain((caption, *head, *(cell for row in rows for cell in row)))
        case Field(label=label, values=values):
            yield from _plain((label, *values))
        case Warning(text=text):
            yield from _plain((text,))


def _of_list(block: ListBlock, level: int) -> Iterator[_Word]:
    place = _Place(Look.NUMBERS if block.ordered else Look.BULLETS, level)
    for item in block.items:
        yield from _of_runs(item.runs, place)
        for nested in item.lists:
            yield from _of_list(nested, level + 1)


def _plain(texts: Sequence[str]) -> Iterator[_Word]:
    """What the machine makes has no style of its own."""
    for text in texts:
        yield from _of_runs((Run(text),), _Place(Look.MADE))


def _of_runs(runs: Sequence[Run], place: _Place) -> Iterator[_Word]:
    """Cut runs into words, whatever style begins or ends inside one."""
    letters = [(letter, run) for run in runs for letter in run.text]
    first = True
    for is_space, group in groupby(letters, key=lambda one: one[0].isspace()):
        of = list(group)
        if is_space:
            first = first or any(letter == "\n" for letter, _ in of)
            continue
        (text,) = words_of("".join(letter for letter, _ in of))
        strong, emphasis = tuple(run.strong for _, run in of), tuple(run.emphasis for _, run in of)
        yield _Word(text, strong, emphasis, tuple(run.link for _, run in of), place, first)
        first = False
