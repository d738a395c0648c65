"""Forgetting an exercise: the only deletion of a database in the house. An exercise is disposable, and says so."""

import sqlite3
from pathlib import Path

from filelock import FileLock, Timeout

from commworkflow.records.schema import DATABASE_NAME, CannotOpen
from commworkflow.rules.worlds import World


def forget(folder: Path) -> None:
    """Delete the exercise's database in ``folder``; its settings and its own templates stay.

    Raises CannotOpen where it is in use, and where the database is not an exercise's.
    """
    if not folder.is_dir():
        return
    try:
        with FileLock(folder / "in-use.lock", timeout=0):
            _check_is_an_exercise(folder / DATABASE_NAME)
            for file in folder.glob(f"{DATABASE_NAME}*"):
                file.unlink()
    except Timeout:
        raise CannotOpen("The exercise is open already: end it first, then start it over.") from None


def _check_is_an_exercise(path: Path) -> None:
    if not path.exists():
        return
    try:
        connection = sqlite3.connect(f"file:{path.as_posix()}?mode=ro", uri=True)
        try:
            row = connection.execute("SELECT world FROM stamp").fetchone()
        finally:
            connection.close()
    except sqlite3.DatabaseError:
        return
    if row and row[0] != World.EXERCISE:
        raise CannotOpen(f"{path.name} belongs to the {row[0]} world: it is never deleted. Nothing was changed.")
