"""What the words that work in a closed world share: opening one that is there, and closing it again."""

import argparse
from collections.abc import Iterator
from contextlib import contextmanager

from commworkflow.application import open_house
from commworkflow.commands import terminal
from commworkflow.records.house import House
from commworkflow.records.schema import DATABASE_NAME, CannotOpen, OpenWorld
from commworkflow.rules.worlds import World


@contextmanager
def house_of(asked: argparse.Namespace) -> Iterator[House]:
    """Give the house of the world that is meant. Raises CannotOpen where there is none yet, or it is in use."""
    folder = terminal.folder_of(asked)
    if not (folder / DATABASE_NAME).is_file():
        raise CannotOpen(f"There is no {folder.name} world yet. Open it once: python3 run.py {folder.name}")
    opened = OpenWorld(folder, World(folder.name), terminal.now())
    try:
        yield open_house(opened)
    finally:
        opened.close()
