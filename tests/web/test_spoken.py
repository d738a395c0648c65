"""Pages compiled once a language: the fixed words of each, and the same answer as words looked up one by one."""

import pytest
from flask import Flask, render_template
from flask_babel import force_locale
from jinja2 import DictLoader, Template

from commworkflow.web.spoken import lazy_gettext

PAGES = {
    "fixed.html": '<p title="{{ _("Home") }}">{{ _("Home") if true else _("Journal") }}</p>',
    "filled.html": '{{ _("“%(words)s”", words="<b>") }}',
    "whole.html": '{% extends "base_of_it.html" %}{% block inside %}{{ _("Journal") }}{% endblock %}',
    "base_of_it.html": '{{ _("Home") }}, {% block inside %}{% endblock %}{% include "fixed.html" %}',
    "signs.html": '{{ _("50 %% <br>") }}|{{ "a" ~ _("Home") }}|{{ [_("Home"), "_"] | join("-") }}',
}


@pytest.fixture
def pages(app: Flask) -> Flask:
    """The application, with a few pages of these tests."""
    app.jinja_env.loader = DictLoader(PAGES)
    app.jinja_env.bytecode_cache = None
    return app


def said(app: Flask, page: str, language: str) -> str:
    with app.test_request_context(), force_locale(language):
        return render_template(page)


def test_each_language_has_its_own(pages: Flask) -> None:
    for _again in range(2):
        assert said(pages, "fixed.html", "fr") == '<p title="Accueil">Accueil</p>'
        assert said(pages, "fixed.html", "en") == '<p title="Home">Home</p>'


def test_a_page_and_what_it_is_made_of_speak_one_language(pages: Flask) -> None:
    assert said(pages, "whole.html", "fr") == 'Accueil, Journal<p title="Accueil">Accueil</p>'
    assert said(pages, "whole.html", "en") == 'Home, Journal<p title="Home">Home</p>'


def test_what_is_filled_in_is_escaped(pages: Flask) -> None:
    assert said(pages, "filled.html", "en") == "“&lt;b&gt;”"


def test_words_of_ours_are_markup_in_which_a_doubled_sign_is_one(pages: Flask) -> None:
    assert said(pages, "signs.html", "en") == "50 % <br>|aHome|Home-_"


def test_nothing_is_looked_up_for_fixed_words(pages: Flask) -> None:
    with pages.test_request_context(), force_locale("fr"):
        page = pages.jinja_env.get_template("fixed.html")
        assert "Accueil" in page.environment.compile(PAGES["fixed.html"], raw=True)
        assert "gettext" not in page.environment.compile(PAGES["fixed.html"], raw=True)


def test_words_said_late_are_said_in_the_language_of_whoever_they_are_said_to(app: Flask) -> None:
    home = lazy_gettext("Home")
    with app.test_request_context():
        for language, said_so in (("fr", "Accueil"), ("en", "Home"), ("fr", "Accueil")):
            with force_locale(language):
                assert str(home) == f"{home}" == said_so
        assert str(home) == "Accueil", "in the request's own again"
    assert str(home) == "Home", "to nobody, as they stand in the code"


def test_a_page_is_read_again_where_files_may_change(app: Flask) -> None:
    written = {"page.html": "before"}
    app.jinja_env.loader, app.jinja_env.auto_reload = DictLoader(written), True
    assert said(app, "page.html", "en") == "before"
    written["page.html"] = "after"
    assert said(app, "page.html", "en") == "after"


def test_a_page_kept_in_one_language_is_not_that_of_another(pages: Flask) -> None:
    with pages.test_request_context():
        kept: dict[str, Template] = {}
        for language in ("fr", "en", "fr"):
            with force_locale(language):
                page = pages.jinja_env.get_template("fixed.html")
                assert kept.setdefault(language, page) is page
        assert kept["fr"] is not kept["en"]
