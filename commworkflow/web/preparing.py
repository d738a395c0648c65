"""Preparing in calm: what is missing, and lists brought in from a spreadsheet, looked at before anything is done."""

from flask import Blueprint, Response, current_app, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from commworkflow.actions.act import NotFound
from commworkflow.actions.import_steps import Effect
from commworkflow.actions.importing import Moved, Preview, bring_in, look
from commworkflow.readings.readiness import administered_readiness
from commworkflow.rules.lists import EXAMPLES, FILE_NAMES, LISTS, ListKind, heads_of
from commworkflow.rules.notice import RenderedFile
from commworkflow.rules.roles import May
from commworkflow.rules.sheets import LARGEST_SHEET, SheetFault, text_of
from commworkflow.web import exercise_bar, here, session
from commworkflow.web.access import needs
from commworkflow.web.journal import CSV_WRITER, CsvWriter
from commworkflow.web.list_words import column_words, fault_words, place_words
from commworkflow.web.readiness_words import readiness_words
from commworkflow.web.receipts import as_download

pages = Blueprint("preparing", __name__, url_prefix="/prepare")

_SHOWN_WHOLE = 100_000
"""Characters of a list that can be corrected on the page; a longer one is corrected in its file."""

_LARGEST_READ = 16 * 1024 * 1024


@pages.url_value_preprocessor
def _read_more(endpoint: str | None, values: dict[str, str] | None) -> None:
    # Flask would refuse the whole form for a huge file, without a word about the list.
    if endpoint == "preparing.preview":
        request.max_content_length = _LARGEST_READ


@pages.get("")
@needs(May.ADMINISTER)
def page() -> str:
    """Show what is missing, and everything that prepares."""
    with here.house().database.read() as reading:
        found = administered_readiness(reading, here.house(), session.current_actor(), here.now())
    places = [(place, [readiness_words(finding, place.zone) for finding in place.findings]) for place in found]
    return render_template("preparing/page.html", places=places, kinds=list(ListKind), file_names=FILE_NAMES)


@pages.get("/lists/<kind>")
@needs(May.ADMINISTER)
def one(kind: str) -> str:
    """Show how a list is written, and the form that takes it."""
    return _shown(_kind(kind), "", None)


@pages.get("/lists/<kind>/example.csv")
@needs(May.ADMINISTER)
def example(kind: str) -> Response:
    """Give the example of a list, as a spreadsheet opens it."""
    known = _kind(kind)
    write: CsvWriter = current_app.extensions[CSV_WRITER]
    content = write([head.name for head in heads_of(known)], EXAMPLES[known])
    return as_download(RenderedFile(FILE_NAMES[known], "text/csv; charset=utf-8", content))


@pages.post("/lists/<kind>")
@needs(May.ADMINISTER)
def preview(kind: str) -> ResponseReturnValue:
    """Read a list and show what it would do; nothing is done."""
    known = _kind(kind)
    text = _text()
    if isinstance(text, SheetFault):
        return _shown(known, "", Preview(known, (), (text,))), 422
    found = look(here.house(), session.current_actor(), known, text, here.now())
    return _shown(known, text, found), (422 if found.faults else 200)


@pages.post("/lists/<kind>/import")
@needs(May.ADMINISTER)
def confirm(kind: str) -> ResponseReturnValue:
    """Bring a list in as it was shown."""
    known, text = _kind(kind), request.form.get("text", "")
    try:
        done = bring_in(here.house(), session.current_actor(), known, text, request.form.get("seen", ""), here.now())
    except Moved as moved:
        return _shown(known, text, moved.preview, moved=not moved.preview.faults), 409
    exercise_bar.forget()
    added, changed = done.count(Effect.ADDED), done.count(Effect.CHANGED)
    flash(gettext("The list is brought in: %(added)s added, %(changed)s changed.", added=added, changed=changed))
    return redirect(url_for("preparing.page"), 303)


def _kind(kind: str) -> ListKind:
    if kind not in ListKind.__members__.values():
        raise NotFound
    return ListKind(kind)


def _text() -> str | SheetFault:
    """Return what was sent: a file, or the words corrected on the page."""
    sent = request.files.get("file")
    content = sent.stream.read(LARGEST_SHEET + 1) if sent else b""
    if content or (sent and sent.filename):
        return text_of(content)
    return text_of(request.form.get("text", "").encode())


def _shown(kind: ListKind, text: str, found: Preview | None, *, moved: bool = False) -> str:
    return render_template(
        "preparing/list.html",
        kind=kind,
        columns=[(column.head, column_words(kind, column.head.key)) for column in LISTS[kind]],
        text=text,
        editable=len(text) <= _SHOWN_WHOLE,
        found=found,
        faults=[(place_words(words), words.sentence) for words in map(fault_words, found.faults if found else ())],
        moved=moved,
        file_name=FILE_NAMES[kind],
    )
