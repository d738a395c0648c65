"""The text of a Word file: paragraphs, headings, lists, bold, italic and links; the rest is left out, and told."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from xml.etree.ElementTree import Element, fromstring

from commworkflow.documents.word_lists import Entry, Numbering, nested_list
from commworkflow.documents.word_package import parts_of
from commworkflow.documents.word_xml import (
    W,
    counted_lists,
    heading_levels,
    link_targets,
    listing_styles,
    name_of,
    value_of,
)
from commworkflow.rules.blocks import Block, Heading, Paragraph, Run
from commworkflow.rules.characters import REORDERING
from commworkflow.rules.html_blocks import joined_runs
from commworkflow.rules.text import SCHEMES
from commworkflow.rules.word_import import CannotRead, Lost, Unreadable, WordText

_R = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
_MOST_PARAGRAPHS = 5_000
_MOST_CHARACTERS = 300_000
_TINY = 6
"""Half-points: what is set in three points or less is not meant to be read."""
_WHITE = frozenset({"FFFFFF", "FEFEFE"})
_OFF = frozenset({"0", "false", "none", "off"})

_LOST_AT: Mapping[str, Lost] = {
    "drawing": Lost.PICTURES,
    "pict": Lost.PICTURES,
    "object": Lost.PICTURES,
    "del": Lost.TRACKED_CHANGES,
    "moveFrom": Lost.TRACKED_CHANGES,
    "commentReference": Lost.COMMENTS,
    "commentRangeStart": Lost.COMMENTS,
    "footnoteReference": Lost.NOTES,
    "endnoteReference": Lost.NOTES,
    "instrText": Lost.FIELDS,
    "altChunk": Lost.INCLUDED_FILES,
    "subDoc": Lost.INCLUDED_FILES,
    "sym": Lost.LAYOUT,
}
"""Elements whose content is left out, and what to call it."""
_KEPT_BUT_TOLD: Mapping[str, Lost] = {"ins": Lost.TRACKED_CHANGES, "moveTo": Lost.TRACKED_CHANGES}
_LAYOUT = frozenset({"u", "highlight", "strike", "dstrike", "rFonts", "shd"})


@dataclass(slots=True)
class _Reader:
    """Walks the body of a document. ``styles``: style id to heading level; ``counts``: list and level to numbered.

    ``listings``: style id to the numbering it gives.
    """

    styles: Mapping[str, int]
    listings: Mapping[str, Element]
    counts: Mapping[tuple[str, int], bool]
    links: Mapping[str, str]
    lost: set[Lost] = field(default_factory=set)
    blocks: list[Block] = field(default_factory=list)
    paragraphs: int = 0
    characters: int = 0
    _list: list[Entry] = field(default_factory=list)

    def body(self, parent: Element) -> None:
        for element in parent:
            name = name_of(element)
            if name == "p":
                self._paragraph(element)
            elif name == "tbl":
                self._table(element)
            elif name in _LOST_AT:
                self.lost.add(_LOST_AT[name])
            elif name in ("sdt", "sdtContent", "customXml", "ins", "moveTo", "smartTag"):
                self._tell(name)
                self.body(element)

    def finish(self) -> None:
        if self._list:
            self.blocks.append(nested_list(self._list))
            self._list = []

    def _paragraph(self, paragraph: Element) -> None:
        self._count_paragraph()
        runs = self._runs(paragraph)
        properties = paragraph.find(f"{W}pPr")
        level = self.styles.get(value_of(properties, "pStyle"), 0)
        numbering = None if level else self._numbering(properties)
        if numbering is not None and runs:
            if self._list and self._list[0][0].list != numbering.list:
                self.finish()
            self._list.append((numbering, runs))
            return
        self.finish()
        if runs:
            self.blocks.append(Heading(level, runs) if level else Paragraph(runs))

    def _table(self, table: Element) -> None:
        """A table keeps its words: a row becomes a paragraph."""
        self.lost.add(Lost.TABLES)
        self.finish()
        for row in table.iter(f"{W}tr"):
            self._count_paragraph()
            cells = [
                " ".join("".join(run.text for run in self._runs(paragraph)) for paragraph in cell.iter(f"{W}p"))
                for cell in row.findall(f"{W}tc")
            ]
            words = " · ".join(" ".join(cell.split()) for cell in cells if cell.strip())
            if words:
                self.blocks.append(Paragraph((Run(words),)))

    def _count_paragraph(self) -> None:
        self.paragraphs += 1
        if self.paragraphs > _MOST_PARAGRAPHS:
            raise CannotRead(Unreadable.TOO_LARGE)

    def _runs(self, parent: Element) -> tuple[Run, ...]:
        runs: list[Run] = []
        self._gather(parent, "", runs)
        return joined_runs(runs)

    def _gather(self, parent: Element, link: str, runs: list[Run]) -> None:
        for element in parent:
            name = name_of(element)
            if name == "r":
                self._run(element, link, runs)
            elif name == "hyperlink":
                self._gather(element, self._link(element), runs)
            elif name in _LOST_AT:
                self.lost.add(_LOST_AT[name])
            elif name not in ("pPr", "p", "tbl"):
                self._tell(name)
                self._gather(element, link, runs)

    def _run(self, run: Element, link: str, runs: list[Run]) -> None:
        style = run.find(f"{W}rPr")
        if _is_hidden(style):
            self.lost.add(Lost.HIDDEN_TEXT)
            return
        if style is not None and any(name_of(mark) in _LAYOUT for mark in style):
            self.lost.add(Lost.LAYOUT)
        text = "".join(self._piece(piece) for piece in run)
        if text:
            self.characters += len(text)
            if self.characters > _MOST_CHARACTERS:
                raise CannotRead(Unreadable.TOO_LARGE)
            runs.append(Run(text, strong=_is_on(style, "b"), emphasis=_is_on(style, "i"), link=link))

    def _piece(self, piece: Element) -> str:
        match name_of(piece):
            case "t":
                return self._readable(piece.text or "")
            case "tab":
                return " "
            case "br" | "cr":
                return "\n"
            case "noBreakHyphen":
                return "\u2011"
            case name:
                self._look_into(piece)
                if name in _LOST_AT:
                    self.lost.add(_LOST_AT[name])
                return ""

    def _look_into(self, piece: Element) -> None:
        if any(name_of(inner) == "txbxContent" for inner in piece.iter()):
            self.lost.add(Lost.BOXES)

    def _readable(self, text: str) -> str:
        """Characters that show a text in another order than it is stored are left out."""
        kept = "".join(character for character in text if character not in REORDERING)
        if len(kept) < len(text):
            self.lost.add(Lost.REORDERING_CHARACTERS)
        return " ".join(kept.split("\n"))

    def _tell(self, name: str) -> None:
        if name in _KEPT_BUT_TOLD:
            self.lost.add(_KEPT_BUT_TOLD[name])

    def _link(self, hyperlink: Element) -> str:
        target = self.links.get(hyperlink.get(f"{_R}id", ""), "")
        if target.partition(":")[0].lower() in SCHEMES:
            return target
        if target:
            self.lost.add(Lost.LINKS)
        return ""

    def _numbering(self, properties: Element | None) -> Numbering | None:
        numbered = None if properties is None else properties.find(f"{W}numPr")
        if numbered is None:
            numbered = self.listings.get(value_of(properties, "pStyle"))
        list_id = value_of(numbered, "numId")
        if not list_id or list_id == "0":
            return None
        depth = value_of(numbered, "ilvl")
        level = int(depth) if depth.isdecimal() and len(depth) == 1 else 0
        return Numbering(list_id, level, self.counts.get((list_id, level), False))


def read_word(content: bytes) -> WordText:
    """Return the text of a Word file. Raises CannotRead; opens no file and no connection."""
    parts = parts_of(content)
    try:
        return _read(parts)
    except RecursionError as error:
        # Elements in elements, a thousand deep: no person wrote that.
        raise CannotRead(Unreadable.SUSPECT) from error


def _read(parts: Mapping[str, bytes]) -> WordText:
    body = fromstring(parts["word/document.xml"]).find(f"{W}body")
    if body is None:
        raise CannotRead(Unreadable.NOT_WORD)
    reader = _Reader(heading_levels(parts), listing_styles(parts), counted_lists(parts), link_targets(parts))
    reader.body(body)
    reader.finish()
    if any(name.startswith(("word/header", "word/footer")) for name in parts):
        reader.lost.add(Lost.HEADERS)
    if "word/comments.xml" in parts:
        reader.lost.add(Lost.COMMENTS)
    return WordText(tuple(reader.blocks), tuple(lost for lost in Lost if lost in reader.lost))


def _is_on(style: Element | None, name: str) -> bool:
    mark = None if style is None else style.find(f"{W}{name}")
    return mark is not None and mark.get(f"{W}val", "1").lower() not in _OFF


def _is_hidden(style: Element | None) -> bool:
    if style is None:
        return False
    size = value_of(style, "sz")
    tiny = size.isdecimal() and int(size) <= _TINY
    return _is_on(style, "vanish") or tiny or value_of(style, "color").upper() in _WHITE
