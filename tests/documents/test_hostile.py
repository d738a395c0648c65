"""Texts that attack: in every kind of file they are words, and nothing else."""

import json
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import html5lib
import pytest

from commworkflow.documents.docx import render_docx
from commworkflow.documents.html import render_html
from commworkflow.documents.pdf import render_pdf
from commworkflow.documents.plain import words
from commworkflow.rules.blocks import Field, Heading, Item, ListBlock, Run, Section, Sections, Table, Warning
from tests.documents.looking import body_words, open_docx, part, spoken_signs
from tests.documents.texts import imprint, said, text_of

CORPORA = Path(__file__).parents[3] / "shared" / "corpora"
ALLOWED = {"p", "br", "h2", "h3", "h4", "ul", "ol", "li", "strong", "em", "a"}
ALLOWED |= {"table", "caption", "thead", "tbody", "tr", "th", "td", "dl", "div", "dt", "dd"}

MARKUP = [
    "#set page(width: 1pt)",
    '#read("/etc/passwd")',
    '#eval("1")',
    "$x^2$ `code` *gras* _penché_ \\ \\u{41} @ref <label> [contenu] // reste /* là */",
    "= Titre\n- liste\n+ numéros\n/ terme: x",
    "~ -- --- ... ' \"",
    "]] #] }} {{7*7}} ${7*7} <%= 7 %>",
    "]]></w:t></w:r><w:r><w:t>intrus &amp; &#x41; %PDF-1.4 (a\\) Tj",
    "fin\x00 de\x08 ligne\x1b",
    'INCLUDETEXT "/etc/passwd" HYPERLINK "x" {PAGE}',
]


def every_place(words: str) -> Sections:
    """Return a text that holds these words wherever words can stand."""
    return (
        Section(
            "partout",
            words,
            (
                Heading(2, (Run(words),)),
                said(Run(words, strong=True), Run(words, link=words)),
                ListBlock(True, (Item((Run(words),), (ListBlock(False, (Item((Run(words),)),)),)),)),
                Table(words, (words,), ((words,),)),
                Field(words, words, (words,)),
                Warning(words),
            ),
        ),
    )


@pytest.mark.parametrize("hostile", MARKUP)
def test_markup_is_printed_as_it_was_written(hostile: str) -> None:
    sections = every_place(hostile)
    expected = "".join(words(sections)).translate(dict.fromkeys((0, 8, 0x1B), "\N{REPLACEMENT CHARACTER}"))
    heard = spoken_signs(render_pdf(sections, imprint()))
    assert expected in heard
    assert "".join(body_words(open_docx(render_docx(sections, imprint())))) == expected


@pytest.mark.parametrize("hostile", MARKUP)
def test_markup_around_the_text_is_printed_too(hostile: str) -> None:
    frame = imprint(title=hostile, establishment=hostile, letterhead=(hostile,), signer=hostile, notes=(hostile,))
    assert render_pdf(text_of(said("x")), frame).startswith(b"%PDF")
    assert open_docx(render_docx(text_of(said("x")), frame)).paragraphs


def corpus() -> Iterator[str]:
    """Yield every string of the shared corpora, whatever the shape of its file."""
    for file in (
        sorted(CORPORA.glob("xss/*.json"))
        + sorted(CORPORA.glob("unicode/*.json"))
        + sorted(CORPORA.glob("inject/*.json"))
    ):
        yield from _strings(json.loads(file.read_text(encoding="utf-8")))


def _strings(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for inner in value.values():
            yield from _strings(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from _strings(inner)


def batches() -> list[list[str]]:
    strings = list(dict.fromkeys(corpus()))
    return [strings[at : at + 250] for at in range(0, len(strings), 250)]


@pytest.mark.skipif(not CORPORA.exists(), reason="the shared corpora are not beside the repository")
def test_nothing_of_the_corpora_becomes_markup() -> None:
    for batch in batches():
        sections = text_of(
            *(block for hostile in batch for block in (said(Run(hostile, link=hostile)), Warning(hostile)))
        )
        # html5lib reads control characters as errors of the page: only what is built from the text counts here
        tree = html5lib.parseFragment(render_html(sections), namespaceHTMLElements=False)
        for element in tree.iter():
            if isinstance(element.tag, str) and element.tag != "DOCUMENT_FRAGMENT":
                assert element.tag in ALLOWED
                assert set(element.keys()) <= {"class", "href", "scope"}
                assert (element.get("href") or "https:").lower().startswith(("https:", "mailto:", "tel:"))


@pytest.mark.skipif(not CORPORA.exists(), reason="the shared corpora are not beside the repository")
def test_every_text_of_the_corpora_comes_out_of_the_files() -> None:
    for batch in batches():
        sections = text_of(*(said(hostile) for hostile in batch))
        assert render_pdf(sections, imprint()).startswith(b"%PDF")
        xml = part(render_docx(sections, imprint()), "word/document.xml")
        assert xml.count("<w:p>") >= len(batch)


def test_two_hundred_thousand_signs_come_out() -> None:
    sections = text_of(*(said("Le 20 novembre, l’hôpital a constaté un incident. " * 40) for _ in range(100)))
    started = time.perf_counter()
    content = render_pdf(sections, imprint())
    assert body_words(open_docx(render_docx(sections, imprint()))) == words(sections)
    assert time.perf_counter() - started < 10
    assert content.startswith(b"%PDF")


def test_one_word_of_fifty_thousand_signs_comes_out() -> None:
    assert render_pdf(text_of(said("x" * 50_000)), imprint()).startswith(b"%PDF")
