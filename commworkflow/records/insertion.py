"""Writing records: one statement a table, worded once; it takes longer to word than to carry out."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, partial
from typing import Any

from sqlalchemy import ColumnDefault, ScalarSelect, bindparam, insert, inspect, select
from sqlalchemy.orm import Session

from commworkflow.records.base import Base, Named
from commworkflow.records.database import driver_of
from commworkflow.records.wording import Wording, compiled, wording

_UID = "{}_is"
"""The name under which the uid of a record is handed in, for the column that takes its inside number."""


@dataclass(frozen=True, slots=True)
class Inside:
    """The inside number of the record of that uid, looked up by the statement it stands in."""

    table: type[Named]
    uid: str

    def __clause_element__(self) -> ScalarSelect[int]:
        """Stand in any statement, as SQLAlchemy asks of what is no column."""
        return select(self.table.id).where(self.table.uid == self.uid).scalar_subquery()


@dataclass(frozen=True, slots=True)
class Insertion:
    """The statement that writes records of one table and of the same columns."""

    wording: Wording
    otherwise: Mapping[str, Callable[[], Any]]
    """What stands in the columns that are not given."""

    def write(self, session: Session, columns: Mapping[str, Any]) -> int:
        """Write one record and return its inside number."""
        cursor = driver_of(session).cursor()
        cursor.execute(self.wording.words, self._values(columns))
        ((number,),) = cursor.fetchall()
        return int(number)

    def write_each(self, session: Session, records: Sequence[Mapping[str, Any]]) -> None:
        """Write some records, in one statement."""
        driver_of(session).cursor().executemany(self.wording.words, [self._values(record) for record in records])

    def _values(self, columns: Mapping[str, Any]) -> tuple[Any, ...]:
        given = {name: make() for name, make in self.otherwise.items()}
        for name, value in columns.items():
            if isinstance(value, Inside):
                given[_UID.format(name)] = value.uid
            else:
                given[name] = value
        return self.wording.values(given)


def insertion(table: type[Base], columns: Mapping[str, Any], *, numbered: bool = False) -> Insertion:
    """Return the statement that writes records of these columns; ``numbered``: it answers with their inside numbers."""
    found = tuple((name, value.table if isinstance(value, Inside) else None) for name, value in columns.items())
    return _insertion(table, found, numbered)


@cache
def _insertion(table: type[Base], columns: tuple[tuple[str, type[Named] | None], ...], numbered: bool) -> Insertion:
    lookups = {
        name: select(kind.id).where(kind.uid == bindparam(_UID.format(name))).scalar_subquery()
        for name, kind in columns
        if kind is not None
    }
    statement = insert(table).values(**lookups)
    statement = statement.returning(*inspect(table).primary_key) if numbered else statement.inline()
    worded = wording(compiled(statement, [name for name, kind in columns if kind is None]), {})
    given = {name for name, _ in columns}
    defaults = ((column.key, column.default) for column in inspect(table).columns if column.key not in given)
    return Insertion(worded, {name: _made(one) for name, one in defaults if isinstance(one, ColumnDefault)})


def _made(default: ColumnDefault) -> Callable[[], Any]:
    return partial(default.arg, None) if default.is_callable else lambda: default.arg
