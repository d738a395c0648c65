"""The journal as a page reads it: entries with their facts, names of people, and the sentences written with them."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Row, bindparam, select
from sqlalchemy.orm import Session

from commworkflow.records.database import ask
from commworkflow.records.journal import Journal, JournalText
from commworkflow.records.messages import Message
from commworkflow.records.people import Person
from commworkflow.records.questions import Question

_SENT_BACK = frozenset({"message_returned", "return_recorded", "validation_revoked", "decision_contested"})
_ENDED = frozenset({"message_withdrawn", "message_refused", "message_discarded"})
TURNS = _SENT_BACK | {"message_submitted", "message_taken_back"}
"""The kinds of entries by which a text leaves its author's hands, or comes back to them."""


@dataclass(frozen=True, slots=True)
class Told:
    """One entry of the journal, ready to be worded: ``facts`` as sealed in it, ``texts`` as people wrote them.

    ``number``: that of the message it is about, empty for none.
    """

    sequence: int
    kind: str
    at: datetime
    person: str
    incident: str
    message: str
    number: str
    seal: str
    leaf: str
    facts: Mapping[str, str | int]
    texts: Mapping[str, Any]


_TOLD = (
    select(
        Journal.sequence,
        Journal.entry,
        Journal.kind,
        Journal.at,
        Journal.incident_uid,
        Journal.message_uid,
        Journal.leaf,
        JournalText.body,
        Person.name,
        Message.number,
    )
    .outerjoin(JournalText, JournalText.sequence == Journal.sequence)
    .outerjoin(Person, Person.uid == Journal.person_uid)
    .outerjoin(Message, Message.uid == Journal.message_uid)
)


_OF_MESSAGE = Question(
    _TOLD.where(Journal.message_uid == bindparam("message")).order_by(Journal.sequence.desc()).limit(bindparam("most"))
)


def told(session: Session, *conditions: ColumnElement[bool], limit: int, newest_first: bool = True) -> tuple[Told, ...]:
    """Return the entries that meet the conditions, at most ``limit`` of them: one statement."""
    order = Journal.sequence.desc() if newest_first else Journal.sequence
    rows = ask(session, _TOLD.where(*conditions).order_by(order).limit(limit))
    return tuple(_told(row) for row in rows)


def told_of(session: Session, message: str, *, limit: int) -> tuple[Told, ...]:
    """Return the latest entries on one message, at most ``limit`` of them, the newest first."""
    return tuple(_told(row) for row in _OF_MESSAGE.ask(session, {"message": message, "most": limit}))


def _told(row: Row[*tuple[Any, ...]]) -> Told:
    sealed = json.loads(row.entry)
    return Told(
        sequence=row.sequence,
        kind=row.kind,
        at=row.at,
        person=row.name or "",
        incident=row.incident_uid,
        message=row.message_uid,
        number=row.number or "",
        seal=sealed["seal"],
        leaf=row.leaf,
        facts=sealed["facts"],
        texts=json.loads(row.body) if row.body else {},
    )


def sent_back(entries: Sequence[Told]) -> Told | None:
    """Return the entry by which a draft came back to its author with a reason; ``entries``: newest first."""
    last = next((entry for entry in entries if entry.kind in TURNS), None)
    return last if last is not None and last.kind in _SENT_BACK else None


def ended(entries: Sequence[Told]) -> Told | None:
    """Return the entry by which a message ended, with its reason; a refusal written down for a director apart."""
    return next((entry for entry in entries if entry.kind in _ENDED), None)
