"""One moment of a world's database, taken while people work: who serves it is neither asked nor stopped."""

import json
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import datetime
from pathlib import Path

from commworkflow.records.base import Utc
from commworkflow.records.copies.manifest import Origin
from commworkflow.records.copies.problems import CopyProblem
from commworkflow.records.schema import DATABASE_NAME
from commworkflow.rules.worlds import World

_WAIT_SECONDS = 20.0
_PAGES_AT_ONCE = -1
"""All pages in one step, so that no writer comes between two of them."""


def take(folder: Path, target: Path) -> None:
    """Write the database of the world in ``folder``, as it stands at one moment, into the new file ``target``.

    Raises CopyProblem.
    """
    with reading(folder / DATABASE_NAME) as source, closing(sqlite3.connect(target)) as copy:
        try:
            source.backup(copy, pages=_PAGES_AT_ONCE)
            # A database in write-ahead mode is one only with the files beside it; whoever opens the copy chooses anew.
            copy.execute("PRAGMA journal_mode = DELETE")
        except sqlite3.Error as error:
            if "full" in str(error):
                raise CopyProblem("disk_full") from error
            raise CopyProblem("world_unreadable", error=str(error)) from error


@contextmanager
def reading(path: Path) -> Iterator[sqlite3.Connection]:
    """Give a connection that changes nothing of a database. Raises CopyProblem where it cannot be read."""
    if not path.is_file():
        raise CopyProblem("no_world", world=path.parent.name)
    try:
        # Not mode=ro: what a killed process left is rolled back first, which a read-only connection cannot do.
        with closing(sqlite3.connect(f"{path.absolute().as_uri()}?mode=rw", uri=True, timeout=_WAIT_SECONDS)) as opened:
            opened.execute("PRAGMA query_only = ON")
            yield opened
    except sqlite3.Error as error:
        raise CopyProblem("world_unreadable", error=str(error)) from error


def origin_of(connection: sqlite3.Connection) -> Origin:
    """Return what a database says of itself. Raises sqlite3.Error, ValueError where it is none of ours."""
    world, installation = _only(connection.execute("SELECT world, installation_uid FROM stamp"))
    (schema,) = _only(connection.execute("SELECT version_num FROM alembic_version"))
    last = connection.execute("SELECT sequence, leaf, at FROM journal ORDER BY sequence DESC LIMIT 1").fetchone()
    sequence, leaf, at = last or (0, "", None)
    tables = [name for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
    rows = _resumptions(connection) if "resumption" in tables else []
    return Origin(
        world=World(world),
        installation=installation,
        schema=schema,
        sequence=sequence,
        leaf=leaf,
        last_at=_moment(at),
        lives=(installation, *(uid for uid, _ in rows)),
        given_up=tuple(sorted({uid for _, given_up in rows for uid in json.loads(given_up)})),
        counts={name: connection.execute(f'SELECT count(*) FROM "{name}"').fetchone()[0] for name in sorted(tables)},
    )


def leaf_at(connection: sqlite3.Connection, sequence: int) -> str:
    """Return the leaf of one entry of the journal, or nothing where there is none."""
    found = connection.execute("SELECT leaf FROM journal WHERE sequence = ?", (sequence,)).fetchone()
    return str(found[0]) if found else ""


def _resumptions(connection: sqlite3.Connection) -> list[tuple[str, str]]:
    return connection.execute("SELECT uid, given_up FROM resumption ORDER BY id").fetchall()


def _only(rows: sqlite3.Cursor) -> tuple[str, ...]:
    row: tuple[str, ...] | None = rows.fetchone()
    if row is None:
        raise ValueError("a database without its stamp")
    return row


def _moment(stored: int | None) -> datetime | None:
    return Utc().process_result_value(stored, None)  # type: ignore[arg-type]
