"""The product itself: its templates, its languages, the Python and the SQLite it runs on."""

import sqlite3
import sys

from commworkflow.doctor.examined import Examined
from commworkflow.languages import FOLDER, LANGUAGES
from commworkflow.rules.diagnoses import Diagnosis, diagnosis

OLDEST_PYTHON = (3, 11)


def templates(examined: Examined) -> Diagnosis:
    """Count the message templates that can be used, and those that cannot."""
    faulty = examined.catalogue.faulty
    if faulty:
        first = faulty[0]
        return diagnosis("templates_faulty", count=len(faulty), first=f"{first.path.name}:{first.faults[0].line}")
    return diagnosis("templates_sound", count=len(examined.catalogue.templates))


def languages(examined: Examined) -> Diagnosis:
    """Look for the compiled words of each language; English is in the code itself."""
    sources = sorted(FOLDER.glob("*/LC_MESSAGES/*.po"))
    missing = [source.parts[-3] for source in sources if not source.with_suffix(".mo").exists()]
    if missing:
        return diagnosis("languages_not_compiled", names=", ".join(missing))
    return diagnosis("languages_ready", names=", ".join(LANGUAGES.values()))


def versions(examined: Examined) -> Diagnosis:
    """Name the Python and the SQLite at hand."""
    python = ".".join(map(str, sys.version_info[:3]))
    if sys.version_info[:2] < OLDEST_PYTHON:
        return diagnosis("python_too_old", python=python)
    return diagnosis("versions_known", python=python, sqlite=sqlite3.sqlite_version)
