"""The text as a file of plain text: what still opens when nothing else does."""

import codecs
from collections.abc import Iterator

from commworkflow.documents.characters import printable
from commworkflow.documents.plain import render_plain
from commworkflow.documents.surroundings import digest_line, marks, reference, seal_line, title
from commworkflow.rules.blocks import Sections
from commworkflow.rules.notice import Imprint

_RULE = "-" * 60


def render_text_file(sections: Sections, imprint: Imprint) -> bytes:
    """Return the text with its imprint above and below; marked and ended as any Windows reads it."""
    text = "\n\n".join(part for part in _parts(sections, imprint) if part)
    return codecs.BOM_UTF8 + printable(f"{text}\n").replace("\n", "\r\n").encode()


def _parts(sections: Sections, imprint: Imprint) -> Iterator[str]:
    marked = " · ".join(marks(imprint))
    yield marked
    yield "\n".join((imprint.establishment, *imprint.letterhead))
    yield title(imprint)
    yield "\n".join(filter(None, (imprint.dated, reference(imprint), *imprint.notes)))
    yield _RULE
    yield render_plain(sections)
    yield _RULE
    yield imprint.signer
    yield "\n".join(filter(None, (seal_line(imprint), digest_line(imprint), imprint.hour)))
    yield marked
