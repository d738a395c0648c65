"""What the doctor found, in words: for each finding what it is and, where something can be done, what to do."""

from collections.abc import Mapping
from dataclasses import dataclass

from flask_babel.speaklater import LazyString

from commworkflow.rules.diagnoses import Diagnosis, Fact, Part, State
from commworkflow.rules.hours import length_in_words, offset_in_words
from commworkflow.web import times
from commworkflow.web.spoken import lazy_gettext as _

PARTS: Mapping[Part, LazyString] = {
    Part.DISK: _("Disk"),
    Part.ENCRYPTION: _("Encryption of the disk"),
    Part.CLOCK: _("Clock"),
    Part.DATABASE: _("Database"),
    Part.STORAGE: _("Where the database lies"),
    Part.BACKUPS: _("Copies"),
    Part.FONTS: _("Documents (PDF)"),
    Part.PRINTER: _("Printer"),
    Part.CERTIFICATE: _("Certificate for telephones"),
    Part.TEMPLATES: _("Message templates"),
    Part.LANGUAGES: _("Languages"),
    Part.VERSIONS: _("Versions"),
}

STATES: Mapping[State, LazyString] = {
    State.WORKS: _("Works"),
    State.UNKNOWN: _("Cannot tell"),
    State.LOOK: _("Look at it"),
    State.BROKEN: _("Broken"),
}

_CHECK_FAILED = (
    _("The check itself failed (%(reason)s)."),
    _("Look at it by hand, and give that word to whoever looks after the machine."),
)

SENTENCES: Mapping[str, tuple[LazyString, LazyString | None]] = {
    "disk_has_room": (_("It takes writing; %(free_mb)s MB are left, about %(days)s days of crisis."), None),
    "disk_fills_up": (
        _("%(free_mb)s MB are left, about %(days)s days of crisis."),
        _("Make room on it before the end of the day: empty the bin, move films and pictures elsewhere."),
    ),
    "disk_full": (
        _("%(free_mb)s MB are left: a writing may fail at any moment."),
        _("Make room on it now. Nothing is lost; what fails meanwhile is shown to whoever typed it."),
    ),
    "disk_takes_no_writing": (
        _("It can be read and not written to (%(reason)s)."),
        _(
            "If it is a stick, look at its lock. If it is the machine's own disk, save to a stick and take another "
            "laptop."
        ),
    ),
    "disk_encrypted": (_("The world lies on an encrypted disk (%(by)s)."), None),
    "disk_in_clear": (
        _("The system knows of no encryption on this disk: whoever takes the laptop can read everything."),
        _("In calm, have it encrypted (LUKS, BitLocker). Until then never leave the laptop alone, and lock it away."),
    ),
    "encryption_unknown": (
        _("The system does not tell whether this disk is encrypted."),
        _("Ask whoever prepared the laptop, and write the answer on the envelope."),
    ),
    "hour_confirmed": (_("Last confirmed on %(at)s; offset found: %(offset)s."), None),
    "hour_off": (
        _("Confirmed on %(at)s, and off by %(offset)s: every hour written since bears that offset."),
        _("Have the machine's clock set, then confirm the hour again on the page “The machine's hour”."),
    ),
    "hour_never_confirmed": (
        _("Nobody has confirmed the hour in this world yet."),
        _("Open the page “The machine's hour”, and have somebody tell you the hour by telephone."),
    ),
    "hour_wants_confirming": (
        _("Last confirmed on %(at)s; the machine was started, or slept, since."),
        _("Open the page “The machine's hour”, and have somebody tell you the hour by telephone."),
    ),
    "clock_jumped": (
        _("The clock jumped by %(jump)s on %(at)s."),
        _("Confirm the hour on the page “The machine's hour”. The order of the journal is not touched by it."),
    ),
    "clock_behind_journal": (
        _("The journal's last entry is of %(at)s, %(length)s later than the machine's hour now."),
        _("The clock went back: have it set, then confirm the hour. The order of the journal is not touched by it."),
    ),
    "database_sound": (
        _("Whole and guarded, %(size_mb)s MB; what it acknowledged survives a power cut (%(mode)s, %(synchronous)s)."),
        None,
    ),
    "database_absent": (
        _("This world has no database yet."),
        _("It is made at the first start: python3 run.py live."),
    ),
    "database_damaged": (
        _("The database is damaged (%(fault)s)."),
        _("Stop the server and touch nothing in the world's folder. Resume from the last copy: python3 run.py resume."),
    ),
    "database_unreadable": (
        _("The database cannot be read (%(fault)s)."),
        _("Stop the server and touch nothing in the world's folder. Resume from the last copy: python3 run.py resume."),
    ),
    "database_unfinished": (
        _("The last server was cut off while it wrote."),
        _("Start it once: it puts that right by itself, and nothing acknowledged is lost."),
    ),
    "database_of_another_version": (
        _("The database is at version %(version)s, this product at %(known)s."),
        _("Start the server once: it keeps a copy, then brings an older one up. A newer one needs the newer product."),
    ),
    "guards_missing": (
        _("Guards of the append-only tables are missing (%(names)s): somebody may have changed the database."),
        _("Keep the folder as it is, resume from the last copy, and tell the RSSI."),
    ),
    "storage_local": (_("On a disk of this machine (%(kind)s)."), None),
    "storage_shared": (
        _("On a network share (%(kind)s): two machines could write to it at once and spoil it."),
        _("Stop the server, move the whole folder “instance” to a disk of this machine, and start it from there."),
    ),
    "storage_unknown": (
        _("The system does not tell where the world's folder lies."),
        _("Make sure that it is a disk of this machine, and no network share."),
    ),
    "backup_recent": (_("The last copy was made on %(at)s, to %(where)s."), None),
    "backup_old": (
        _("The last copy is of %(at)s, to %(where)s."),
        _("Make one now: python3 run.py save, with the folder of the stick."),
    ),
    "backup_fails": (
        _("Copies have failed since %(since)s (%(problem)s)."),
        _("Look at the stick: is it in, has it room, can it be written to? Then make one: python3 run.py save."),
    ),
    "backup_never": (
        _("No copy of this world was ever made on this machine."),
        _("Make one now: python3 run.py save, with the folder of the stick."),
    ),
    "pdf_made": (_("A document was made for trial, with %(faces)s typefaces."), None),
    "fonts_missing": (
        _("The typefaces are missing: no document can be made as PDF."),
        _("Run python3 run.py setup where there is a network, or start from the pack again."),
    ),
    "pdf_failed": (
        _("A document made for trial failed (%(reason)s)."),
        _("Use the Word and text files meanwhile. Run python3 run.py setup, or start from the pack again."),
    ),
    "printer_ready": (_("The system knows %(count)s printers that take work."), None),
    "printer_stopped": (
        _("Every printer the system knows is stopped."),
        _("Look at its paper and its cable, then start it again in the system's settings. Print one page for trial."),
    ),
    "printer_absent": (
        _("The system knows no printer."),
        _("Connect one by cable and add it in the system's settings: the hospital's network printers will be gone."),
    ),
    "printer_unknown": (
        _("This system does not tell about its printers."),
        _("Print one page for trial: any page of commworkflow will do."),
    ),
    "certificate_good": (_("It holds until %(until)s, for %(names)s."), None),
    "certificate_ends_soon": (
        _("It ends on %(until)s."),
        _("Start the server once with --share: it makes a new one. Telephones have nothing to do."),
    ),
    "certificate_over": (
        _("It ended on %(until)s: telephones refuse it."),
        _("Start the server once with --share: it makes a new one."),
    ),
    "certificate_of_another_address": (
        _("It does not bear this machine's address (%(addresses)s)."),
        _("Start the server with --share: it makes one for the addresses of the moment."),
    ),
    "certificate_unreadable": (
        _("Its file cannot be read."),
        _("Move the folder “tls” of the world away and start the server with --share; telephones trust it anew."),
    ),
    "certificate_absent": (
        _("There is none yet: this world was never opened to telephones."),
        _("If the director is to decide from a telephone, start once in calm with python3 run.py live --share."),
    ),
    "templates_sound": (_("All %(count)s can be used."), None),
    "templates_faulty": (
        _("%(count)s cannot be used; the first fault is at %(first)s."),
        _("The page “Templates” and python3 run.py check-templates name every fault. Take away what nobody can mend."),
    ),
    "languages_ready": (_("Ready: %(names)s."), None),
    "languages_not_compiled": (
        _("Not compiled: %(names)s. Pages are shown in English instead."),
        _("Run python3 run.py setup: it needs no network for that."),
    ),
    "versions_known": (_("Python %(python)s, SQLite %(sqlite)s."), None),
    "python_too_old": (
        _("Python %(python)s is too old."),
        _("Start from the pack with Python 3.11 or later."),
    ),
    **{f"{part}_check_failed": _CHECK_FAILED for part in Part},
}


@dataclass(frozen=True, slots=True)
class Found:
    """One finding as it is told. ``remedy``: what to do, empty where there is nothing."""

    state: State
    state_name: str
    part: str
    what: str
    remedy: str


def found_in_words(found: Diagnosis) -> Found:
    """Return a finding in the reader's language."""
    facts = {name: _worded(name, value) for name, value in found.facts.items()}
    what, remedy = SENTENCES[found.key]
    return Found(
        found.state,
        str(STATES[found.state]),
        str(PARTS[found.part]),
        str(what) % facts,
        str(remedy) % facts if remedy is not None else "",
    )


def worst_first(findings: tuple[Diagnosis, ...]) -> tuple[Diagnosis, ...]:
    """Return findings with the gravest first, those of one gravity as they were."""
    order = tuple(State)
    return tuple(sorted(findings, key=lambda found: -order.index(found.state)))


def _worded(name: str, value: Fact) -> str:
    match name:
        case "at" | "since" | "until":
            return times.moment(str(value))
        case "offset":
            return offset_in_words(int(value))
        case "jump":
            return offset_in_words(int(value))
        case "length":
            return length_in_words(int(value))
        case _:
            return times.number(value) if isinstance(value, int) else str(value)
