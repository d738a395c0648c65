"""A text as bare lines: what is copied into a site's editor, read aloud, counted where a place takes only so much."""

from collections.abc import Iterator
from typing import assert_never

from commworkflow.rules.blocks import (
    Block,
    Field,
    Heading,
    ListBlock,
    Paragraph,
    Sections,
    Table,
    Warning,
    all_blocks,
    block_lines,
    runs_text,
)

_INDENT = "   "


def render_plain(sections: Sections) -> str:
    """Return ``sections`` as lines of text, an empty line between blocks.

    Lists keep their dash or number; the cells of a table are parted by tabs, which editors paste as a table.
    """
    return "\n\n".join("\n".join(_lines(block)) for block in all_blocks(sections))


def _lines(block: Block) -> Iterator[str]:
    match block:
        case ListBlock():
            yield from _list_lines(block, "")
        case Table(caption=caption, head=head, rows=rows):
            if caption:
                yield caption
            yield from ("\t".join(cell.replace("\n", " ") for cell in row) for row in (head, *rows))
        case Heading() | Paragraph() | Field() | Warning():
            yield from block_lines(block)
        case _:
            assert_never(block)


def _list_lines(block: ListBlock, indent: str) -> Iterator[str]:
    for rank, item in enumerate(block.items, start=1):
        mark = f"{rank}. " if block.ordered else "- "
        hanging = indent + " " * len(mark)
        first, *others = runs_text(item.runs).split("\n")
        yield f"{indent}{mark}{first}"
        yield from (f"{hanging}{line}" for line in others)
        for nested in item.lists:
            yield from _list_lines(nested, indent + _INDENT)
