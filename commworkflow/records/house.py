"""What an act or a page needs of the world it works in, handed down from the wiring."""

from dataclasses import dataclass, field
from pathlib import Path

from commworkflow.records.database import Database
from commworkflow.records.shelf import Shelf
from commworkflow.records.terms import shipped_terms
from commworkflow.rules.facts import Register
from commworkflow.rules.terms import Terms
from commworkflow.rules.worlds import World


@dataclass(frozen=True, slots=True)
class House:
    """One world at work: its database, its shelf of templates, the facts its register starts with, its terms."""

    world: World
    folder: Path
    database: Database
    shelf: Shelf
    facts: Register
    terms: Terms = field(default_factory=shipped_terms)
