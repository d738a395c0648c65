"""How the pages are drawn: what every template may call by name, whatever the page."""

import hashlib
from functools import cache, lru_cache, partial
from pathlib import Path
from typing import Any

from flask import Flask, request, url_for
from jinja2 import StrictUndefined

from commworkflow.languages import LANGUAGES
from commworkflow.rules.worlds import World
from commworkflow.web import (
    exercise_bar,
    from_exercise,
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
        url_for=_address,
        landing=landing,
        url_or_none=url_or_none,
        language=languages.language,
        languages=LANGUAGES,
        built=cache(partial(_built, static)),
    )


def _address(endpoint: str, **values: Any) -> str:
    """Return the address of a page; of those that are one page, each is looked for once."""
    return url_for(endpoint, **values) if values else _address_under(request.script_root, endpoint)


@lru_cache(256)
def _address_under(root: str, endpoint: str) -> str:
    """``root``: the path at which this request finds the application, which every address begins with."""
    return url_for(endpoint)


def _built(static: Path, name: str) -> str:
    """Return the address of a static file, which changes when the file does: browsers keep it a year."""
    content = (static / name).read_bytes()
    return url_for("static", filename=name, v=hashlib.sha256(content).hexdigest()[:12])
