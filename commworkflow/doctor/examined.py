"""What a check is given to look at: one world's folder, and where this machine tells about itself."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from sqlalchemy import create_engine
from sqlalchemy.orm import Session
from sqlalchemy.pool import NullPool

from commworkflow.records.schema import DATABASE_NAME
from commworkflow.rules.catalogue import Catalogue
from commworkflow.rules.hours import Doubtful

_WAIT_SECONDS = 5


@dataclass(frozen=True, slots=True)
class Examined:
    """A world and its machine at one moment. ``doubt``: what the running server saw of the clock; None beside it.

    ``proc`` and ``sys``: where Linux tells about its mounts and its disks; ``windows``: whether this is Windows.
    """

    folder: Path
    catalogue: Catalogue
    now: datetime
    doubt: Doubtful | None = None
    proc: Path = Path("/proc")
    sys: Path = Path("/sys")
    windows: bool = os.name == "nt"

    @property
    def database(self) -> Path:
        """The world's database, whether it is there or not."""
        return self.folder / DATABASE_NAME

    @property
    def place(self) -> Path:
        """The world's folder, or the nearest one above it that is there already."""
        return next(folder for folder in (self.folder, *self.folder.absolute().parents) if folder.is_dir())


@contextmanager
def looking_into(database: Path) -> Iterator[Session]:
    """Open a database to read it and nothing else, also while a server writes to it."""
    address = f"sqlite:///file:{database.absolute().as_uri().removeprefix('file:')}?mode=ro&uri=true"
    engine = create_engine(address, poolclass=NullPool, connect_args={"timeout": _WAIT_SECONDS})
    try:
        with Session(engine) as session:
            yield session
    finally:
        engine.dispose()
