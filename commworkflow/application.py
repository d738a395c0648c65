"""The wiring: from a world's folder to an application. The only file that knows every room."""

import os
from collections.abc import Callable
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import Any

from flask import Flask

from commworkflow.actions.passwords import Passwords
from commworkflow.channels import CHANNELS
from commworkflow.clock import Clock, Ticks, Watch, machine_clock, machine_stopwatch, machine_ticks
from commworkflow.doctor import examine
from commworkflow.doctor.examined import Examined
from commworkflow.documents import DOCUMENTS, render_files
from commworkflow.documents.csv import render_csv
from commworkflow.documents.envelope import render_contents, render_sealed_notes, render_start_sheet
from commworkflow.documents.html import render_html
from commworkflow.documents.kit import render_kit
from commworkflow.documents.plain import render_plain
from commworkflow.documents.typefaces import not_drawn
from commworkflow.documents.word_text import read_word
from commworkflow.readings.hours import last_entry_at
from commworkflow.records.house import House
from commworkflow.records.schema import CannotOpen, OpenWorld
from commworkflow.records.shelf import Shelf
from commworkflow.records.terms import terms_of
from commworkflow.rules.catalogue import Catalogue, read_folders, with_pieces
from commworkflow.rules.channels import Writers
from commworkflow.rules.diagnoses import Diagnosis
from commworkflow.rules.facts import Register, read_facts
from commworkflow.rules.hours import Doubtful
from commworkflow.rules.terms import Terms, WrongTerms
from commworkflow.rules.worlds import World
from commworkflow.settings import Settings, read_settings, secret_key
from commworkflow.web import (
    access,
    addressed,
    copies,
    doctor,
    drawing,
    errors,
    headers,
    here,
    journal,
    languages,
    printing,
    refilling,
    request_lines,
    search,
    session,
    shared,
    showing,
    ways_out,
    word,
    writable,
)
from commworkflow.web.fault_words import sentence_of
from commworkflow.web.rooms import PAGES, PAGES_OF_ONE_WORLD
from commworkflow.web.sent_file import HeldInMemory

ROOT = Path(__file__).parents[1]
INSTANCE = ROOT / "instance"
WORLD_VARIABLE = "COMMWORKFLOW_WORLD"
_MEGABYTE = 1024 * 1024
_A_YEAR = 31_536_000


def create_app(world: World | None = None, folder: Path | None = None, clock: Clock = machine_clock) -> Flask:
    """Open a world and return its application. Without ``world`` the environment names it; there is no default.

    Raises CannotOpen, WrongSettings: sentences for whoever starts it.
    """
    chosen = world or _world_named()
    opened = OpenWorld(folder or INSTANCE / chosen, chosen, clock())
    return application(open_house(opened), read_settings(opened.folder), clock, machine_ticks)


def open_house(opened: OpenWorld) -> House:
    """Return the house of an opened world: its database, its templates, the facts its register starts with."""
    register = read_register(ROOT / "reference" / "facts.toml")
    catalogue = read_templates(opened.folder, register)
    return House(opened.world, opened.folder, opened.database, Shelf(catalogue), register, read_terms(opened.folder))


def read_terms(folder: Path) -> Terms:
    """Return the terms of deciding of the world in ``folder``. Raises CannotOpen with a sentence."""
    try:
        return terms_of(folder)
    except WrongTerms as fault:
        raise CannotOpen(str(fault)) from None


def read_templates(folder: Path, register: Register) -> Catalogue:
    """Return the templates of the world in ``folder``: the product's, then those the hospital put in their place.

    The pieces of text stand beside them, in the same way.
    """
    templates, pieces = ((ROOT / name, folder / name) for name in ("message_templates", "message_pieces"))
    return with_pieces(read_folders(templates, register), pieces, register)


def read_register(path: Path) -> Register:
    """Return the facts a register starts with. Raises CannotOpen with the first fault's line and sentence."""
    register = read_facts(path.read_bytes())
    if isinstance(register, tuple):
        fault = register[0]
        raise CannotOpen(f"{path.name}:{fault.line}: {sentence_of(fault, 'en')}")
    return register


def application(
    house: House, settings: Settings, clock: Clock, ticks: Ticks | None = None, door: shared.Door | None = None
) -> Flask:
    """Return the application of a house: guard, sessions, headers, languages, pages.

    Without ``ticks`` nothing tells a clock that was set from time that passed. ``door``: how the network comes in.
    """
    app = _Application("commworkflow", root_path=str(ROOT))
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
    here.hand_over(app, here.Wiring(house, clock, settings, passwords, _watch(house, clock, ticks), machine_stopwatch))
    request_lines.put_request_lines(app)
    session.put_sessions(app, f"commworkflow-{house.world}")
    languages.put_languages(app)
    headers.put_headers(app)
    shared.hand_over(app, door)
    addressed.put_address_guard(app)
    writable.put_writable(app)
    refilling.put_refilling(app)
    access.put_guard(app)
    errors.put_error_pages(app)
    for room in (*PAGES, *PAGES_OF_ONE_WORLD[house.world]):
        app.register_blueprint(room)
    drawing.put_drawing(app, house.world, ROOT / "static")
    showing.put_showing(app, render_html, not_drawn)
    copies.put_copies(app)
    app.extensions[journal.CSV_WRITER] = render_csv
    app.extensions[word.READER] = read_word
    search.put_index(app, house)
    app.extensions[doctor.DOCTOR] = partial(_examine, house)
    writers = Writers(render_plain, render_html, render_files, frozenset(DOCUMENTS))
    printing.hand_over(app, printing.Printing(render_kit, render_start_sheet, render_sealed_notes, render_contents))
    ways_out.hand_over(app, ways_out.WaysOut(CHANNELS, writers))
    return app


class _Application(Flask):
    request_class = HeldInMemory

    def ensure_sync(self, func: Callable[..., Any]) -> Callable[..., Any]:
        """Return the function: none of ours is a coroutine, and Flask would ask each of them at every request."""
        return func


def _examine(house: House, now: datetime, doubt: Doubtful | None) -> tuple[Diagnosis, ...]:
    return examine(Examined(house.folder, house.shelf.catalogue, now, doubt))


def _watch(house: House, clock: Clock, ticks: Ticks | None) -> Watch:
    with house.database.read() as session:
        return Watch(clock, ticks, last_entry_at(session))


def _world_named() -> World:
    named = os.environ.get(WORLD_VARIABLE, "")
    try:
        return World(named)
    except ValueError:
        raise CannotOpen(
            f"{WORLD_VARIABLE} must say which world this is, exercise or live; it says “{named}”."
        ) from None
