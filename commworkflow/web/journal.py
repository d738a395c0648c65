"""The journal's page, with its filters, and its export that no spreadsheet executes."""

from collections.abc import Callable, Iterable, Sequence

from flask import Blueprint, Response, current_app, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from commworkflow.readings.hours import Offsets, last_check
from commworkflow.readings.journal_page import JournalFilter, journal_entries, journal_page
from commworkflow.records.journal import KINDS
from commworkflow.rules.canonical import short_form
from commworkflow.rules.roles import May
from commworkflow.web import here, session, times
from commworkflow.web.access import needs
from commworkflow.web.forms import Typed
from commworkflow.web.hour_words import offset_words
from commworkflow.web.journal_words import journal_texts, journal_words, kind_words

pages = Blueprint("journal", __name__)
_FILTERS = ("kind", "person", "incident", "message", "since", "until")

CsvWriter = Callable[[Sequence[str], Iterable[Sequence[str]]], bytes]
CSV_WRITER = "commworkflow-csv"
"""Where the wiring leaves the writer of tables: pages do not know what a document looks like."""


@pages.get("/journal")
@needs(May.READ_JOURNAL)
def page() -> ResponseReturnValue:
    """Show the journal, newest first, as filtered."""
    typed = Typed(request.args)
    return _shown(typed, _wanted(typed))


@pages.get("/journal.csv")
@needs(May.READ_JOURNAL)
def export() -> ResponseReturnValue:
    """Hand over the journal, as filtered, for a spreadsheet; a filter that cannot be read hands over nothing."""
    typed = Typed(request.args)
    wanted = _wanted(typed)
    if typed.problems:
        return _shown(typed, wanted)
    write: CsvWriter = current_app.extensions[CSV_WRITER]
    head = [
        gettext("Number"), gettext("Hour (UTC)"), gettext("Hour"), gettext("Message"), gettext("Kind"),
        gettext("Key of the kind"), gettext("Person"), gettext("What happened"), gettext("In writing"), gettext("Seal"),
        gettext("Leaf (SHA-256)"), gettext("Offset found of the machine's hour"),
    ]  # fmt: skip
    with here.house().database.read() as reading:
        offsets = Offsets(reading)
        rows = [
            [
                str(entry.sequence),
                entry.at.isoformat(),
                times.moment(entry.at),
                entry.number,
                kind_words(entry.kind),
                entry.kind,
                entry.person,
                journal_words(entry),
                "\n".join(journal_texts(entry)),
                short_form(entry.seal) if entry.seal else "",
                entry.leaf,
                _offset_words(offsets.before(entry.sequence)),
            ]
            for entry in journal_entries(reading, session.current_actor(), wanted)
        ]
    name = here.house().world.file_name(f"journal-{here.now():%Y%m%dT%H%MZ}.csv")
    return Response(
        write(head, rows),
        mimetype="text/csv",
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )


def _offset_words(seconds: int | None) -> str:
    return "" if seconds is None else offset_words(seconds)


def _shown(typed: Typed, wanted: JournalFilter) -> ResponseReturnValue:
    with here.house().database.read() as reading:
        found = journal_page(reading, session.current_actor(), wanted)
        check = last_check(reading)
    # Only our own names go back into an address: ``url_for`` takes some others for orders.
    asked = {name: typed.raw(name) for name in _FILTERS if typed.raw(name)}
    page = render_template("journal/page.html", page=found, typed=typed, kinds=tuple(KINDS), asked=asked, check=check)
    return page, 422 if typed.problems else 200


def _wanted(typed: Typed) -> JournalFilter:
    before = typed.raw("before")
    return JournalFilter(
        kind=typed.line("kind"),
        person=typed.line("person"),
        incident=typed.line("incident"),
        message=typed.line("message"),
        since=typed.moment("since", times.zone()),
        until=times.minute_after(typed.moment("until", times.zone())),
        before=int(before) if before.isascii() and before.isdecimal() and len(before) < 16 else None,
    )
