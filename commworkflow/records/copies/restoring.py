"""Putting a world that was laid out from a copy where it belongs, without writing over anything that is not in it."""

from datetime import datetime
from pathlib import Path

from filelock import FileLock, Timeout

from commworkflow.records.copies import checking, snapshot
from commworkflow.records.copies.copy_file import Laid
from commworkflow.records.copies.making import sync_folder
from commworkflow.records.copies.manifest import Origin
from commworkflow.records.copies.problems import CopyProblem
from commworkflow.records.schema import DATABASE_NAME, LOCK_NAME


def check_whole(laid: Laid, name: str) -> None:
    """Look at what was laid out as closely as when it was copied. Raises CopyProblem."""
    path = laid.folder / DATABASE_NAME
    damaged = CopyProblem("copy_damaged", name=name)
    if not path.is_file() or checking.faults(path):
        raise damaged
    try:
        with snapshot.reading(path) as connection:
            found = snapshot.origin_of(connection)
    except (CopyProblem, ValueError):
        raise damaged from None
    if found != laid.manifest.origin:
        raise damaged


def check_place(folder: Path, laid: Laid) -> None:
    """Say whether a copy may take the place of the world in ``folder``. Raises CopyProblem.

    It may where there is none, where nobody ever did anything in it, and where all it holds is in the copy.
    """
    path = folder / DATABASE_NAME
    if not path.exists():
        return
    try:
        with snapshot.reading(path) as here:
            found = snapshot.origin_of(here)
            in_copy = laid.manifest.origin
            shared = min(found.sequence, in_copy.sequence)
            leaf_here = snapshot.leaf_at(here, shared)
        with snapshot.reading(laid.folder / DATABASE_NAME) as copy:
            leaf_in_copy = snapshot.leaf_at(copy, shared)
    except (CopyProblem, ValueError):
        raise CopyProblem("world_here_unreadable", world=folder.name) from None
    if found.sequence:
        _check_contained(folder.name, found, in_copy, shared, leaf_here == leaf_in_copy)


def _check_contained(world: str, here: Origin, in_copy: Origin, shared: int, alike: bool) -> None:
    if here.installation != in_copy.installation:
        raise CopyProblem("world_different", world=world)
    if not alike:
        raise CopyProblem("world_parted", world=world, entry=shared)
    if here.sequence > in_copy.sequence:
        last = here.last_at.isoformat() if here.last_at else ""
        raise CopyProblem("world_newer", world=world, here=here.sequence, in_copy=in_copy.sequence, here_at=last)


def put_in_place(fresh: Path, folder: Path, now: datetime) -> Path | None:
    """Move a whole world's folder into place, and return where the one that was there lies now, or None.

    Two moves and nothing else: killed between them, the earlier world lies aside, whole. Raises CopyProblem where that
    one is in use.
    """
    aside = None
    if folder.exists():
        lock = FileLock(folder / LOCK_NAME)
        try:
            lock.acquire(timeout=0)
        except Timeout:
            raise CopyProblem("world_in_use", world=folder.name) from None
        aside = _free(folder.with_name(f"{folder.name}-put-aside-{now:%Y%m%dT%H%M%SZ}"))
        try:
            folder.rename(aside)
        finally:
            lock.release()
    fresh.rename(folder)
    sync_folder(folder.parent)
    return aside


def _free(path: Path) -> Path:
    taken, number = path, 2
    while taken.exists():
        taken, number = path.with_name(f"{path.name}-{number}"), number + 1
    return taken
