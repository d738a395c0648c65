"""What both servers do with a line that breaks off, and with more than anybody sends."""

import logging
import socket
import threading
from collections.abc import Callable, Iterable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from commworkflow.sharing.wire import LoggedServer
from commworkflow.technical_log import FILE_NAME, FOLDER, logging_to

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

HEAD = b"POST / HTTP/1.1\r\nHost: here\r\n"
LARGEST = 1_000_000


def reading(environ: "WSGIEnvironment", start_response: "StartResponse") -> Iterable[bytes]:
    """Answer what the product does: a request that breaks off gets its page, and the page is read."""
    try:
        came = b"%d" % len(environ["wsgi.input"].read())
    except OSError:
        came = b"broken off"
    start_response("200 OK", [("Content-Length", str(len(came)))])
    return [came]


def failing(environ: "WSGIEnvironment", start_response: "StartResponse") -> Iterable[bytes]:
    raise OSError(5, "secret detail")


@pytest.fixture
def ask() -> Iterator[Callable[["WSGIApplication", bytes], bytes]]:
    """Sends bytes to an application behind a plain server, and returns all that comes back until it hangs up."""
    with ExitStack() as opened:

        def asked(application: "WSGIApplication", words: bytes) -> bytes:
            port = opened.enter_context(served(application))
            line = opened.enter_context(socket.create_connection(("127.0.0.1", port), 10))
            line.sendall(words)
            said = b""
            while part := line.recv(65_536):
                said += part
            return said

        yield asked


@contextmanager
def served(application: "WSGIApplication") -> Iterator[int]:
    server = LoggedServer(("127.0.0.1", 0), application, 1, LARGEST)
    server.timeout = 0.1
    server.prepare()
    serving = threading.Thread(target=server.serve, daemon=True)
    serving.start()
    yield server.bind_addr[1]
    server.stop()
    serving.join()


@pytest.mark.parametrize(
    "half",
    [
        pytest.param(b"Transfer-Encoding: chunked\r\n\r\n", id="no chunk"),
        pytest.param(b"Transfer-Encoding: chunked\r\n\r\n5\r\nab", id="half a chunk"),
        pytest.param(b"Content-Length: 5\r\n\r\nab", id="half a body"),
    ],
)
def test_what_breaks_off_is_answered_and_told_nobody(
    ask: Callable[["WSGIApplication", bytes], bytes],
    half: bytes,
    capfd: pytest.CaptureFixture[str],
    caplog: pytest.LogCaptureFixture,
) -> None:
    said = ask(reading, HEAD + half)
    assert b"broken off" in said
    assert b"Connection: close" in said, "what still comes of it would be read as the next request"
    assert capfd.readouterr().err == ""
    assert [record for record in caplog.records if record.levelno > logging.INFO] == []


def test_a_failure_of_the_wire_stands_in_the_technical_log_alone(
    ask: Callable[["WSGIApplication", bytes], bytes], tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    with logging_to(tmp_path):
        assert ask(failing, HEAD + b"\r\n").startswith(b"HTTP/1.1 500 ")
    log = (tmp_path / FOLDER / FILE_NAME).read_text("utf-8")
    assert '"said":"the server: %s"' in log and '"failure":"OSError"' in log and "secret detail" not in log
    assert capfd.readouterr().err == ""


def test_what_says_it_is_enormous_is_refused_unread(ask: Callable[["WSGIApplication", bytes], bytes]) -> None:
    said = ask(reading, HEAD + b"Content-Length: 8000000000\r\n\r\n").decode("latin-1")
    assert said.startswith("HTTP/1.1 413 ") and "trop lourde" in said and "smaller file" in said
