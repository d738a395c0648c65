"""``prepare [LIST.csv…]``: what is still missing; lists looked at, and brought in by an administrator who signs in."""

import argparse
import os
from datetime import timedelta
from getpass import getpass
from pathlib import Path

from commworkflow.actions import signing_in
from commworkflow.actions.attempts import TooSoon
from commworkflow.actions.import_steps import Effect
from commworkflow.actions.importing import Moved, Preview, bring_in, look
from commworkflow.actions.passwords import Passwords
from commworkflow.commands import terminal
from commworkflow.commands.command import Command
from commworkflow.commands.opening import house_of
from commworkflow.languages import DEFAULT, LANGUAGES
from commworkflow.readings.readiness import every_readiness
from commworkflow.readings.sittings import Sitting, sitting_of
from commworkflow.records.house import House
from commworkflow.records.schema import CannotOpen
from commworkflow.rules.lists import FILE_NAMES, ListKind
from commworkflow.rules.roles import May
from commworkflow.rules.sheets import LARGEST_SHEET, text_of
from commworkflow.rules.sign_in import Seat
from commworkflow.settings import read_settings
from commworkflow.web.languages import speaking
from commworkflow.web.list_words import fault_words, place_words
from commworkflow.web.readiness_words import readiness_words

_AN_HOUR = timedelta(hours=1)
_SEAT = Seat("terminal", "run.py prepare", at_the_machine=True)
PASSWORD_VARIABLE = "COMMWORKFLOW_PASSWORD"


def _options(parser: argparse.ArgumentParser) -> None:
    names = ", ".join(FILE_NAMES.values())
    parser.add_argument("lists", nargs="*", type=Path, metavar="LIST.csv", help=f"known by their names: {names}")
    terminal.world_option(parser)
    parser.add_argument("--language", default=DEFAULT, choices=list(LANGUAGES), help="of the sentences")
    parser.add_argument("--by", default="", metavar="ADDRESS", help="the administrator who brings the lists in")
    parser.add_argument("--do", action="store_true", help="bring them in, instead of only showing what they would do")


def _run(asked: argparse.Namespace) -> int:
    with speaking(asked.language), house_of(asked) as house:
        return _lists(house, asked) if asked.lists else _missing(house)


def _missing(house: House) -> int:
    with house.database.read() as reading:
        places = every_readiness(reading, house, terminal.now())
    for place in places:
        print(f"{place.name} ({len(place.findings)})")
        for found in (readiness_words(finding, place.zone) for finding in place.findings):
            print(f"  - {found.what}\n    -> {found.remedy}")
    return 1 if any(place.findings for place in places) else 0


def _lists(house: House, asked: argparse.Namespace) -> int:
    kinds = [(path, _kind(path), _words(path)) for path in asked.lists]
    sitting = _signed_in(house, asked.by)
    try:
        # One after the other, and none after one that could not be: a mandate needs its person.
        return next((code for path, kind, text in kinds if (code := _one(house, sitting, asked, path, kind, text))), 0)
    finally:
        signing_in.sign_out(house, sitting.actor, sitting.uid, terminal.now())


def _one(house: House, sitting: Sitting, asked: argparse.Namespace, path: Path, kind: ListKind, text: str) -> int:
    preview = look(house, sitting.actor, kind, text, terminal.now())
    if asked.do and preview.does_something:
        try:
            bring_in(house, sitting.actor, kind, text, preview.seen, terminal.now())
        except Moved as moved:
            preview = moved.preview
    _show(path, preview)
    return 1 if preview.faults else 0


def _show(path: Path, preview: Preview) -> None:
    if preview.faults:
        for words in map(fault_words, preview.faults):
            print(f"{path.name}: {place_words(words)}: {words.sentence}")
        return
    print(f"{path.name}: + {preview.count(Effect.ADDED)}, ~ {preview.count(Effect.CHANGED)}")
    for change in preview.changes:
        for difference in change.differences:
            print(f"  {change.line}: {change.name}, {difference.column}: {difference.before} -> {difference.after}")


def _kind(path: Path) -> ListKind:
    kind = next((kind for kind, name in FILE_NAMES.items() if path.name.lower() == name), None)
    if kind is None:
        raise CannotOpen(f"{path.name} is none of the lists known: {', '.join(FILE_NAMES.values())}.")
    return kind


def _words(path: Path) -> str:
    try:
        with path.open("rb") as file:
            text = text_of(file.read(LARGEST_SHEET + 1))
    except OSError as error:
        raise CannotOpen(f"{path} cannot be read ({error.strerror}).") from None
    if isinstance(text, str):
        return text
    words = fault_words(text)
    raise CannotOpen(f"{path.name}: {place_words(words)}: {words.sentence}")


def _signed_in(house: House, address: str) -> Sitting:
    """Sign an administrator in: what is brought in stands in the journal under their name. Raises CannotOpen."""
    if not address:
        raise CannotOpen("Name the administrator with --by ADDRESS: the lists are looked at with their rights.")
    settings, now = read_settings(house.folder), terminal.now()
    password = os.environ.get(PASSWORD_VARIABLE) or getpass(f"{address}: ")
    passwords = Passwords(settings.password_memory_mb, settings.password_passes)
    try:
        begun = signing_in.sign_in(house, passwords, address, password, seat=_SEAT, now=now)
    except TooSoon as soon:
        raise CannotOpen(f"Too many attempts. Wait {soon.seconds} s, then try again.") from None
    sitting = begun and sitting_of(house, begun.token, now, _AN_HOUR)
    if not sitting:
        raise CannotOpen("This address and this password do not go together. Check both.")
    if sitting.must_change or not sitting.actor.may_anywhere(May.ADMINISTER):
        signing_in.sign_out(house, sitting.actor, sitting.uid, now)
        raise CannotOpen("This person administers no establishment, or must first choose a password of their own.")
    return sitting


COMMAND = Command("what is missing, and lists from a spreadsheet", _options, _run)
