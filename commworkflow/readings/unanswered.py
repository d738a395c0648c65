"""Decisions by hand that their director has not confirmed yet, or contests: what is shown until it is settled."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import bindparam, exists, literal_column, or_, select
from sqlalchemy.orm import Session, aliased

from commworkflow.readings.readable import held_to
from commworkflow.readings.standing import Standing
from commworkflow.records.base import verbatim
from commworkflow.records.house import House
from commworkflow.records.incidents import Incident
from commworkflow.records.messages import Message
from commworkflow.records.people import Establishment, Person
from commworkflow.records.releases import File
from commworkflow.records.sealed_texts import Decision, DecisionConfirmation
from commworkflow.rules.by_hand import BY_HAND, Basis, Confirmation
from commworkflow.rules.lifecycle import TABLE, Action
from commworkflow.rules.roles import Actor
from commworkflow.rules.situation import Status


@dataclass(frozen=True, slots=True)
class Unanswered:
    """One decision of a list. ``since``: how long ago it was said; ``late``: its director should have answered."""

    message: str
    number: str
    title: str
    action: Action
    basis: Basis
    director: str
    recorder: str
    said_at: datetime
    due_at: datetime
    since: timedelta
    late: bool
    contested: bool
    mine: bool


@dataclass(frozen=True, slots=True)
class Resting:
    """The decision by hand that one text rests on, as its page tells it. ``contest``: the act that denies it."""

    uid: str
    action: Action
    basis: Basis
    director: str
    recorder: str
    reached: str
    witness: str
    said_at: datetime
    entered_at: datetime
    due_at: datetime
    since: timedelta
    late: bool
    answer: Confirmation | None
    answered_at: datetime | None
    reason: str
    scan: str
    mine: bool
    contest: Action | None


MOST_UNANSWERED = 20
_LATER, _DIRECTOR, _RECORDER = aliased(Decision), aliased(Person), aliased(Person)
_CONTESTED = (DecisionConfirmation.verdict == Confirmation.CONTESTED) & (Message.status == Status.RELEASED)
"""What left on a word its director denies: shown until it is withdrawn."""
_UNANSWERED = (
    select(
        Message.uid,
        Message.number,
        Message.title,
        Decision.action,
        Decision.basis,
        Decision.signed_as,
        Decision.said_at,
        _DIRECTOR.uid.label("director"),
        _RECORDER.name.label("recorder"),
        DecisionConfirmation.verdict,
    )
    .select_from(Decision)
    # The signs keep SQLite from going through every message there is: it begins at the few decisions by hand, which
    # have an index of their own.
    .join(Message, (Message.id == Decision.message_id) & (Message.current_sealed_text_id == Decision.sealed_text_id))
    .join(Incident, Incident.id == literal_column("+message.incident_id"))
    .join(Establishment, Establishment.id == literal_column("+message.establishment_id"))
    .join(_DIRECTOR, _DIRECTOR.id == Decision.person_id)
    .join(_RECORDER, _RECORDER.id == Decision.recorded_by_id)
    .outerjoin(DecisionConfirmation, DecisionConfirmation.decision_id == Decision.id)
    .where(
        Decision.basis.in_([verbatim(basis) for basis in sorted(BY_HAND)]),
        Decision.action.in_([verbatim(Action.VALIDATE), verbatim(Action.REFUSE)]),
        Message.status.in_([verbatim(status) for status in sorted(TABLE[Action.CONFIRM].since)]),
        ~exists().where(_LATER.renews_id == Decision.id),
        or_(DecisionConfirmation.id.is_(None), _CONTESTED),
    )
    .order_by((_DIRECTOR.uid == bindparam("me")).desc(), Decision.said_at, Decision.id)
    .limit(MOST_UNANSWERED + 1)
)
_OF_INCIDENT = _UNANSWERED.where(Incident.uid == bindparam("incident"))


def unanswered(
    session: Session, house: House, actor: Actor, now: datetime, incident: str = ""
) -> tuple[Unanswered, ...]:
    """Return the decisions by hand that this person may read of and that wait for an answer.

    Their own first, then the oldest; ``MOST_UNANSWERED`` of them, and one more where there are more. ``incident``:
    those of this one alone.
    """
    within = house.terms.confirm_within
    listed, named = (_OF_INCIDENT, {"incident": incident}) if incident else (_UNANSWERED, {})
    held, asked = held_to(listed, actor, me=actor.uid, **named)
    return tuple(
        Unanswered(
            message=row.uid,
            number=row.number,
            title=row.title,
            action=Action(row.action),
            basis=Basis(row.basis),
            director=row.signed_as,
            recorder=row.recorder,
            said_at=row.said_at,
            due_at=row.said_at + within,
            since=now - row.said_at,
            late=row.verdict is None and now >= row.said_at + within,
            contested=row.verdict is not None,
            mine=row.director == actor.uid,
        )
        for row in held.ask(session, asked)
    )


def resting_on(session: Session, house: House, standing: Standing) -> Resting | None:
    """Return the decision by hand that a text rests on; None where its director decided on a screen."""
    hand, situation = standing.hand, standing.situation
    if hand is None or situation.recorded is None:
        return None
    decision, within = hand.decision, house.terms.confirm_within
    scan = select(File.uid).where(File.id == decision.scan_id)
    return Resting(
        uid=decision.uid,
        action=Action(decision.action),
        basis=Basis(decision.basis),
        director=decision.signed_as,
        recorder=hand.recorder,
        reached=decision.reached,
        witness=decision.witness,
        said_at=decision.said_at,
        entered_at=decision.entered_at,
        due_at=decision.said_at + within,
        since=situation.now - decision.said_at,
        late=situation.recorded.late(situation.now, within),
        answer=situation.recorded.answer,
        answered_at=None if hand.confirmation is None else hand.confirmation.at,
        reason="" if hand.confirmation is None else hand.confirmation.reason,
        scan="" if decision.scan_id is None else session.scalar(scan) or "",
        mine=hand.director == situation.actor.uid,
        contest=next((act for act in (Action.CONTEST, Action.DISOWN) if situation.status in TABLE[act].since), None),
    )
