"""``languages``: compile the languages of the pages."""

import argparse

from commworkflow.application import ROOT
from commworkflow.commands.command import Command, no_options
from commworkflow.languages import compile_catalogues


def _run(_: argparse.Namespace) -> int:
    for made in compile_catalogues():
        print(made.relative_to(ROOT))
    return 0


COMMAND = Command("compile the languages of the pages", no_options, _run)
