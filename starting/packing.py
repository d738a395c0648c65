"""Writing a stick. What lies on it bears the manifest's real name only at the very end: until then it is no stick."""

from __future__ import annotations

import argparse
import errno
import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from starting import asking, stick, verifying, wheels
from starting.environment import product
from starting.steps import Stop
from starting.verifying import MANIFEST, UNFINISHED


@dataclass(frozen=True)
class Packing:
    """What to pack, and where to."""

    folder: Path
    world_live: bool = False
    extras: tuple[Path, ...] = ()
    machines: tuple[wheels.Machine, ...] = ()
    start: tuple[str, ...] = ()


def read(arguments: Sequence[str], root: Path) -> Packing:
    """Turn what follows “pack” into what to pack. Raises Stop for what cannot be granted."""
    parser = argparse.ArgumentParser(
        prog="run.py pack",
        usage="python3 run.py pack FOLDER [--world-live] [--with FILE] [--only-this-machine] [-- WORDS]",
        description="Writes into FOLDER (empty, or a former pack; best a folder of a stick) what another machine needs "
        "to start without a network or an administrator's rights.",
        epilog="After “--”, what a double click opens: -- live --share",
        allow_abbrev=False,
    )
    parser.add_argument("folder", type=Path, metavar="FOLDER")
    parser.add_argument("--world-live", action="store_true", help="with the live world, encrypted with a passphrase")
    parser.add_argument(
        "--with", type=Path, action="append", default=[], dest="extras", metavar="FILE",
        help="a file to lay beside, such as the installer of Python for Windows",
    )  # fmt: skip
    parser.add_argument("--only-this-machine", action="store_true", help="for this system and this Python: smaller")
    at = arguments.index("--") if "--" in arguments else len(arguments)
    given, start = parser.parse_args(arguments[:at]), tuple(arguments[at + 1 :])
    if start:
        asking.read(start, root)
    machines = [wheels.this_machine()] if given.only_this_machine else wheels.every_machine()
    folder = given.folder.expanduser().absolute()
    return Packing(folder, given.world_live, tuple(given.extras), tuple(machines), start)


def pack(packing: Packing, root: Path, made: datetime) -> None:
    """Write the stick, and say the number to keep on paper. ``made`` is in UTC. Raises Stop."""
    folder = packing.folder
    with told(folder):
        former = _former(folder)
        if packing.world_live:
            _save_world(root, folder / verifying.WORLD)
    with tempfile.TemporaryDirectory() as aside:
        files = _gathered(packing, root, Path(aside))
        stick.refuse_unfit_names(files)
        manifest = _manifest(files, packing, made)
        print(f"Writing {len(files)} files ({megabytes(files.values())} MB) into {folder}.", flush=True)
        with told(folder):
            _write(folder, files, manifest, former)
    print(
        f"The stick is whole. Write this number on paper, and keep it apart from the stick:\n\n"
        f"    {verifying.short(manifest)}\n\n"
        f"Each start shows it again; sha256sum {MANIFEST} begins with it on any machine. "
        "Have the system eject the stick before you pull it out.",
        flush=True,
    )


def _former(folder: Path) -> tuple[str, ...]:
    """Return the files of the pack this one replaces. Raises Stop where the folder holds anything else."""
    files: dict[str, str] = {}
    for name in (MANIFEST, UNFINISHED):
        with suppress(FileNotFoundError, verifying.NotWhole):
            files |= verifying.understood((folder / name).read_bytes()).digests
    others = verifying.strangers(folder, {*files, MANIFEST, UNFINISHED}) if folder.is_dir() else []
    if others:
        raise Stop(
            f"{folder} holds other things ({', '.join(others[:3])}{'…' if len(others) > 3 else ''}), and nothing of "
            "yours is overwritten. Name an empty folder: it is made if need be, on the stick too."
        )
    return tuple(files)


def _gathered(packing: Packing, root: Path, aside: Path) -> dict[str, Path]:
    """Lay every file of the pack aside, as it is at this moment, and return them by their names on the stick."""
    sources = {f"{stick.PRODUCT}/{name}": file for name, file in stick.product_files(root)}
    sources[stick.VERIFIER] = root / "starting" / "verifying.py"
    sources |= {f"{stick.EXTRAS}/{extra.name}": extra for extra in packing.extras}
    try:
        for name, source in sources.items():
            (aside / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(source, aside / name)
    except OSError as problem:
        raise Stop(f"{problem.filename} cannot be packed ({problem.strerror}). Nothing was written.") from None
    for name in stick.START_FILES:
        _start_file(root / "starting" / "stick" / name, aside / name)
    print("Fetching the packages (about a minute).", flush=True)
    wheels.gather(root, packing.machines, aside / stick.WHEELS)
    return {file.relative_to(aside).as_posix(): file for file in aside.rglob("*") if file.is_file()}


def _start_file(source: Path, target: Path) -> None:
    """Lay a start file aside with the line ends of the system that reads it: cmd.exe stumbles over the other ones."""
    ends = "\n" if source.suffix == ".sh" else "\r\n"
    target.write_text(source.read_text("utf-8"), "utf-8", newline=ends)


def _save_world(root: Path, into: Path) -> None:
    """Have the product write an encrypted copy of the live world; it asks for the passphrase itself. Raises Stop."""
    if not asking.has_live_world(root):
        raise Stop("There is no live world here yet: leave --world-live out, or open it first (python3 run.py live).")
    into.mkdir(parents=True, exist_ok=True)
    surroundings = os.environ | {"PYTHONPATH": str(root)}
    if subprocess.run(product(root, "save", "--world", "live", str(into)), env=surroundings).returncode:
        raise Stop("The live world could not be saved, so nothing else was written on the stick.")


def _manifest(files: dict[str, Path], packing: Packing, made: datetime) -> bytes:
    lines = [f"# commworkflow, made {made:%Y-%m-%dT%H:%M:%SZ}"]
    lines += [f"{verifying.FOR}{machine}" for machine in packing.machines]
    lines += [verifying.START + " ".join(packing.start)] if packing.start else []
    lines += [verifying.WITH_WORLD] if any((packing.folder / verifying.WORLD).glob(verifying.LIVE_COPIES)) else []
    lines += [f"{verifying.digest_of(file)}  {name}" for name, file in sorted(files.items())]
    return "\n".join([*lines, f"# {len(files)} files", ""]).encode("ascii")


def _write(folder: Path, files: dict[str, Path], manifest: bytes, former: Sequence[str]) -> None:
    """Write every file, then read every one again; only then give the manifest its name."""
    folder.mkdir(parents=True, exist_ok=True)
    unfinished = folder / UNFINISHED
    _lay_down(manifest, unfinished)
    for name in (MANIFEST, *former):
        (folder / name).unlink(missing_ok=True)
    room, needed = shutil.disk_usage(folder).free, sum(file.stat().st_size for file in files.values())
    if room < needed:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
    for name, file in sorted(files.items()):
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        _lay_down(file.read_bytes(), folder / name)
    (folder / verifying.WORLD).mkdir(exist_ok=True)
    with suppress(OSError):  # FAT knows no such right, and needs none
        (folder / stick.START_FILES[0]).chmod(0o755)
    digests = verifying.understood(manifest).digests
    wrong = [*verifying.faults(folder, digests, besides=(UNFINISHED,))]
    if wrong:
        raise Stop(
            f"The stick does not give back what was written ({wrong[0]}). Take another one: this one is failing."
        )
    unfinished.replace(folder / MANIFEST)
    with suppress(OSError):  # Windows opens no folder, and FAT keeps no journal of them
        handle = os.open(folder, os.O_RDONLY)
        os.fsync(handle)
        os.close(handle)


def _lay_down(content: bytes, file: Path) -> None:
    with file.open("wb") as writing:
        writing.write(content)
        writing.flush()
        os.fsync(writing.fileno())


@contextmanager
def told(folder: Path) -> Iterator[None]:
    """Say in words what a stick answers: full, write-protected, pulled out. Raises Stop."""
    try:
        yield
    except OSError as problem:
        raise Stop(
            f"{_SAID.get(problem.errno or 0, f'{folder} cannot be written: {problem}.')} "
            "What lies there now is no whole stick, and no start accepts it. Pack again: everything is written anew."
        ) from None


_SAID = {
    errno.ENOSPC: "The stick is full. Take a larger one, or make room on it.",
    errno.EROFS: "The stick is write-protected. Look for a small slide on its side, or take another one.",
    errno.EACCES: "This user may not write there.",
    errno.EIO: "The stick stopped answering: it was pulled out, or it is failing.",
    errno.ENODEV: "The stick was pulled out.",
}


def megabytes(files: Iterable[Path]) -> int:
    """What some files take together, in MB, rounded up."""
    return -(-sum(file.stat().st_size for file in files) // 1_000_000)
