"""What the words about copies share: the key of a world's copies, opening a copy, and going on from it."""

import argparse
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from datetime import datetime
from pathlib import Path

from commworkflow.actions.resuming import go_on
from commworkflow.application import INSTANCE, open_house
from commworkflow.commands import terminal
from commworkflow.commands.terminal import hour, say
from commworkflow.records.copies import copy_file, keys, restoring, stick
from commworkflow.records.copies.copy_file import Laid
from commworkflow.records.copies.keys import CopyKey, keep_key, kept_key, new_key
from commworkflow.records.copies.problems import CopyProblem, told_of, told_of_disk
from commworkflow.records.copies.stick import Found, Note
from commworkflow.records.schema import DATABASE_NAME, OpenWorld


def key_options(parser: argparse.ArgumentParser) -> None:
    """Take what it takes to have a key: which world, and where a passphrase comes from."""
    terminal.world_option(parser)
    terminal.passphrase_option(parser)
    parser.add_argument("--new-passphrase", action="store_true", help="choose another one for the copies from now on")


def key_of(folder: Path, asked: argparse.Namespace) -> CopyKey:
    """Return the key of a world's copies; the first time, its passphrase is chosen. Raises CopyProblem."""
    if not (folder / DATABASE_NAME).is_file():
        raise CopyProblem("no_world", world=folder.name)
    if not asked.new_passphrase and (kept := kept_key(folder)):
        return kept
    made = new_key(terminal.passphrase(asked, chosen_now=True))
    with told_of_disk():
        keep_key(folder, made)
    print(say("keep_it"), flush=True)
    return made


def resume_options(parser: argparse.ArgumentParser) -> None:
    """Take the two insistences, and where the passphrase comes from."""
    terminal.passphrase_option(parser)
    parser.add_argument("--replace", action="store_true", help="put the world of this machine aside, even a newer one")
    parser.add_argument("--again", action="store_true", help="the laptop that went on from this stick stopped for good")


def resume_from(path: Path, asked: argparse.Namespace) -> int:
    """Go on from a copy, on this machine: checked, put in place, and said in the journal. Raises CopyProblem.

    Every step before the last leaves the machine as it was.
    """
    now, where = terminal.now(), path.parent
    with told_of(where):
        there = stick.copies_on(where)
        copy_file.check_digest(path)  # before anybody is asked for a passphrase
    this = next((copy for copy in there if copy.path == path), None)
    with laid_out(path, asked) as laid, told_of_disk():
        _put_back(laid, where, stick.later_than(this, there) if this else None, asked, now)
    return 0


@contextmanager
def laid_out(path: Path, asked: argparse.Namespace) -> Iterator[Laid]:
    """Open a copy with its passphrase, lay it out beside the worlds of this machine, and look at all of it.

    Raises CopyProblem.
    """
    words = terminal.passphrase(asked)
    with told_of_disk():
        INSTANCE.mkdir(mode=0o700, exist_ok=True)
    with ExitStack() as leaving:
        with told_of(path.parent):
            opened = copy_file.opened(path, lambda locked: keys.unlock(locked, words), INSTANCE)
            laid = leaving.enter_context(opened)
        restoring.check_whole(laid, path.name)
        yield laid


def _put_back(laid: Laid, where: Path, later: Found | None, asked: argparse.Namespace, now: datetime) -> None:
    origin = laid.manifest.origin
    with told_of(where):
        elsewhere = stick.lives_elsewhere(where, origin)
    if elsewhere and not asked.again:
        raise CopyProblem("resumed_already", machine=elsewhere[-1].machine, at=elsewhere[-1].at.isoformat())
    folder = INSTANCE / origin.world
    if not asked.replace:
        restoring.check_place(folder, laid)
    life = _begin_life(laid, elsewhere, later, now)
    aside = restoring.put_in_place(laid.folder, folder, now)
    made_at, machine = hour(laid.manifest.made_at), laid.manifest.machine
    print(say("resumed", world=origin.world, made_at=made_at, machine=machine, sequence=origin.sequence))
    if later:
        print(say("older", later_at=hour(later.made_at)))
    if aside:
        print(say("aside", folder=str(aside)))
    try:
        stick.leave_note(where, origin, Note(life, now, terminal.machine(), origin.sequence))
    except OSError:
        print(say("no_note"))


def _begin_life(laid: Laid, elsewhere: list[Note], later: Found | None, now: datetime) -> str:
    """Bring the world up to this product where it lies, look at its guards, and enter that it goes on."""
    told = laid.manifest
    opened = OpenWorld(laid.folder, told.origin.world, now)
    try:
        return go_on(
            open_house(opened),
            copied_at=told.made_at,
            sequence=told.origin.sequence,
            leaf=told.origin.leaf,
            machine=terminal.machine(),
            later_at=later.made_at if later else None,
            given_up=tuple(note.life for note in elsewhere),
            now=now,
        )
    finally:
        opened.close()
