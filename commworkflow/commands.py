"""The command line of the product: ``python -m commworkflow.commands serve --world exercise``."""

import argparse
import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from benchmarks import command as bench
from commworkflow import serving
from commworkflow.application import INSTANCE, ROOT, read_register, read_templates
from commworkflow.languages import WrongCatalogue, compile_catalogues
from commworkflow.records.schema import CannotOpen
from commworkflow.rules.worlds import World
from commworkflow.settings import WrongSettings
from commworkflow.web.fault_words import sentence_of

PORTS = {World.EXERCISE: 8000, World.LIVE: 8001}


@dataclass(frozen=True, slots=True)
class Command:
    """One word of the command line: what it does, its options, and the function that returns the exit code."""

    purpose: str
    options: Callable[[argparse.ArgumentParser], None]
    run: Callable[[argparse.Namespace], int]


def _no_options(parser: argparse.ArgumentParser) -> None:
    pass


def _serve_options(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--world", type=World, choices=list(World), required=True)
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument("--port", type=int)
    parser.add_argument("--afresh", action="store_true", help="forget the last exercise first")


def _serve(asked: argparse.Namespace) -> int:
    world: World = asked.world
    if asked.afresh and world is not World.EXERCISE:
        raise CannotOpen("Only the exercise can be started over.")
    serving.serve(world, INSTANCE / world, asked.host, asked.port or PORTS[world], afresh=asked.afresh)
    return 0


def _languages(_: argparse.Namespace) -> int:
    for made in compile_catalogues():
        print(made.relative_to(ROOT))
    return 0


def _template_options(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--world", type=World, choices=list(World), help="with this world's own templates")
    parser.add_argument("--language", default="en", help="of the sentences: en or fr")


def _check_templates(asked: argparse.Namespace) -> int:
    folders = [INSTANCE / world for world in ([asked.world] if asked.world else World)]
    register = read_register(ROOT / "reference" / "facts.toml")
    lines = {
        f"{_from_root(file.path)}:{fault.line}: {sentence_of(fault, asked.language)}"
        for folder in folders
        for file in read_templates(folder, register).faulty
        for fault in file.faults
    }
    print("\n".join(sorted(lines)) or "No fault in the message templates.")
    return 1 if lines else 0


def _from_root(path: Path) -> Path:
    return path.relative_to(ROOT) if path.is_relative_to(ROOT) else path


COMMANDS: Mapping[str, Command] = {
    "serve": Command("open a world to browsers until Ctrl-C", _serve_options, _serve),
    "languages": Command("compile the languages of the pages", _no_options, _languages),
    "check-templates": Command("name file and line of every fault", _template_options, _check_templates),
    "bench": Command("measure, and fail where a figure misses", bench.options, bench.run),
}


def main(arguments: Sequence[str]) -> int:
    """Run one command and return its exit code; what cannot be done is one sentence and 1."""
    parser = argparse.ArgumentParser(prog="commworkflow", allow_abbrev=False)
    words = parser.add_subparsers(dest="word", required=True)
    for word, command in COMMANDS.items():
        command.options(words.add_parser(word, help=command.purpose, allow_abbrev=False))
    asked = parser.parse_args(arguments)
    try:
        return COMMANDS[asked.word].run(asked)
    except (CannotOpen, WrongSettings, WrongCatalogue) as refusal:
        print(refusal, file=sys.stderr)
        return 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
