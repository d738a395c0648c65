"""The pdf, as poppler, pypdf and a validator of both standards see it."""

import hashlib
import io
import json
import time
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pypdf
import pytest

from commworkflow.documents import pdf, typesetting
from commworkflow.documents.pdf import render_pdf
from commworkflow.documents.plain import words
from commworkflow.rules.blocks import Field, Heading, Item, ListBlock, Run, Sections, Table, Warning
from commworkflow.rules.notice import Imprint, Mark
from commworkflow.rules.worlds import World
from tests.documents.looking import bare, digest_elsewhere, page_texts, poppler, spoken_signs
from tests.documents.texts import EXERCISE, FORM, LONG, PRESS, imprint, said, text_of


def around(imprint: Imprint) -> tuple[str, str]:
    """Return what the first page says before the text, and the last one after it."""
    same = imprint.version == imprint.number
    reference = (
        f"N° {imprint.number} · " + ("" if same else f"Réf. {imprint.version} · ") + f"Classe {imprint.reading_class}"
    )
    marks = [mark for mark in (imprint.world.mark, imprint.mark.value) if mark]
    above = (
        *marks,
        imprint.establishment,
        *imprint.letterhead,
        imprint.title,
        imprint.dated,
        reference,
        *imprint.notes,
    )
    return bare("".join(above)), bare(f"{imprint.signer}Empreinte du texte {imprint.text_digest}")


@pytest.mark.parametrize("sections", [PRESS, FORM, LONG, ()], ids=["press", "form", "long", "empty"])
def test_every_sign_is_heard_in_order(sections: Sections) -> None:
    for frame in (imprint(), EXERCISE):
        before, after = around(frame)
        assert spoken_signs(render_pdf(sections, frame)) == before + "".join(words(sections)) + after


def test_every_word_is_seen() -> None:
    seen = " ".join(page_texts(render_pdf(PRESS, imprint())))
    for section in PRESS:
        for block in section.blocks:
            if isinstance(block, Heading):
                assert " ".join(words(text_of(block))) in seen
    assert "constaté un incident malveillant sur son système d’information. La cellule" in seen
    assert (
        "• Les consultations prévues ont lieu. • 19 patients et 13 enfants ont été transférés : 1. réanimation" in seen
    )
    assert "1. accueillir ; 2. soigner ; 3. rappeler." in seen


def xmp(content: bytes) -> str:
    """Return the XMP metadata of a pdf, as text."""
    root: Any = pypdf.PdfReader(io.BytesIO(content)).trailer["/Root"]
    return bytes(root["/Metadata"].get_object().get_data()).decode()


def test_it_claims_both_standards_and_is_tagged() -> None:
    content = render_pdf(PRESS, imprint())
    claims = xmp(content)
    assert "<pdfaid:part>2</pdfaid:part>" in claims and "<pdfaid:conformance>A</pdfaid:conformance>" in claims
    assert "<pdfuaid:part>1</pdfuaid:part>" in claims
    root: Any = pypdf.PdfReader(io.BytesIO(content)).trailer["/Root"]
    assert root["/MarkInfo"]["/Marked"] and root["/StructTreeRoot"] and root["/Lang"] == "fr-FR"
    assert root["/ViewerPreferences"]["/DisplayDocTitle"]
    facts = poppler("pdfinfo", content)
    assert "Tagged:          yes" in facts and "Encrypted:       no" in facts and "JavaScript:      no" in facts


@pytest.mark.parametrize("sections", [PRESS, FORM, LONG, ()], ids=["press", "form", "long", "empty"])
def test_a_validator_finds_nothing(sections: Sections) -> None:
    page = pytest.importorskip("page")
    for frame in (imprint(), EXERCISE, imprint(language="en", letterhead=(), notes=(), signer="", seal="")):
        content = render_pdf(sections, frame)
        for profile in ("2a", "ua1"):
            report = page.validate_pdf_bytes(content, profile=profile)
            assert report.is_compliant, [failure.message for failure in report.failures]


def test_a_page_that_ends_on_a_carriage_return_is_written_otherwise(monkeypatch: pytest.MonkeyPatch) -> None:
    """One in two hundred, compressed, would be read one byte short by a strict validator."""
    asked: list[bool] = []

    def compiled(layout: Path, words: str, moment: datetime, *, pretty: bool) -> bytes:
        asked.append(pretty)
        return b"uncompressed" if pretty else b"compressed\r\nendstream"

    monkeypatch.setattr(typesetting, "_compiled", compiled)
    assert render_pdf(PRESS, imprint()) == b"uncompressed"
    assert asked == [False, True]


def test_uncompressed_pages_keep_both_standards_and_their_words() -> None:
    page = pytest.importorskip("page")
    moment = datetime(2026, 11, 20, 15, 15, tzinfo=UTC)
    notice = json.dumps(typesetting._drawable(pdf._notice(PRESS, imprint())))
    content = typesetting._compiled(pdf._LAYOUT, notice, moment, pretty=True)
    assert spoken_signs(content) == spoken_signs(render_pdf(PRESS, imprint()))
    for profile in ("2a", "ua1"):
        assert page.is_pdf_compliant_bytes(content, profile=profile)


def test_title_author_and_hour() -> None:
    told = pypdf.PdfReader(io.BytesIO(render_pdf(PRESS, imprint()))).metadata
    assert told is not None
    assert told.title == "Point de situation : incident malveillant sur le système d’information"
    assert told.author == "Centre hospitalier de Valmont"
    assert told.creation_date is not None and told.creation_date.isoformat() == "2026-11-20T15:15:00+00:00"


def test_an_exercise_says_so_where_only_the_title_is_read() -> None:
    told = pypdf.PdfReader(io.BytesIO(render_pdf(PRESS, EXERCISE))).metadata
    assert told is not None and told.title == f"EXERCICE · {EXERCISE.title}"


def test_headings_lists_tables_and_links_are_tagged_as_such() -> None:
    structure = poppler("pdfinfo", render_pdf(PRESS, imprint()), "-struct")
    kinds = [line.split()[0].rstrip(":") for line in structure.splitlines() if line.strip()]
    assert kinds.count("H1") == 3 and kinds.count("H2") == 1 and kinds.count("H3") == 1
    assert kinds.count("L") == 3 and kinds.count("LI") == 8
    assert kinds.count("Table") == 1 and kinds.count("TH") == 3 and kinds.count("TD") == 6 and "Caption" in kinds
    reader = pypdf.PdfReader(io.BytesIO(render_pdf(PRESS, imprint())))
    notes: list[Any] = [note.get_object() for page in reader.pages for note in page.get("/Annots", [])]
    assert {note["/A"]["/URI"] for note in notes} == {
        "tel:+33235000002",
        "https://www.ch-valmont.example/situation?a=1&b=2",
    }
    assert b"javascript" not in render_pdf(text_of(said(Run("mots", link="javascript:alert(1)"))), imprint())


def test_head_and_foot_of_every_page() -> None:
    pages = page_texts(render_pdf(LONG, imprint()))
    assert len(pages) >= 3
    for number, page in enumerate(pages, start=1):
        for expected in (
            "Centre hospitalier de Valmont",
            "Point de situation : incident malveillant sur le système d’information",
            "vendredi 20 novembre 2026 à 16 h 15",
            "N° C-2026-0012 · Réf. 2026-001-04 · Classe C0",
            "Sceau 7K3M-QX9T-0B4D-W2HZ",
            f"Page {number} / {len(pages)}",
        ):
            assert expected in page, (number, expected)


@pytest.mark.parametrize("world", World)
@pytest.mark.parametrize("mark", Mark)
def test_marks_are_on_every_page_or_on_none(world: World, mark: Mark) -> None:
    for sections in (LONG, FORM):
        content = render_pdf(sections, imprint(world=world, mark=mark))
        for page in page_texts(content):
            for word in ("EXERCICE", *filter(None, Mark)):
                shown = word in (world.mark, mark.value)
                assert page.count(word) == (2 if shown else 0), word
        assert spoken_signs(content).startswith(bare(world.mark + mark.value) + "Centre")


def test_the_same_bytes_for_the_same_text() -> None:
    first = render_pdf(FORM, EXERCISE)
    render_pdf(LONG, imprint())
    assert render_pdf(FORM, EXERCISE) == first
    assert digest_elsewhere("pdf") == hashlib.sha256(first).hexdigest()
    assert render_pdf(FORM, imprint()) != first


def test_several_threads_at_once() -> None:
    frames = [imprint(number=f"C-2026-{number:04}") for number in range(12)]
    with ThreadPoolExecutor(4) as several:
        at_once = list(several.map(lambda frame: render_pdf(PRESS, frame), frames))
    assert at_once == [render_pdf(PRESS, frame) for frame in frames]


@pytest.mark.parametrize(
    "sections",
    [
        text_of(said("")),
        text_of(said("\n\n")),
        text_of(Heading(1, ()), Heading(3, (Run(" "),)), Heading(2, (Run("\u00ad"),))),
        text_of(ListBlock(False, ()), ListBlock(True, (Item((Run(""),)),))),
        text_of(Table("", (), ()), Table("c", ("a",), ((), ("1", "2", "3")))),
        text_of(Field("", "", ()), Warning("")),
        text_of(said(Run("", link="https://x.example"), Run("é", link="https://hôpital.example/é"))),
    ],
)
def test_what_is_empty_or_uneven_comes_out(sections: Sections) -> None:
    content = render_pdf(sections, imprint(title="", number="", letterhead=(), signer="", notes=(), dated=""))
    assert content.startswith(b"%PDF-1.7")


def test_lists_deeper_than_a_page_has_room_for_keep_every_word() -> None:
    nested = ListBlock(True, (Item((Run("fond"),)),))
    for floor in range(60):
        nested = ListBlock(bool(floor % 2), (Item((Run(f"étage{floor}"),), (nested,)),))
    before, after = around(imprint())
    assert spoken_signs(render_pdf(text_of(nested), imprint())) == before + "".join(words(text_of(nested))) + after


def test_a_word_longer_than_a_line_stays_on_the_page() -> None:
    word = "https://www.ch-valmont.example/" + "x" * 200
    sections = text_of(said(word), Table("", ("a", "b"), ((word, word),)), Field("k", word, (word,)))
    content = render_pdf(sections, imprint())
    # pdftotext leaves out what lies off the page
    assert bare("".join(page_texts(content))).count("x") > 950
    assert spoken_signs(content).count("x") >= 1_000


def test_two_pages_cost_little_warm() -> None:
    """Ten times what it takes (``run.py bench`` prints the figure): a busy machine must not fail it."""
    render_pdf(PRESS, imprint())
    taken = []
    for number in range(10):
        started = time.perf_counter()
        render_pdf(PRESS, imprint(number=f"C-2026-{number:04}"))
        taken.append(time.perf_counter() - started)
    assert min(taken) < 0.25
