"""How a text reads: sentences told apart, long ones found, and a scale that rises where the words get simpler."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from commworkflow.rules.blocks import Field, Heading, Paragraph, Run, Section
from commworkflow.rules.readability import LONGEST_SENTENCE, Ease, readability

EASY = (
    "Les urgences sont ouvertes. Venez si vous avez mal. Nous soignons tout le monde. "
    "Le bloc est fermé ce soir. Il ouvre demain matin. Nous vous appelons si un soin change de date. Ne venez pas."
)
HARD = (
    "L’interconnexion des infrastructures informationnelles hospitalières occasionne une indisponibilité prolongée "
    "des applications institutionnelles, nécessitant la mobilisation interdisciplinaire des professionnels "
    "administratifs et l’établissement de procédures organisationnelles exceptionnelles particulièrement "
    "contraignantes."
)


def text(*paragraphs: str) -> tuple[Section, ...]:
    return (Section("body", "", tuple(Paragraph((Run(words),)) for words in paragraphs)),)


def test_simple_words_are_easier_than_long_ones() -> None:
    easy, hard = readability(text(EASY)), readability(text(HARD))
    assert (easy.ease, hard.ease) == (Ease.EASY, Ease.VERY_HARD)
    assert easy.score > hard.score


SENTENCES = [
    ("Un. Deux. Trois.", 0),
    ("mot " * LONGEST_SENTENCE, 0),
    ("mot " * (LONGEST_SENTENCE + 1), 1),
    ("Le Dr. Martin répond à 14 h 30. " * 3, 0),
    ("mot " * 20 + ". " + "Mot " * 20 + ".", 0),
    ("mot " * 20 + "! " + "Mot " * 26, 1),
]


@pytest.mark.parametrize(("words", "long_ones"), SENTENCES)
def test_sentences_are_counted_by_their_words(words: str, long_ones: int) -> None:
    assert len(readability(text(words)).long_sentences) == long_ones


def test_a_long_sentence_is_given_with_its_length() -> None:
    ((sentence, length),) = readability(text("Court. " + "Long " * 30 + "fin.")).long_sentences
    assert (sentence.startswith("Long Long"), length) == (True, 31)


def test_what_is_no_sentence_is_left_out() -> None:
    heading = Section("body", "", (Heading(2, (Run("mot " * 40),)), Field("q", "mot " * 40, ("mot " * 40,))))
    assert readability((heading,)).long_sentences == ()


def test_too_few_words_say_nothing() -> None:
    assert readability(text("Nous vous tiendrons informés.")).ease is None


@given(st.text(max_size=200))
def test_any_text_can_be_read(words: str) -> None:
    found = readability(text(words))
    assert found.ease is None or isinstance(found.score, int)
