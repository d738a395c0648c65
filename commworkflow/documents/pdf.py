"""The text as a pdf that can be archived and heard: PDF/A-2a and PDF/UA-1 in one file, set by typst.

Every word reaches ``notice.typ`` as JSON and is set there as a string: nothing a person wrote is ever markup.
"""

from collections.abc import Sequence
from pathlib import Path
from typing import Any, assert_never

from commworkflow.documents.characters import spell_character
from commworkflow.documents.headings import stepped
from commworkflow.documents.links import by_link
from commworkflow.documents.surroundings import (
    digest_line,
    labels_in,
    marks,
    moment_of,
    reference,
    seal_line,
    shortened,
    title,
)
from commworkflow.documents.typefaces import missing_glyphs
from commworkflow.documents.typesetting import typeset
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
from commworkflow.rules.notice import Imprint

_LAYOUT = Path(__file__).with_name("notice.typ")
_RUNNING_ROOM = 80
_DEEPEST_LIST = 8


def render_pdf(sections: Sections, imprint: Imprint) -> bytes:
    """Return the text as a pdf, the same bytes for the same text and imprint.

    A character no typeface draws becomes U+FFFD and is named under the text; ``missing_glyphs`` says it beforehand.
    FileNotFoundError where the typefaces were never built.
    """
    return typeset(_LAYOUT, _notice(sections, imprint), moment_of(imprint))


def _notice(sections: Sections, imprint: Imprint) -> dict[str, Any]:
    words = labels_in(imprint.language)
    language, region = words.tag.split("-")
    replaced = dict.fromkeys(character for character, _ in missing_glyphs(sections, imprint))
    named = f"{words.replaced} : {', '.join(map(spell_character, replaced))}" if replaced else ""
    blocks = [_block(block) for block in stepped(all_blocks(sections))]
    return {
        "language": language,
        "region": region,
        "form": any(block["kind"] == "field" for block in blocks),
        "establishment": imprint.establishment,
        "letterhead": list(imprint.letterhead),
        "marks": [{"text": mark, "exercise": mark == imprint.world.mark} for mark in marks(imprint)],
        "called": imprint.world.titled(title(imprint)),
        "title": title(imprint),
        "running": _running_head(imprint),
        "dated": imprint.dated,
        "reference": reference(imprint),
        "seal": seal_line(imprint),
        "page": words.page,
        "notes": list(imprint.notes),
        "blocks": blocks,
        "signer": imprint.signer,
        "closing": [line for line in (digest_line(imprint), imprint.hour, named) if line],
    }


def _running_head(imprint: Imprint) -> list[str]:
    """Return the lines at the head of every page but the first, which has the letterhead."""
    numbered = " · ".join(filter(None, (imprint.number, imprint.dated)))
    return [shortened(line, _RUNNING_ROOM) for line in (imprint.establishment, title(imprint), numbered)]


def _block(block: Block) -> dict[str, Any]:
    match block:
        case Heading(level=level, runs=runs):
            return {"kind": "heading", "level": level, "runs": _runs(runs)}
        case Paragraph(runs=runs):
            return {"kind": "paragraph", "runs": _runs(runs)}
        case ListBlock():
            return _list(block, depth=1)
        case Table(caption=caption, head=head, rows=rows):
            return {"kind": "table", "caption": caption, "head": head, "rows": rows}
        case Field(label=label, values=values, waiting=waiting):
            return {"kind": "field", "label": label, "values": values, "waiting": waiting}
        case Warning(text=text):
            return {"kind": "warning", "text": text}
        case _:
            assert_never(block)


def _runs(runs: Sequence[Run]) -> list[dict[str, Any]]:
    return [
        {
            "link": address,
            "runs": [{"text": run.text, "strong": run.strong, "emphasis": run.emphasis} for run in linked],
        }
        for address, linked in by_link(runs)
    ]


def _list(block: ListBlock, depth: int) -> dict[str, Any]:
    """Return a list as JSON; below a depth no page has room for, what is nested follows as entries of its own."""
    items: list[dict[str, Any]] = []
    for item in block.items:
        nested = [_list(inner, depth + 1) for inner in item.lists]
        if depth < _DEEPEST_LIST:
            items.append({"runs": _runs(item.runs), "lists": nested})
        else:
            items.append({"runs": _runs(item.runs), "lists": []})
            items.extend(entry for inner in nested for entry in inner["items"])
    return {"kind": "list", "ordered": block.ordered, "items": items}
