"""What is found: messages by their words and filters, entries of the journal by what people wrote with them."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, bindparam, column, exists, func, literal_column, select
from sqlalchemy.orm import Session

from commworkflow.readings.by_imprint import by_imprint
from commworkflow.readings.history import Told
from commworkflow.readings.journal_page import entries_found
from commworkflow.readings.message_lines import MessageLine, latest, listing, message_lines
from commworkflow.readings.paged import Paged, page_read, within
from commworkflow.readings.people import ever_mandated
from commworkflow.readings.readable import classes_of
from commworkflow.records.house import House
from commworkflow.records.messages import Message, Revision
from commworkflow.records.people import Person
from commworkflow.records.search_index import SearchIndex
from commworkflow.rules.roles import Actor, May
from commworkflow.rules.situation import Status

MOST = 50
"""Lines of one page of what is found."""
_MANY = 1_000
"""Messages found from which on the journal is walked, instead of putting all of them in order."""
_NAMED: Select[*tuple[Any, ...]] = select(column("value")).select_from(func.json_each(bindparam("found")))
"""Those that the index named: one value in the statement, however many they are."""
_FOUND = Message.id.in_(_NAMED)
# The sign keeps SQLite from beginning with these: it would put all of them in order to show one page.
_AMONG_MANY = literal_column("+message.id").in_(_NAMED)


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is looked for; empty or None: anything. ``page`` counts from 1."""

    words: str = ""
    family: str = ""
    status: Status | None = None
    reading_class: int | None = None
    author: str = ""
    since: datetime | None = None
    until: datetime | None = None
    page: int = 1


@dataclass(frozen=True, slots=True)
class SearchPage:
    """``excerpts``: by the uid of a message, or the sequence of an entry. ``more_entries``: than the best, shown."""

    messages: Paged[MessageLine]
    entries: tuple[Told, ...]
    excerpts: Mapping[str, str]
    more_entries: bool
    authors: tuple[tuple[str, str], ...]


def search_page(session: Session, index: SearchIndex, house: House, actor: Actor, wanted: Wanted) -> SearchPage:
    """Return what this person may read of what is looked for. At most ten statements, whatever the world holds."""
    conditions, named = list(_filters(wanted)), {}
    listed = latest if _most_meet(wanted) else listing
    if wanted.words.strip():
        found = index.messages(session, wanted.words) + by_imprint(session, house.world, wanted.words)
        named = {"found": json.dumps(found)}
        conditions.append(_AMONG_MANY if len(found) > _MANY else _FOUND)
        listed = listed if len(found) > _MANY else listing
    asked = within(wanted.page, MOST)
    lines = message_lines(
        session, house, actor, listed(*conditions), limit=asked["most"], offset=asked["after"], **named
    )
    shown = page_read(lines, wanted.page, MOST)
    around = index.excerpts(wanted.words, [line.id for line in shown.lines]) if named else {}
    entries, excerpts, more = _entries(session, index, actor, wanted)
    excerpts |= {line.uid: around[line.id] for line in shown.lines if line.id in around}
    return SearchPage(shown, entries, excerpts, more, ever_mandated(session, list(classes_of(actor))))


def _most_meet(wanted: Wanted) -> bool:
    """Whether the filters leave most of a long world: there are none, or only that for what was released."""
    unfiltered = replace(wanted, words="", page=1, status=None) == Wanted()
    return unfiltered and wanted.status in (None, Status.RELEASED)


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
    session: Session, index: SearchIndex, actor: Actor, wanted: Wanted
) -> tuple[tuple[Told, ...], dict[str, str], bool]:
    """Entries are found by words alone: a filter of messages asks for messages."""
    if not wanted.words.strip() or wanted.page > 1 or _filters(wanted) or not actor.may_anywhere(May.READ_JOURNAL):
        return (), {}, False
    found = index.entries(wanted.words, _readable(actor), MOST + 1)
    best = found[:MOST]
    excerpts = {str(one.sequence): one.excerpt for one in best}
    return entries_found(session, actor, [one.sequence for one in best]), excerpts, len(found) > MOST


def _readable(actor: Actor) -> tuple[tuple[str, int], ...]:
    return tuple((place, int(highest)) for place, highest in classes_of(actor).items())
