"""What stands around the text of a docx: letterhead and marks at the head, number, seal and pages at the foot."""

from collections.abc import Iterator

from commworkflow.documents.docx_styles import HAIR
from commworkflow.documents.docx_xml import field, paragraph, run
from commworkflow.documents.surroundings import (
    digest_line,
    labels_in,
    marks,
    reference,
    seal_line,
    shortened,
    title,
)
from commworkflow.rules.notice import Imprint

_RUNNING_ROOM = 90


def first_head(imprint: Imprint, tag: str) -> Iterator[str]:
    """Yield the head of the first page: the marks, then the letterhead."""
    yield from _marks("Mark", imprint, tag)
    yield paragraph("Establishment", run(imprint.establishment, tag))
    yield from (paragraph("Letterhead", run(line, tag)) for line in imprint.letterhead)
    yield paragraph("HeadRule", "")


def running_head(imprint: Imprint, tag: str) -> Iterator[str]:
    """Yield the head of every other page: the marks, whose text it is, its title, number and hour."""
    yield from _marks("Mark", imprint, tag)
    yield paragraph("Running", run(shortened(imprint.establishment, _RUNNING_ROOM), tag, style="Named"))
    numbered = " · ".join(filter(None, (imprint.number, imprint.dated)))
    lines = (shortened(line, _RUNNING_ROOM) for line in (title(imprint), numbered) if line)
    yield from (paragraph("Running", run(line, tag)) for line in lines)
    yield paragraph("HeadRule", "")


def foot(imprint: Imprint, tag: str, width: int) -> Iterator[str]:
    """Yield the foot of every page: reference and page on one line, the seal and the marks on the other."""
    page = run(f"{labels_in(imprint.language).page} ", tag) + field("PAGE", tag, "1")
    page += run(" / ", tag) + field("NUMPAGES", tag, "1")
    yield _two_ends(run(reference(imprint), tag), page, width, ruled=True)
    marked = run(" · ".join(marks(imprint)), tag, style="State")
    yield _two_ends(run(seal_line(imprint), tag, style="Named"), marked, width)


def opening(imprint: Imprint, tag: str) -> Iterator[str]:
    """Yield what precedes the text in the body: marks again, because a copy of the body leaves the head behind."""
    yield from _marks("MarkInText", imprint, tag)
    yield paragraph("Title", run(title(imprint), tag))
    around = (("Dated", imprint.dated), ("Reference", reference(imprint)), *(("Note", note) for note in imprint.notes))
    yield from (paragraph(style, run(words, tag)) for style, words in around if words)


def closing(imprint: Imprint, tag: str) -> Iterator[str]:
    """Yield what follows the text: who signs it, and the digest that a reader outside can recompute."""
    around = (("Signature", imprint.signer), ("Digest", digest_line(imprint)), ("Digest", imprint.hour))
    yield from (paragraph(style, run(words, tag)) for style, words in around if words)


def _marks(style: str, imprint: Imprint, tag: str) -> Iterator[str]:
    shown = [run(mark, tag, style="Exercise" if mark == imprint.world.mark else "") for mark in marks(imprint)]
    if shown:
        yield paragraph(style, run(" · ", tag).join(shown))


def _two_ends(left: str, right: str, width: int, *, ruled: bool = False) -> str:
    rule = f'<w:pBdr><w:top w:val="single" w:sz="4" w:space="4" w:color="{HAIR}"/></w:pBdr>' if ruled else ""
    stops = f'<w:tabs><w:tab w:val="right" w:pos="{width}"/></w:tabs>'
    return paragraph("Foot", f"{left}<w:r><w:tab/></w:r>{right}", numbering=rule + stops)
