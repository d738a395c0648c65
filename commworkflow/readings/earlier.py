"""Opinions given on an earlier text of the same message: shown with what changed since, until confirmed anew."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session

from commworkflow.readings.sealed_words import said
from commworkflow.readings.standing import Standing, sealed_text
from commworkflow.records.people import Person
from commworkflow.records.sealed_texts import Opinion, SealedText
from commworkflow.rules.comparison import Comparison, compared
from commworkflow.rules.roles import Role
from commworkflow.rules.situation import Verdict


@dataclass(frozen=True, slots=True)
class EarlierOpinion:
    """A role's last opinion, given on a text that has changed since; ``changes`` from that text to the one shown."""

    role: Role
    person_uid: str
    person: str
    verdict: Verdict
    comment: str
    at: datetime
    seal: str
    changes: Comparison


_EARLIER = (
    select(Opinion, SealedText.canonical, SealedText.seal, Person.uid, Person.name)
    .join(SealedText, SealedText.id == Opinion.sealed_text_id)
    .join(Person, Person.id == Opinion.person_id)
    .where(
        Opinion.message_id == bindparam("message_id"),
        Opinion.sealed_text_id != bindparam("sealed_id"),
        Opinion.role.in_(bindparam("roles", expanding=True)),
    )
    .order_by(Opinion.number)
)


def earlier_opinions(session: Session, standing: Standing) -> tuple[EarlierOpinion, ...]:
    """Return, for each role whose opinion is asked for and not yet given on this text, its last one on another."""
    situation = standing.situation
    asked = [role for role in situation.opinions_owed if situation.seal and situation.opinion_of(role) is None]
    if not asked or not standing.opined:
        return ()
    rows = session.execute(
        _EARLIER, {"message_id": standing.message.id, "sealed_id": standing.sealed_id, "roles": asked}
    )
    last = {row.Opinion.role: row for row in rows}
    now = sealed_text(standing)
    return tuple(
        EarlierOpinion(
            role=Role(role),
            person_uid=row.uid,
            person=row.name,
            verdict=Verdict(row.Opinion.verdict),
            comment=row.Opinion.comment,
            at=row.Opinion.at,
            seal=row.seal,
            changes=compared(said(row.canonical), now),
        )
        for role, row in last.items()
    )
