"""Machines of the night: network namespaces, a cable between two of them, and a browser that sits in one of them.

Only the kernel's own commands: ``ip`` and root. Where they are missing, the tests that need them fail.
"""

import ctypes
import http.client
import os
import shutil
import socket
import ssl
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING

from flask import Flask
from werkzeug import Request, Response

from tests.browser import Browser

if TYPE_CHECKING:
    from collections.abc import Iterable

    from _typeshed.wsgi import StartResponse, WSGIEnvironment

_NETWORK = 0x40000000
_HOP_BY_HOP = ("connection", "transfer-encoding")


@dataclass(frozen=True, slots=True)
class Networks:
    """The names of three namespaces. ``address``: the laptop's, on the cable to the telephone; no other leads away."""

    laptop: str
    telephone: str
    spare: str
    address: str


@contextmanager
def laid() -> Iterator[Networks]:
    """Lay one cable between a laptop and a telephone; another laptop stands alone."""
    assert shutil.which("ip") and os.geteuid() == 0, "this test lays a cable: install iproute2, and run it as root"
    made = Networks(f"night-l{os.getpid()}", f"night-t{os.getpid()}", f"night-s{os.getpid()}", "10.78.0.1")
    every, ends = (made.laptop, made.telephone, made.spare), (f"nl{os.getpid()}", f"nt{os.getpid()}")
    try:
        for name in every:
            _ip("netns", "add", name)
            _ip("-n", name, "link", "set", "lo", "up")
        cable = ("type", "veth", "peer", "name", ends[1], "netns", made.telephone)
        _ip("link", "add", ends[0], "netns", made.laptop, *cable)
        for name, end, address in ((made.laptop, ends[0], "10.78.0.1/24"), (made.telephone, ends[1], "10.78.0.2/24")):
            _ip("-n", name, "address", "add", address, "dev", end)
            _ip("-n", name, "link", "set", end, "up")
        yield made
    finally:
        for name in every:
            subprocess.run(["ip", "netns", "delete", name], check=False, capture_output=True)


def routes_of(network: str) -> list[str]:
    """Return the routes of a namespace, one a line."""
    return _ip("-n", network, "route").splitlines()


def in_network(network: str, address: str, port: int) -> socket.socket:
    """Connect from inside a namespace; the connection stays there when this thread has come back."""
    system = ctypes.CDLL(None, use_errno=True)
    with open("/proc/thread-self/ns/net") as here, open(f"/run/netns/{network}") as there:
        assert system.setns(there.fileno(), _NETWORK) == 0, os.strerror(ctypes.get_errno())
        try:
            return socket.create_connection((address, port), timeout=120)
        finally:
            assert system.setns(here.fileno(), _NETWORK) == 0, os.strerror(ctypes.get_errno())


@dataclass(frozen=True, slots=True)
class Wire:
    """Where a browser's requests go. ``network``: empty for the one this process is in.

    ``authority``: what it trusts (DER); without one it speaks in clear.
    """

    network: str
    address: str
    port: int
    authority: bytes = b""

    def browser(self) -> Browser:
        """Return a browser at this end, with cookies of its own."""
        app = Flask("wire")
        app.config["SERVER_NAME"] = f"{self.address}:{self.port}"
        app.config["PREFERRED_URL_SCHEME"] = self._scheme
        app.wsgi_app = self._forward  # type: ignore[method-assign]
        return Browser(app)

    def send(self, path: str, headers: dict[str, str], body: bytes) -> http.client.HTTPConnection:
        """Send a request, a post where it has a body; whoever wants the answer asks for it."""
        line = http.client.HTTPConnection(self.address, self.port)
        if self.network:
            line.sock = self._secured(in_network(self.network, self.address, self.port))
        line.request("POST" if body else "GET", path, body or None, headers)
        return line

    def _secured(self, opened: socket.socket) -> socket.socket:
        if not self.authority:
            return opened
        trusting = ssl.create_default_context(cadata=self.authority)
        return trusting.wrap_socket(opened, server_hostname=self.address)

    def _forward(self, environ: "WSGIEnvironment", start_response: "StartResponse") -> "Iterable[bytes]":
        asked = Request(environ)
        headers = {name: value for name, value in asked.headers.items() if name in ("Cookie", "Content-Type") and value}
        headers["Referer"] = asked.url
        came = self.send(asked.full_path.rstrip("?"), headers, asked.get_data()).getresponse()
        kept = [(name, value) for name, value in came.getheaders() if name.lower() not in _HOP_BY_HOP]
        answer = Response(came.read(), came.status, kept)
        return answer(environ, start_response)

    @property
    def _scheme(self) -> str:
        return "https" if self.authority else "http"


def cookies_of(browser: Browser) -> str:
    """Return what a browser sends as its cookies."""
    return str(browser.client.get("/account").request.headers["Cookie"])


def _ip(*words: str) -> str:
    done = subprocess.run(["ip", *words], capture_output=True, text=True)
    assert done.returncode == 0, f"ip {' '.join(words)}: {done.stderr}"
    return done.stdout
