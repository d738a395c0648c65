"""What waits for a person, one after the other: the most urgent first, each with its reason."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import bindparam, exists, select
from sqlalchemy.orm import Session

from commworkflow.readings.authors import authors_of
from commworkflow.readings.message_lines import MessageLine, listing, message_lines
from commworkflow.records.base import verbatim
from commworkflow.records.house import House
from commworkflow.records.messages import Message, Revision
from commworkflow.records.people import Person
from commworkflow.records.proposals import ProposedChange
from commworkflow.records.sealed_texts import Decision, Opinion
from commworkflow.rules.lifecycle import Action, judge
from commworkflow.rules.message_templates import Audience
from commworkflow.rules.roles import Actor, Role
from commworkflow.rules.situation import GivenOpinion, Intent, Proposal, Situation, Status, Validation, Verdict
from commworkflow.rules.urgency import Urgency, urgency

MOST_WAITING = 60
MOST_REPORTS = 20
"""Reports nobody acknowledged, asked for apart: five days of them must not push a statement off the page."""

_OWN = exists().where(
    Revision.message_id == Message.id,
    Revision.author_id == select(Person.id).where(Person.uid == bindparam("me")).scalar_subquery(),
)
_UNDERWAY = listing(
    # Said first of all three: what has ended, which is nearly everything in the end, is then not even looked at.
    Message.status.in_((Status.DRAFT, Status.SUBMITTED, Status.VALIDATED)),
    (Message.status != Status.DRAFT) | _OWN,
)
"""What may wait for a person: texts underway, and of the drafts one's own."""
_REPORTS = listing(
    Message.status == Status.RELEASED,
    Message.audience == Audience.CELL,
    ~exists().where(
        Decision.sealed_text_id == Message.current_sealed_text_id, Decision.action == verbatim(Action.ACKNOWLEDGE)
    ),
)

_ASKED = (Action.ADOPT, Action.VALIDATE, Action.RELEASE, Action.SEND, Action.ACKNOWLEDGE, Action.OPINE)
"""What a message may wait for, in the order in which it is looked for."""
_ASKED_OR_WRITTEN = (*_ASKED, Action.SAVE)
_WAITS_FOR_ANOTHER = frozenset(
    {"proposal_gone", "not_for_validation", "needs_validation", "already_validated", "validation_lapsed"}
)
"""The refusals that say a message waits for another act: a lapsed validation for a new one, not for its release."""


@dataclass(frozen=True, slots=True)
class Waiting:
    """A message that waits for this person, the act it waits for, and why it is taken before another."""

    action: Action
    line: MessageLine
    urgency: Urgency


def queue(session: Session, house: House, actor: Actor, now: datetime) -> tuple[Waiting, ...]:
    """Return what waits for a person, the most urgent first; one's own drafts come after what others wait for."""
    lines = (
        *message_lines(session, house, actor, _UNDERWAY, limit=MOST_WAITING, me=actor.uid),
        *message_lines(session, house, actor, _REPORTS, limit=MOST_REPORTS),
    )
    return tuple(sorted(_waiting(session, actor, lines, now), key=_rank))


def next_after(waiting: Sequence[Waiting], uid: str) -> Waiting | None:
    """Return what comes after the message of that uid; the first of all where it is last, or waits no more."""
    others = [one for one in waiting if one.line.uid != uid]
    place = next((number for number, one in enumerate(waiting) if one.line.uid == uid), 0)
    return others[place % len(others)] if others else None


def _rank(waiting: Waiting) -> tuple[bool, tuple[int, datetime], int]:
    return waiting.action is Action.SAVE, waiting.urgency.rank, _ASKED_OR_WRITTEN.index(waiting.action)


def _waiting(session: Session, actor: Actor, lines: Sequence[MessageLine], now: datetime) -> list[Waiting]:
    authors = authors_of(session, [line.id for line in lines])
    opinions = _opinions(session, [line.sealed_id for line in lines if line.sealed_id and line.seal])
    proposals = _proposals(session, [line.sealed_id for line in lines if line.status is Status.SUBMITTED])
    validations = _validations(session, [line.sealed_id for line in lines if line.status is Status.VALIDATED])
    found: list[Waiting] = []
    for line in lines:
        written_by = authors.get(line.id, {})
        situation = Situation(
            now=now,
            actor=actor,
            establishment=line.establishment_uid,
            template=line.template,
            reading_class=line.reading_class,
            status=line.status,
            version=line.version,
            authors=frozenset(written_by),
            author_roles=frozenset(role for own in written_by.values() for role in own),
            submitted_by=line.submitted_by,
            seal=line.seal,
            opinions=opinions.get(line.sealed_id or 0, ()),
            validation=validations.get(line.sealed_id),
            proposal=proposals.get(line.sealed_id),
        )
        action = _asked_of(actor, situation)
        if action is not None:
            holds_until = situation.validation.holds_until if situation.validation else None
            found.append(Waiting(action, line, urgency(line.template.audience, line.changed_at, now, holds_until)))
    return found


def _asked_of(actor: Actor, situation: Situation) -> Action | None:
    """The first act the message waits for that is this person's to do; one's own draft waits to be written."""
    shown = Intent.as_shown(situation)
    for action in _ASKED:
        judgement = judge(action, situation, shown)
        if judgement.mandate is None or judgement.forbidden or situation.status not in judgement.row.since:
            continue
        if any(refusal.key in _WAITS_FOR_ANOTHER for refusal in judgement.refusals):
            continue
        if action is Action.VALIDATE and situation.own_proposal:
            continue
        if action is Action.OPINE and all(_has_spoken(situation, role) for role in situation.advises_as):
            continue
        return action
    writing = judge(Action.SAVE, situation, shown)
    return Action.SAVE if writing.granted and actor.uid in situation.authors else None


def _has_spoken(situation: Situation, role: Role) -> bool:
    return role not in situation.opinions_owed or situation.opinion_of(role) is not None


def _opinions(session: Session, sealed: Sequence[int]) -> Mapping[int, tuple[GivenOpinion, ...]]:
    if not sealed:
        return {}
    rows = session.execute(
        select(Opinion.sealed_text_id, Opinion.number, Opinion.role, Opinion.verdict, Person.uid)
        .join(Person, Person.id == Opinion.person_id)
        .where(Opinion.sealed_text_id.in_(list(sealed)))
        .order_by(Opinion.number)
    )
    given: dict[int, tuple[GivenOpinion, ...]] = {}
    for row in rows:
        opinion = GivenOpinion(row.number, Role(row.role), row.uid, Verdict(row.verdict))
        given[row.sealed_text_id] = (*given.get(row.sealed_text_id, ()), opinion)
    return given


def _proposals(session: Session, sealed: Sequence[int | None]) -> Mapping[int | None, Proposal]:
    """The change last proposed in each text."""
    if not sealed:
        return {}
    rows = session.execute(
        select(ProposedChange.sealed_text_id, ProposedChange.uid, Person.uid.label("by"))
        .join(Person, Person.id == ProposedChange.person_id)
        .where(ProposedChange.sealed_text_id.in_(list(sealed)))
        .order_by(ProposedChange.id)
    )
    return {row.sealed_text_id: Proposal(row.uid, row.by) for row in rows}


def _validations(session: Session, sealed: Sequence[int | None]) -> Mapping[int | None, Validation]:
    """The last validation of each text, lapsed or not."""
    if not sealed:
        return {}
    rows = session.execute(
        select(Decision.sealed_text_id, Person.uid, Decision.entered_at, Decision.holds_until, Decision.not_before)
        .join(Person, Person.id == Decision.person_id)
        .where(Decision.sealed_text_id.in_(list(sealed)), Decision.action == Action.VALIDATE)
        .order_by(Decision.id)
    )
    return {row.sealed_text_id: Validation(row.uid, row.entered_at, row.holds_until, row.not_before) for row in rows}
