"""The printer, as CUPS tells it: whether there is one that takes work, never which."""

import os
import shutil
import subprocess

from commworkflow.doctor.examined import Examined
from commworkflow.rules.diagnoses import Diagnosis, diagnosis

_WAIT_SECONDS = 5


def look(examined: Examined) -> Diagnosis:
    """Ask CUPS for its printers; elsewhere nobody can tell before a page has come out."""
    command = shutil.which("lpstat")
    if command is None:
        return diagnosis("printer_unknown")
    try:
        asked = subprocess.run(
            [command, "-p"],
            capture_output=True,
            text=True,
            errors="replace",
            timeout=_WAIT_SECONDS,
            check=False,
            env={**os.environ, "LC_ALL": "C"},
        )
    except (OSError, subprocess.SubprocessError):
        return diagnosis("printer_unknown")
    return printers(asked.stdout, asked.stderr)


def printers(told: str, complaint: str) -> Diagnosis:
    """Judge what lpstat says: one line a printer, "printer NAME is idle. enabled since…"."""
    lines = [line for line in told.splitlines() if line.startswith("printer ")]
    if lines:
        ready = [line for line in lines if " disabled since " not in line]
        return diagnosis("printer_ready", count=len(ready)) if ready else diagnosis("printer_stopped")
    return diagnosis("printer_absent" if "No destinations" in complaint or not complaint.strip() else "printer_unknown")
