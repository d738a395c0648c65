"""Python: its environment in .venv, and the packages locked by their hashes."""

from __future__ import annotations

import importlib.util
import os
import sys
from pathlib import Path

from starting import programs, steps
from starting.steps import ONCE_ONLINE, WINDOWS, Step, stamped

OLDEST_PYTHON = (3, 11)
# Inside an activated .venv the interpreter would otherwise rebuild the ground it stands on.
BASE_PYTHON = str(getattr(sys, "_base_executable", "") or sys.executable)
PIP_LOCK = "requirements-pack.txt"


def python_problem(version: tuple[int, int]) -> str:
    """The sentence for a Python that is too old, else nothing."""
    found = ".".join(map(str, version))
    return "" if version >= OLDEST_PYTHON else f"commworkflow needs Python 3.11 or later; this is {found}."


def python_environment(root: Path) -> Step:
    """The folder .venv, made of this Python."""
    return Step(
        "Making the Python environment in .venv.",
        lambda: has_environment(root),
        lambda: make_environment(root),
        "Give this Python venv or pip (Debian, Ubuntu: apt-get install python3-venv), then start run.py again.",
    )


def python_packages(root: Path, lock: str, says: str) -> Step:
    """Install one hash-locked list into .venv, from the index this machine is set to."""
    return stamped(
        says,
        root / f".venv/.stamp-{lock}",
        lambda: [root / lock],
        lambda: steps.call([*pip(root), *INSTALL, "-r", str(root / lock)], root),
        ONCE_ONLINE,
    )


INSTALL = ("install", "--quiet", "--no-input", "--disable-pip-version-check", "--require-hashes")


def environment_from(root: Path, wheels: Path) -> list[Step]:
    """The environment and the product's packages out of a folder of wheels: no network, no pip needed beforehand."""
    # A wheel of pip runs as it lies there; whatever pip is set to on this machine is none of its business here.
    alone = [*INSTALL, "--isolated", "--no-index", "--find-links", str(wheels)]
    surroundings = os.environ | {"PIP_CONFIG_FILE": os.devnull}
    python = str(venv_python(root))

    def packages(says: str, lock: str, with_pip: list[str]) -> Step:
        return stamped(
            says,
            root / f".venv/.stamp-{lock}",
            lambda: [root / lock],
            lambda: steps.call([python, *with_pip, *alone, "-r", str(root / lock)], root, surroundings),
            "Remettez la clé, puis relancez : l’installation reprend où elle s’est arrêtée.",
        )

    bare = Step(
        "Préparation de Python (environnement .venv).",
        lambda: venv_python(root).exists() and site_packages(root).is_dir(),
        lambda: steps.call([BASE_PYTHON, "-m", "venv", "--clear", "--without-pip", str(root / ".venv")], root),
        "Il manque à ce Python le module venv. Prenez un autre Python, ou une autre machine.",
    )
    (pip_wheel,) = sorted(wheels.glob("pip-*.whl"))
    return [
        bare,
        packages("Installation de pip.", PIP_LOCK, [str(pip_wheel / "pip")]),
        packages("Installation des composants (environ une minute).", "requirements.txt", ["-m", "pip"]),
    ]


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
        programs.install_debian_packages(["python3-venv"])
    # Debian keeps ensurepip in a package of its own; the pip beside this Python then does the installing.
    without = ["--without-pip"] if has("pip") and not has("ensurepip") else []
    steps.call([BASE_PYTHON, "-m", "venv", "--clear", *without, str(root / ".venv")], root)


def pip(root: Path) -> list[str]:
    """The command that installs into .venv."""
    if (site_packages(root) / "pip").is_dir():
        return [str(venv_python(root)), "-m", "pip"]
    return [BASE_PYTHON, "-m", "pip", "--python", str(venv_python(root))]


def product(root: Path, *words: str) -> list[str]:
    """A command of the product itself."""
    return [str(venv_python(root)), "-m", "commworkflow.commands", *words]


def languages(root: Path) -> Step:
    """The languages of the pages, compiled by the product."""
    return stamped(
        "Compiling the languages.",
        root / ".venv/.stamp-languages",
        lambda: catalogues(root),
        lambda: steps.call(product(root, "languages"), root),
        "The lines above name the catalogue at fault.",
    )


def catalogues(root: Path) -> list[Path]:
    """The languages as translated (.po) and as compiled (.mo)."""
    return [file for ending in ("po", "mo") for file in (root / "translations").rglob(f"*.{ending}")]
