"""WordprocessingML as text: the few elements our documents are made of, everything escaped in one place."""

from html import escape

from docx.oxml.ns import nsdecls

from commworkflow.documents.characters import printable

NAMESPACES = nsdecls("w", "r")


def text(words: str) -> str:
    """Return ``words`` as the content of a run: escaped, a break for each line feed."""
    return "<w:br/>".join(
        f'<w:t xml:space="preserve">{escape(line)}</w:t>' if line else "" for line in printable(words).split("\n")
    )


def attribute(words: str) -> str:
    """Return ``words`` as the value of an attribute."""
    return escape(printable(words))


def run(words: str, tag: str, *, style: str = "", strong: bool = False, emphasis: bool = False) -> str:
    """Return one run in the language ``tag``, the order of its properties being the schema's."""
    named = f'<w:rStyle w:val="{style}"/>' if style else ""
    weight = ("<w:b/>" if strong else "") + ("<w:i/>" if emphasis else "")
    return f'<w:r><w:rPr>{named}{weight}<w:lang w:val="{tag}"/></w:rPr>{text(words)}</w:r>'


def paragraph(style: str, content: str, *, numbering: str = "") -> str:
    """Return a paragraph in a style; ``numbering`` is the w:numPr of a list's entry."""
    return f'<w:p><w:pPr><w:pStyle w:val="{style}"/>{numbering}</w:pPr>{content}</w:p>'


def field(instruction: str, tag: str, shown: str) -> str:
    """Return a field that the reader's program computes (PAGE, NUMPAGES), with what it shows until then."""
    return f'<w:fldSimple w:instr="{instruction}">{run(shown, tag)}</w:fldSimple>'
