"""How a docx looks: its styles, written here as a table instead of kept as a binary template."""

from collections.abc import Iterator
from dataclasses import dataclass

from commworkflow.documents.docx_xml import NAMESPACES

INK = "14344F"
GREY = "55606B"
RED = "B3141B"
VIOLET = "5B2A86"
AMBER = "8A5A00"
HAIR = "B9C3CC"
SHADE = "EEF2F6"

# Every machine of a hospital has it; Word and LibreOffice replace it by one of the same widths where it lacks.
_TYPEFACE = "Arial"


@dataclass(frozen=True, slots=True)
class _Style:
    """One paragraph style. Sizes are half-points, spaces twentieths of a point, as the format counts them."""

    id: str
    name: str
    size: int = 21
    colour: str = ""
    bold: bool = False
    italic: bool = False
    before: int = 0
    after: int = 120
    line: int = 288
    keep: bool = False
    level: int = 0
    extra: str = ""


def _border(side: str, colour: str, width: int, space: int) -> str:
    return f'<w:pBdr><w:{side} w:val="single" w:sz="{width}" w:space="{space}" w:color="{colour}"/></w:pBdr>'


_STYLES = (
    _Style("Normal", "Normal"),
    _Style("Title", "Title", 38, INK, bold=True, before=360, after=120, line=252, keep=True),
    _Style("Heading1", "heading 1", 27, INK, bold=True, before=360, after=100, line=252, keep=True, level=1),
    _Style("Heading2", "heading 2", 23, INK, bold=True, before=280, after=80, line=252, keep=True, level=2),
    _Style(
        "Heading3", "heading 3", 21, INK, bold=True, italic=True, before=220, after=80, line=252, keep=True, level=3
    ),
    _Style("ListParagraph", "List Paragraph", after=80),
    _Style("Caption", "caption", 19, INK, bold=True, before=240, after=80, line=252, keep=True),
    _Style("Cell", "Table Cell", 19, before=40, after=40, line=252),
    # The answers of one question share one rule below: paragraphs of the same border are one box to the format.
    _Style("FieldLabel", "Field Label", 18, GREY, bold=True, before=140, after=30, line=252, keep=True),
    _Style("FieldAnswer", "Field Answer", 20, after=40, line=264, extra=_border("bottom", HAIR, 4, 4)),
    _Style(
        "FieldWaiting", "Field Waiting", 20, AMBER, italic=True, after=40, line=264, extra=_border("bottom", HAIR, 4, 4)
    ),
    _Style(
        "Warning",
        "Warning",
        20,
        RED,
        bold=True,
        before=160,
        after=160,
        extra=_border("left", RED, 24, 8) + '<w:shd w:val="clear" w:color="auto" w:fill="FBEEEE"/>',
    ),
    _Style("Establishment", "Establishment", 29, INK, bold=True, after=40, line=252),
    _Style("Letterhead", "Letterhead", 16, GREY, after=0, line=252),
    _Style("HeadRule", "Head Rule", 8, after=120, line=120, extra=_border("bottom", INK, 10, 1)),
    _Style("Running", "Running Head", 16, GREY, after=0, line=252),
    _Style("Mark", "Mark", 30, RED, bold=True, after=60, line=252, extra='<w:jc w:val="right"/>'),
    _Style("MarkInText", "Mark In Text", 20, RED, bold=True, before=120, after=0, keep=True),
    _Style("Dated", "Dated", 19, INK, after=20, keep=True),
    _Style("Reference", "Reference", 17, GREY, after=20, keep=True),
    _Style("Note", "Note", 17, GREY, italic=True, after=20, keep=True),
    _Style("Signature", "Signature", bold=True, before=480, extra='<w:ind w:left="4800"/>'),
    _Style("Digest", "Digest", 16, GREY, before=360),
    _Style("Foot", "Foot", 16, GREY, after=0, line=252),
)


def styles_xml(tag: str) -> str:
    """Return the styles of a document in the language ``tag``."""
    paragraphs = "".join(_paragraph_style(style) for style in _STYLES)
    return (
        f"<w:styles {NAMESPACES}><w:docDefaults><w:rPrDefault><w:rPr>"
        f'<w:rFonts w:ascii="{_TYPEFACE}" w:hAnsi="{_TYPEFACE}" w:eastAsia="{_TYPEFACE}" w:cs="{_TYPEFACE}"/>'
        f'<w:sz w:val="21"/><w:szCs w:val="21"/><w:lang w:val="{tag}" w:eastAsia="{tag}" w:bidi="ar-SA"/>'
        f"</w:rPr></w:rPrDefault><w:pPrDefault/></w:docDefaults>{paragraphs}{_CHARACTERS}{_TABLE}</w:styles>"
    )


def _paragraph_style(style: _Style) -> str:
    default = ' w:default="1"' if style.id == "Normal" else ""
    return (
        f'<w:style w:type="paragraph"{default} w:styleId="{style.id}"><w:name w:val="{style.name}"/>'
        + ('<w:basedOn w:val="Normal"/><w:next w:val="Normal"/>' if style.id != "Normal" else "")
        + f"<w:qFormat/><w:pPr>{''.join(_paragraph_properties(style))}</w:pPr>"
        f"<w:rPr>{''.join(_run_properties(style))}</w:rPr></w:style>"
    )


def _paragraph_properties(style: _Style) -> Iterator[str]:
    """Yield the properties of a paragraph in the order the schema wants: borders before spacing, the rest after."""
    if style.keep:
        yield "<w:keepNext/><w:keepLines/>"
    placed_last = style.extra.startswith(("<w:jc", "<w:ind"))
    if not placed_last:
        yield style.extra
    yield f'<w:spacing w:before="{style.before}" w:after="{style.after}" w:line="{style.line}" w:lineRule="auto"/>'
    if placed_last:
        yield style.extra
    if style.level:
        yield f'<w:outlineLvl w:val="{style.level - 1}"/>'


def _run_properties(style: _Style) -> Iterator[str]:
    if style.bold:
        yield "<w:b/>"
    if style.italic:
        yield "<w:i/>"
    if style.colour:
        yield f'<w:color w:val="{style.colour}"/>'
    yield f'<w:sz w:val="{style.size}"/><w:szCs w:val="{style.size}"/>'


def _character_style(id: str, name: str, properties: str) -> str:
    return f'<w:style w:type="character" w:styleId="{id}"><w:name w:val="{name}"/><w:rPr>{properties}</w:rPr></w:style>'


_CHARACTERS = (
    _character_style("Hyperlink", "Hyperlink", f'<w:color w:val="{INK}"/><w:u w:val="single"/>')
    + _character_style("Exercise", "Exercise", f'<w:color w:val="{VIOLET}"/>')
    + _character_style("State", "State", f'<w:b/><w:color w:val="{RED}"/>')
    + _character_style("Named", "Named", f'<w:b/><w:color w:val="{INK}"/>')
)
_TABLE = (
    '<w:style w:type="table" w:default="1" w:styleId="TableNormal"><w:name w:val="Normal Table"/></w:style>'
    '<w:style w:type="table" w:customStyle="1" w:styleId="TextTable"><w:name w:val="Text Table"/>'
    '<w:basedOn w:val="TableNormal"/><w:tblPr>'
    "<w:tblBorders>"
    + "".join(
        f'<w:{side} w:val="single" w:sz="{width}" w:space="0" w:color="{colour}"/>'
        for side, width, colour in (("top", 8, INK), ("bottom", 4, HAIR), ("insideH", 4, HAIR))
    )
    + '</w:tblBorders><w:tblCellMar><w:left w:w="85" w:type="dxa"/><w:right w:w="85" w:type="dxa"/></w:tblCellMar>'
    "</w:tblPr></w:style>"
)
