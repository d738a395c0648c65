"""``check-backup FILE``: say whether a copy is whole, all of it opened and looked at, and what it holds."""

import argparse
from pathlib import Path

from commworkflow.commands import terminal
from commworkflow.commands.command import Command
from commworkflow.commands.copying import laid_out
from commworkflow.commands.terminal import hour, say
from commworkflow.records.copies import copy_file
from commworkflow.records.copies.manifest import Manifest
from commworkflow.records.copies.problems import CopyProblem, told_of


def _options(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("file", type=Path, metavar="FILE", help="a file that save or backup wrote")
    terminal.passphrase_option(parser)


def _run(asked: argparse.Namespace) -> int:
    path = asked.file.absolute()
    try:
        with told_of(path):
            copy_file.check_digest(path)  # before anybody is asked for a passphrase
        with laid_out(path, asked) as laid:
            print(_in_words(laid.manifest, path.name))
    except CopyProblem as problem:
        return terminal.told(problem)
    return 0


def _in_words(told: Manifest, name: str) -> str:
    origin = told.origin
    return say(
        "whole",
        name=name,
        world=origin.world,
        sequence=origin.sequence,
        last_at=hour(origin.last_at) if origin.last_at else "—",
        messages=origin.counts.get("message", 0),
        decisions=origin.counts.get("decision", 0),
        made_at=hour(told.made_at),
        machine=told.machine,
    )


COMMAND = Command("say whether a copy is whole, and what it holds", _options, _run)
