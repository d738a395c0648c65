"""What is found: messages by their words and filters, entries of the journal by what people wrote with them."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, exists, select
from sqlalchemy.orm import Session

from commworkflow.readings.history import Told
from commworkflow.readings.journal_page import entries_found
from commworkflow.readings.message_lines import MessageLine, listing, message_lines
from commworkflow.readings.readable import classes_of
from commworkflow.records.house import House
from commworkflow.records.messages import Message, Revision
from commworkflow.records.people import Establishment, Mandate, Person
from commworkflow.records.search_index import FoundKind, SearchIndex
from commworkflow.rules.roles import Actor, May
from commworkflow.rules.situation import Status

MOST = 50
"""Lines of one page of what is found."""
_CANDIDATES = 400
"""How many are asked of the index before the filters: the best ones."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is looked for; empty or None: anything. ``page`` counts from 0."""

    words: str = ""
    family: str = ""
    status: Status | None = None
    reading_class: int | None = None
    author: str = ""
    since: datetime | None = None
    until: datetime | None = None
    page: int = 0


@dataclass(frozen=True, slots=True)
class SearchPage:
    """``excerpts``: by the uid of a message, or the sequence of an entry. ``more``: there is a page after this one."""

    messages: tuple[MessageLine, ...]
    entries: tuple[Told, ...]
    excerpts: Mapping[str, str]
    more: bool
    authors: tuple[tuple[str, str], ...]


def search_page(session: Session, index: SearchIndex, house: House, actor: Actor, wanted: Wanted) -> SearchPage:
    """Return what this person may read of what is looked for. At most ten statements, whatever the world holds."""
    excerpts: dict[str, str] = {}
    conditions = list(_filters(wanted))
    if wanted.words.strip():
        found = index.find(session, wanted.words, _readable(actor), FoundKind.MESSAGE, _CANDIDATES)
        excerpts = {one.name: one.excerpt for one in found}
        conditions.append(Message.uid.in_(excerpts))
    lines = message_lines(session, house, actor, listing(*conditions), limit=MOST + 1, offset=wanted.page * MOST)
    entries = _entries(session, index, actor, wanted, excerpts)
    return SearchPage(lines[:MOST], entries, excerpts, len(lines) > MOST, _authors(session, actor))


def _filters(wanted: Wanted) -> tuple[ColumnElement[bool], ...]:
    conditions: list[ColumnElement[bool]] = []
    if wanted.family:
        conditions.append(Message.family == wanted.family)
    if wanted.status is not None:
        conditions.append(Message.status == wanted.status)
    if wanted.reading_class is not None:
        conditions.append(Message.reading_class == wanted.reading_class)
    if wanted.since is not None:
        conditions.append(Message.changed_at >= wanted.since)
    if wanted.until is not None:
        conditions.append(Message.changed_at < wanted.until)
    if wanted.author:
        author = select(Person.id).where(Person.uid == wanted.author).scalar_subquery()
        wrote = exists().where(Revision.message_id == Message.id, Revision.author_id == author)
        conditions.append(wrote)
    return tuple(conditions)


def _entries(
    session: Session, index: SearchIndex, actor: Actor, wanted: Wanted, excerpts: dict[str, str]
) -> tuple[Told, ...]:
    """Entries are found by words alone: a filter of messages asks for messages."""
    if not wanted.words.strip() or wanted.page or _filters(wanted) or not actor.may_anywhere(May.READ_JOURNAL):
        return ()
    found = index.find(session, wanted.words, _readable(actor), FoundKind.ENTRY, MOST)
    excerpts |= {one.name: one.excerpt for one in found}
    return entries_found(session, actor, [int(one.name) for one in found])


def _readable(actor: Actor) -> tuple[tuple[str, int], ...]:
    return tuple((place, int(highest)) for place, highest in classes_of(actor).items())


def _authors(session: Session, actor: Actor) -> tuple[tuple[str, str], ...]:
    """Who holds or held a mandate where this person reads, to choose an author from."""
    places = [place for place, _ in _readable(actor)]
    mandated = exists().where(
        Mandate.person_id == Person.id, Mandate.establishment_id == Establishment.id, Establishment.uid.in_(places)
    )
    rows = session.execute(select(Person.uid, Person.name).where(mandated).order_by(Person.name))
    return tuple((row.uid, row.name) for row in rows)
