"""Whatever the blocks are, every output holds the same words in the same order."""

import html5lib
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from commworkflow.documents.docx import render_docx
from commworkflow.documents.html import render_html
from commworkflow.documents.pdf import render_pdf
from commworkflow.documents.plain import fold_words, render_plain, words
from commworkflow.rules.blocks import (
    Block,
    Field,
    Heading,
    Item,
    ListBlock,
    Paragraph,
    Run,
    Section,
    Table,
    Warning,
    from_json,
    to_json,
)
from tests.documents.looking import bare, body_words, open_docx, spoken_signs
from tests.documents.texts import imprint

# Letters of several scripts, the signs of typst, HTML and XML, and every space a French text has.
SIGNS = "abcéèçœÉλж0123#$`*_@<>[]{}&\"'\\/=-+~.,;:!?«»’–… \u00a0\u202f\n"
some_words = st.text(SIGNS, max_size=30)
links = st.sampled_from(["", "", "https://x.example/a?b=1&c=2", "tel:+33123456789", "javascript:alert(1)"])
some_runs = st.lists(st.builds(Run, some_words, st.booleans(), st.booleans(), links), max_size=4).map(tuple)
cells = st.lists(some_words, min_size=2, max_size=2).map(tuple)


def _lists(inner: st.SearchStrategy[ListBlock]) -> st.SearchStrategy[ListBlock]:
    item = st.builds(Item, some_runs, st.lists(inner, max_size=2).map(tuple))
    return st.builds(ListBlock, st.booleans(), st.lists(item, max_size=3).map(tuple))


lists = st.recursive(
    st.builds(ListBlock, st.booleans(), st.lists(st.builds(Item, some_runs), max_size=3).map(tuple)),
    _lists,
    max_leaves=5,
)
blocks: st.SearchStrategy[Block] = st.one_of(
    st.builds(Heading, st.integers(2, 3), some_runs),
    st.builds(Paragraph, some_runs),
    lists,
    st.builds(Table, some_words, cells, st.lists(cells, max_size=3).map(tuple)),
    st.builds(Field, st.just("k"), some_words, st.lists(some_words, max_size=3).map(tuple), st.booleans()),
    st.builds(Warning, some_words),
)
texts = st.lists(st.builds(Section, st.just("s"), some_words, st.lists(blocks, max_size=5).map(tuple)), max_size=3).map(
    tuple
)

FRAME = imprint(letterhead=(), notes=(), signer="", text_digest="", dated="", title="Titre")
ABOVE = bare("Centre hospitalier de ValmontTitreN° C-2026-0012 · Réf. 2026-001-04 · Classe C0")


@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(texts)
def test_every_output_holds_the_same_words(sections: tuple[Section, ...]) -> None:
    expected = words(sections)
    tree = html5lib.parseFragment(render_html(sections), namespaceHTMLElements=False)
    assert bare("".join(tree.itertext())) == "".join(expected)
    assert body_words(open_docx(render_docx(sections, FRAME))) == expected
    assert spoken_signs(render_pdf(sections, FRAME)) == ABOVE + "".join(expected)
    assert from_json(to_json(sections)) == sections


unmarked = st.text("abcéÉ ’\u00a0\n", max_size=30)
unmarked_blocks = st.one_of(
    st.builds(Paragraph, st.builds(Run, unmarked).map(lambda run: (run,))),
    st.builds(Table, unmarked, st.tuples(unmarked), st.lists(st.tuples(unmarked), max_size=2).map(tuple)),
    st.builds(Field, st.just("k"), unmarked, st.lists(unmarked, max_size=2).map(tuple)),
    st.builds(
        ListBlock,
        st.booleans(),
        st.lists(st.builds(Item, st.builds(Run, unmarked).map(lambda run: (run,))), max_size=3).map(tuple),
    ),
)


@given(st.lists(unmarked_blocks, max_size=5))
def test_plain_text_holds_the_words_and_the_marks_of_its_lists(some: list[Block]) -> None:
    sections = (Section("s", "", tuple(some)),)
    marks = {"-", "1.", "2.", "3."}
    assert tuple(word for word in fold_words(render_plain(sections)) if word not in marks) == words(sections)
