"""Reading the command line: the first word says which file of this folder answers."""

import argparse
import sys
from collections.abc import Sequence
from importlib import import_module

from commworkflow.commands.command import Command
from commworkflow.languages import WrongCatalogue
from commworkflow.records.schema import CannotOpen
from commworkflow.settings import WrongSettings

WORDS = (
    "serve", "languages", "check-templates", "bench", "doctor", "save", "resume", "backup", "restore", "check-backup",
    "prepare", "kit",
)  # fmt: skip
"""Every word; each is the file of this folder that bears its name, loaded only when it is wanted."""


def command(word: str) -> Command:
    """Return what a word does."""
    found = import_module(f"commworkflow.commands.{word.replace('-', '_')}").COMMAND
    if not isinstance(found, Command):
        raise TypeError(f"{word} is no command")
    return found


def main(arguments: Sequence[str]) -> int:
    """Run one command and return its exit code; what cannot be done is one sentence and 1."""
    parser = argparse.ArgumentParser(prog="commworkflow", allow_abbrev=False)
    words = parser.add_subparsers(dest="word", required=True)
    wanted = [word for word in WORDS if arguments[:1] == [word]] or WORDS
    for word in wanted:
        command(word).options(words.add_parser(word, help=command(word).purpose, allow_abbrev=False))
    asked = parser.parse_args(arguments)
    try:
        return command(asked.word).run(asked)
    except (CannotOpen, WrongSettings, WrongCatalogue) as refusal:
        print(refusal, file=sys.stderr)
        return 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
