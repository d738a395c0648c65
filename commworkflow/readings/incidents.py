"""Incidents: the list, and the page of one with every message by family and state."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import Session

from commworkflow.readings.message_lines import MessageLine, message_lines
from commworkflow.records.house import House
from commworkflow.records.incidents import Incident, IncidentEstablishment
from commworkflow.records.messages import Message
from commworkflow.records.people import Establishment
from commworkflow.rules.roles import Actor, May
from commworkflow.rules.situation import Status

MESSAGES_A_PAGE = 100


@dataclass(frozen=True, slots=True)
class IncidentLine:
    """An incident: what is said of it, when it began and ended. ``establishments``: uid and name of those touched."""

    uid: str
    number: str
    title: str
    nature: str
    discovered_at: datetime
    discovered_by: str
    opened_at: datetime
    closed_at: datetime | None
    establishments: tuple[tuple[str, str], ...]
    zone: ZoneInfo

    @property
    def length(self) -> timedelta | None:
        """From the discovery to the end; None while the incident is open."""
        return None if self.closed_at is None else self.closed_at - self.discovered_at


@dataclass(frozen=True, slots=True)
class MessagesByFamily:
    """The messages of one family, last changed first."""

    family: str
    title: str
    lines: tuple[MessageLine, ...]


@dataclass(frozen=True, slots=True)
class IncidentPage:
    """One incident with its messages, a page of them at a time."""

    incident: IncidentLine
    families: tuple[MessagesByFamily, ...]
    page: int
    more: bool
    status: Status | None
    may_lead: bool
    may_draft: bool


def incident_lines(
    session: Session, actor: Actor, *conditions: ColumnElement[bool], limit: int
) -> tuple[IncidentLine, ...]:
    """Return the incidents that meet the conditions and touch an establishment whose messages this person reads."""
    readable = [m.establishment for m in actor.mandates if actor.reads(m.establishment) is not None]
    seen = (
        select(IncidentEstablishment.incident_id)
        .join(Establishment, Establishment.id == IncidentEstablishment.establishment_id)
        .where(Establishment.uid.in_(readable))
    )
    latest = (
        select(Incident.id)
        .where(Incident.id.in_(seen), *conditions)
        .order_by(Incident.discovered_at.desc())
        .limit(limit)
    )
    rows = session.execute(
        select(Incident, Establishment.uid, Establishment.name, Establishment.zone)
        .join(IncidentEstablishment, IncidentEstablishment.incident_id == Incident.id)
        .join(Establishment, Establishment.id == IncidentEstablishment.establishment_id)
        .where(Incident.id.in_(latest))
        .order_by(Incident.discovered_at.desc(), Establishment.id)
    ).all()
    places: dict[int, list[tuple[str, str]]] = {}
    for row in rows:
        places.setdefault(row.Incident.id, []).append((row.uid, row.name))
    return tuple(
        _line(row.Incident, tuple(places[row.Incident.id]), row.zone)
        for row in {row.Incident.id: row for row in reversed(rows)}.values()
    )[::-1]


def incident_page(
    session: Session, house: House, actor: Actor, uid: str, *, page: int = 1, status: Status | None = None
) -> IncidentPage | None:
    """Return an incident with its messages; None where there is none for this person. Two statements."""
    found = incident_lines(session, actor, Incident.uid == uid, limit=1)
    if not found:
        return None
    conditions = [Incident.uid == uid]
    if status is not None:
        conditions.append(Message.status == status)
    offset = (max(1, page) - 1) * MESSAGES_A_PAGE
    lines = message_lines(session, house, actor, *conditions, limit=MESSAGES_A_PAGE + 1, offset=offset)
    places = [place for place, _ in found[0].establishments]
    return IncidentPage(
        incident=found[0],
        families=by_family(lines[:MESSAGES_A_PAGE]),
        page=max(1, page),
        more=len(lines) > MESSAGES_A_PAGE,
        status=status,
        may_lead=any(actor.mandate_for(May.LEAD_INCIDENTS, place) for place in places),
        may_draft=any(actor.mandate_for(May.DRAFT, place) for place in places),
    )


def by_family(lines: Sequence[MessageLine]) -> tuple[MessagesByFamily, ...]:
    """Return the messages family by family, the family last touched first."""
    families: dict[str, list[MessageLine]] = {}
    for line in lines:
        families.setdefault(line.template.family, []).append(line)
    return tuple(MessagesByFamily(family, own[0].template.title, tuple(own)) for family, own in families.items())


def _line(incident: Incident, places: tuple[tuple[str, str], ...], zone: str) -> IncidentLine:
    return IncidentLine(
        uid=incident.uid,
        number=incident.number,
        title=incident.title,
        nature=incident.nature,
        discovered_at=incident.discovered_at,
        discovered_by=incident.discovered_by,
        opened_at=incident.opened_at,
        closed_at=incident.closed_at,
        establishments=places,
        zone=ZoneInfo(zone),
    )
