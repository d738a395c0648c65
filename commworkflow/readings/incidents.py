"""Incidents: the list, and the page of one with every message by family and state."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement, Select, bindparam, select
from sqlalchemy.orm import Session

from commworkflow.readings.message_lines import MessageLine, latest_of_incident, listing, message_lines
from commworkflow.readings.paged import Paged, page_read, within
from commworkflow.readings.unanswered import MOST_UNANSWERED, Unanswered, unanswered
from commworkflow.records.house import House
from commworkflow.records.incidents import Incident, IncidentEstablishment
from commworkflow.records.messages import Message
from commworkflow.records.people import Establishment
from commworkflow.records.questions import Question
from commworkflow.rules.roles import Actor, May
from commworkflow.rules.situation import Status

MESSAGES_A_PAGE = 100
INCIDENTS_A_PAGE = 100


@dataclass(frozen=True, slots=True)
class IncidentLine:
    """An incident: what is said of it, when it began and ended. ``establishments``: uid and name of those touched.

    ``in_calm``: nothing happened; texts are prepared in it for a night to come.
    """

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
    in_calm: bool = False

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
    messages: Paged[MessageLine]
    status: Status | None
    may_lead: bool
    may_draft: bool
    unanswered: Paged[Unanswered]
    may_use_prepared: bool


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
        Incident.in_calm,
        Establishment.uid.label("place"),
        Establishment.name.label("place_name"),
        Establishment.zone,
    )
    .join(IncidentEstablishment, IncidentEstablishment.incident_id == Incident.id)
    .join(Establishment, Establishment.id == IncidentEstablishment.establishment_id)
    .order_by(Incident.discovered_at.desc(), Incident.id.desc(), Establishment.id)
)


def _incidents(*conditions: ColumnElement[bool]) -> Question:
    latest = (
        select(Incident.id)
        .where(Incident.id.in_(_TOUCHING), *conditions)
        .order_by(Incident.discovered_at.desc(), Incident.id.desc())
        .limit(bindparam("most"))
        .offset(bindparam("after"))
    )
    return Question(_INCIDENTS.where(Incident.id.in_(latest)))


_EVERY = _incidents()
OPEN = _incidents(Incident.closed_at.is_(None), Incident.in_calm.is_(False))
_ONE = _incidents(Incident.uid == bindparam("incident"))
_IN_A_STATE = Message.status == bindparam("status")
_ITS_MESSAGES = latest_of_incident()
_THOSE_IN_A_STATE = listing(Incident.uid == bindparam("incident"), _IN_A_STATE)
_THOSE_RELEASED = latest_of_incident(_IN_A_STATE)
"""Most of a long incident; the other states are of a few."""


def incident_lines(
    session: Session, actor: Actor, which: Question, *, limit: int, after: int = 0, **named: str
) -> tuple[IncidentLine, ...]:
    """Return those of ``which``, the latest first, that touch an establishment whose messages this person reads."""
    readable = [m.establishment for m in actor.mandates if actor.reads(m.establishment) is not None]
    found: dict[str, list[Any]] = {}
    for row in which.ask(session, {"readable": readable, "most": limit, "after": after, **named}):
        found.setdefault(row.uid, []).append(row)
    return tuple(_line(rows) for rows in found.values())


def all_incidents(session: Session, actor: Actor, page: int) -> Paged[IncidentLine]:
    """Return one page of all the incidents this person may read of, the latest first."""
    asked = within(page, INCIDENTS_A_PAGE)
    lines = incident_lines(session, actor, _EVERY, limit=asked["most"], after=asked["after"])
    return page_read(lines, page, INCIDENTS_A_PAGE)


def incident_line(session: Session, actor: Actor, uid: str) -> IncidentLine | None:
    """Return one incident; None where there is none for this person."""
    return next(iter(incident_lines(session, actor, _ONE, limit=1, incident=uid)), None)


def messages_of(session: Session, house: House, actor: Actor, uid: str, *, limit: int) -> tuple[MessageLine, ...]:
    """Return the messages of an incident that this person may read, last changed first."""
    return message_lines(session, house, actor, _ITS_MESSAGES, limit=limit, incident=uid)


def incident_page(
    session: Session,
    house: House,
    actor: Actor,
    uid: str,
    now: datetime,
    *,
    page: int = 1,
    status: Status | None = None,
) -> IncidentPage | None:
    """Return an incident with its messages; None where there is none for this person. Three statements."""
    incident = incident_line(session, actor, uid)
    if incident is None:
        return None
    state = {} if status is None else {"status": status}
    asked = within(page, MESSAGES_A_PAGE)
    lines = message_lines(
        session, house, actor, _listed(status), limit=asked["most"], offset=asked["after"], incident=uid, **state
    )
    shown = page_read(lines, page, MESSAGES_A_PAGE)
    places = [place for place, _ in incident.establishments]
    return IncidentPage(
        incident=incident,
        families=by_family(house, shown.lines),
        messages=shown,
        status=status,
        may_lead=any(actor.mandate_for(May.LEAD_INCIDENTS, place) for place in places),
        may_draft=any(actor.mandate_for(May.DRAFT, place) for place in places),
        may_use_prepared=not incident.in_calm and any(actor.mandate_for(May.RELEASE, place) for place in places),
        unanswered=page_read(unanswered(session, house, actor, now, uid), 1, MOST_UNANSWERED),
    )


def _listed(status: Status | None) -> Select[*tuple[Any, ...]]:
    if status is None:
        return _ITS_MESSAGES
    return _THOSE_RELEASED if status is Status.RELEASED else _THOSE_IN_A_STATE


def by_family(house: House, lines: Sequence[MessageLine]) -> tuple[MessagesByFamily, ...]:
    """Return the messages family by family, the family last touched first."""
    families: dict[str, list[MessageLine]] = {}
    for line in lines:
        families.setdefault(line.template.family, []).append(line)
    titles = house.shelf.catalogue.family_titles()
    return tuple(
        # A family whose files are gone is called as its last message was.
        MessagesByFamily(family, titles.get(family) or own[0].template.title, tuple(own))
        for family, own in families.items()
    )


def _line(rows: Sequence[Any]) -> IncidentLine:
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
        in_calm=first.in_calm,
    )
