"""A disk of a few megabytes, filled to its last page and emptied again, and a world on it that is served for real.

The disk is a file system in memory, in a mount namespace of its own: an ordinary user of Linux may have one. What is on
it is seen from outside through /proc. Where no such disk can be had, the tests fail, and say so.
"""

import os
import shutil
import signal
import socket
import subprocess
import sys
from contextlib import suppress
from pathlib import Path

from commworkflow.records.schema import DATABASE_NAME
from tests.copying import PASSPHRASE, rows_of

ROOT = Path(__file__).parents[2]
PAGE = 4096
"""Bytes of a page, of this disk as of SQLite's."""

_MOUNT = 'mount -t tmpfs -o "size=$1" tmpfs "$2" && echo mounted && exec cat'
_SERVE = """
import sys
from pathlib import Path
from commworkflow.records.schema import CannotOpen
from commworkflow.rules.worlds import World
from commworkflow.serving import serve
try:
    serve(World.EXERCISE, Path(sys.argv[1]), "127.0.0.1", int(sys.argv[2]))
except CannotOpen as told:
    sys.exit(str(told))
"""
_COMMAND = """
import sys
from pathlib import Path
from commworkflow.commands import copying, terminal
from commworkflow.commands.__main__ import main
copying.INSTANCE = terminal.INSTANCE = Path(sys.argv[1])
sys.exit(main(sys.argv[2:]))
"""


class SmallDisk:
    """A disk that is mounted on ``folder`` for those alone who are started ``inside``, until its ``end``."""

    def __init__(self, folder: Path, megabytes: int) -> None:
        folder.mkdir()
        self.folder = folder
        self._holder = subprocess.Popen(
            ["unshare", "--map-root-user", "--mount", "sh", "-c", _MOUNT, "sh", f"{megabytes}m", str(folder)],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
        )  # fmt: skip
        assert self._holder.stdout is not None
        said = self._holder.stdout.readline()
        assert said == "mounted\n", f"no disk can be mounted here, and none was filled: {said}"

    @property
    def seen(self) -> Path:
        """Where it is seen from outside."""
        return Path(f"/proc/{self._holder.pid}/root{self.folder}")

    def inside(self, *command: str) -> list[str]:
        """Return a command as somebody says it who has this disk."""
        return ["nsenter", "--user", "--preserve-credentials", "--mount", f"--target={self._holder.pid}", *command]

    def fill(self, but: int = 0) -> None:
        """Leave no room on it, but for so many pages."""
        size = 64 * PAGE
        with (self.seen / "filler").open("wb", buffering=0) as filler:
            while size >= PAGE:
                with suppress(OSError):
                    if filler.write(bytes(size)) == size:
                        continue
                size //= 2
            filler.truncate(filler.tell() - but * PAGE)

    def make_room(self) -> None:
        """Take away what filled it, where anything does."""
        (self.seen / "filler").unlink(missing_ok=True)

    def end(self) -> None:
        """Let go of it; nothing of it stays."""
        self._holder.communicate()


class Served:
    """A world in the folder ``exercise`` of a small disk, and who serves it. ``said``: what the last start printed."""

    def __init__(self, disk: SmallDisk, aside: Path) -> None:
        self.disk = disk
        self.port = _free_port()
        self.said = ""
        self._aside = aside
        # What this disk has no room for finds none elsewhere either: a laptop has one.
        (disk.seen / "tmp").mkdir()
        self._around = {
            **os.environ, "PYTHONPATH": str(ROOT), "TMPDIR": str(disk.folder / "tmp"), "LANG": "C",
            "COMMWORKFLOW_PASSPHRASE": PASSPHRASE,
        }  # fmt: skip
        self._process: subprocess.Popen[str] | None = None

    @property
    def seen(self) -> Path:
        """The world's folder, seen from outside."""
        return self.disk.seen / "exercise"

    def start(self) -> bool:
        """Open it to browsers; say whether it is open."""
        self._process = subprocess.Popen(
            self._inside(_SERVE, str(self.disk.folder / "exercise"), str(self.port)),
            cwd=ROOT, env=self._around, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
        )  # fmt: skip
        assert self._process.stdout is not None
        self.said = ""
        for line in self._process.stdout:
            self.said += line
            if line.startswith("open http"):
                return True
        self._process.wait()
        return False

    def stop(self) -> int:
        """End it as whoever looks after the machine does, and return what the process ended with."""
        assert self._process is not None
        self._process.send_signal(signal.SIGTERM)
        self._process.communicate()
        return self._process.returncode

    def kill(self) -> None:
        """End whatever still runs."""
        if self._process is not None and self._process.poll() is None:
            self._process.kill()
            self._process.communicate()

    def command(self, *words: str) -> tuple[int, str]:
        """Say words to ``run.py`` in another process; return its answer and what it printed."""
        done = subprocess.run(
            self._inside(_COMMAND, str(self.disk.folder), *words),
            cwd=ROOT, env=self._around, capture_output=True, text=True,
        )  # fmt: skip
        return done.returncode, done.stdout + done.stderr

    def rows(self) -> dict[str, list[tuple[object, ...]]]:
        """Return everything the database holds."""
        return rows_of(self.database().parent)

    def database(self) -> Path:
        """Return a copy of the database, put beside the small disk; of a whole one, with nothing left to undo."""
        assert not list(self.seen.glob(f"{DATABASE_NAME}-*")), "a transaction is neither done nor undone"
        self._aside.mkdir(exist_ok=True)
        return Path(shutil.copy(self.seen / DATABASE_NAME, self._aside))

    def _inside(self, program: str, *words: str) -> list[str]:
        return self.disk.inside(sys.executable, "-c", program, *words)


def _free_port() -> int:
    with socket.socket() as trial:
        trial.bind(("127.0.0.1", 0))
        return int(trial.getsockname()[1])
