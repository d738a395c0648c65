"""How the pages are drawn: what every template may call by name, whatever the page."""

import hashlib
from collections.abc import Callable, Hashable
from functools import cache, lru_cache, partial
from pathlib import Path
from typing import Any

from flask import Flask, url_for
from jinja2 import StrictUndefined
from jinja2.runtime import Macro
from markupsafe import Markup, escape

from commworkflow.languages import LANGUAGES
from commworkflow.rules.worlds import World
from commworkflow.web import (
    access,
    exercise_bar,
    from_exercise,
    here,
    hour,
    hour_words,
    languages,
    navigation,
    paper_words,
    session,
    times,
    words,
)
from commworkflow.web.local_paths import landing, url_or_none

_MOST_ADDRESSES = 2048
"""How many addresses are kept at hand: those of a hundred messages or so, and of all that is one page."""

_MOST_PIECES = 256
_KEPT_TOKEN = Markup("&token;")
"""Stands in a kept piece for the token of each request. Nobody's words can read so: their « & » is escaped."""


def put_drawing(app: Flask, world: World, static: Path) -> None:
    """Give the templates of ``app`` the words, hours and addresses they call; ``static``: the folder of drawn files."""
    jinja = app.jinja_env
    jinja.undefined = StrictUndefined
    jinja.trim_blocks = jinja.lstrip_blocks = True
    jinja.policies["ext.i18n.trimmed"] = True
    jinja.filters.update(times.FILTERS)
    jinja.filters.update(
        role_name=words.role_name,
        status_name=words.status_name,
        action_name=words.action_name,
        class_name=words.class_name,
        channel_name=words.channel_name,
        audience_name=words.audience_name,
        verdict_name=words.verdict_name,
        circle_name=paper_words.circle_name,
        list_name=paper_words.list_name,
        slip_kind_name=paper_words.slip_kind_name,
        offset_words=hour_words.offset_words,
    )
    jinja.globals.update(
        world=world,
        current_sitting=session.current_sitting,
        links=navigation.links,
        parts=exercise_bar.parts,
        on_the_bar=exercise_bar.on_the_bar,
        takes_from_exercise=from_exercise.is_offered,
        hour_doubt=hour.doubt,
        url_for=_addresses(),
        landing=landing,
        url_or_none=url_or_none,
        language=languages.language,
        languages=LANGUAGES,
        built=cache(partial(_built, static)),
        drawn_once=_pieces(),
        kept_token=_KEPT_TOKEN,
    )


def _addresses() -> Callable[..., str]:
    """Return what the pages call to name an address: each is made once, since it is made of its parts alone."""

    @lru_cache(_MOST_ADDRESSES, typed=True)
    def made(root: str, endpoint: str, **values: Any) -> str:
        return url_for(endpoint, **values)

    def address(endpoint: str, **values: Any) -> str:
        # ``root``: the path at which this request finds the application, which every address begins with.
        return made(here.request_itself().script_root, endpoint, **values)

    return address


def _pieces() -> Callable[..., Markup]:
    """Return what the pages call to draw a piece once for all that look the same.

    Its macro may look at nothing but what it is given, and writes ``kept_token`` where its forms bear the token.
    """

    @lru_cache(_MOST_PIECES, typed=True)
    def kept(root: str, macro: Macro, *given: Hashable) -> str:
        return str(macro(*given))

    def drawn_once(macro: Macro, *given: Hashable) -> Markup:
        piece = kept(here.request_itself().script_root, macro, *given)
        return Markup(piece.replace(_KEPT_TOKEN, escape(access.token())) if _KEPT_TOKEN in piece else piece)

    return drawn_once


def _built(static: Path, name: str) -> str:
    """Return the address of a static file, which changes when the file does: browsers keep it a year."""
    content = (static / name).read_bytes()
    return url_for("static", filename=name, v=hashlib.sha256(content).hexdigest()[:12])
