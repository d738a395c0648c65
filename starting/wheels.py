"""The packages a stick brings: as wheels, by their hashes, for other machines and other Pythons than this one."""

from __future__ import annotations

import re
import sys
import sysconfig
import tempfile
from collections.abc import Iterable
from pathlib import Path
from typing import NamedTuple

from starting import steps
from starting.environment import PIP_LOCK, pip

LOCKS = (PIP_LOCK, "requirements.txt")
PYTHONS = ("3.11", "3.12", "3.13", "3.14")
SYSTEMS = {
    # As sysconfig names them; for Linux every glibc up to the one of Debian 10 and RHEL 8.
    "linux-x86_64": (
        "manylinux1_x86_64", "manylinux2010_x86_64", "manylinux2014_x86_64",
        *(f"manylinux_2_{minor}_x86_64" for minor in range(5, 29)),
    ),
    "win-amd64": ("win_amd64",),
}  # fmt: skip


class Machine(NamedTuple):
    """A system, as sysconfig names it, and the version of its Python."""

    system: str
    python: str

    def __str__(self) -> str:
        return f"{self.system} Python {self.python}"


def every_machine() -> list[Machine]:
    """Every machine a stick starts on."""
    return [Machine(system, python) for system in SYSTEMS for python in PYTHONS]


def this_machine() -> Machine:
    """What runs here."""
    return Machine(sysconfig.get_platform(), "{}.{}".format(*sys.version_info))


def gather(root: Path, machines: Iterable[Machine], into: Path) -> None:
    """Fetch every wheel of the locks for these machines. Raises Stop."""
    with tempfile.TemporaryDirectory() as aside:
        for lock in LOCKS:
            # pip judges a marker by the machine it runs on, not by the one it fetches for: everything is fetched.
            whole = Path(aside) / lock
            whole.write_text(re.sub(r" ; [^\\\n]*", " ", (root / lock).read_text("ascii")), "ascii")
            for system, python in machines:
                platforms = [f"--platform={name}" for name in SYSTEMS[system]]
                aim = ["--implementation=cp", f"--python-version={python}", *platforms]
                steps.call([*pip(root), *_DOWNLOAD, *aim, "--dest", str(into), "-r", str(whole)], root)


_DOWNLOAD = (
    "download", "--quiet", "--no-input", "--disable-pip-version-check",
    "--no-deps", "--only-binary=:all:", "--require-hashes",
)  # fmt: skip
