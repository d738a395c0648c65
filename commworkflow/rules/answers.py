"""Answers judged against their template: what can be used, what is wrong, what is still owed.

"Required when" lives here and nowhere else. A wrong answer never hides the others.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from commworkflow.rules.answer_values import (
    MOST_ENTRIES,
    Entry,
    Moment,
    NotAnAnswer,
    Problem,
    ProblemKey,
    Value,
    read_value,
)
from commworkflow.rules.message_templates import Template
from commworkflow.rules.questions import Owed, Question, QuestionType, RawAnswer, RawAnswers, Requirement


class GroupState(StrEnum):
    """How far one part of a form is: nothing answered, something owed left, all that cannot wait given, or wrong."""

    EMPTY = "empty"
    BEGUN = "begun"
    COMPLETE = "complete"
    WITH_PROBLEMS = "with_problems"


@dataclass(frozen=True, slots=True)
class Judged:
    """What the answers are worth at one moment.

    ``values``: the usable ones by question. ``missing``: paths of what is owed now. ``waiting``: paths of what is owed
    but may be left for the complement; none where an answer says that the form is whole. ``owed``: ids of the questions
    owed under the present answers. ``groups``: group id to state, in the template's order. ``past``: paths of the hours
    announced as to come that are not any more.
    """

    values: Mapping[str, Value]
    problems: tuple[Problem, ...]
    missing: tuple[str, ...]
    waiting: tuple[str, ...]
    owed: frozenset[str]
    groups: Mapping[str, GroupState]
    past: tuple[str, ...]


@dataclass(slots=True)
class _Findings:
    zone: ZoneInfo
    now: datetime
    problems: list[Problem] = field(default_factory=list)
    unanswered: list[tuple[str, bool]] = field(default_factory=list)
    """What is owed and not given, each with whether it may wait."""
    past: list[str] = field(default_factory=list)


def judge(template: Template, raw: RawAnswers, now: datetime, zone: ZoneInfo) -> Judged:
    """Judge all answers of a draft at ``now``; dates typed are of ``zone``. Answers to no question are passed over."""
    return judge_answers(template.questions, raw, now, zone, tuple(group.id for group in template.groups))


def judge_answers(
    questions: Sequence[Question], raw: RawAnswers, now: datetime, zone: ZoneInfo, groups: Sequence[str] = ()
) -> Judged:
    """Judge the answers to ``questions``, which need not be of one template; ``groups``: those whose state is told."""
    findings = _Findings(zone, now)
    values = _values(questions, raw, "", findings)
    wrong = {problem.path for problem in findings.problems}
    owed = _owed(questions, values, now)
    _note_unanswered(questions, owed, values, wrong, "", findings)
    whole = any(not _spoken_values(values.get(question.id)).isdisjoint(question.whole) for question in questions)
    missing = tuple(path for path, may_wait in findings.unanswered if whole or not may_wait)
    return Judged(
        values=values,
        problems=tuple(findings.problems),
        missing=missing,
        waiting=tuple(path for path, _ in findings.unanswered if path not in missing),
        owed=owed,
        groups=_group_states(questions, groups, values, wrong, missing),
        past=tuple(findings.past),
    )


def _values(questions: Sequence[Question], raw: RawAnswers, prefix: str, findings: _Findings) -> dict[str, Value]:
    values: dict[str, Value] = {}
    for question in questions:
        path = prefix + question.id
        answer = raw.get(question.id)
        try:
            if question.type is QuestionType.GROUP:
                value: Value | None = _entries(question, answer, path, findings) or None
            else:
                value = read_value(question, answer, findings.zone)
        except NotAnAnswer as refused:
            findings.problems.append(Problem(path, refused.key, refused.facts))
            continue
        if value is not None:
            values[question.id] = value
        if question.to_come and isinstance(value, Moment) and _is_past(value, findings.now):
            findings.past.append(path)
    return values


def _is_past(moment: Moment, now: datetime) -> bool:
    """Say whether a moment has come; one of which only the day is known has once the day is over."""
    return moment.at + timedelta(days=moment.whole_day) <= now


def _entries(question: Question, raw: RawAnswer, path: str, findings: _Findings) -> tuple[Entry, ...]:
    """Read a repeated group; an entry left wholly blank is no entry."""
    if raw is None or raw == "":
        return ()
    if not isinstance(raw, list | tuple) or not all(isinstance(entry, Mapping) for entry in raw):
        raise NotAnAnswer(ProblemKey.ANSWER_SHAPE)
    if len(raw) > MOST_ENTRIES:
        raise NotAnAnswer(ProblemKey.TOO_MANY_ENTRIES, limit=str(MOST_ENTRIES))
    entries: list[Entry] = []
    for number, typed in enumerate(raw):
        prefix = f"{path}.{number}."
        before = len(findings.problems)
        values = _values(question.fields, typed, prefix, findings)
        wrong = {problem.path for problem in findings.problems[before:]}
        if values or wrong:
            owed = _owed(question.fields, values, findings.now)
            _note_unanswered(question.fields, owed, values, wrong, prefix, findings)
        if values:
            entries.append(Entry(values))
    return tuple(entries)


def _note_unanswered(
    questions: Sequence[Question],
    owed: frozenset[str],
    values: Mapping[str, Value],
    wrong: set[str],
    prefix: str,
    findings: _Findings,
) -> None:
    for question in questions:
        path = prefix + question.id
        if question.id not in owed or question.id in values or path in wrong or _begun(path, findings):
            continue
        findings.unanswered.append((path, question.may_wait))


def _begun(path: str, findings: _Findings) -> bool:
    """Say whether a group with no usable entry has wrong ones: it is wrong, not unanswered."""
    return any(problem.path.startswith(f"{path}.") for problem in findings.problems)


def _owed(questions: Sequence[Question], values: Mapping[str, Value], now: datetime) -> frozenset[str]:
    return frozenset(question.id for question in questions if _is_owed(question.required, values, now))


def _is_owed(required: Requirement, values: Mapping[str, Value], now: datetime) -> bool:
    answer = values.get(required.question)
    match required.owed:
        case Owed.ALWAYS:
            return True
        case Owed.NEVER:
            return False
        case Owed.WHEN_ANSWERED:
            return answer is not None
        case Owed.WHEN_IS:
            return not _spoken_values(answer).isdisjoint(required.values)
        case Owed.WHEN_LATE:
            return isinstance(answer, Moment) and now - answer.at > timedelta(hours=required.hours)


def _spoken_values(answer: Value | None) -> frozenset[str]:
    if isinstance(answer, bool):
        return frozenset({"yes" if answer else "no"})
    if isinstance(answer, str):
        return frozenset({answer})
    return frozenset(key for key in answer if isinstance(key, str)) if isinstance(answer, tuple) else frozenset()


def _group_states(
    questions: Sequence[Question],
    groups: Sequence[str],
    values: Iterable[str],
    wrong: Iterable[str],
    missing: Iterable[str],
) -> dict[str, GroupState]:
    group_of = {question.id: question.group for question in questions}

    def touched(paths: Iterable[str]) -> set[str]:
        return {group_of[path.split(".", 1)[0]] for path in paths}

    with_problems, begun, answered = touched(wrong), touched(missing), touched(values)

    def state(group: str) -> GroupState:
        if group in with_problems:
            return GroupState.WITH_PROBLEMS
        if group not in answered:
            return GroupState.EMPTY
        return GroupState.BEGUN if group in begun else GroupState.COMPLETE

    return {group: state(group) for group in groups}


def examples_of(template: Template, now: datetime, zone: ZoneInfo) -> RawAnswers:
    """Return the template's own examples as the answers of a draft at ``now``.

    Those of questions that the other examples leave unasked are left out: a form filled with examples holds together.
    """
    raw = {question.id: question.example for question in template.questions if question.example is not None}
    conditional = {
        question.id for question in template.questions if question.required.owed not in {Owed.ALWAYS, Owed.NEVER}
    }
    while unasked := (conditional & set(raw)) - judge(template, raw, now, zone).owed:
        raw = {id: answer for id, answer in raw.items() if id not in unasked}
    return raw
