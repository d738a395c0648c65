"""The conditions of a template file: when an answer is owed, when none may wait. Data in few forms, no expression."""

import re
from collections.abc import Mapping

from commworkflow.rules.faults import FaultKey, nearest
from commworkflow.rules.questions import Owed, Question, QuestionType, Requirement
from commworkflow.rules.template_yaml import Keys

TICKED = frozenset({QuestionType.CHOICE, QuestionType.CHOICES})
"""The types of question whose answers are chosen among those the file gives."""

_ALWAYS, _NEVER = Requirement(Owed.ALWAYS), Requirement(Owed.NEVER)
_ANSWERED = re.compile(r"([a-z]\w*) is answered")
_IS = re.compile(r"([a-z]\w*) is (\w+(?: or \w+)*)")
_LATE = re.compile(r"more than ([1-9][0-9]{0,3}) hours since ([a-z]\w*)")


def requirement_of(keys: Keys) -> Requirement:
    """Read ``required`` and ``required when``: data in three forms, never an expression."""
    text, line = keys.text("required when"), keys.line("required when")
    if not text:
        return _ALWAYS if keys.yes_no("required", otherwise=True) else _NEVER
    if keys.text("required"):
        keys.fault(line, FaultKey.REQUIRED_TWICE)
    if found := _ANSWERED.fullmatch(text):
        return Requirement(Owed.WHEN_ANSWERED, found[1])
    if found := _IS.fullmatch(text):
        return Requirement(Owed.WHEN_IS, found[1], tuple(found[2].split(" or ")))
    if found := _LATE.fullmatch(text):
        return Requirement(Owed.WHEN_LATE, found[2], hours=int(found[1]))
    keys.fault(line, FaultKey.REQUIRED_WHEN_SHAPE, text=text[:200])
    return _NEVER


def whole_of(keys: Keys, question: Question) -> tuple[str, ...]:
    """Read ``nothing waits when``: the choices of this question by which a form says that it is whole."""
    name, known = "nothing waits when", [choice.key for choice in question.choices]
    named = tuple(filter(None, keys.text(name).split(" or ")))
    for value in (one for one in named if one not in known):
        found = {"id": question.id, "value": value[:100], "known": ", ".join(known)}
        keys.fault(keys.line(name), FaultKey.REQUIRED_WHEN_VALUE, **found)
    return named


def wrong_condition(question: Question, known: Mapping[str, Question]) -> list[tuple[FaultKey, Mapping[str, str]]]:
    """Return what is wrong with a condition that names another question of the same form."""
    required = question.required
    asked = known.get(required.question)
    if asked is None or asked is question:
        near = nearest(required.question, known)
        return [(FaultKey.REQUIRED_WHEN_UNKNOWN, {"id": required.question, "nearest": near})]
    if required.owed is Owed.WHEN_LATE and asked.type is not QuestionType.DATE_TIME:
        return [(FaultKey.REQUIRED_WHEN_TYPE, {"id": asked.id, "type": asked.type.value})]
    if required.owed is not Owed.WHEN_IS:
        return []
    if asked.type not in {*TICKED, QuestionType.YES_NO}:
        return [(FaultKey.REQUIRED_WHEN_TYPE, {"id": asked.id, "type": asked.type.value})]
    values = ["yes", "no"] if asked.type is QuestionType.YES_NO else [choice.key for choice in asked.choices]
    return [
        (FaultKey.REQUIRED_WHEN_VALUE, {"id": asked.id, "value": value, "known": ", ".join(values)})
        for value in required.values
        if value not in values
    ]
