"""What a check of the machine can find: a key, how it stands, and the facts it carries. Worded at the edge.

"Cannot tell" is an answer: a check that guesses is worse than none.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

Fact = str | int


class State(StrEnum):
    """How something stands, the best first."""

    WORKS = "works"
    UNKNOWN = "unknown"
    LOOK = "look"
    BROKEN = "broken"


class Part(StrEnum):
    """What is looked at, in the order in which it is told."""

    DISK = "disk"
    ENCRYPTION = "encryption"
    CLOCK = "clock"
    DATABASE = "database"
    STORAGE = "storage"
    BACKUPS = "backups"
    FONTS = "fonts"
    PRINTER = "printer"
    CERTIFICATE = "certificate"
    TEMPLATES = "templates"
    LANGUAGES = "languages"
    VERSIONS = "versions"


@dataclass(frozen=True, slots=True)
class Declared:
    """What a finding of one key is about, how grave it is, and what it carries."""

    part: Part
    state: State
    facts: frozenset[str]


def _found(part: Part, state: State, *facts: str) -> Declared:
    return Declared(part, state, frozenset(facts))


DIAGNOSES: Mapping[str, Declared] = {
    "disk_has_room": _found(Part.DISK, State.WORKS, "free_mb", "days"),
    "disk_fills_up": _found(Part.DISK, State.LOOK, "free_mb", "days"),
    "disk_full": _found(Part.DISK, State.BROKEN, "free_mb"),
    "disk_takes_no_writing": _found(Part.DISK, State.BROKEN, "reason"),
    "disk_encrypted": _found(Part.ENCRYPTION, State.WORKS, "by"),
    "disk_in_clear": _found(Part.ENCRYPTION, State.LOOK),
    "encryption_unknown": _found(Part.ENCRYPTION, State.UNKNOWN),
    "hour_confirmed": _found(Part.CLOCK, State.WORKS, "at", "offset"),
    "hour_off": _found(Part.CLOCK, State.LOOK, "at", "offset"),
    "hour_never_confirmed": _found(Part.CLOCK, State.LOOK),
    "hour_wants_confirming": _found(Part.CLOCK, State.LOOK, "at"),
    "clock_jumped": _found(Part.CLOCK, State.BROKEN, "at", "jump"),
    "clock_behind_journal": _found(Part.CLOCK, State.BROKEN, "at", "length"),
    "database_sound": _found(Part.DATABASE, State.WORKS, "mode", "synchronous", "size_mb"),
    "database_absent": _found(Part.DATABASE, State.LOOK),
    "database_damaged": _found(Part.DATABASE, State.BROKEN, "fault"),
    "database_unreadable": _found(Part.DATABASE, State.BROKEN, "fault"),
    "database_unfinished": _found(Part.DATABASE, State.LOOK),
    "database_of_another_version": _found(Part.DATABASE, State.LOOK, "version", "known"),
    "guards_missing": _found(Part.DATABASE, State.BROKEN, "names"),
    "storage_local": _found(Part.STORAGE, State.WORKS, "kind"),
    "storage_shared": _found(Part.STORAGE, State.BROKEN, "kind"),
    "storage_unknown": _found(Part.STORAGE, State.UNKNOWN),
    "backup_recent": _found(Part.BACKUPS, State.WORKS, "at", "where"),
    "backup_old": _found(Part.BACKUPS, State.LOOK, "at", "where"),
    "backup_fails": _found(Part.BACKUPS, State.BROKEN, "since", "problem"),
    "backup_never": _found(Part.BACKUPS, State.LOOK),
    "pdf_made": _found(Part.FONTS, State.WORKS, "faces"),
    "fonts_missing": _found(Part.FONTS, State.BROKEN),
    "pdf_failed": _found(Part.FONTS, State.BROKEN, "reason"),
    "printer_ready": _found(Part.PRINTER, State.WORKS, "count"),
    "printer_stopped": _found(Part.PRINTER, State.LOOK),
    "printer_absent": _found(Part.PRINTER, State.LOOK),
    "printer_unknown": _found(Part.PRINTER, State.UNKNOWN),
    "certificate_good": _found(Part.CERTIFICATE, State.WORKS, "until", "names"),
    "certificate_ends_soon": _found(Part.CERTIFICATE, State.LOOK, "until"),
    "certificate_over": _found(Part.CERTIFICATE, State.BROKEN, "until"),
    "certificate_of_another_address": _found(Part.CERTIFICATE, State.LOOK, "addresses"),
    "certificate_unreadable": _found(Part.CERTIFICATE, State.BROKEN),
    "certificate_absent": _found(Part.CERTIFICATE, State.LOOK),
    "templates_sound": _found(Part.TEMPLATES, State.WORKS, "count"),
    "templates_faulty": _found(Part.TEMPLATES, State.LOOK, "count", "first"),
    "languages_ready": _found(Part.LANGUAGES, State.WORKS, "names"),
    "languages_not_compiled": _found(Part.LANGUAGES, State.LOOK, "names"),
    "versions_known": _found(Part.VERSIONS, State.WORKS, "python", "sqlite"),
    "python_too_old": _found(Part.VERSIONS, State.BROKEN, "python"),
    **{f"{part}_check_failed": _found(part, State.UNKNOWN, "reason") for part in Part},
}
"""Everything that can be found."""


@dataclass(frozen=True, slots=True)
class Diagnosis:
    """One thing found, here and now."""

    key: str
    facts: Mapping[str, Fact]

    @property
    def part(self) -> Part:
        """What it is about."""
        return DIAGNOSES[self.key].part

    @property
    def state(self) -> State:
        """How grave it is."""
        return DIAGNOSES[self.key].state


def diagnosis(key: str, **facts: Fact) -> Diagnosis:
    """Return what was found under that key; KeyError for an unknown key, ValueError for facts other than declared."""
    if facts.keys() != DIAGNOSES[key].facts:
        raise ValueError(f"{key} carries {sorted(DIAGNOSES[key].facts)}, not {sorted(facts)}")
    return Diagnosis(key, facts)
