"""A server in a process of its own: started, watched, and ended by its own number."""

import os
import socket
import subprocess
import sys
import time
from collections.abc import Mapping
from pathlib import Path
from types import TracebackType

ROOT = Path(__file__).parents[1]
_START_SECONDS = 60.0


class Served:
    """One server on a free port of this machine, from its start until the block ends."""

    def __init__(self, module: str, *arguments: str, surroundings: Mapping[str, str] | None = None) -> None:
        self.port = _free_port()
        began = time.perf_counter()
        self._process = subprocess.Popen(
            [sys.executable, "-m", module, str(self.port), *arguments],
            cwd=ROOT,
            env={**os.environ, "PYTHONPATH": str(ROOT), **(surroundings or {})},
            stdout=subprocess.DEVNULL,
        )
        try:
            self._wait_for_port(began + _START_SECONDS)
        except BaseException:
            self.stop()
            raise
        self.started_in = time.perf_counter() - began

    def __enter__(self) -> "Served":
        """Return the server."""
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """End the server."""
        self.stop()

    def stop(self) -> None:
        """End the process, by request first."""
        self._process.terminate()
        try:
            self._process.wait(10)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()

    def cpu_seconds(self) -> float:
        """Return what the process has used of the processor since it started."""
        # The name of the program stands in brackets and may hold spaces: what follows is counted from its end.
        fields = self._proc("stat").rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")

    def memory_mb(self) -> float:
        """Return what the process holds of the memory now."""
        pages = int(self._proc("statm").split()[1])
        return pages * os.sysconf("SC_PAGE_SIZE") / 1_000_000

    def _proc(self, name: str) -> str:
        return Path(f"/proc/{self._process.pid}/{name}").read_text()

    def _wait_for_port(self, until: float) -> None:
        while time.perf_counter() < until:
            if self._process.poll() is not None:
                raise RuntimeError("the server ended before it opened")
            try:
                socket.create_connection(("127.0.0.1", self.port), 1).close()
                return
            except OSError:
                time.sleep(0.02)
        raise RuntimeError("the server did not open in time")


def _free_port() -> int:
    with socket.socket() as trial:
        trial.bind(("127.0.0.1", 0))
        return int(trial.getsockname()[1])
