"""Whether a stick is whole: every file of its manifest there, unchanged, and none beside them.

A copy of this file lies on every stick as verifier.py, and demarrer starts it alone, before anything else of the stick
runs: it imports nothing but the standard library. Its sentences are French: whoever starts from a stick reads them.

The manifest is what ``sha256sum -c`` reads: one line a file. Its first and last lines are comments, so that one cut
short is seen; between packing and its last moment it bears another name.
"""

from __future__ import annotations

import hashlib
import io
import os
import re
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

MANIFEST = "manifest.txt"
UNFINISHED = "manifest.part"
FIRST = re.compile(r"# commworkflow, made (?P<made>\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ)")
START = "# start "
FOR = "# for "
WORLD = "world"
"""The one folder whose files come and go: copies of a world. Each proves itself when somebody goes on from it."""
WITH_WORLD = "# with a live world"
LIVE_COPIES = "commworkflow-live-*.copy"
_LINE = re.compile(r"(?P<digest>[0-9a-f]{64})  (?P<name>[ -~]+)")
_OUTSIDE = re.compile(r"^/|\\|:|(^|/)\.{1,2}(/|$)|//")
# What an operating system leaves on a stick it was shown. None of it is ever copied or run.
_TRACES = re.compile(
    r"(^|/)(System Volume Information|\$RECYCLE\.BIN|\.Trash-\d+|\.Spotlight-V100|\.fseventsd|\.Trashes"
    r"|\.TemporaryItems|\.DS_Store|\._[^/]*|desktop\.ini|Thumbs\.db|\.directory)(/|$)",
    re.IGNORECASE,
)
_AT_ONCE = 1 << 20
_TOLD = 8


class NotWhole(Exception):
    """The stick cannot be trusted; the sentences say why and what to do."""


@dataclass(frozen=True)
class Manifest:
    """What a stick says of itself.

    ``made``: in UTC, ISO 8601. ``digests``: each file's SHA-256. ``machines``: the systems it starts on, each with the
    version of its Python. ``start``: what a double click opens. ``fingerprint``: what people compare.
    """

    made: str
    digests: dict[str, str]
    machines: tuple[str, ...]
    start: tuple[str, ...]
    with_world: bool
    fingerprint: str


def check(folder: Path) -> Manifest:
    """Return the manifest of a whole stick. Raises NotWhole; nothing of the stick may run then."""
    manifest = read(folder)
    found = [*faults(folder, manifest.digests, besides=(MANIFEST,))]
    if manifest.with_world and not any((folder / WORLD).glob(LIVE_COPIES)):
        found.append(f"Fichier manquant : la copie du monde réel (dossier {WORLD})")
    if found:
        more = [f"… et {len(found) - _TOLD} autres."] if len(found) > _TOLD else []
        raise NotWhole(
            "\n".join(["Cette clé n’est plus telle qu’elle a été préparée :", *found[:_TOLD], *more])
            + "\n\nRien n’a été lancé. Prenez une autre clé, ou préparez celle-ci de nouveau. "
            "Un fichier ajouté se déplace ailleurs, hors de ce dossier."
        )
    return manifest


def read(folder: Path) -> Manifest:
    """Return what the manifest says, its files not yet looked at. Raises NotWhole."""
    if (folder / UNFINISHED).exists():
        raise NotWhole("La préparation de cette clé n’a pas été menée à son terme. Préparez-la de nouveau.")
    try:
        written = (folder / MANIFEST).read_bytes()
    except FileNotFoundError:
        raise NotWhole(
            f"Le dossier « {folder} » n’est pas une clé commworkflow entière : {MANIFEST} n’y est pas. "
            "Vérifiez que la clé est bien branchée ; sinon, préparez-la de nouveau."
        ) from None
    except OSError as problem:
        raise NotWhole(
            f"La clé ne se lit pas ({problem.strerror}). Retirez-la, remettez-la, essayez une autre prise."
        ) from None
    return understood(written)


def understood(written: bytes) -> Manifest:
    """Return what the bytes of a manifest say. Raises NotWhole where they are cut short or not a manifest's."""
    lines = written.decode("ascii", errors="replace").split("\n")
    first = FIRST.fullmatch(lines[0])
    files = [_LINE.fullmatch(line) for line in lines[1:-2] if not line.startswith("#")]
    digests = {line["name"]: line["digest"] for line in files if line and not _OUTSIDE.search(line["name"])}
    if not first or not len(digests) == len(files) or lines[-2:] != [f"# {len(files)} files", ""]:
        raise NotWhole(
            f"Le fichier {MANIFEST} de cette clé est abîmé. Prenez une autre clé, ou préparez-la de nouveau."
        )
    machines = tuple(line[len(FOR) :] for line in lines if line.startswith(FOR))
    start = tuple(word for line in lines if line.startswith(START) for word in line[len(START) :].split())
    return Manifest(first["made"], digests, machines, start, WITH_WORLD in lines, short(written))


def short(written: bytes) -> str:
    """The first half of a manifest's SHA-256 as people compare it: eight groups of four."""
    digest = hashlib.sha256(written).hexdigest()
    return " ".join(digest[at : at + 4] for at in range(0, 32, 4))


def faults(folder: Path, digests: dict[str, str], besides: tuple[str, ...]) -> Iterator[str]:
    """One sentence for each file that is missing, changed, unreadable or too many."""
    for name, digest in sorted(digests.items()):
        try:
            if (folder / name).is_symlink() or digest_of(folder / name) != digest:
                yield f"Fichier modifié : {name}"
        except FileNotFoundError:
            yield f"Fichier manquant : {name}"
        except OSError as problem:
            yield f"Fichier illisible : {name} ({problem.strerror})"
    for name in strangers(folder, {*digests, *besides}):
        yield f"Fichier ajouté : {name}"


def strangers(folder: Path, known: set[str]) -> list[str]:
    """What lies in a folder beside the files that are known."""
    return [name for name in sorted(_found(folder)) if name not in known and not _TRACES.search(name)]


def digest_of(file: Path) -> str:
    """The SHA-256 of a file."""
    digest = hashlib.sha256()
    with file.open("rb") as reading:
        while piece := reading.read(_AT_ONCE):
            digest.update(piece)
    return digest.hexdigest()


def _found(folder: Path) -> Iterator[str]:
    for where, folders, files in os.walk(folder):
        if Path(where) == folder and WORLD in folders:
            folders.remove(WORLD)
        links = [name for name in folders if (Path(where) / name).is_symlink()]
        for name in (*files, *links):
            yield (Path(where) / name).relative_to(folder).as_posix()


def main(folder: Path) -> int:
    """Say whether this stick is whole; 0 where it is."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):  # a terminal that lacks an accent shows a question mark
            stream.reconfigure(errors="replace")
    print("Vérification de la clé…", flush=True)
    try:
        manifest = check(folder)
    except NotWhole as refusal:
        print(f"\n{refusal}", file=sys.stderr)
        return 1
    print(f"La clé est entière. Empreinte, à comparer avec le papier :\n\n    {manifest.fingerprint}\n", flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main(Path(__file__).resolve().parent))
