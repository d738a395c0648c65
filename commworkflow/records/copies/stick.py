"""A stick, or any folder away from the machine: the copies on it in order, and the notes of who went on from them.

    commworkflow-live-1a2b3c4d-0007-entry123-20260314T025800Z.copy
    commworkflow-live-1a2b3c4d-resumed-5e6f7a8b.json

The copies of a world are numbered on the stick: their order does not depend on the clocks of two laptops. Who goes on
from a copy leaves a note: whoever comes after, with the same stick, sees that this world already lives elsewhere.
"""

import json
import re
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import asdict, dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from commworkflow.records.copies import copy_file, making
from commworkflow.records.copies.keys import CopyKey
from commworkflow.records.copies.manifest import Manifest, Origin
from commworkflow.records.copies.problems import CopyProblem, told_of
from commworkflow.rules.worlds import World

KEPT = 20
"""How many copies of one world a stick keeps; older ones give way to new ones that were read back."""

_HOUR = "%Y%m%dT%H%M%SZ"
_COPY = re.compile(r"commworkflow-(exercise|live)-([0-9a-f]{8})-(\d{4,})-entry(\d+)-(\d{8}T\d{6}Z)\.copy")


@dataclass(frozen=True, slots=True)
class Found:
    """A copy as its name tells: of which world (``of``), which number on this stick, how far, made when."""

    path: Path
    of: str
    number: int
    sequence: int
    made_at: datetime


@dataclass(frozen=True, slots=True)
class Note:
    """Somebody went on from a copy: which life of the world began, when, where, and how far that copy went."""

    life: str
    at: datetime
    machine: str
    sequence: int


def save(folder: Path, stick: Path, key: CopyKey, machine: str, now: datetime) -> tuple[Manifest, Path]:
    """Save the world in ``folder`` on a stick and return what the copy says of itself, and its file.

    Refused where another laptop went on from this stick. What fails leaves every earlier copy. Raises CopyProblem.
    """
    with told_of(stick):
        stick.stat()  # a stick that is not there is told at once
    with making.one_at_a_time(folder), making.gathered(folder, machine, now) as (told, parts):
        origin = told.origin
        with told_of(stick):
            check_not_resumed_elsewhere(stick, origin)
            _sweep(stick, origin)
            _be_known(stick, origin, machine, now)
            earlier = [copy for copy in copies_on(stick) if copy.of == _of(origin)]
        target = stick / name_of(told, max((copy.number for copy in earlier), default=0) + 1)
        making.write_checked(told, parts, key, target)
    for old in earlier[: -(KEPT - 1)]:
        with suppress(OSError):
            old.path.unlink()
    return told, target


def copies_on(stick: Path) -> list[Found]:
    """Return the copies on a stick, in their order, by their names alone. Raises OSError."""
    matches = [(path, _COPY.fullmatch(path.name)) for path in stick.iterdir()]
    found = [_found(path, match) for path, match in matches if match]
    return sorted(found, key=lambda copy: (copy.of, copy.number))


def name_of(told: Manifest, number: int) -> str:
    """Return the name of a copy's file."""
    origin = told.origin
    return f"{_of(origin)}-{number:04}-entry{origin.sequence}-{told.made_at.astimezone(UTC):{_HOUR}}.copy"


def lives_elsewhere(stick: Path, origin: Origin) -> list[Note]:
    """Return the notes of lives of this world that it does not know, the latest last. Raises OSError."""
    notes = [_note(path) for path in sorted(stick.glob(f"{_of(origin)}-resumed-*.json"))]
    return sorted((note for note in notes if note.life not in origin.known), key=lambda note: note.at)


def check_not_resumed_elsewhere(stick: Path, origin: Origin) -> None:
    """Raises CopyProblem where another laptop went on from this stick, and this world knows nothing of it; OSError."""
    elsewhere = lives_elsewhere(stick, origin)
    if elsewhere:
        last = elsewhere[-1]
        raise CopyProblem("resumed_elsewhere", machine=last.machine, at=last.at.isoformat())


def leave_note(stick: Path, origin: Origin, note: Note) -> None:
    """Write down on a stick that somebody went on from a copy. Raises OSError, where it is write-protected."""
    path = _note_path(stick, origin, note.life)
    written = {**asdict(note), "at": note.at.isoformat(), "world": origin.world, "installation": origin.installation}
    path.write_text(json.dumps(written, ensure_ascii=False, indent=1), encoding="utf-8")
    making.sync_folder(stick)


def _be_known(stick: Path, origin: Origin, machine: str, now: datetime) -> None:
    """A world that went on from a copy leaves its note on every stick it is saved on."""
    life = origin.lives[-1]
    if life != origin.installation and not _note_path(stick, origin, life).exists():
        leave_note(stick, origin, Note(life, now, machine, origin.sequence))


def latest_on(stick: Path) -> Found:
    """Return the copy to go on from: the latest of the live world, else of the one world that is there.

    Raises CopyProblem where there is none, or several; where it is damaged, naming the one before; OSError.
    """
    everything = copies_on(stick)
    if not everything:
        raise CopyProblem("no_copy_there", folder=str(stick))
    live = [copy for copy in everything if copy.of.startswith(f"commworkflow-{World.LIVE}-")]
    candidates = live or everything
    if len({copy.of for copy in candidates}) > 1:
        last = {copy.of: copy.path.name for copy in candidates}
        raise CopyProblem("several_worlds_there", names=", ".join(last.values()))
    latest, *before = reversed(candidates)
    if _is_whole(latest):
        return latest
    earlier = next(filter(_is_whole, before), None)
    if earlier is None:
        raise CopyProblem("copy_damaged", name=latest.path.name)
    raise CopyProblem("latest_copy_damaged", name=latest.path.name, earlier=earlier.path.name)


def later_than(copy: Found, all_copies: Sequence[Found]) -> Found | None:
    """Return the last copy of the same world that is later than this one, or None."""
    return next((other for other in reversed(all_copies) if other.of == copy.of and other.number > copy.number), None)


def _of(origin: Origin) -> str:
    return f"commworkflow-{origin.world}-{origin.installation[:8]}"


def _note_path(stick: Path, origin: Origin, life: str) -> Path:
    return stick / f"{_of(origin)}-resumed-{life[:8]}.json"


def _found(path: Path, match: re.Match[str]) -> Found:
    world, installation, number, sequence, made_at = match.groups()
    return Found(
        path,
        f"commworkflow-{world}-{installation}",
        int(number),
        int(sequence),
        datetime.strptime(made_at, _HOUR).replace(tzinfo=UTC),
    )


def _note(path: Path) -> Note:
    """A note that cannot be read stands for a life nobody knows: better one warning too many."""
    unknown = Note(path.stem, datetime.fromtimestamp(0, UTC), "?", 0)
    try:
        told: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
        return replace(
            unknown,
            life=str(told["life"]),
            at=datetime.fromisoformat(told["at"]),
            machine=str(told["machine"]),
            sequence=int(told["sequence"]),
        )
    except (ValueError, KeyError, TypeError):
        return unknown


def _is_whole(copy: Found) -> bool:
    try:
        copy_file.check_digest(copy.path)
    except CopyProblem:
        return False
    return True


def _sweep(stick: Path, origin: Origin) -> None:
    """Take away what a save that was broken off left behind."""
    for left in stick.glob(f".{_of(origin)}-*.part"):
        left.unlink()
