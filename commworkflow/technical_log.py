"""The technical log: one JSON object a line, for whoever looks after the machine.

It holds no text and no name of anybody, whatever went wrong: a record is written as the sentence in the code, its slots
left open, and an exception as its type and the lines it passed, never what it says. What people are told in words
stands on the pages; the terminal shows that something failed and under which reference.
"""

import json
import logging
import os
import secrets
import traceback
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from logging.handlers import RotatingFileHandler
from pathlib import Path
from types import TracebackType
from typing import Any

FOLDER = "log"
FILE_NAME = "technical.jsonl"
LARGEST_FILE = 5_000_000
"""Bytes of one file, about twenty thousand requests."""
FILES_KEPT = 9
"""Earlier files that stay: with the present one 50 MB at most, so that the log itself never fills the disk."""

REQUESTS = "commworkflow.requests"
"""The logger of requests: a record's ``facts`` are written as they are."""

_OURS = Path(__file__).resolve().parents[1]
_MOST_LINES = 12
# Crockford's base32: no letter that is taken for a figure when it is read out over the telephone.
_SIGNS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_REFERENCE_LENGTH = 8
_ENCODED = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode


def new_reference() -> str:
    """Return a reference for one request: made here, taken from nobody, short enough to be read out."""
    number = secrets.randbits(5 * _REFERENCE_LENGTH)
    return "".join(_SIGNS[number >> 5 * place & 31] for place in range(_REFERENCE_LENGTH))


@contextmanager
def logging_to(folder: Path) -> Iterator[None]:
    """Write every record of this process to the log of the world in ``folder``, and failures to the terminal too.

    Raises OSError where the log cannot be made.
    """
    (folder / FOLDER).mkdir(mode=0o700, exist_ok=True)
    lines, terminal = _JsonLines(folder / FOLDER / FILE_NAME), _terminal()
    root, ours = logging.getLogger(), logging.getLogger("commworkflow")
    before = ours.level
    root.addHandler(lines)
    root.addHandler(terminal)
    ours.setLevel(logging.INFO)
    try:
        yield
    finally:
        ours.setLevel(before)
        root.removeHandler(terminal)
        root.removeHandler(lines)
        lines.close()


def _terminal() -> logging.Handler:
    shown = logging.StreamHandler()
    shown.setLevel(logging.WARNING)
    shown.setFormatter(_AsWords())
    return shown


class _JsonLines(RotatingFileHandler):
    """The file, replaced by a new one when it is large; ``technical.1.jsonl`` is the one before."""

    def __init__(self, path: Path) -> None:
        super().__init__(path, maxBytes=LARGEST_FILE, backupCount=FILES_KEPT, encoding="utf-8")
        self.setFormatter(_AsJson())
        self.namer = _numbered

    def emit(self, record: logging.LogRecord) -> None:
        """Write a line whole, or go on without it: a full disk must not fail the request it is told about."""
        length = None
        try:
            if self.stream is None:
                self.stream = self._open()
            if self.stream.tell() >= self.maxBytes:
                self.doRollover()
            length = self.stream.tell()
            self.stream.write(f"{self.format(record)}\n")
            self.stream.flush()
        except Exception:
            if length is not None:
                self._take_back(length)

    def _take_back(self, length: int) -> None:
        # Half a line would spoil the next one too, and what waits to be written would fail the end of the process.
        broken, self.stream = self.stream, None
        with suppress(OSError):
            if broken is not None:
                broken.close()
        with suppress(OSError):
            os.truncate(self.baseFilename, length)


class _AsJson(logging.Formatter):
    """A record as one object: when, how grave, which sentence of the code, and what failed where."""

    def format(self, record: logging.LogRecord) -> str:
        line: dict[str, Any] = {
            "at": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
        }
        facts = getattr(record, "facts", None)
        line.update(facts if facts is not None else {"said": str(record.msg), "by": record.name})
        if record.exc_info and record.exc_info[1] is not None:
            line.update(failure(record.exc_info[1], record.exc_info[2]))
        return _ENCODED(line)


class _AsWords(logging.Formatter):
    """A record for the terminal: as short as the log, and as silent about what people wrote."""

    def format(self, record: logging.LogRecord) -> str:
        facts = getattr(record, "facts", {})
        said = f"failure {facts['request']}" if "request" in facts else str(record.msg)
        if record.exc_info and record.exc_info[1] is not None:
            found = failure(record.exc_info[1], record.exc_info[2])
            said = f"{said}: {found['failure']} at {(found['where'] or ['?'])[-1]}"
        return f"{said} (see {FOLDER}/{FILE_NAME})"


def failure(error: BaseException, passed: TracebackType | None = None) -> dict[str, Any]:
    """Return what may be written of an exception: the types of it and of its causes, and the lines it passed."""
    frames = traceback.extract_tb(passed or error.__traceback__)[-_MOST_LINES:]
    return {
        "failure": " from ".join(type(one).__name__ for one in _causes(error)),
        "where": [f"{_place(frame.filename)}:{frame.lineno} {frame.name}" for frame in frames],
    }


def _causes(error: BaseException) -> list[BaseException]:
    found = [error]
    while (before := found[-1].__cause__ or getattr(found[-1], "orig", None)) is not None and before not in found:
        found.append(before)
    return found


def _place(file: str) -> str:
    """Where a line of code is, without the folder this machine keeps it in: that bears the name of its user."""
    path = Path(file)
    return path.relative_to(_OURS).as_posix() if path.is_relative_to(_OURS) else "/".join(path.parts[-2:])


def _numbered(name: str) -> str:
    stem, _, number = name.rpartition(".")
    return f"{stem.removesuffix('.jsonl')}.{number}.jsonl"
