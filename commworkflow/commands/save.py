"""``save STICK``: write the world on a stick, encrypted, while people work; if asked, also after each decision."""

import argparse
from contextlib import suppress
from pathlib import Path

from commworkflow.commands import terminal
from commworkflow.commands.command import Command
from commworkflow.commands.copying import key_of, key_options
from commworkflow.commands.terminal import say
from commworkflow.records.copies import stick, told
from commworkflow.records.copies.keys import CopyKey
from commworkflow.records.copies.problems import CopyProblem, told_of, told_of_disk
from commworkflow.records.copies.told import Made


def _options(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("stick", type=Path, metavar="STICK", help="the folder of the stick")
    key_options(parser)
    asked = parser.add_mutually_exclusive_group()
    asked.add_argument("--each-decision", action="store_true", help="from now on, also after each decision")
    asked.add_argument("--not-each-decision", action="store_true", help="no longer after each decision")


def _run(asked: argparse.Namespace) -> int:
    folder, where = terminal.folder_of(asked), asked.stick.absolute()
    try:
        with told_of(where):
            where.stat()  # a stick that is not there is told before anybody chooses a passphrase
        _save(folder, where, key_of(folder, asked))
        with told_of(where):
            if told.is_on_the_disk_of(folder, where):
                print(say("same_disk"))
        if asked.each_decision or asked.not_each_decision:
            with told_of_disk():
                told.ask_after_decisions(folder, where if asked.each_decision else None)
            print(say("each_decision" if asked.each_decision else "no_more"))
    except CopyProblem as problem:
        return terminal.told(problem)
    return 0


def _save(folder: Path, where: Path, key: CopyKey) -> None:
    now = terminal.now()
    try:
        copied, file = stick.save(folder, where, key, terminal.machine(), now)
    except CopyProblem as problem:
        # Those at the screens see it too: the page reads what is told here.
        with suppress(OSError):
            told.tell_failed(folder, problem, now)
        raise
    with told_of_disk():
        told.tell_made(folder, Made(now, str(where), copied.origin.sequence))
    print(say("saved", name=file.name, sequence=copied.origin.sequence))


COMMAND = Command("write the world on a stick, encrypted, while people work", _options, _run)
