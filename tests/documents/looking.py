"""How the tests look into the files that were made: with tools that did not make them."""

import io
import os
import re
import subprocess
import sys
import tempfile
import unicodedata
import zipfile
from collections.abc import Iterator
from pathlib import Path

import docx
from docx.document import Document
from docx.oxml.ns import qn
from docx.oxml.xmlchemy import BaseOxmlElement

from commworkflow.documents.plain import fold_words

AROUND = {"MarkInText", "Title", "Dated", "Reference", "Note", "Signature", "Digest"}
"""The styles of what a docx prints around the text in its body."""

_NESTED_LABEL = re.compile(r"^(\s*)Lbl \(block\)")


def open_docx(content: bytes) -> Document:
    """Return a docx as python-docx reads it."""
    return docx.Document(io.BytesIO(content))


def part(content: bytes, name: str) -> str:
    """Return one part of a docx as text."""
    with zipfile.ZipFile(io.BytesIO(content)) as package:
        return package.read(name).decode()


def body_words(document: Document) -> tuple[str, ...]:
    """Return the words of a docx's text, in order, without what is printed around it."""
    return fold_words("\n".join(paragraph_text(paragraph) for paragraph in text_paragraphs(document)))


def text_paragraphs(document: Document) -> Iterator[BaseOxmlElement]:
    """Yield the paragraphs of the text itself, those in tables too."""
    for paragraph in document.element.body.iter(qn("w:p")):
        if style_of(paragraph) not in AROUND:
            yield paragraph


def style_of(paragraph: BaseOxmlElement) -> str:
    """Return the id of a paragraph's style."""
    return str(paragraph.find(f"{qn('w:pPr')}/{qn('w:pStyle')}").get(qn("w:val")))


def paragraph_text(paragraph: BaseOxmlElement) -> str:
    """Return the text of one paragraph, its breaks as line feeds."""
    pieces = (piece for piece in paragraph.iter(qn("w:t"), qn("w:br")))
    return "".join("\n" if piece.tag == qn("w:br") else piece.text or "" for piece in pieces)


def poppler(tool: str, content: bytes, *options: str) -> str:
    """Return what one of poppler's tools says of a pdf."""
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "text.pdf"
        file.write_bytes(content)
        target = ["-"] if tool == "pdftotext" else []
        said = subprocess.run([tool, *options, str(file), *target], capture_output=True, check=True)
    return said.stdout.decode("utf-8", errors="replace")


def page_texts(content: bytes) -> list[str]:
    """Return the words of a pdf page by page, heads and feet included, each page on one line."""
    pages = poppler("pdftotext", content, "-raw").split("\f")
    return [" ".join(fold_words(page)) for page in pages if page.strip()]


def spoken_signs(content: bytes) -> str:
    """Return every sign a screen reader meets in a pdf, in its order: no head, no foot, no mark of a list, no space."""
    signs: list[str] = []
    label = -1
    for line in poppler("pdfinfo", content, "-struct-text").splitlines():
        indent = len(line) - len(line.lstrip())
        if label >= 0 and indent <= label:
            label = -1
        if found := _NESTED_LABEL.match(line):
            label = len(found.group(1))
        elif label < 0 and line.lstrip().startswith('"'):
            signs.append(line.strip()[1:-1])
    return bare("".join(signs))


def bare(text: str) -> str:
    """Return ``text`` in NFC without any white space: where a line ends is the page's business."""
    return "".join(unicodedata.normalize("NFC", text).split())


def digest_elsewhere(kind: str) -> str:
    """Return the SHA-256 of the exercise's form as another process makes it, with other hashes in its sets."""
    program = (
        f"import hashlib; from commworkflow.documents.{kind} import render_{kind} as render;"
        "from tests.documents.texts import EXERCISE, FORM;"
        "print(hashlib.sha256(render(FORM, EXERCISE)).hexdigest())"
    )
    root = Path(__file__).parents[2]
    made = subprocess.run(
        [sys.executable, "-c", program],
        cwd=root,
        env={**os.environ, "PYTHONHASHSEED": "7", "TZ": "Asia/Tokyo", "PYTHONPATH": str(root)},
        capture_output=True,
        text=True,
        check=True,
    )
    return made.stdout.strip()
