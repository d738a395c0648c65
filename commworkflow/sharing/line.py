"""The encrypted line to whoever asks: a thread waits at it only as long as what it carries keeps pace."""

import errno
import ssl
from collections.abc import Callable
from typing import TYPE_CHECKING

from commworkflow.sharing.limits import Limits

if TYPE_CHECKING:
    from _typeshed import ReadableBuffer, WriteableBuffer

_TIMED_OUT = "timed out"
"""The words by which the library knows that nobody was there any more, whichever way it waited."""


class Pace:
    """The time a line may still be waited for: spent by waiting, earned by bytes, and never more than it began with.

    What the product itself takes to answer is nobody's delay, and is not counted.
    """

    def __init__(self, stopwatch: Callable[[], float], limits: Limits) -> None:
        self._stopwatch = stopwatch
        self._most = self._left = limits.seconds_to_stall
        self._least = limits.least_bytes_per_second

    def carry(self, line: ssl.SSLSocket, move: Callable[[], int]) -> int:
        """Move some bytes over a line, and return how many. Raises TimeoutError where it fell too far behind."""
        if self._left <= 0:
            raise TimeoutError(_TIMED_OUT)
        line.settimeout(self._left)
        before = self._stopwatch()
        try:
            moved = move()
        except TimeoutError as late:
            self._left = 0
            raise TimeoutError(_TIMED_OUT) from late
        self._left = min(self._most, self._left - (self._stopwatch() - before) + moved / self._least)
        return moved


class Line(ssl.SSLSocket):
    """A socket that never waits; while a request is being answered it does, at a pace for each of both ways."""

    _coming: Pace | None = None
    _going: Pace | None = None

    def recv_into(self, buffer: "WriteableBuffer", nbytes: int | None = None, flags: int = 0) -> int:
        """Read into a buffer what there is; at a pace, at least a byte of it."""
        if self._coming is None:
            return super().recv_into(buffer, nbytes, flags)
        came = self._coming.carry(self, lambda: super(Line, self).recv_into(buffer, nbytes, flags))
        if not came:
            # The library would take what is there for the whole request, and half a text would be saved as the text.
            raise ConnectionResetError(errno.ECONNRESET, "ended in the middle of a request")
        return came

    def send(self, data: "ReadableBuffer", flags: int = 0) -> int:
        """Send what can be sent of the data; at a pace, at least a byte of it."""
        if self._going is None:
            return super().send(data, flags)
        return self._going.carry(self, lambda: super(Line, self).send(data, flags))

    def answer_at(self, coming: Pace, going: Pace) -> None:
        """From here on wait at the line: what fell behind in coming can still be told so."""
        self._coming, self._going = coming, going

    def listen_again(self) -> None:
        """From here on wait no more."""
        self._coming = self._going = None
        self.setblocking(False)
