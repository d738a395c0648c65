"""Making, upgrading and opening the database of a world."""

import sqlite3
from datetime import datetime
from pathlib import Path

from filelock import FileLock, Timeout
from sqlalchemy import Connection, insert, select

from commworkflow.records import guards
from commworkflow.records.base import new_uid
from commworkflow.records.database import Database
from commworkflow.records.stamp import Stamp
from commworkflow.rules.worlds import World

DATABASE_NAME = "world.sqlite3"
LOCK_NAME = "in-use.lock"
HEAD = "0006"
"""The last migration this product knows; a test holds it against the migrations themselves."""

_MIGRATIONS = Path(__file__).parent / "migrations"
_PUT_BACK = (
    f"What was written last may stand in {DATABASE_NAME}-journal or {DATABASE_NAME}-wal: keep those files beside it. "
    "Before putting back a copy, move all of them away together: left there, they would spoil the copy."
)


class CannotOpen(RuntimeError):
    """The world cannot be opened; the sentence says why and what to do."""


class OpenWorld:
    """A world in use: its folder, its database, and the lock that keeps a second process out until ``close``."""

    def __init__(self, folder: Path, world: World, now: datetime) -> None:
        # Its database holds everything: nobody else of this machine reads it (Windows keeps the mode as far as it can).
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        self.folder = folder
        self.world = world
        self._lock = _locked(folder)
        try:
            self.made = _bring_up(folder / DATABASE_NAME, world, now)
            self.database = Database(folder / DATABASE_NAME)
            try:
                _check_or_stamp(self.database, world, now)
            except BaseException:
                self.database.close()
                raise
        except BaseException:
            self._lock.release()
            raise

    def close(self) -> None:
        """Let go of the database and of the folder."""
        self.database.close()
        self._lock.release()


def _locked(folder: Path) -> FileLock:
    lock = FileLock(folder / LOCK_NAME)
    try:
        lock.acquire(timeout=0)
    except Timeout:
        raise CannotOpen(
            f"Another commworkflow already uses {folder.name}. Use that one, or stop it first; nothing was changed."
        ) from None
    return lock


def _bring_up(path: Path, world: World, now: datetime) -> bool:
    """Make the database, or bring it to this product's version with a copy kept first; say whether it is new."""
    version, stamped = _version_and_world(path)
    if stamped not in {"", world}:
        raise CannotOpen(
            f"This database belongs to the {stamped} world and is not opened as {world}. Nothing was changed."
        )
    if version == HEAD:
        return False
    if version > HEAD:
        raise CannotOpen(
            f"The database was made by a newer commworkflow (version {version}; this one knows {HEAD}). "
            "Start that newer one; nothing was changed."
        )
    if version:
        _keep_a_copy(path, now)
    database = Database(path)
    try:
        with database.write() as session:
            migrate(session.connection())
            session.commit()
    except BaseException:
        database.close()
        if not version:
            _forget_empty(path)
        raise
    database.close()
    return not version


def _forget_empty(path: Path) -> None:
    """Take away what a first start left that failed: nothing was in it, and the next start begins as this one did."""
    journal = path.with_name(f"{path.name}-journal")
    if path.exists() and not path.stat().st_size and not journal.exists():
        path.unlink()


def migrate(connection: Connection) -> None:
    """Run the migrations that are missing, forward only, inside the caller's transaction."""
    from alembic import command  # imported here: a start that migrates nothing does not wait for it
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(_MIGRATIONS))
    config.attributes["connection"] = connection
    command.upgrade(config, "head")


def _version_and_world(path: Path) -> tuple[str, str]:
    """Return the version a database is at and the world it belongs to; empty for none.

    Raises CannotOpen where the file is no database of ours.
    """
    if not path.exists():
        return "", ""
    _check_not_empty(path)
    try:
        # Not read-only: a process killed while it wrote left a journal to be rolled back, and that is the recovery.
        connection = sqlite3.connect(f"{path.absolute().as_uri()}?mode=rw", uri=True)
        try:
            version = connection.execute("SELECT version_num FROM alembic_version").fetchone()
            world = connection.execute("SELECT world FROM stamp").fetchone()
        finally:
            connection.close()
    except sqlite3.DatabaseError as error:
        # Rolled back to nothing: the very first start was the one that was killed.
        _check_not_empty(path)
        raise CannotOpen(
            f"{path.name} cannot be read as a database of commworkflow ({error}). {_PUT_BACK} Nothing was changed."
        ) from error
    return str(version[0]) if version else "", str(world[0]) if world else ""


def _check_not_empty(path: Path) -> None:
    if path.stat().st_size == 0:
        raise CannotOpen(
            f"{path.name} is empty: a disk was full, or a start was broken off. If this world never held anything, "
            f"delete that file. If it did: {_PUT_BACK} Nothing was changed."
        )


def _keep_a_copy(path: Path, now: datetime) -> Path:
    copies = path.parent / "before-upgrade"
    copies.mkdir(exist_ok=True)
    copy = copies / f"{now:%Y%m%dT%H%M%SZ}-{path.name}"
    source, target = sqlite3.connect(path), sqlite3.connect(copy)
    try:
        source.backup(target)
    finally:
        target.close()
        source.close()
    return copy


def _check_or_stamp(database: Database, world: World, now: datetime) -> None:
    with database.write() as session:
        missing = guards.missing(session.connection())
        if missing:
            raise CannotOpen(
                f"Guards of the append-only tables are lost or changed ({', '.join(missing)}). The database may have "
                f"been changed from outside: keep it as it is. {_PUT_BACK}"
            )
        if session.scalar(select(Stamp.world)) is None:
            session.execute(insert(Stamp).values(id=1, world=world, installation_uid=new_uid(), made_at=now))
            session.commit()
