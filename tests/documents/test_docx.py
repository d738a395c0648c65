"""The docx, as python-docx and the format itself see it."""

import hashlib
import time
from datetime import UTC, datetime

import pytest
from docx.oxml.ns import qn

from commworkflow.documents.docx import render_docx
from commworkflow.documents.plain import words
from commworkflow.rules.blocks import Field, Item, ListBlock, Run, Sections, Table
from commworkflow.rules.notice import Imprint, Mark
from commworkflow.rules.worlds import World
from tests.documents.looking import (
    body_words,
    digest_elsewhere,
    open_docx,
    paragraph_text,
    part,
    style_of,
    text_paragraphs,
)
from tests.documents.texts import EXERCISE, FORM, LONG, PRESS, imprint, said, text_of


@pytest.mark.parametrize("sections", [PRESS, FORM, LONG, ()], ids=["press", "form", "long", "empty"])
def test_every_word_is_there_in_order(sections: Sections) -> None:
    for around in (imprint(), EXERCISE):
        assert body_words(open_docx(render_docx(sections, around))) == words(sections)


def test_headings_are_headings() -> None:
    document = open_docx(render_docx(PRESS, imprint()))
    found = [
        (p.style.name, p.text) for p in document.paragraphs if p.style and p.style.name.startswith(("Head", "Tit"))
    ]
    assert found == [
        ("Title", "Point de situation : incident malveillant sur le système d’information"),
        ("Heading 1", "Ce qui s’est passé"),
        ("Heading 1", "Les soins continuent"),
        ("Heading 1", "Prochain point"),
        ("Heading 2", "Pour les proches"),
        ("Heading 3", "Presse"),
    ]


def test_lists_are_numbered_by_the_format_and_start_again_at_one() -> None:
    document = open_docx(render_docx(PRESS, imprint()))
    entries = [p for p in text_paragraphs(document) if style_of(p) == "ListParagraph"]
    placed = [tuple(int(value) for value in p.xpath("./w:pPr/w:numPr/*/@w:val")) for p in entries]
    assert placed == [(0, 1), (0, 1), (1, 2), (1, 2), (0, 1), (0, 3), (0, 3), (0, 3)]
    numbering = document.part.numbering_part.element
    forms = dict(
        zip(
            numbering.xpath("./w:abstractNum/@w:abstractNumId"),
            numbering.xpath("./w:abstractNum/w:lvl[1]/w:numFmt/@w:val"),
            strict=True,
        )
    )
    assert forms == {"1": "bullet", "2": "decimal"}
    for instance, depth in (("2", "1"), ("3", "0")):
        restart = f"./w:num[@w:numId='{instance}']/w:lvlOverride[@w:ilvl='{depth}']/w:startOverride/@w:val"
        assert numbering.xpath(restart) == ["1"]


def test_lists_deeper_than_the_format_goes_stay_at_its_last_level() -> None:
    nested = ListBlock(True, (Item((Run("fond"),)),))
    for _ in range(30):
        nested = ListBlock(True, (Item((Run("étage"),), (nested,)),))
    document = open_docx(render_docx(text_of(nested), imprint()))
    levels = [int(value) for value in document.element.body.xpath(".//w:ilvl/@w:val")]
    assert levels == [min(depth, 8) for depth in range(31)]


def test_links_are_links() -> None:
    document = open_docx(render_docx(PRESS, imprint()))
    found = [(link.text, link.address) for p in document.paragraphs for link in p.hyperlinks]
    assert found == [
        ("02 35 00 00 02", "tel:+33235000002"),
        ("du Centre hospitalier", "https://www.ch-valmont.example/situation?a=1&b=2"),
    ]
    refused = render_docx(text_of(said(Run("mots", link="javascript:alert(1)"))), imprint())
    assert "javascript" not in part(refused, "word/_rels/document.xml.rels")
    assert "w:hyperlink" not in part(refused, "word/document.xml")


def test_a_tables_head_is_a_head_on_each_page() -> None:
    document = open_docx(render_docx(PRESS, imprint()))
    (table,) = document.tables
    assert [[cell.text for cell in row.cells] for row in table.rows] == [
        ["Service", "État", "Où s’adresser"],
        ["Urgences", "Ouvertes", "Sur place"],
        ["Imagerie", "Urgences seulement", "Médecin traitant"],
    ]
    assert len(table._tbl.xpath("./w:tr[1]/w:trPr/w:tblHeader")) == 1
    assert len(table._tbl.xpath("./w:tr/w:trPr/w:tblHeader")) == 1
    assert table._tbl.xpath("./w:tblPr/w:tblCaption/@w:val") == ["État des services à 16 h"]


def test_uneven_and_empty_tables_are_tables_still() -> None:
    sections = text_of(Table("", ("a",), ((), ("1", "2", "3"))), Table("seul", (), ()), Table("", (), (("x",),)))
    document = open_docx(render_docx(sections, imprint()))
    assert [[cell.text for cell in row.cells] for row in document.tables[0].rows] == [
        ["a", "", ""],
        ["", "", ""],
        ["1", "2", "3"],
    ]
    assert body_words(document) == words(sections)


def test_an_answer_left_for_later_looks_different() -> None:
    document = open_docx(render_docx(FORM, imprint()))
    waiting = [p for p in text_paragraphs(document) if style_of(p) == "FieldWaiting"]
    assert [paragraph_text(p) for p in waiting] == ["À préciser dans le complément"]
    assert body_words(open_docx(render_docx(text_of(Field("k", "Question", ())), imprint()))) == ("Question",)


@pytest.mark.parametrize(("language", "tag"), [("fr", "fr-FR"), ("en", "en-GB"), ("xx", "fr-FR")])
def test_the_language_is_said_in_the_styles_and_on_every_run(language: str, tag: str) -> None:
    content = render_docx(PRESS, imprint(language=language))
    document = open_docx(content)
    assert document.styles.element.xpath("./w:docDefaults//w:lang/@w:val") == [tag]
    assert document.settings.element.xpath("./w:themeFontLang/@w:val") == [tag]
    for run in document.element.body.iter(qn("w:r")):
        assert run.xpath("./w:rPr/w:lang/@w:val") == [tag]


def head_and_feet(around: Imprint) -> list[str]:
    """Return the text of the two heads and the two feet: the first page's, then every other page's."""
    section = open_docx(render_docx(LONG, around)).sections[0]
    assert section.different_first_page_header_footer
    margins = (section.first_page_header, section.header, section.first_page_footer, section.footer)
    return ["\n".join(p.text for p in margin.paragraphs) for margin in margins]


def test_head_and_foot_of_every_page() -> None:
    first, others, first_foot, foot = head_and_feet(imprint())
    assert "Centre hospitalier de Valmont\n12, avenue des Tilleuls, 76540 Valmont" in first
    for expected in (
        "Centre hospitalier de Valmont",
        "Point de situation",
        "C-2026-0012",
        "20 novembre 2026 à 16 h 15",
    ):
        assert expected in others
    assert first_foot == foot
    for expected in ("N° C-2026-0012 · Réf. 2026-001-04 · Classe C0", "Page ", "Sceau 7K3M-QX9T-0B4D-W2HZ"):
        assert expected in foot
    xml = part(render_docx(LONG, imprint()), "word/footer1.xml")
    assert 'w:instr="PAGE"' in xml and 'w:instr="NUMPAGES"' in xml


def whole_body(around: Imprint) -> str:
    """Return all that the body says, what surrounds the text included."""
    return "\n".join(p.text for p in open_docx(render_docx(LONG, around)).paragraphs)


@pytest.mark.parametrize("world", World)
@pytest.mark.parametrize("mark", Mark)
def test_marks_are_on_every_page_or_on_none(world: World, mark: Mark) -> None:
    around = imprint(world=world, mark=mark)
    everywhere = [*head_and_feet(around), whole_body(around)]
    for word in ("EXERCICE", *filter(None, Mark)):
        expected = word in (world.mark, mark.value)
        assert all((word in place) is expected for place in everywhere), word


def test_it_is_the_hospitals_and_of_its_hour() -> None:
    content = render_docx(PRESS, imprint())
    said_of_it = open_docx(content).core_properties
    assert said_of_it.author == said_of_it.last_modified_by == "Centre hospitalier de Valmont"
    assert said_of_it.title == "Point de situation : incident malveillant sur le système d’information"
    assert said_of_it.created == said_of_it.modified == datetime(2026, 11, 20, 15, 15, tzinfo=UTC)
    assert said_of_it.comments == ""
    assert said_of_it.language == "fr-FR"
    assert b"python-docx" not in content and b"Macintosh" not in content and b"rsid" not in content


def test_an_exercise_says_so_where_only_the_title_is_read() -> None:
    assert open_docx(render_docx(FORM, EXERCISE)).core_properties.title == f"EXERCICE · {EXERCISE.title}"


def test_words_longer_than_a_property_admits_do_not_stop_it() -> None:
    document = open_docx(render_docx(PRESS, imprint(title="très " * 200, establishment="long " * 100)))
    assert len(document.core_properties.title) == 255


def test_the_same_bytes_for_the_same_text() -> None:
    first = render_docx(FORM, EXERCISE)
    assert render_docx(FORM, EXERCISE) == first
    assert digest_elsewhere("docx") == hashlib.sha256(first).hexdigest()
    assert render_docx(FORM, imprint()) != first


def test_an_hour_without_its_zone_is_refused() -> None:
    with pytest.raises(ValueError, match="zone"):
        render_docx(PRESS, imprint(moment="2026-11-20T15:15:00"))


def test_two_pages_cost_little_warm() -> None:
    """Ten times what it takes (``run.py bench`` prints the figure): a busy machine must not fail it."""
    render_docx(PRESS, imprint())
    taken = []
    for number in range(10):
        started = time.perf_counter()
        render_docx(PRESS, imprint(number=f"C-2026-{number:04}"))
        taken.append(time.perf_counter() - started)
    assert min(taken) < 0.25
