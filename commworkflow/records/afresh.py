"""Forgetting an exercise: the only deletion of a database in the house. An exercise is disposable, and says so."""

import sqlite3
from pathlib import Path

from filelock import FileLock, Timeout

from commworkflow.records.schema import DATABASE_NAME, LOCK_NAME, CannotOpen
from commworkflow.rules.worlds import World


def forget(folder: Path) -> None:
    """Delete the exercise's database in ``folder``; its settings and its own templates stay.

    Raises CannotOpen where it is in use, and where the database is not an exercise's.
    """
    if not folder.is_dir():
        return
    try:
        with FileLock(folder / LOCK_NAME, timeout=0):
            _check_is_an_exercise(folder / DATABASE_NAME)
            for file in folder.glob(f"{DATABASE_NAME}*"):
                file.unlink()
    except Timeout:
        raise CannotOpen("The exercise is open already: end it first, then start it over.") from None


def _check_is_an_exercise(path: Path) -> None:
    if not path.exists():
        return
    try:
        # Not read-only: what a killed process left is rolled back before anything is believed.
        connection = sqlite3.connect(f"{path.absolute().as_uri()}?mode=rw", uri=True)
        try:
            row = connection.execute("SELECT world FROM stamp").fetchone()
        finally:
            connection.close()
    except sqlite3.DatabaseError as error:
        raise CannotOpen(
            f"{path.name} cannot be read ({error}), so nobody can say that it is an exercise's, and it is not deleted. "
            f"If you are sure, move {DATABASE_NAME}, {DATABASE_NAME}-journal and {DATABASE_NAME}-wal out of "
            f"{path.parent.name} together, those that are there. Nothing was changed."
        ) from error
    if row is None:
        raise CannotOpen(f"{path.name} says of no world that it is its own: it is not deleted. Nothing was changed.")
    if row[0] != World.EXERCISE:
        raise CannotOpen(f"{path.name} belongs to the {row[0]} world: it is never deleted. Nothing was changed.")
