"""The server behind the door: TLS and nothing else, and nobody who connects and says nothing keeps others waiting."""

import logging
import socket
import ssl
from typing import TYPE_CHECKING, Any

from cheroot.errors import FatalSSLAlert
from cheroot.makefile import MakeFile
from cheroot.server import HTTPConnection
from cheroot.ssl import Adapter

from commworkflow.sharing.addresses import plain_address
from commworkflow.sharing.door import Door
from commworkflow.sharing.wire import LoggedServer, Request

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIApplication

_HANDSHAKE = b"\x16"
"""The first byte of whoever speaks TLS (RFC 8446, 5.1)."""

_PLAIN_WORDS = (
    "Rien ne circule ici en clair : écrivez https:// devant l’adresse.\n"
    "Nothing travels here in clear: write https:// before the address.\n"
)
_WAITING_AT_MOST = 100
"""Connections kept open between two requests: a handshake for every page would be slow on a telephone."""

_log = logging.getLogger(__name__)


def server_behind(
    door: Door, application: "WSGIApplication", host: str, threads: int, largest_body: int
) -> LoggedServer:
    """Return a server of the application at the door's port; ``host`` empty: on every private address there is."""
    # Also on those the machine is given later; connections to a public one are turned away one by one.
    everywhere = "::" if socket.has_dualstack_ipv6() else "0.0.0.0"
    server = _TlsServer((host or everywhere, door.port), application, threads, largest_body)
    server.ssl_adapter = _Tls(door)
    server.keep_alive_conn_limit = _WAITING_AT_MOST
    return server


class _Tls(Adapter):
    """TLS as Python brings it; the handshake itself is left to the thread that will answer."""

    def __init__(self, door: Door) -> None:
        self._door = door

    def bind(self, sock: socket.socket) -> socket.socket:
        return sock

    def wrap(self, sock: socket.socket) -> tuple[ssl.SSLSocket, dict[str, str]]:
        try:
            context = self._door.context_for(plain_address(sock.getsockname()[0]))
            if context is None:
                sock.close()
                raise FatalSSLAlert("a public address is not served")
            return context.wrap_socket(sock, server_side=True, do_handshake_on_connect=False), {}
        except OSError as gone:
            raise FatalSSLAlert(*gone.args) from gone

    def get_environ(self) -> dict[str, str]:
        return {}

    def makefile(self, sock: socket.socket, mode: str = "r", bufsize: int = -1) -> Any:
        return MakeFile(sock, mode, bufsize)


class _Connection(HTTPConnection):
    """One connection: silent until its first byte comes, then greeted, then answered."""

    RequestHandlerClass = Request
    heard = False
    _greeted = False
    _address = ""

    @property
    def remote_addr(self) -> str:
        """Who is at the other end."""
        return self._address

    @remote_addr.setter
    def remote_addr(self, address: str) -> None:
        self._address = plain_address(address)

    def communicate(self) -> bool:
        """Greet whoever speaks first; from then on read requests and answer them. True: to be kept open."""
        if self._greeted:
            return bool(super().communicate())  # type: ignore[no-untyped-call]
        try:
            # Asked of the plain socket below: the encrypted one has no handshake yet and would not let us look.
            if socket.socket.recv(self.socket, 1, socket.MSG_PEEK) not in (_HANDSHAKE, b""):
                self._answer_in_clear()
                return False
            self.socket.do_handshake()
        except OSError as failure:
            # Among them a telephone that does not trust the authority yet: it hangs up in the middle.
            _log.info("no handshake with %s: %s", self.remote_addr, failure)
            return False
        self._greeted = True
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


class _TlsServer(LoggedServer):
    """A new connection waits for its first byte with the others that are silent; no thread waits with it."""

    ConnectionClass = _Connection

    def process_conn(self, conn: _Connection) -> None:
        """Hand a connection that has something to say to a thread."""
        if conn.heard:
            super().process_conn(conn)
        else:
            conn.heard = True
            self.put_conn(conn)
