"""A file that a hospital writes: its name with its language, its text made sure of, its head and what follows.

Message templates and the pieces of text beside them are such files.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from babel import Locale, UnknownLocaleError

from commworkflow.rules.characters import ForbiddenCharacter, tidy
from commworkflow.rules.faults import Fault, FaultKey
from commworkflow.rules.template_yaml import Pairs, read_head

LARGEST_FILE = 262_144

_FILE_NAME = re.compile(r"([a-z][a-z0-9-]{0,59})\.([a-z]{2}(?:-[A-Z]{2})?)\.md")
_RULE = "---"


@dataclass(frozen=True, slots=True)
class Headed:
    """A file as read: its head, the lines of its body, and the line of the file that the body starts at."""

    head: Pairs
    body: Sequence[str]
    first_line: int


def named(file_name: str, faults: list[Fault]) -> tuple[str, str] | None:
    """Return key and language of a file by its name (``communique.fr.md``), or None and why."""
    found = _FILE_NAME.fullmatch(file_name)
    if not found:
        faults.append(Fault(0, FaultKey.FILE_NAME, {"name": file_name[:100]}))
        return None
    if not _is_language(found[2]):
        faults.append(Fault(0, FaultKey.LANGUAGE_UNKNOWN, {"language": found[2]}))
    return found[1], found[2]


def headed(content: bytes, faults: list[Fault]) -> Headed | None:
    """Return head and body of a file, or None where it has none; what is wrong is added to ``faults``."""
    text = _readable(content, faults)
    if text is None:
        return None
    lines = text.split("\n")
    if lines[0].rstrip() != _RULE:
        faults.append(Fault(1, FaultKey.HEAD_MISSING))
        return None
    end = next((number for number, line in enumerate(lines[1:], 1) if line.rstrip() == _RULE), 0)
    if not end:
        faults.append(Fault(1, FaultKey.HEAD_UNCLOSED))
        return None
    head = read_head("\n".join(lines[1:end]), 2, faults)
    return None if head is None else Headed(head, lines[end + 1 :], end + 2)


def _is_language(code: str) -> bool:
    try:
        Locale.parse(code, sep="-")
    except UnknownLocaleError:
        return False
    return True


def _readable(content: bytes, faults: list[Fault]) -> str | None:
    """Return the text of a file, or None (and why) where it cannot be read as one."""
    if len(content) > LARGEST_FILE:
        faults.append(Fault(0, FaultKey.FILE_TOO_LARGE, {"limit": str(LARGEST_FILE // 1024)}))
        return None
    if content.startswith(b"\xef\xbb\xbf"):
        faults.append(Fault(1, FaultKey.BYTE_ORDER_MARK))
        content = content[3:]
    try:
        text = content.decode("utf-8")
    except UnicodeDecodeError as error:
        faults.append(Fault(content.count(b"\n", 0, error.start) + 1, FaultKey.NOT_UTF8))
        return None
    if not text.strip():
        faults.append(Fault(0, FaultKey.FILE_EMPTY))
        return None
    return _tidied(text, faults)


def _tidied(text: str, faults: list[Fault]) -> str:
    """Return the text in NFC with plain line ends; characters nobody sees are a fault of the file, never dropped."""
    lines = []
    for number, line in enumerate(re.split("\r\n?|\n", text), 1):
        try:
            tidied = tidy(line)
        except ForbiddenCharacter as forbidden:
            faults.append(Fault(number, FaultKey.FORBIDDEN_CHARACTER, {"name": forbidden.name}))
            lines.append("")
            continue
        if tidied.removed:
            faults.append(Fault(number, FaultKey.UNSEEN_CHARACTER, {"name": ", ".join(tidied.removed)[:200]}))
        lines.append(tidied.text.replace("\n", " "))
    return "\n".join(lines)
