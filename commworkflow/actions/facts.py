"""Recording one fact from the register's page: what is known, who says so, when it was true."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple
from zoneinfo import ZoneInfo

from sqlalchemy import select

from commworkflow.actions.act import Acting, NotFound, Refused, Wrong, act
from commworkflow.actions.proposing import RECORDERS, record_values
from commworkflow.readings.facts import known_facts
from commworkflow.records.base import spelled
from commworkflow.records.house import House
from commworkflow.records.incidents import Incident, IncidentEstablishment
from commworkflow.records.people import Establishment
from commworkflow.rules.answer_values import NotAnAnswer, read_value
from commworkflow.rules.canonical import digest
from commworkflow.rules.questions import RawAnswer
from commworkflow.rules.refusals import refusal
from commworkflow.rules.roles import Actor, May

_FROM_EXERCISE = "Repris de l’exercice (%s) : à vérifier."
"""The source written beside each value; French, because the register is read by those who write the texts."""


def record_fact(
    house: House,
    actor: Actor,
    incident_uid: str,
    key: str,
    value: RawAnswer,
    now: datetime,
    *,
    said_by: str,
    true_at: datetime | None = None,
    reason: str = "",
) -> str:
    """Record a value of a fact of the register and return its uid; ``true_at`` None: true as of now.

    Raises NotFound for a fact, incident or class that is not the person's to know, Refused, Wrong.
    """
    definition = house.facts.get(key)
    if definition is None:
        raise NotFound
    with act(house, actor, now) as acting:
        place = _place(acting, incident_uid)
        if not actor.may_read(place.uid, definition.reading_class):
            raise NotFound
        mandate = actor.mandate_for(May.RECORD_FACTS, place.uid)
        if mandate is None:
            raise Refused(refusal("not_your_role", roles=RECORDERS))
        try:
            meant = read_value(definition.as_question(actor.language), value, ZoneInfo(place.zone))
        except NotAnAnswer as refused:
            raise Wrong({"value": (refused.key, refused.facts)}) from refused
        if meant is None and key not in known_facts(acting.session, place.incident_id):
            raise Wrong({"value": ("required", {})})
        if true_at is not None and true_at > now:
            raise Wrong({"true_at": ("moment_to_come", {})})
        (uid,) = record_values(
            acting,
            place.incident_id,
            {key: value},
            said_by=said_by.strip() or actor.name,
            true_at=true_at or now,
            reason=reason.strip(),
        )
        acting.enter(
            "fact_recorded",
            mandate=mandate.uid,
            establishment=place.uid,
            incident=incident_uid,
            key=key,
            value=uid,
            digest=digest(spelled(value).encode()),
        )
        return uid


@dataclass(frozen=True, slots=True)
class TakenFact:
    """A value of the exercise: of which fact, as typed there, who said it and when it was true."""

    key: str
    value: RawAnswer
    said_by: str
    true_at: datetime


def take_over_facts(
    house: House, actor: Actor, incident_uid: str, taken: Sequence[TakenFact], number: str, now: datetime
) -> int:
    """Record what the incident ``number`` of the exercise knew and nobody knows here, and return how many facts.

    Each says where it comes from. A value that somebody recorded here stays. Raises NotFound, Refused.
    """
    with act(house, actor, now) as acting:
        place = _place(acting, incident_uid)
        reads = actor.reads(place.uid)
        mandate = actor.mandate_for(May.RECORD_FACTS, place.uid)
        if reads is None or mandate is None:
            raise Refused(refusal("not_your_role", roles=RECORDERS))
        known = known_facts(acting.session, place.incident_id)
        uids = [
            uid
            for fact in taken
            if fact.key not in known and house.facts[fact.key].reading_class <= reads
            for uid in record_values(
                acting,
                place.incident_id,
                {fact.key: fact.value},
                said_by=fact.said_by,
                true_at=min(fact.true_at, now),
                reason=_FROM_EXERCISE % number,
            )
        ]
        if not uids:
            raise Refused(refusal("fact_moved", names=", ".join(fact.key for fact in taken)))
        acting.enter(
            "facts_taken_over",
            mandate=mandate.uid,
            establishment=place.uid,
            incident=incident_uid,
            from_number=number,
            facts=" ".join(uids),
        )
        return len(uids)


class _Place(NamedTuple):
    """Where a fact is recorded: the incident, and the establishment under whose mandate."""

    incident_id: int
    uid: str
    zone: str


def _place(acting: Acting, incident_uid: str) -> _Place:
    """The first establishment of the incident that is the person's; NotFound where none is."""
    rows = acting.session.execute(
        select(Incident.id, Establishment.uid, Establishment.zone)
        .join(IncidentEstablishment, IncidentEstablishment.incident_id == Incident.id)
        .join(Establishment, Establishment.id == IncidentEstablishment.establishment_id)
        .where(Incident.uid == incident_uid)
        .order_by(Establishment.id)
    )
    places = [_Place(*row) for row in rows if acting.actor and acting.actor.reads(row.uid) is not None]
    if not places:
        raise NotFound
    recording = [p for p in places if acting.actor and acting.actor.mandate_for(May.RECORD_FACTS, p.uid)]
    return (recording or places)[0]
