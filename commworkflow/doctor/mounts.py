"""Which file system holds a folder, as Linux tells it (proc_pid_mountinfo(5))."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

_ESCAPED = re.compile(r"\\([0-7]{3})")


@dataclass(frozen=True, slots=True)
class Mount:
    """One mounted file system. ``device``: its two numbers, as in 8:2; ``source``: what it was mounted from."""

    point: PurePosixPath
    device: str
    kind: str
    source: str


def mount_of(folder: Path, proc: Path) -> Mount | None:
    """Return what holds ``folder``; None where the system does not tell."""
    try:
        told = (proc / "self" / "mountinfo").read_text(encoding="utf-8", errors="surrogateescape")
    except OSError:
        return None
    return holding(PurePosixPath(folder.resolve()), mounts(told))


def mounts(told: str) -> tuple[Mount, ...]:
    """Return the mounts written in a mountinfo, in its order."""
    return tuple(_mounts(told))


def holding(path: PurePosixPath, known: tuple[Mount, ...]) -> Mount | None:
    """Return the mount that holds ``path``: the deepest, and of several on one point the last."""
    above = {path, *path.parents}
    found = [mount for mount in known if mount.point in above]
    return max(found, key=lambda mount: (len(mount.point.parts), known.index(mount)), default=None)


def _mounts(told: str) -> Iterator[Mount]:
    for line in told.splitlines():
        head, _, tail = line.partition(" - ")
        fields, kept = head.split(" "), tail.split(" ")
        if len(fields) > 4 and len(kept) > 1:
            yield Mount(PurePosixPath(_plain(fields[4])), fields[2], kept[0], _plain(kept[1]))


def _plain(name: str) -> str:
    return _ESCAPED.sub(lambda code: chr(int(code[1], 8)), name)
