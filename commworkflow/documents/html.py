"""The text on a screen: blocks to HTML, everything escaped here whatever was sanitised before."""

from collections.abc import Sequence
from functools import lru_cache
from itertools import groupby
from typing import assert_never

from markupsafe import Markup, escape

from commworkflow.documents.headings import stepped
from commworkflow.documents.links import by_link
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

_DEEPEST = 6
_MOST_REMEMBERED = 64
"""How many texts stay drawn: a text that is decided on is looked at by many, and again after each act."""


@lru_cache(_MOST_REMEMBERED)
def render_html(sections: Sections, *, start: int = 2) -> Markup:
    """Return ``sections`` as HTML; ``start`` is the level of a section's title, below the page's own heading.

    Remembered under all its words and marks: a text that differs in anything is another one.
    """
    parts: list[str] = []
    for kind, blocks in groupby(stepped(all_blocks(sections)), key=type):
        spelled = [_block(block, start) for block in blocks]
        # Answers that follow each other are one list: a reader hears how many there are.
        parts.extend(['<dl class="fields">', *spelled, "</dl>"] if kind is Field else spelled)
    return Markup("\n".join(parts))


def _block(block: Block, start: int) -> str:
    match block:
        case Heading(level=level, runs=runs):
            depth = min(start + level - 1, _DEEPEST)
            return f"<h{depth}>{_runs(runs)}</h{depth}>"
        case Paragraph(runs=runs):
            return f"<p>{_runs(runs)}</p>"
        case ListBlock():
            return _list(block)
        case Table():
            return _table(block)
        case Field():
            return _field(block)
        case Warning(text=text):
            return f'<p class="warning">{_text(text)}</p>'
        case _:
            assert_never(block)


def _text(text: str) -> str:
    return str(escape(text)).replace("\n", "<br>")


def _runs(runs: Sequence[Run]) -> str:
    return "".join(_linked(address, linked) for address, linked in by_link(runs))


def _linked(address: str, runs: Sequence[Run]) -> str:
    spelled = "".join(map(_run, runs))
    return f'<a href="{escape(address)}">{spelled}</a>' if address else spelled


def _run(run: Run) -> str:
    spelled = _text(run.text)
    if run.emphasis:
        spelled = f"<em>{spelled}</em>"
    return f"<strong>{spelled}</strong>" if run.strong else spelled


def _list(block: ListBlock) -> str:
    name = "ol" if block.ordered else "ul"
    items = (f"<li>{_runs(item.runs)}{''.join(map(_list, item.lists))}</li>" for item in block.items)
    return f"<{name}>{''.join(items)}</{name}>"


def _table(block: Table) -> str:
    caption = f"<caption>{_text(block.caption)}</caption>" if block.caption else ""
    cells = "".join(f'<th scope="col">{_text(cell)}</th>' for cell in block.head)
    head = f"<thead><tr>{cells}</tr></thead>" if cells else ""
    rows = "".join(f"<tr>{''.join(f'<td>{_text(cell)}</td>' for cell in row)}</tr>" for row in block.rows)
    return f"<table>{caption}{head}<tbody>{rows}</tbody></table>"


def _field(field: Field) -> str:
    state = "field waiting" if field.waiting else "field"
    answers = "".join(f"<dd>{_text(value)}</dd>" for value in field.values) or "<dd></dd>"
    return f'<div class="{state}"><dt>{_text(field.label)}</dt>{answers}</div>'
