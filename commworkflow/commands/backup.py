"""``backup FILE|FOLDER``: write one encrypted copy of the world, while people work, and nothing else."""

import argparse
from pathlib import Path

from commworkflow.commands import terminal
from commworkflow.commands.command import Command
from commworkflow.commands.copying import key_of, key_options
from commworkflow.commands.terminal import say
from commworkflow.records.copies import making, stick
from commworkflow.records.copies.keys import CopyKey
from commworkflow.records.copies.problems import CopyProblem, told_of


def _options(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("target", type=Path, metavar="FILE|FOLDER", help="a new file, or a folder to put one into")
    key_options(parser)


def _run(asked: argparse.Namespace) -> int:
    folder, target = terminal.folder_of(asked), asked.target.absolute()
    try:
        key = key_of(folder, asked)
        _write(folder, target, key)
    except CopyProblem as problem:
        return terminal.told(problem)
    return 0


def _write(folder: Path, target: Path, key: CopyKey) -> None:
    now, machine = terminal.now(), terminal.machine()
    with making.one_at_a_time(folder), making.gathered(folder, machine, now) as (told, parts):
        file = target
        if target.is_dir():
            with told_of(target):
                file = target / stick.name_of(told, len(stick.copies_on(target)) + 1)
        making.write_checked(told, parts, key, file)
    print(say("saved", name=file.name, sequence=told.origin.sequence))


COMMAND = Command("write one encrypted copy of the world, while people work", _options, _run)
