"""Writing records: one statement a table, made once; it takes longer to make than to carry out."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from sqlalchemy import Insert, ScalarSelect, bindparam, insert, inspect, select

from commworkflow.records.base import Base, Named

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


def insertion(table: type[Base], columns: Mapping[str, Any], *, numbered: bool = False) -> Insert:
    """Return the statement that writes records of these columns; ``numbered``: it answers with their inside numbers."""
    found = tuple((name, value.table) for name, value in columns.items() if isinstance(value, Inside))
    return _insertion(table, found, numbered)


def values(columns: Mapping[str, Any]) -> dict[str, Any]:
    """Return what the statement of ``insertion`` is given for one record of these columns."""
    return {
        _UID.format(name) if isinstance(value, Inside) else name: value.uid if isinstance(value, Inside) else value
        for name, value in columns.items()
    }


@cache
def _insertion(table: type[Base], found: tuple[tuple[str, type[Named]], ...], numbered: bool) -> Insert:
    lookups = {
        name: select(kind.id).where(kind.uid == bindparam(_UID.format(name))).scalar_subquery() for name, kind in found
    }
    written = insert(table).values(**lookups)
    return written.returning(*inspect(table).primary_key) if numbered else written
