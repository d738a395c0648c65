"""The one text model: what is stored comes back, and its words come in one order."""

import json

import pytest
from hypothesis import given

from commworkflow.rules.blocks import (
    Field,
    Heading,
    Item,
    ListBlock,
    Paragraph,
    Run,
    Section,
    Sections,
    Table,
    Warning,
    all_blocks,
    block_lines,
    from_json,
    runs_text,
    to_json,
)
from tests import hospital  # noqa: F401 (hypothesis' profile)
from tests.written import SECTIONS

TEXT: Sections = (
    Section("warnings", "", (Warning("EXERCICE"),)),
    Section(
        "soins",
        "Les soins",
        (
            Heading(2, (Run("Urgences"),)),
            Paragraph((Run("Appelez le "), Run("15", strong=True), Run(".\nMerci.", emphasis=True))),
            ListBlock(
                True, (Item((Run("un\nsuite"),), (ListBlock(False, (Item((Run("un-un"),)),)),)), Item((Run("deux"),)))
            ),
            Table("Services", ("Service", "État"), (("SAMU", "transféré"), ("Bloc", "normal"))),
            Field("mesures", "Mesures prises", ("Isolement.\nAlerte.", "Plainte.")),
        ),
    ),
    Section("vide", "Rien", ()),
)


@given(SECTIONS)
def test_what_is_stored_comes_back(sections: Sections) -> None:
    assert from_json(json.loads(json.dumps(to_json(sections)))) == sections


def test_a_style_that_is_not_there_takes_no_room() -> None:
    (section,) = to_json((Section("a", "", (Paragraph((Run("x"), Run("y", True, True, "tel:15"))),)),))
    assert section["blocks"][0]["runs"] == [
        {"text": "x"},
        {"text": "y", "strong": True, "emphasis": True, "link": "tel:15"},
    ]


def test_what_is_not_ours_is_not_read() -> None:
    with pytest.raises(KeyError, match="script"):
        from_json([{"key": "a", "title": "", "blocks": [{"kind": "script", "text": "x"}]}])
    with pytest.raises(KeyError):
        from_json([{"key": "a", "blocks": []}])


def test_the_words_come_in_reading_order() -> None:
    assert [line for block in all_blocks(TEXT) for line in block_lines(block)] == [
        "EXERCICE",
        "Les soins",
        "Urgences",
        "Appelez le 15.",
        "Merci.",
        "un",
        "suite",
        "un-un",
        "deux",
        "Services",
        "Service État",
        "SAMU transféré",
        "Bloc normal",
        "Mesures prises",
        "Isolement.",
        "Alerte.",
        "Plainte.",
        "Rien",
    ]


def test_a_title_is_a_heading_of_the_first_level_and_none_where_there_is_none() -> None:
    headings = [block for block in all_blocks(TEXT) if isinstance(block, Heading) and block.level == 1]
    assert [runs_text(heading.runs) for heading in headings] == ["Les soins", "Rien"]


def test_a_table_without_a_caption_begins_with_its_head() -> None:
    assert list(block_lines(Table("", ("a", "b"), ()))) == ["a b"]
