"""The command line of run.py: what is asked, and what cannot be granted."""

from __future__ import annotations

import argparse
import ipaddress
import socket
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from starting.steps import WINDOWS, Stop

THIS_MACHINE = "127.0.0.1"
EVERY_ADDRESS = "0.0.0.0"
PORTS = {"exercise": 8000, "live": 8001}
OWN_WORDS = {
    "exercise": "open the exercise, the reference crisis running now (--afresh starts it over)",
    "live": "open the hospital's own world",
    "setup": "set everything up and stop there",
}
PACK = {"pack": "write on a stick what another machine needs to start without a network: pack FOLDER"}
PASSED_ON = {
    "test": "set up what the tests need and run them; arguments go to pytest",
    "prepare": "people, mandates and contacts from CSV; what is still missing; the sheets of the emergency envelope",
    "save": "write the world, encrypted, on a stick: save STICK",
    "resume": "go on from what was saved on a stick, here: resume STICK",
    "backup": "write an encrypted backup",
    "restore": "put a backup back",
    "check-backup": "say whether a backup is whole",
    "doctor": "say what works on this machine and what does not, each with what to do",
    "kit": "print the blank forms and the card of each role",
    "bench": "measure, and fail where a figure misses",
    "check-templates": "name file and line of every fault in the message templates",
}
WITH_ARGUMENTS = {**PACK, **PASSED_ON}
"""Words that read their own arguments: the first one on the line, and everything after it is theirs."""


@dataclass(frozen=True)
class Wish:
    """What the command line asks for."""

    word: str
    host: str = THIS_MACHINE
    port: int = 0
    afresh: bool = False
    share: bool = False
    rest: tuple[str, ...] = ()


def read(arguments: Sequence[str], root: Path) -> Wish:
    """Turn the command line into a wish. Raises Stop for what cannot be granted."""
    if arguments and arguments[0] in WITH_ARGUMENTS:
        return Wish(arguments[0], rest=tuple(arguments[1:]))
    given = parser().parse_args(arguments)
    word = given.word or choose_world(root)
    if word in WITH_ARGUMENTS:
        raise Stop(f"Write “{word}” first, then its own arguments: python3 run.py {word} …")
    if word not in OWN_WORDS:
        raise Stop(f"run.py does not know “{word}”. It knows: {', '.join(sorted(OWN_WORDS | WITH_ARGUMENTS))}.")
    if given.afresh and given.word != "exercise":
        raise Stop("Only the exercise can be started over: python3 run.py exercise --afresh")
    if given.share and word not in PORTS:
        raise Stop("Only a world can be shared: python3 run.py live --share, or python3 run.py exercise --share")
    host = given.host if given.host is not None else EVERY_ADDRESS if given.share else THIS_MACHINE
    if not given.share:
        refuse_far_host(host)
    return Wish(word, host, given.port or PORTS.get(word, 0), given.afresh, given.share)


def parser() -> argparse.ArgumentParser:
    """The options, and every word run.py knows."""
    words = "\n".join(f"  {word:<17}{meaning}" for word, meaning in (OWN_WORDS | WITH_ARGUMENTS).items())
    made = argparse.ArgumentParser(
        usage="python3 run.py [--from STICK] [word] [--share] [--port PORT] [--host HOST]",
        description="Sets up what is missing, then opens commworkflow on this machine.",
        epilog=f"words:\n{words}\n\nWithout a word: the live world once there is one, until then the exercise.\n"
        "With --from first: from a stick made by “pack”, without a network (python3 run.py --from STICK --help).",
        formatter_class=argparse.RawDescriptionHelpFormatter,
        allow_abbrev=False,
    )
    made.add_argument("word", nargs="?", help=argparse.SUPPRESS)
    made.add_argument("--port", type=int, help="8000 for the exercise and 8001 for live, unless said")
    made.add_argument("--host", help="a loopback address, or with --share any of this machine's")
    made.add_argument("--afresh", action="store_true", help="with exercise: forget the last one and begin again")
    made.add_argument("--share", action="store_true", help="with a world: serve the local network too, encrypted (TLS)")
    return made


def choose_world(root: Path) -> str:
    """The live world once its database exists, until then the exercise."""
    return "live" if has_live_world(root) else "exercise"


def has_live_world(root: Path) -> bool:
    """Whether the hospital's own world was opened here before."""
    return (root / "instance" / "live" / "world.sqlite3").is_file()


def refuse_far_host(host: str) -> None:
    """Raises Stop for an address others can reach: passwords would cross the network in clear."""
    try:
        near = host == "localhost" or ipaddress.ip_address(host).is_loopback
    except ValueError:
        near = False
    if not near:
        raise Stop(
            f"commworkflow does not open on “{host}” in clear. To be reached from other machines, over TLS, "
            "add --share; for this machine only, leave --host out, or use 127.0.0.1, ::1 or localhost."
        )


def refuse_taken_port(host: str, port: int) -> None:
    """Raises Stop where another program listens on the port, or this user may not."""
    with socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET) as trial:
        if not WINDOWS:  # there two programs would share the port
            trial.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            trial.bind((host, port))
        except (OSError, OverflowError) as problem:
            raise Stop(
                f"Port {port} cannot be opened ({getattr(problem, 'strerror', None) or problem}). "
                "If commworkflow is open already, close it; or choose another port with --port."
            ) from None
