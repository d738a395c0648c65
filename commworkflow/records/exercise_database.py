"""The database of the exercise, seen from the real world: it is read, whether somebody has it open or not."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import create_engine, event, select
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.exc import DatabaseError
from sqlalchemy.orm import Session
from sqlalchemy.pool import ConnectionPoolEntry, NullPool

from commworkflow.records.schema import DATABASE_NAME
from commworkflow.records.stamp import Stamp
from commworkflow.rules.worlds import World


class NoExercise(RuntimeError):
    """There is no exercise beside this world, or its database cannot be read."""


def beside(folder: Path) -> Path:
    """Return where the exercise's database lies that stands beside the world in ``folder``."""
    return folder.parent / World.EXERCISE / DATABASE_NAME


@contextmanager
def reading_exercise(folder: Path) -> Iterator[Session]:
    """Give a session on the exercise beside the world in ``folder``, which changes nothing in it. Raises NoExercise."""
    path = beside(folder)
    if not path.is_file():
        raise NoExercise
    # Not mode=ro: what a killed exercise left is rolled back first, which a read-only connection cannot do.
    engine = create_engine(f"sqlite:///{path.absolute().as_uri()}?mode=rw&uri=true", poolclass=NullPool)
    event.listen(engine, "connect", _only_read)
    try:
        with Session(engine, autoflush=False) as session:
            if session.scalar(select(Stamp.world)) != World.EXERCISE:
                raise NoExercise
            yield session
    except DatabaseError as error:
        raise NoExercise from error
    finally:
        engine.dispose()


def _only_read(connection: DBAPIConnection, entry: ConnectionPoolEntry) -> None:
    cursor = connection.cursor()
    cursor.execute("PRAGMA query_only = ON")
    cursor.close()
