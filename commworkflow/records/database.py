"""The database of one world: its modes, its one writer at a time, its readers.

SQLite keeps what it acknowledged only in the modes set here: WAL where the library is free of the WAL-reset bug
(fixed in 3.51.3, 3.50.7 and 3.44.6), a rollback journal with ``synchronous=EXTRA`` elsewhere; never ``NORMAL``.
"""

import sqlite3
import threading
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any, TypeVarTuple

from sqlalchemy import CursorResult, Engine, Select, create_engine, event, text
from sqlalchemy.dialects import sqlite
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session
from sqlalchemy.pool import ConnectionPoolEntry, PoolProxiedConnection

Columns = TypeVarTuple("Columns")

DIALECT = sqlite.dialect()
"""How statements are worded for every world of this process."""

WRITE_WAIT_SECONDS = 10.0
"""How long an act waits for its turn to write before the person is told to try again."""

_DRIVER = "driver"
_CHANGES_NOTHING = text("UPDATE alembic_version SET version_num = version_num")
_READ_WAIT_MILLISECONDS = 10_000
_WAL_RESET_FIXED = ((3, 44, 6), (3, 50, 7), (3, 51, 3))


class Busy(RuntimeError):
    """Another act held the pen for too long; nothing was done, and trying again is right."""


def wal_is_safe(version: tuple[int, int, int]) -> bool:
    """Say whether this SQLite keeps acknowledged writes in WAL mode (the WAL-reset bug of 3.7.0 to 3.51.2)."""
    if version >= _WAL_RESET_FIXED[-1]:
        return True
    return any(version[:2] == fixed[:2] and version >= fixed for fixed in _WAL_RESET_FIXED)


def journal_mode() -> tuple[str, str]:
    """Return the journal mode and the synchronous setting for the SQLite library at hand."""
    return ("WAL", "FULL") if wal_is_safe(sqlite3.sqlite_version_info[:3]) else ("DELETE", "EXTRA")


class Database:
    """One world's database: ``read`` for a look, ``write`` for an act. One act writes at a time in this process."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.engine = _engine(path)
        self._pen = threading.Lock()

    @contextmanager
    def read(self) -> Iterator[Session]:
        """Give a session that sees one moment of the database and keeps nothing."""
        with Session(self.engine, autoflush=False, expire_on_commit=False) as session:
            yield session

    def driver(self) -> closing[PoolProxiedConnection]:
        """Give a connection of the driver, where one question is all there is to ask at this moment."""
        return closing(self.engine.raw_connection())

    @contextmanager
    def write(self, wait: float = WRITE_WAIT_SECONDS) -> Iterator[Session]:
        """Give a session that holds the pen; the caller commits. Raises Busy after ``wait`` seconds without a turn."""
        if not self._pen.acquire(timeout=wait):
            raise Busy
        try:
            with Session(self.engine, autoflush=False, expire_on_commit=False) as session:
                session.connection(execution_options={"holds_the_pen": True})
                yield session
        finally:
            self._pen.release()

    def takes_writing(self, wait: float) -> bool:
        """Say whether a writing would succeed now: one is begun, and given up before it is kept."""
        try:
            with self.write(wait) as session:
                # SQLite opens a file it may not write to without a word, and begins in it too.
                session.execute(_CHANGES_NOTHING)
                return True
        except (Busy, SQLAlchemyError, sqlite3.Error, OSError):
            return False

    def close(self) -> None:
        """Let go of every connection."""
        self.engine.dispose()


def ask(
    session: Session, statement: Select[*Columns], values: Mapping[str, Any] | None = None
) -> CursorResult[*Columns]:
    """Ask for columns, never for records, in the session's own transaction: half the price of ``session.execute``."""
    return session.connection().execute(statement, values)


def driver_of(session: Session) -> PoolProxiedConnection:
    """Return the driver's own connection under a session, in the session's transaction; not once that has ended."""
    kept: PoolProxiedConnection | None = session.info.get(_DRIVER)
    if kept is None:
        kept = session.info[_DRIVER] = session.connection().connection
    return kept


def _engine(path: Path) -> Engine:
    engine = create_engine(
        f"sqlite:///{path}",
        pool_size=40,
        max_overflow=10,
        pool_timeout=WRITE_WAIT_SECONDS,
        # The connection given back last still has the pages and the statements of the act before at hand.
        pool_use_lifo=True,
    )
    mode, synchronous = journal_mode()

    @event.listens_for(engine, "connect")
    def _prepare(connection: DBAPIConnection, entry: ConnectionPoolEntry) -> None:
        # sqlite3 begins no transaction for a SELECT: we begin them, so that a page sees one moment.
        connection.isolation_level = None
        cursor = connection.cursor()
        for pragma in (
            f"busy_timeout={_READ_WAIT_MILLISECONDS}",
            f"journal_mode={mode}",
            f"synchronous={synchronous}",
            "foreign_keys=ON",
            "recursive_triggers=ON",  # else REPLACE would write over what is append-only without a word
        ):
            cursor.execute(f"PRAGMA {pragma}")
        cursor.close()

    @event.listens_for(engine, "begin")
    def _begin(connection: object) -> None:
        pen = connection.get_execution_options().get("holds_the_pen")  # type: ignore[attr-defined]
        raw = connection.connection.driver_connection  # type: ignore[attr-defined]
        raw.execute("BEGIN IMMEDIATE" if pen else "BEGIN")

    @event.listens_for(engine, "checkin")
    def _let_go(connection: DBAPIConnection | None, entry: ConnectionPoolEntry) -> None:
        # SQLAlchemy forgets a transaction whose COMMIT failed (a full disk, a reader who stayed); SQLite does not.
        if connection is not None and connection.in_transaction:
            connection.rollback()

    return engine
