"""How much of a request has come, and when a connection's time begins."""

import socket
from types import SimpleNamespace

import pytest
from cheroot.makefile import MakeFile

from commworkflow.sharing.connection import Connection
from commworkflow.sharing.intake import ROOM, Come, how_much

GET = b"GET / HTTP/1.1\r\nHost: here\r\n"
POST = b"POST / HTTP/1.1\r\nContent-Length: 4\r\n\r\n"


@pytest.mark.parametrize(
    ("held", "come"),
    [
        (b"", Come.NOT_YET),
        (GET, Come.NOT_YET),
        (GET + b"\r\n", Come.WHOLE),
        (b"GET / HTTP/1.0\r\n\r\n", Come.WHOLE),
        (POST + b"abc", Come.NOT_YET),
        (POST + b"abcd", Come.WHOLE),
        (POST + b"abcd" + GET, Come.WHOLE),
        (POST.replace(b"Content-Length", b"content-length") + b"abc", Come.NOT_YET),
        (POST.replace(b"4", b"%d" % (ROOM // 2)), Come.NOT_YET),
        (POST.replace(b"4", b"%d" % ROOM), Come.LARGE),
        (GET + b"Transfer-Encoding: chunked\r\n\r\n", Come.LARGE),
        (POST.replace(b"\r\n\r\n", b"\r\nExpect: 100-continue\r\n\r\n"), Come.LARGE),
        (POST.replace(b"4", b"four"), Come.WHOLE),
        (POST.replace(b"4", b"-4"), Come.WHOLE),
        (b"GET / HTTP/1.1\r\nno colon\r\n\r\n", Come.WHOLE),
        (b"a" * ROOM, Come.WHOLE),
    ],
)
def test_how_much_has_come(held: bytes, come: Come) -> None:
    """What is wrong in it is handed on at once: the library refuses it in its words."""
    assert how_much(held) is come


def test_all_that_is_waited_for_has_room() -> None:
    """One byte more than there is room for would be waited for in vain."""
    for length in range(ROOM - 200, ROOM):
        request = POST.replace(b"4", b"%d" % length)
        assert how_much(request) is Come.LARGE or len(request) + length <= ROOM


def test_a_connections_time_begins_when_it_comes_in_and_twice_after_each_answer() -> None:
    near, far = socket.socketpair()
    with near, far:
        server = SimpleNamespace(peercreds_enabled=False, peercreds_resolve_enabled=False)
        connection = Connection(server, near, MakeFile)
        seen = []
        for moment in (1.0, 2.0, 3.0):
            connection.last_used = moment
            seen.append(connection.last_used)
        connection.socket = SimpleNamespace(listen_again=lambda: None)
        connection.begin_again()
        for moment in (4.0, 5.0, 6.0):
            connection.last_used = moment
            seen.append(connection.last_used)
    assert seen == [1, 1, 1, 4, 5, 5]
