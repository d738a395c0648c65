"""The text as a docx that can be opened, copied and read aloud: real styles, real lists, real links.

python-docx keeps the package; the words are walked by us, because converters merge what their author kept apart.
"""

import io
import zipfile
from collections.abc import Iterable
from datetime import UTC
from functools import cache, partial

import docx
from docx.document import Document
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.oxml import parse_xml
from docx.oxml.xmlchemy import BaseOxmlElement
from docx.shared import Mm

from commworkflow.documents import docx_margins
from commworkflow.documents.characters import printable
from commworkflow.documents.docx_body import Body
from commworkflow.documents.docx_lists import Numbering
from commworkflow.documents.docx_styles import styles_xml
from commworkflow.documents.docx_xml import NAMESPACES
from commworkflow.documents.headings import stepped
from commworkflow.documents.surroundings import labels_in, moment_of, title
from commworkflow.rules.blocks import Sections, all_blocks
from commworkflow.rules.notice import Imprint

_SIDE = Mm(25)
_WIDTH = 9072  # 160 mm between the margins, in twentieths of a point
_PROPERTY_ROOM = 255  # what python-docx admits in a property
_EPOCH = (1980, 1, 1, 0, 0, 0)  # the first hour a zip can bear

# Parts of python-docx's own template that speak of the machine it was made on, or that nothing of ours refers to.
_NOT_OURS = (
    "/thumbnail",
    "/extended-properties",
    "/customXml",
    "/stylesWithEffects",
    "/theme",
    "/fontTable",
    "/webSettings",
)


def render_docx(sections: Sections, imprint: Imprint) -> bytes:
    """Return the text as a docx, the same bytes for the same text and imprint."""
    document = docx.Document(io.BytesIO(_empty()))
    tag = labels_in(imprint.language).tag
    body = Body(tag, partial(document.part.relate_to, reltype=RELATIONSHIP_TYPE.HYPERLINK, is_external=True), _WIDTH)
    text = [xml for block in stepped(all_blocks(sections)) for xml in body.block(block)]
    _fill_body(document, [*docx_margins.opening(imprint, tag), *text, *docx_margins.closing(imprint, tag)])
    _fill_margins(document, imprint, tag)
    _refill(document.part.numbering_part.element, body.numbering.xml())
    _refill(document.styles.element, styles_xml(tag))
    _refill(document.settings.element, _settings_xml(tag))
    _name(document, imprint, tag)
    return _packed(document)


@cache
def _empty() -> bytes:
    """Return python-docx's default document without what is not ours, laid out for our pages."""
    document = docx.Document()
    for relations in (document.part.package.rels, document.part.rels):
        for key in [key for key, relation in relations.items() if relation.reltype.endswith(_NOT_OURS)]:
            del relations[key]
    _refill(document.styles.element, styles_xml("fr-FR"))
    _refill(document.part.numbering_part.element, Numbering().xml())
    section = document.sections[0]
    section._sectPr.attrib.clear()  # the editing sessions of whoever made the template
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.left_margin = section.right_margin = _SIDE
    section.top_margin, section.bottom_margin = Mm(38), Mm(28)
    section.header_distance, section.footer_distance = Mm(14), Mm(12)
    section.different_first_page_header_footer = True
    for margin in (section.header, section.first_page_header, section.footer, section.first_page_footer):
        margin.is_linked_to_previous = False
    return _packed(document)


def _fill_body(document: Document, content: Iterable[str]) -> None:
    """Put the text before the section's own properties, which stay last in a body."""
    body = document.element.body
    for element in parse_xml(f"<w:body {NAMESPACES}>{''.join(content)}</w:body>"):
        body.insert(len(body) - 1, element)


def _fill_margins(document: Document, imprint: Imprint, tag: str) -> None:
    section = document.sections[0]
    foot = list(docx_margins.foot(imprint, tag, _WIDTH))
    for margin, content in (
        (section.first_page_header, docx_margins.first_head(imprint, tag)),
        (section.header, docx_margins.running_head(imprint, tag)),
        (section.first_page_footer, foot),
        (section.footer, foot),
    ):
        _refill(margin.part.element, f"<w:hdr {NAMESPACES}>{''.join(content)}</w:hdr>")


def _refill(element: BaseOxmlElement, xml: str) -> None:
    """Replace what is inside ``element`` by what is inside ``xml``'s root."""
    element[:] = list(parse_xml(xml))


def _settings_xml(tag: str) -> str:
    return (
        f'<w:settings {NAMESPACES}><w:zoom w:percent="100"/><w:defaultTabStop w:val="708"/><w:compat><w:compatSetting '
        'w:name="compatibilityMode" w:uri="http://schemas.microsoft.com/office/word" w:val="15"/></w:compat>'
        f'<w:themeFontLang w:val="{tag}"/><w:decimalSymbol w:val=","/><w:listSeparator w:val=";"/></w:settings>'
    )


def _name(document: Document, imprint: Imprint, tag: str) -> None:
    """Say whose document it is and of what hour: the hospital's and its own, never a person's machine's."""
    properties = document.core_properties
    moment = moment_of(imprint).astimezone(UTC).replace(microsecond=0)
    owner = printable(imprint.establishment)[:_PROPERTY_ROOM]
    properties.title = printable(imprint.world.titled(title(imprint)))[:_PROPERTY_ROOM]
    properties.author = properties.last_modified_by = owner
    properties.created = properties.modified = moment
    properties.language = tag
    properties.identifier = printable(imprint.number)[:_PROPERTY_ROOM]
    properties.comments = ""
    properties.revision = 1


def _packed(document: Document) -> bytes:
    """Return the document's package with nothing in it that depends on the hour or the machine.

    Stored, not compressed: two builds of zlib may press the same words into other bytes.
    """
    saved = io.BytesIO()
    document.save(saved)
    packed = io.BytesIO()
    with zipfile.ZipFile(saved) as source, zipfile.ZipFile(packed, "w", zipfile.ZIP_STORED) as target:
        for name in source.namelist():
            target.writestr(zipfile.ZipInfo(name, _EPOCH), source.read(name))
    return packed.getvalue()
