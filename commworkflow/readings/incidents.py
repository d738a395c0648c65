"""Incidents: the list, and the page of one with every message by family and state."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement, Row, bindparam, select
from sqlalchemy.orm import Session

from commworkflow.readings.message_lines import MessageLine, message_lines
from commworkflow.records.database import ask
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


_TOUCHING = (
    select(IncidentEstablishment.incident_id)
    .join(Establishment, Establishment.id == IncidentEstablishment.establishment_id)
    .where(Establishment.uid.in_(bindparam("readable", expanding=True)))
)
_INCIDENTS = (
    select(
        Incident.uid,
        Incident.number,
        Incident.title,
        Incident.nature,
        Incident.discovered_at,
        Incident.discovered_by,
        Incident.opened_at,
        Incident.closed_at,
        Establishment.uid.label("place"),
        Establishment.name.label("place_name"),
        Establishment.zone,
    )
    .join(IncidentEstablishment, IncidentEstablishment.incident_id == Incident.id)
    .join(Establishment, Establishment.id == IncidentEstablishment.establishment_id)
    .order_by(Incident.discovered_at.desc(), Establishment.id)
)


def incident_lines(
    session: Session, actor: Actor, *conditions: ColumnElement[bool], limit: int
) -> tuple[IncidentLine, ...]:
    """Return the incidents that meet the conditions and touch an establishment whose messages this person reads."""
    readable = [m.establishment for m in actor.mandates if actor.reads(m.establishment) is not None]
    latest = (
        select(Incident.id)
        .where(Incident.id.in_(_TOUCHING), *conditions)
        .order_by(Incident.discovered_at.desc())
        .limit(limit)
    )
    found: dict[str, list[Row[*tuple[Any, ...]]]] = {}
    for row in ask(session, _INCIDENTS.where(Incident.id.in_(latest)), {"readable": readable}):
        found.setdefault(row.uid, []).append(row)
    return tuple(_line(rows) for rows in found.values())


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


def _line(rows: Sequence[Row[*tuple[Any, ...]]]) -> IncidentLine:
    """Return the line of an incident from its rows, one an establishment; its hours are those of the first."""
    first = rows[0]
    return IncidentLine(
        uid=first.uid,
        number=first.number,
        title=first.title,
        nature=first.nature,
        discovered_at=first.discovered_at,
        discovered_by=first.discovered_by,
        opened_at=first.opened_at,
        closed_at=first.closed_at,
        establishments=tuple((row.place, row.place_name) for row in rows),
        zone=ZoneInfo(first.zone),
    )
