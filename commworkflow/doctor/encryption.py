"""The disk's encryption: whoever steals the laptop should read nothing of it.

Linux tells whether a file system lies on dm-crypt (LUKS among others); a disk that encrypts itself tells nobody. On
Windows BitLocker is asked (written, not run there).
"""

import subprocess
from pathlib import Path

from commworkflow.doctor.examined import Examined
from commworkflow.doctor.mounts import Mount, mount_of
from commworkflow.rules.diagnoses import Diagnosis, diagnosis

_ENCRYPTING = {
    "ecryptfs": "eCryptfs",
    "fuse.gocryptfs": "gocryptfs",
    "fuse.encfs": "EncFS",
    "fuse.veracrypt": "VeraCrypt",
}
_WAIT_SECONDS = 10


def look(examined: Examined) -> Diagnosis:
    """Look below the world's file system for a layer that encrypts."""
    if examined.windows:
        return _bitlocker(examined.place)
    mount = mount_of(examined.place, examined.proc)
    if mount is None:
        return diagnosis("encryption_unknown")
    if mount.kind in _ENCRYPTING:
        return diagnosis("disk_encrypted", by=_ENCRYPTING[mount.kind])
    block = block_device(mount, examined.sys)
    if block is None:
        return diagnosis("encryption_unknown")
    return diagnosis("disk_encrypted", by="dm-crypt") if is_encrypted(block) else diagnosis("disk_in_clear")


def block_device(mount: Mount, sys: Path) -> Path | None:
    """Return where the system tells about the device under a mount; None where there is none (a share, memory)."""
    by_number, by_name = sys / "dev" / "block" / mount.device, sys / "class" / "block" / _name(mount.source)
    found = next((path for path in (by_number, by_name) if path.exists()), None)
    # What a loop device lies on is a file, and that one's disk is not told here.
    return None if found is None or (found / "loop").exists() else found


def is_encrypted(block: Path) -> bool:
    """Say whether every way down from a block device passes through dm-crypt."""
    try:
        if (block / "dm" / "uuid").read_text(encoding="ascii").startswith("CRYPT-"):
            return True
    except OSError:
        pass
    below = list((block / "slaves").glob("*"))
    return bool(below) and all(map(is_encrypted, below))


def _name(source: str) -> str:
    try:
        return Path(source).resolve().name if source.startswith("/dev/") else "-"
    except OSError:
        return "-"


def _bitlocker(place: Path) -> Diagnosis:
    command = ["manage-bde", "-status", place.absolute().drive, "-protectionaserrorlevel"]
    try:
        answer = subprocess.run(command, capture_output=True, timeout=_WAIT_SECONDS, check=False).returncode
    except (OSError, subprocess.SubprocessError):
        return diagnosis("encryption_unknown")
    # 0: protected, 1: not; anything else: only an administrator is told.
    known = {0: diagnosis("disk_encrypted", by="BitLocker"), 1: diagnosis("disk_in_clear")}
    return known.get(answer, diagnosis("encryption_unknown"))
