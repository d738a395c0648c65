"""The rows of a list, from cells to values that can be kept, or what is wrong with each by line and column."""

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from commworkflow.rules.answer_values import Moment, NotAnAnswer, read_value
from commworkflow.rules.lists import LISTS, Column, ListKind, heads_of
from commworkflow.rules.questions import Owed, Question, QuestionType, Requirement
from commworkflow.rules.sheets import Record, SheetFault, read_sheet
from commworkflow.rules.sign_in import address_kept, folded, is_address

_NEVER = Requirement(Owed.NEVER)
_MOMENT = Question("", "", QuestionType.DATE_TIME, "", _NEVER)
_DAY_AND_HOUR = re.compile(r"(\S+)(?:(?: +à)? +(.+))?")

_SAME_ROW: Mapping[ListKind, tuple[str, ...]] = {
    ListKind.ESTABLISHMENTS: ("name",),
    ListKind.PEOPLE: ("email",),
    ListKind.MANDATES: ("email", "establishment", "role", "directorate", "since"),
    ListKind.CONTACTS: ("establishment", "organisation", "name", "quality"),
}
"""The columns by which two rows of a list speak of the same thing."""


class RowKey(StrEnum):
    """What can be wrong with a row whose cells could be read."""

    NEEDED = "row_needed"
    TOO_LONG = "row_too_long"
    WORD_UNKNOWN = "row_word_unknown"
    NOT_AN_ADDRESS = "row_not_an_address"
    TWICE = "row_twice"
    ENDS_BEFORE = "row_ends_before"
    TO_COME = "row_to_come"
    DIRECTORATE_NEEDED = "row_directorate_needed"
    TELEPHONE_OR_ADDRESS = "row_telephone_or_address"
    PERSON_UNKNOWN = "row_person_unknown"
    ESTABLISHMENT_UNKNOWN = "row_establishment_unknown"
    ESTABLISHMENT_NEEDED = "row_establishment_needed"
    KEPT_ELSEWHERE = "row_kept_elsewhere"
    NAME_TAKEN = "row_name_taken"
    ADDRESS_ALIKE = "row_email_alike"
    NAME_ALIKE = "row_name_alike"
    TWO_ALPHABETS = "row_two_alphabets"
    ROLE_IN_THE_PAST = "row_role_in_the_past"
    OWN_ROLE_IN_THE_PAST = "row_own_role_in_the_past"
    ADMINISTRATOR_LEFT = "row_administrator_left"


@dataclass(frozen=True, slots=True)
class ListRow:
    """One row of a list: where it stands in the file, and its values by column key. Empty: the cell was empty."""

    line: int
    values: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class ReadList:
    """A list that was read. ``removed``: the characters nobody sees that were taken out of it."""

    kind: ListKind
    rows: tuple[ListRow, ...]
    faults: tuple[SheetFault, ...]
    removed: tuple[str, ...] = ()


def read_list(kind: ListKind, text: str) -> ReadList:
    """Return the rows of a list whose words are ``text``, and every fault of every row."""
    sheet = read_sheet(text, heads_of(kind))
    faults = list(sheet.faults)
    # A cell whose form is at fault is told once: what it would mean is asked when it can be read.
    broken = {(fault.line, fault.column) for fault in faults}
    rows = [_row(record, LISTS[kind], broken, faults) for record in sheet.records]
    faults += _told_twice(kind, rows)
    return ReadList(kind, tuple(rows), tuple(sorted(faults, key=lambda fault: fault.line)), sheet.removed)


def head_of(kind: ListKind, key: str) -> str:
    """Return the head under which a column is written."""
    return next(column.head.name for column in LISTS[kind] if column.head.key == key)


def read_typed(type: QuestionType, cell: str) -> str:
    """Return a telephone or an address as it is kept. Raises NotAnAnswer."""
    return str(read_value(Question("", "", type, "", _NEVER), cell, ZoneInfo("UTC")))


def moment_in(cell: str, zone: ZoneInfo, *, end: bool = False) -> datetime:
    """Return the moment a cell names, as it is written in France ("20/11/2026 18:00"), in UTC.

    A day without its hour begins at midnight; as an ``end`` it is the midnight after, so that the day itself counts.
    Raises NotAnAnswer.
    """
    parts = _DAY_AND_HOUR.fullmatch(" ".join(cell.split()))
    day, hour = parts.group(1, 2) if parts else (cell, None)
    read = read_value(_MOMENT, {"date": day, "time": hour or "", "estimated": hour is None}, zone)
    if not isinstance(read, Moment):
        raise ValueError("an empty cell names no moment")
    at = read.at + timedelta(days=1) if end and read.whole_day else read.at
    return at.astimezone(UTC)


def _row(
    record: Record, columns: Sequence[Column], broken: Collection[tuple[int, str]], faults: list[SheetFault]
) -> ListRow:
    values = {}
    for column in columns:
        read = "" if (record.line, column.head.name) in broken else _cell(record, column)
        if isinstance(read, SheetFault):
            faults.append(read)
        values[column.head.key] = read if isinstance(read, str) else ""
    return ListRow(record.line, values)


def _cell(record: Record, column: Column) -> str | SheetFault:
    cell = record.cells[column.head.key]
    place = (record.line, column.head.name)
    if not cell:
        return SheetFault(*place, RowKey.NEEDED) if column.head.required else ""
    if len(cell) > column.limit:
        return SheetFault(*place, RowKey.TOO_LONG, {"count": str(len(cell)), "limit": str(column.limit)})
    if column.words is not None:
        meant = column.meaning(cell)
        allowed = ", ".join(column.words)
        return meant or SheetFault(*place, RowKey.WORD_UNKNOWN, {"word": cell[:80], "allowed": allowed})
    if column.head.key == "email" and column.type is QuestionType.LINE:
        kept = address_kept(cell)
        return kept if is_address(kept) else SheetFault(*place, RowKey.NOT_AN_ADDRESS, {"word": cell[:80]})
    if column.type is QuestionType.LINE:
        return cell
    try:
        return read_typed(column.type, cell)
    except NotAnAnswer as wrong:
        return SheetFault(*place, wrong.key, wrong.facts)


def _told_twice(kind: ListKind, rows: Sequence[ListRow]) -> list[SheetFault]:
    first: dict[tuple[str, ...], int] = {}
    faults = []
    for row in rows:
        same = tuple(folded(row.values[key]) for key in _SAME_ROW[kind])
        if not any(same):
            continue
        if same in first:
            column = head_of(kind, _SAME_ROW[kind][0])
            faults.append(SheetFault(row.line, column, RowKey.TWICE, {"first": str(first[same])}))
        first.setdefault(same, row.line)
    return faults
