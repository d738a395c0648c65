"""The disk: does it take writing, and for how many days of crisis is there room?"""

import errno
import shutil
import tempfile

from commworkflow.doctor.examined import Examined
from commworkflow.rules.diagnoses import Diagnosis, diagnosis

MEGABYTE = 1_000_000
A_DAY_OF_CRISIS_MB = 200
"""What a day writes at most: a hundred released texts with their files (20 MB), forty photographs of paper (160 MB),
the journal. Reckoned on the reference crisis, not measured in a hospital."""

LITTLE_DAYS = 5
LEAST_MB = 100
"""Below it, SQLite may fail in the middle of the night."""

_FULL = (errno.ENOSPC, errno.EDQUOT)


def look(examined: Examined) -> Diagnosis:
    """Write a little beside the world, and look at what is left."""
    try:
        with tempfile.TemporaryFile(dir=examined.place) as trial:
            trial.write(b"doctor")
            trial.flush()
    except OSError as error:
        if error.errno in _FULL:
            return diagnosis("disk_full", free_mb=0)
        return diagnosis("disk_takes_no_writing", reason=error.strerror or type(error).__name__)
    return room(shutil.disk_usage(examined.place).free // MEGABYTE)


def room(free_mb: int) -> Diagnosis:
    """Judge what is left on a disk."""
    days = free_mb // A_DAY_OF_CRISIS_MB
    if free_mb < LEAST_MB:
        return diagnosis("disk_full", free_mb=free_mb)
    return diagnosis("disk_fills_up" if days < LITTLE_DAYS else "disk_has_room", free_mb=free_mb, days=days)
