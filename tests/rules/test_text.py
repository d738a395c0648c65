"""From what people write to blocks: the small Markdown, the sanitiser's two gates, the words that are counted."""

import json
import re
import sys
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from html.parser import HTMLParser
from pathlib import Path

import html5lib
import nh3
import pytest
from hypothesis import given
from hypothesis import strategies as st

from commworkflow.rules import text
from commworkflow.rules.blocks import Block, Heading, Item, ListBlock, Paragraph, Run, Section, Table, Warning
from commworkflow.rules.characters import ForbiddenCharacter
from commworkflow.rules.html_blocks import blocks_from_html, joined_runs
from commworkflow.rules.text import (
    TAGS,
    Cleaned,
    blocks_from_markdown,
    clean,
    folded,
    html_from_markdown,
    word_count,
)
from tests import hospital  # noqa: F401 (hypothesis' profile)

CORPUS = Path(__file__).parents[3] / "shared" / "corpora" / "xss"
SCHEMES = ("https:", "mailto:", "tel:")


def p(*runs: Run | str) -> Paragraph:
    return Paragraph(tuple(Run(run) if isinstance(run, str) else run for run in runs))


def items(*words: str) -> tuple[Item, ...]:
    return tuple(Item((Run(word),)) for word in words)


MARKDOWN: list[tuple[str, str, list[Block]]] = [
    ("a paragraph", "Bonjour.", [p("Bonjour.")]),
    ("two paragraphs", "Un.\n\n\nDeux.", [p("Un."), p("Deux.")]),
    ("a line end is a line end", "Un  \ndeux\ntrois", [p("Un\ndeux\ntrois")]),
    ("strong", "Appelez le **15**.", [p("Appelez le ", Run("15", strong=True), ".")]),
    ("emphasis", "*Merci* à _tous_", [p(Run("Merci", emphasis=True), " à ", Run("tous", emphasis=True))]),
    ("both", "***x***", [p(Run("x", strong=True, emphasis=True))]),
    ("half a word", "re**cette**", [p("re", Run("cette", strong=True))]),
    ("a link", "[ici](https://ch.example/a)", [p(Run("ici", link="https://ch.example/a"))]),
    ("a telephone", "[15](tel:15)", [p(Run("15", link="tel:15"))]),
    ("an address of mail", "[écrire](mailto:a@ch.example)", [p(Run("écrire", link="mailto:a@ch.example"))]),
    ("a link's title", '[ici](tel:15 "le *SAMU*") !', [p(Run("ici", link="tel:15"), " (le *SAMU*) !")]),
    ("a link in clear is text", "https://ch.example", [p("https://ch.example")]),
    ("a link that is not encrypted", "[ici](http://ch.example)", [p("[ici](http://ch.example)")]),
    ("a link to this product", "[ici](/messages)", [p("[ici](/messages)")]),
    ("a link without its scheme", "[ici](//ailleurs.example)", [p("[ici](//ailleurs.example)")]),
    ("a link that runs", "[ici](javascript:alert(1))", [p("[ici](javascript:alert(1))")]),
    ("a heading", "# Un\n## Deux\n### Trois\n###### Six", [
        Heading(2, (Run("Un"),)), Heading(2, (Run("Deux"),)), Heading(3, (Run("Trois"),)), Heading(3, (Run("Six"),)),
    ]),
    ("a hash without its space", "#15", [p("#15")]),
    ("a list", "- un\n- deux", [ListBlock(False, items("un", "deux"))]),
    ("a numbered list", "1. un\n2. deux", [ListBlock(True, items("un", "deux"))]),
    ("a list with its lines apart", "- un\n\n- deux", [ListBlock(False, items("un", "deux"))]),
    ("a list in a list", "- un\n  1. un-un\n- deux", [
        ListBlock(False, (Item((Run("un"),), (ListBlock(True, items("un-un")),)), Item((Run("deux"),)))),
    ]),
    ("two paragraphs in an entry", "- un\n\n  suite", [ListBlock(False, items("un\nsuite"))]),
    ("words after a list in a list keep their place", "- un\n  - a\n\n  suite\n\n  fin\n  1. b\n- deux", [
        ListBlock(False, (
            Item((Run("un"),), (ListBlock(False, items("a\nsuite\nfin")), ListBlock(True, items("b")))),
            Item((Run("deux"),)),
        )),
    ]),
    ("words after a list in an entry without any", "- - a\n    - b\n\n  suite", [
        ListBlock(False, (Item((), (
            ListBlock(False, (Item((Run("a"),), (ListBlock(False, items("b\nsuite")),)),)),
        )),)),
    ]),
    ("a number that is not the first", "15. rue de la Gare", [p("15. rue de la Gare")]),
    ("numbers from another on", "4. quatre\n5. cinq", [p("4. quatre\n5. cinq")]),
    ("a year", "2026. Année\nblanche", [p("2026. Année\nblanche")]),
    ("a year right after a list", "1. un\n\n2026. Année", [ListBlock(True, items("un")), p("2026. Année")]),
    ("a number left out", "1. un\n3. trois\n4. quatre", [ListBlock(True, items("un")), p("3. trois"), p("4. quatre")]),
    ("every entry a 1", "1. un\n1. deux", [ListBlock(True, items("un")), ListBlock(True, items("deux"))]),
    ("a list that begins again", "1. un\n3. x\n1. un\n2. deux", [
        ListBlock(True, items("un")), p("3. x"), ListBlock(True, items("un", "deux")),
    ]),
    ("a number written with a nought", "01. un\n02. deux", [p("01. un\n02. deux")]),
    ("a number in a list", "- 15. rue\n- x\n15. y", [ListBlock(False, items("15. rue", "x")), p("15. y")]),
    ("a number left out in a list in a list", "- un\n  1. a\n  3. b", [
        ListBlock(False, (Item((Run("un"),), (ListBlock(True, items("a\n3. b")),)),)),
    ]),
    ("a number with nothing, then with a list", "1. un\n3.\n4. - a", [
        ListBlock(True, items("un")), p("3."), p("4."), ListBlock(False, items("a")),
    ]),
    ("a number with another sign", "1) un\n3) trois", [ListBlock(True, items("un")), p("3) trois")]),
    ("HTML is text", "<b>x</b> & <script>", [p("<b>x</b> & <script>")]),
    ("code, tables, quotations and images are text", "`a` > b | c ![d](e)", [p("`a` > b | c ![d](e)")]),
    ("a rule is text", "---", [p("---")]),
    ("an escape", r"\*non\*", [p("*non*")]),
    ("a placeholder", "[[fact.sites]]", [p("[[fact.sites]]")]),
    ("French spacing", "Quand\u00a0? 12\u202f000\u00a0!", [p("Quand\u00a0? 12\u202f000\u00a0!")]),
    ("nothing", " \n\n ", []),
]  # fmt: skip


@pytest.mark.parametrize(("what", "markdown", "blocks"), MARKDOWN, ids=[row[0] for row in MARKDOWN])
def test_the_small_markdown(what: str, markdown: str, blocks: list[Block]) -> None:
    assert list(blocks_from_markdown(markdown)) == blocks, what


HTML: list[tuple[str, str, list[Block]]] = [
    ("text outside any mark", "un", [p("un")]),
    ("white space between marks", "<p> un\n deux </p>\n \n<p>trois</p>", [p("un deux"), p("trois")]),
    ("an empty paragraph", "<p> </p><p><br></p><p>x</p>", [p("x")]),
    ("a break at an end", "<p>x<br></p>", [p("x")]),
    ("a style across a break", "<p><strong>a<br>b</strong></p>", [p(Run("a\nb", strong=True))]),
    ("neighbours of one style", "<p><em>a</em><em>b</em></p>", [p(Run("ab", emphasis=True))]),
    ("a space before a break of another style", "<p><em>a </em><br> <em>b</em></p>", [
        p(Run("a", emphasis=True), "\n", Run("b", emphasis=True)),
    ]),
    ("a space inside a style stays", "<p>a<strong> b</strong></p>", [p("a", Run(" b", strong=True))]),
    ("a non-breaking space is of the text", "<p>\u00a0a</p>", [p("\u00a0a")]),
    ("a paragraph in an entry", "<ul><li><p>a</p><p>b</p></li></ul>", [ListBlock(False, items("a\nb"))]),
    ("an empty entry", "<ul><li></li><li>a</li></ul>", [ListBlock(False, items("a"))]),
    ("an empty list", "<ol></ol>", []),
    ("an entry outside any list", "<li>a</li>", []),
    ("a heading with a style", "<h2>a <em>b</em></h2>", [Heading(2, (Run("a "), Run("b", emphasis=True)))]),
    ("marks left open", "<ul><li>a<ul><li><strong>b", [
        ListBlock(False, (Item((Run("a"),), (ListBlock(False, (Item((Run("b", strong=True),)),)),)),)),
    ]),
    ("marks that close nothing", "</ul></li></strong></p>a", [p("a")]),
    ("entities", "<p>&amp;lt; &eacute; &#233;</p>", [p("&lt; é é")]),
]  # fmt: skip


@pytest.mark.parametrize(("what", "html", "blocks"), HTML, ids=[row[0] for row in HTML])
def test_html_as_an_editor_leaves_it(what: str, html: str, blocks: list[Block]) -> None:
    assert list(blocks_from_html(clean(html))) == blocks, what


def test_no_list_is_so_deep_that_its_words_are_lost() -> None:
    """Fails once lists may nest as deep as they are typed: the parser drops what lies deeper than twenty."""
    assert folded((Section("x", "", blocks_from_markdown("- " * 40 + "x")),)).endswith("x")


def test_what_was_taken_out_is_told_and_what_reorders_is_refused() -> None:
    assert html_from_markdown("vol\u200bée") == Cleaned("<p>volée</p>\n", ("ZERO WIDTH SPACE",))
    with pytest.raises(ForbiddenCharacter):
        html_from_markdown("\u202eeétlov")


class _Survivors(HTMLParser):
    """Everything in a page that is not of the subset."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.found: list[object] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag not in {"p", "br", "h2", "h3", "ul", "ol", "li", "strong", "em", "a"}:
            self.found.append(tag)
        for name, value in attrs:
            if (tag, name) != ("a", "href") or not (value or "").lower().startswith(SCHEMES):
                self.found.append((tag, name, value))

    def handle_comment(self, data: str) -> None:
        self.found.append(("comment", data))

    def handle_decl(self, decl: str) -> None:
        self.found.append(("declaration", decl))

    def handle_pi(self, data: str) -> None:
        self.found.append(("instruction", data))


def survivors(html: str) -> list[object]:
    """What is left, as a plain reader sees it and as a browser's own parser does."""
    reader = _Survivors()
    reader.feed(html)
    reader.close()
    if "<" in html:
        again = html5lib.serialize(html5lib.parseFragment(html), omit_optional_tags=False, quote_attr_values="always")
        reader.feed(str(again))
        reader.close()
    return reader.found


@pytest.fixture(scope="module")
def hostile() -> list[str]:
    if not CORPUS.is_dir():
        pytest.skip(f"{CORPUS} is not on this machine")
    files = ("bleach_tests.json", "dompurify_expect.json", "pat_xss.json")
    return [row["payload"] for name in files for row in json.loads((CORPUS / name).read_text("utf-8"))]


def surviving(payloads: list[str], gate: Callable[[str], str]) -> dict[str, list[object]]:
    return {payload: left for payload in payloads if (left := survivors(gate(payload)))}


ONE_OF_EACH = [
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "<p onclick=alert(1) style=color:red class=x id=y>a</p>",
    "<a href=javascript:alert(1)>a</a>",
    "<a href=' java\nscript:alert(1)'>a</a>",
    "<a href=//ailleurs.example>a</a>",
    "<a href=/ici target=_blank>a</a>",
    "<a href=data:text/html,x>a</a>",
    "<a href=http://ch.example>a</a>",
    "<svg><style><img src=x onerror=alert(1)></style></svg>",
    "<math><mtext><table><mglyph><style><!--</style><img title='--><img src=x onerror=alert(1)>'>",
    "<!-- a --><!doctype html><?php a ?>",
    "<h1>a</h1><table><tr><td>a</td></tr></table><iframe></iframe><form><input></form>",
    "<noscript><p title='</noscript><img src=x onerror=alert(1)>'></noscript>",
]


def test_nothing_but_the_subset_survives_one_of_each() -> None:
    assert surviving(ONE_OF_EACH, clean) == {}


def test_nothing_but_the_subset_survives_the_corpora(hostile: list[str]) -> None:
    assert surviving(hostile, clean) == {}
    assert len(hostile) > 2000


def test_nothing_but_the_subset_comes_from_a_text_area(hostile: list[str]) -> None:
    assert surviving(hostile, lambda typed: html_from_markdown(typed).html) == {}


def test_what_is_clean_stays_as_it_is(hostile: list[str]) -> None:
    assert [html for html in map(clean, hostile) if clean(html) != html] == []


def test_nh3_holds_where_bleach_lets_all_through(monkeypatch: pytest.MonkeyPatch) -> None:
    """Fails once the first gate is taken out: the second is then the only one."""
    monkeypatch.setattr(text._GATE, "cleaner", _Open())
    assert surviving(ONE_OF_EACH, clean) == {}


def test_bleach_holds_where_nh3_lets_all_through(monkeypatch: pytest.MonkeyPatch) -> None:
    """Fails once the second gate is taken out: the first is then the only one."""
    monkeypatch.setattr(nh3, "clean", lambda html, **_: html)
    assert surviving(ONE_OF_EACH, clean) == {}


class _Open:
    def clean(self, html: str) -> str:
        return html


def test_people_writing_at_once_get_each_their_own_text() -> None:
    texts = [f"<p>{number}<b>" * 40 for number in range(60)]
    with ThreadPoolExecutor(8) as people:
        assert list(people.map(clean, texts)) == [clean(html) for html in texts]


@given(st.text(st.sampled_from("ab <>/*_#[]()-1.\n&;\"'=\\!:"), max_size=60))
def test_whatever_is_typed_only_the_subset_comes_out(typed: str) -> None:
    assert survivors(html_from_markdown(typed).html) == []


@given(st.lists(st.builds(Run, st.text("ab \n", max_size=4), st.booleans()), max_size=6))
def test_joined_runs_have_no_loose_ends(runs: list[Run]) -> None:
    joined = joined_runs(runs)
    words = "".join(run.text for run in joined)
    assert joined_runs(joined) == joined
    assert words == words.strip(" \n") and " \n" not in words and "\n " not in words
    assert words.replace(" ", "").replace("\n", "") == "".join(r.text for r in runs).replace(" ", "").replace("\n", "")


SECTIONS = (
    Section("w", "", (Warning("EXERCICE."),)),
    Section(
        "a", "Les soins", (p("Un\ndeux\u00a0: ", Run("trois", strong=True)), Table("T", ("a", "b"), (("c", "d"),)))
    ),
)


def test_the_words_on_one_line() -> None:
    assert folded(SECTIONS, "Titre") == "Titre EXERCICE. Les soins Un deux : trois T a b c d"
    assert folded((), "") == ""


def test_a_reader_outside_gets_the_same_line_wherever_lines_break() -> None:
    copied = folded(SECTIONS, "Titre").replace(" ", "\r\n\t\u00a0")
    assert folded((Section("x", "", (p(copied),)),)) == folded(SECTIONS, "Titre")


@pytest.mark.parametrize("space", [chr(code) for code in range(sys.maxunicode + 1) if chr(code).isspace()])
def test_every_space_of_unicode_is_folded(space: str) -> None:
    assert re.fullmatch(r"\s", space), "as who folds with a regular expression takes it"
    assert folded((Section("x", "", (p(f"{space}a{space}{space}b{space}"),)),)) == "a b"


@pytest.mark.parametrize(
    ("words", "count"),
    [
        ("", 0), ("Bonjour", 1), ("Quand\u00a0?", 1), ("« Oui »", 1), ("l’hôpital", 1), ("– ! :", 0),
        ("12\u202f000", 1), ("1\u00a0234\u00a0567 lits", 2), ("12 000", 2), ("à 9\u202fh", 3), ("2026\u00a01234", 2),
    ],
)  # fmt: skip
def test_how_words_are_counted(words: str, count: int) -> None:
    assert word_count((Section("a", "", (p(words),)),)) == count


def test_the_subset_is_this() -> None:
    assert {"p", "br", "h2", "h3", "ul", "ol", "li", "strong", "em", "a"} == TAGS
