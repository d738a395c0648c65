"""Being asked to end, by Ctrl-C or by the machine: noted, never raised in the middle of something else."""

import signal
from queue import Empty, SimpleQueue

_LOOKS_EVERY = 1.0
"""Seconds: Windows tells a waiting program of Ctrl-C only when it next looks."""


def requests_to_end() -> SimpleQueue[int]:
    """Return what holds a sign once somebody asks the process to end.

    Python would raise KeyboardInterrupt wherever the program stands: in the server's own queue that loses a thread,
    and the end is waited for in vain. A SimpleQueue is what may be written to from anywhere.
    """
    ending: SimpleQueue[int] = SimpleQueue()
    for asked in (signal.SIGINT, signal.SIGTERM):
        signal.signal(asked, lambda number, frame: ending.put(number))
    return ending


def is_asked(ending: SimpleQueue[int]) -> bool:
    """Wait a moment, and say whether somebody asked for the end in it."""
    try:
        ending.get(timeout=_LOOKS_EVERY)
    except Empty:
        return False
    return True
