"""What can go wrong with a copy: a key and its facts, worded at the edge (``web/copy_words.py``)."""

import errno
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

PROBLEMS: Mapping[str, frozenset[str]] = {
    "no_world": frozenset({"world"}),
    "world_unreadable": frozenset({"error"}),
    "world_damaged": frozenset({"faults"}),
    "world_being_copied": frozenset(),
    "disk_full": frozenset(),
    "disk_failed": frozenset({"error"}),
    "stick_missing": frozenset({"folder"}),
    "stick_full": frozenset({"folder"}),
    "stick_read_only": frozenset({"folder"}),
    "stick_failed": frozenset({"folder", "error"}),
    "stick_file_too_large": frozenset({"folder"}),
    "not_read_back": frozenset({"name"}),
    "resumed_elsewhere": frozenset({"machine", "at"}),
    "resumed_already": frozenset({"machine", "at"}),
    "no_copy_there": frozenset({"folder"}),
    "several_worlds_there": frozenset({"names"}),
    "not_a_copy": frozenset({"name"}),
    "copy_of_newer_product": frozenset({"name"}),
    "copy_damaged": frozenset({"name"}),
    "latest_copy_damaged": frozenset({"name", "earlier"}),
    "wrong_passphrase": frozenset({"name"}),
    "passphrase_short": frozenset({"shortest"}),
    "passphrase_plain": frozenset(),
    "passphrases_differ": frozenset(),
    "passphrase_missing": frozenset(),
    "passphrase_file_unreadable": frozenset({"name"}),
    "key_damaged": frozenset({"name"}),
    "file_there_already": frozenset({"name"}),
    "world_in_use": frozenset({"world"}),
    "world_newer": frozenset({"world", "here", "in_copy", "here_at"}),
    "world_parted": frozenset({"world", "entry"}),
    "world_different": frozenset({"world"}),
    "world_here_unreadable": frozenset({"world"}),
}
"""Every problem, and what it says besides."""


class CopyProblem(RuntimeError):
    """A copy could not be made, read or brought back; whatever was there before is there still."""

    def __init__(self, key: str, **facts: str | int) -> None:
        if facts.keys() != PROBLEMS[key]:
            raise ValueError(f"{key} carries {sorted(PROBLEMS[key])}, not {sorted(facts)}")
        super().__init__(key)
        self.key = key
        self.facts = facts


_FULL = {errno.ENOSPC, errno.EDQUOT}
_READ_ONLY = {errno.EROFS, errno.EACCES, errno.EPERM}


@contextmanager
def told_of(folder: Path) -> Iterator[None]:
    """Turn what the system says of a stick (pulled out, full, write-protected) into a CopyProblem."""
    try:
        yield
    except OSError as error:
        raise _problem(folder, error) from error


@contextmanager
def told_of_disk() -> Iterator[None]:
    """The same for the disk of this machine, where copies are prepared and laid out."""
    try:
        yield
    except OSError as error:
        if error.errno in _FULL:
            raise CopyProblem("disk_full") from error
        raise CopyProblem("disk_failed", error=error.strerror or str(error)) from error


def _problem(folder: Path, error: OSError) -> CopyProblem:
    where = str(folder)
    if error.errno in _FULL:
        return CopyProblem("stick_full", folder=where)
    if error.errno in _READ_ONLY:
        return CopyProblem("stick_read_only", folder=where)
    if error.errno == errno.EFBIG:
        return CopyProblem("stick_file_too_large", folder=where)
    # A stick pulled out answers in many ways, and its folder may stay behind, empty.
    if error.errno in {errno.ENOENT, errno.ENODEV, errno.ENXIO, errno.ENOTCONN, errno.ENOTDIR, errno.EIO}:
        return CopyProblem("stick_missing", folder=where)
    return CopyProblem("stick_failed", folder=where, error=error.strerror or str(error))
