"""What was found of the machine's clock: the last comparison, and which one stood when an entry was written."""

import json
from bisect import bisect_right
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlalchemy.orm import Session

from commworkflow.records.database import ask
from commworkflow.records.hours import ClockCheck
from commworkflow.records.journal import Journal
from commworkflow.records.people import Person
from commworkflow.rules.answer_words import hour_in_words
from commworkflow.rules.hours import HeardFrom, offset_in_words

_FOUND: Mapping[str, str] = {
    "fr": "Heure de la machine, écart constaté {offset} le {at}",
    "en": "Hour of the machine, offset found {offset} on {at}",
}
_NONE_FOUND: Mapping[str, str] = {
    "fr": "Heure de la machine, vérifiée le {at} : aucun écart constaté",
    "en": "Hour of the machine, checked on {at}: no offset found",
}
"""What a print says of the hours on it, in the language of the text and not of the page."""


@dataclass(frozen=True, slots=True)
class Found:
    """What a comparison of the machine's clock found. ``offset_seconds``: positive where the machine was ahead."""

    at: datetime
    offset_seconds: int


@dataclass(frozen=True, slots=True)
class KnownCheck(Found):
    """A comparison of the machine's clock, and what it was made with."""

    said: datetime
    how: HeardFrom
    person: str


_LAST = (
    select(ClockCheck.at, ClockCheck.said, ClockCheck.offset_seconds, ClockCheck.how, Person.name)
    .join(Person, Person.id == ClockCheck.person_id)
    # By number, not by hour: the last one made is the last one, whatever the clock said.
    .order_by(ClockCheck.id.desc())
    .limit(1)
)
_LAST_ENTRY = select(Journal.at).order_by(Journal.sequence.desc()).limit(1)
_CONFIRMED = select(Journal.sequence, Journal.entry).where(Journal.kind == "hour_confirmed").order_by(Journal.sequence)


def last_check(session: Session) -> KnownCheck | None:
    """Return the last comparison, or None where nobody made one yet."""
    row = ask(session, _LAST).one_or_none()
    return KnownCheck(row.at, row.offset_seconds, row.said, HeardFrom(row.how), row.name) if row is not None else None


def last_entry_at(session: Session) -> datetime | None:
    """Return the hour of the journal's last entry, or None of an empty journal."""
    return ask(session, _LAST_ENTRY).scalar_one_or_none()


def hour_line(found: Found | None, language: str, zone: ZoneInfo) -> str:
    """Return what a print made now says of the machine's hour, as last found; nothing where nobody compared it yet."""
    if found is None:
        return ""
    sentences = _FOUND if found.offset_seconds else _NONE_FOUND
    sentence = sentences.get(language, sentences["fr"])
    return sentence.format(offset=offset_in_words(found.offset_seconds), at=hour_in_words(found.at, language, zone))


class Offsets:
    """Which offset was known when an entry of the journal was written: by sequence, since clocks may lie."""

    def __init__(self, session: Session) -> None:
        rows = ask(session, _CONFIRMED).all()
        self._sequences = [row.sequence for row in rows]
        self._seconds = [int(json.loads(row.entry)["facts"]["offset"]) for row in rows]

    def before(self, sequence: int) -> int | None:
        """Return the seconds the machine was known to be ahead by at that entry; None before the first comparison."""
        # An entry that confirms the hour is itself the first of which the offset is known.
        place = bisect_right(self._sequences, sequence)
        return self._seconds[place - 1] if place else None
