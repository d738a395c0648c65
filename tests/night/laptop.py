"""A laptop of the night: a home folder that was empty, in a network namespace, started from a stick."""

import os
import signal
import subprocess
import threading
from dataclasses import dataclass, field
from pathlib import Path

from starting.environment import BASE_PYTHON

PASSPHRASE = "quatre bateaux dans le brouillard"
_HANGS = 600
"""Seconds after which a start is given up: a guard against a test that never ends, no measure."""


@dataclass
class Laptop:
    """``said``: what the terminal showed at the last start, until the world was open."""

    home: Path
    network: str
    said: list[str] = field(default_factory=list)
    _open: subprocess.Popen[str] | None = None

    def __post_init__(self) -> None:
        programs = self.home.with_name(self.home.name + " bin")
        programs.mkdir(parents=True)
        self.home.mkdir()
        (programs / "python3").symlink_to(BASE_PYTHON)
        self._around = {
            "HOME": str(self.home),
            "PATH": f"{programs}:/usr/sbin:/usr/bin:/sbin:/bin",
            "PYTHONIOENCODING": "utf-8",
            "COMMWORKFLOW_PASSPHRASE": PASSPHRASE,
        }

    def open(self, *command: str) -> None:
        """Start a world, and come back once it is open."""
        self._open = subprocess.Popen(
            self._inside(*command), cwd=self.home, env=self._around, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
            text=True, encoding="utf-8", start_new_session=True,
        )  # fmt: skip
        guard = threading.Timer(_HANGS, self.kill)
        guard.start()
        assert self._open.stdout is not None
        self.said = []
        for line in self._open.stdout:
            self.said.append(line.rstrip("\n"))
            if line.startswith("open http"):
                break
        guard.cancel()
        assert self.said and self.said[-1].startswith("open http"), "\n".join(self.said)

    def run(self, *command: str) -> str:
        """Run a command to its end, and return what it printed."""
        done = subprocess.run(
            self._inside(*command), cwd=self.home, env=self._around, capture_output=True, text=True, timeout=_HANGS
        )
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout

    def kill(self) -> None:
        """Take the battery out: every process of the last start is gone at once."""
        if self._open is not None and self._open.poll() is None:
            os.killpg(self._open.pid, signal.SIGKILL)
            self._open.wait()

    @property
    def product(self) -> str:
        """What the start laid down here, to be run again."""
        return str(self.home / "commworkflow" / "run.py")

    def _inside(self, *command: str) -> list[str]:
        return ["ip", "netns", "exec", self.network, *command]
