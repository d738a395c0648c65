"""Copies in the tests: one passphrase, one key for all of them, a stick that is a folder, a whole database compared."""

import sqlite3
from collections.abc import Callable
from contextlib import closing
from datetime import datetime
from functools import cache
from pathlib import Path

import pyrage
import pytest

from commworkflow.records.copies import stick
from commworkflow.records.copies.keys import CopyKey, keep_key, new_key, unlock
from commworkflow.records.copies.problems import CopyProblem
from commworkflow.records.copies.told import Made, tell_made
from commworkflow.records.schema import DATABASE_NAME
from tests.cast import NOW

PASSPHRASE = "trois chevaux sous la pluie"
LAPTOP = "LAPTOP-A"


@cache
def a_key() -> CopyKey:
    """The key of every copy of the tests: a passphrase costs a second, which is what it is for."""
    return new_key(PASSPHRASE)


@cache
def an_identity() -> pyrage.x25519.Identity:
    """What opens them."""
    return unlock(a_key().locked, PASSPHRASE)


def identify(locked: bytes) -> pyrage.x25519.Identity:
    """Open the key of a copy, without the second that a passphrase costs."""
    assert locked == a_key().locked
    return an_identity()


def with_key(folder: Path) -> Path:
    """Give a world the key of the tests."""
    keep_key(folder, a_key())
    return folder


def saved(folder: Path, where: Path, now: datetime = NOW, machine: str = LAPTOP) -> Path:
    """Save a world on a stick, and return the file."""
    where.mkdir(exist_ok=True)
    told, file = stick.save(folder, where, a_key(), machine, now)
    tell_made(folder, Made(now, str(where), told.origin.sequence))
    return file


def rows_of(folder: Path) -> dict[str, list[tuple[object, ...]]]:
    """Everything a database holds: every row of every table, and every statement of its schema."""
    with closing(sqlite3.connect(folder / DATABASE_NAME)) as connection:
        schema = connection.execute("SELECT type, name, sql FROM sqlite_master ORDER BY name").fetchall()
        tables = [name for kind, name, _ in schema if kind == "table"]
        rows = {name: connection.execute(f'SELECT rowid, * FROM "{name}" ORDER BY rowid').fetchall() for name in tables}
    return {"schema": schema, **rows}


def refused(key: str, act: Callable[[], object]) -> CopyProblem:
    """What is tried is refused for this reason."""
    with pytest.raises(CopyProblem) as raised:
        act()
    assert raised.value.key == key, raised.value.facts
    return raised.value
