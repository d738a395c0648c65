"""Questions asked at every page, in the words of the driver.

SQLAlchemy words a statement, puts its values in order, and knows how each is stored and read back. That is the same at
every asking, so it is worked out once: SQLite answers most of these questions in less time than it would take again.
"""

from collections import namedtuple
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import Any

from sqlalchemy import ColumnElement, Select
from sqlalchemy.orm import Session
from sqlalchemy.pool import PoolProxiedConnection
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.types import TypeEngine

from commworkflow.records.database import DIALECT, driver_of

_MOST_WORDINGS = 128
"""How many wordings of one question are kept: it has one for each length of the lists it is asked with."""

Turned = Callable[[Any], Any]


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
        wording = self._worded(*[len(given[name]) for name in self._lists])
        cursor = driver.cursor()
        cursor.execute(wording.words, wording.values(given))
        return self._rows.read(cursor.fetchall())

    @cached_property
    def _compiled(self) -> SQLCompiler:
        compiled = self.statement.compile(dialect=DIALECT)
        assert isinstance(compiled, SQLCompiler)
        return compiled

    @cached_property
    def _lists(self) -> tuple[str, ...]:
        return tuple(name for name, bind in self._compiled.binds.items() if bind.expanding and bind.required)

    @cached_property
    def _rows(self) -> "_Rows":
        return _Rows(self.statement.selected_columns)

    def _word(self, *lengths: int) -> "_Wording":
        """Return the words for lists of these lengths."""
        blank: dict[str, Any] = {name: None for name, bind in self._compiled.binds.items() if bind.required}
        blank |= {name: [None] * length for name, length in zip(self._lists, lengths, strict=True)}
        state = self._compiled.construct_expanded_state(blank)
        parts = {part: name for name, own in state.parameter_expansion.items() for part in own}
        order = tuple(state.positiontup or ())
        turned = {name: _stored(self._compiled.binds[parts.get(name, name)].type) for name in order}
        return _Wording(
            words=state.statement,
            order=order,
            known={name: value for name, value in state.parameters.items() if name not in blank},
            lists={name: tuple(state.parameter_expansion.get(name, ())) for name in self._lists},
            stored={name: turn for name, turn in turned.items() if turn is not None},
        )


@dataclass(frozen=True, slots=True)
class _Wording:
    """A statement as the driver takes it: its words, and which value stands where.

    ``known``: values that are the statement's own. ``lists``: under which names the values of a list stand.
    """

    words: str
    order: tuple[str, ...]
    known: Mapping[str, Any]
    lists: Mapping[str, tuple[str, ...]]
    stored: Mapping[str, Turned]

    def values(self, given: Mapping[str, Any]) -> list[Any]:
        """Return the values in their order, as they are stored."""
        values = {**self.known, **given}
        for name, own in self.lists.items():
            values.update(zip(own, given[name], strict=True))
        stored = self.stored
        return [stored[name](values[name]) if name in stored else values[name] for name in self.order]


class _Rows:
    """How rows are read: the names of their columns, and what is not taken as the driver gives it."""

    def __init__(self, columns: Iterable[ColumnElement[Any]]) -> None:
        told = tuple(columns)
        self._named = _named([column.key or "" for column in told])
        turned = ((place, _read(column.type)) for place, column in enumerate(told))
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


def _stored(kind: TypeEngine[Any]) -> Turned | None:
    """How a value of a type is stored, where that is not as it is."""
    return kind.dialect_impl(DIALECT).bind_processor(DIALECT)


def _read(kind: TypeEngine[Any]) -> Turned | None:
    """How a value of a type is read back, where that is not as it stands there."""
    return kind.dialect_impl(DIALECT).result_processor(DIALECT, None)
