"""The database: whole, guarded, of this product's version, in the mode that keeps what it acknowledged."""

from pathlib import Path

from sqlalchemy import text
from sqlalchemy.exc import DatabaseError

from commworkflow.doctor.disk import MEGABYTE
from commworkflow.doctor.examined import Examined, looking_into
from commworkflow.records import guards
from commworkflow.records.database import journal_mode
from commworkflow.records.schema import HEAD
from commworkflow.rules.diagnoses import Diagnosis, diagnosis


def look(examined: Examined) -> Diagnosis:
    """Read the database from end to end, without writing to it."""
    path = examined.database
    if not path.is_file():
        return diagnosis("database_absent")
    try:
        return _read(path)
    except DatabaseError as error:
        return unreadable(error.orig)


def version_of(path: Path) -> str:
    """Return the migration a database is at. Raises sqlalchemy's DatabaseError for a file that is none of ours."""
    with looking_into(path) as session:
        return str(session.scalar(text("SELECT version_num FROM alembic_version")) or "")


def unreadable(error: BaseException | None) -> Diagnosis:
    """Judge why a database could not be read."""
    name = getattr(error, "sqlite_errorname", "")
    if name.startswith("SQLITE_READONLY"):
        # A process was killed while it wrote, and left what the next start rolls back.
        return diagnosis("database_unfinished")
    return diagnosis("database_unreadable", fault=name or type(error).__name__)


def _read(path: Path) -> Diagnosis:
    with looking_into(path) as session:
        connection = session.connection()
        fault = str(connection.scalar(text("PRAGMA quick_check(1)")))
        if fault != "ok":
            return diagnosis("database_damaged", fault=fault)
        version = str(connection.scalar(text("SELECT version_num FROM alembic_version")))
        if version != HEAD:
            return diagnosis("database_of_another_version", version=version, known=HEAD)
        missing = guards.missing(connection)
        if missing:
            return diagnosis("guards_missing", names=", ".join(missing))
    mode, synchronous = journal_mode()
    return diagnosis("database_sound", mode=mode, synchronous=synchronous, size_mb=_size_mb(path))


def _size_mb(path: Path) -> int:
    return -(-path.stat().st_size // MEGABYTE)
