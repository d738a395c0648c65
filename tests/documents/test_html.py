"""The text on a screen."""

import time

import html5lib

from commworkflow.documents.html import render_html
from commworkflow.documents.plain import words
from commworkflow.rules.blocks import Field, Heading, Item, ListBlock, Paragraph, Run, Section, Table, Warning
from tests.documents.looking import bare
from tests.documents.texts import FORM, PRESS, said, text_of


def heading(level: int, words: str) -> Heading:
    return Heading(level, (Run(words),))


def test_every_word_is_there_in_order() -> None:
    for sections in (PRESS, FORM):
        # strict: an error in the markup fails the test
        tree = html5lib.HTMLParser(strict=True).parseFragment(render_html(sections))
        assert bare("".join(tree.itertext())) == "".join(words(sections))


def test_headings_start_where_the_page_says_and_never_skip() -> None:
    sections = (
        Section("a", "Titre", (heading(3, "petit"), heading(2, "moyen"), heading(3, "petit encore"))),
        Section("b", "", (heading(2, "sans titre au-dessus"),)),
    )
    html = render_html(sections, start=3)
    assert html == (
        "<h3>Titre</h3>\n<h4>petit</h4>\n<h4>moyen</h4>\n<h5>petit encore</h5>\n<h4>sans titre au-dessus</h4>"
    )
    assert render_html(text_of(heading(2, "seul")), start=2) == "<h2>seul</h2>"
    assert render_html(text_of(heading(1, "a"), heading(2, "b"), heading(3, "c")), start=5) == (
        "<h5>a</h5>\n<h6>b</h6>\n<h6>c</h6>"
    )
    assert render_html(text_of(heading(2, " \u00a0"))) == "", "a heading nobody hears is no heading"


def test_styles_breaks_links_and_spaces() -> None:
    html = render_html(
        text_of(
            said(
                "a\nb ",
                Run("c", strong=True),
                Run("d", emphasis=True, strong=True),
                Run("e", link="https://x.example/?a=1&b=2"),
                Run("f", strong=True, link="https://x.example/?a=1&b=2"),
                "\u00a0: 9\u202fh",
            )
        )
    )
    assert html == (
        "<p>a<br>b <strong>c</strong><strong><em>d</em></strong>"
        '<a href="https://x.example/?a=1&amp;b=2">e<strong>f</strong></a>\u00a0: 9\u202fh</p>'
    )


def test_a_link_that_is_not_https_mail_or_telephone_keeps_its_words_only() -> None:
    refused = (
        "javascript:alert(1)",
        "JaVaScRiPt:alert(1)",
        "data:text/html,x",
        "http://x.example",
        "//x.example",
        "/x",
        "https://",
        ' https://x.example" onclick="x',
        "https://x.example\njavascript:x",
        "vbscript:x",
        "https:\\x",
    )
    for address in refused:
        assert render_html(text_of(said(Run("mots", link=address)))) == "<p>mots</p>", address
    for address in ("https://x.example", "mailto:a@x.example?subject=b", "tel:+33123456789", "HTTPS://X.EXAMPLE"):
        assert f'href="{address}"' in render_html(text_of(said(Run("mots", link=address))))
    assert "<a" not in render_html(text_of(said(Run(" ", link="https://x.example")))), "a link nobody sees"


def test_lists_nest_inside_their_entry() -> None:
    inner = ListBlock(True, (Item((Run("b"),)),))
    assert render_html(text_of(ListBlock(False, (Item((Run("a"),), (inner,)), Item((Run("c"),)))))) == (
        "<ul><li>a<ol><li>b</li></ol></li><li>c</li></ul>"
    )


def test_answers_that_follow_each_other_are_one_list() -> None:
    html = render_html(
        text_of(Field("a", "A ?", ("1", "2\n3")), Field("b", "B ?", ("plus tard",), waiting=True), said("puis"))
    )
    assert html == (
        '<dl class="fields">\n<div class="field"><dt>A ?</dt><dd>1</dd><dd>2<br>3</dd></div>\n'
        '<div class="field waiting"><dt>B ?</dt><dd>plus tard</dd></div>\n</dl>\n<p>puis</p>'
    )


def test_a_table_names_its_columns() -> None:
    assert render_html(text_of(Table("Services", ("Nom", "État"), (("SAMU", "ouvert"),)))) == (
        '<table><caption>Services</caption><thead><tr><th scope="col">Nom</th><th scope="col">État</th></tr></thead>'
        "<tbody><tr><td>SAMU</td><td>ouvert</td></tr></tbody></table>"
    )


def test_a_warning_is_marked() -> None:
    assert render_html(text_of(Warning("EXERCICE"))) == '<p class="warning">EXERCICE</p>'


def test_markup_is_text_wherever_it_stands() -> None:
    evil = "<img src=x onerror=alert(1)>\"'&"
    spelled = "&lt;img src=x onerror=alert(1)&gt;&#34;&#39;&amp;"
    sections = (
        Section(
            "evil",
            evil,
            (
                heading(2, evil),
                Paragraph((Run(evil, strong=True, link="https://x.example"),)),
                ListBlock(True, (Item((Run(evil),)),)),
                Table(evil, (evil,), ((evil,),)),
                Field(evil, evil, (evil,)),
                Warning(evil),
            ),
        ),
    )
    html = render_html(sections)
    assert html.count(spelled) == 10
    assert "<img" not in html


def test_a_page_costs_next_to_nothing() -> None:
    render_html(PRESS)
    started = time.perf_counter()
    for _ in range(100):
        render_html(PRESS)
    assert (time.perf_counter() - started) / 100 < 0.002


def test_what_stays_drawn_is_never_drawn_for_another_text_or_level() -> None:
    text = text_of(heading(2, "mots"), said("mots"))
    assert render_html(text) is render_html(text_of(heading(2, "mots"), said("mots"))), "the same text, read again"
    others = (
        text_of(heading(2, "mots"), said(Run("mots", strong=True))),
        text_of(heading(2, "mots"), said(Run("mots", link="https://x.example"))),
        text_of(heading(2, "mots"), Warning("mots")),
    )
    assert len({render_html(text), render_html(text, start=3), *map(render_html, others)}) == 5
    assert render_html.cache_info().maxsize == 64
