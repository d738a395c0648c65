"""What a text looks like once it is a file: the kinds there are, a line each. A new one is a file and a line here."""

import re
import unicodedata
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from types import MappingProxyType

from commworkflow.documents.docx import render_docx
from commworkflow.documents.pdf import render_pdf
from commworkflow.documents.surroundings import title
from commworkflow.documents.text_file import render_text_file
from commworkflow.rules.blocks import Sections
from commworkflow.rules.notice import IN_FILE_NAMES, Imprint, RenderedFile

_DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


@dataclass(frozen=True, slots=True)
class Document:
    """A kind of file: its media type, its extension, and how a text becomes its bytes (same input, same bytes)."""

    key: str
    type: str
    extension: str
    render: Callable[[Sections, Imprint], bytes]


DOCUMENTS: Mapping[str, Document] = MappingProxyType(
    {
        kind.key: kind
        for kind in (
            Document("pdf", "application/pdf", "pdf", render_pdf),
            Document("docx", _DOCX, "docx", render_docx),
            Document("text", "text/plain; charset=utf-8", "txt", render_text_file),
        )
    }
)

_NUMBER_ROOM = 40
_TITLE_ROOM = 50
# Names that Windows keeps for its devices, whatever follows the first dot.
_DEVICES = frozenset({"con", "prn", "aux", "nul", *(f"{port}{n}" for port in ("com", "lpt") for n in range(10))})
_SPELLED = str.maketrans({"œ": "oe", "Œ": "OE", "æ": "ae", "Æ": "AE", "’": "-", "–": "-", "—": "-"})


def file_name(imprint: Imprint, document: Document) -> str:
    """Return a name any system takes, saying what is inside: ``E-C-2026-0012-communique-projet.docx``."""
    number = _ascii(imprint.number, _NUMBER_ROOM)
    prefix = imprint.world.number_prefix
    if not number.startswith(prefix):
        number = f"{prefix}{number}".rstrip("-")
    words = (number, _ascii(title(imprint), _TITLE_ROOM).lower(), *(IN_FILE_NAMES[mark] for mark in imprint.marks))
    stem = "-".join(filter(None, words)) or "message"
    return f"{'message-' if stem.lower() in _DEVICES else ''}{stem}.{document.extension}"


def render_files(sections: Sections, imprint: Imprint, kinds: Iterable[str]) -> tuple[RenderedFile, ...]:
    """Return one file for each of ``kinds``, in their order; KeyError where there is no such kind."""
    return tuple(
        RenderedFile(file_name(imprint, document), document.type, document.render(sections, imprint))
        for document in map(DOCUMENTS.__getitem__, kinds)
    )


def _ascii(text: str, room: int) -> str:
    """Return the letters and digits of ``text``, without accents, joined by hyphens, cut between two words."""
    # An apostrophe parts two words: "l’hôpital" is not "lhopital".
    spelled = unicodedata.normalize("NFKD", text.translate(_SPELLED)).encode("ascii", "ignore").decode()
    return _cut(re.sub("[^A-Za-z0-9]+", "-", spelled).strip("-"), room)


def _cut(words: str, room: int) -> str:
    if len(words) <= room:
        return words
    return words[: room + 1].rpartition("-")[0] or words[:room]
