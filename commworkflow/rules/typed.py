"""What somebody typed into the form of a draft, and what of it may be stored."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from commworkflow.rules.characters import ForbiddenCharacter
from commworkflow.rules.fields import NAME, NotTaken, line_in
from commworkflow.rules.questions import RawAnswers
from commworkflow.rules.text import html_from_markdown

LONGEST_TITLE = NAME
LONGEST_SECTION = 40_000

Problems = Mapping[str, tuple[str, Mapping[str, Any]]]
"""The name of each field that cannot be taken: the key of what is wrong with it, and its facts."""


@dataclass(frozen=True, slots=True)
class Typed:
    """What somebody typed: title, the Markdown of each section by key, the answers as typed.

    ``answers`` None: no question was asked, those of the last revision stay. ``shown``: the answers the form was opened
    with; only what differs from them proposes a new value of a fact.
    """

    title: str
    sections: Mapping[str, str]
    answers: RawAnswers | None = None
    shown: RawAnswers = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Taken:
    """Title and sections as they may be stored, what cannot be, and the names of the characters taken out.

    A field with a problem stands empty.
    """

    title: str
    sections: list[dict[str, str]]
    problems: Problems
    removed: tuple[str, ...]


def take(typed: Typed, before: Sequence[Mapping[str, str]]) -> Taken:
    """Return what may be stored of a form; a section that was not sent stays as it was ``before``."""
    wrong: dict[str, tuple[str, Mapping[str, Any]]] = {}
    removed: dict[str, None] = {}
    title = _title(typed.title, wrong, removed)
    sections = []
    for section in before:
        key = section["key"]
        html = section["html"] if key not in typed.sections else _html(key, typed.sections[key], wrong, removed)
        sections.append({"key": key, "title": section["title"], "html": html})
    return Taken(title, sections, wrong, tuple(removed))


def _title(title: str, wrong: dict[str, tuple[str, Mapping[str, Any]]], removed: dict[str, None]) -> str:
    try:
        taken = line_in(title, LONGEST_TITLE, "required")
    except NotTaken as not_taken:
        wrong["title"] = not_taken.problem
        return ""
    removed.update(dict.fromkeys(taken.removed))
    return taken.text


def _html(key: str, typed: str, wrong: dict[str, tuple[str, Mapping[str, Any]]], removed: dict[str, None]) -> str:
    if len(typed) > LONGEST_SECTION:
        wrong[f"section.{key}"] = ("too_long", {"count": len(typed), "limit": LONGEST_SECTION})
        return ""
    try:
        cleaned = html_from_markdown(typed)
    except ForbiddenCharacter as forbidden:
        wrong[f"section.{key}"] = ("forbidden_character", {"name": forbidden.name})
        return ""
    removed.update(dict.fromkeys(cleaned.removed))
    return cleaned.html
