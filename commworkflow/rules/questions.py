"""What a template asks: questions, their types, and when an answer is owed."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

RawAnswer = Any
"""An answer as typed, in JSON: a string, a list, or a map for the types with a tick beside the field."""

RawAnswers = Mapping[str, RawAnswer]

NO_ANSWER: tuple[RawAnswer, ...] = (None, "", [], {})
"""What an answer of any type is where nothing was typed."""


class QuestionType(StrEnum):
    """What kind of answer a question takes."""

    LINE = "line"
    TEXT = "text"
    NUMBER = "number"
    DATE_TIME = "date-time"
    YES_NO = "yes-no"
    CHOICE = "choice"
    CHOICES = "choices"
    GROUP = "group"
    TELEPHONE = "telephone"
    EMAIL = "e-mail"


@dataclass(frozen=True, slots=True)
class Choice:
    """One answer to tick: the key that is stored, the words that are shown."""

    key: str
    label: str


class Owed(StrEnum):
    """When an answer is owed."""

    ALWAYS = "always"
    NEVER = "never"
    WHEN_IS = "when another answer is one of some values"
    WHEN_ANSWERED = "when another answer is given"
    WHEN_LATE = "when more hours than allowed have passed since another answer"


@dataclass(frozen=True, slots=True)
class Requirement:
    """When an answer is owed; ``question``, ``values`` and ``hours`` belong to the three conditional kinds."""

    owed: Owed
    question: str = ""
    values: tuple[str, ...] = ()
    hours: int = 0


@dataclass(frozen=True, slots=True)
class Question:
    """One question of a template.

    ``may_wait``: what is owed may be left for a complement. ``fact``: the key of the register's fact this question
    reads and proposes. ``fields``: the questions of one entry, for a repeated group. ``example``: a raw answer.
    ``slot``: left open in a text that is validated in calm, and filled on the night. ``to_come``: it asks for an hour
    that is announced, and must still be to come. ``whole``: the choices by which a form says that nothing of it waits.
    ``help`` says how to answer, ``why`` what the answer is for, with its source.
    """

    id: str
    label: str
    type: QuestionType
    group: str
    required: Requirement
    may_wait: bool = False
    choices: tuple[Choice, ...] = ()
    fields: tuple["Question", ...] = ()
    fact: str = ""
    help: str = ""
    example: RawAnswer = None
    slot: bool = False
    why: str = ""
    to_come: bool = False
    whole: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Group:
    """A page part of a form: questions that belong together, in the authority's order."""

    id: str
    label: str
