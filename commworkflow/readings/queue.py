"""What waits for a person, one after the other: the most urgent first, each with its reason."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from operator import attrgetter
from typing import Any

from sqlalchemy import Select, bindparam, exists, func, select
from sqlalchemy.orm import Session, aliased

from commworkflow.readings.authors import AUTHORS, OWN, authors_from
from commworkflow.readings.given_opinions import OPINIONS, opinions_from
from commworkflow.readings.message_lines import MessageLine, line_from, listing
from commworkflow.readings.readable import held_to
from commworkflow.records.base import verbatim
from commworkflow.records.house import House
from commworkflow.records.messages import Message, Revision
from commworkflow.records.people import Person
from commworkflow.records.proposals import ProposedChange
from commworkflow.records.sealed_texts import Decision, SealedText
from commworkflow.rules.lifecycle import TABLE, Action, judge
from commworkflow.rules.message_templates import Audience
from commworkflow.rules.roles import Actor, Role
from commworkflow.rules.situation import Intent, Proposal, Situation, Status, Validation
from commworkflow.rules.urgency import Urgency, urgency

MOST_WAITING = 60
MOST_REPORTS = 20
"""Reports nobody acknowledged, asked for apart: five days of them must not push a statement off the page."""

_VALIDATOR, _PROPOSER, _ACKNOWLEDGEMENT = aliased(Person), aliased(Person), aliased(Decision)
_LAST_VALIDATION = (
    select(func.max(Decision.id))
    .where(Decision.sealed_text_id == Message.current_sealed_text_id, Decision.action == verbatim(Action.VALIDATE))
    .correlate(Message)
    .scalar_subquery()
)
"""The last validation of the text now submitted, lapsed or not."""
_LAST_PROPOSAL = (
    select(func.max(ProposedChange.id))
    .where(ProposedChange.sealed_text_id == Message.current_sealed_text_id)
    .correlate(Message)
    .scalar_subquery()
)
"""The change last proposed in the text now submitted."""
_TAKEN_OVER = aliased(ProposedChange)
_COMES_BACK = (
    exists()
    .where(
        Message.status == Status.SUBMITTED,
        Revision.id == SealedText.revision_id,
        _TAKEN_OVER.id == Revision.proposed_change_id,
        Person.id == _TAKEN_OVER.person_id,
        Person.uid == bindparam("me"),
    )
    .correlate(Message, SealedText)
)
"""Whether the text now submitted took over a change that this person proposed."""


def _situated(listed: Select[*tuple[Any, ...]]) -> Select[*tuple[Any, ...]]:
    """Return a listing with what the table is asked about beside each line."""
    return (
        listed.add_columns(
            AUTHORS.label("authors"),
            OPINIONS.label("opinions"),
            _VALIDATOR.uid.label("validated_by"),
            Decision.entered_at,
            Decision.holds_until,
            Decision.not_before,
            ProposedChange.uid.label("proposal"),
            _PROPOSER.uid.label("proposed_by"),
            _COMES_BACK.label("comes_back"),
        )
        .outerjoin(Decision, (Message.status == Status.VALIDATED) & (Decision.id == _LAST_VALIDATION))
        .outerjoin(_VALIDATOR, _VALIDATOR.id == Decision.person_id)
        .outerjoin(ProposedChange, (Message.status == Status.SUBMITTED) & (ProposedChange.id == _LAST_PROPOSAL))
        .outerjoin(_PROPOSER, _PROPOSER.id == ProposedChange.person_id)
    )


_UNDERWAY = _situated(
    listing(
        # Said first of all three: what has ended, which is nearly everything in the end, is then not even looked at.
        Message.status.in_((Status.DRAFT, Status.SUBMITTED, Status.VALIDATED)),
        (Message.status != Status.DRAFT) | OWN,
    )
)
"""What may wait for a person: texts underway, and of the drafts one's own."""
_REPORTS = _situated(
    listing(
        Message.status == Status.RELEASED,
        Message.audience == verbatim(Audience.CELL),
        ~exists().where(
            _ACKNOWLEDGEMENT.sealed_text_id == Message.current_sealed_text_id,
            _ACKNOWLEDGEMENT.action == verbatim(Action.ACKNOWLEDGE),
        ),
    )
)

_ASKED = (Action.ADOPT, Action.VALIDATE, Action.RELEASE, Action.SEND, Action.ACKNOWLEDGE, Action.OPINE)
"""What a message may wait for, in the order in which it is looked for."""
_ASKED_OR_WRITTEN = (*_ASKED, Action.SAVE)
_WAITS_FOR_ANOTHER = frozenset({"not_for_validation", "needs_validation", "already_validated", "validation_lapsed"})
"""The refusals that say a message waits for another act: a lapsed validation for a new one, not for its release."""


@dataclass(frozen=True, slots=True)
class Waiting:
    """A message that waits for this person, the act it waits for, and why it is taken before another."""

    action: Action
    line: MessageLine
    urgency: Urgency


@dataclass(frozen=True, slots=True)
class _Candidate:
    """A message that may wait for a person: its place in the queue is known before the table is asked about it."""

    line: MessageLine
    row: Any
    validation: Validation | None
    urgency: Urgency

    @property
    def rank(self) -> tuple[bool, bool, tuple[int, datetime]]:
        """What the queue is ordered by: one's own drafts come after what others wait for.

        Of these, one that was submitted before comes first: it was returned or taken back, and somebody expects it.
        """
        return self.line.status in TABLE[Action.SAVE].since, self.line.sealed_id is None, self.urgency.rank


def queue(session: Session, house: House, actor: Actor, now: datetime) -> tuple[Waiting, ...]:
    """Return what waits for a person, the most urgent first; one's own drafts come after what others wait for."""
    return tuple(_in_order(_candidates(session, house, actor, now), actor, now))


def turn(
    session: Session, house: House, actor: Actor, uid: str, now: datetime
) -> tuple[Waiting | None, Waiting | None]:
    """Return what the message of that uid waits for of this person, and what waits for them after it.

    After the last, and after what waits no more, comes the first of all. The table is asked no further than that.
    """
    candidates = _candidates(session, house, actor, now)
    ordered = _in_order(candidates, actor, now)
    if all(one.line.uid != uid for one in candidates):
        return None, next(ordered, None)
    here = first = None
    for one in ordered:
        if one.line.uid == uid:
            here = one
        elif here is not None:
            return here, one
        elif first is None:
            first = one
    return here, first


def _candidates(session: Session, house: House, actor: Actor, now: datetime) -> Sequence[_Candidate]:
    underway, mine = held_to(_UNDERWAY, actor, most=MOST_WAITING, after=0, me=actor.uid)
    rows = underway.ask(session, mine)
    # Whoever acknowledges nothing has no report waiting: nobody asks for those of the whole house.
    if actor.may_anywhere(TABLE[Action.ACKNOWLEDGE].act):
        reports, theirs = held_to(_REPORTS, actor, most=MOST_REPORTS, after=0, me=actor.uid)
        rows += reports.ask(session, theirs)
    return [_candidate(line_from(session, house, row), row, now) for row in rows]


def _candidate(line: MessageLine, row: Any, now: datetime) -> _Candidate:
    validation = _validation(row)
    holds_until = validation.holds_until if validation else None
    pressing = urgency(line.template.audience, line.changed_at, now, holds_until=holds_until, comes_back=row.comes_back)
    return _Candidate(line, row, validation, pressing)


def _in_order(candidates: Sequence[_Candidate], actor: Actor, now: datetime) -> Iterator[Waiting]:
    """Yield what does wait for this person, the most urgent first; of the same rank, by the act it waits for."""
    for _, equals in groupby(sorted(candidates, key=attrgetter("rank")), attrgetter("rank")):
        waiting = [one for candidate in equals if (one := _waiting(actor, candidate, now)) is not None]
        yield from sorted(waiting, key=lambda one: _ASKED_OR_WRITTEN.index(one.action))


def _waiting(actor: Actor, candidate: _Candidate, now: datetime) -> Waiting | None:
    """Return what one message waits for of this person; None where that is nothing."""
    line, row = candidate.line, candidate.row
    authors = authors_from(row.authors)
    situation = Situation(
        now=now,
        actor=actor,
        establishment=line.establishment_uid,
        template=line.template,
        reading_class=line.reading_class,
        status=line.status,
        version=line.version,
        authors=frozenset(authors),
        author_roles=frozenset(role for roles in authors.values() for role in roles),
        submitted_by=line.submitted_by,
        seal=line.seal,
        opinions=opinions_from(row.opinions) if line.seal else (),
        validation=candidate.validation,
        proposal=Proposal(row.proposal, row.proposed_by) if row.proposal else None,
    )
    action = _asked_of(actor, situation)
    return None if action is None else Waiting(action, line, candidate.urgency)


def _validation(row: Any) -> Validation | None:
    if row.validated_by is None:
        return None
    return Validation(row.validated_by, row.entered_at, row.holds_until, row.not_before)


def _asked_of(actor: Actor, situation: Situation) -> Action | None:
    """The first act the message waits for that is this person's to do; one's own draft waits to be written."""
    shown = Intent.as_shown(situation)
    for action in _ASKED:
        if situation.status not in TABLE[action].since or (action is Action.ADOPT and situation.proposal is None):
            continue
        judgement = judge(action, situation, shown)
        if judgement.mandate is None or judgement.forbidden:
            continue
        if any(refusal.key in _WAITS_FOR_ANOTHER for refusal in judgement.refusals):
            continue
        if action is Action.VALIDATE and situation.own_proposal:
            continue
        if action is Action.OPINE and all(_has_spoken(situation, role) for role in situation.advises_as):
            continue
        return action
    written = actor.uid in situation.authors and judge(Action.SAVE, situation, shown).granted
    return Action.SAVE if written else None


def _has_spoken(situation: Situation, role: Role) -> bool:
    return role not in situation.opinions_owed or situation.opinion_of(role) is not None
