"""One telephone's connection: silent, then greeted, then heard, and only then given a thread."""

import logging
import socket
import ssl
from contextlib import suppress
from typing import Any

from cheroot.server import HTTPConnection

from commworkflow.sharing.addresses import plain_address
from commworkflow.sharing.intake import ROOM, Come
from commworkflow.sharing.turns import Stations, neighbour
from commworkflow.sharing.wire import Request

_HANDSHAKE = b"\x16"
"""The first byte of whoever speaks TLS (RFC 8446, 5.1)."""

_PLAIN_WORDS = (
    "Rien ne circule ici en clair : écrivez https:// devant l’adresse.\n"
    "Nothing travels here in clear: write https:// before the address.\n"
)
_log = logging.getLogger(__name__)


class Connection(HTTPConnection):
    """Heard without waiting, by whichever thread finds that something came; answered by a thread of its own."""

    RequestHandlerClass = Request
    rbufsize = ROOM
    come = Come.NOT_YET
    is_let_in = False
    stations: Stations = ()
    _address = ""
    _speaks_tls = False
    _is_greeted = False
    _since = 0.0
    _beginnings = 1

    def __init__(self, server: Any, sock: Any, makefile: Any) -> None:
        super().__init__(server, sock, makefile)
        sock.setblocking(False)

    @property
    def remote_addr(self) -> str:
        """Who is at the other end."""
        return self._address

    @remote_addr.setter
    def remote_addr(self, address: str) -> None:
        self._address = plain_address(address)

    @property
    def neighbour(self) -> str:
        """Under which name its room and its turns are counted."""
        return neighbour(self._address)

    @property
    def last_used(self) -> float:
        """Since when it is waited for; the library closes it when that was too long ago."""
        return self._since

    @last_used.setter
    def last_used(self, moment: float) -> None:
        # The library renews it whenever a byte came, and a byte now and then would keep it open for ever. What counts
        # is when it came in, when it was last answered, and when the first bytes after that came: each begins once.
        if self._beginnings:
            self._beginnings -= 1
            self._since = moment

    def hear(self) -> Come:
        """Take in what has come, without waiting; the handshake too is taken step by step."""
        try:
            self.come = self.rfile.gather() if self._is_greeted or self._greet() else Come.NEVER
        except (BlockingIOError, ssl.SSLWantReadError, ssl.SSLWantWriteError):
            self.come = Come.NOT_YET
        except OSError as failure:
            # Among them a telephone that does not trust the authority yet: it hangs up in the middle.
            _log.info("no handshake with %s: %s", self.remote_addr, failure)
            self.come = Come.NEVER
        return self.come

    def communicate(self) -> bool:
        """Answer what came in, at a pace. True: to be kept open for the next request."""
        self.socket.answer_at(self.server.pace(), self.server.pace())
        try:
            stays = bool(super().communicate())  # type: ignore[no-untyped-call]
        finally:
            self.server.is_answered(self)
        if stays:
            self.begin_again()
        return stays

    def begin_again(self) -> None:
        """Wait for the next request: silent as long as one may be silent, then as long as one may ask."""
        self.socket.listen_again()
        self._beginnings = 2
        self.come = Come.NOT_YET

    def refuse(self, status: str) -> None:
        """Say why it is not answered, as far as that can be said without waiting."""
        with suppress(OSError):
            Request(self.server, self).simple_response(status)

    def makes_room(self) -> bool:
        """Hang up, unless something is being answered here; say whether it does."""
        if self.come is not Come.NOT_YET:
            return False
        self.come = Come.NEVER
        with suppress(OSError):
            # The plain socket below: who watches all connections finds it ended, and closes it.
            socket.socket.shutdown(self.socket, socket.SHUT_RDWR)
        return True

    def close(self) -> None:
        """Close it; to whoever is in the middle of a request, say why."""
        if self.come is Come.NOT_YET and self._is_greeted and self.rfile.is_begun():
            self.refuse("408 Request Timeout")
        self.server.is_gone(self)
        super().close()

    def _greet(self) -> bool:
        """Go on with the handshake; False where it is refused. Raises OSError, also where more must come first."""
        # Asked of the plain socket below: the encrypted one has no handshake yet and would not let us look.
        if not self._speaks_tls:
            first = socket.socket.recv(self.socket, 1, socket.MSG_PEEK)
            if first != _HANDSHAKE:
                if first:
                    self._answer_in_clear()
                return False
            self._speaks_tls = True
        self.socket.do_handshake()
        self._is_greeted = True
        return True

    def _answer_in_clear(self) -> None:
        words = _PLAIN_WORDS.encode()
        head = (
            "HTTP/1.1 400 Bad Request\r\nContent-Type: text/plain; charset=utf-8\r\n"
            f"Content-Length: {len(words)}\r\nConnection: close\r\n\r\n"
        )
        # What is left unread when a socket closes makes the other end throw the answer away.
        socket.socket.recv(self.socket, 65_536)
        socket.socket.sendall(self.socket, head.encode() + words)
