"""Delivering: begun, then ended, two acts around what a person does in the outside world.

A delivery begun and not ended is unknown, and somebody looks: the product never tries again by itself. What happened is
told by a person, judged by the channel, and told once.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from sqlalchemy import func, insert, select

from commworkflow.actions.act import Acting, NotFound, Refused, Wrong, act, words_typed
from commworkflow.actions.moving import granted, named, standing_of
from commworkflow.readings.deliveries import released_parcel
from commworkflow.readings.standing import Standing, load
from commworkflow.records.base import new_uid
from commworkflow.records.house import House
from commworkflow.records.releases import Delivery, DeliveryState, File, FileKind, Release
from commworkflow.rules.blocks import Use
from commworkflow.rules.canonical import digest
from commworkflow.rules.channels import LINE, Channel, Writers
from commworkflow.rules.lengths import parcel_for
from commworkflow.rules.lifecycle import Action
from commworkflow.rules.message_templates import ChannelKey
from commworkflow.rules.notice import RenderedFile
from commworkflow.rules.refusals import refusal
from commworkflow.rules.roles import Actor
from commworkflow.rules.situation import Intent

Channels = Mapping[ChannelKey, Channel]
WALL = "wall"
MEANS = ("press", WALL, "envelope", "other")
"""How a document leaves; what goes up on a wall is the poster, where one was written."""


@dataclass(frozen=True, slots=True)
class Beginning:
    """What a person says before a text leaves: to whom it goes; for a document, how and as which kinds of file.

    ``seen``: the deliveries by this channel that stood on the screen. One more, and somebody was faster.
    """

    recipient: str
    seen: int
    means: str = ""
    kinds: tuple[str, ...] = ()


class Overtaken(Refused):
    """Somebody was faster, perhaps this person's own second press: nothing was done twice. ``delivery`` stands."""

    def __init__(self, delivery: str, standing: Standing) -> None:
        super().__init__(refusal("somebody_was_faster", status=standing.situation.status))
        self.delivery = delivery


def begin(
    house: House,
    actor: Actor,
    uid: str,
    beginning: Beginning,
    intent: Intent,
    channels: Channels,
    writers: Writers,
    now: datetime,
) -> str:
    """Begin a delivery of a released message by ``intent.channel``, and return its uid.

    The files handed over are made before the pen is taken, from the sealed bytes and the release's own imprint, and
    kept with the delivery. Raises NotFound, Refused, Overtaken, Wrong.
    """
    recipient = _checked(channels.get(ChannelKey(intent.channel)) if _is_known(intent) else None, beginning)
    files = _rendered(house, actor, uid, beginning, intent, writers, now) if beginning.kinds else ()
    with act(house, actor, now) as acting:
        standing = standing_of(acting, uid)
        _, mandate = granted(Action.BEGIN_DELIVERY, standing, replace(intent, means=beginning.means))
        release_id = _not_overtaken(acting, standing, intent, beginning)
        delivery = new_uid()
        delivery_id = acting.add(
            Delivery,
            uid=delivery,
            release_id=release_id,
            channel=intent.channel,
            recipient=recipient,
            begun_at=now,
            begun_by_id=acting.person,
            state=DeliveryState.TRYING,
            progress={},
            answer={"means": beginning.means} if beginning.means else {},
        )
        _keep_files(acting, files, delivery_id)
        acting.enter(
            "delivery_begun",
            **named(standing, mandate),
            texts={"recipient": recipient},
            delivery=delivery,
            channel=intent.channel,
            files=" ".join(digest(file.content) for file in files),
        )
        return delivery


def _is_known(intent: Intent) -> bool:
    return intent.channel in ChannelKey.__members__.values()


def _checked(channel: Channel | None, beginning: Beginning) -> str:
    """Return the recipient, tidied. An unknown channel is refused by the table, which knows what is allowed."""
    recipient = words_typed("recipient", beginning.recipient, LINE, "required")
    if channel is None:
        return recipient
    chosen = set(beginning.kinds)
    if channel.kinds and not (chosen and chosen <= set(channel.kinds)):
        raise Wrong({"kinds": ("not_a_choice", {})})
    if (beginning.means not in MEANS) if channel.kinds else beginning.means:
        raise Wrong({"means": ("not_a_choice", {})})
    if chosen and not channel.kinds:
        raise Wrong({"kinds": ("not_a_choice", {})})
    return recipient


def _rendered(
    house: House, actor: Actor, uid: str, beginning: Beginning, intent: Intent, writers: Writers, now: datetime
) -> tuple[RenderedFile, ...]:
    """Make the files before the pen is taken; the act asks again, so that nothing is lost if things moved meanwhile."""
    with house.database.read() as session:
        standing = load(session, house, actor, uid, now)
        if standing is None:
            raise NotFound
        granted(Action.BEGIN_DELIVERY, standing, intent)
        release = session.scalars(select(Release).where(Release.sealed_text_id == standing.sealed_id)).one()
    parcel = parcel_for(released_parcel(standing, release), Use.POSTER if beginning.means == WALL else Use.TEXT)
    return writers.files(parcel.sections, parcel.imprint, dict.fromkeys(beginning.kinds))


def _not_overtaken(acting: Acting, standing: Standing, intent: Intent, beginning: Beginning) -> int:
    """Return the release's inside number, if the deliveries by this channel are still those on the screen."""
    row = acting.session.execute(
        select(Release.id, func.count(Delivery.id).label("begun"), func.max(Delivery.id).label("last"))
        .outerjoin(Delivery, (Delivery.release_id == Release.id) & (Delivery.channel == intent.channel))
        .where(Release.sealed_text_id == standing.sealed_id)
        .group_by(Release.id)
    ).one()
    if row.begun != beginning.seen:
        last = acting.session.scalar(select(Delivery.uid).where(Delivery.id == row.last))
        raise Overtaken(last or "", standing)
    return int(row.id)


def _keep_files(acting: Acting, files: tuple[RenderedFile, ...], delivery_id: int) -> None:
    if not files:
        return
    rows: list[dict[str, Any]] = [
        {
            "uid": new_uid(),
            "sha256": digest(file.content),
            "type": file.type,
            "name": file.name,
            "bytes": file.content,
            "made_at": acting.now,
            "kind": FileKind.RENDERING,
            "delivery_id": delivery_id,
        }
        for file in files
    ]
    acting.session.execute(insert(File), rows)
