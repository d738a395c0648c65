"""The register of facts: what may be known of a crisis, once, so that two texts never hold two numbers.

``reference/facts.toml`` defines the facts; a template's question may name one, and then reads the register. Typing
another answer proposes a new value; it never changes the register by itself.
"""

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from zoneinfo import ZoneInfo

from commworkflow.rules.answer_values import NotAnAnswer, Value, read_value
from commworkflow.rules.answer_words import in_words
from commworkflow.rules.faults import Fault, FaultKey, nearest
from commworkflow.rules.message_templates import Template
from commworkflow.rules.questions import (
    NO_ANSWER,
    Choice,
    Owed,
    Question,
    QuestionType,
    RawAnswer,
    RawAnswers,
    Requirement,
)
from commworkflow.rules.roles import ReadingClass

LANGUAGES = ("fr", "en")
"""The languages every fact is labelled in: those of the pages."""

DISCOVERY = "detection"
"""The key of the fact that says when the incident was discovered."""

_KNOWN_KEYS = ("label", "type", "choices", "unit", "class")
_NEVER = Requirement(Owed.NEVER)


@dataclass(frozen=True, slots=True)
class FactChoice:
    """One value of a fact that is chosen: its key, and its words by language."""

    key: str
    labels: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class FactDefinition:
    """What one fact is: its words by language, the kind of answer it takes, and how far it may be read."""

    key: str
    labels: Mapping[str, str]
    type: QuestionType
    reading_class: ReadingClass
    choices: tuple[FactChoice, ...] = ()
    units: Mapping[str, str] = field(default_factory=dict)

    def label(self, language: str) -> str:
        """Return the fact's name in a language, in French where it has none."""
        return _in_language(self.labels, language)

    def unit(self, language: str) -> str:
        """Return what is counted, in a language; empty for facts that count nothing."""
        return _in_language(self.units, language)

    def as_question(self, language: str) -> Question:
        """Return the fact as a question: it is asked, judged and worded like any other."""
        choices = tuple(Choice(choice.key, _in_language(choice.labels, language)) for choice in self.choices)
        return Question(self.key, self.label(language), self.type, "", _NEVER, choices=choices)


Register = Mapping[str, FactDefinition]
"""Fact key to definition, in the file's order."""


def _in_language(words: Mapping[str, str], language: str) -> str:
    return words.get(language.split("-", 1)[0]) or words.get(LANGUAGES[0], "")


def read_facts(content: bytes) -> Register | tuple[Fault, ...]:
    """Return the register written in ``reference/facts.toml``, or every fault found in it."""
    try:
        text = content.decode("utf-8")
        tables = tomllib.loads(text)
    except UnicodeDecodeError:
        return (Fault(0, FaultKey.NOT_UTF8),)
    except (tomllib.TOMLDecodeError, RecursionError) as error:
        where = re.search(r"at line ([0-9]+)", str(error))
        line = int(where[1]) if where else text.rstrip("\n").count("\n") + 1
        return (Fault(line, FaultKey.TOML_SYNTAX, {"problem": str(error)}),)
    reader = _FactReader(text)
    register = {key: reader.definition(key, table) for key, table in tables.items()}
    return tuple(reader.faults) or register


class _FactReader:
    def __init__(self, text: str) -> None:
        self._lines = {
            found[1]: number
            for number, line in enumerate(text.splitlines(), 1)
            if (found := re.match(r"\s*\[([^\[\]]+)\]", line))
        }
        self.faults: list[Fault] = []

    def definition(self, key: str, table: Any) -> FactDefinition:
        line = self._lines.get(key, 0)
        if not re.fullmatch("[a-z][a-z0-9_]{0,59}", key):
            self._fault(line, FaultKey.ID_SHAPE, id=key)
        if not isinstance(table, dict):
            self._fault(line, FaultKey.EXPECTED_MAP, name=key)
            table = {}
        for name in table:
            if name not in _KNOWN_KEYS:
                self._fault(line, FaultKey.KEY_UNKNOWN, name=name, nearest=nearest(name, _KNOWN_KEYS))
        kind = self._kind(line, table)
        return FactDefinition(
            key=key,
            labels=self._words(line, "label", table.get("label")),
            type=kind,
            reading_class=self._reading_class(line, table),
            choices=self._choices(line, kind, table.get("choices")),
            units=self._words(line, "unit", table["unit"]) if "unit" in table else {},
        )

    def _kind(self, line: int, table: Mapping[str, Any]) -> QuestionType:
        known = [kind.value for kind in QuestionType if kind is not QuestionType.GROUP]
        value = table.get("type")
        if isinstance(value, str) and value in known:
            return QuestionType(value)
        self._unknown(line, "type", value, known)
        return QuestionType.LINE

    def _reading_class(self, line: int, table: Mapping[str, Any]) -> ReadingClass:
        value = table.get("class")
        if isinstance(value, str) and value in ReadingClass.__members__:
            return ReadingClass[value]
        self._unknown(line, "class", value, list(ReadingClass.__members__))
        return ReadingClass.C3

    def _choices(self, line: int, kind: QuestionType, written: Any) -> tuple[FactChoice, ...]:
        chosen = kind in {QuestionType.CHOICE, QuestionType.CHOICES}
        if chosen and not (isinstance(written, dict) and written):
            self._fault(line, FaultKey.CHOICES_MISSING)
        elif not chosen and written is not None:
            self._fault(line, FaultKey.CHOICES_UNEXPECTED)
        elif chosen:
            return tuple(FactChoice(key, self._words(line, key, words)) for key, words in written.items())
        return ()

    def _words(self, line: int, name: str, written: Any) -> Mapping[str, str]:
        words = written if isinstance(written, dict) else {}
        for language in LANGUAGES:
            if not isinstance(words.get(language), str) or not words[language].strip():
                self._fault(line, FaultKey.KEY_MISSING, name=f"{name}.{language}")
        return {language: text for language, text in words.items() if isinstance(text, str)}

    def _unknown(self, line: int, name: str, value: Any, known: list[str]) -> None:
        if value is None:
            self._fault(line, FaultKey.KEY_MISSING, name=name)
            return
        facts = {"name": name, "value": str(value)[:100], "nearest": nearest(str(value), known)}
        self._fault(line, FaultKey.VALUE_UNKNOWN, known=", ".join(known), **facts)

    def _fault(self, line: int, key: FaultKey, **facts: str) -> None:
        self.faults.append(Fault(line, key, facts))


def fact_words(register: Register, facts: RawAnswers, language: str, zone: ZoneInfo) -> Mapping[str, tuple[str, ...]]:
    """Return what is known as a text prints it: fact key to lines. What is not known, or wrong, is not in it."""
    worded = {
        key: in_words(definition.as_question(language), facts[key], language, zone)
        for key, definition in register.items()
        if facts.get(key) is not None
    }
    return {key: words for key, words in worded.items() if words}


def answered_by(template: Template, facts: RawAnswers) -> RawAnswers:
    """Return what the register answers, question id to raw value. ``facts``: fact key to its raw value in force."""
    return {
        question.id: facts[question.fact]
        for question in template.questions
        if question.fact and facts.get(question.fact) not in NO_ANSWER
    }


def with_facts(template: Template, raw: RawAnswers, facts: RawAnswers, zone: ZoneInfo) -> RawAnswers:
    """Return the answers with what the register knows in place of what the draft held, where a question reads a fact.

    ``facts``: fact key to its raw value in force. What the register does not know stays as typed, and so does what
    cannot be read: it never became a value of the fact, and its author must see it to mend it.
    """
    known = answered_by(template, facts)
    unread = {q.id for q in template.questions if q.id in known and not _is_read(q, raw.get(q.id), zone)}
    return {**raw, **{id: value for id, value in known.items() if id not in unread}}


def proposed_facts(template: Template, typed: RawAnswers, shown: RawAnswers, zone: ZoneInfo) -> Mapping[str, RawAnswer]:
    """Return the facts that a posted form proposes to change: fact key to the raw answer typed.

    Only what differs from what was ``shown`` counts, and differs in meaning: "1 200" is 1200. A question the form did
    not send proposes nothing; one sent empty where a value was shown proposes that it is no longer known. A wrong
    answer proposes nothing: it is a problem of the draft first.
    """
    proposed: dict[str, RawAnswer] = {}
    for question in template.questions:
        if not question.fact or question.id not in typed or typed[question.id] == shown.get(question.id):
            continue
        try:
            meant = read_value(question, typed[question.id], zone)
        except NotAnAnswer:
            continue
        if meant != _meaning(question, shown.get(question.id), zone):
            proposed[question.fact] = typed[question.id]
    return proposed


def retyped(question: Question, typed: RawAnswer, shown: RawAnswer, zone: ZoneInfo) -> bool:
    """Say whether an answer is another than the one shown: in what it means, in its signs where one cannot be read."""
    if typed == shown:
        return False
    try:
        return read_value(question, typed, zone) != read_value(question, shown, zone)
    except NotAnAnswer:
        return True


def _is_read(question: Question, raw: RawAnswer, zone: ZoneInfo) -> bool:
    try:
        read_value(question, raw, zone)
    except NotAnAnswer:
        return False
    return True


def _meaning(question: Question, raw: RawAnswer, zone: ZoneInfo) -> Value | None:
    try:
        return read_value(question, raw, zone)
    except NotAnAnswer:
        return None
