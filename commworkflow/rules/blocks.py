"""The one text model: what a message is made of once it is submitted.

Every output (screen, docx, pdf, plain, the portal's answers) walks these blocks and nothing else. Paragraphs, headings
and lists come from what people wrote; tables, fields and warnings are made by the machine only.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, assert_never


class Use(StrEnum):
    """What a section is for: the main text, or the same message said again at another length, for one place."""

    TEXT = "text"
    POSTER = "poster"
    POST = "post"
    VOICE = "voice"


@dataclass(frozen=True, slots=True)
class Run:
    """A stretch of text in one style. A line feed inside ``text`` is a line break."""

    text: str
    strong: bool = False
    emphasis: bool = False
    link: str = ""


@dataclass(frozen=True, slots=True)
class Heading:
    """A title inside the message: level 1 for a section, 2 and 3 for those its author wrote."""

    level: int
    runs: tuple[Run, ...]


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A paragraph of running text."""

    runs: tuple[Run, ...]


@dataclass(frozen=True, slots=True)
class Item:
    """One entry of a list, with the lists nested under it."""

    runs: tuple[Run, ...]
    lists: tuple["ListBlock", ...] = ()


@dataclass(frozen=True, slots=True)
class ListBlock:
    """A list, numbered or not."""

    ordered: bool
    items: tuple[Item, ...]


@dataclass(frozen=True, slots=True)
class Table:
    """A table with one row of headers; ``caption`` names it."""

    caption: str
    head: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


@dataclass(frozen=True, slots=True)
class Field:
    """One answer of a form: the question's key and label, and the answer in words, a line each.

    ``waiting`` is true where the answer is left for a complement; ``values`` then holds the words that say so.
    """

    key: str
    label: str
    values: tuple[str, ...]
    waiting: bool = False


@dataclass(frozen=True, slots=True)
class Warning:
    """A sentence the machine puts in the text and no author can take out (EXERCICE, form not verified)."""

    text: str


Block = Heading | Paragraph | ListBlock | Table | Field | Warning


@dataclass(frozen=True, slots=True)
class Section:
    """A part of a message as its template names it: key, title, the blocks in it, and what they are for."""

    key: str
    title: str
    blocks: tuple[Block, ...]
    use: Use = Use.TEXT


Sections = tuple[Section, ...]


def all_blocks(sections: Sections) -> Iterator[Block]:
    """Yield the blocks of a text in reading order, each section's title as a level-1 heading (none when untitled)."""
    for section in sections:
        if section.title:
            yield Heading(1, (Run(section.title),))
        yield from section.blocks


def runs_text(runs: Sequence[Run]) -> str:
    """Return the words of ``runs`` without their style."""
    return "".join(run.text for run in runs)


def block_lines(block: Block) -> Iterator[str]:
    """Yield the words of one block, a line each: the order that every output and the text digest follow."""
    match block:
        case Heading(runs=runs) | Paragraph(runs=runs):
            yield from runs_text(runs).split("\n")
        case ListBlock():
            yield from _list_lines(block)
        case Table(caption=caption, head=head, rows=rows):
            if caption:
                yield caption
            yield from (" ".join(row) for row in (head, *rows))
        case Field(label=label, values=values):
            yield label
            for value in values:
                yield from value.split("\n")
        case Warning(text=text):
            yield text
        case _:
            assert_never(block)


def _list_lines(block: ListBlock) -> Iterator[str]:
    for item in block.items:
        yield from runs_text(item.runs).split("\n")
        for nested in item.lists:
            yield from _list_lines(nested)


def to_json(sections: Sections) -> list[dict[str, Any]]:
    """Return the JSON form of ``sections``: what canonical bytes are made from.

    A section of the main text does not say its use: what was sealed before there were others keeps its bytes.
    """
    return [
        {
            "key": section.key,
            "title": section.title,
            "blocks": [_block_to_json(block) for block in section.blocks],
            **({} if section.use is Use.TEXT else {"use": section.use.value}),
        }
        for section in sections
    ]


def from_json(parts: Sequence[Mapping[str, Any]]) -> Sections:
    """Return the sections that ``to_json`` wrote; KeyError where the form is not ours."""
    return tuple(
        Section(
            part["key"],
            part["title"],
            tuple(_block_from_json(block) for block in part["blocks"]),
            Use(part.get("use", Use.TEXT)),
        )
        for part in parts
    )


def _runs_to_json(runs: Sequence[Run]) -> list[dict[str, Any]]:
    spelled = []
    for run in runs:
        piece: dict[str, Any] = {"text": run.text}
        if run.strong:
            piece["strong"] = True
        if run.emphasis:
            piece["emphasis"] = True
        if run.link:
            piece["link"] = run.link
        spelled.append(piece)
    return spelled


def _runs_from_json(pieces: Sequence[Mapping[str, Any]]) -> tuple[Run, ...]:
    return tuple(
        Run(piece["text"], piece.get("strong", False), piece.get("emphasis", False), piece.get("link", ""))
        for piece in pieces
    )


def _list_to_json(block: ListBlock) -> dict[str, Any]:
    items = [
        {"runs": _runs_to_json(item.runs), "lists": [_list_to_json(nested) for nested in item.lists]}
        for item in block.items
    ]
    return {"kind": "list", "ordered": block.ordered, "items": items}


def _list_from_json(part: Mapping[str, Any]) -> ListBlock:
    items = tuple(
        Item(_runs_from_json(item["runs"]), tuple(_list_from_json(nested) for nested in item["lists"]))
        for item in part["items"]
    )
    return ListBlock(part["ordered"], items)


def _block_to_json(block: Block) -> dict[str, Any]:
    match block:
        case Heading(level=level, runs=runs):
            return {"kind": "heading", "level": level, "runs": _runs_to_json(runs)}
        case Paragraph(runs=runs):
            return {"kind": "paragraph", "runs": _runs_to_json(runs)}
        case ListBlock():
            return _list_to_json(block)
        case Table(caption=caption, head=head, rows=rows):
            return {"kind": "table", "caption": caption, "head": list(head), "rows": [list(row) for row in rows]}
        case Field(key=key, label=label, values=values, waiting=waiting):
            return {"kind": "field", "key": key, "label": label, "values": list(values), "waiting": waiting}
        case Warning(text=text):
            return {"kind": "warning", "text": text}
        case _:
            assert_never(block)


def _block_from_json(part: Mapping[str, Any]) -> Block:
    match part["kind"]:
        case "heading":
            return Heading(part["level"], _runs_from_json(part["runs"]))
        case "paragraph":
            return Paragraph(_runs_from_json(part["runs"]))
        case "list":
            return _list_from_json(part)
        case "table":
            return Table(part["caption"], tuple(part["head"]), tuple(tuple(row) for row in part["rows"]))
        case "field":
            return Field(part["key"], part["label"], tuple(part["values"]), part["waiting"])
        case "warning":
            return Warning(part["text"])
        case kind:
            raise KeyError(f"no block of kind {kind!r}")
