"""One answer: from what was typed to a value that can be trusted, or the reason why not.

A raw answer is JSON as the form sends it. Text types and a single choice: a string. Yes or no: ``"yes"``, ``"no"`` or
``""``. A number: ``{"value": "1 200", "unknown": false}``. A date and hour, in the establishment's zone:
``{"date": "2026-03-13", "time": "09:30", "estimated": false}``. Choices: a list of keys. A group: a list of maps.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time
from enum import StrEnum
from functools import lru_cache
from zoneinfo import ZoneInfo

import phonenumbers
from email_validator import EmailNotValidError, validate_email
from phonenumbers import shortnumberinfo

from commworkflow.rules.characters import ForbiddenCharacter, tidy
from commworkflow.rules.questions import Question, QuestionType, RawAnswer

LONGEST_LINE = 300
LONGEST_TEXT = 20_000
MOST_ENTRIES = 50
EARLIEST, LATEST = date(1900, 1, 1), date(2199, 12, 31)

FRENCH_REGIONS = ("FR", "RE", "GP", "MQ", "GF", "YT", "PM", "NC", "PF")
"""Metropolitan France first; then the overseas numbering, so that a hospital there types its own numbers."""

FRANCE = 33
LONGEST_SHORT_NUMBER = 6

_SPACES = re.compile("[ \u00a0\u2007\u2009\u202f]+")
_DAY = re.compile("([0-9]{4})-([0-9]{1,2})-([0-9]{1,2})|([0-9]{1,2})[/.]([0-9]{1,2})[/.]([0-9]{4})")
_TELEPHONE = re.compile("[+]?[0-9 ().\u00a0\u2009\u202f\u2010\u2011-]{2,40}")
_HOUR = re.compile("([0-9]{1,2}) ?[:hH] ?([0-9]{2})?(?::[0-9]{2})?")


class ProblemKey(StrEnum):
    """Why an answer cannot be taken as typed."""

    ANSWER_SHAPE = "answer_shape"
    ANSWER_CHARACTER = "answer_character"
    ANSWER_TOO_LONG = "answer_too_long"
    ONE_LINE_ONLY = "one_line_only"
    NOT_A_NUMBER = "not_a_number"
    NUMBER_AND_UNKNOWN = "number_and_unknown"
    DATE_NEEDED = "date_needed"
    NOT_A_DATE = "not_a_date"
    DATE_TOO_FAR = "date_too_far"
    TIME_NEEDED = "time_needed"
    NOT_A_TIME = "not_a_time"
    HOUR_SKIPPED = "hour_skipped"
    NOT_A_CHOICE = "not_a_choice"
    NOT_A_TELEPHONE = "not_a_telephone"
    NOT_AN_EMAIL = "not_an_email"
    TOO_MANY_ENTRIES = "too_many_entries"


@dataclass(frozen=True, slots=True)
class Count:
    """A number, or None where the answer is "unknown"."""

    number: int | None


@dataclass(frozen=True, slots=True)
class Moment:
    """A date and hour with its zone. ``whole_day``: no hour was given, which only an estimate allows."""

    at: datetime
    estimated: bool = False
    whole_day: bool = False


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry of a repeated group: field id to value, those answered only."""

    values: Mapping[str, "Value"]


Value = str | bool | Count | Moment | tuple[str, ...] | tuple[Entry, ...]
"""A typed answer. Text, telephone, e-mail and the key of one choice are strings; several choices a tuple of keys."""


class NotAnAnswer(ValueError):
    """What was typed is no answer to the question; ``key`` and ``facts`` say why."""

    def __init__(self, key: ProblemKey, **facts: str) -> None:
        super().__init__(key.value)
        self.key = key
        self.facts: Mapping[str, str] = facts


@dataclass(frozen=True, slots=True)
class Problem:
    """One wrong answer. ``path``: the question's id, or ``group.entry.field`` with entries counted from 0."""

    path: str
    key: ProblemKey
    facts: Mapping[str, str] = field(default_factory=dict)


def read_value(question: Question, raw: RawAnswer, zone: ZoneInfo) -> Value | None:
    """Return the typed answer, or None where there is none. Groups are read entry by entry (``answers.judge``).

    Raises NotAnAnswer.
    """
    if raw is None or raw == "":
        return None
    match question.type:
        case QuestionType.NUMBER:
            return _count(raw)
        case QuestionType.DATE_TIME:
            return _moment(raw, zone)
        case QuestionType.YES_NO | QuestionType.CHOICE | QuestionType.CHOICES:
            return _ticked(question, raw)
        case QuestionType.GROUP:
            raise NotAnAnswer(ProblemKey.ANSWER_SHAPE)
        case _:
            return _written(question.type, raw)


def _ticked(question: Question, raw: RawAnswer) -> Value | None:
    known = tuple(choice.key for choice in question.choices)
    if question.type is QuestionType.CHOICES:
        return _some_of(raw, known) or None
    return _one_of(raw, known) if question.type is QuestionType.CHOICE else _one_of(raw, ("yes", "no")) == "yes"


def _written(kind: QuestionType, raw: RawAnswer) -> str | None:
    if kind is QuestionType.TEXT:
        return _text(raw, LONGEST_TEXT) or None
    line = _line(raw, LONGEST_LINE)
    if not line:
        return None
    if kind is QuestionType.TELEPHONE:
        return _telephone(line)
    return _email(line) if kind is QuestionType.EMAIL else line


def _text(raw: RawAnswer, longest: int) -> str:
    if not isinstance(raw, str):
        raise NotAnAnswer(ProblemKey.ANSWER_SHAPE)
    if len(raw) > 2 * longest:
        raise NotAnAnswer(ProblemKey.ANSWER_TOO_LONG, limit=str(longest))
    try:
        text = tidy(raw).text.strip()
    except ForbiddenCharacter as forbidden:
        raise NotAnAnswer(ProblemKey.ANSWER_CHARACTER, name=forbidden.name) from None
    if len(text) > longest:
        raise NotAnAnswer(ProblemKey.ANSWER_TOO_LONG, limit=str(longest))
    return text


def _line(raw: RawAnswer, longest: int) -> str:
    text = _text(raw, longest)
    if "\n" in text:
        raise NotAnAnswer(ProblemKey.ONE_LINE_ONLY)
    return text


def _one_of(raw: RawAnswer, known: tuple[str, ...]) -> str:
    if not isinstance(raw, str):
        raise NotAnAnswer(ProblemKey.ANSWER_SHAPE)
    if raw not in known:
        raise NotAnAnswer(ProblemKey.NOT_A_CHOICE)
    return raw


def _some_of(raw: RawAnswer, known: tuple[str, ...]) -> tuple[str, ...]:
    """Return the choices ticked in the template's order, whatever the order they were sent in."""
    if not isinstance(raw, list | tuple) or not all(isinstance(key, str) for key in raw):
        raise NotAnAnswer(ProblemKey.ANSWER_SHAPE)
    ticked = {key for key in raw if key}
    if not ticked <= set(known):
        raise NotAnAnswer(ProblemKey.NOT_A_CHOICE)
    return tuple(key for key in known if key in ticked)


def _count(raw: RawAnswer) -> Count | None:
    typed, unknown = (raw.get("value"), raw.get("unknown", False)) if isinstance(raw, Mapping) else (raw, False)
    if not isinstance(typed, str | None) or not isinstance(unknown, bool):
        raise NotAnAnswer(ProblemKey.ANSWER_SHAPE)
    digits = _SPACES.sub("", typed or "")
    if digits and unknown:
        raise NotAnAnswer(ProblemKey.NUMBER_AND_UNKNOWN)
    if not digits:
        return Count(None) if unknown else None
    if not re.fullmatch("[0-9]{1,12}", digits):
        raise NotAnAnswer(ProblemKey.NOT_A_NUMBER)
    return Count(int(digits))


def _moment(raw: RawAnswer, zone: ZoneInfo) -> Moment | None:
    if not isinstance(raw, Mapping):
        raise NotAnAnswer(ProblemKey.ANSWER_SHAPE)
    day_typed, hour_typed, estimated = (raw.get("date") or "", raw.get("time") or "", raw.get("estimated", False))
    if not isinstance(day_typed, str) or not isinstance(hour_typed, str) or not isinstance(estimated, bool):
        raise NotAnAnswer(ProblemKey.ANSWER_SHAPE)
    if not day_typed.strip():
        if hour_typed.strip():
            raise NotAnAnswer(ProblemKey.DATE_NEEDED)
        return None
    day = _day(day_typed.strip())
    if hour_typed.strip():
        return Moment(_in_zone(day, _hour(hour_typed.strip()), zone), estimated)
    if not estimated:
        raise NotAnAnswer(ProblemKey.TIME_NEEDED)
    return Moment(datetime.combine(day, time(), zone), estimated, whole_day=True)


def _day(typed: str) -> date:
    found = _DAY.fullmatch(typed)
    if not found:
        raise NotAnAnswer(ProblemKey.NOT_A_DATE)
    year, month, number = found.group(1, 2, 3) if found[1] else found.group(6, 5, 4)
    try:
        day = date(int(year), int(month), int(number))
    except ValueError:
        raise NotAnAnswer(ProblemKey.NOT_A_DATE) from None
    if not EARLIEST <= day <= LATEST:
        raise NotAnAnswer(ProblemKey.DATE_TOO_FAR)
    return day


def _hour(typed: str) -> time:
    found = _HOUR.fullmatch(typed)
    if not found or int(found[1]) > 23 or int(found[2] or 0) > 59:
        raise NotAnAnswer(ProblemKey.NOT_A_TIME)
    return time(int(found[1]), int(found[2] or 0))


def _in_zone(day: date, hour: time, zone: ZoneInfo) -> datetime:
    """Return that local hour; one that exists twice is the first: a delay that starts earlier is the cautious one."""
    local = datetime.combine(day, hour, zone)
    if local.astimezone(UTC).astimezone(zone).replace(tzinfo=None) != local.replace(tzinfo=None):
        raise NotAnAnswer(ProblemKey.HOUR_SKIPPED)
    return local


@lru_cache(maxsize=512)
def _telephone(typed: str) -> str:
    """Return a number as France writes it (or international with its +); short numbers stay short."""
    if not _TELEPHONE.fullmatch(typed):
        raise NotAnAnswer(ProblemKey.NOT_A_TELEPHONE)
    for region in FRENCH_REGIONS:
        if written := _numbered_in(region, typed):
            return written
    raise NotAnAnswer(ProblemKey.NOT_A_TELEPHONE)


def _numbered_in(region: str, typed: str) -> str:
    """Return the number as it is written, or nothing where ``typed`` is no number of that region."""
    try:
        number = phonenumbers.parse(typed, region)
    except phonenumbers.NumberParseException:
        return ""
    digits = re.sub("[^0-9]", "", typed)
    if len(digits) <= LONGEST_SHORT_NUMBER and not typed.startswith("+"):
        return digits if shortnumberinfo.is_valid_short_number_for_region(number, region) else ""
    if not phonenumbers.is_valid_number(number):
        return ""
    if number.country_code == FRANCE:
        return str(phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.NATIONAL))
    if typed.startswith("+"):
        return str(phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.INTERNATIONAL))
    return " ".join(digits[start : start + 2] for start in range(0, len(digits), 2))


@lru_cache(maxsize=512)
def _email(typed: str) -> str:
    try:
        return validate_email(typed, check_deliverability=False).normalized
    except EmailNotValidError:
        raise NotAnAnswer(ProblemKey.NOT_AN_EMAIL) from None
