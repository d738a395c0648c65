"""A template's own examples as the fields of its form: what a person would type to fill it wholly."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any

from commworkflow.rules.message_templates import Template
from commworkflow.rules.questions import Question, QuestionType
from tests.filling import typed_at


def typed_examples(template: Template, now: datetime) -> list[tuple[str, str]]:
    """Return name and value of every field that the examples fill, in the form's order."""
    answers = typed_at(template, now)
    return [field for question in template.questions for field in _fields(question, answers.get(question.id), "a.")]


def _fields(question: Question, answer: Any, prefix: str) -> Iterator[tuple[str, str]]:
    name = prefix + question.id
    if answer is None or answer == "":
        return
    match question.type:
        case QuestionType.GROUP:
            yield from _entries(question.fields, answer, name)
        case QuestionType.CHOICES:
            yield from ((name, key) for key in answer)
        case QuestionType.NUMBER | QuestionType.DATE_TIME:
            yield from _parts(answer, name)
        case _:
            yield name, str(answer)


def _parts(answer: Mapping[str, Any], name: str) -> Iterator[tuple[str, str]]:
    for part, value in answer.items():
        if value is True:
            yield f"{name}.{part}", "1"
        elif value:
            yield f"{name}.{part}", str(value)


def _entries(fields: Sequence[Question], entries: Any, name: str) -> Iterator[tuple[str, str]]:
    # Without scripts one blank entry is offered at a time: the journey fills the first.
    for field in fields:
        yield from _fields(field, entries[0].get(field.id), f"{name}.0.")
