"""What a database is asked meanwhile: every statement as its driver is sent it, whoever sends it."""

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from sqlalchemy import Engine, event

_OPENING = ("PRAGMA", "BEGIN")
"""How a connection is prepared, and how each transaction begins."""


@contextmanager
def statements_of(engine: Engine) -> Iterator[list[str]]:
    """Give the list of every statement until the block ends; one that writes several records counts once."""
    asked: list[str] = []
    with told_before(engine, asked.append):
        yield asked


@contextmanager
def told_before(engine: Engine, tell: Callable[[str], None]) -> Iterator[None]:
    """Tell each statement before it is carried out, until the block ends; what ``tell`` raises breaks it off.

    Connections that are in use when the block begins are not heard.
    """

    def hear(dialect: object, entry: object, arguments: object, named: dict[str, Any]) -> None:
        named["factory"] = type("Heard", (_Connection,), {"tell": staticmethod(tell)})

    engine.dispose()
    event.listen(engine, "do_connect", hear)
    try:
        yield
    finally:
        event.remove(engine, "do_connect", hear)
        engine.dispose()


class _Connection(sqlite3.Connection):
    tell: Callable[[str], None]

    def cursor(self, factory: Any = None) -> Any:
        return super().cursor(factory or _Cursor)


class _Cursor(sqlite3.Cursor):
    def execute(self, statement: str, values: Any = ()) -> "_Cursor":
        self._told(statement)
        return super().execute(statement, values)

    def executemany(self, statement: str, values: Any) -> "_Cursor":
        self._told(statement)
        return super().executemany(statement, values)

    def _told(self, statement: str) -> None:
        assert isinstance(self.connection, _Connection)
        if not statement.startswith(_OPENING):
            self.connection.tell(statement)


@contextmanager
def planned(engine: Engine) -> Iterator[list[str]]:
    """Give the list of every statement that SQLite plans until the block ends.

    A connection plans a statement once and keeps the plan. Where a value is bound on which a partial index hangs, it
    plans again at every question, at ten times the price of the answer.
    """
    asked, plans = [""], []

    def plan(action: int, *_: object) -> int:
        if action == sqlite3.SQLITE_SELECT:
            plans.append(asked[-1])
        return sqlite3.SQLITE_OK

    def listen(connection: sqlite3.Connection, _: object) -> None:
        connection.set_authorizer(plan)

    event.listen(engine, "connect", listen)
    try:
        with told_before(engine, asked.append):
            yield plans
    finally:
        event.remove(engine, "connect", listen)


@contextmanager
def stepping(engine: Engine, every: int, count: Callable[[], None]) -> Iterator[None]:
    """Call ``count`` at every so many steps of the database's own machine, until the block ends."""

    def step() -> int:
        count()
        return 0

    def begin(connection: sqlite3.Connection, *_: object) -> None:
        connection.set_progress_handler(step, every)

    def end(connection: sqlite3.Connection | None, *_: object) -> None:
        if connection is not None:
            connection.set_progress_handler(None, every)

    event.listen(engine, "checkout", begin)
    event.listen(engine, "checkin", end)
    try:
        yield
    finally:
        event.remove(engine, "checkout", begin)
        event.remove(engine, "checkin", end)
