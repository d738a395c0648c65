"""Steps of the set-up: each leaves a stamp of what it was made from, so that a second start has nothing to do."""

from __future__ import annotations

import hashlib
import os
import subprocess
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

WINDOWS = os.name == "nt"
ONCE_ONLINE = "Check the network, then start run.py again: it goes on from here. Once set up, no network is needed."


class Stop(Exception):
    """What was asked cannot be done; the message says why."""


@dataclass(frozen=True)
class Step:
    """One part of the set-up: what it says when it starts, and what to do when it fails."""

    says: str
    is_done: Callable[[], bool]
    do: Callable[[], None]
    if_it_fails: str


def take(steps: Iterable[Step], failed: str = "This step failed:") -> None:
    """Do what is not done yet, saying so. Raises Stop naming the step that failed and what to do."""
    for step in steps:
        if step.is_done():
            continue
        print(step.says, flush=True)
        try:
            step.do()
        except (Stop, OSError) as problem:
            raise Stop(f"{problem}\n\n{failed} {step.says}\n{step.if_it_fails}") from None


def call(command: Sequence[str], folder: Path, surroundings: Mapping[str, str] | None = None) -> None:
    """Run a command in silence. Raises Stop with the end of what it printed."""
    pipe = subprocess.PIPE
    done = subprocess.run(
        command, cwd=folder, env=surroundings, stdout=pipe, stderr=subprocess.STDOUT, text=True, errors="replace"
    )
    if done.returncode:
        raise Stop("\n".join(done.stdout.strip().splitlines()[-8:]))


def stamped(
    says: str, stamp: Path, sources: Callable[[], list[Path]], do: Callable[[], None], if_it_fails: str
) -> Step:
    """A step done again only when its sources change: their fingerprint is kept beside what was made."""

    def is_done() -> bool:
        return stamp.is_file() and stamp.read_text() == fingerprint(sources())

    def do_and_stamp() -> None:
        do()
        stamp.write_text(fingerprint(sources()))

    return Step(says, is_done, do_and_stamp, if_it_fails)


def fingerprint(files: Iterable[Path]) -> str:
    """One digest over the names and bytes of some files."""
    digest = hashlib.sha256()
    for file in sorted(files, key=Path.as_posix):  # paths of Windows sort without regard to case, and a stick travels
        digest.update(f"{file.name}\0{file.stat().st_size}\0".encode() + file.read_bytes())
    return digest.hexdigest()
