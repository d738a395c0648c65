"""Every file made from a text says on whose word it rests, and who signed for whom."""

import pytest

from commworkflow.documents.docx import render_docx
from commworkflow.documents.pdf import render_pdf
from commworkflow.documents.text_file import render_text_file
from tests.documents.looking import bare, page_texts, part
from tests.documents.texts import imprint, said, text_of

SIGNER = "Pour le directeur et par délégation, Gaëlle Le Goff, directrice des soins"
NOTES = (
    "Validé par téléphone le samedi 14 mars 2026 à 9 h 30, à confirmer.",
    "Validé sur papier le samedi 14 mars 2026 à 9 h 30, confirmé le dimanche 15 mars 2026 à 11 h 30.",
    "Texte préparé et validé le mardi 13 janvier 2026 à 9 h 30, complété et diffusé par Alice Martin.",
)
BLOCKS = text_of(said("Les urgences restent ouvertes."))


@pytest.mark.parametrize("note", NOTES)
def test_it_stands_in_word_in_pdf_and_in_plain_text(note: str) -> None:
    around = imprint(notes=(note,), signer=SIGNER)
    word = part(render_docx(BLOCKS, around), "word/document.xml")
    printed = "".join(page_texts(render_pdf(BLOCKS, around)))
    plain = render_text_file(BLOCKS, around).decode("utf-8-sig")
    for made in (word, printed, plain):
        assert bare(note) in bare(made)
        assert bare(SIGNER) in bare(made)
