"""The pages, compiled once a language: what a page always says stands in it already translated."""

from collections import deque
from collections.abc import Iterator, Mapping, MutableMapping
from typing import Any

from babel.support import NullTranslations
from flask import g
from flask.templating import Environment
from flask_babel import get_locale, gettext
from flask_babel.speaklater import LazyString
from jinja2 import Template
from jinja2.ext import Extension
from jinja2.lexer import Token, TokenStream
from markupsafe import Markup

from commworkflow.languages import DEFAULT
from commworkflow.web.calling import PageContext

_CALL = ["name", "lparen", "string", "rparen"]
_KEPT = "_flask_babel"
"""Where Flask-Babel keeps what it found out for a request."""


def spoken_here() -> str:
    """Return the language in which this request is answered."""
    try:
        # Asked hundreds of times a page: Flask-Babel looks for the request five times before it says what it has kept.
        locale = getattr(g.get(_KEPT), "babel_locale", None) or get_locale()
    except RuntimeError:  # nobody is being answered
        return DEFAULT
    return locale.language if locale else DEFAULT


def lazy_gettext(words: str) -> LazyString:
    """Return words that have nothing to fill in, each time in the language of whoever they are said to."""
    return _Said(gettext, words)


class _Said(LazyString):  # type: ignore[misc]
    """Looks once where Flask-Babel keeps what it found out for a request: its language, and the words of all."""

    def __str__(self) -> str:
        try:
            kept = g.get(_KEPT)
            catalogue: NullTranslations = kept.babel_domain.catalogues[kept.babel_locale.language]
        except (RuntimeError, AttributeError):  # nobody is being answered, or nothing was said to them yet
            return str(super().__str__())
        return str(catalogue.ugettext(*self._args))


class FixedWords(Extension):
    """Puts the translation in the place of every ``_("…")`` that has nothing to fill in, before a page is compiled."""

    def filter_stream(self, stream: TokenStream) -> Iterator[Token]:
        """Return the tokens of a page, its fixed words in the language of its environment."""
        seen: deque[Token] = deque()
        for token in stream:
            seen.append(token)
            if [one.type for one in seen] == _CALL and seen[0].value == "_":
                yield from self._translated(seen[2])
                seen.clear()
            elif len(seen) == len(_CALL):
                yield seen.popleft()
        yield from seen

    def _translated(self, words: Token) -> Iterator[Token]:
        assert isinstance(self.environment, Pages)
        # What gettext makes of them in a page: markup of our own, in which « %% » is one sign.
        spoken = str(Markup(self.environment.catalogues[self.environment.language].ugettext(words.value)) % {})
        for kind, value in (("lparen", "("), ("string", spoken), ("pipe", "|"), ("name", "safe"), ("rparen", ")")):
            yield Token(words.lineno, kind, value)


class Pages(Environment):
    """The templates of an application; each request gets them in its language."""

    context_class = PageContext
    catalogues: Mapping[str, NullTranslations]
    """The words of every language."""
    language = ""
    """The one language that is spoken here; empty for all of them."""

    def __init__(self, *given: Any, **options: Any) -> None:
        super().__init__(*given, **options)
        self._spoken: dict[str, Pages] = {}
        self._made: dict[str | Template, Template] = {}

    def get_template(
        self, name: str | Template, parent: str | None = None, globals: MutableMapping[str, Any] | None = None
    ) -> Template:
        """Return a template as this request's language says it; each is looked for once, unless files may change."""
        if not self.language:
            return self._here().get_template(name, parent)
        made = self._made.get(name)
        if made is None or globals or self.auto_reload:
            made = self._made[name] = super().get_template(name, parent, globals)
        return made

    def make_globals(self, d: MutableMapping[str, Any] | None) -> MutableMapping[str, Any]:
        """Return what a template finds by name: one dictionary for all of them, which is quickly copied."""
        return super().make_globals(d) if d else self.globals

    def _here(self) -> "Pages":
        """The same environment in the language of this request; made when it is first asked for, once all is set."""
        language = spoken_here()
        if language not in self._spoken:
            spoken = self.overlay(extensions=[FixedWords])
            assert isinstance(spoken, Pages)
            spoken.language, spoken._made = language, {}
            self._spoken[language] = spoken
        return self._spoken[language]
