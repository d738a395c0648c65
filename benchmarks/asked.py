"""What a database is asked meanwhile: questions as SQLite hears them, and whatever is written as it is sent."""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import Engine, event


@contextmanager
def statements_of(engine: Engine) -> Iterator[list[str]]:
    """Give the list of every statement until the block ends; one that writes several records counts once."""
    hearer = _Hearer()
    heard = (("before_cursor_execute", hearer.sent), ("checkout", hearer.begin), ("checkin", hearer.end))
    for name, listener in heard:
        event.listen(engine, name, listener)
    try:
        yield hearer.asked
    finally:
        for name, listener in heard:
            event.remove(engine, name, listener)


class _Hearer:
    def __init__(self) -> None:
        self.asked: list[str] = []

    def begin(self, connection: sqlite3.Connection, *_: object) -> None:
        connection.set_trace_callback(self._ran)

    def end(self, connection: sqlite3.Connection | None, *_: object) -> None:
        if connection is not None:
            connection.set_trace_callback(None)

    def sent(self, connection: object, cursor: object, statement: str, *_: object) -> None:
        if not _asks(statement):
            self.asked.append(statement)

    def _ran(self, statement: str) -> None:
        # What writes is heard once a record, and again for its triggers: it is noted where it is sent.
        if _asks(statement):
            self.asked.append(statement)


def _asks(statement: str) -> bool:
    return statement.lstrip().startswith(("SELECT", "WITH"))
