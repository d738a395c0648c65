"""A delivery with what it carries: the release it belongs to, and how its message stands."""

from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from commworkflow.readings.imprints import rests_on
from commworkflow.readings.standing import Standing, load
from commworkflow.records.house import House
from commworkflow.records.messages import Message
from commworkflow.records.releases import Delivery, Release
from commworkflow.rules.notice import Imprint, Parcel
from commworkflow.rules.roles import Actor
from commworkflow.rules.stopping import became


@dataclass(frozen=True, slots=True)
class Carried:
    """A delivery, the release that opened it, and how the message stands for the person who looks."""

    delivery: Delivery
    release: Release
    standing: Standing

    @property
    def parcel(self) -> Parcel:
        """What the channel works from: the sealed bytes and the release's frozen imprint, nothing else."""
        return released_parcel(self.standing, self.release)


def load_delivery(session: Session, house: House, actor: Actor, uid: str, now: datetime) -> Carried | None:
    """Return a delivery; None for none, or one whose message this person may not read. Four statements at most."""
    row = session.execute(
        select(Delivery, Release, Message.uid.label("message"))
        .join(Release, Release.id == Delivery.release_id)
        .join(Message, Message.id == Release.message_id)
        .where(Delivery.uid == uid)
    ).one_or_none()
    if row is None:
        return None
    standing = load(session, house, actor, row.message, now)
    return None if standing is None else Carried(row.Delivery, row.Release, standing)


def released_parcel(standing: Standing, release: Release) -> Parcel:
    """Return what a release hands to its channels: the same parcel, byte for byte, as long as the text may go out."""
    return Parcel(standing.sealed_words.sections, released_imprint(standing, release))


def released_imprint(standing: Standing, release: Release) -> Imprint:
    """Return the imprint frozen with a release.

    One line of it may change, once: what was validated by hand says from then on that it was confirmed, or contested.
    A text that goes out to nobody any more bears the mark of it from then on, on whatever is made of it.
    """
    imprint = Imprint.from_json(release.imprint)
    notes = imprint.notes if standing.hand is None else rests_on(standing)
    return replace(imprint, notes=notes, became=became(standing.situation))
