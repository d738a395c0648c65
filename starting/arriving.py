"""A house made from a stick: verified, copied onto this machine, set up without a network, and opened there.

What is opened never runs from the stick: it is slow, it may be write-protected, and what a hospital writes must not
leave in a pocket. Sentences are French: whoever starts from a stick reads them.
"""

from __future__ import annotations

import argparse
import hashlib
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

from starting import asking, environment, stick, verifying, wheels, window
from starting.opening import address_of, become
from starting.steps import Stop, take

KEPT = ".pack"
ARRIVING = ".arriving"
LOCK = ".arriving-lock"
ROOM_MB = 600
"""What a set-up house takes, its packages included, with some air."""


@dataclass(frozen=True)
class Arrival:
    """From which stick, into which house, and what to open there."""

    stick: Path
    house: Path
    words: tuple[str, ...] = ()


def read(arguments: Sequence[str]) -> Arrival:
    """Turn what follows ``--from`` into an arrival. Raises Stop for what the house would not grant."""
    parser = argparse.ArgumentParser(
        prog="run.py --from",
        usage="python3 run.py --from STICK [--into FOLDER] [word …]",
        description="Sets up from a stick made by “pack”, without a network, then does what the word says.",
        allow_abbrev=False,
    )
    parser.add_argument("stick", type=Path, metavar="STICK")
    parser.add_argument("--into", type=Path, metavar="FOLDER", help="commworkflow in the home folder unless said")
    given, words = parser.parse_known_args(arguments)
    house = given.into or Path.home() / "commworkflow"
    return Arrival(given.stick.expanduser().absolute(), house.expanduser().absolute(), tuple(words))


def arrive(arrival: Arrival) -> int:
    """Verify, copy, set up, take the stick's live world along, and open. Raises Stop."""
    house = arrival.house
    try:
        manifest = verifying.check(arrival.stick)
        _refuse_machine(manifest)
        words = arrival.words or manifest.start
        copies = arrival.stick / verifying.WORLD
        world_comes = _world_comes(copies, house, words)
        wish = asking.read(words or (["live"] if world_comes else []), house)
        _refuse_taken_port(wish)
        house.mkdir(mode=0o700, parents=True, exist_ok=True)
        with _alone(house):
            _bring(arrival.stick, house, manifest)
            packages = environment.environment_from(house, arrival.stick / stick.WHEELS)
            languages = replace(environment.languages(house), says="Préparation des langues.")
            take([*packages, languages], failed="Cette étape n’a pas abouti :")
            if world_comes:
                _bring_world(copies, house)
    except verifying.NotWhole as refusal:
        raise Stop(str(refusal)) from None
    except OSError as problem:
        raise Stop(
            f"Impossible d’écrire dans « {house} » ou de lire la clé ({problem.strerror or problem}). "
            "Si la clé s’est débranchée, remettez-la et relancez. Sinon, indiquez un autre dossier : --into DOSSIER. "
            "Rien de ce qui était écrit n’a été touché."
        ) from None
    if wish.word in asking.PORTS and not wish.share:
        window.show_later(address_of(wish))
    return become([environment.BASE_PYTHON, str(house / "run.py"), *words], house)


def refuse_unfinished(root: Path) -> None:
    """Raises Stop in a house whose copy from the stick was cut short."""
    if (root / ARRIVING).exists():
        raise Stop(
            "La copie depuis la clé n’a pas été menée à son terme : remettez la clé et relancez demarrer. "
            "Ce qui a été écrit ici (dossier instance) est intact."
        )


def _refuse_machine(manifest: verifying.Manifest) -> None:
    here = str(wheels.this_machine())
    if here not in manifest.machines:
        raise Stop(
            f"Cette clé n’équipe pas cette machine ({here}). Elle équipe : {', '.join(manifest.machines)}. "
            "Prenez une autre machine, ou installez ici l’un de ces Python."
        )


def _refuse_taken_port(wish: asking.Wish) -> None:
    if wish.word not in asking.PORTS:
        return
    try:
        asking.refuse_taken_port(wish.host, wish.port)
    except Stop:
        raise Stop(
            f"commworkflow est sans doute déjà ouvert ici : {address_of(wish)}. Si ce n’est pas lui, un autre "
            f"programme occupe le port {wish.port} : relancez avec --port {wish.port + 10}."
        ) from None


def _bring(source: Path, house: Path, manifest: verifying.Manifest) -> None:
    """Copy the product into the house, unless it is there; nothing of ``instance`` is ever touched."""
    former = _former(house, manifest)
    if former == manifest and not (house / ARRIVING).exists():
        return
    if shutil.disk_usage(house).free < ROOM_MB * 1_000_000:
        raise Stop(f"Il faut {ROOM_MB} Mo libres dans « {house} ». Faites de la place, ou ajoutez --into DOSSIER.")
    print(f"Copie dans « {house} ».", flush=True)
    (house / ARRIVING).touch()
    product = _product(manifest)
    for name in _product(former).keys() - product.keys() if former else ():
        (house / name).unlink(missing_ok=True)
    for name, digest in product.items():
        _copy(source / stick.PRODUCT / name, house / name, digest)
    _lay((source / verifying.MANIFEST).read_bytes(), house / KEPT)
    if sys.platform != "win32":
        os.sync()  # a power cut must not leave the mark gone and the files empty
    (house / ARRIVING).unlink()


def _former(house: Path, manifest: verifying.Manifest) -> verifying.Manifest | None:
    """Return what an earlier stick brought, or nothing in a new house. Raises Stop before a stranger's or newer one."""
    try:
        former = verifying.understood((house / KEPT).read_bytes())
    except FileNotFoundError:
        strangers = {entry.name for entry in house.iterdir()} - {LOCK}
        if strangers and ARRIVING not in strangers:
            raise Stop(
                f"« {house} » existe et ne vient pas d’une clé : rien n’y est écrasé. "
                "Indiquez un autre dossier : --into DOSSIER."
            ) from None
        return None
    except verifying.NotWhole:
        return None  # a list cut short: everything is copied again
    if former.made > manifest.made:
        raise Stop(
            f"La copie installée dans « {house} » (préparée le {former.made}) est plus récente que cette clé "
            f'({manifest.made}). Ouvrez-la : python3 "{house / "run.py"}". '
            "Pour installer la clé à côté, indiquez un autre dossier : --into DOSSIER."
        )
    return former


def _product(manifest: verifying.Manifest) -> dict[str, str]:
    """The digests of the product's own files, by their names in a house."""
    inside = f"{stick.PRODUCT}/"
    return {name[len(inside) :]: digest for name, digest in manifest.digests.items() if name.startswith(inside)}


def _copy(source: Path, target: Path, digest: str) -> None:
    """Copy one file, whole or not at all. Raises Stop where the stick now gives other bytes than it just did."""
    content = source.read_bytes()
    if hashlib.sha256(content).hexdigest() != digest:
        raise Stop(
            f"La clé ne rend pas deux fois la même chose ({source.name}) : elle est défaillante. Prenez l’autre."
        )
    _lay(content, target)


def _lay(content: bytes, target: Path) -> None:
    target.parent.mkdir(parents=True, exist_ok=True)
    draft = target.with_name(f"{target.name}.arriving")
    draft.write_bytes(content)
    draft.replace(target)


def _world_comes(copies: Path, house: Path, words: Sequence[str]) -> bool:
    """Whether the stick brings the live world that is to be opened; the one of this machine goes first."""
    if not any(copies.glob(verifying.LIVE_COPIES)) or (words and words[0] != "live"):
        return False
    if asking.has_live_world(house):
        print(
            "Cette machine a déjà un monde réel : c’est lui qui s’ouvre. Pour reprendre plutôt celui de la clé :\n"
            f'    python3 "{house / "run.py"}" resume "{copies}"',
            flush=True,
        )
        return False
    return True


def _bring_world(copies: Path, house: Path) -> None:
    """Go on from the live world's copies on the stick; the product asks for the passphrase. Raises Stop."""
    print("La clé porte une copie du monde réel. Préparez la phrase secrète.", flush=True)
    surroundings = os.environ | {"PYTHONPATH": str(house), "LC_MESSAGES": "fr_FR.UTF-8"}
    if subprocess.run(environment.product(house, "resume", str(copies)), env=surroundings).returncode:
        raise Stop(
            "Le monde réel n’a pas été repris. Relancez pour essayer de nouveau, ou ouvrez l’exercice : exercise."
        )


@contextmanager
def _alone(house: Path) -> Iterator[None]:
    """Keep a second double click waiting outside. Raises Stop."""
    with (house / LOCK).open("w") as file:
        try:
            if sys.platform == "win32":
                import msvcrt

                msvcrt.locking(file.fileno(), msvcrt.LK_NBLCK, 1)
            else:
                import fcntl

                fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            raise Stop("commworkflow s’installe déjà, dans une autre fenêtre. Attendez qu’elle ait fini.") from None
        yield
