"""Changes of looks: told wherever the words stayed, whatever else changed; silent where nothing did."""

import pytest
from hypothesis import given

from commworkflow.rules.blocks import Block, Heading, Item, ListBlock, Paragraph, Run, Section, Sections
from commworkflow.rules.layout_changes import LayoutChange, Look, layout_changes
from commworkflow.rules.text import blocks_from_markdown
from tests.written import SECTIONS


def text(markdown: str) -> Sections:
    return (Section("texte", "", blocks_from_markdown(markdown)),)


def blocks(*parts: Block) -> Sections:
    return (Section("texte", "", parts),)


@pytest.mark.parametrize(
    ("sentence", "before", "after", "expected"),
    [
        ("nothing", "Les urgences restent ouvertes.", "Les urgences restent ouvertes.", []),
        ("bold", "Appelez le 15 avant.", "Appelez **le 15** avant.", [(Look.BOLD, "le 15", "")]),
        ("bold off", "Appelez **le 15** avant.", "Appelez le 15 avant.", [(Look.NOT_BOLD, "le 15", "")]),
        (
            "bold on two places",
            "un deux trois",
            "**un** deux **trois**",
            [(Look.BOLD, "un", ""), (Look.BOLD, "trois", "")],
        ),
        ("half a word", "antivol", "anti**vol**", [(Look.BOLD, "antivol", "")]),
        ("the other half", "**anti**vol", "anti**vol**", [(Look.NOT_BOLD, "antivol", "")]),
        ("italics", "le *bloc* ferme", "*le* bloc ferme", [(Look.ITALIC, "le", ""), (Look.NOT_ITALIC, "bloc", "")]),
        ("a link", "voir ici", "voir [ici](https://ch.example)", [(Look.LINKED, "ici", "https://ch.example")]),
        ("a link off", "voir [ici](https://ch.example)", "voir ici", [(Look.NOT_LINKED, "ici", "")]),
        (
            "a link that leads elsewhere",
            "voir [ici](https://ch.example)",
            "voir [ici](https://ailleurs.example)",
            [(Look.LINK_MOVED, "ici", "https://ailleurs.example")],
        ),
        ("a heading", "Les soins\n\nTout va.", "## Les soins\n\nTout va.", [(Look.HEADING, "Les soins", "")]),
        ("a lower heading", "## Les soins", "### Les soins", [(Look.HEADING_LEVEL, "Les soins", "")]),
        ("no heading any more", "## Les soins", "Les soins", [(Look.PARAGRAPH, "Les soins", "")]),
        ("a list", "un\n\ndeux", "- un\n- deux", [(Look.BULLETS, "un deux", "")]),
        ("a numbered list", "- un\n- deux", "1. un\n2. deux", [(Look.NUMBERS, "un deux", "")]),
        ("a list in a list", "- un\n- deux", "- un\n  - deux", [(Look.LIST_LEVEL, "deux", "")]),
        ("a paragraph more", "Un deux. Trois.", "Un deux.\n\nTrois.", [(Look.BROKEN, "Trois.", "")]),
        ("a paragraph less", "Un deux.\n\nTrois.", "Un deux. Trois.", [(Look.JOINED, "Trois.", "")]),
        (
            "a paragraph more between new words",
            "hier un. Deux ici",
            "ce soir un.\n\nDeux là",
            [(Look.BROKEN, "Deux", "")],
        ),
        ("looks beside new words", "le 15", "appelez **le** 15", [(Look.BOLD, "le", "")]),
        ("only new words", "le 15 répond", "hier le 15 répond", []),
    ],
)
def test_what_is_told(sentence: str, before: str, after: str, expected: list[tuple[Look, str, str]]) -> None:
    found = [(change.look, change.words, change.link) for change in layout_changes(text(before), text(after))]
    assert found == expected, sentence


def test_a_line_break_is_told_like_a_paragraph() -> None:
    before, after = blocks(Paragraph((Run("un deux"),))), blocks(Paragraph((Run("un\ndeux"),)))
    assert layout_changes(before, after) == (LayoutChange(Look.BROKEN, "deux"),)


def test_two_lines_that_part_are_two_changes() -> None:
    before = blocks(Paragraph((Run("un deux trois"),)))
    after = blocks(*(Paragraph((Run(word),)) for word in ("un", "deux", "trois")))
    assert [change.words for change in layout_changes(before, after)] == ["deux", "trois"]


def test_a_section_title_is_a_heading() -> None:
    titled = (Section("a", "Les soins", (Paragraph((Run("Tout va."),)),)),)
    plain = blocks(Heading(2, (Run("Les soins"),)), Paragraph((Run("Tout va."),)))
    assert [change.look for change in layout_changes(plain, titled)] == [Look.HEADING_LEVEL]


@given(SECTIONS)
def test_a_text_against_itself_is_silent(sections: Sections) -> None:
    assert layout_changes(sections, sections) == ()


@given(SECTIONS)
def test_whatever_loses_its_bold_is_told(sections: Sections) -> None:
    """The same words, not one of them bold any more: silent only where none was."""
    bare = tuple(Section(s.key, s.title, tuple(map(_without_bold, s.blocks))) for s in sections)
    told = {change.look for change in layout_changes(sections, bare)}
    bold = any(run.strong and run.text.strip() for s in sections for block in s.blocks for run in _runs(block))
    assert told == ({Look.NOT_BOLD} if bold else set())


def _runs(block: Block) -> tuple[Run, ...]:
    match block:
        case Heading(runs=runs) | Paragraph(runs=runs):
            return runs
        case ListBlock(items=items):
            lists = (run for item in items for nested in item.lists for run in _runs(nested))
            return (*(run for item in items for run in item.runs), *lists)
        case _:
            return ()


def _without_bold(block: Block) -> Block:
    match block:
        case Heading(level=level, runs=runs):
            return Heading(level, _bare(runs))
        case Paragraph(runs=runs):
            return Paragraph(_bare(runs))
        case ListBlock():
            return _bare_list(block)
        case _:
            return block


def _bare_list(block: ListBlock) -> ListBlock:
    return ListBlock(
        block.ordered, tuple(Item(_bare(item.runs), tuple(map(_bare_list, item.lists))) for item in block.items)
    )


def _bare(runs: tuple[Run, ...]) -> tuple[Run, ...]:
    return tuple(Run(run.text, False, run.emphasis, run.link) for run in runs)
