"""The least browser: HTTP/1.1 to this machine, cookies, forms, one connection kept open."""

import asyncio
from collections.abc import Mapping
from urllib.parse import urlencode

from benchmarks.steps import Answer, Ask

_HOST = "127.0.0.1"
_LARGEST_LINE = 4 * 1024 * 1024


class Browser:
    """One browser of a visit; a connection that the server closed is opened anew, once for each request."""

    def __init__(self, port: int) -> None:
        self._port = port
        self._cookies: dict[str, str] = {}
        self._open: tuple[asyncio.StreamReader, asyncio.StreamWriter] | None = None

    async def send(self, ask: Ask) -> Answer:
        """Send one request and return its answer."""
        request = self._request(ask)
        kept = self._open is not None
        try:
            return await self._exchange(request)
        except (asyncio.IncompleteReadError, ConnectionError):
            self.close()
            if not kept:
                raise
            return await self._exchange(request)

    def close(self) -> None:
        """Let go of the connection."""
        if self._open is not None:
            self._open[1].close()
            self._open = None

    def _request(self, ask: Ask) -> bytes:
        body = b"" if ask.form is None else urlencode(ask.form).encode()
        lines = [f"{ask.method} {ask.path} HTTP/1.1", f"Host: {_HOST}:{self._port}"]
        if self._cookies:
            lines.append("Cookie: " + "; ".join(f"{name}={value}" for name, value in self._cookies.items()))
        if ask.form is not None:
            lines += ["Content-Type: application/x-www-form-urlencoded", f"Content-Length: {len(body)}"]
        return "\r\n".join((*lines, "", "")).encode() + body

    async def _exchange(self, request: bytes) -> Answer:
        if self._open is None:
            self._open = await asyncio.open_connection(_HOST, self._port, limit=_LARGEST_LINE)
        reader, writer = self._open
        writer.write(request)
        head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1").split("\r\n")
        headers = self._taken(head[1:])
        body = await _body(reader, headers)
        if headers.get("connection", "").lower() == "close":
            self.close()
        location = headers.get("location", "").removeprefix(f"http://{_HOST}:{self._port}")
        return Answer(int(head[0].split(" ", 2)[1]), location, body.decode())

    def _taken(self, lines: list[str]) -> Mapping[str, str]:
        headers: dict[str, str] = {}
        for line in filter(None, lines):
            name, _, value = line.partition(":")
            if name.lower() == "set-cookie":
                cookie, _, content = value.strip().partition(";")[0].partition("=")
                self._cookies[cookie] = content
            else:
                headers[name.lower()] = value.strip()
        return headers


async def _body(reader: asyncio.StreamReader, headers: Mapping[str, str]) -> bytes:
    if "content-length" in headers:
        return await reader.readexactly(int(headers["content-length"]))
    if headers.get("transfer-encoding", "") != "chunked":
        return b""
    parts = []
    while length := int((await reader.readline()).strip() or b"0", 16):
        parts.append((await reader.readexactly(length + 2))[:-2])
    await reader.readline()
    return b"".join(parts)
