"""A mould: what a few real acts wrote, read back with gaps where each print of it has something of its own.

The gaps are found, not listed: identities wherever they are named, numbers, hours, joins between rows, the words people
wrote, and the digests over all that. A table added later needs no word here, unless people read a number off it.
"""

import json
import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Column, Table, text
from sqlalchemy.orm import Session

from commworkflow.records.base import Base, Utc, spelled
from commworkflow.records.database import Database
from commworkflow.records.journal import text_digest
from commworkflow.rules.canonical import short_form

NUMBERED: Mapping[str, tuple[str, ...]] = {
    "incident": ("year", "rank", "number"),
    "message": ("incident_id", "rank", "number"),
    "release": ("year", "rank", "number"),
    "slip_run": ("year", "first_rank", "last_rank"),
    "paper_slip": ("number", "incident_id"),
    "person": ("name", "email"),
    "fact_value": ("supersedes_id",),
    "sign_in_session": ("token_hash",),
}
"""Columns that cannot stand twice, or that people read: each print is given them."""
SAID, AT, SEQUENCE = "\ue000", "\ue001", "\ue002"
"""Stand in a mould where a print has words, an hour or a place in the journal of its own."""
_SHARED = frozenset({"kept_source"})
"""Written at the first use of something, whoever comes first: no part of a mould."""
_BYTES = ("canonical", "entry")

Parts = list[str]
"""A text cut at its gaps: what stands, what is named, what stands…"""


@dataclass(frozen=True, slots=True)
class Change:
    """A column that each print has of its own: its place, how it is made, and from what."""

    place: int
    kind: str
    of: Any


@dataclass(slots=True)
class MouldRow:
    """One row in stored form; ``given``: its columns of ``NUMBERED``, as the mould has them."""

    table: Table
    values: list[Any]
    given: dict[str, Any] = field(default_factory=dict)
    changes: list[Change] = field(default_factory=list)

    def value(self, name: str) -> Any:
        """Return what stands in a column."""
        return self.values[self.place(name)]

    def put(self, name: str, value: Any) -> None:
        """Write a column over."""
        self.values[self.place(name)] = value

    def place(self, name: str) -> int:
        """Return where a column stands in the row."""
        return self.table.columns.keys().index(name)


@dataclass(slots=True)
class Digested:
    """A digest that stands in the mould, over ``parts``: each print makes its own. ``salt``: that of sentences."""

    old: str
    kind: str
    content: str
    salt: bytes = b""
    parts: Parts = field(default_factory=list)


@dataclass(slots=True)
class Mould:
    """The rows of some acts.

    ``began``: its first hour, in microseconds; ``counts``: rows by table; ``entries``: those of the journal.
    """

    rows: list[MouldRow] = field(default_factory=list)
    uids: list[str] = field(default_factory=list)
    digests: list[Digested] = field(default_factory=list)
    counts: dict[str, int] = field(default_factory=dict)
    entries: list[MouldRow] = field(default_factory=list)
    began: int = 0

    def of(self, table: str) -> list[MouldRow]:
        """Return its rows of one table."""
        return [row for row in self.rows if row.table.name == table]


@contextmanager
def moulded(database: Database, *elsewhere: str) -> Iterator[Mould]:
    """Give a mould that holds, after the block, what the acts inside it wrote.

    ``elsewhere``: what rows from before are called in it, and that each print may call otherwise.
    """
    before, mould = _lengths(database), Mould()
    yield mould
    with database.read() as session:
        for table in Base.metadata.tables.values():
            if table.name not in _SHARED:
                _take(mould, table, session, before[table.name])
    _leave_gaps(mould)
    _cut(mould, elsewhere)


def _lengths(database: Database) -> Mapping[str, int]:
    with database.read() as session:
        return {
            table.name: session.scalar(text(f"SELECT max(rowid) FROM {table.name}")) or 0
            for table in Base.metadata.tables.values()
        }


def _take(mould: Mould, table: Table, session: Session, after: int) -> None:
    named = ", ".join(f'"{column.name}"' for column in table.columns)
    written = text(f'SELECT {named} FROM "{table.name}" WHERE rowid > {after} ORDER BY rowid')
    rows = [MouldRow(table, list(row)) for row in session.execute(written)]
    for row in rows:
        row.given = {name: row.value(name) for name in NUMBERED.get(table.name, ())}
        mould.uids += [row.value("uid")] if "uid" in table.columns else []
    mould.rows += rows
    mould.counts[table.name] = len(rows)


def _leave_gaps(mould: Mould) -> None:
    """Leave gaps for words in what people wrote, for hour and place in the entries; note what is digested."""
    for row in mould.of("revision"):
        sections = json.loads(row.value("sections"))
        if sections:
            sections[0]["html"] += f"<p>{SAID}</p>"
        row.put("sections", spelled(sections))
    for row in mould.of("sealed_text"):
        seal, content = row.value("seal"), row.value("canonical").decode()
        mould.digests += [Digested(seal, "seal", content), Digested(short_form(seal), "short", content)]
    for row in mould.of("journal_text"):
        said = {name: _gapped(words) for name, words in json.loads(row.value("body")).items()}
        body = json.dumps(said, ensure_ascii=False, sort_keys=True)
        salt = row.value("salt")
        mould.digests.append(Digested(text_digest(salt, row.value("body")), "texts", body, salt))
        row.put("body", body)
    mould.entries = mould.of("journal")
    for number, row in enumerate(mould.entries):
        entry = json.loads(row.value("entry"))
        mould.uids.append(entry["uid"])
        gapped = spelled(entry | {"at": f"{AT}{number}", "sequence": f"{SEQUENCE}{number}"})
        row.put("entry", re.sub(f'"([{AT}{SEQUENCE}]\\d+)"', r"\1", gapped).encode())
    mould.began = min(row.value("at") for row in mould.entries)


def _gapped(words: Any) -> Any:
    return f"{words} {SAID}" if isinstance(words, str) else words


def _cut(mould: Mould, elsewhere: tuple[str, ...]) -> None:
    """Cut every row at its gaps."""
    named = {*mould.uids, *elsewhere, *(one.old for one in mould.digests)}
    named |= {value for row in mould.rows for value in row.given.values() if isinstance(value, str)}
    longest_first = sorted((name for name in named if name), key=len, reverse=True)
    gaps = re.compile(f"({'|'.join(map(re.escape, longest_first))}|{SAID}|{AT}\\d+|{SEQUENCE}\\d+)")
    known: dict[tuple[str, Any], int] = {}
    for name in mould.counts:
        for number, row in enumerate(mould.of(name)):
            keys = list(row.table.primary_key.columns)
            if len(keys) == 1:
                known[name, row.value(keys[0].name)] = number
    for row in mould.rows:
        changes = (_change(row, column, known, gaps) for column in row.table.columns)
        row.changes = [change for change in changes if change is not None]
    for one in mould.digests:
        one.parts = gaps.split(one.content)


def _change(
    row: MouldRow, column: Column[Any], known: Mapping[tuple[str, Any], int], gaps: re.Pattern[str]
) -> Change | None:
    name, value = column.name, row.value(column.name)
    place = row.place(name)
    if name in row.given:
        return Change(place, "given", name)
    if value is None:
        return None
    joined = [(row.table.name, value)] if column.primary_key and not column.foreign_keys else []
    joined += [(reference.column.table.name, value) for reference in column.foreign_keys]
    found = [(table, known[table, key]) for table, key in joined if (table, key) in known]
    if found:
        return Change(place, "id", found[0])
    if isinstance(column.type, Utc):
        return Change(place, "moment", value)
    if row.table.name == "journal" and name == "leaf":
        return Change(place, "leaf", row.place("entry"))
    content = value.decode() if name in _BYTES else value
    parts = gaps.split(content) if isinstance(content, str) else []
    return Change(place, "bytes" if name in _BYTES else "text", parts) if len(parts) > 1 else None
