"""Questions asked at every page: a ``select`` worded once, and asked of the driver itself."""

from collections import namedtuple
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import cached_property, lru_cache
from typing import Any

from sqlalchemy import ColumnElement, Select
from sqlalchemy.orm import Session
from sqlalchemy.pool import PoolProxiedConnection
from sqlalchemy.sql.compiler import SQLCompiler

from commworkflow.records.database import driver_of
from commworkflow.records.wording import Wording, as_read, compiled, wording

_MOST_WORDINGS = 128
"""How many wordings of one question are kept: it has one for each length of the lists it is asked with."""


class Question:
    """A ``select`` that is made once and asked over and over; each row has its columns by name, and by place."""

    def __init__(self, statement: Select[*tuple[Any, ...]]) -> None:
        self.statement = statement
        self._worded = lru_cache(_MOST_WORDINGS)(self._word)

    def ask(self, session: Session, given: Mapping[str, Any] | None = None) -> list[Any]:
        """Return the rows, in the session's own transaction. Raises KeyError where a value is not given."""
        return self.answer(driver_of(session), given or {})

    def one(self, session: Session, given: Mapping[str, Any] | None = None) -> Any:
        """Return the first row, or None."""
        return next(iter(self.ask(session, given)), None)

    def answer(self, driver: PoolProxiedConnection, given: Mapping[str, Any]) -> list[Any]:
        """Return the rows over a connection of the driver. Raises KeyError where a value is not given."""
        worded = self._worded(*[len(given[name]) for name in self._lists])
        cursor = driver.cursor()
        cursor.execute(worded.words, worded.values(given))
        return self._rows.read(cursor.fetchall())

    @cached_property
    def _compiled(self) -> SQLCompiler:
        return compiled(self.statement)

    @cached_property
    def _lists(self) -> tuple[str, ...]:
        return tuple(name for name, bind in self._compiled.binds.items() if bind.expanding and bind.required)

    @cached_property
    def _rows(self) -> "_Rows":
        return _Rows(self.statement.selected_columns)

    def _word(self, *lengths: int) -> Wording:
        return wording(self._compiled, dict(zip(self._lists, lengths, strict=True)))


class _Rows:
    """How rows are read: the names of their columns, and what is not taken as the driver gives it."""

    def __init__(self, columns: Iterable[ColumnElement[Any]]) -> None:
        told = tuple(columns)
        self._named = _named([column.key or "" for column in told])
        turned = ((place, as_read(column.type)) for place, column in enumerate(told))
        self._turned = tuple((place, turn) for place, turn in turned if turn is not None)

    def read(self, rows: Sequence[Sequence[Any]]) -> list[Any]:
        """Return the rows of the driver under their names."""
        return [self._named(*self._as_read(row)) for row in rows]

    def _as_read(self, row: Sequence[Any]) -> Sequence[Any]:
        if not self._turned:
            return row
        values = list(row)
        for place, turn in self._turned:
            values[place] = turn(values[place])
        return values


def _named(columns: Sequence[str]) -> Callable[..., Any]:
    # Two columns may have one name, which is then neither's: such rows are read by place.
    return namedtuple("Row", columns, rename=True)
