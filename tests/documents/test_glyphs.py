"""Characters no typeface draws: named beforehand, replaced and named on the page, never the end of a pdf."""

from pathlib import Path

import pytest

from commworkflow.documents import typefaces
from commworkflow.documents.characters import printable, spell_character
from commworkflow.documents.pdf import render_pdf
from commworkflow.documents.typefaces import drawable, drawable_characters, missing_glyphs
from commworkflow.rules.blocks import Field, Run, Section
from tests.documents.looking import page_texts
from tests.documents.texts import FORM, PRESS, imprint, said, text_of


def test_french_and_its_neighbours_lack_nothing() -> None:
    assert missing_glyphs(PRESS + FORM, imprint()) == ()
    assert (
        missing_glyphs(
            text_of(said("œŒæÆçÇÿŸ«»‹›“”‘’…–—·•°²³€£×÷½ﬁ łŁßøšžğıİȘț Ελληνικά Русский العربية עברית")), imprint()
        )
        == ()
    )


def test_each_is_named_once_a_section_in_order() -> None:
    sections = (
        Section("premier", "中", (said("a🏥b中🏥"),)),
        Section("second", "", (Field("k", "Question", ("ok", "ไทย")),)),
    )
    assert missing_glyphs(sections, imprint(title="漢字")) == (
        ("漢", ""),
        ("字", ""),
        ("中", "premier"),
        ("🏥", "premier"),
        ("ไ", "second"),
        ("ท", "second"),
        ("ย", "second"),
    )


def test_the_page_shows_the_replacement_and_names_what_it_replaced() -> None:
    content = render_pdf(text_of(said("avant 🏥 après")), imprint())
    (page,) = page_texts(content)
    assert "avant \N{REPLACEMENT CHARACTER} après" in page
    assert "Caractères que la police n’a pas : U+1F3E5 HOSPITAL" in page
    assert "police" not in page_texts(render_pdf(PRESS, imprint()))[-1]


def test_odd_spaces_become_plain_ones_and_are_no_loss() -> None:
    assert drawable("a\u3000b\u1680c\td") == "a b c d"
    assert drawable("9\u202fh\u00a0: a\nb") == "9\u202fh\u00a0: a\nb"
    assert missing_glyphs(text_of(said("a\u3000b\u1680c")), imprint()) == ()


@pytest.mark.parametrize("strong", [False, True])
@pytest.mark.parametrize("emphasis", [False, True])
def test_every_character_said_to_be_drawn_is_drawn(strong: bool, emphasis: bool) -> None:
    known = sorted(drawable_characters())
    rows = (" ".join(known[at : at + 60]) for at in range(0, len(known), 60))
    sections = text_of(*(said(Run(row, strong=strong, emphasis=emphasis)) for row in rows))
    assert render_pdf(sections, imprint()).startswith(b"%PDF")


@pytest.mark.parametrize("plane", range(17))
def test_no_character_of_unicode_stops_a_pdf(plane: int) -> None:
    step = 5 if plane == 0 else 499
    codes = range(plane * 0x10000, (plane + 1) * 0x10000, step)
    signs = [chr(code) for code in codes]
    sections = text_of(*(said("a".join(signs[at : at + 200])) for at in range(0, len(signs), 200)))
    assert render_pdf(sections, imprint()).startswith(b"%PDF")


def test_what_no_file_may_hold_is_replaced() -> None:
    assert printable("a\x00b\x1b\ud800c\ufffed\r\n\t") == "a�b��c�d�\n\t"
    assert printable("été\u202f: 🏥") == "été\u202f: 🏥"


def test_a_character_is_spelled_for_who_cannot_see_it() -> None:
    assert spell_character("🏥") == "U+1F3E5 HOSPITAL"
    assert spell_character("\ue000") == "U+E000"


def test_missing_typefaces_are_said_in_words(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(typefaces, "FONTS", tmp_path)
    drawable_characters.cache_clear()
    try:
        with pytest.raises(FileNotFoundError, match=r"run\.py"):
            render_pdf(PRESS, imprint())
    finally:
        drawable_characters.cache_clear()


def test_a_pdf_spells_right_to_left_words_whole() -> None:
    assert "مستشفى" in page_texts(render_pdf(text_of(said("مستشفى")), imprint()))[0]
