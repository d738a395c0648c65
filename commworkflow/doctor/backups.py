"""The copies: when the last one was made, and where it lies."""

from datetime import datetime, timedelta

from commworkflow.doctor.examined import Examined
from commworkflow.records.copies import told
from commworkflow.records.copies.told import Told
from commworkflow.rules.diagnoses import Diagnosis, diagnosis

OLD_AFTER = timedelta(hours=12)
"""A copy from before the last relief of the crisis cell is worth a look."""


def look(examined: Examined) -> Diagnosis:
    """Look at what the copies of this world tell."""
    return judged(told.read(examined.folder), examined.now)


def judged(fare: Told, now: datetime) -> Diagnosis:
    """Judge how copies fare at ``now``."""
    if fare.failed is not None:
        return diagnosis("backup_fails", since=fare.failed.since.isoformat(), problem=fare.failed.key)
    if fare.made is None:
        return diagnosis("backup_never")
    old = now - fare.made.at > OLD_AFTER
    return diagnosis("backup_old" if old else "backup_recent", at=fare.made.at.isoformat(), where=fare.made.folder)
