"""What was released and has not arrived: nothing left yet, a delivery begun and not ended, a receipt still to come.

A release is not an arrival: until somebody has told how it went, it waits for whoever may let the text out.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

from sqlalchemy import and_, bindparam, case, exists, null, or_, select, union_all
from sqlalchemy.orm import Session, aliased

from commworkflow.readings.message_lines import MessageLine, line_from, listing_from
from commworkflow.readings.paged import Paged
from commworkflow.readings.readable import held_to
from commworkflow.readings.sealed_words import words_of
from commworkflow.records.base import verbatim
from commworkflow.records.house import House
from commworkflow.records.incidents import Incident
from commworkflow.records.messages import Message
from commworkflow.records.people import Establishment, Person
from commworkflow.records.releases import Delivery, DeliveryState, Receipt, Release
from commworkflow.records.sealed_texts import Decision, DecisionConfirmation, SealedText
from commworkflow.rules.by_hand import Confirmation
from commworkflow.rules.channels import Channel, Filled
from commworkflow.rules.lifecycle import TABLE, Action, judge
from commworkflow.rules.message_templates import Audience, ChannelKey
from commworkflow.rules.notice import Imprint, Parcel
from commworkflow.rules.roles import Actor
from commworkflow.rules.situation import LEFT, Intent, Situation
from commworkflow.rules.urgency import Urgency, urgency_of_delivery

Channels = Mapping[ChannelKey, Channel]
LATELY = timedelta(days=30)
"""How long what never left waits to leave: after that nobody is asked any more."""
MOST_LOOKED_AT = 60
MOST_OUTGOING = 20
"""How many stand on the home page: what is begun before what has not left, the latest released first."""


class Stage(StrEnum):
    """How far a released text is. ``TO_CLOSE``: it goes out no more, and somebody was at it."""

    NOT_BEGUN = "not_begun"
    BEGUN = "begun"
    TO_CLOSE = "to_close"
    SENT = "sent"


@dataclass(frozen=True, slots=True)
class Outgoing:
    """A released text that has not arrived, as far as anybody told. ``number``: that of the release.

    ``delivery``: uid of the one it waits for, empty with what is said of it where none was begun. ``typed`` of ``all``:
    how much of a sheet is ticked, where it is ticked piece by piece.
    """

    line: MessageLine
    stage: Stage
    urgency: Urgency
    number: str
    delivery: str = ""
    channel: ChannelKey | None = None
    recipient: str = ""
    by: str = ""
    mine: bool = False
    typed: int = 0
    all: int = 0

    @property
    def in_other_hands(self) -> bool:
        """Whether somebody else began it and has not told how it ended."""
        return self.stage in (Stage.BEGUN, Stage.TO_CLOSE) and not self.mine


_OPEN = Delivery.state == verbatim(DeliveryState.TRYING)
_UNPROVED = and_(
    Delivery.state == verbatim(DeliveryState.DONE),
    Delivery.channel.in_(bindparam("receipted", expanding=True)),
    ~exists().where(Receipt.delivery_id == Delivery.id),
)
_LEFT, _CORRECTION, _HAND = aliased(Delivery), aliased(Message), aliased(Decision)
_STOPPED = or_(
    exists()
    .where(
        _CORRECTION.replaces_id == Message.id,
        _CORRECTION.status.in_([verbatim(status) for status in sorted(LEFT)]),
    )
    .correlate(Message),
    exists()
    .where(
        _HAND.sealed_text_id == Release.sealed_text_id,
        DecisionConfirmation.decision_id == _HAND.id,
        DecisionConfirmation.verdict == verbatim(Confirmation.CONTESTED),
    )
    .correlate(Release),
)
"""Whether it was replaced, or its director denies it: what the table objects to a delivery, whoever begins it."""
_NOTHING_LEFT = (
    select(Message.id.label("message_id"), Release.id.label("release_id"), null().label("delivery_id"))
    .select_from(Message)
    .join(Incident, Incident.id == Message.incident_id)
    .join(Release, Release.sealed_text_id == Message.current_sealed_text_id)
    .where(
        # Those of all places, said so that what has changed lately is looked up and not looked for.
        Message.establishment_id.in_(select(Establishment.id)),
        Message.status.in_([verbatim(status) for status in sorted(TABLE[Action.BEGIN_DELIVERY].since)]),
        Message.changed_at >= bindparam("lately"),
        # Reports are read and acknowledged here: they arrive without leaving.
        Message.audience != verbatim(Audience.CELL),
        Incident.closed_at.is_(None),
        ~exists().where(_LEFT.release_id == Release.id, _LEFT.state != verbatim(DeliveryState.FAILED)),
        ~_STOPPED,
    )
)
"""What could still leave and did not."""
_WAITING = union_all(
    select(Release.message_id, Delivery.release_id, Delivery.id.label("delivery_id"))
    .join(Release, Release.id == Delivery.release_id)
    .where(or_(_OPEN, _UNPROVED)),
    _NOTHING_LEFT,
).subquery()
_BEGINNER = aliased(Person)
_OUTGOING = (
    listing_from(_WAITING)
    .add_columns(
        Release.number.label("release"),
        Release.released_at,
        Delivery.uid.label("delivery"),
        Delivery.channel,
        Delivery.recipient,
        Delivery.state,
        Delivery.begun_at,
        Delivery.ended_at,
        _BEGINNER.uid.label("begun_by_uid"),
        _BEGINNER.name.label("begun_by"),
        _STOPPED.label("stopped"),
        # What a sheet is counted from: of the few that are open, not of all there are.
        case((_OPEN, Delivery.progress)).label("progress"),
        case((_OPEN, Release.imprint)).label("imprint"),
        case((_OPEN, SealedText.canonical)).label("canonical"),
    )
    .join(Release, Release.id == _WAITING.c.release_id)
    .outerjoin(Delivery, Delivery.id == _WAITING.c.delivery_id)
    .outerjoin(_BEGINNER, _BEGINNER.id == Delivery.begun_by_id)
    .order_by(Delivery.id.is_(None), Release.id.desc(), Delivery.id)
)


def outgoing(session: Session, house: House, actor: Actor, channels: Channels, now: datetime) -> Paged[Outgoing]:
    """Return what has not arrived of what this person may let out, the most urgent first: one statement, or none."""
    if not actor.may_anywhere(TABLE[Action.BEGIN_DELIVERY].act):
        return Paged((), 1, False)
    receipted = [key for key, channel in channels.items() if channel.receipted]
    held, asked = held_to(_OUTGOING, actor, most=MOST_LOOKED_AT + 1, after=0, receipted=receipted, lately=now - LATELY)
    rows = held.ask(session, asked)
    looked_at = (_outgoing(line_from(session, house, row), row, actor, channels) for row in rows[:MOST_LOOKED_AT])
    theirs = [one for one in looked_at if _is_theirs(one, actor, now)]
    ordered = sorted(theirs, key=lambda one: one.urgency.rank)
    more = len(rows) > MOST_LOOKED_AT or len(theirs) > MOST_OUTGOING
    return Paged(tuple(ordered[:MOST_OUTGOING]), 1, more)


def _outgoing(line: MessageLine, row: Any, actor: Actor, channels: Channels) -> Outgoing:
    stage = _stage(line, row)
    since = row.ended_at or row.begun_at or row.released_at
    pressing = urgency_of_delivery(
        line.template.audience, since, stopped=stage is Stage.TO_CLOSE, sent=stage is Stage.SENT
    )
    if row.delivery is None:
        return Outgoing(line, stage, pressing, row.release)
    channel = channels[ChannelKey(row.channel)]
    typed, of_all = _counted(channel.ticked(_parcel(row)), row) if row.canonical else (0, 0)
    return Outgoing(
        line=line,
        stage=stage,
        urgency=pressing,
        number=row.release,
        delivery=row.delivery,
        channel=channel.key,
        recipient=row.recipient,
        by=row.begun_by,
        mine=row.begun_by_uid == actor.uid,
        typed=typed,
        all=of_all,
    )


def _stage(line: MessageLine, row: Any) -> Stage:
    if row.delivery is None:
        return Stage.NOT_BEGUN
    if row.state != DeliveryState.TRYING:
        return Stage.SENT
    goes_on = line.status in TABLE[Action.BEGIN_DELIVERY].since and not row.stopped
    return Stage.BEGUN if goes_on else Stage.TO_CLOSE


def _parcel(row: Any) -> Parcel:
    return Parcel(words_of(row.canonical).sections, Imprint.from_json(row.imprint))


def _counted(keys: frozenset[str], row: Any) -> tuple[int, int]:
    return len(keys & Filled.from_json(row.progress).ticks), len(keys)


def _is_theirs(one: Outgoing, actor: Actor, now: datetime) -> bool:
    """Ask the table: what has not left waits for its beginning, everything else to be told how it ended."""
    line = one.line
    situation = Situation(
        now=now,
        actor=actor,
        establishment=line.establishment_uid,
        template=line.template,
        reading_class=line.reading_class,
        status=line.status,
        version=line.version,
        authors=frozenset(),
        seal=line.seal,
    )
    action = Action.BEGIN_DELIVERY if one.stage is Stage.NOT_BEGUN else Action.END_DELIVERY
    return judge(action, situation, Intent.as_shown(situation, line.template.channels[0])).granted
