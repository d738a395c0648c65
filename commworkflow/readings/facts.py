"""The register of an incident: what is known now, and what was said before."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from sqlalchemy import bindparam, exists, select
from sqlalchemy.orm import Session, aliased

from commworkflow.records.database import ask
from commworkflow.records.facts import Fact, FactValue
from commworkflow.records.house import House
from commworkflow.records.incidents import Incident, IncidentEstablishment
from commworkflow.records.people import Establishment, Person
from commworkflow.rules.answer_words import in_words
from commworkflow.rules.facts import FactDefinition
from commworkflow.rules.freezing import KnownFact
from commworkflow.rules.questions import RawAnswer
from commworkflow.rules.roles import Actor, May, ReadingClass

_LATER = aliased(FactValue)
_KNOWN = (
    select(Fact.key, Fact.reading_class, FactValue.value, FactValue.uid)
    .join(FactValue, FactValue.fact_id == Fact.id)
    .where(Fact.incident_id == bindparam("incident_id"), ~exists().where(_LATER.supersedes_id == FactValue.id))
)


def known_facts(session: Session, incident_id: int) -> Mapping[str, KnownFact]:
    """Return the value in force of every fact of an incident: one statement."""
    rows = ask(session, _KNOWN, {"incident_id": incident_id})
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
    """A fact of the register with every value it had, the one in force first; no value: not known."""

    definition: FactDefinition
    values: tuple[SaidValue, ...]

    @property
    def current(self) -> SaidValue | None:
        """The value in force, or None where the fact is not known."""
        return self.values[0] if self.values else None


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
    said = _said_values(session, house, first.id, language, zone)
    lines = tuple(
        FactLine(definition, said.get(key, ()))
        for key, definition in house.facts.items()
        if definition.reading_class <= highest
    )
    may_record = any(actor.mandate_for(May.RECORD_FACTS, place.uid) for place, _ in readable)
    return FactsPage(incident_uid, first.number, first.title, zone, lines, may_record)


def _said_values(
    session: Session, house: House, incident_id: int, language: str, zone: ZoneInfo
) -> Mapping[str, tuple[SaidValue, ...]]:
    rows = session.execute(
        select(Fact.key, FactValue, Person.name)
        .join(FactValue, FactValue.fact_id == Fact.id)
        .join(Person, Person.id == FactValue.entered_by_id)
        .where(Fact.incident_id == incident_id)
        .order_by(FactValue.id.desc())
    )
    said: dict[str, tuple[SaidValue, ...]] = {}
    for row in rows:
        definition = house.facts.get(row.key)
        if definition is None:
            continue
        value = row.FactValue
        words = in_words(definition.as_question(language), value.value, language, zone)
        told = SaidValue(
            value.uid,
            words,
            value.value,
            value.said_by,
            value.true_at,
            row.name,
            value.entered_at,
            value.reason,
        )
        said[row.key] = (*said.get(row.key, ()), told)
    return said
