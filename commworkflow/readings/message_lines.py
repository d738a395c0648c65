"""Messages as lines of a list: what each is, where it stands, who holds it now."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, Subquery, bindparam, exists, func, literal_column, select
from sqlalchemy.orm import Session, aliased

from commworkflow.readings.readable import held_to
from commworkflow.records.house import House
from commworkflow.records.incidents import Incident
from commworkflow.records.journal import Journal
from commworkflow.records.messages import Message
from commworkflow.records.people import Establishment, Person
from commworkflow.records.sealed_texts import SealedText
from commworkflow.records.sources import KeptSource
from commworkflow.rules.message_templates import Ending, Template
from commworkflow.rules.roles import Actor, ReadingClass, Role
from commworkflow.rules.situation import UNSEALED, Status


@dataclass(frozen=True, slots=True)
class MessageLine:
    """One message of a list. ``holders``: the roles it waits for; ``holder``: the person, while it is being written."""

    id: int
    uid: str
    number: str
    title: str
    template: Template
    status: Status
    reading_class: ReadingClass
    version: int
    incident_uid: str
    incident_number: str
    establishment_uid: str
    zone: str
    audience: str
    copied_from_id: int | None
    sealed_id: int | None
    seal: str
    submitted_by: str
    changed_at: datetime
    holders: tuple[Role, ...]
    holder: str


_LATER = aliased(Journal)
_MAKER, _SUBMITTER = Person.__table__.alias("maker"), Person.__table__.alias("submitter")
_LAST_ENTRY = select(func.max(Journal.sequence)).where(Journal.message_uid == Message.uid).scalar_subquery()
_COLUMNS = (
    Message.id,
    Message.uid,
    Message.number,
    Message.title,
    Message.status,
    Message.reading_class,
    Message.version,
    Message.audience,
    Message.copied_from_id,
    Message.current_sealed_text_id,
    Message.changed_at,
    Incident.uid.label("incident_uid"),
    Incident.number.label("incident_number"),
    Establishment.uid.label("establishment_uid"),
    Establishment.zone,
    KeptSource.key.label("template_key"),
    KeptSource.language.label("template_language"),
    KeptSource.digest.label("template_digest"),
    SealedText.seal,
    _MAKER.c.name.label("maker"),
    _SUBMITTER.c.uid.label("submitted_by"),
)


def _with_the_rest(placed: Select[*tuple[Any, ...]]) -> Select[*tuple[Any, ...]]:
    return (
        placed.join(KeptSource, KeptSource.id == Message.template_id)
        .join(_MAKER, _MAKER.c.id == Message.made_by_id)
        .outerjoin(SealedText, SealedText.id == Message.current_sealed_text_id)
        .outerjoin(_SUBMITTER, _SUBMITTER.c.id == SealedText.submitted_by_id)
        .limit(bindparam("most"))
        .offset(bindparam("after"))
    )


_GATHERED: Select[*tuple[Any, ...]] = _with_the_rest(
    select(*_COLUMNS)
    .join(Incident, Incident.id == Message.incident_id)
    .join(Establishment, Establishment.id == Message.establishment_id)
    # By the journal's own count and not by the hour: a clock set back leaves the order as it was.
    .order_by(_LAST_ENTRY.desc(), Message.id.desc())
)
_WALKED: Select[*tuple[Any, ...]] = _with_the_rest(
    select(*_COLUMNS)
    .select_from(Journal)
    .join(Message, Message.uid == Journal.message_uid)
    # The signs keep SQLite from beginning at the establishment, and sorting all that is there: with them it begins
    # at the journal, whose order this is.
    .join(Incident, Incident.id == literal_column("+message.incident_id"))
    .join(Establishment, Establishment.id == literal_column("+message.establishment_id"))
    .where(~exists().where(_LATER.message_uid == Journal.message_uid, _LATER.sequence > Journal.sequence))
    .order_by(Journal.sequence.desc())
)


def listing_from(found: Subquery) -> Select[*tuple[Any, ...]]:
    """Return the list of the messages whose ``message_id`` was found already; whoever asks puts it in order."""
    return _with_the_rest(
        select(*_COLUMNS)
        .select_from(found)
        .join(Message, Message.id == found.c.message_id)
        # The signs, as above: it begins at what was found.
        .join(Incident, Incident.id == literal_column("+message.incident_id"))
        .join(Establishment, Establishment.id == literal_column("+message.establishment_id"))
    )


def listing(*conditions: ColumnElement[bool]) -> Select[*tuple[Any, ...]]:
    """Return the list of the messages that meet some conditions, last changed first: made once, asked by many.

    All of them are read, then put in order: for conditions that few messages meet.
    """
    return _GATHERED.where(*conditions)


def latest(*conditions: ColumnElement[bool]) -> Select[*tuple[Any, ...]]:
    """Return the same list for conditions that most messages meet: the journal is walked from its end.

    A message stands where its last entry does, and nothing is read beyond the page that is asked for.
    """
    return _WALKED.where(*conditions)


def latest_of_incident(*conditions: ColumnElement[bool]) -> Select[*tuple[Any, ...]]:
    """Return the same list of one ``incident``."""
    # Said of both: the walk then leads through the entries of this incident alone.
    return latest(Incident.uid == bindparam("incident"), Journal.incident_uid == bindparam("incident"), *conditions)


def message_lines(
    session: Session,
    house: House,
    actor: Actor,
    listed: Select[*tuple[Any, ...]],
    *,
    limit: int,
    offset: int = 0,
    **named: Any,
) -> tuple[MessageLine, ...]:
    """Return the messages of a ``listing`` that this person may read: one statement. ``named``: what it asks for."""
    held, asked = held_to(listed, actor, most=limit, after=offset, **named)
    return tuple(line_from(session, house, row) for row in held.ask(session, asked))


def line_from(session: Session, house: House, row: Any) -> MessageLine:
    """Return the line of one row of a ``listing``."""
    template = house.shelf.template(session, row.template_key, row.template_language, row.template_digest)
    status = Status(row.status)
    return MessageLine(
        id=row.id,
        uid=row.uid,
        number=row.number,
        title=row.title,
        template=template,
        status=status,
        reading_class=ReadingClass(row.reading_class),
        version=row.version,
        incident_uid=row.incident_uid,
        incident_number=row.incident_number,
        establishment_uid=row.establishment_uid,
        zone=row.zone,
        audience=row.audience,
        copied_from_id=row.copied_from_id,
        sealed_id=row.current_sealed_text_id,
        seal="" if status in UNSEALED else row.seal or "",
        submitted_by=row.submitted_by or "",
        changed_at=row.changed_at,
        holders=_holders(template, status),
        holder=row.maker if status is Status.DRAFT else "",
    )


def _holders(template: Template, status: Status) -> tuple[Role, ...]:
    """The roles a message waits for: those its template names for the step that comes next."""
    match status:
        case Status.DRAFT:
            return template.drafted_by
        case Status.SUBMITTED:
            return template.decided_by if template.ending is Ending.VALIDATED else template.released_by
        case Status.VALIDATED:
            return template.released_by
        case _:
            return ()
