"""The register of an incident: what is known now, and what was said before."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import bindparam, exists, select
from sqlalchemy.orm import Session, aliased

from commworkflow.readings.paged import Paged, page_read, within
from commworkflow.records.database import ask
from commworkflow.records.facts import Fact, FactValue
from commworkflow.records.house import House
from commworkflow.records.incidents import Incident, IncidentEstablishment
from commworkflow.records.people import Establishment, Person
from commworkflow.records.questions import Question
from commworkflow.rules.answer_words import in_words
from commworkflow.rules.facts import FactDefinition
from commworkflow.rules.freezing import KnownFact
from commworkflow.rules.questions import RawAnswer
from commworkflow.rules.roles import Actor, May, ReadingClass

_LATER = aliased(FactValue)
_KNOWN = Question(
    select(Fact.key, Fact.reading_class, FactValue.value, FactValue.uid)
    .join(FactValue, FactValue.fact_id == Fact.id)
    .where(Fact.incident_id == bindparam("incident_id"), ~exists().where(_LATER.supersedes_id == FactValue.id))
)


_SAID = (
    select(
        Fact.key,
        FactValue.uid,
        FactValue.value,
        FactValue.said_by,
        FactValue.true_at,
        FactValue.entered_at,
        FactValue.reason,
        Person.name.label("entered_by"),
    )
    .join(FactValue, FactValue.fact_id == Fact.id)
    .join(Person, Person.id == FactValue.entered_by_id)
)
_SAID_NOW = _SAID.where(
    Fact.incident_id == bindparam("incident_id"), ~exists().where(_LATER.supersedes_id == FactValue.id)
)
_OF_ONE = (
    _SAID.join(Incident, Incident.id == Fact.incident_id)
    .where(Incident.uid == bindparam("incident"), Fact.key == bindparam("key"))
    .order_by(FactValue.id.desc())
    .limit(bindparam("most"))
    .offset(bindparam("after"))
)
VALUES_A_PAGE = 50


def known_facts(session: Session, incident_id: int) -> Mapping[str, KnownFact]:
    """Return the value in force of every fact of an incident: one statement."""
    rows = _KNOWN.ask(session, {"incident_id": incident_id})
    return {row.key: KnownFact(row.value, row.uid, ReadingClass(row.reading_class)) for row in rows}


@dataclass(frozen=True, slots=True)
class SaidValue:
    """One value of a fact: in words, as typed, who said it and when it was true, who entered it and when."""

    uid: str
    words: tuple[str, ...]
    raw: RawAnswer
    said_by: str
    true_at: datetime
    entered_by: str
    entered_at: datetime
    reason: str


@dataclass(frozen=True, slots=True)
class FactLine:
    """A fact of the register with the value in force; None where the fact is not known."""

    definition: FactDefinition
    current: SaidValue | None


@dataclass(frozen=True, slots=True)
class FactsPage:
    """The register of one incident, as far as its reader may see it."""

    incident_uid: str
    incident_number: str
    incident_title: str
    zone: ZoneInfo
    lines: tuple[FactLine, ...]
    may_record: bool


def facts_page(session: Session, house: House, actor: Actor, incident_uid: str, language: str) -> FactsPage | None:
    """Return the register of an incident; None where there is none, or no establishment of it is the reader's."""
    places = session.execute(
        select(Incident.id, Incident.number, Incident.title, Establishment.uid, Establishment.zone)
        .join(IncidentEstablishment, IncidentEstablishment.incident_id == Incident.id)
        .join(Establishment, Establishment.id == IncidentEstablishment.establishment_id)
        .where(Incident.uid == incident_uid)
    ).all()
    readable = [(place, reads) for place in places if (reads := actor.reads(place.uid)) is not None]
    if not readable:
        return None
    first, zone = readable[0][0], ZoneInfo(readable[0][0].zone)
    highest = max(reads for _, reads in readable)
    said = _in_force(session, house, first.id, language, zone)
    lines = tuple(
        FactLine(definition, said.get(key))
        for key, definition in house.facts.items()
        if definition.reading_class <= highest
    )
    may_record = any(actor.mandate_for(May.RECORD_FACTS, place.uid) for place, _ in readable)
    return FactsPage(incident_uid, first.number, first.title, zone, lines, may_record)


def values_of(
    session: Session, page: FactsPage, definition: FactDefinition, language: str, number: int
) -> Paged[SaidValue]:
    """Return one page of the values a fact of that register had, the one in force first."""
    named = {"incident": page.incident_uid, "key": definition.key}
    rows = ask(session, _OF_ONE, {**named, **within(number, VALUES_A_PAGE)}).all()
    said = [_said(row, definition, language, page.zone) for row in rows]
    return page_read(said, number, VALUES_A_PAGE)


def _in_force(
    session: Session, house: House, incident_id: int, language: str, zone: ZoneInfo
) -> Mapping[str, SaidValue]:
    rows = ask(session, _SAID_NOW, {"incident_id": incident_id})
    known = ((row, house.facts.get(row.key)) for row in rows)
    return {row.key: _said(row, definition, language, zone) for row, definition in known if definition is not None}


def _said(row: Any, definition: FactDefinition, language: str, zone: ZoneInfo) -> SaidValue:
    return SaidValue(
        row.uid,
        in_words(definition.as_question(language), row.value, language, zone),
        row.value,
        row.said_by,
        row.true_at,
        row.entered_by,
        row.entered_at,
        row.reason,
    )
