"""How long a world that was opened before takes to open again."""

import os
import tempfile
from collections.abc import Iterator

from benchmarks.figures import Figure, at_most
from benchmarks.served import Served

_MOST_SECONDS = 3


def measure() -> Iterator[Figure]:
    """Open an exercise, close it, and open it again."""
    with tempfile.TemporaryDirectory(prefix="commworkflow-bench-") as folder:
        world = os.path.join(folder, "exercise")
        with Served("benchmarks.product_server", world):
            pass
        with Served("benchmarks.product_server", world) as again:
            yield at_most("second start", _MOST_SECONDS, again.started_in, " s")
