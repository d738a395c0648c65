"""A change of words proposed in a submitted text: the text it would make, and what differs from the one submitted."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session, aliased

from commworkflow.readings.drafts import draft_of
from commworkflow.readings.facts import known_facts
from commworkflow.readings.offers import Offer, offer_of
from commworkflow.readings.reachable import Reachable
from commworkflow.readings.said import ShownWaiver
from commworkflow.readings.standing import Standing, sealed_text
from commworkflow.records.database import ask
from commworkflow.records.house import House
from commworkflow.records.messages import Revision
from commworkflow.records.people import Person
from commworkflow.records.proposals import ProposedChange
from commworkflow.records.sealed_texts import SealedText
from commworkflow.rules.comparison import Comparison, compared
from commworkflow.rules.freezing import Draft, Reading, read
from commworkflow.rules.lifecycle import Action
from commworkflow.rules.message_templates import Template
from commworkflow.rules.questions import RawAnswers


@dataclass(frozen=True, slots=True)
class ProposedText:
    """What stands in a change proposed or being written: its title, its sections and its answers."""

    title: str
    sections: Sequence[Mapping[str, str]]
    answers: RawAnswers


@dataclass(frozen=True, slots=True)
class ShownProposal:
    """The change proposed in a submitted text: by whom, why, what it changes; ``offer``: of taking it over.

    ``written``: what the author wrote against the objections to the text now submitted, by the name of the field.
    """

    uid: str
    by_uid: str
    by: str
    at: datetime
    reason: str
    changes: Comparison
    offer: Offer
    written: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class TakenOver:
    """Whose proposed change the text now submitted took over, and who did."""

    proposer_uid: str
    proposer: str
    by: str


def frozen_revision(session: Session, standing: Standing) -> Revision:
    """Return the revision that the text last submitted was frozen from; ValueError where none was."""
    if standing.sealed is None:
        raise ValueError("nothing of this message was submitted")
    return session.scalars(select(Revision).where(Revision.id == standing.sealed.revision_id)).one()


def as_changed(template: Template, before: RawAnswers, typed: RawAnswers | None) -> RawAnswers:
    """Return the answers of a change: those typed in the place of those ``before``; a fact is its register's to say."""
    facts = {question.id for question in template.questions if question.fact}
    return {**before, **{key: answer for key, answer in (typed or {}).items() if key not in facts}}


def read_changed(
    session: Session, house: House, standing: Standing, text: ProposedText | ProposedChange, now: datetime
) -> tuple[Draft, Reading]:
    """Read the text that a change would make of a submitted one, as it would be frozen now."""
    facts = known_facts(session, standing.incident.id)
    draft = draft_of(house, standing, facts, text.title, list(map(dict, text.sections)), text.answers)
    return draft, read(draft, now)


def shown_proposal(
    session: Session,
    house: House,
    standing: Standing,
    people: Sequence[Reachable],
    waivers: Sequence[ShownWaiver],
    now: datetime,
) -> ShownProposal | None:
    """Return the change proposed in the text now submitted, as its page shows it; None where there is none."""
    proposal = standing.proposal
    if proposal is None:
        return None
    _, reading = read_changed(session, house, standing, proposal, now)
    situation = standing.with_draft(reading.state).situation
    return ShownProposal(
        proposal.uid,
        "" if situation.proposal is None else situation.proposal.by,
        standing.proposer,
        proposal.at,
        proposal.reason,
        compared(sealed_text(standing), (proposal.title, reading.sections)),
        offer_of(Action.ADOPT, situation, people),
        {f"waive.{waiver.rule}": waiver.reason for waiver in waivers},
    )


_PROPOSER = aliased(Person)
_TAKEN_OVER = (
    select(_PROPOSER.uid, _PROPOSER.name, Person.name.label("by"))
    .select_from(SealedText)
    .join(Revision, Revision.id == SealedText.revision_id)
    .join(ProposedChange, ProposedChange.id == Revision.proposed_change_id)
    .join(_PROPOSER, _PROPOSER.id == ProposedChange.person_id)
    .join(Person, Person.id == SealedText.submitted_by_id)
    .where(SealedText.id == bindparam("sealed_id"))
)


def taken_over(session: Session, standing: Standing) -> TakenOver | None:
    """Return whose change the text now submitted took over; no statement for a message's first text."""
    if standing.sealed is None or not standing.reworked or not standing.situation.seal:
        return None
    row: Any = ask(session, _TAKEN_OVER, {"sealed_id": standing.sealed_id}).one_or_none()
    return None if row is None else TakenOver(row.uid, row.name, row.by)
