"""A telephone in the tests: it speaks TLS, trusts what it was told to trust, and keeps its cookies to itself.

Started as a program it does what a director does first, from another network namespace, and prints what it saw:
``python telephone.py ADDRESS TLS_PORT PLAIN_PORT AUTHORITY EMAIL PASSWORD``. It needs the standard library only.
"""

import http.client
import re
import socket
import ssl
import sys
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlencode


@dataclass
class Answer:
    """What came back."""

    status: int
    headers: http.client.HTTPMessage
    body: bytes

    @property
    def text(self) -> str:
        """The body as words."""
        return self.body.decode()


@dataclass
class Telephone:
    """One telephone before one machine. ``authority``: what it trusts (DER)."""

    address: str
    port: int
    authority: bytes
    cookies: dict[str, str] = field(default_factory=dict)

    def get(self, path: str, host: str = "") -> Answer:
        """Open a path; ``host``: the name it claims to have typed."""
        return self._ask("GET", path, None, {"Host": host} if host else {})

    def sign_in(self, email: str, password: str) -> Answer:
        """Sign in through the real form, and return the page it leads to."""
        token = re.search(r'name="csrf_token" value="([^"]+)"', self.get("/sign-in").text)
        assert token is not None
        fields = urlencode({"csrf_token": token[1], "email": email, "password": password})
        sent = {
            "Content-Type": "application/x-www-form-urlencoded",
            "Referer": f"https://{self.address}:{self.port}/sign-in",
        }
        answer = self._ask("POST", "/sign-in", fields, sent)
        while answer.status == 303:
            answer = self.get(answer.headers["Location"])
        return answer

    def _ask(self, method: str, path: str, body: str | None, headers: dict[str, str]) -> Answer:
        trusting = ssl.create_default_context(cadata=self.authority)
        line = http.client.HTTPSConnection(self.address, self.port, context=trusting, timeout=20)
        cookies = {"Cookie": "; ".join(f"{name}={value}" for name, value in self.cookies.items())}
        line.request(method, path, body, {**(cookies if self.cookies else {}), **headers})
        answer = line.getresponse()
        for kept in answer.headers.get_all("Set-Cookie", []):
            name, _, value = kept.partition(";")[0].partition("=")
            self.cookies[name] = value
        return Answer(answer.status, answer.headers, answer.read())


def in_clear(address: str, port: int) -> str:
    """Ask in clear, and return what comes back; the sentence of the refusal where the port is closed."""
    try:
        with socket.create_connection((address, port), 20) as line:
            line.sendall(f"GET / HTTP/1.1\r\nHost: {address}\r\nConnection: close\r\n\r\n".encode())
            said = b""
            while part := line.recv(4096):
                said += part
            return said.decode()
    except ConnectionRefusedError as refused:
        return str(refused.strerror)


def main(address: str, tls_port: str, plain_port: str, authority: str, email: str, password: str) -> None:
    """Do what a director does first."""
    telephone = Telephone(address, int(tls_port), Path(authority).read_bytes())
    home = telephone.sign_in(email, password)
    print("home:", home.status, re.sub(r"\s+", " ", home.text.partition("<title>")[2].partition("</title>")[0]))
    print("plays others:", "exercise-bar" in home.text)
    print("plain port:", in_clear(address, int(plain_port)))
    print("in clear at the door:", in_clear(address, int(tls_port)).partition("\r\n")[0])


if __name__ == "__main__":
    main(*sys.argv[1:])
