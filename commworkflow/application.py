"""The wiring: from a world's folder to an application. The only file that knows every room."""

import hashlib
import os
from functools import lru_cache
from pathlib import Path

from flask import Flask, url_for
from jinja2 import StrictUndefined

from commworkflow.actions.passwords import Passwords
from commworkflow.channels import CHANNELS
from commworkflow.clock import Clock, machine_clock
from commworkflow.documents import DOCUMENTS, render_files
from commworkflow.documents.csv import render_csv
from commworkflow.documents.html import render_html
from commworkflow.documents.plain import render_plain
from commworkflow.languages import LANGUAGES
from commworkflow.records.house import House
from commworkflow.records.schema import CannotOpen, OpenWorld
from commworkflow.records.shelf import Shelf
from commworkflow.rules.catalogue import Catalogue, read_folders
from commworkflow.rules.channels import Writers
from commworkflow.rules.facts import Register, read_facts
from commworkflow.rules.worlds import World
from commworkflow.settings import Settings, read_settings, secret_key
from commworkflow.web import (
    access,
    account,
    addressed,
    deliveries,
    errors,
    establishments,
    exercise_bar,
    facts,
    first_administrator,
    headers,
    held_pages,
    here,
    home,
    incidents,
    journal,
    languages,
    message_acts,
    messages,
    navigation,
    people,
    person,
    prints,
    receipts,
    session,
    showing,
    sign_in,
    templates,
    times,
    ways_out,
    words,
    writable,
)
from commworkflow.web.fault_words import sentence_of
from commworkflow.web.local_paths import landing, url_or_none

ROOT = Path(__file__).parents[1]
INSTANCE = ROOT / "instance"
WORLD_VARIABLE = "COMMWORKFLOW_WORLD"
_PAGES = (
    sign_in, account, held_pages, languages, people, person, establishments, home, incidents, messages, message_acts,
    deliveries, receipts, prints, facts, journal, templates,
)  # fmt: skip
_PAGES_OF_ONE_WORLD = {World.EXERCISE: exercise_bar, World.LIVE: first_administrator}
_MEGABYTE = 1024 * 1024
_A_YEAR = 31_536_000


def create_app(world: World | None = None, folder: Path | None = None, clock: Clock = machine_clock) -> Flask:
    """Open a world and return its application. Without ``world`` the environment names it; there is no default.

    Raises CannotOpen, WrongSettings: sentences for whoever starts it.
    """
    chosen = world or _world_named()
    opened = OpenWorld(folder or INSTANCE / chosen, chosen, clock())
    return application(open_house(opened), read_settings(opened.folder), clock)


def open_house(opened: OpenWorld) -> House:
    """Return the house of an opened world: its database, its templates, the facts its register starts with."""
    register = read_register(ROOT / "reference" / "facts.toml")
    catalogue = read_templates(opened.folder, register)
    return House(opened.world, opened.folder, opened.database, Shelf(catalogue), register)


def read_templates(folder: Path, register: Register) -> Catalogue:
    """Return the templates of the world in ``folder``: the product's, then those the hospital put in their place."""
    return read_folders((ROOT / "message_templates", folder / "message_templates"), register)


def read_register(path: Path) -> Register:
    """Return the facts a register starts with. Raises CannotOpen with the first fault's line and sentence."""
    register = read_facts(path.read_bytes())
    if isinstance(register, tuple):
        fault = register[0]
        raise CannotOpen(f"{path.name}:{fault.line}: {sentence_of(fault, 'en')}")
    return register


def application(house: House, settings: Settings, clock: Clock) -> Flask:
    """Return the application of a house: guard, sessions, headers, languages, pages."""
    app = Flask("commworkflow", root_path=str(ROOT))
    app.config.update(
        SECRET_KEY=secret_key(house.folder),
        MAX_CONTENT_LENGTH=settings.largest_request_mb * _MEGABYTE,
        MAX_FORM_MEMORY_SIZE=settings.largest_form_mb * _MEGABYTE,
        MAX_FORM_PARTS=5_000,
        SEND_FILE_MAX_AGE_DEFAULT=_A_YEAR,
        # A token lives as long as its sitting: a text is written for longer than an hour.
        WTF_CSRF_TIME_LIMIT=None,
    )
    passwords = Passwords(settings.password_memory_mb, settings.password_passes)
    here.hand_over(app, here.Wiring(house, clock, settings, passwords))
    session.put_sessions(app, f"commworkflow-{house.world}")
    languages.put_languages(app)
    headers.put_headers(app)
    addressed.put_address_guard(app)
    writable.put_writable(app)
    access.put_guard(app)
    errors.put_error_pages(app)
    for room in (*_PAGES, _PAGES_OF_ONE_WORLD[house.world]):
        app.register_blueprint(room.pages)
    _prepare_templates(app, house.world)
    showing.put_showing(app, render_html)
    app.extensions[journal.CSV_WRITER] = render_csv
    writers = Writers(render_plain, render_html, render_files, frozenset(DOCUMENTS))
    ways_out.hand_over(app, ways_out.WaysOut(CHANNELS, writers))
    return app


def _prepare_templates(app: Flask, world: World) -> None:
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
    )
    jinja.globals.update(
        world=world,
        current_sitting=session.current_sitting,
        links=navigation.links,
        parts=exercise_bar.parts,
        landing=landing,
        url_or_none=url_or_none,
        language=languages.language,
        languages=LANGUAGES,
        built=lru_cache(_built),
    )


def _built(name: str) -> str:
    """Return the address of a static file, which changes when the file does: browsers keep it a year."""
    content = (ROOT / "static" / name).read_bytes()
    return url_for("static", filename=name, v=hashlib.sha256(content).hexdigest()[:12])


def _world_named() -> World:
    named = os.environ.get(WORLD_VARIABLE, "")
    try:
        return World(named)
    except ValueError:
        raise CannotOpen(
            f"{WORLD_VARIABLE} must say which world this is, exercise or live; it says “{named}”."
        ) from None
