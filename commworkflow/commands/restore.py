"""``restore FILE``: go on, on this machine, from one copy."""

import argparse
from pathlib import Path

from commworkflow.commands import terminal
from commworkflow.commands.command import Command
from commworkflow.commands.copying import resume_from, resume_options
from commworkflow.records.copies.problems import CopyProblem


def _options(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("file", type=Path, metavar="FILE", help="a file that save or backup wrote")
    resume_options(parser)


def _run(asked: argparse.Namespace) -> int:
    try:
        return resume_from(asked.file.absolute(), asked)
    except CopyProblem as problem:
        return terminal.told(problem)


COMMAND = Command("go on, on this machine, from one copy", _options, _run)
