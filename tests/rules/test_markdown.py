"""A text written, shown again in its text area and saved unchanged is the same text."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from commworkflow.rules.blocks import Block, Field, Heading, Item, ListBlock, Paragraph, Run, Table, Warning
from commworkflow.rules.html_blocks import blocks_from_html
from commworkflow.rules.markdown import markdown_from_blocks
from commworkflow.rules.text import blocks_from_markdown, clean
from tests.written import WRITTEN, spaces_plain

TYPED = st.lists(
    st.sampled_from([*"ab1é .,*_[]()\\#-+<>&`!:'", "**", "[a](tel:1)", "[[fact.x]]"])
    | st.sampled_from(["\n", "\n\n", "\n  ", "- ", "1. ", "2. ", "15. ", "## "]),
    max_size=25,
).map("".join)
"""Anything a person may type, Markdown or not."""


@given(WRITTEN)
def test_what_was_written_comes_back(blocks: tuple[Block, ...]) -> None:
    assert blocks_from_markdown(markdown_from_blocks(blocks)) == blocks


@given(TYPED)
def test_what_was_typed_comes_back(typed: str) -> None:
    blocks = blocks_from_markdown(typed)
    assert spaces_plain(blocks_from_markdown(markdown_from_blocks(blocks))) == spaces_plain(blocks)


WRITTEN_AS = [
    ("a heading that ends in a hash", r"## Dossier \#", r"## Dossier \#"),
    ("a blank line inside a paragraph", "Un\n\\\ndeux", "Un\n\\\ndeux"),
    ("two lists of a kind side by side", "- un\n\n+ deux", "- un\n\n+ deux"),
    ("two numbered ones", "1. un\n\n1) deux", "1. un\n\n1) deux"),
    ("an entry that is but a list", "- un\n  - - deux", "- un\n  - - deux"),
    ("strong words with one in emphasis", "**Le _15_, toujours**", "**Le *15*, toujours**"),
    ("emphasis with a strong word", "*le **15***", "*le **15***"),
    ("a strong link", "**[ici](tel:15)** et", "[**ici**](tel:15) et"),
    ("a line that begins like a heading, after a link", "[ici](tel:15)\n\\## non", "[ici](tel:15)\n\\## non"),
    ("a line that begins like a list, inside strong words", "**un\n\\- deux**", "**un\n\\- deux**"),
    ("a year at the start of a line", "2026. Un", "2026. Un"),
    ("the number of a street, on the next line", "À l’hôpital\n15. rue", "À l’hôpital\n15. rue"),
    ("a number that begins no list", "1\\. Un", "1\\. Un"),
    ("a number after a list", "1. un\n\nx\n\n2. deux", "1. un\n\nx\n\n2. deux"),
    ("a number right after a list", "1. un\n3. trois", "1. un\n\n3\\. trois"),
    ("the next number right after a list", "1. un\n\n2\\. deux", "1. un\n\n2\\. deux"),
    ("a placeholder", "Le [[fact.nombre_sites]] du *[[date]]*", "Le [[fact.nombre_sites]] du *[[date]]*"),
    ("a placeholder with its plural", "[[service]](s)", "[[service]](s)"),
    ("stars, lines and brackets", r"a\*b\_c \[d\] \\e", r"a\*b\_c \[d\] \\e"),
]


@pytest.mark.parametrize(("what", "typed", "written"), WRITTEN_AS, ids=[row[0] for row in WRITTEN_AS])
def test_how_it_is_written(what: str, typed: str, written: str) -> None:
    blocks = blocks_from_markdown(typed)
    assert markdown_from_blocks(blocks) == written, what
    assert blocks_from_markdown(written) == blocks


def test_a_placeholder_before_a_bracket_is_no_link() -> None:
    assert blocks_from_markdown("[[service]](s)") == (Paragraph((Run("[[service]](s)"),)),)


def test_what_an_editor_leaves_can_be_typed_again() -> None:
    """A line end in a heading becomes a space: the small Markdown has no such heading."""
    blocks = blocks_from_html(clean("<h2>a<br>b</h2><p><strong> a </strong><em>b<br></em>c</p>"))
    assert blocks_from_markdown(markdown_from_blocks(blocks)) == (
        Heading(2, (Run("a b"),)),
        Paragraph((Run("a", strong=True), Run(" "), Run("b", emphasis=True), Run("\nc"))),
    )


def test_what_the_machine_made_is_left_out() -> None:
    made = (Warning("EXERCICE"), Table("", ("a",), ()), Field("k", "l", ("v",)), ListBlock(False, (Item(()),)))
    assert markdown_from_blocks((*made[:3], Paragraph((Run("x"),)))) == "x"
    assert markdown_from_blocks(made[3:]) == "- "
