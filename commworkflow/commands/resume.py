"""``resume STICK``: go on, on this machine, from the latest copy of a stick."""

import argparse
from pathlib import Path

from commworkflow.commands import terminal
from commworkflow.commands.command import Command
from commworkflow.commands.copying import resume_from, resume_options
from commworkflow.records.copies import stick
from commworkflow.records.copies.problems import CopyProblem, told_of


def _options(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("stick", type=Path, metavar="STICK", help="the folder of the stick")
    parser.add_argument("--copy", metavar="NAME", help="this copy of the stick, and not the latest")
    resume_options(parser)


def _run(asked: argparse.Namespace) -> int:
    where = asked.stick.absolute()
    try:
        with told_of(where):
            path = where / asked.copy if asked.copy else stick.latest_on(where).path
        return resume_from(path, asked)
    except CopyProblem as problem:
        return terminal.told(problem)


COMMAND = Command("go on, on this machine, from the latest copy of a stick", _options, _run)
