"""The text without any form, and the words by which outputs are compared."""

from hypothesis import given
from hypothesis import strategies as st

from commworkflow.documents import DOCUMENTS
from commworkflow.documents.plain import fold_words, render_plain, words
from commworkflow.rules.blocks import Heading, Item, ListBlock, Run, Section, Table
from commworkflow.rules.notice import Mark
from commworkflow.rules.text import blocks_from_markdown, folded
from commworkflow.rules.worlds import World
from tests.documents.texts import FORM, PRESS, imprint, said, text_of


def test_blocks_are_parted_and_lists_keep_their_marks() -> None:
    nested = ListBlock(False, (Item((Run("c\nd"),)),))
    sections = (
        Section(
            "a",
            "Titre",
            (said("un\ndeux"), ListBlock(True, (Item((Run("a"),)), Item((Run("b"),), (nested,))))),
        ),
    )
    assert render_plain(sections) == "Titre\n\nun\ndeux\n\n1. a\n2. b\n   - c\n     d"


@given(st.lists(st.integers(0, 4), min_size=1, max_size=6), st.sampled_from(["\n", "\n\n"]))
def test_numbers_come_out_as_they_were_typed(numbers: list[int], parted: str) -> None:
    typed = [f"{number}. mot" for number in numbers]
    sections = (Section("a", "", blocks_from_markdown(parted.join(typed))),)
    assert [line for line in render_plain(sections).split("\n") if line] == typed


def test_a_table_is_parted_by_tabs() -> None:
    assert render_plain(text_of(Table("T", ("a", "b"), (("1", "2\n3"),)))) == "T\na\tb\n1\t2 3"


def test_an_answer_stands_under_its_question() -> None:
    assert "Délégué à la protection des données\nHélène Aubry\ndpo@ch-valmont.example\n\n" in render_plain(FORM)


def test_words_are_those_of_the_text_digest() -> None:
    for sections in (PRESS, FORM):
        assert words(sections) == tuple(folded(sections).split(" "))


def test_words_fold_spaces_and_accents() -> None:
    assert fold_words("e\u0301te\u0301\u00a0:\n 9\u202fh") == ("été", ":", "9", "h")
    assert words(text_of(Heading(1, (Run("A"), Run("b c"))))) == ("Ab", "c")


def test_the_text_file_says_what_surrounds_it() -> None:
    content = DOCUMENTS["text"].render(PRESS, imprint(world=World.EXERCISE, mark=Mark.DRAFT))
    text = content.decode("utf-8-sig")
    assert content.startswith(b"\xef\xbb\xbf") and "\n" not in text.replace("\r\n", "")
    lines = text.split("\r\n")
    assert lines[0] == "EXERCICE · PROJET" and lines[-2] == "EXERCICE · PROJET"
    for expected in ("Centre hospitalier de Valmont", "Sceau 7K3M-QX9T-0B4D-W2HZ", "Ce qui s’est passé"):
        assert expected in lines
    assert render_plain(PRESS).replace("\n", "\r\n") in text
    assert "EXERCICE" not in DOCUMENTS["text"].render(PRESS, imprint()).decode()
