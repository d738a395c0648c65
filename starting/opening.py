"""Ending as another program: the product, a world, the tests."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Sequence
from pathlib import Path

from starting.asking import Wish
from starting.environment import product, venv_python
from starting.programs import chromium
from starting.steps import WINDOWS


def become(command: Sequence[str], root: Path) -> int:
    """End as another program, so that Ctrl-C and a service manager reach that one; file names stay the user's."""
    os.environ["PYTHONPATH"] = str(root)
    if not WINDOWS:
        os.execv(command[0], list(command))
    child = subprocess.Popen(command)
    while True:
        try:
            return child.wait()
        except KeyboardInterrupt:  # the child hears it too, and takes its time to close
            continue


def address_of(wish: Wish) -> str:
    """Where a browser of this machine finds a world that is not shared."""
    return f"http://{f'[{wish.host}]' if ':' in wish.host else wish.host}:{wish.port}"


def open_world(wish: Wish, root: Path) -> int:
    """Serve a world until somebody ends it."""
    where = f"to this network, on port {wish.port}" if wish.share else f"on {address_of(wish)}"
    print(f"Opening the {wish.word} world {where} (Ctrl-C ends it).", flush=True)
    options = [*(["--afresh"] if wish.afresh else []), *(["--share"] if wish.share else [])]
    return become(
        product(root, "serve", "--world", wish.word, "--host", wish.host, "--port", str(wish.port), *options), root
    )


def run_tests(arguments: Sequence[str], root: Path) -> int:
    """Run pytest with these arguments; with none, everything: style, types, then all tests on both cores."""
    surroundings = os.environ | {"COMMWORKFLOW_CHROMIUM": chromium() or ""}
    pytest = ["pytest", *(arguments or ("-n", "2", "--dist", "loadgroup"))]
    checks = [] if arguments else [["ruff", "check"], ["mypy"]]
    commands = [[str(venv_python(root)), "-m", *command] for command in (*checks, pytest)]
    results = [subprocess.run(command, cwd=root, env=surroundings).returncode for command in commands]
    return next(filter(None, results), 0)
