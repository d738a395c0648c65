"""How the copies of a world fare, and whether one is made after each decision: two small files beside the world.

Not in the database: a failing copy must not depend on it, and both the server and ``run.py save`` write them.
"""

import json
import os
from dataclasses import asdict, dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import Any

from commworkflow.records.copies.problems import PROBLEMS, CopyProblem

TOLD_NAME = "copies-told.json"
EACH_DECISION_NAME = "copies-after-decisions.json"


@dataclass(frozen=True, slots=True)
class Made:
    """The last copy that was made and read back."""

    at: datetime
    folder: str
    sequence: int


@dataclass(frozen=True, slots=True)
class Asked:
    """Where a copy goes after each decision; ``other_disk``: away from the world's own disk, when it was asked."""

    folder: Path
    other_disk: bool


@dataclass(frozen=True, slots=True)
class Failed:
    """Copies have failed since ``since``: the last reason, as a problem's key and facts."""

    since: datetime
    key: str
    facts: dict[str, str | int]


@dataclass(frozen=True, slots=True)
class Told:
    """The last copy, and the failure since it; None: none yet, none now."""

    made: Made | None = None
    failed: Failed | None = None


def read(folder: Path) -> Told:
    """Return how the copies of the world in ``folder`` fare; nothing known where nobody can tell."""
    found = _read(folder / TOLD_NAME)
    try:
        made, failed = found.get("made"), found.get("failed")
        told = Told(
            made and Made(datetime.fromisoformat(made["at"]), str(made["folder"]), int(made["sequence"])),
            failed and Failed(datetime.fromisoformat(failed["since"]), failed["key"], dict(failed["facts"])),
        )
    except (KeyError, TypeError, ValueError):
        return Told()
    known = told.failed is None or told.failed.facts.keys() == PROBLEMS.get(told.failed.key)
    return told if known else replace(told, failed=None)


def tell_made(folder: Path, made: Made) -> None:
    """Keep that a copy was made: what failed before is over. Raises OSError."""
    _write(folder / TOLD_NAME, asdict(Told(made)))


def tell_failed(folder: Path, problem: CopyProblem, now: datetime) -> None:
    """Keep that a copy failed; ``since`` stays that of the first failure after the last copy. Raises OSError."""
    before = read(folder)
    since = before.failed.since if before.failed else now
    _write(folder / TOLD_NAME, asdict(Told(before.made, Failed(since, problem.key, dict(problem.facts)))))


def asked_after_decisions(folder: Path) -> Asked | None:
    """Return where a copy goes after each decision, or None where nobody asked for it."""
    found = _read(folder / EACH_DECISION_NAME)
    where = found.get("folder")
    return Asked(Path(where), found.get("other_disk") is True) if isinstance(where, str) and where else None


def ask_after_decisions(folder: Path, stick: Path | None) -> None:
    """Have a copy made on ``stick`` after each decision, by the server that runs or by the next; None: no more.

    Raises OSError.
    """
    asked = {"folder": str(stick), "other_disk": not is_on_the_disk_of(folder, stick)} if stick else {}
    _write(folder / EACH_DECISION_NAME, asked)


def is_on_the_disk_of(folder: Path, other: Path) -> bool:
    """Say whether a folder is on the same disk as another. Raises OSError where one is not there."""
    return folder.stat().st_dev == other.stat().st_dev


def _read(path: Path) -> dict[str, Any]:
    try:
        found = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return found if isinstance(found, dict) else {}


def _write(path: Path, content: dict[str, Any]) -> None:
    # In one move: a page reads it at any moment.
    fresh = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        fresh.write_text(json.dumps(content, default=_moment, ensure_ascii=False), encoding="utf-8")
        fresh.replace(path)
    except OSError:
        fresh.unlink(missing_ok=True)
        raise


def _moment(value: object) -> str:
    if isinstance(value, datetime):
        return value.isoformat()
    raise TypeError(type(value))
