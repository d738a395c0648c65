"""Show a world in this machine's browser as soon as it answers; started beside it, and gone with it."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
import webbrowser
from pathlib import Path
from urllib.parse import urlsplit

from starting.environment import BASE_PYTHON

_PATIENCE_SECONDS = 120
_PAUSE_SECONDS = 0.2


def show_later(address: str) -> None:
    """Have the browser open an address once something answers there; nothing on a machine without windows."""
    if sys.platform in ("win32", "darwin") or os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"):
        house = Path(__file__).resolve().parents[1]
        quiet = subprocess.DEVNULL
        subprocess.Popen(
            [BASE_PYTHON, "-B", "-m", "starting.window", address], cwd=house, stdin=quiet, stdout=quiet, stderr=quiet
        )


def answers(host: str, port: int) -> bool:
    """Whether somebody listens there."""
    try:
        with socket.create_connection((host, port), timeout=1):
            return True
    except OSError:
        return False


def main(address: str) -> int:
    """Wait until the address answers, then open it."""
    parts = urlsplit(address)
    until = time.monotonic() + _PATIENCE_SECONDS
    while time.monotonic() < until:
        if answers(parts.hostname or "", parts.port or 0):
            return 0 if webbrowser.open(address) else 1
        time.sleep(_PAUSE_SECONDS)
    return 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
