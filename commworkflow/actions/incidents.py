"""Incidents: opened, changed, closed, opened again."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import func, insert, select, update

from commworkflow.actions.act import Acting, NotFound, Refused, Wrong, act
from commworkflow.actions.proposing import record_values
from commworkflow.records.base import new_uid, spelled
from commworkflow.records.house import House
from commworkflow.records.incidents import Incident, IncidentEstablishment
from commworkflow.records.people import Establishment
from commworkflow.rules.canonical import digest
from commworkflow.rules.facts import DISCOVERY
from commworkflow.rules.numbers import incident_number
from commworkflow.rules.refusals import refusal
from commworkflow.rules.roles import Actor, Mandate, May, roles_that


@dataclass(frozen=True, slots=True)
class Described:
    """What is said of an incident: when it was discovered and by whom, what it is, which establishments it touches.

    ``in_calm``: nothing happened, and the dossier holds texts prepared for later. Set once, as it is opened.
    """

    title: str
    nature: str
    discovered_at: datetime
    discovered_by: str
    establishments: tuple[str, ...]
    in_calm: bool = False


def open_incident(house: House, actor: Actor, described: Described, now: datetime) -> str:
    """Open an incident and return its uid. Raises NotFound, Refused, Wrong."""
    _check(described, now)
    with act(house, actor, now) as acting:
        mandate = _leading_mandate(actor, described.establishments)
        places = _establishments(acting, described.establishments)
        year = now.astimezone(ZoneInfo(places[0].zone)).year
        rank = (acting.session.scalar(select(func.max(Incident.rank)).where(Incident.year == year)) or 0) + 1
        uid, number = new_uid(), incident_number(house.world, year, rank)
        incident_id = acting.add(
            Incident,
            uid=uid,
            number=number,
            year=year,
            rank=rank,
            **_columns(described),
            opened_at=now,
            opened_by_id=acting.person,
            in_calm=described.in_calm,
        )
        _touch(acting, incident_id, places)
        kind = "preparation_opened" if described.in_calm else "incident_opened"
        acting.enter(kind, mandate=mandate.uid, establishment=places[0].uid, incident=uid, number=number)
        return uid


def change_incident(house: House, actor: Actor, uid: str, described: Described, now: datetime) -> None:
    """Change what is said of an incident; establishments are only ever added. Raises NotFound, Refused, Wrong."""
    _check(described, now)
    with act(house, actor, now) as acting:
        incident, mandate = _led(acting, uid)
        if incident.closed_at is not None and described.discovered_at > incident.closed_at:
            raise Wrong({"discovered_at": ("closed_before_discovery", {})})
        before = set(_touched(acting, incident.id))
        added = [place for place in described.establishments if place not in before]
        if added:
            _leading_mandate(actor, added)
        places = _establishments(acting, added)
        told: list[str] = []
        if described.discovered_at != incident.discovered_at:
            told = _tell_discovery(acting, incident.id, described, _zone(acting, incident.id))
        acting.session.execute(update(Incident).where(Incident.id == incident.id).values(**_columns(described)))
        _touch(acting, incident.id, places)
        acting.enter(
            "incident_changed", mandate=mandate.uid, incident=uid, digest=_digest(described), facts=" ".join(told)
        )


def close_incident(house: House, actor: Actor, uid: str, closed_at: datetime, now: datetime) -> None:
    """Close an incident at the moment it ended. Raises NotFound, Refused, Wrong."""
    with act(house, actor, now) as acting:
        incident, mandate = _led(acting, uid)
        if incident.closed_at is not None:
            raise Wrong({"closed_at": ("incident_closed_already", {})})
        if closed_at > now:
            raise Wrong({"closed_at": ("moment_to_come", {})})
        if closed_at < incident.discovered_at:
            raise Wrong({"closed_at": ("closed_before_discovery", {})})
        acting.session.execute(update(Incident).where(Incident.id == incident.id).values(closed_at=closed_at))
        acting.enter("incident_closed", mandate=mandate.uid, incident=uid, closed_at=closed_at.isoformat())


def reopen_incident(house: House, actor: Actor, uid: str, reason: str, now: datetime) -> None:
    """Open a closed incident again, saying why. Raises NotFound, Refused, Wrong."""
    with act(house, actor, now) as acting:
        incident, mandate = _led(acting, uid)
        if not reason.strip():
            raise Refused(refusal("reason_missing"))
        if incident.closed_at is None:
            raise Wrong({"reason": ("incident_open_already", {})})
        acting.session.execute(update(Incident).where(Incident.id == incident.id).values(closed_at=None))
        acting.enter("incident_reopened", mandate=mandate.uid, incident=uid, texts={"reason": reason.strip()})


def _digest(described: Described) -> str:
    """What the journal proves of a change: everything said of the incident from then on, under one digest."""
    said = {**_columns(described), "discovered_at": described.discovered_at.astimezone(UTC).isoformat()}
    return digest(spelled({**said, "establishments": described.establishments}).encode())


def _tell_discovery(acting: Acting, incident_id: int, described: Described, zone: str) -> list[str]:
    """The hour of the discovery is a fact like any other: forms and texts that name it read the same one.

    Returns the identities of the values recorded.
    """
    if DISCOVERY not in acting.house.facts:
        return []
    told = described.discovered_at.astimezone(ZoneInfo(zone))
    value = {"date": f"{told:%Y-%m-%d}", "time": f"{told:%H:%M}", "estimated": False}
    said_by = described.discovered_by.strip() or (acting.actor.name if acting.actor else "")
    return record_values(acting, incident_id, {DISCOVERY: value}, said_by=said_by, true_at=described.discovered_at)


def _zone(acting: Acting, incident_id: int) -> str:
    return acting.session.scalars(
        select(Establishment.zone)
        .join(IncidentEstablishment, IncidentEstablishment.establishment_id == Establishment.id)
        .where(IncidentEstablishment.incident_id == incident_id)
        .order_by(Establishment.id)
    ).all()[0]


def _check(described: Described, now: datetime) -> None:
    wrong: dict[str, tuple[str, Mapping[str, Any]]] = {}
    if not described.title.strip():
        wrong["title"] = ("required", {})
    if described.discovered_at > now:
        wrong["discovered_at"] = ("moment_to_come", {})
    if not described.establishments:
        wrong["establishments"] = ("required", {})
    if wrong:
        raise Wrong(wrong)


def _columns(described: Described) -> dict[str, Any]:
    return {
        "title": described.title.strip(),
        "nature": described.nature.strip(),
        "discovered_at": described.discovered_at,
        "discovered_by": described.discovered_by.strip(),
    }


_LEADING = ",".join(roles_that(May.LEAD_INCIDENTS))


def _leading_mandate(actor: Actor, establishments: Sequence[str]) -> Mandate:
    """The mandate of the first establishment; each of those named must be one where this person leads."""
    found = (actor.mandate_for(May.LEAD_INCIDENTS, place) for place in establishments)
    mandates = [mandate for mandate in found if mandate is not None]
    if len(mandates) < len(establishments):
        raise Refused(refusal("not_your_role", roles=_LEADING))
    return mandates[0]


def _led(acting: Acting, uid: str) -> tuple[Incident, Mandate]:
    incident = acting.session.scalar(select(Incident).where(Incident.uid == uid))
    if incident is None or acting.actor is None:
        raise NotFound
    places = _touched(acting, incident.id)
    if all(acting.actor.reads(place) is None for place in places):
        raise NotFound
    for place in places:
        mandate = acting.actor.mandate_for(May.LEAD_INCIDENTS, place)
        if mandate is not None:
            return incident, mandate
    raise Refused(refusal("not_your_role", roles=_LEADING))


def _touched(acting: Acting, incident_id: int) -> list[str]:
    return list(
        acting.session.scalars(
            select(Establishment.uid)
            .join(IncidentEstablishment, IncidentEstablishment.establishment_id == Establishment.id)
            .where(IncidentEstablishment.incident_id == incident_id)
            .order_by(Establishment.id)
        )
    )


def _establishments(acting: Acting, uids: Sequence[str]) -> list[Establishment]:
    found = {
        place.uid: place
        for place in acting.session.scalars(select(Establishment).where(Establishment.uid.in_(list(uids))))
    }
    if len(found) != len(set(uids)):
        raise NotFound
    return [found[uid] for uid in dict.fromkeys(uids)]


def _touch(acting: Acting, incident_id: int, places: Sequence[Establishment]) -> None:
    if places:
        acting.session.execute(
            insert(IncidentEstablishment),
            [{"incident_id": incident_id, "establishment_id": place.id} for place in places],
        )
