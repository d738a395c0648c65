"""Records read as they stood at one moment: plain, and never written to.

SQLAlchemy's own records remember where they came from, so that changes can be written back. Nothing here is written
that way, and for a statement of several records it doubles what asking costs.
"""

from collections import namedtuple
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from types import SimpleNamespace
from typing import Any

from sqlalchemy import Select, inspect
from sqlalchemy.orm import Session

from commworkflow.records.questions import Question


@dataclass(frozen=True, slots=True)
class _Record:
    """Where the columns of one record stand in a row, and under which name the record is found."""

    name: str
    place: slice
    number: int
    made_of: Callable[..., Any]

    def read(self, row: Any) -> Any:
        """Return the record; None where an outer join found none."""
        values = row[self.place]
        return None if values[self.number] is None else self.made_of(*values)


class PlainRecords:
    """A ``select`` of records and of labelled columns, made once; each row has them under their names.

    Every record has its inside number ``id``.
    """

    def __init__(self, statement: Select[*tuple[Any, ...]]) -> None:
        self._question = Question(statement)
        self._records = tuple(_records(statement))
        taken = {place for record in self._records for place in range(record.place.start, record.place.stop)}
        self._columns = tuple((name, place) for place, name in enumerate(_names(statement)) if place not in taken)

    def one(self, session: Session, values: Mapping[str, Any]) -> Any:
        """Ask, and return the one row; None for none."""
        row = self._question.one(session, values)
        if row is None:
            return None
        found = {record.name: record.read(row) for record in self._records}
        found |= {name: row[place] for name, place in self._columns}
        return SimpleNamespace(**found)


def _records(statement: Select[*tuple[Any, ...]]) -> Iterator[_Record]:
    names, start = _names(statement), 0
    for told in statement.column_descriptions:
        is_record = told["expr"] is told["entity"]
        count = len(inspect(told["entity"]).mapper.column_attrs) if is_record else 1
        if is_record:
            columns, place = names[start : start + count], slice(start, start + count)
            yield _Record(told["name"], place, columns.index("id"), namedtuple(told["name"], columns))
        start += count


def _names(statement: Select[*tuple[Any, ...]]) -> tuple[str, ...]:
    return tuple(column.key or "" for column in statement.selected_columns)
