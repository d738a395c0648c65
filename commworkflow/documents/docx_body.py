"""Our own walker over the blocks: each becomes its paragraphs, and nothing is merged or guessed on the way."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import assert_never

from commworkflow.documents.docx_lists import Numbering, entry
from commworkflow.documents.docx_styles import SHADE
from commworkflow.documents.docx_xml import attribute, paragraph, run
from commworkflow.documents.links import by_link
from commworkflow.rules.blocks import Block, Field, Heading, ListBlock, Paragraph, Run, Table, Warning

_DEEPEST_HEADING = 3


@dataclass(slots=True)
class Body:
    """One walk: the language of the runs, where a link gets its relation, and the lists met on the way."""

    tag: str
    relation: Callable[[str], str]
    width: int
    numbering: Numbering = field(default_factory=Numbering)

    def block(self, block: Block) -> Iterator[str]:
        """Yield the paragraphs and tables of one block as XML."""
        match block:
            case Heading(level=level, runs=runs):
                yield paragraph(f"Heading{min(level, _DEEPEST_HEADING)}", self._runs(runs))
            case Paragraph(runs=runs):
                yield paragraph("Normal", self._runs(runs))
            case ListBlock():
                yield from self._list(block, 0)
            case Table():
                yield from self._table(block)
            case Field():
                yield from self._field(block)
            case Warning(text=text):
                yield paragraph("Warning", run(text, self.tag))
            case _:
                assert_never(block)

    def _runs(self, runs: Sequence[Run]) -> str:
        return "".join(self._linked(address, linked) for address, linked in by_link(runs))

    def _linked(self, address: str, runs: Sequence[Run]) -> str:
        style = "Hyperlink" if address else ""
        content = "".join(
            run(piece.text, self.tag, style=style, strong=piece.strong, emphasis=piece.emphasis) for piece in runs
        )
        return f'<w:hyperlink r:id="{self.relation(address)}">{content}</w:hyperlink>' if address else content

    def _list(self, block: ListBlock, depth: int) -> Iterator[str]:
        instance = self.numbering.start(block.ordered, depth)
        for item in block.items:
            yield paragraph("ListParagraph", self._runs(item.runs), numbering=entry(instance, depth))
            for nested in item.lists:
                yield from self._list(nested, depth + 1)

    def _field(self, block: Field) -> Iterator[str]:
        yield paragraph("FieldLabel", run(block.label, self.tag))
        style = "FieldWaiting" if block.waiting else "FieldAnswer"
        yield from (paragraph(style, run(value, self.tag)) for value in block.values or ("",))

    def _table(self, block: Table) -> Iterator[str]:
        if block.caption:
            yield paragraph("Caption", run(block.caption, self.tag))
        if not block.head and not block.rows:
            return
        columns = max(1, len(block.head), *map(len, block.rows))
        width = self.width // columns
        caption = f'<w:tblCaption w:val="{attribute(block.caption)}"/>' if block.caption else ""
        grid = f'<w:gridCol w:w="{width}"/>' * columns
        rows = self._row(block.head, columns, width, head=True) if block.head else ""
        rows += "".join(self._row(row, columns, width, head=False) for row in block.rows)
        yield (
            f'<w:tbl><w:tblPr><w:tblStyle w:val="TextTable"/><w:tblW w:w="{width * columns}" w:type="dxa"/>'
            '<w:tblLayout w:type="fixed"/><w:tblLook w:val="0020" w:firstRow="1" w:noHBand="1" w:noVBand="1"/>'
            f"{caption}</w:tblPr><w:tblGrid>{grid}</w:tblGrid>{rows}</w:tbl>"
        )
        # Two tables in a row would be one for the reader's program; an empty paragraph keeps them apart.
        yield paragraph("Foot", "")

    def _row(self, cells: Sequence[str], columns: int, width: int, *, head: bool) -> str:
        marked = "<w:cantSplit/><w:tblHeader/>" if head else "<w:cantSplit/>"
        shade = f'<w:shd w:val="clear" w:color="auto" w:fill="{SHADE}"/>' if head else ""
        filled = [*cells, *[""] * (columns - len(cells))]
        content = "".join(
            f'<w:tc><w:tcPr><w:tcW w:w="{width}" w:type="dxa"/>{shade}</w:tcPr>'
            f"{paragraph('Cell', run(cell, self.tag, strong=head))}</w:tc>"
            for cell in filled
        )
        return f"<w:tr><w:trPr>{marked}</w:trPr>{content}</w:tr>"
