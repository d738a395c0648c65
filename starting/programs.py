"""What Debian brings: the programs the tests call, and what Python was parted from."""

from __future__ import annotations

import os
import shutil
from collections.abc import Sequence
from pathlib import Path

from starting import steps
from starting.steps import Step, Stop

# The Debian package, and every name under which the program it brings may already be there.
TEST_PROGRAMS = {
    "chromium": ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable"),
    "poppler-utils": ("pdftotext",),
    "iproute2": ("ip",),
    "util-linux": ("unshare",),
}


def programs_for_tests() -> Step:
    """The programs the tests call; as root on Debian they are installed, elsewhere they are asked for."""
    return Step(
        "Installing the programs the tests call.",
        lambda: not missing_programs(),
        lambda: install_debian_packages(missing_programs()),
        "Install what is named above, then start run.py again: no test is skipped for want of it.",
    )


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
    anywhere = Path.cwd()
    steps.call(["apt-get", "update", "--quiet"], anywhere)
    steps.call(["apt-get", "install", "--yes", "--quiet", "--no-install-recommends", *packages], anywhere)
