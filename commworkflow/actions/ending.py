"""Ending a delivery: what happened outside is told by a person, judged by the channel, and told once.

Until then the sheet keeps how far they are. What nobody ended is unknown, and settled by somebody who looked.
"""

from collections.abc import Mapping
from datetime import datetime

from sqlalchemy import update

from commworkflow.actions.act import NotFound, Wrong, act, housekeeping, words_typed
from commworkflow.actions.delivering import Channels, Overtaken
from commworkflow.actions.moving import granted, named
from commworkflow.readings.deliveries import Carried, load_delivery
from commworkflow.records.base import spelled
from commworkflow.records.house import House
from commworkflow.records.releases import Delivery, DeliveryState
from commworkflow.rules.canonical import digest
from commworkflow.rules.channels import Channel, Difference, Filled, NotYet, Outcome, Problems, taken
from commworkflow.rules.fields import TEXT
from commworkflow.rules.lifecycle import Action
from commworkflow.rules.message_templates import ChannelKey
from commworkflow.rules.redline import Redline
from commworkflow.rules.roles import Actor
from commworkflow.rules.situation import Intent


class StillOpen(Wrong):
    """A delivery cannot be ended as it was told. ``differences``: what a published page says otherwise."""

    def __init__(self, problems: Problems, differences: Redline = ()) -> None:
        super().__init__(problems)
        self.differences = differences


def keep_progress(
    house: House,
    actor: Actor,
    uid: str,
    ticks: frozenset[str],
    typed: Mapping[str, str],
    channels: Channels,
    now: datetime,
) -> Problems:
    """Keep how far a person is with a sheet, overwriting what was kept; return the fields that could not be kept.

    No act, and in no journal. Raises NotFound, Refused, Overtaken where the delivery is over.
    """
    carried = _carried(house, actor, uid, now)
    filled, problems = taken(_channel_of(carried, channels), carried.parcel, ticks, typed)
    with housekeeping(house) as session:
        kept = session.execute(
            update(Delivery)
            .where(Delivery.id == carried.delivery.id, Delivery.state == DeliveryState.TRYING)
            .values(progress=filled.to_json())
            .returning(Delivery.id)
            .execution_options(synchronize_session=False)
        ).all()
    if not kept:
        raise Overtaken(uid, carried.standing)
    return problems


def end(
    house: House,
    actor: Actor,
    uid: str,
    ticks: frozenset[str],
    typed: Mapping[str, str],
    channels: Channels,
    now: datetime,
) -> bool:
    """End a delivery as its channel judges what the person tells of it; return whether the text arrived.

    Raises NotFound, Refused, Overtaken, StillOpen.
    """
    carried = _carried(house, actor, uid, now)
    channel = _channel_of(carried, channels)
    filled, problems = taken(channel, carried.parcel, ticks, typed)
    if problems:
        raise StillOpen(problems)
    judged = channel.judge(carried.parcel, filled, now, carried.standing.zone)
    if isinstance(judged, NotYet):
        raise StillOpen(judged.problems, judged.differences)
    _ended(house, actor, uid, judged, now, filled, channel.difference(judged.answer))
    return judged.done


def settle(house: House, actor: Actor, uid: str, done: bool, reason: str, now: datetime) -> None:
    """Settle a delivery nobody ended: somebody looked, and says what they found and how.

    Raises NotFound, Refused, Overtaken, Wrong.
    """
    _carried(house, actor, uid, now)
    told = words_typed("reason", reason, TEXT, "reason_needed")
    _ended(house, actor, uid, Outcome(done, {"settled": True, "reason": told}), now)


def _ended(
    house: House,
    actor: Actor,
    uid: str,
    outcome: Outcome,
    now: datetime,
    filled: Filled | None = None,
    difference: Difference | None = None,
) -> None:
    with act(house, actor, now) as acting:
        carried = load_delivery(acting.session, house, actor, uid, now)
        if carried is None:
            raise NotFound
        delivery = carried.delivery
        _, mandate = granted(Action.END_DELIVERY, carried.standing, Intent())
        state = DeliveryState.DONE if outcome.done else DeliveryState.FAILED
        answer = {**delivery.answer, **outcome.answer}
        progress = {} if filled is None else {"progress": filled.to_json()}
        ended = acting.session.execute(
            update(Delivery)
            .where(Delivery.id == delivery.id, Delivery.state == DeliveryState.TRYING)
            .values(
                state=state,
                ended_at=now,
                ended_by_id=acting.person,
                answer=answer,
                **progress,
            )
            .returning(Delivery.id)
            .execution_options(synchronize_session=False)
        ).all()
        if not ended:
            raise Overtaken(uid, carried.standing)
        acting.enter(
            "delivery_ended",
            **named(carried.standing, mandate),
            texts={"reason": answer.get("reason", "")},
            delivery=uid,
            channel=delivery.channel,
            # The entry says by itself that what arrived is not what was validated: the answer may not be at hand.
            state=state if difference is None else difference,
            answer=digest(spelled(answer).encode()),
        )


def _carried(house: House, actor: Actor, uid: str, now: datetime) -> Carried:
    """Load a delivery under way that this person may end; without the pen, since judging a web page takes its time."""
    with house.database.read() as session:
        carried = load_delivery(session, house, actor, uid, now)
    if carried is None:
        raise NotFound
    granted(Action.END_DELIVERY, carried.standing, Intent())
    if carried.delivery.state != DeliveryState.TRYING:
        raise Overtaken(uid, carried.standing)
    return carried


def _channel_of(carried: Carried, channels: Channels) -> Channel:
    return channels[ChannelKey(carried.delivery.channel)]
