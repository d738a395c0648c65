"""Taking in a request without a thread that waits for it: what came is kept until there is enough to be answered."""

import enum
import io
import ssl

from cheroot.makefile import StreamReader
from cheroot.server import HeaderReader

from commworkflow.sharing.wire import LARGEST_HEAD

ROOM = 2 * LARGEST_HEAD
"""Bytes kept of a request before a thread is asked for: any head, and any form people type on a telephone."""

_END_OF_HEAD = b"\r\n\r\n"
_COMES_BY_AND_BY = {b"Transfer-Encoding", b"Expect"}
"""What says that the body's length is not known, or that it is sent only once it is asked for."""


class Come(enum.Enum):
    """How much of a request has come."""

    NOT_YET = enum.auto()
    """Something is missing that will be waited for, without a thread."""
    WHOLE = enum.auto()
    """All of it."""
    LARGE = enum.auto()
    """As much as there is room for: whoever answers it must wait for the rest."""
    NEVER = enum.auto()
    """The other end is gone."""


class Intake(StreamReader):
    """What a line brought and nobody has read yet."""

    def gather(self) -> Come:
        """Take in what has come, without waiting, and say how much of a request that is."""
        try:
            while (come := how_much(self._held())) is Come.NOT_YET:
                before = len(self._held())
                if len(self.peek(ROOM)) == before:
                    return Come.NEVER
        except (ssl.SSLWantReadError, ssl.SSLWantWriteError):
            return Come.NOT_YET
        except OSError:
            return Come.NEVER
        return come

    def has_data(self) -> bool:
        """Whether a thread has something to do: the library asks, and hands the connection to one."""
        return how_much(self._held()) is not Come.NOT_YET

    def is_begun(self) -> bool:
        """Whether a part of a request is here."""
        return bool(super().has_data())  # type: ignore[no-untyped-call]

    def _held(self) -> bytes:
        return self.peek(1) if self.is_begun() else b""


def how_much(held: bytes) -> Come:
    """Say how much of a request this is. Nothing is judged here: what is wrong in it, the library refuses."""
    head, mark, body = held.partition(_END_OF_HEAD)
    if not mark:
        return Come.WHOLE if len(held) > LARGEST_HEAD else Come.NOT_YET
    _, _, lines = head.partition(b"\r\n")
    try:
        fields = HeaderReader()(io.BytesIO(lines + _END_OF_HEAD))
        announced = int(fields.get(b"Content-Length", 0))
    except ValueError:
        return Come.WHOLE
    if _COMES_BY_AND_BY & fields.keys() or announced > ROOM - len(head) - len(mark):
        return Come.LARGE
    return Come.WHOLE if len(body) >= announced else Come.NOT_YET
