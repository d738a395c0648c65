"""The clock: did somebody confirm it, how far is it off, did it go back?"""

from datetime import datetime

from commworkflow.doctor.database import version_of
from commworkflow.doctor.examined import Examined, looking_into
from commworkflow.readings.hours import KnownCheck, last_check, last_entry_at
from commworkflow.records.schema import HEAD
from commworkflow.rules.diagnoses import Diagnosis, diagnosis
from commworkflow.rules.hours import TOLERANCE, Doubt, Doubtful, is_behind


def look(examined: Examined) -> Diagnosis:
    """Look at the last comparison of the clock, and at the journal's last entry."""
    if not examined.database.is_file() or version_of(examined.database) != HEAD:
        return diagnosis("hour_never_confirmed")
    with looking_into(examined.database) as session:
        return judged(last_check(session), last_entry_at(session), examined.now, examined.doubt)


def judged(check: KnownCheck | None, last_entry: datetime | None, now: datetime, doubt: Doubtful | None) -> Diagnosis:
    """Judge what is known of a clock at ``now``; the gravest first."""
    if doubt is not None and doubt.doubt is Doubt.JUMPED:
        return diagnosis("clock_jumped", at=doubt.at.isoformat(), jump=round(doubt.by.total_seconds()))
    if last_entry is not None and is_behind(last_entry, now):
        length = round((last_entry - now).total_seconds())
        return diagnosis("clock_behind_journal", at=last_entry.isoformat(), length=length)
    if check is None:
        return diagnosis("hour_never_confirmed")
    if doubt is not None:
        return diagnosis("hour_wants_confirming", at=check.at.isoformat())
    off = abs(check.offset_seconds) > TOLERANCE.total_seconds()
    return diagnosis("hour_off" if off else "hour_confirmed", at=check.at.isoformat(), offset=check.offset_seconds)
