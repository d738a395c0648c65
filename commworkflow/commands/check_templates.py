"""``check-templates``: name file and line of every fault in the message templates and the pieces of text.

A template without one is filled with its own examples: over its words or its lengths, that is a fault too.
"""

import argparse
from pathlib import Path

from commworkflow.application import INSTANCE, ROOT, read_register, read_templates
from commworkflow.commands.command import Command
from commworkflow.rules.template_check import unfit
from commworkflow.rules.worlds import World
from commworkflow.web.fault_words import sentence_of


def _options(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--world", type=World, choices=list(World), help="with this world's own templates")
    parser.add_argument("--language", default="en", help="of the sentences: en or fr")


def _run(asked: argparse.Namespace) -> int:
    folders = [INSTANCE / world for world in ([asked.world] if asked.world else World)]
    register = read_register(ROOT / "reference" / "facts.toml")
    lines = {
        f"{_from_root(file.path)}:{fault.line}: {sentence_of(fault, asked.language)}"
        for folder in folders
        for catalogue in (read_templates(folder, register),)
        for file in (*catalogue.faulty, *catalogue.faulty_pieces, *unfit(catalogue, register))
        for fault in file.faults
    }
    print("\n".join(sorted(lines)) or "No fault in the message templates.")
    return 1 if lines else 0


def _from_root(path: Path) -> Path:
    return path.relative_to(ROOT) if path.is_relative_to(ROOT) else path


COMMAND = Command("name file and line of every fault", _options, _run)
