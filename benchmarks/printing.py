"""Prints of moulds: thousands of rows at once, through the product's own tables and under its own guards."""

import random
import sqlite3
from collections import defaultdict
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import Any, cast
from uuid import UUID
from zoneinfo import ZoneInfo

from benchmarks.mould import AT, SAID, SEQUENCE, Digested, Mould, MouldRow, Parts
from benchmarks.numbering import Numbering, Placed
from benchmarks.words import some_words
from commworkflow.records.base import Base, microseconds
from commworkflow.records.house import House
from commworkflow.records.journal import leaf_of, text_digest
from commworkflow.rules.canonical import digest, short_form
from commworkflow.rules.worlds import World

_AT_ONCE = 20_000
Made = dict[str, str]
"""What stands in a mould, to what stands in one print of it."""


@dataclass(frozen=True, slots=True)
class Print:
    """One print: the first inside number of its rows, by table, and what its identities and numbers became."""

    first: Mapping[str, int]
    made: Mapping[str, str]


class Press:
    """Prints moulds through one connection; ``close`` writes what it still has in hand. The same every time."""

    def __init__(self, connection: sqlite3.Connection, world: World, zone: ZoneInfo) -> None:
        self._connection, self._chance = connection, random.Random(1)
        self._numbering = Numbering(connection, world, zone, self._chance)
        self._next = {
            name: (connection.execute(f'SELECT max(rowid) FROM "{name}"').fetchone()[0] or 0) + 1
            for name in Base.metadata.tables
        }
        self._sheets: dict[str, list[tuple[Any, ...]]] = defaultdict(list)
        self._in_hand = 0

    def print(
        self, mould: Mould, at: datetime, into: Placed | None = None, instead: Mapping[str, str] | None = None
    ) -> Print:
        """Write a mould once more, as if it had begun ``at``; ``instead``: what rows from before are called in it."""
        first = {name: self._next[name] for name in mould.counts}
        later = microseconds(at) - mould.began
        made = {uid: str(UUID(int=self._chance.getrandbits(128), version=4)) for uid in mould.uids}
        made |= {**(instead or {}), SAID: some_words(self._chance)}
        given = self._given(mould, first, at, into, made)
        for number, row in enumerate(mould.entries):
            made[f"{AT}{number}"] = str(row.value("at") + later)
            made[f"{SEQUENCE}{number}"] = str(first["journal"] + number)
        for one in mould.digests:
            made[one.old] = _made_again(one, made)
        for row, own in zip(mould.rows, given, strict=True):
            self._sheets[row.table.name].append(_filled(row, own, made, first, later))
        for name, count in mould.counts.items():
            self._next[name] += count
        self._in_hand += len(mould.rows)
        if self._in_hand > _AT_ONCE:
            self.close()
        return Print(first, made)

    def close(self) -> None:
        """Write what was printed and is not in the world yet."""
        for table in Base.metadata.tables.values():
            rows = self._sheets.pop(table.name, [])
            if rows:
                names = ", ".join(f'"{column.name}"' for column in table.columns)
                marks = ", ".join("?" * len(table.columns))
                self._connection.executemany(f'INSERT INTO "{table.name}" ({names}) VALUES ({marks})', rows)
        self._in_hand = 0

    def _given(
        self, mould: Mould, first: Mapping[str, int], at: datetime, into: Placed | None, made: Made
    ) -> list[Mapping[str, Any]]:
        given: list[Mapping[str, Any]] = []
        met: dict[str, int] = {}
        for row in mould.rows:
            id = first[row.table.name] + met.setdefault(row.table.name, 0)
            met[row.table.name] += 1
            own = self._numbering.given(row, id, at, into) if row.given else {}
            made.update({row.given[name]: new for name, new in own.items() if isinstance(row.given[name], str)})
            given.append(own)
        return given


@contextmanager
def pressing(house: House, zone: ZoneInfo) -> Iterator[Press]:
    """Give a press; what it printed stands in the world after the block, or none of it. Nobody else may work there.

    Raises LookupError where a row names one that is not there. That is asked once, in the end, since a text and its
    message name each other: asked row by row, the database would read a whole table for each.
    """
    pooled = house.database.engine.raw_connection()
    try:
        connection = cast(sqlite3.Connection, pooled.driver_connection)
        connection.execute("PRAGMA foreign_keys = OFF")
        connection.execute("BEGIN IMMEDIATE")
        press = Press(connection, house.world, zone)
        yield press
        press.close()
        lost = connection.execute("PRAGMA foreign_key_check").fetchall()
        if lost:
            raise LookupError(f"printed rows name others that are not there: {lost[:3]}")
        connection.execute("COMMIT")
    finally:
        # Not given back as it is: the next one who takes it would write without joins being asked.
        pooled.invalidate()


def _filled(row: MouldRow, own: Mapping[str, Any], made: Made, first: Mapping[str, int], later: int) -> tuple[Any, ...]:
    values = row.values.copy()
    leaf = None  # of the entry as it is written: once that is done
    for change in row.changes:
        match change.kind:
            case "given":
                values[change.place] = own[change.of]
            case "id":
                table, number = change.of
                values[change.place] = first[table] + number
            case "moment":
                values[change.place] = change.of + later
            case "text":
                values[change.place] = _written(change.of, made)
            case "bytes":
                values[change.place] = _written(change.of, made).encode()
            case _:
                leaf = change
    if leaf is not None:
        values[leaf.place] = leaf_of(values[leaf.of])
    return tuple(values)


def _written(parts: Parts, made: Made) -> str:
    return "".join(made[part] if number % 2 else part for number, part in enumerate(parts))


def _made_again(one: Digested, made: Made) -> str:
    content = _written(one.parts, made)
    match one.kind:
        case "seal":
            return digest(content.encode())
        case "short":
            return short_form(digest(content.encode()))
        case _:
            return text_digest(one.salt, content)
