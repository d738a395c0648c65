"""Where the database lies: on a disk of this machine, or on somebody else's, where SQLite's locks mean nothing.

Source: https://www.sqlite.org/howtocorrupt.html, 2.1 (file systems with broken or missing lock implementations).
"""

from pathlib import Path
from typing import Any

from commworkflow.doctor.examined import Examined
from commworkflow.doctor.mounts import mount_of
from commworkflow.rules.diagnoses import Diagnosis, diagnosis

_SHARES = frozenset({
    "nfs", "nfs4", "cifs", "smb", "smb2", "smb3", "smbfs", "ncpfs", "afs", "9p", "ceph", "glusterfs", "lustre", "davfs",
    "fuse.sshfs", "fuse.davfs2", "fuse.davfs", "fuse.glusterfs", "fuse.rclone", "fuse.s3fs", "fuse.gvfsd-fuse",
    "virtiofs", "vboxsf", "fuse.vmhgfs-fuse", "prl_fs",
})  # fmt: skip
_REMOTE_DRIVE = 4


def look(examined: Examined) -> Diagnosis:
    """Look at what holds the world's folder."""
    if examined.windows:
        return _windows(examined.place.absolute())
    mount = mount_of(examined.place, examined.proc)
    return diagnosis("storage_unknown") if mount is None else held_by(mount.kind)


def held_by(kind: str) -> Diagnosis:
    """Judge a file system by its kind."""
    return diagnosis("storage_shared" if kind in _SHARES else "storage_local", kind=kind)


def _windows(place: Path) -> Diagnosis:
    """Written, not run: a share is a name with two strokes before it, or a letter that Windows calls remote."""
    if place.drive.startswith("\\\\"):
        return diagnosis("storage_shared", kind="UNC")
    import ctypes

    system: Any = getattr(ctypes, "windll", None)
    if system is None:
        return diagnosis("storage_unknown")
    remote = system.kernel32.GetDriveTypeW(f"{place.drive}\\") == _REMOTE_DRIVE
    return diagnosis("storage_shared" if remote else "storage_local", kind=place.drive)
