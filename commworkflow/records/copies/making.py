"""Making a copy of a world: one moment of it, checked, encrypted, read back, and only then given its name."""

import errno
import hashlib
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import datetime
from pathlib import Path

import pyrage
from filelock import FileLock, Timeout

from commworkflow.records.copies import checking, copy_file, snapshot
from commworkflow.records.copies.keys import KEY_NAME, CopyKey
from commworkflow.records.copies.manifest import Manifest, Origin, Part
from commworkflow.records.copies.problems import CopyProblem, told_of, told_of_disk
from commworkflow.records.copies.told import EACH_DECISION_NAME, TOLD_NAME
from commworkflow.records.schema import DATABASE_NAME, LOCK_NAME
from commworkflow.records.search_index import INDEX_NAME

_LOCK = "copying.lock"

BESIDE = ("secret.key", "settings.toml", KEY_NAME, "tls", "message_templates", "message_pieces", "reference")
"""What a world's folder holds that a copy takes, beside the database: files, and folders with all that is in them."""

LEFT_OUT = (
    LOCK_NAME, _LOCK,  # who is at work here now
    TOLD_NAME, EACH_DECISION_NAME,  # how the copies of this machine fare, and where they go
    "before-upgrade",  # copies already
    "log",  # of this machine
    INDEX_NAME,  # made from the database, and made again at the next search
    "first-administrator.code",  # made anew at each start
    f"{DATABASE_NAME}-journal", f"{DATABASE_NAME}-wal", f"{DATABASE_NAME}-shm",  # in the snapshot already
)  # fmt: skip
"""What it may hold besides, and no copy takes."""

_FILES_ONLY = {errno.EINVAL, errno.ENOTSUP}
"""What a file system answers that syncs files, and no folder."""
_WAIT_SECONDS = 60
_CHUNK = 1024 * 1024


@contextmanager
def one_at_a_time(folder: Path) -> Iterator[None]:
    """Keep a second copy of the same world waiting until this one is made. Raises CopyProblem."""
    try:
        with FileLock(folder / _LOCK, timeout=_WAIT_SECONDS):
            for left in folder.glob(f"{copy_file.WORK_PREFIX}*"):  # by a process that was killed
                shutil.rmtree(left, ignore_errors=True)
            yield
    except Timeout:
        raise CopyProblem("world_being_copied") from None


@contextmanager
def gathered(folder: Path, machine: str, now: datetime) -> Iterator[tuple[Manifest, Path]]:
    """Gather one moment of the world in ``folder``, checked; give its manifest and where its parts lie meanwhile.

    Raises CopyProblem.
    """
    if not (folder / DATABASE_NAME).is_file():
        raise CopyProblem("no_world", world=folder.name)
    with copy_file.work_folder(folder) as work:
        with told_of_disk():
            snapshot.take(folder, work / DATABASE_NAME)
            for name in BESIDE:
                _gather(folder / name, work / name)
        faults = checking.faults(work / DATABASE_NAME)
        if faults:
            raise CopyProblem("world_damaged", faults="; ".join(faults))
        yield Manifest(now, machine, _origin(work / DATABASE_NAME), tuple(_parts(work))), work


def write_checked(told: Manifest, parts: Path, key: CopyKey, target: Path) -> None:
    """Write a copy under its name: written aside, brought to the medium, read back and held against its manifest.

    A file of that name is never written over, and what is there stays until the new one is whole. Raises CopyProblem.
    """
    aside = target.with_name(f".{target.name}.part")
    # A key made for this copy alone and forgotten with it: only so can it be read back without the passphrase, and
    # nothing else that the stick may give back opens with it.
    once = pyrage.x25519.Identity.generate()
    try:
        with told_of(target.parent):
            with aside.open("xb") as file:
                copy_file.write(file, told, parts, key, [once.to_public()])
                file.flush()  # its digest, written last, is otherwise still ours when the rest is on the medium
                _bring_to_medium(file.fileno())
            _read_back(aside, once, parts)
            if target.exists():
                raise CopyProblem("file_there_already", name=target.name)
            aside.rename(target)
            sync_folder(target.parent)
    except BaseException:
        with suppress(OSError):  # the stick may be gone
            aside.unlink(missing_ok=True)
        raise


def sync_folder(folder: Path) -> None:
    """Bring the names in a folder to the medium, where the system has a way to say so."""
    if os.name == "nt":
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    except OSError as error:
        if error.errno not in _FILES_ONLY:
            raise
    finally:
        os.close(handle)


def _bring_to_medium(handle: int) -> None:
    os.fsync(handle)
    if hasattr(os, "posix_fadvise"):
        with suppress(OSError):  # what is read back should come from the stick, not from memory; not all can say so
            os.posix_fadvise(handle, 0, 0, os.POSIX_FADV_DONTNEED)


def _read_back(aside: Path, once: pyrage.x25519.Identity, work: Path) -> None:
    try:
        with copy_file.opened(aside, lambda _: once, work):
            pass
    except CopyProblem as problem:
        if problem.key == "disk_full":  # this machine's, where the copy is laid out again: nothing is said of the stick
            raise
        raise CopyProblem("not_read_back", name=aside.name) from None


def _gather(source: Path, target: Path) -> None:
    if source.is_dir():
        shutil.copytree(source, target)
    elif source.is_file():
        shutil.copyfile(source, target)


def _origin(path: Path) -> Origin:
    try:
        with snapshot.reading(path) as connection:
            return snapshot.origin_of(connection)
    except ValueError as error:
        raise CopyProblem("world_unreadable", error=str(error)) from error


def _parts(work: Path) -> Iterator[Part]:
    for file in sorted(path for path in work.rglob("*") if path.is_file()):
        digest = hashlib.sha256()
        with file.open("rb") as content:
            while chunk := content.read(_CHUNK):
                digest.update(chunk)
        yield Part(file.relative_to(work).as_posix(), file.stat().st_size, digest.hexdigest())
