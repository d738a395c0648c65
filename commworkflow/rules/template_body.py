"""The body of a template file: its sections, and the placeholders in them."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from commworkflow.rules.faults import Fault, FaultKey, nearest
from commworkflow.rules.message_templates import TemplateSection
from commworkflow.rules.placeholders import ESTABLISHMENT, FACT, INCIDENT, OF_ESTABLISHMENT, OF_INCIDENT, PLACEHOLDER
from commworkflow.rules.template_questions import Asked, Placed

_KEY = re.compile(r"\{#([a-z][a-z0-9_]{0,59})\}$")
_MEANT = re.compile(r"\[\[")


@dataclass(frozen=True, slots=True)
class PlacedSection:
    """A section, the line of its title, and the lines that follow it as the file has them."""

    line: int
    section: TemplateSection
    lines: tuple[str, ...]


def read_sections(lines: Sequence[str], first_line: int, faults: list[Fault]) -> tuple[PlacedSection, ...]:
    """Return the sections written in ``lines``, the first of which is ``first_line`` of the file.

    A section starts with ``## Title {#key}``, or ``## {#key}`` where it bears no title.
    """
    starts = [number for number, line in enumerate(lines) if line.startswith("## ") or line.rstrip() == "##"]
    for number, line in enumerate(lines[: starts[0] if starts else len(lines)]):
        if line.strip():
            faults.append(Fault(first_line + number, FaultKey.TEXT_BEFORE_SECTION))
            break
    sections: list[PlacedSection] = []
    for start, end in pairwise([*starts, len(lines)]):
        inside = tuple(lines[start + 1 : end])
        section = _section(lines[start], inside, first_line + start, faults)
        if section.key in {earlier.section.key for earlier in sections}:
            faults.append(Fault(first_line + start, FaultKey.SECTION_TWICE, {"key": section.key}))
        sections.append(PlacedSection(first_line + start, section, inside))
    return tuple(sections)


def _section(head: str, lines: Sequence[str], line: int, faults: list[Fault]) -> TemplateSection:
    words = head.removeprefix("##").strip()
    found = _KEY.search(words)
    key, title = (found[1], words[: found.start()].strip()) if found else ("", words)
    if not key:
        faults.append(Fault(line, FaultKey.SECTION_KEY_MISSING, {"title": title[:100]}))
    if "[[" in title:
        faults.append(Fault(line, FaultKey.PLACEHOLDER_IN_TITLE))
    for number, text in enumerate(lines, line + 1):
        if text.startswith("# "):
            faults.append(Fault(number, FaultKey.HEADING_LEVEL))
    markdown = "\n".join(lines).strip("\n")
    if not markdown.strip():
        faults.append(Fault(line, FaultKey.SECTION_EMPTY, {"key": key}))
    return TemplateSection(key, title, markdown)


def check_placeholders(
    sections: Iterable[PlacedSection], placed: Sequence[Placed], around: Asked, faults: list[Fault]
) -> None:
    """Note placeholders that name nothing, facts above the message's class, and questions that nothing prints."""
    known = _known(placed, around)
    used: set[str] = set()
    for line, text in (place for entry in sections for place in enumerate(entry.lines, entry.line + 1)):
        for name in _names(text, line, faults):
            used.add(name)
            _check_name(name, line, known, around, faults)
    unused = [] if around.listed else [entry for entry in placed if entry.question.id not in used]
    faults.extend(Fault(entry.line, FaultKey.QUESTION_UNUSED, {"id": entry.question.id}) for entry in unused)


def _names(text: str, line: int, faults: list[Fault]) -> Iterator[str]:
    """Yield the placeholders of one line; what opens like one and is none is a fault."""
    for found in _MEANT.finditer(text):
        if match := PLACEHOLDER.match(text, found.start()):
            yield match[1]
        else:
            faults.append(Fault(line, FaultKey.PLACEHOLDER_SHAPE, {"text": text[found.start() :][:60]}))


def _check_name(name: str, line: int, known: Mapping[str, str], around: Asked, faults: list[Fault]) -> None:
    if name not in known:
        if around.register is not None or not name.startswith(FACT):
            faults.append(
                Fault(line, FaultKey.PLACEHOLDER_UNKNOWN, {"name": name[:100], "nearest": nearest(name, known)})
            )
    elif theirs := known[name]:
        facts = {"fact": name.removeprefix(FACT), "theirs": theirs, "ours": around.reading_class.name}
        faults.append(Fault(line, FaultKey.FACT_CLASS, facts))


def _known(placed: Sequence[Placed], around: Asked) -> Mapping[str, str]:
    """Return the names a placeholder may have, each with the class that the message's readers lack, if any."""
    facts = {
        FACT + key: definition.reading_class.name if definition.reading_class > around.reading_class else ""
        for key, definition in (around.register or {}).items()
    }
    own = [entry.question.id for entry in placed]
    around_it = [ESTABLISHMENT + name for name in OF_ESTABLISHMENT] + [INCIDENT + name for name in OF_INCIDENT]
    return facts | dict.fromkeys([*own, *around_it], "")
