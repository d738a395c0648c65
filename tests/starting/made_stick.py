"""A small house and the stick packed from it: real start files and a real verifier, wheels of a few bytes."""

import shutil
from datetime import UTC, datetime
from pathlib import Path

import run
from starting import packing, wheels
from starting.packing import Packing

MADE = datetime(2026, 3, 13, 16, 15, tzinfo=UTC)


def small_house(root: Path) -> Path:
    """Lay down what of a house travels, in a few files."""
    shutil.copytree(run.ROOT / "starting", root / "starting", ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copyfile(run.ROOT / "run.py", root / "run.py")
    for name in ("app.py", "requirements.txt", "requirements-pack.txt", "commworkflow/rules/roles.py", "README.md"):
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_text(f"# {name}\n")
    for stray in ("people.csv", "instance/live/world.sqlite3", "commworkflow/__pycache__/x.pyc", ".venv/bin/python"):
        (root / stray).parent.mkdir(parents=True, exist_ok=True)
        (root / stray).write_text("never on a stick")
    return root


def fetch_small(root: Path, machines: object, into: Path) -> None:
    """Stand in for pip, which needs a network and a minute."""
    into.mkdir(exist_ok=True)
    for name in ("pip-1-py3-none-any.whl", "flask-3-py3-none-any.whl"):
        (into / name).write_bytes(name.encode() * 100)


def pack_small(root: Path, folder: Path, made: datetime = MADE, start: tuple[str, ...] = ()) -> None:
    """Pack a small house for this machine. The caller has put fetch_small in the place of wheels.gather."""
    packing.pack(Packing(folder, machines=(wheels.this_machine(),), start=start), root, made)
