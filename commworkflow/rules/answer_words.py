"""Answers as a text prints them, in the template's language: numbers and hours as it writes them, choices in words."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache
from zoneinfo import ZoneInfo

from babel import Locale
from babel.dates import format_date, format_time
from babel.numbers import format_decimal

from commworkflow.rules.answer_values import Count, Entry, Moment, NotAnAnswer, Value, read_value
from commworkflow.rules.answers import Judged
from commworkflow.rules.blocks import Field, Section
from commworkflow.rules.message_templates import Template
from commworkflow.rules.questions import Question, QuestionType, RawAnswer


@dataclass(frozen=True, slots=True)
class _Said:
    """The few words that the machine itself writes in a text of one language."""

    yes: str
    no: str
    unknown: str
    estimated: str
    waiting: str
    blank: str
    colon: str


_SAID = {
    "fr": _Said(
        yes="Oui",
        no="Non",
        unknown="inconnu à ce stade",
        estimated="(estimée)",
        waiting="réponse attendue dans le complément",
        blank="non renseigné",
        colon="\u00a0: ",
    ),
    "en": _Said(
        yes="Yes",
        no="No",
        unknown="unknown at this stage",
        estimated="(estimated)",
        waiting="answer to follow in the complement",
        blank="not given",
        colon=": ",
    ),
}


def _said(language: str) -> _Said:
    return _SAID.get(language.split("-", 1)[0], _SAID["en"])


def in_words(question: Question, raw: RawAnswer, language: str, zone: ZoneInfo) -> tuple[str, ...]:
    """Return one raw answer as printed, a line each; nothing where there is no answer or it is wrong.

    A group's raw answer is not read here: its entries are judged together (``words_of`` prints them).
    """
    try:
        value = read_value(question, raw, zone)
    except NotAnAnswer:
        return ()
    return () if value is None else words_of(question, value, language, zone)


def words_of(question: Question, value: Value, language: str, zone: ZoneInfo) -> tuple[str, ...]:
    """Return a typed answer as printed, a line each: one line a choice, one line a field of each entry of a group."""
    if isinstance(value, bool):
        return (_said(language).yes if value else _said(language).no,)
    if isinstance(value, Count):
        return (_said(language).unknown if value.number is None else number_in_words(value.number, language),)
    if isinstance(value, Moment):
        return (moment_in_words(value, language, zone),)
    if isinstance(value, tuple):
        parts: tuple[str | Entry, ...] = value
        return tuple(line for n, part in enumerate(parts, 1) for line in _part(question, n, part, language, zone))
    if question.type is QuestionType.CHOICE:
        return (_label(question, value),)
    return tuple(value.split("\n"))


def _part(question: Question, number: int, part: str | Entry, language: str, zone: ZoneInfo) -> tuple[str, ...]:
    if isinstance(part, str):
        return (_label(question, part),)
    colon = _said(language).colon
    return tuple(
        f"{number}. {field.label}{colon}{', '.join(words_of(field, part.values[field.id], language, zone))}"
        for field in question.fields
        if field.id in part.values
    )


def _label(question: Question, key: str) -> str:
    return next((choice.label for choice in question.choices if choice.key == key), key)


@lru_cache(maxsize=1024)
def number_in_words(number: int, language: str) -> str:
    """Return a number with its thousands apart as the language writes them."""
    return str(format_decimal(number, locale=_locale(language)))


def moment_in_words(moment: Moment, language: str, zone: ZoneInfo) -> str:
    """Return a moment in the establishment's zone, saying when it is an estimate."""
    words = day_in_words(moment.at, language, zone) if moment.whole_day else hour_in_words(moment.at, language, zone)
    return f"{words} {_said(language).estimated}" if moment.estimated else words


def day_in_words(at: datetime, language: str, zone: ZoneInfo) -> str:
    """Return the day, with its name: « vendredi 20 novembre 2026 »."""
    return _day_in_words(at.astimezone(zone).date(), language)


@lru_cache(maxsize=1024)
def _day_in_words(day: date, language: str) -> str:
    words = str(format_date(day, "EEEE d MMMM y" if language == "en" else "full", locale=_locale(language)))
    return re.sub(r"\b1 ", "1er ", words, count=1) if language == "fr" and day.day == 1 else words


@lru_cache(maxsize=1024)
def hour_in_words(at: datetime, language: str, zone: ZoneInfo) -> str:
    """Return the day and the hour, as read aloud: « vendredi 20 novembre 2026 à 9 h 30 »."""
    local = at.astimezone(zone)
    day = day_in_words(at, language, zone)
    match language:
        case "fr":
            minutes = f"\u00a0{local.minute:02d}" if local.minute else ""
            return f"{day} à {local.hour}\u00a0h{minutes}"
        case "en":
            return f"{day} at {local:%H:%M}"
        case _:
            return f"{day}, {format_time(local, 'short', tzinfo=zone, locale=_locale(language))}"


@lru_cache(maxsize=32)
def _locale(language: str) -> Locale:
    return Locale.parse(language, sep="-")


def field_blocks(template: Template, judged: Judged, zone: ZoneInfo) -> tuple[Section, ...]:
    """Return the answers of a form as a section a group, in the template's order.

    What is neither answered nor owed is left out; what waits for the complement says so; what is owed and still missing
    says that it is not given. A group with nothing to show is left out.
    """
    waiting = frozenset(judged.waiting)
    sections: list[Section] = []
    for group in template.groups:
        fields = tuple(
            field
            for question in template.in_group(group.id)
            if (field := _field(question, judged.values, judged.owed, waiting, template.language, zone))
        )
        if fields:
            sections.append(Section(group.id, group.label, fields))
    return tuple(sections)


def _field(
    question: Question,
    values: Mapping[str, Value],
    owed: frozenset[str],
    waiting: frozenset[str],
    language: str,
    zone: ZoneInfo,
) -> Field | None:
    if question.id in values:
        return Field(question.id, question.label, words_of(question, values[question.id], language, zone))
    if question.id in waiting:
        return Field(question.id, question.label, (_said(language).waiting,), waiting=True)
    if question.id in owed:
        return Field(question.id, question.label, (_said(language).blank,))
    return None
