"""A message template as the product knows it once its file is read (``template_files.py`` reads it)."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from commworkflow.rules.blocks import Use
from commworkflow.rules.questions import Group, Question
from commworkflow.rules.roles import ReadingClass, Role


class Audience(StrEnum):
    """To whom a family of messages speaks."""

    PRESS = "press"
    PATIENTS = "patients"
    STAFF = "staff"
    AUTHORITY = "authority"
    CELL = "cell"


class Ending(StrEnum):
    """How a family gets its right to leave: by the director's validation, or sent and then acknowledged."""

    VALIDATED = "validated"
    ACKNOWLEDGED = "acknowledged"


class ChannelKey(StrEnum):
    """The ways out of the hospital that a template may allow."""

    PORTAL = "portal"
    DOCUMENT = "document"
    SITE = "site"
    SPOKEN = "spoken"


@dataclass(frozen=True, slots=True)
class Form:
    """Where an authority's form comes from: what a reader needs to trust it.

    ``verified_on``: the day the source was last checked. Order and wording stay "proposed, not verified" until somebody
    of the hospital ticks that they are identical to the portal; that tick is a record, not part of the file.
    """

    name: str
    authority: str
    source: str
    version: str
    verified_on: date
    address: str = ""


@dataclass(frozen=True, slots=True)
class TemplateSection:
    """A section a draft starts from: key, title (may be empty) and its text in small Markdown with placeholders.

    ``use``: what it is for; ``word_limit`` and ``character_limit``: how much of it there may be at most.
    """

    key: str
    title: str
    markdown: str
    use: Use = Use.TEXT
    word_limit: int | None = None
    character_limit: int | None = None


@dataclass(frozen=True, slots=True)
class Template:
    """A message a hospital can change without a developer: who writes, who is asked, who decides, by what it leaves.

    ``when`` it is written, and ``why``: the rule or the experience behind it, with its source.
    """

    key: str
    language: str
    digest: str
    title: str
    family: str
    audience: Audience
    when: str
    reading_class: ReadingClass
    drafted_by: tuple[Role, ...]
    opinions: tuple[Role, ...]
    ending: Ending
    decided_by: tuple[Role, ...]
    released_by: tuple[Role, ...]
    channels: tuple[ChannelKey, ...]
    holds_hours: int
    word_limit: int | None
    answers_listed: bool
    form: Form | None
    groups: tuple[Group, ...]
    questions: tuple[Question, ...]
    sections: tuple[TemplateSection, ...]
    why: str = ""

    @property
    def portal_form(self) -> Form | None:
        """The form that is typed into an authority's portal, or None: no other can be compared with one.

        A letter to persons has a source and a day of check too, and must not bear a word about a portal.
        """
        return self.form if ChannelKey.PORTAL in self.channels else None

    def question(self, id: str) -> Question | None:
        """Return the question of that id, or None."""
        return next((question for question in self.questions if question.id == id), None)

    def in_group(self, group: str) -> tuple[Question, ...]:
        """Return the questions of one group, in the file's order."""
        return tuple(question for question in self.questions if question.group == group)
