"""A file somebody brings from outside: what it is, by its own bytes, and a name any system can keep it under."""

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

LARGEST_UPLOAD = 10 * 1024 * 1024
"""Bytes a receipt may have."""

_LONGEST_STEM = 80
_RESERVED = frozenset({"CON", "PRN", "AUX", "NUL"} | {f"{port}{rank}" for port in ("COM", "LPT") for rank in range(10)})
"""Names no file may have on Windows, whatever its extension (learn.microsoft.com, "Naming Files, Paths…")."""

_SEPARATORS = re.compile(r"[/\\]")
_UNSAFE = re.compile(r"[^\w .()\-]+")
_TAIL = 1024


@dataclass(frozen=True, slots=True)
class Kind:
    """A type of file that is taken: how it begins, and what stands near its end when it is whole."""

    type: str
    extension: str
    begins: bytes
    ends: bytes


KINDS = (
    Kind("application/pdf", "pdf", b"%PDF-", b"%%EOF"),
    Kind("image/png", "png", b"\x89PNG\r\n\x1a\n", b"IEND"),
    Kind("image/jpeg", "jpg", b"\xff\xd8\xff", b"\xff\xd9"),
)


@dataclass(frozen=True, slots=True)
class Upload:
    """A file as it may be kept: named by us after its own name, typed by its own bytes."""

    name: str
    type: str
    content: bytes


class NotTaken(ValueError):
    """A file that is not kept; ``key`` and ``facts`` say why."""

    def __init__(self, key: str, **facts: Any) -> None:
        super().__init__(key)
        self.key = key
        self.facts: Mapping[str, Any] = facts


def read_upload(name: str, content: bytes) -> Upload:
    """Return the file as it may be kept. What its sender calls it decides nothing. Raises NotTaken."""
    if not content:
        raise NotTaken("file_empty")
    if len(content) > LARGEST_UPLOAD:
        raise NotTaken("file_too_large", limit=LARGEST_UPLOAD // (1024 * 1024))
    kind = next((kind for kind in KINDS if content.startswith(kind.begins)), None)
    if kind is None:
        raise NotTaken("file_of_no_known_kind")
    if kind.ends not in content[-_TAIL:]:
        raise NotTaken("file_cut_short")
    return Upload(f"{safe_stem(name)}.{kind.extension}", kind.type, content)


def safe_stem(name: str) -> str:
    """Return the part of a name before its extension as any system can keep it; never empty."""
    last = _SEPARATORS.split(unicodedata.normalize("NFC", name))[-1]
    visible = "".join(sign for sign in last if unicodedata.category(sign)[0] != "C")
    stem = _UNSAFE.sub("_", visible.rpartition(".")[0] or visible)[:_LONGEST_STEM].strip(" ._-")
    device = unicodedata.normalize("NFKC", stem).partition(".")[0].strip().upper()
    return f"_{stem}" if device in _RESERVED else stem or "receipt"
