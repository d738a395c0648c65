"""What the plain server and the one behind the door share: where the wire's troubles are told, and what is too much."""

import logging
from typing import Any

from cheroot.server import HTTPConnection, HTTPRequest
from cheroot.wsgi import Server

LARGEST_HEAD = 64 * 1024
"""Bytes of a request before its body: the longest addresses and cookies there are, many times over."""

_PIECE = 64 * 1024
# No apostrophe in the French: what the library sends itself is read as Latin-1, which has no curly one.
_WORDS = {
    "408": (
        "La demande est arrivée trop lentement : rien de son contenu ne compte. Envoyez-la de nouveau, plus près de la "
        "borne Wi-Fi.\n"
        "The request came in too slowly: nothing in it counts. Send it again, nearer to the wireless access point.\n"
    ),
    "413": (
        "La demande est trop lourde : rien de son contenu ne compte. Envoyez un fichier plus petit.\n"
        "Too much was sent at once: nothing in it counts. Send a smaller file.\n"
    ),
    "503": (
        "Trop de fichiers arrivent en même temps : rien de celui-ci ne compte. Attendez une minute et renvoyez-le.\n"
        "Too many files come in at once: nothing in this one counts. Wait a minute and send it again.\n"
    ),
}
"""What is said before the product itself can answer, by status: it speaks both languages, for it knows of neither."""

_log = logging.getLogger(__name__)


class Request(HTTPRequest):
    """A request of which what is missing is never mistaken for the next one."""

    def simple_response(self, status: str, msg: str = "") -> None:
        """Refuse a request in words that say what to do, where there are any."""
        super().simple_response(status, _WORDS.get(str(status)[:3], msg))

    def send_headers(self) -> None:
        """Answer, once the rest of the request is out of the way; where it does not come, end the connection."""
        if self.chunked_read and not self.rfile.closed:
            self.close_connection = True
        # The library would read all of the rest into memory at once, however long somebody says it is.
        try:
            while not self.close_connection and not self.chunked_read and self.rfile.remaining > 0:
                self.close_connection = not self.rfile.read(_PIECE)
        except OSError:
            self.close_connection = True
        super().send_headers()


class _Connection(HTTPConnection):
    RequestHandlerClass = Request


class LoggedServer(Server):
    """A server that tells the technical log what happens to it, and takes in no more than it was told."""

    ConnectionClass: type[HTTPConnection] = _Connection
    max_request_header_size = LARGEST_HEAD

    def __init__(self, address: tuple[str, int], application: Any, threads: int, largest_body: int) -> None:
        super().__init__(
            address, application, numthreads=threads, server_name="commworkflow", request_queue_size=128,
        )  # fmt: skip
        self.max_request_body_size = largest_body

    def error_log(self, msg: str = "", level: int = logging.INFO, traceback: bool = False) -> None:
        """Tell the technical log: a line that breaks off is no event, and what it carried is nobody's business."""
        known = level if level >= logging.ERROR else logging.INFO
        _log.log(known, "the server: %s", msg, exc_info=True)
