"""Word files that somebody was sent at night: their text comes, nothing else does, and what was left out is told."""

import json
import socket
import zipfile
from io import BytesIO
from pathlib import Path
from typing import Any, NoReturn

import pytest
from docx import Document
from docx.oxml.ns import qn
from docx.oxml.parser import OxmlElement

from commworkflow.documents import word_package
from commworkflow.documents.word_text import read_word
from commworkflow.rules.blocks import Heading, Item, ListBlock, Paragraph, Run
from commworkflow.rules.word_import import CannotRead, Lost, Unreadable

CORPUS = Path(__file__).parents[3] / "shared" / "corpora" / "docx"
MANIFEST: list[dict[str, Any]] = json.loads((CORPUS / "manifest.json").read_text("utf-8")) if CORPUS.is_dir() else []
TOLD = {
    "hidden_text.docx": Lost.HIDDEN_TEXT,
    "white_text.docx": Lost.HIDDEN_TEXT,
    "comments.docx": Lost.COMMENTS,
    "bidi.docx": Lost.REORDERING_CHARACTERS,
}


@pytest.fixture
def cut_off(monkeypatch: pytest.MonkeyPatch) -> None:
    """No connection is made and no file is opened while a Word file is read."""

    def refuse(*_: object, **__: object) -> NoReturn:
        raise AssertionError("a Word file reached for something outside itself")

    monkeypatch.setattr(socket, "socket", refuse)
    monkeypatch.setattr("builtins.open", refuse)


@pytest.mark.skipif(not MANIFEST, reason="the hostile Word files stand beside the project, not in it")
@pytest.mark.parametrize("file", [entry["file"] for entry in MANIFEST] or ["none"])
def test_each_hostile_file_does_what_its_manifest_says(file: str, cut_off: None) -> None:
    expected = next(entry["expect"] for entry in MANIFEST if entry["file"] == file)
    content = (CORPUS / file).read_bytes()
    if expected == "refuse":
        with pytest.raises(CannotRead):
            read_word(content)
        return
    try:
        read = read_word(content)
    except CannotRead:
        assert expected == "refuse-or-ignore"
        return
    words = repr(read.blocks)
    for never in ("javascript", "http://", "INCLUDETEXT", "fuité", "texte invisible", "\\u202e", "file:"):
        assert never not in words, (file, never)
    if expected == "warn":
        assert TOLD[file] in read.lost
    if expected == "accept":
        assert read.blocks and not read.lost


def written(document: Any) -> bytes:
    held = BytesIO()
    document.save(held)
    return held.getvalue()


def test_what_word_writes_comes_as_blocks() -> None:
    document = Document()
    document.add_heading("Point de la nuit", 1)
    paragraph = document.add_paragraph("Les ")
    paragraph.add_run("urgences").bold = True
    paragraph.add_run(" restent ")
    paragraph.add_run("ouvertes").italic = True
    document.add_heading("Le détail", 2)
    for words in ("Bloc", "Imagerie"):
        document.add_paragraph(words, style="List Bullet")
    document.add_paragraph("Après la liste.")
    read = read_word(written(document))
    assert read.blocks[:3] == (
        Heading(2, (Run("Point de la nuit"),)),
        Paragraph((Run("Les "), Run("urgences", strong=True), Run(" restent "), Run("ouvertes", emphasis=True))),
        Heading(3, (Run("Le détail"),)),
    )
    assert read.blocks[3] == ListBlock(False, (Item((Run("Bloc"),)), Item((Run("Imagerie"),))))
    assert read.blocks[-1] == Paragraph((Run("Après la liste."),))
    assert Lost.TABLES not in read.lost


def test_a_list_keeps_its_kind_and_its_depth() -> None:
    document = Document()
    for words, level in (("un", "0"), ("un point un", "1"), ("deux", "0")):
        paragraph = document.add_paragraph(words)
        properties = paragraph._p.get_or_add_pPr()
        numbering, depth, list_id = (OxmlElement(f"w:{name}") for name in ("numPr", "ilvl", "numId"))
        depth.set(qn("w:val"), level)
        list_id.set(qn("w:val"), "1")
        numbering.append(depth)
        numbering.append(list_id)
        properties.append(numbering)
    (block,) = read_word(written(document)).blocks
    assert isinstance(block, ListBlock)
    assert [item.runs[0].text for item in block.items] == ["un", "deux"]
    assert block.items[0].lists == (ListBlock(block.items[0].lists[0].ordered, (Item((Run("un point un"),)),)),)


def test_a_table_keeps_its_words_a_line_a_row_and_is_told() -> None:
    document = Document()
    table = document.add_table(rows=2, cols=2)
    for cell, words in zip(
        (c for row in table.rows for c in row.cells), ("Lits", "312", "Bloc", "ouvert"), strict=True
    ):
        cell.text = words
    read = read_word(written(document))
    assert [block for block in read.blocks if isinstance(block, Paragraph)] == [
        Paragraph((Run("Lits · 312"),)),
        Paragraph((Run("Bloc · ouvert"),)),
    ]
    assert Lost.TABLES in read.lost


def test_what_was_struck_out_is_gone_and_what_was_put_in_stays() -> None:
    document = Document()
    paragraph = document.add_paragraph("Nous ")
    for tag, text_tag, words in (("w:del", "w:delText", "savons"), ("w:ins", "w:t", "vérifions")):
        change, run, text = OxmlElement(tag), OxmlElement("w:r"), OxmlElement(text_tag)
        text.text = words
        run.append(text)
        change.append(run)
        paragraph._p.append(change)
    read = read_word(written(document))
    assert read.blocks == (Paragraph((Run("Nous vérifions"),)),)
    assert Lost.TRACKED_CHANGES in read.lost


def rebuilt(**parts: str) -> bytes:
    held = BytesIO()
    with zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED) as package:
        for name, text in parts.items():
            package.writestr(name, text)
    return held.getvalue()


TYPES = "[Content_Types].xml"
BODY = (
    '<w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:body>'
    "<w:p><w:r><w:t>{}</w:t></w:r></w:p></w:body></w:document>"
)
DEEP = BODY.replace("<w:r><w:t>{}</w:t></w:r>", "<w:smartTag>" * 5_000 + "</w:smartTag>" * 5_000)
REFUSED: list[tuple[str, dict[str, str], Unreadable]] = [
    ("entities", {TYPES: "<!DOCTYPE x [<!ENTITY a 'b'>]><x>&a;</x>", "word/document.xml": BODY}, Unreadable.SUSPECT),
    ("not XML", {TYPES: "<x/>", "word/document.xml": "rien"}, Unreadable.DAMAGED),
    ("no document", {TYPES: "<x/>"}, Unreadable.NOT_WORD),
    ("macros", {TYPES: "<x/>", "word/document.xml": BODY, "word/vbaProject.bin": "x"}, Unreadable.MACROS),
    ("an archive inside", {TYPES: "<x/>", "word/document.xml": BODY, "word/a.zip": "x"}, Unreadable.SUSPECT),
    ("too much of it", {TYPES: "<x/>", "word/document.xml": BODY.format("mot " * 90_000)}, Unreadable.TOO_LARGE),
    ("too deep", {TYPES: "<x/>", "word/document.xml": DEEP}, Unreadable.SUSPECT),
    ("squeezed", {TYPES: "<x/>", "word/document.xml": BODY.format("a" * 7_000_000)}, Unreadable.TOO_LARGE),
]


@pytest.mark.parametrize(("parts", "why"), [case[1:] for case in REFUSED], ids=[case[0] for case in REFUSED])
def test_what_is_refused_says_why(parts: dict[str, str], why: Unreadable) -> None:
    with pytest.raises(CannotRead) as refused:
        read_word(rebuilt(**parts))
    assert refused.value.why is why


def test_many_parts_that_are_small_each_may_be_too_large_together(monkeypatch: pytest.MonkeyPatch) -> None:
    document = BODY.format("Bonjour")
    notes = {f"word/note{number}.xml": BODY.format(f"Note {number}") for number in range(50)}
    file = rebuilt(**{TYPES: "<x/>", "word/document.xml": document}, **notes)
    assert read_word(file).blocks == (Paragraph((Run("Bonjour"),)),)
    monkeypatch.setattr(word_package, "_LARGEST_WHOLE", 20 * len(document))
    with pytest.raises(CannotRead) as refused:
        read_word(file)
    assert refused.value.why is Unreadable.TOO_LARGE


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (b"", Unreadable.NOT_WORD),
        (b"Bonjour", Unreadable.NOT_WORD),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(100), Unreadable.OLD_WORD),
        (b"PK\x03\x04" + bytes(50), Unreadable.DAMAGED),
        (b"PK\x03\x04" + bytes(5_000_001), Unreadable.TOO_LARGE),
        (b"MZ" + rebuilt(**{TYPES: "<x/>", "word/document.xml": BODY}), Unreadable.NOT_WORD),
    ],
)
def test_what_is_no_word_file_says_so(content: bytes, why: Unreadable) -> None:
    with pytest.raises(CannotRead) as refused:
        read_word(content)
    assert refused.value.why is why
