"""Slow ones, silent ones and many of them before the door: everybody else is answered meanwhile."""

import http.client
import select
import socket
import ssl
import sys
import threading
from collections.abc import Callable, Iterable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from commworkflow.clock import machine_clock, machine_stopwatch
from commworkflow.sharing import connection
from commworkflow.sharing.door import Door
from commworkflow.sharing.intake import ROOM, Intake
from commworkflow.sharing.limits import Limits
from commworkflow.sharing.server import server_behind
from commworkflow.sharing.wire import LoggedServer

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIEnvironment

NEVER = 600
"""Seconds: what a guard must not wait for, so that a test that needs it to wait fails instead."""

ROOMY = Limits(
    threads=4,
    threads_of_one=3,
    connections=100,
    connections_of_one=50,
    seconds_to_ask=NEVER,
    seconds_to_stall=NEVER,
    least_bytes_per_second=1,
    largest_body=10 * ROOM,
)
PATIENCE = 10
"""Seconds: beyond, whoever asks was kept waiting."""

HEAD = b"POST / HTTP/1.1\r\nHost: 127.0.0.1\r\n"
LARGE = HEAD + b"Content-Length: %d\r\n\r\n" % (2 * ROOM)


@dataclass
class Crowd:
    """A door of this machine and those who stand before it."""

    door: Door
    server: LoggedServer
    lines: ExitStack
    held: threading.Semaphore = field(default_factory=lambda: threading.Semaphore(0))
    ended: threading.Semaphore = field(default_factory=lambda: threading.Semaphore(0))
    released: threading.Event = field(default_factory=threading.Event)
    read: list[int] = field(default_factory=list)

    def answer(self, environ: "WSGIEnvironment", start_response: "StartResponse") -> Iterable[bytes]:
        """Say how much was sent; where it is asked for, only once the test says so."""
        if environ["PATH_INFO"] == "/held":
            self.held.release()
            self.released.wait(PATIENCE)
        try:
            if environ["PATH_INFO"] != "/unread":
                self.read.append(len(environ["wsgi.input"].read()))
        finally:
            self.ended.release()
        words = b"%d" % (self.read[-1] if self.read else 0)
        start_response("200 OK", [("Content-Length", str(len(words)))])
        return [words]

    def connect(self, source: str = "127.0.0.1") -> socket.socket:
        """Open a connection that says nothing yet."""
        line = socket.create_connection(("127.0.0.1", self.door.port), PATIENCE, (source, 0))
        return self.lines.enter_context(line)

    def greet(self, source: str = "127.0.0.1") -> ssl.SSLSocket:
        """Open a connection as far as its handshake."""
        trusting = ssl.create_default_context(cadata=self.door.authority)
        return self.lines.enter_context(trusting.wrap_socket(self.connect(source), server_hostname="127.0.0.1"))

    def send(self, words: bytes, source: str = "127.0.0.1") -> ssl.SSLSocket:
        """Open a connection and say something."""
        line = self.greet(source)
        line.sendall(words)
        return line

    def page(self, source: str = "127.0.0.1") -> int:
        """Ask for a page as a telephone does; its status."""
        return answer_to(self.send(b"GET / HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n", source)).status


def answer_to(line: socket.socket) -> http.client.HTTPResponse:
    answer = http.client.HTTPResponse(line)
    answer.begin()
    return answer


def said_until_closed(line: socket.socket) -> bytes:
    said = b""
    while part := line.recv(65_536):
        said += part
    return said


def first_told(lines: list[ssl.SSLSocket]) -> bytes:
    """Return what the first of many is told; that one can be read is not yet a word: the handshake leaves tickets."""
    for line in lines:
        line.settimeout(0)
    while True:
        ready = select.select(lines, [], [], PATIENCE)[0]
        assert ready, "nobody was told anything"
        for line in ready:
            with suppress(ssl.SSLWantReadError):
                return line.recv(65_536)


@pytest.fixture
def crowd(tmp_path: Path) -> Iterator[Callable[..., Crowd]]:
    """Opens a door with limits of its own."""
    with ExitStack() as opened:
        yield lambda **changed: opened.enter_context(standing(tmp_path, replace(ROOMY, **changed)))


@contextmanager
def standing(folder: Path, limits: Limits) -> Iterator[Crowd]:
    with socket.socket() as trial:
        trial.bind(("127.0.0.1", 0))
        door = Door(folder, "live", trial.getsockname()[1], machine_clock)
    with ExitStack() as lines:
        server = server_behind(door, lambda *asked: made.answer(*asked), "127.0.0.1", limits, machine_stopwatch)
        made = Crowd(door, server, lines)
        server.prepare()
        serving = threading.Thread(target=server.serve, daemon=True)
        serving.start()
        yield made
        made.released.set()
    server.stop()
    serving.join()


@pytest.mark.parametrize(
    "half",
    [
        pytest.param(HEAD + b"X-Half: ", id="half a head"),
        pytest.param(HEAD + b"Content-Length: 1000\r\n\r\nhalf", id="half a form"),
        pytest.param(LARGE, id="a file that does not come"),
        pytest.param(HEAD + b"Transfer-Encoding: chunked\r\n\r\n5\r\nab", id="half a chunk"),
    ],
)
def test_what_comes_in_half_keeps_nobody_waiting(crowd: Callable[..., Crowd], half: bytes) -> None:
    before = crowd()
    for _ in range(3 * ROOMY.threads):
        before.send(half)
    assert before.page() == 200


def test_a_handshake_that_does_not_go_on_keeps_nobody_waiting(crowd: Callable[..., Crowd]) -> None:
    before = crowd()
    for _ in range(3 * ROOMY.threads):
        before.connect().sendall(b"\x16")
    assert before.page() == 200


def test_a_form_that_comes_byte_by_byte_is_answered(crowd: Callable[..., Crowd]) -> None:
    line = crowd().greet()
    for byte in HEAD + b"Content-Length: 4\r\n\r\nabcd":
        line.sendall(bytes([byte]))
    assert answer_to(line).read() == b"4"


def test_two_requests_sent_at_once_are_both_answered(crowd: Callable[..., Crowd]) -> None:
    once = HEAD + b"Content-Length: 4\r\n\r\nabcd"
    line = crowd().send(once + once.replace(b"\r\n", b"\r\nConnection: close\r\n", 1))
    said = said_until_closed(line)
    assert said.count(b"200 OK") == 2 and b"408" not in said


def test_a_request_and_half_of_the_next_are_answered_one_after_the_other(crowd: Callable[..., Crowd]) -> None:
    before = crowd()
    once = HEAD + b"Content-Length: 4\r\n\r\nabcd"
    line = before.send(once + once[:-2])
    assert answer_to(line).read() == b"4"
    line.sendall(once[-2:-1])
    assert before.page() == 200, "nobody waits for the other half"
    line.sendall(once[-1:])
    assert answer_to(line).read() == b"4"
    assert before.read == [4, 0, 4]


def test_a_large_file_comes_in_whole(crowd: Callable[..., Crowd]) -> None:
    line = crowd().send(LARGE)
    line.sendall(bytes(2 * ROOM))
    assert answer_to(line).read() == b"%d" % (2 * ROOM)


def test_half_a_request_is_told_that_it_was_too_slow(crowd: Callable[..., Crowd]) -> None:
    said = said_until_closed(crowd(seconds_to_ask=0.1).send(HEAD + b"X-Half: ")).decode("latin-1")
    assert said.startswith("HTTP/1.1 408 ") and "trop lentement" in said and "too slowly" in said


def test_who_is_silent_is_told_nothing_that_a_browser_would_take_for_an_answer(crowd: Callable[..., Crowd]) -> None:
    assert said_until_closed(crowd(seconds_to_ask=0.1).greet()) == b""


def test_a_byte_now_and_then_does_not_keep_a_connection_open(crowd: Callable[..., Crowd]) -> None:
    line = crowd(seconds_to_ask=0.5).send(HEAD + b"X-Half: ")
    for _ in range(200):
        if select.select([line], [], [], 0.05)[0]:
            break
        line.sendall(b"a")
    else:
        pytest.fail("it was still open")


def test_a_handshake_is_given_up(crowd: Callable[..., Crowd]) -> None:
    line = crowd(seconds_to_ask=0.1).connect()
    line.sendall(b"\x16")
    assert line.recv(1) == b""


def test_a_file_that_falls_behind_is_given_up_in_words(crowd: Callable[..., Crowd]) -> None:
    said = said_until_closed(crowd(seconds_to_stall=0.1).send(LARGE)).decode("latin-1")
    assert said.startswith("HTTP/1.1 408 ")


def test_a_file_that_comes_too_slowly_on_the_whole_is_given_up(crowd: Callable[..., Crowd]) -> None:
    line = crowd(seconds_to_stall=0.5, least_bytes_per_second=1_000_000).send(LARGE)
    for _ in range(200):
        if select.select([line], [], [], 0.05)[0]:
            break
        line.sendall(b"a")
    else:
        pytest.fail("it was still read")


def test_half_a_file_is_never_taken_for_the_whole(crowd: Callable[..., Crowd]) -> None:
    """A form whose connection is lost in the middle would be saved as the text its writer wanted."""
    before = crowd()
    line = before.send(LARGE)
    line.sendall(bytes(ROOM))
    socket.socket.shutdown(line, socket.SHUT_WR)
    assert before.ended.acquire(timeout=PATIENCE)
    assert before.read == []


def test_what_says_it_is_enormous_is_refused_unread(crowd: Callable[..., Crowd]) -> None:
    line = crowd().send(HEAD + b"Content-Length: 8000000000\r\n\r\n")
    said = said_until_closed(line).decode("latin-1")
    assert said.startswith("HTTP/1.1 413 ") and "trop lourde" in said and "smaller file" in said


def test_what_nobody_reads_is_passed_over_in_pieces(
    crowd: Callable[..., Crowd], monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[int] = []
    reading: Callable[[Intake, int], bytes] = Intake.read

    def read(self: Intake, size: int) -> bytes:
        asked.append(size)
        return reading(self, size)

    monkeypatch.setattr(Intake, "read", read)
    line = crowd().send(LARGE.replace(b"/ ", b"/unread ", 1))
    line.sendall(bytes(2 * ROOM))
    assert answer_to(line).status == 200
    of_the_body = [size for size in asked if size > 1000]
    assert sum(of_the_body) == 2 * ROOM and max(of_the_body) <= ROOM // 2


@pytest.fixture
def strangers(crowd: Callable[..., Crowd], monkeypatch: pytest.MonkeyPatch) -> Callable[..., Crowd]:
    """A door before which the addresses of this machine are told apart, as those of others are."""
    if sys.platform != "linux":
        pytest.skip("only there is all of 127.0.0.0/8 this machine")
    monkeypatch.setattr(connection, "neighbour", str)
    return crowd


HELD = b"GET /held HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n"
ONE, OTHER = "127.0.0.2", "127.0.0.3"


def test_one_machine_never_holds_all_threads_and_its_next_request_waits(strangers: Callable[..., Crowd]) -> None:
    before = strangers()
    lines = [before.send(HELD, ONE) for _ in range(ROOMY.threads + 1)]
    for _ in range(ROOMY.threads_of_one):
        assert before.held.acquire(timeout=PATIENCE)
    assert before.page(OTHER) == 200
    assert not before.held.acquire(blocking=False), "the others wait"
    before.released.set()
    assert [answer_to(line).status for line in lines] == [200] * len(lines)


def test_files_of_one_machine_leave_it_a_thread_for_its_pages(strangers: Callable[..., Crowd]) -> None:
    """It may be an access point with ten telephones behind it."""
    before = strangers()
    for _ in range(ROOMY.threads):
        before.send(LARGE, ONE)
    assert before.page(ONE) == 200


def test_files_of_many_machines_leave_everybody_threads_for_pages(strangers: Callable[..., Crowd]) -> None:
    before = strangers()
    for number in range(10, 10 + 2 * ROOMY.threads):
        before.send(LARGE, f"127.0.0.{number}")
    assert before.page(OTHER) == 200


def test_too_many_files_of_one_machine_are_told_to_come_again(strangers: Callable[..., Crowd]) -> None:
    before = strangers()
    at_most = ROOMY.large_of_one + ROOMY.large_waiting
    lines = [before.send(LARGE, ONE) for _ in range(at_most + 1)]
    said = first_told(lines).decode("latin-1")
    assert said.startswith("HTTP/1.1 503 ") and "Attendez une minute" in said and "Wait a minute" in said


def test_silent_connections_of_one_machine_make_room_for_its_next_one(strangers: Callable[..., Crowd]) -> None:
    before = strangers(connections_of_one=3)
    other, *silent = before.greet(OTHER), *(before.connect(ONE) for _ in range(3))
    assert before.page(ONE) == 200
    assert silent[0].recv(1) == b"", "who came first, and said nothing"
    other.sendall(HEAD + b"\r\n")
    assert answer_to(other).status == 200


def test_what_was_answered_and_stays_makes_room_too(strangers: Callable[..., Crowd]) -> None:
    before = strangers(connections_of_one=1)
    kept = before.send(HEAD + b"\r\n", ONE)
    assert answer_to(kept).status == 200
    assert before.page(ONE) == 200


def test_connections_never_outnumber_what_the_system_can_watch(crowd: Callable[..., Crowd]) -> None:
    before = crowd(connections=3)
    silent = [before.connect() for _ in range(4)]
    assert silent[0].recv(1) == b""
    assert before.page() == 200


def test_a_place_is_given_back(strangers: Callable[..., Crowd]) -> None:
    before = strangers(connections_of_one=1)
    ended = HEAD + b"Connection: close\r\n\r\n"
    for _ in range(3):
        assert b"200 OK" in said_until_closed(before.send(ended, ONE))
    held = before.send(HELD, ONE)
    assert before.held.acquire(timeout=PATIENCE)
    with pytest.raises(OSError, match=r"EOF|reset"):
        before.greet(ONE)
    before.released.set()
    assert answer_to(held).status == 200
