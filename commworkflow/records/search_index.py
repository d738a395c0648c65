"""The index that finds words: a file beside the database, made from it, and made again whenever it is not of it.

It proves nothing and keeps nothing that the database does not hold: no backup carries it, and it may be deleted. Where
the disk has no room for it, or takes no writing, it is made in memory until the next start: what can be read is found.
What a reader may see is asked of the database afterwards; place and class stand here only so that enough entries are
found.
"""

import json
import re
import sqlite3
import threading
import unicodedata
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from commworkflow.records.database import ask
from commworkflow.records.indexed_words import of_answers, of_sections
from commworkflow.records.journal import Journal, JournalText
from commworkflow.records.messages import Message, Revision
from commworkflow.records.people import Establishment

INDEX_NAME = "search.sqlite3"
A_STEP = 2_000
"""Rows read at once while the index catches up."""
OPEN, CLOSE = "\x02", "\x03"
"""Around the words found, in an excerpt."""

_MAKE = 2
"""Which words are taken into the index, and how: a file of another make is made anew."""
_SCHEMA = f"""
PRAGMA user_version = {_MAKE};
CREATE VIRTUAL TABLE IF NOT EXISTS found USING fts5(
    words, kind UNINDEXED, name UNINDEXED, place UNINDEXED, class UNINDEXED,
    tokenize = 'unicode61 remove_diacritics 2'
);
CREATE TABLE IF NOT EXISTS progress (
    one INTEGER PRIMARY KEY CHECK (one = 1), revision INTEGER, sequence INTEGER, leaf TEXT
);
INSERT OR IGNORE INTO progress VALUES (1, 0, 0, '');
"""
_TOKEN = re.compile(r"\w+")
_ENTRY = 1 << 40
"""Entries of the journal are numbered from here, messages below: one numbering for both in the index."""


class FoundKind(StrEnum):
    """What was found."""

    MESSAGE = "message"
    ENTRY = "entry"


@dataclass(frozen=True, slots=True)
class FoundEntry:
    """An entry of the journal by its sequence, with the words around what was looked for."""

    sequence: int
    excerpt: str


class SearchIndex:
    """The index of one world. One thread at a time: a search takes milliseconds."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._lock = threading.Lock()
        self._connection: sqlite3.Connection | None = None

    def messages(self, session: Session, words: str) -> tuple[int, ...]:
        """Return the inside numbers of all messages that hold every one of these words.

        Accents and case aside; beginnings count. Who may read them is not asked here. Two statements on the world,
        whatever its length, once the index has caught up.
        """
        sought = _sought(words)
        if not sought:
            return ()
        with self._lock:
            rows = self._caught_up(session).execute(_MESSAGES, (sought, _ENTRY)).fetchall()
        return tuple(number for (number,) in rows)

    def excerpts(self, words: str, messages: Sequence[int]) -> Mapping[int, str]:
        """Return what stands around these words in some of the messages just found, by their inside numbers."""
        if not messages:
            return {}
        statement = f"{_EXCERPTS} ({', '.join('?' * len(messages))})"
        with self._lock:
            rows = self._opened().execute(statement, (_sought(words), *messages)).fetchall()
        return dict(rows)

    def entries(self, words: str, readable: Sequence[tuple[str, int]], limit: int) -> tuple[FoundEntry, ...]:
        """Return the entries whose sentences hold every one of these words, the best first.

        As of the moment at which messages were looked for last: the index catches up then. ``readable``: each
        establishment with the highest class read there.
        """
        sought = _sought(words)
        if not sought or not readable:
            return ()
        with self._lock:
            rows = self._opened().execute(*_entries_with(sought, readable, limit)).fetchall()
        return tuple(FoundEntry(int(name), excerpt) for name, excerpt in rows)

    def close(self) -> None:
        """Let go of the file."""
        with self._lock:
            if self._connection is not None:
                self._connection.close()
                self._connection = None

    def _caught_up(self, session: Session) -> sqlite3.Connection:
        try:
            connection = self._opened()
            _catch_up(connection, session)
            return connection
        except (sqlite3.DatabaseError, OSError):
            # Damaged, of another make, or without room to grow: nothing is lost by making it anew.
            self._discard()
        try:
            connection = self._opened()
            _catch_up(connection, session)
            return connection
        except (sqlite3.OperationalError, OSError):
            self._discard()
        connection = self._opened(in_memory=True)
        _catch_up(connection, session)
        return connection

    def _opened(self, in_memory: bool = False) -> sqlite3.Connection:
        if self._connection is None:
            if not in_memory:
                self._path.touch(mode=0o600)
            self._connection = sqlite3.connect(":memory:" if in_memory else self._path, check_same_thread=False)
            self._check_make(self._connection)
            self._connection.executescript("PRAGMA journal_mode=MEMORY; PRAGMA synchronous=OFF;" + _SCHEMA)
        return self._connection

    def _check_make(self, connection: sqlite3.Connection) -> None:
        (make,) = connection.execute("PRAGMA user_version").fetchone()
        (tables,) = connection.execute("SELECT count(*) FROM sqlite_master").fetchone()
        if tables and make != _MAKE:
            raise sqlite3.DatabaseError("an index of another make")

    def _discard(self) -> None:
        if self._connection is not None:
            self._connection.close()
            self._connection = None
        with suppress(OSError):
            self._path.unlink()


_AROUND = f"snippet(found, 0, '{OPEN}', '{CLOSE}', '…', 18)"
_MESSAGES = "SELECT rowid FROM found WHERE found MATCH ? AND rowid < ?"
_EXCERPTS = f"SELECT rowid, {_AROUND} FROM found WHERE found MATCH ? AND rowid IN"


def _entries_with(sought: str, readable: Sequence[tuple[str, int]], limit: int) -> tuple[str, tuple[Any, ...]]:
    places = " OR ".join("(place = ? AND class <= ?)" for _ in readable)
    statement = (
        f"SELECT name, {_AROUND} FROM found WHERE found MATCH ? AND rowid > ? AND ({places}) ORDER BY rank LIMIT ?"
    )
    return statement, (sought, _ENTRY, *(part for place in readable for part in place), limit)


def _sought(words: str) -> str:
    """The words as the index is asked: each as it begins, all of them; its own signs never reach it."""
    return " ".join(f'"{token}"*' for token in _TOKEN.findall(unicodedata.normalize("NFC", words))[:20])


def _catch_up(connection: sqlite3.Connection, session: Session) -> None:
    revision, sequence, leaf = connection.execute("SELECT revision, sequence, leaf FROM progress").fetchone()
    known = session.scalar(select(Journal.leaf).where(Journal.sequence == sequence)) if sequence else ""
    if known != leaf:
        # The world is another one, or went back to a copy: what was indexed may not be there.
        connection.execute("DELETE FROM found")
        revision, sequence, leaf = 0, 0, ""
    revision = _take_revisions(connection, session, revision)
    sequence, leaf = _take_entries(connection, session, sequence, leaf)
    connection.execute("UPDATE progress SET revision = ?, sequence = ?, leaf = ?", (revision, sequence, leaf))
    connection.commit()


def _take_revisions(connection: sqlite3.Connection, session: Session, last: int) -> int:
    statement = (
        select(
            Revision.id, Revision.title, Revision.sections, Revision.answers,
            Message.id.label("message"), Message.uid, Message.number, Message.reading_class,
            Establishment.uid.label("place"),
        )
        .join(Message, Message.id == Revision.message_id)
        .join(Establishment, Establishment.id == Message.establishment_id)
        .order_by(Revision.id)
        .limit(A_STEP)
    )  # fmt: skip
    while rows := ask(session, statement.where(Revision.id > last)).all():
        for row in rows:
            words = "\n".join((row.number, row.title, *of_sections(row.sections), *of_answers(row.answers)))
            _put(connection, row.message, FoundKind.MESSAGE, row.uid, row.place, row.reading_class, words)
        last = rows[-1].id
        if len(rows) < A_STEP:
            break
    return last


def _take_entries(connection: sqlite3.Connection, session: Session, last: int, leaf: str) -> tuple[int, str]:
    statement = (
        select(
            Journal.sequence, Journal.leaf, Journal.establishment_uid, JournalText.body,
            Message.reading_class,
        )
        .outerjoin(JournalText, JournalText.sequence == Journal.sequence)
        .outerjoin(Message, Message.uid == Journal.message_uid)
        .order_by(Journal.sequence)
        .limit(A_STEP)
    )  # fmt: skip
    while rows := ask(session, statement.where(Journal.sequence > last)).all():
        for row in rows:
            if row.body:
                words = "\n".join(of_answers(json.loads(row.body)))
                place, reads = row.establishment_uid, row.reading_class or 0
                _put(connection, _ENTRY + row.sequence, FoundKind.ENTRY, str(row.sequence), place, reads, words)
        last, leaf = rows[-1].sequence, rows[-1].leaf
        if len(rows) < A_STEP:
            break
    return last, leaf


def _put(
    connection: sqlite3.Connection, rowid: int, kind: FoundKind, name: str, place: str, reads: int, words: str
) -> None:
    connection.execute("DELETE FROM found WHERE rowid = ?", (rowid,))
    connection.execute(
        "INSERT INTO found (rowid, words, kind, name, place, class) VALUES (?, ?, ?, ?, ?, ?)",
        (rowid, words, kind, name, place, reads),
    )
