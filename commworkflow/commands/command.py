"""What a word of the command line is."""

import argparse
from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Command:
    """One word of the command line: what it does, its options, and the function that returns the exit code."""

    purpose: str
    options: Callable[[argparse.ArgumentParser], None]
    run: Callable[[argparse.Namespace], int]


def no_options(parser: argparse.ArgumentParser) -> None:
    """Take no option."""
