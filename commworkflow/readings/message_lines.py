"""Messages as lines of a list: what each is, where it stands, who holds it now."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import Session

from commworkflow.records.database import ask
from commworkflow.records.house import House
from commworkflow.records.incidents import Incident
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


_MAKER, _SUBMITTER = Person.__table__.alias("maker"), Person.__table__.alias("submitter")
_LINES = (
    select(
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
        KeptSource.digest,
        SealedText.seal,
        _MAKER.c.name.label("maker"),
        _SUBMITTER.c.uid.label("submitted_by"),
    )
    .join(Incident, Incident.id == Message.incident_id)
    .join(Establishment, Establishment.id == Message.establishment_id)
    .join(KeptSource, KeptSource.id == Message.template_id)
    .join(_MAKER, _MAKER.c.id == Message.made_by_id)
    .outerjoin(SealedText, SealedText.id == Message.current_sealed_text_id)
    .outerjoin(_SUBMITTER, _SUBMITTER.c.id == SealedText.submitted_by_id)
    .order_by(Message.changed_at.desc(), Message.id.desc())
)


def message_lines(
    session: Session, house: House, actor: Actor, *conditions: ColumnElement[bool], limit: int, offset: int = 0
) -> tuple[MessageLine, ...]:
    """Return the messages that meet the conditions and that this person may read, last changed first: one statement."""
    rows = ask(session, _LINES.where(readable_by(actor), *conditions).limit(limit).offset(offset)).all()
    lines = []
    for row in rows:
        template = house.shelf.template(session, row.digest)
        status = Status(row.status)
        lines.append(
            MessageLine(
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
        )
    return tuple(lines)


def readable_by(actor: Actor) -> ColumnElement[bool]:
    """The condition that a message is of this person's establishments and within their class there."""
    readable: ColumnElement[bool] = Establishment.uid.in_([])
    for place in dict.fromkeys(mandate.establishment for mandate in actor.mandates):
        highest = actor.reads(place)
        if highest is not None:
            readable = readable | ((Establishment.uid == place) & (Message.reading_class <= int(highest)))
    return readable


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
