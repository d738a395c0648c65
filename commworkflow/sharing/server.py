"""The server behind the door: TLS and nothing else, and nobody who is slow, or many, keeps the others out.

What is on its way, a handshake, a head, a form, is taken in by the one thread that watches all connections, as far as
it came. A thread is given to what is whole. What is too large for that is read by a thread, at a pace, and at most half
of the threads do so. One machine of the network holds few threads and few connections; its next requests wait.
"""

import socket
import ssl
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from cheroot.errors import FatalSSLAlert
from cheroot.makefile import StreamWriter
from cheroot.ssl import Adapter

from commworkflow.sharing.addresses import plain_address
from commworkflow.sharing.connection import Connection
from commworkflow.sharing.door import Door
from commworkflow.sharing.intake import Come, Intake
from commworkflow.sharing.limits import Limits
from commworkflow.sharing.line import Pace
from commworkflow.sharing.turns import Room, Stations, Turns, give_back, in_turn
from commworkflow.sharing.wire import LoggedServer

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIApplication

_LARGE = "large"
"""The one name under which all large requests are counted, whoever sends them."""


def server_behind(
    door: Door, application: "WSGIApplication", host: str, limits: Limits, stopwatch: Callable[[], float]
) -> LoggedServer:
    """Return a server of the application at the door's port; ``host`` empty: on every private address there is."""
    # Also on those the machine is given later; connections to a public one are turned away one by one.
    everywhere = "::" if socket.has_dualstack_ipv6() else "0.0.0.0"
    server = _TlsServer((host or everywhere, door.port), application, limits, stopwatch)
    server.ssl_adapter = _Tls(door)
    return server


class _Tls(Adapter):
    """TLS as Python brings it; the handshake itself is left to the connection."""

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
        return Intake(sock, mode, bufsize) if "r" in mode else StreamWriter(sock, mode, bufsize)


class _TlsServer(LoggedServer):
    """Connections wait together, in the selector; a thread waits with none of them."""

    ConnectionClass = Connection

    def __init__(
        self, address: tuple[str, int], application: Any, limits: Limits, stopwatch: Callable[[], float]
    ) -> None:
        super().__init__(address, application, limits.threads, limits.largest_body)
        self.timeout = limits.seconds_to_ask
        # A handshake for every page would be slow on a telephone; who may stay is bound by the room there is.
        self.keep_alive_conn_limit = limits.connections
        self._limits = limits
        self._stopwatch = stopwatch
        self._room = Room(limits.connections, limits.connections_of_one)
        self._turns = Turns(limits.turns_of_one)
        self._large_of_one = Turns(limits.large_of_one, limits.large_waiting)
        self._large = Turns(limits.large_at_once)

    def process_conn(self, conn: Connection) -> None:
        """Hear a connection to which something came, and give it a thread, in its turn, where a request is whole."""
        if not conn.is_let_in:
            conn.is_let_in = self._room.let_in(conn.neighbour, conn)
        come = conn.hear() if conn.is_let_in else Come.NEVER
        if come is Come.NOT_YET:
            self.put_conn(conn)
            return
        if come is not Come.NEVER:
            conn.stations = self._stations(conn)
            if in_turn(conn.stations, lambda: self._give_thread(conn)):
                return
            conn.refuse("503 Service Unavailable")
        conn.close()

    def pace(self) -> Pace:
        """Return the pace of one transfer."""
        return Pace(self._stopwatch, self._limits)

    def is_answered(self, conn: Connection) -> None:
        """Give the connection's thread to the next one that waits for it."""
        give_back(conn.stations)

    def is_gone(self, conn: Connection) -> None:
        """Give the connection's place back."""
        self._room.leave(conn.neighbour, conn)

    def _stations(self, conn: Connection) -> Stations:
        own = (self._turns, conn.neighbour)
        if conn.come is Come.LARGE:
            return (self._large_of_one, conn.neighbour), (self._large, _LARGE), own
        return (own,)

    def _give_thread(self, conn: Connection) -> None:
        super().process_conn(conn)
