"""Questions on a page: the names of their fields, and the raw answers read back from a posted form.

A field is named ``a.<question>``; a part of it ``a.<question>.value``; an entry of a repeated group
``a.<group>.<entry>.<field>``. Nothing is judged here: a draft keeps what was typed.
"""

import json
from collections.abc import Mapping, Sequence
from typing import Any

from werkzeug.datastructures import MultiDict

from commworkflow.rules.message_templates import Template
from commworkflow.rules.questions import Question, QuestionType, RawAnswer, RawAnswers

PREFIX = "a."
ASKED = "asked"
"""A form that asked the questions says so: without it, an empty tick box could not be told from a missing one."""
SHOWN = "shown"
_MOST_ENTRIES = 50
_PARTS: Mapping[QuestionType, tuple[str, ...]] = {
    QuestionType.NUMBER: ("value",),
    QuestionType.DATE_TIME: ("date", "time"),
}
_TICKS: Mapping[QuestionType, str] = {QuestionType.NUMBER: "unknown", QuestionType.DATE_TIME: "estimated"}
_SHOWN_UNKNOWN = "unknown_shown"
"""A number that stood as unknown when its form was opened says so: whoever then types one means it."""


def answers_from(template: Template, form: MultiDict[str, str]) -> RawAnswers | None:
    """Return the answers of a posted form as typed; None where the form asked nothing."""
    if ASKED not in form:
        return None
    return _answers(template.questions, form, PREFIX)


def shown_answers(form: MultiDict[str, str]) -> RawAnswers:
    """Return the answers that the form was opened with, as it carried them; none where that cannot be read."""
    try:
        shown = json.loads(form.get(SHOWN, "{}"))
    except (ValueError, RecursionError):
        return {}
    return shown if isinstance(shown, dict) else {}


def carried(template: Template, answers: RawAnswers) -> str:
    """Return what a form carries of the answers it is opened with: those that read the register of facts."""
    facts = {q.id: answers[q.id] for q in template.questions if q.fact and q.id in answers}
    return json.dumps(facts, ensure_ascii=False, sort_keys=True)


def entries_shown(answer: RawAnswer) -> Sequence[Mapping[str, Any]]:
    """Return the entries of a repeated group to show: those typed, and a blank one to type the next in."""
    typed = [entry for entry in answer if isinstance(entry, Mapping)] if isinstance(answer, list | tuple) else []
    return [*typed, {}][:_MOST_ENTRIES]


def _answers(questions: Sequence[Question], form: MultiDict[str, str], prefix: str) -> dict[str, RawAnswer]:
    return {question.id: _answer(question, form, prefix + question.id) for question in questions}


def _answer(question: Question, form: MultiDict[str, str], name: str) -> RawAnswer:
    match question.type:
        case QuestionType.GROUP:
            return _entries(question, form, name)
        case QuestionType.CHOICES:
            return form.getlist(name)
        case QuestionType.NUMBER | QuestionType.DATE_TIME:
            return _parts(question.type, form, name)
        case _:
            return form.get(name, "")


def _parts(kind: QuestionType, form: MultiDict[str, str], name: str) -> RawAnswer:
    parts: dict[str, Any] = {part: form.get(f"{name}.{part}", "") for part in _PARTS[kind]}
    ticked = f"{name}.{_TICKS[kind]}" in form
    if kind is QuestionType.NUMBER and parts["value"].strip() and f"{name}.{_SHOWN_UNKNOWN}" in form:
        ticked = False  # Nobody unticks a box to type what takes its place.
    if not ticked and not any(parts.values()):
        return ""
    return {**parts, _TICKS[kind]: ticked}


def _entries(question: Question, form: MultiDict[str, str], name: str) -> list[RawAnswer]:
    numbers = {_entry_number(key[len(name) + 1 :]) for key in form if key.startswith(name + ".")}
    entries = []
    for number in sorted(number for number in numbers if 0 <= number < _MOST_ENTRIES):
        entry = _answers(question.fields, form, f"{name}.{number}.")
        if any(_is_typed(answer) for answer in entry.values()):
            entries.append(entry)
    return entries


def _entry_number(rest: str) -> int:
    """The number of the entry that the rest of a field's name begins with; -1 where it begins with none."""
    number, _, field = rest.partition(".")
    return int(number) if field and number.isascii() and number.isdecimal() and len(number) < 4 else -1


def _is_typed(answer: RawAnswer) -> bool:
    return bool(answer)


def fact_from(question: Question, form: MultiDict[str, str]) -> RawAnswer:
    """Return the raw value of one fact from the register's own form."""
    return _answer(question, form, "value")
