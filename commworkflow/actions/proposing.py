"""What a form or a page adds to the register of facts: one maker of fact values, whoever proposes them."""

from collections.abc import Mapping
from datetime import datetime

from sqlalchemy import insert, select

from commworkflow.actions.act import Acting, Refused, inside
from commworkflow.readings.facts import known_facts
from commworkflow.readings.standing import Standing
from commworkflow.records.base import new_uid
from commworkflow.records.facts import Fact, FactValue
from commworkflow.rules.facts import proposed_facts
from commworkflow.rules.freezing import KnownFact
from commworkflow.rules.questions import NO_ANSWER, RawAnswer, RawAnswers
from commworkflow.rules.refusals import refusal
from commworkflow.rules.roles import Mandate, May, roles_that

RECORDERS = ",".join(roles_that(May.RECORD_FACTS))
"""The roles that may record facts, as a refusal names them."""


def propose_facts(acting: Acting, standing: Standing, mandate: Mandate, typed: RawAnswers, shown: RawAnswers) -> str:
    """Record the facts a form proposes to change, and return the identities of the new values, for the journal.

    Raises Refused where the role that drafts may not record facts.
    """
    proposed = proposed_facts(standing.situation.template, typed, shown, standing.zone)
    if proposed:
        known = known_facts(acting.session, standing.incident.id)
        proposed = {key: raw for key, raw in proposed.items() if key not in known or known[key].value != raw}
        _not_overtaken(standing, proposed, shown, known)
    if not proposed:
        return ""
    if May.RECORD_FACTS not in mandate.acts:
        raise Refused(refusal("not_your_role", roles=RECORDERS))
    said_by = acting.actor.name if acting.actor else ""
    return " ".join(record_values(acting, standing.incident.id, proposed, said_by=said_by, true_at=acting.now))


def _not_overtaken(standing: Standing, proposed: RawAnswers, shown: RawAnswers, known: Mapping[str, KnownFact]) -> None:
    """A fact that moved since the form was opened is not written over unseen. Raises Refused."""
    questions = {question.fact: question.id for question in standing.situation.template.questions if question.fact}
    moved = [
        key
        for key in proposed
        if key in known and known[key].value not in NO_ANSWER and known[key].value != shown.get(questions[key])
    ]
    if moved:
        raise Refused(refusal("fact_moved", names=", ".join(moved)))


def record_values(
    acting: Acting,
    incident_id: int,
    values: Mapping[str, RawAnswer],
    *,
    said_by: str,
    true_at: datetime,
    reason: str = "",
) -> list[str]:
    """Write a new value of each fact over the one in force, and return their uids. Four statements, however many."""
    known = known_facts(acting.session, incident_id)
    numbers = _fact_numbers(acting, incident_id, values)
    uids = {key: new_uid() for key in values}
    acting.add_each(
        FactValue,
        [
            {
                "uid": uids[key],
                "fact_id": numbers[key],
                "value": value,
                "said_by": said_by,
                "true_at": true_at,
                "entered_at": acting.now,
                "entered_by_id": acting.person,
                "reason": reason,
                # The first value of a fact takes the place of none: no record has an empty uid.
                "supersedes_id": inside(FactValue, known[key].value_uid if key in known else ""),
            }
            for key, value in values.items()
        ],
    )
    return list(uids.values())


def _fact_numbers(acting: Acting, incident_id: int, keys: Mapping[str, RawAnswer]) -> Mapping[str, int]:
    """The inside number of each fact; one that the incident never spoke of is added."""
    of_incident = select(Fact.key, Fact.id).where(Fact.incident_id == incident_id, Fact.key.in_(list(keys)))
    numbers = {row.key: row.id for row in acting.session.execute(of_incident)}
    new = [key for key in keys if key not in numbers]
    if not new:
        return numbers
    added = acting.session.execute(
        insert(Fact)
        .values(
            [
                {
                    "uid": new_uid(),
                    "incident_id": incident_id,
                    "key": key,
                    "reading_class": int(acting.house.facts[key].reading_class),
                }
                for key in new
            ]
        )
        .returning(Fact.key, Fact.id)
    )
    return {**numbers, **{row.key: row.id for row in added}}
