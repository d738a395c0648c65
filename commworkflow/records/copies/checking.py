"""Whether a database is whole: what SQLite says, the guards, the journal leaf by leaf, the seals and the files."""

import hashlib
import json
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

from sqlalchemy import create_engine

from commworkflow.records import guards
from commworkflow.records.journal import leaf_of
from commworkflow.records.schema import HEAD

_COPIED = {
    "sequence": "sequence",
    "kind": "kind",
    "at": "at",
    "person_uid": "person",
    "establishment_uid": "establishment",
    "incident_uid": "incident",
    "message_uid": "message",
}
"""The columns of the journal that repeat what stands in an entry, for filters."""

_MOST_TOLD = 5


def faults(path: Path) -> tuple[str, ...]:
    """Return what is wrong with the database in a file nobody writes to: technical words, the first few; or nothing."""
    found: list[str] = []
    try:
        with closing(sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True)) as connection:
            for fault in _faults(connection, path):
                found.append(fault)
                if len(found) == _MOST_TOLD:
                    break
    except (sqlite3.Error, ValueError, TypeError, KeyError) as error:  # something stands where its like never stood
        found.append(str(error))
    return tuple(found)


def _faults(connection: sqlite3.Connection, path: Path) -> Iterator[str]:
    yield from (line for (line,) in connection.execute("PRAGMA integrity_check") if line != "ok")
    yield from (f"{row[0]}: row {row[1]} names no {row[2]}" for row in connection.execute("PRAGMA foreign_key_check"))
    yield from _guards_lost(connection, path)
    yield from _journal(connection)
    yield from _digests(connection)


def _guards_lost(connection: sqlite3.Connection, path: Path) -> Iterator[str]:
    (version,) = connection.execute("SELECT version_num FROM alembic_version").fetchone()
    if version != HEAD:  # an older one has other guards: opening it brings it up, and looks again
        return
    engine = create_engine(f"sqlite:///{path.absolute().as_uri()}?mode=ro&uri=true")
    try:
        with engine.connect() as asked:
            yield from (f"guard {name} is lost" for name in guards.missing(asked))
    finally:
        engine.dispose()


def _journal(connection: sqlite3.Connection) -> Iterator[str]:
    columns = ", ".join(_COPIED)
    expected = 1
    for entry, leaf, *copied in connection.execute(f"SELECT entry, leaf, {columns} FROM journal ORDER BY sequence"):
        told = json.loads(entry)
        if told["sequence"] != expected:
            yield f"journal: entry {expected} is missing"
            return
        if leaf_of(entry) != leaf:
            yield f"journal: entry {expected} is not what was entered"
        if copied != [told[name] for name in _COPIED.values()]:
            yield f"journal: the columns beside entry {expected} say something else"
        expected += 1


def _digests(connection: sqlite3.Connection) -> Iterator[str]:
    for table, content, digest in (("sealed_text", "canonical", "seal"), ("file", "bytes", "sha256")):
        for uid, kept, named in connection.execute(f"SELECT uid, {content}, {digest} FROM {table}"):
            if hashlib.sha256(kept).hexdigest() != named:
                yield f"{table} {uid} is not what was kept"
