"""Looking for messages and entries of the journal: by words, family, state, class, author and day."""

from itertools import cycle
from typing import cast

from flask import Blueprint, Flask, current_app, render_template, request
from markupsafe import Markup, escape

from commworkflow.readings.search_page import Wanted, search_page
from commworkflow.records.house import House
from commworkflow.records.search_index import CLOSE, INDEX_NAME, OPEN, SearchIndex
from commworkflow.rules.roles import May, ReadingClass
from commworkflow.rules.situation import Status
from commworkflow.web import here, session, times
from commworkflow.web.access import needs
from commworkflow.web.forms import Typed
from commworkflow.web.paging import page_asked

pages = Blueprint("search", __name__)
_INDEX = "commworkflow.search"
_FIELDS = ("words", "family", "status", "class", "author", "since", "until")


def put_index(app: Flask, house: House) -> None:
    """Give ``app`` the index of its world: a file of its own, made at the first search."""
    app.extensions[_INDEX] = SearchIndex(house.folder / INDEX_NAME)


@pages.get("/search")
@needs(May.READ)
def page() -> str:
    """Show what was found."""
    typed = Typed(request.args)
    wanted = _wanted(typed)
    house, actor = here.house(), session.current_actor()
    index = cast(SearchIndex, current_app.extensions[_INDEX])
    with house.database.read() as reading:
        found = search_page(reading, index, house, actor, wanted)
    asked = {name: typed.raw(name) for name in _FIELDS if typed.raw(name)}
    families = house.shelf.catalogue.family_titles()
    return render_template(
        "search/page.html", page=found, typed=typed, asked=asked, families=families, marked=_marked,
        classes=tuple(ReadingClass),
    )  # fmt: skip


def _wanted(typed: Typed) -> Wanted:
    status, reads = typed.raw("status"), typed.raw("class")
    return Wanted(
        words=typed.line("words"),
        family=typed.line("family"),
        status=Status(status) if status in set(Status) else None,
        reading_class=ReadingClass[reads] if reads in ReadingClass.__members__ else None,
        author=typed.line("author"),
        since=typed.moment("since", times.zone()),
        until=times.minute_after(typed.moment("until", times.zone())),
        page=page_asked(),
    )


def _marked(excerpt: str) -> Markup:
    """An excerpt with the words that were looked for marked; everything in it is text."""
    parts = excerpt.replace(CLOSE, OPEN).split(OPEN)
    drawn = (
        f"<mark>{escape(part)}</mark>" if found else escape(part) for part, found in zip(parts, cycle((False, True)))
    )
    return Markup("".join(map(str, drawn)))
