"""What lies on a stick, and under which names: FAT and Windows must be able to hold every one of them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from pathlib import Path

from starting.steps import Stop

PRODUCT = "product"
WHEELS = "wheels"
EXTRAS = "annexes"
VERIFIER = "verifier.py"
START_FILES = ("demarrer.sh", "demarrer.bat", "LISEZ-MOI.txt")

TAKEN = (
    "app.py", "run.py", "starting", "commworkflow", "templates", "message_templates", "message_pieces", "reference",
    "static", "translations", "browser", "docs", "requirements.txt", "requirements-pack.txt", "requirements-node.txt",
    "README.md", "CHANGELOG.md", "LICENSE",
)  # fmt: skip
"""What of the product's folder travels. A list of what is meant: a stray file of people must not slip onto a stick."""
LEFT_BEHIND = ("__pycache__", "node_modules", "screenshots")

_LONGEST_NAME = 150
_UNFIT = re.compile(r'[^ -~]|[<>:"|?*\\]|[ .](?=/|$)|(?:^|/)(?:con|prn|aux|nul|com\d|lpt\d)(?=[./]|$)', re.IGNORECASE)


def product_files(root: Path) -> Iterator[tuple[str, Path]]:
    """Every file of the product that travels: its name under the product's folder, and where it is now."""
    for name in TAKEN:
        here = root / name
        for file in [here] if here.is_file() else sorted(here.rglob("*")):
            inside = file.relative_to(root)
            if file.is_file() and not set(LEFT_BEHIND) & set(inside.parts):
                yield inside.as_posix(), file


def refuse_unfit_names(names: Iterable[str]) -> None:
    """Raises Stop for a name that FAT, exFAT or Windows would refuse, or hold as one with another."""
    seen: dict[str, str] = {}
    for name in names:
        if _UNFIT.search(name) or len(name) > _LONGEST_NAME:
            raise Stop(f'“{name}” cannot lie on a stick: use plain letters, no < > : " | ? * \\, and a shorter name.')
        other = seen.setdefault(name.casefold(), name)
        if other != name:
            raise Stop(f"“{name}” and “{other}” differ only in capitals: on a stick they would be one file.")
