"""What an act or a page needs of the world it works in, handed down from the wiring."""

from dataclasses import dataclass
from pathlib import Path

from commworkflow.records.database import Database
from commworkflow.records.shelf import Shelf
from commworkflow.rules.facts import Register
from commworkflow.rules.worlds import World


@dataclass(frozen=True, slots=True)
class House:
    """One world at work: its database, its shelf of templates, the facts its register starts with."""

    world: World
    folder: Path
    database: Database
    shelf: Shelf
    facts: Register
