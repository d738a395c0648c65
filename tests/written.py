"""Texts as people write them, for hypothesis: blocks as the sanitiser lets them through."""

from collections.abc import Sequence
from dataclasses import replace

from hypothesis import strategies as st

from commworkflow.rules.blocks import Block, Field, Heading, Item, ListBlock, Paragraph, Run, Section, Table, Warning

LINKS = ("https://www.ch-valmont.example/information", "mailto:presse@ch.example", "tel:+33261910015")
_SIGNS = "abé1 .,*_[]()\\#-+<>&`!:'’\u00a0«»~|=/"

WORDS = st.text(st.sampled_from(_SIGNS), min_size=1, max_size=12).filter(
    lambda words: words.strip() == words and "  " not in words
)
"""Words with every sign that means something in Markdown or HTML, no space at an end."""

ANY_TEXT = st.text(max_size=30)


def _line(pieces: Sequence[tuple[str, bool, bool, str]]) -> tuple[Run, ...]:
    """Runs parted by spaces that are plain: as a person marks words, never half of one."""
    runs: list[Run] = []
    for words, strong, emphasis, link in pieces:
        if runs:
            _append(runs, Run(" "))
        _append(runs, Run(words, strong, emphasis, link))
    return tuple(runs)


def _append(runs: list[Run], run: Run) -> None:
    last = runs[-1] if runs else None
    if last and (last.strong, last.emphasis, last.link) == (run.strong, run.emphasis, run.link):
        runs[-1] = Run(last.text + run.text, run.strong, run.emphasis, run.link)
    else:
        runs.append(run)


def _lines(lines: Sequence[Sequence[Run]]) -> tuple[Run, ...]:
    runs: list[Run] = []
    for number, line in enumerate(lines):
        for run in (Run("\n"), *line) if number else line:
            _append(runs, run)
    return tuple(runs)


_PIECES = st.tuples(WORDS, st.booleans(), st.booleans(), st.sampled_from(("", "", "", *LINKS)))
LINE = st.lists(_PIECES, min_size=1, max_size=3).map(_line)
RUNS = st.lists(LINE, min_size=1, max_size=3).map(_lines)
ITEMS = st.lists(st.builds(Item, RUNS), min_size=1, max_size=3).map(tuple)
LISTS = st.recursive(
    st.builds(ListBlock, st.booleans(), ITEMS),
    lambda inner: st.builds(
        ListBlock,
        st.booleans(),
        st.lists(st.builds(Item, RUNS, st.lists(inner, max_size=1).map(tuple)), min_size=1, max_size=2).map(tuple),
    ),
    max_leaves=3,
)


def _parted(blocks: Sequence[Block]) -> tuple[Block, ...]:
    """Two lists of one kind never follow each other: written, they are one."""
    kept: list[Block] = []
    for block in blocks:
        last = kept[-1] if kept else None
        if not (isinstance(block, ListBlock) and isinstance(last, ListBlock)):
            kept.append(block)
    return tuple(kept)


WRITTEN = st.lists(
    st.one_of(st.builds(Heading, st.sampled_from((2, 3)), LINE), st.builds(Paragraph, RUNS), LISTS), max_size=4
).map(_parted)
"""Blocks as people make them."""

_CELLS = st.lists(ANY_TEXT, min_size=1, max_size=3).map(tuple)
MADE = st.one_of(
    st.builds(Table, ANY_TEXT, _CELLS, st.lists(_CELLS, max_size=2).map(tuple)),
    st.builds(Field, ANY_TEXT, ANY_TEXT, _CELLS, st.booleans()),
    st.builds(Warning, ANY_TEXT),
)
"""Blocks only the machine makes."""

SECTIONS = st.lists(
    st.builds(
        Section,
        st.text("abc", min_size=1, max_size=3),
        ANY_TEXT,
        st.tuples(WRITTEN, st.lists(MADE, max_size=2).map(tuple)).map(lambda both: (*both[0], *both[1])),
    ),
    max_size=3,
).map(tuple)


def spaces_plain(blocks: tuple[Block, ...]) -> tuple[Block, ...]:
    """The same blocks, spaces and line ends without a style: nobody sees one on them."""
    return tuple(_spaces_plain(block) for block in blocks)


def _spaces_plain(block: Block) -> Block:
    match block:
        case Heading(level=level, runs=runs):
            return Heading(level, _plain(runs))
        case Paragraph(runs=runs):
            return Paragraph(_plain(runs))
        case ListBlock():
            return _plain_list(block)
        case _:
            return block


def _plain_list(block: ListBlock) -> ListBlock:
    items = tuple(Item(_plain(item.runs), tuple(map(_plain_list, item.lists))) for item in block.items)
    return ListBlock(block.ordered, items)


def _plain(runs: tuple[Run, ...]) -> tuple[Run, ...]:
    plain: list[Run] = []
    for run in runs:
        for letter in run.text:
            _append(plain, Run(letter) if letter in " \n" else replace(run, text=letter))
    return tuple(plain)
