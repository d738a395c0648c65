"""The questions of a template file: from the head's maps to questions, every fault with its line."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from commworkflow.rules.answers import judge_answers
from commworkflow.rules.facts import FactDefinition, Register
from commworkflow.rules.faults import Fault, FaultKey, nearest
from commworkflow.rules.questions import Choice, Group, Owed, Question, QuestionType, RawAnswer
from commworkflow.rules.roles import ReadingClass
from commworkflow.rules.template_conditions import TICKED, requirement_of, whole_of, wrong_condition
from commworkflow.rules.template_yaml import Items, Keys, Node, Pairs, Scalar

FIELD_KEYS = (
    "id", "label", "type", "choices", "required", "required when", "may wait", "to come", "help", "why", "example",
)  # fmt: skip
QUESTION_KEYS = (*FIELD_KEYS, "group", "fields", "fact", "slot", "nothing waits when")

ID = re.compile("[a-z][a-z0-9_]{0,59}")

_MOMENT = re.compile("([0-9-]+)(?: ([0-9:]+))?( estimated)?")

# An example holds in any zone: judged in UTC, no hour is skipped.
_UTC = ZoneInfo("UTC")
_ANY_DAY = datetime(2026, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Asked:
    """What is around the questions of one file, and what they are checked against."""

    groups: tuple[Group, ...]
    listed: bool
    reading_class: ReadingClass
    register: Register | None


@dataclass(frozen=True, slots=True)
class Placed:
    """A question and the line it starts at."""

    line: int
    question: Question


def read_questions(maps: Sequence[Pairs], around: Asked, faults: list[Fault]) -> tuple[Placed, ...]:
    """Return the questions written in ``maps``; what is wrong with them is added to ``faults``."""
    placed = tuple(_question(pairs, around, faults) for pairs in maps)
    _check_together(placed, faults)
    facts: dict[str, str] = {}
    for entry in placed:
        fact = entry.question.fact
        if fact and fact in facts:
            found = {"fact": fact, "id": entry.question.id, "other": facts[fact]}
            faults.append(Fault(entry.line, FaultKey.FACT_TWICE, found))
        facts.setdefault(fact, entry.question.id)
    return placed


def _question(pairs: Pairs, around: Asked, faults: list[Fault]) -> Placed:
    keys = Keys(pairs, QUESTION_KEYS, faults)
    question = _bare(keys, around)
    group = keys.text("group", needed=True)
    if group and group not in {known.id for known in around.groups}:
        known = [entry.id for entry in around.groups]
        keys.fault(keys.line("group"), FaultKey.GROUP_UNKNOWN, group=group[:100], nearest=nearest(group, known))
    slot = keys.yes_no("slot", otherwise=False)
    question = replace(question, group=group, slot=slot, whole=whole_of(keys, question))
    question = replace(question, fields=_fields(keys, question, around, faults))
    question = _with_fact(keys, question, around)
    return Placed(pairs.line, _with_example(keys, question))


def _bare(keys: Keys, around: Asked) -> Question:
    """Read what a question and a field of a repeated group have in common."""
    id = keys.text("id", needed=True)
    if id and not ID.fullmatch(id):
        keys.fault(keys.line("id"), FaultKey.ID_SHAPE, id=id[:100])
    kind = keys.member("type", QuestionType) or QuestionType.LINE
    choices = tuple(Choice(key.text, label) for key, label in keys.labels("choices"))
    if kind in TICKED and not choices:
        keys.fault(keys.line_of_map, FaultKey.CHOICES_MISSING)
    if choices and kind not in TICKED:
        keys.fault(keys.line("choices"), FaultKey.CHOICES_UNEXPECTED)
    for key, _ in keys.labels("choices") if kind in TICKED else ():
        if not ID.fullmatch(key.text):
            keys.fault(key.line, FaultKey.ID_SHAPE, id=key.text[:100])
    may_wait = keys.yes_no("may wait", otherwise=False)
    if may_wait and not around.listed:
        keys.fault(keys.line("may wait"), FaultKey.WAIT_NEEDS_LISTED)
    to_come = keys.yes_no("to come", otherwise=False)
    if to_come and kind is not QuestionType.DATE_TIME:
        keys.fault(keys.line("to come"), FaultKey.TO_COME_TYPE, type=kind.value)
    label, help, why = keys.text("label", needed=True), keys.text("help"), keys.text("why")
    return Question(id, label, kind, "", requirement_of(keys), may_wait, choices, help=help, why=why, to_come=to_come)


def _fields(keys: Keys, question: Question, around: Asked, faults: list[Fault]) -> tuple[Question, ...]:
    if question.type is not QuestionType.GROUP:
        if keys.node("fields"):
            keys.fault(keys.line("fields"), FaultKey.FIELDS_UNEXPECTED)
        return ()
    maps = keys.maps("fields")
    if not maps:
        keys.fault(keys.line("fields"), FaultKey.FIELDS_MISSING)
    placed = tuple(_field(pairs, around, faults) for pairs in maps)
    _check_together(placed, faults)
    return tuple(entry.question for entry in placed)


def _field(pairs: Pairs, around: Asked, faults: list[Fault]) -> Placed:
    keys = Keys(pairs, FIELD_KEYS, faults)
    question = _bare(keys, around)
    if question.type is QuestionType.GROUP:
        keys.fault(pairs.line, FaultKey.GROUP_IN_GROUP)
    return Placed(pairs.line, question)


def _with_fact(keys: Keys, question: Question, around: Asked) -> Question:
    fact, line = keys.text("fact"), keys.line("fact")
    if not fact:
        return question
    if around.register is None:
        return replace(question, fact=fact)
    definition = around.register.get(fact)
    if definition is None:
        keys.fault(line, FaultKey.FACT_UNKNOWN, fact=fact[:100], nearest=nearest(fact, around.register))
        return question
    _check_fact(keys, line, question, definition, around)
    return replace(question, fact=fact)


def _check_fact(keys: Keys, line: int, question: Question, definition: FactDefinition, around: Asked) -> None:
    if definition.type is not question.type:
        keys.fault(line, FaultKey.FACT_TYPE, fact=definition.key, type=definition.type.value)
    known = [choice.key for choice in definition.choices]
    for choice in question.choices:
        if definition.type in TICKED and choice.key not in known:
            nearby = nearest(choice.key, known)
            keys.fault(line, FaultKey.FACT_CHOICE, fact=definition.key, value=choice.key, nearest=nearby)
    if definition.reading_class > around.reading_class:
        theirs, ours = definition.reading_class.name, around.reading_class.name
        keys.fault(line, FaultKey.FACT_CLASS, fact=definition.key, theirs=theirs, ours=ours)


def _check_together(placed: Sequence[Placed], faults: list[Fault]) -> None:
    """Check what questions say of each other: ids, and the answers that make others owed."""
    known: dict[str, Question] = {}
    for entry in placed:
        if entry.question.id in known:
            faults.append(Fault(entry.line, FaultKey.ID_TWICE, {"id": entry.question.id}))
        known.setdefault(entry.question.id, entry.question)
    for entry in placed:
        if entry.question.required.question:
            faults.extend(Fault(entry.line, key, facts) for key, facts in wrong_condition(entry.question, known))


def _with_example(keys: Keys, question: Question) -> Question:
    """Read the example as the raw answer it stands for, and judge it like any answer."""
    node, line = keys.node("example"), keys.line("example")
    if node is None:
        if question.required.owed is not Owed.NEVER:
            keys.fault(line, FaultKey.EXAMPLE_MISSING, id=question.id)
        return question
    if (raw := _raw(question, node)) is None:
        keys.fault(line, FaultKey.EXAMPLE_SHAPE, id=question.id, type=question.type.value)
        return question
    judged = judge_answers((question,), {question.id: raw}, _ANY_DAY, _UTC)
    for problem in judged.problems:
        keys.fault(line, FaultKey.EXAMPLE_WRONG, id=problem.path, problem=problem.key.value, **problem.facts)
    for path in judged.missing:
        keys.fault(line, FaultKey.EXAMPLE_WRONG, id=path, problem="missing")
    return replace(question, example=raw)


def _raw(question: Question, node: Node) -> RawAnswer:
    """Return the raw answer an example stands for, None where its shape is not that of the question."""
    match question.type, node:
        case QuestionType.CHOICES, Items(nodes=nodes):
            return [entry.text for entry in nodes if isinstance(entry, Scalar)] or None
        case QuestionType.GROUP, Items(nodes=nodes):
            return [_raw_entry(question, entry) for entry in nodes]
        case QuestionType.NUMBER, Scalar(text=text):
            unknown = text == "unknown"
            return {"value": "" if unknown else text, "unknown": unknown}
        case QuestionType.DATE_TIME, Scalar(text=text):
            found = _MOMENT.fullmatch(text)
            return {"date": found[1], "time": found[2] or "", "estimated": bool(found[3])} if found else None
        case QuestionType.CHOICES | QuestionType.GROUP, _:
            return None
        case _, Scalar(text=text):
            return text
        case _:
            return None


def _raw_entry(question: Question, node: Node) -> RawAnswer:
    if not isinstance(node, Pairs):
        return None
    fields = {field.id: field for field in question.fields}
    return {key: _raw(fields[key], value) if key in fields else None for key, (_, value) in node.nodes.items()}
