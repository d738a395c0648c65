"""The journal as its page and its export show it, filtered, as far as its reader may see."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, exists, or_
from sqlalchemy.orm import Session

from commworkflow.readings.history import Told, told
from commworkflow.readings.people import ever_mandated
from commworkflow.readings.readable import readable_by
from commworkflow.records.incidents import Incident, IncidentEstablishment
from commworkflow.records.journal import Journal
from commworkflow.records.messages import Message
from commworkflow.records.people import Establishment
from commworkflow.rules.roles import Actor, May, ReadingClass

ENTRIES_A_PAGE = 100
OF_EVERYBODY = ("world_made", "world_resumed", "hour_confirmed", "form_verified", "form_check_taken_back")
"""The entries that whoever reads a journal reads, wherever they were made.

The world, its machine and its templates are everybody's: so is the hour on every print, and the warning on a form.
"""


@dataclass(frozen=True, slots=True)
class JournalFilter:
    """What is looked for; empty or None: anything. ``before``: entries older than that sequence."""

    kind: str = ""
    person: str = ""
    incident: str = ""
    message: str = ""
    since: datetime | None = None
    until: datetime | None = None
    before: int | None = None


@dataclass(frozen=True, slots=True)
class JournalPage:
    """A page of entries, newest first; ``next_before`` leads to the older ones.

    ``people``: uid and name of those who hold or held a mandate where the reader reads the journal, to choose from.
    """

    entries: tuple[Told, ...]
    next_before: int | None
    people: tuple[tuple[str, str], ...]


def class_named_to(actor: Actor) -> ReadingClass:
    """Return the highest class this person reads wherever they read the journal: what an entry may name to them."""
    classes = (actor.reads(place) or ReadingClass.C0 for place in actor.establishments(May.READ_JOURNAL))
    return min(classes, default=ReadingClass.C0)


def journal_page(session: Session, actor: Actor, wanted: JournalFilter) -> JournalPage:
    """Return one page of the journal. Two statements, whatever the journal's length."""
    entries = told(session, *_conditions(actor, wanted), limit=ENTRIES_A_PAGE + 1)
    places = actor.establishments(May.READ_JOURNAL)
    people = ever_mandated(session, places)
    more = len(entries) > ENTRIES_A_PAGE
    shown = entries[:ENTRIES_A_PAGE]
    return JournalPage(shown, shown[-1].sequence if more else None, people)


def journal_entries(session: Session, actor: Actor, wanted: JournalFilter) -> Iterator[Told]:
    """Yield every entry that is looked for, newest first, a page of them at a time."""
    before = wanted.before
    while True:
        step = JournalFilter(
            wanted.kind, wanted.person, wanted.incident, wanted.message, wanted.since, wanted.until, before
        )
        entries = told(session, *_conditions(actor, step), limit=ENTRIES_A_PAGE)
        yield from entries
        if len(entries) < ENTRIES_A_PAGE:
            return
        before = entries[-1].sequence


def entries_found(session: Session, actor: Actor, sequences: Sequence[int]) -> tuple[Told, ...]:
    """Return those of these entries that the reader may see, newest first: one statement."""
    return told(session, Journal.sequence.in_(sequences), _readable(actor), limit=len(sequences))


def _conditions(actor: Actor, wanted: JournalFilter) -> list[ColumnElement[bool]]:
    conditions = [_readable(actor)]
    for column, value in (
        (Journal.kind, wanted.kind),
        (Journal.person_uid, wanted.person),
        (Journal.incident_uid, wanted.incident),
        (Journal.message_uid, wanted.message),
    ):
        if value:
            conditions.append(column == value)
    if wanted.since is not None:
        conditions.append(Journal.at >= wanted.since)
    if wanted.until is not None:
        conditions.append(Journal.at < wanted.until)
    if wanted.before is not None:
        conditions.append(Journal.sequence < wanted.before)
    return conditions


def _readable(actor: Actor) -> ColumnElement[bool]:
    """An entry about a message is read by who reads the message; one about an incident, by who reads its establishment.

    What concerns neither (sign-ins, people, establishments) is read where it happened; what names no establishment
    (somebody signing in who holds no mandate yet), by who reads the journal of all of them. What touches the world, its
    machine or its templates concerns everybody: what an hour says, or whether a form bears its warning, may be theirs.
    """
    places = actor.establishments(May.READ_JOURNAL)
    message = (
        exists()
        .where(Message.uid == Journal.message_uid)
        .where(Establishment.id == Message.establishment_id)
        .where(Establishment.uid.in_(places), readable_by(actor))
    )
    incident = (
        exists()
        .where(Incident.uid == Journal.incident_uid)
        .where(IncidentEstablishment.incident_id == Incident.id)
        .where(Establishment.id == IncidentEstablishment.establishment_id)
        .where(Establishment.uid.in_(places))
    )
    elsewhere = exists().where(Establishment.uid.not_in(places))
    place = Journal.establishment_uid.in_(places) | ((Journal.establishment_uid == "") & ~elsewhere)
    everywhere = Journal.kind.in_(OF_EVERYBODY)
    return or_(
        (Journal.message_uid != "") & message,
        (Journal.message_uid == "") & (Journal.incident_uid != "") & incident,
        (Journal.message_uid == "") & (Journal.incident_uid == "") & place,
        everywhere,
    )
