"""A table from a spreadsheet (CSV), from bytes to rows of cells, each fault named by its line and column.

Taken as it comes: UTF-8 with or without its mark, Windows-1252, semicolons, commas or tabs, any line end, quotes around
cells of several lines. What would be guessed wrongly is refused: a workbook, UTF-16, a formula, a column nobody knows.
"""

import csv
import io
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from commworkflow.rules.characters import ForbiddenCharacter, tidy
from commworkflow.rules.faults import nearest
from commworkflow.rules.sign_in import folded

LARGEST_SHEET = 2 * 1024 * 1024
"""Bytes a list may have: ten times what a large hospital needs."""

MOST_ROWS = 2_000
_DELIMITERS = ";,\t"
_WORKBOOKS = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0")
_SEPARATOR_LINE = re.compile(r"sep=(.)\r?\n", re.IGNORECASE)
"""What some spreadsheets write first, for themselves."""

_NUMBER = re.compile(r"[+-]?[0-9][0-9 ().\u00a0\u202f-]*")
_FAILED = re.compile(r"#(N/A|[A-ZÉ0-9/ ]{2,12}[!?])")


class SheetKey(StrEnum):
    """What can be wrong with a table before anybody asks what its cells mean."""

    WORKBOOK = "sheet_workbook"
    UTF16 = "sheet_utf16"
    NOT_TEXT = "sheet_not_text"
    TOO_LARGE = "sheet_too_large"
    EMPTY = "sheet_empty"
    COLUMN_MISSING = "sheet_column_missing"
    COLUMN_TWICE = "sheet_column_twice"
    COLUMN_UNKNOWN = "sheet_column_unknown"
    NO_ROWS = "sheet_no_rows"
    TOO_MANY_ROWS = "sheet_too_many_rows"
    QUOTES = "sheet_quotes"
    CELL_ENDLESS = "sheet_cell_endless"
    CELL_TOO_MANY = "sheet_cell_too_many"
    CELL_FORMULA = "sheet_cell_formula"
    CELL_FAILED = "sheet_cell_failed"
    CELL_CHARACTER = "sheet_cell_character"


@dataclass(frozen=True, slots=True)
class SheetFault:
    """One fault: ``line`` counts from 1 (0: the file as a whole), ``column`` is the head it stands under, or nothing.

    ``key``: of ``SheetKey``, ``RowKey`` or ``ProblemKey``; ``facts`` fill the slots of its sentence.
    """

    line: int
    column: str
    key: str
    facts: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Head:
    """A column: its key, the head it is written under, other heads that mean the same, whether it must be there."""

    key: str
    name: str
    also: tuple[str, ...] = ()
    required: bool = False


@dataclass(frozen=True, slots=True)
class Record:
    """One line of the table: where it begins, and its cells by column key, tidied; an empty cell is an empty string."""

    line: int
    cells: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Sheet:
    """A table that was read. ``removed``: the characters nobody sees that were taken out of it."""

    records: tuple[Record, ...]
    faults: tuple[SheetFault, ...] = ()
    removed: tuple[str, ...] = ()


def text_of(content: bytes) -> str | SheetFault:
    """Return the words of a file, whichever of the two encodings a spreadsheet wrote it in."""
    if len(content) > LARGEST_SHEET:
        return SheetFault(0, "", SheetKey.TOO_LARGE, {"limit": str(LARGEST_SHEET // (1024 * 1024))})
    if content.startswith(_WORKBOOKS):
        return SheetFault(0, "", SheetKey.WORKBOOK)
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        return SheetFault(0, "", SheetKey.UTF16)
    if b"\x00" in content:
        return SheetFault(_line_at(content, content.index(b"\x00")), "", SheetKey.NOT_TEXT)
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        pass
    try:
        return content.decode("cp1252")
    except UnicodeDecodeError as error:
        return SheetFault(_line_at(content, error.start), "", SheetKey.NOT_TEXT)


def read_sheet(text: str, heads: Sequence[Head]) -> Sheet:
    """Return the rows of a table and everything wrong with its form; cells are read for their meaning elsewhere."""
    separator = _SEPARATOR_LINE.match(text)
    table = _Table(heads, offset=1 if separator else 0)
    table.read(text[separator.end() :] if separator else text)
    faults = tuple(sorted(table.faults, key=lambda fault: fault.line))
    return Sheet(tuple(table.records), faults, tuple(sorted(table.removed)))


def _line_at(content: bytes, position: int) -> int:
    return content.count(b"\n", 0, position) + 1


class _Table:
    """A table while it is read."""

    def __init__(self, heads: Sequence[Head], offset: int) -> None:
        self._heads = heads
        self._by_name = {_plain(name): head for head in heads for name in (head.name, head.key, *head.also)}
        self._offset = offset
        self.records: list[Record] = []
        self.faults: list[SheetFault] = []
        self.removed: set[str] = set()

    def read(self, text: str) -> None:
        rows = self._rows(text, self._delimiter(text))
        found = next(rows, None)
        if found is None:
            if not self.faults:
                self._wrong(0, "", SheetKey.EMPTY)
            return
        columns = self._columns(*found)
        if self.faults:
            return
        for line, cells in rows:
            if len(self.records) == MOST_ROWS:
                return self._wrong(line, "", SheetKey.TOO_MANY_ROWS, limit=str(MOST_ROWS))
            self._record(line, cells, columns)
        if not self.records and not self.faults:
            self._wrong(0, "", SheetKey.NO_ROWS)

    def _delimiter(self, text: str) -> str:
        """Return the sign that parts the first line into the most columns known."""
        first = next((line for line in io.StringIO(text) if line.strip()), "")

        def known(delimiter: str) -> int:
            return sum(_plain(name.strip('"')) in self._by_name for name in first.strip("\r\n").split(delimiter))

        return max(_DELIMITERS, key=known)

    def _rows(self, text: str, delimiter: str) -> Iterator[tuple[int, list[str]]]:
        """Yield the rows that hold anything, each with the line it begins on; a broken one ends the reading."""
        reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
        while True:
            line = reader.line_num + 1 + self._offset
            try:
                cells = next(reader)
            except StopIteration:
                return
            except csv.Error as error:
                key = SheetKey.CELL_ENDLESS if "field limit" in str(error) else SheetKey.QUOTES
                return self._wrong(line, "", key)
            if any(cell.strip() for cell in cells):
                yield line, cells

    def _columns(self, line: int, names: Sequence[str]) -> list[Head | None]:
        columns: list[Head | None] = []
        for name in names:
            head = self._by_name.get(_plain(name))
            if head is None and name.strip():
                known = [head.name for head in self._heads]
                meant = nearest(_plain(name), known)
                self._wrong(line, name.strip()[:80], SheetKey.COLUMN_UNKNOWN, meant=meant, known=", ".join(known))
            elif head is not None and head in columns:
                self._wrong(line, head.name, SheetKey.COLUMN_TWICE)
            columns.append(head)
        for head in self._heads:
            if head.required and head not in columns:
                self._wrong(line, head.name, SheetKey.COLUMN_MISSING)
        return columns

    def _record(self, line: int, cells: Sequence[str], columns: Sequence[Head | None]) -> None:
        read = {head.key: "" for head in self._heads}
        for place, cell in enumerate(cells):
            head = columns[place] if place < len(columns) else None
            if head is not None:
                read[head.key] = self._cell(line, head, cell)
            elif cell.strip():
                self._wrong(line, "", SheetKey.CELL_TOO_MANY, cell=cell.strip()[:80])
        self.records.append(Record(line, read))

    def _cell(self, line: int, head: Head, raw: str) -> str:
        # Our own exports, and people, put an apostrophe before what a spreadsheet would take for a formula.
        bare = raw.strip().removeprefix("'") if raw.strip()[1:2] in ("=", "+", "-", "@") else raw.strip()
        if _FAILED.fullmatch(bare):
            self._wrong(line, head.name, SheetKey.CELL_FAILED, cell=bare)
        elif _is_formula(bare):
            self._wrong(line, head.name, SheetKey.CELL_FORMULA, cell=bare[:80])
        try:
            tidied = tidy(bare)
        except ForbiddenCharacter as forbidden:
            self._wrong(line, head.name, SheetKey.CELL_CHARACTER, name=forbidden.name)
            return ""
        self.removed.update(tidied.removed)
        return tidied.text.strip()

    def _wrong(self, line: int, column: str, key: SheetKey, **facts: str) -> None:
        self.faults.append(SheetFault(line, column, key, facts))


def _plain(name: str) -> str:
    """Return a head without case, accents, spaces, hyphens and underscores: people write them as they like."""
    return re.sub(r"[\s_'’-]+", "", folded(name))


def _is_formula(cell: str) -> bool:
    return cell[:1] in ("=", "@") or (cell[:1] in ("+", "-") and len(cell) > 1 and not _NUMBER.fullmatch(cell))
