"""A statement in the words of the driver: how SQLAlchemy words it, where its values stand, how they are stored.

That is the same every time, and worked out once: to say it again takes longer than SQLite takes to do it.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ClauseElement
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.types import TypeEngine

from commworkflow.records.database import DIALECT

Turned = Callable[[Any], Any]


@dataclass(frozen=True, slots=True)
class Wording:
    """A statement as the driver takes it: its words, and which value stands where.

    ``known``: values that are the statement's own. ``lists``: under which names the values of a list stand.
    """

    words: str
    order: tuple[str, ...]
    known: Mapping[str, Any]
    lists: Mapping[str, tuple[str, ...]]
    stored: Mapping[str, Turned]

    def values(self, given: Mapping[str, Any]) -> tuple[Any, ...]:
        """Return the values in their order, as they are stored. Raises KeyError where one is not given."""
        values = {**self.known, **given}
        for name, own in self.lists.items():
            values.update(zip(own, given[name], strict=True))
        stored = self.stored
        return tuple([stored[name](values[name]) if name in stored else values[name] for name in self.order])


def compiled(statement: ClauseElement, columns: Sequence[str] | None = None) -> SQLCompiler:
    """Return a statement as SQLAlchemy words it here; ``columns``: those that an insertion is given."""
    worded = statement.compile(dialect=DIALECT, column_keys=columns)
    assert isinstance(worded, SQLCompiler)
    return worded


def wording(compiled: SQLCompiler, lengths: Mapping[str, int]) -> Wording:
    """Return the wording for lists of these lengths."""
    blank: dict[str, Any] = {name: None for name, bind in compiled.binds.items() if bind.required}
    blank |= {name: [None] * length for name, length in lengths.items()}
    state = compiled.construct_expanded_state(blank)
    parts = {part: name for name, own in state.parameter_expansion.items() for part in own}
    order = tuple(state.positiontup or ())
    turned = {name: _stored(compiled.binds[parts.get(name, name)].type) for name in order}
    return Wording(
        words=state.statement,
        order=order,
        known={name: value for name, value in state.parameters.items() if name not in blank},
        lists={name: tuple(state.parameter_expansion.get(name, ())) for name in lengths},
        stored={name: turn for name, turn in turned.items() if turn is not None},
    )


def as_read(kind: TypeEngine[Any]) -> Turned | None:
    """Return how a value of a type is read back; None where that is as it stands there."""
    return kind.dialect_impl(DIALECT).result_processor(DIALECT, None)


def _stored(kind: TypeEngine[Any]) -> Turned | None:
    return kind.dialect_impl(DIALECT).bind_processor(DIALECT)
