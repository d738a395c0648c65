"""What was said of the texts a person wrote: sent back, its validation contested, refused; by whom, when and why."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import bindparam, func, or_, select
from sqlalchemy.orm import Session, aliased

from commworkflow.readings.authors import OWN
from commworkflow.readings.message_lines import MessageLine, line_from, listing
from commworkflow.readings.readable import held_to
from commworkflow.records.base import verbatim
from commworkflow.records.house import House
from commworkflow.records.messages import Message
from commworkflow.records.people import Person
from commworkflow.records.sealed_texts import Decision, DecisionConfirmation
from commworkflow.rules.by_hand import Confirmation
from commworkflow.rules.lifecycle import TABLE, Action
from commworkflow.rules.roles import Actor
from commworkflow.rules.situation import Status

TOLD_FOR = timedelta(hours=48)
"""How long a refusal is told to those who wrote the text: the night it fell in, and the day off after it."""
MOST_ANSWERED = 60


@dataclass(frozen=True, slots=True)
class Answered:
    """What was last decided on one text of this person's, by somebody else, that sent it back or ended it."""

    line: MessageLine
    action: Action
    by: str
    at: datetime
    reason: str


_LATER, _DECIDER = aliased(Decision), aliased(Person)
_LAST = (
    select(func.max(_LATER.id))
    .where(_LATER.sealed_text_id == Message.current_sealed_text_id)
    .correlate(Message)
    .scalar_subquery()
)
"""The last decision on the text last submitted: one that was sent back or refused has no later one."""
_CONTESTED = DecisionConfirmation.verdict == verbatim(Confirmation.CONTESTED)
_SENT_BACK = Decision.action.in_([verbatim(Action.RETURN), verbatim(Action.REVOKE)])
_ANSWERED = (
    listing(
        # Said first of both: everything else is then not even looked at.
        Message.status.in_((Status.DRAFT, Status.REFUSED)),
        OWN,
        _DECIDER.uid != bindparam("me"),
        or_(
            (Message.status == Status.DRAFT) & or_(_SENT_BACK, DecisionConfirmation.id.is_not(None)),
            (Message.status == Status.REFUSED) & (Decision.entered_at > bindparam("since")),
        ),
    )
    .add_columns(
        Decision.action,
        Decision.signed_as,
        Decision.entered_at,
        Decision.reason,
        DecisionConfirmation.at.label("contested_at"),
        DecisionConfirmation.reason.label("contested_for"),
    )
    .join(Decision, Decision.id == _LAST)
    .join(_DECIDER, _DECIDER.id == Decision.person_id)
    .outerjoin(DecisionConfirmation, (DecisionConfirmation.decision_id == Decision.id) & _CONTESTED)
)


def answered(session: Session, house: House, actor: Actor, now: datetime) -> tuple[Answered, ...]:
    """Return what was said of this person's texts, those last changed first: one statement, none where they write none.

    What was sent back stays so until it is submitted again; a refusal is told for ``TOLD_FOR``.
    """
    if not actor.may_anywhere(TABLE[Action.SAVE].act):
        return ()
    held, asked = held_to(_ANSWERED, actor, most=MOST_ANSWERED, after=0, me=actor.uid, since=now - TOLD_FOR)
    return tuple(_answered(line_from(session, house, row), row) for row in held.ask(session, asked))


def _answered(line: MessageLine, row: Any) -> Answered:
    decision = Action(row.action)
    if row.contested_at is not None and decision is Action.VALIDATE:
        return Answered(line, Action.CONTEST, row.signed_as, row.contested_at, row.contested_for)
    return Answered(line, decision, row.signed_as, row.entered_at, row.reason)
