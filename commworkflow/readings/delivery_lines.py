"""Deliveries as a page tells them: how each stands for whoever looks, its receipts, and the files that went or came."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import Select, select
from sqlalchemy.orm import Session, aliased

from commworkflow.records.people import Person
from commworkflow.records.releases import Delivery, DeliveryState, File, FileKind, Receipt
from commworkflow.rules.channels import Channel, Difference
from commworkflow.rules.message_templates import ChannelKey
from commworkflow.rules.roles import Actor


class Shown(StrEnum):
    """How a delivery stands for the person who looks. ``SENT``: done, and its receipt is still to come.

    ``UNDER_WAY``: somebody else began it lately; ``UNKNOWN``: so long ago that its end should have been told.
    ``PAGE_DIFFERS``, ``SAID_OTHERWISE``: done, and what arrived is not word for word what was validated.
    """

    YOURS = "yours"
    UNDER_WAY = "under_way"
    UNKNOWN = "unknown"
    SENT = "sent"
    DONE = "done"
    PAGE_DIFFERS = Difference.PAGE.value
    SAID_OTHERWISE = Difference.SPEECH.value
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class KeptFile:
    """A file that went out or came in, without its bytes: its name, type and digest."""

    uid: str
    name: str
    type: str
    sha256: str


@dataclass(frozen=True, slots=True)
class ReceiptLine:
    """A receipt: its reference and the hour shown on it; who typed it, and when."""

    uid: str
    reference: str
    received_at: datetime
    entered_at: datetime
    entered_by: str
    file: KeptFile | None


@dataclass(frozen=True, slots=True)
class DeliveryLine:
    """A delivery: by which way out, to whom, by whom, how it stands, and what was said of it."""

    uid: str
    channel: ChannelKey
    recipient: str
    shown: Shown
    begun_at: datetime
    begun_by: str
    ended_at: datetime | None
    ended_by: str
    answer: Mapping[str, Any]
    receipts: tuple[ReceiptLine, ...]
    files: tuple[KeptFile, ...]

    @property
    def is_open(self) -> bool:
        """Whether nobody has told yet how it ended."""
        return self.shown in (Shown.YOURS, Shown.UNDER_WAY, Shown.UNKNOWN)

    @property
    def takes_receipt(self) -> bool:
        """Whether it is over and arrived, so that what proves it can be entered."""
        return not self.is_open and self.shown is not Shown.FAILED


@dataclass(frozen=True, slots=True)
class Seen:
    """Who looks at deliveries, by which channels they went, and since when one of somebody else's is under way."""

    actor: Actor
    channels: Mapping[ChannelKey, Channel]
    lately: datetime


def lines_of_release(session: Session, release_id: int, seen: Seen) -> tuple[DeliveryLine, ...]:
    """Return the deliveries of a release, the first begun first. Three statements, however many there are."""
    return _lines(session, _told().where(Delivery.release_id == release_id), seen)


def line_of(session: Session, delivery: Delivery, seen: Seen) -> DeliveryLine:
    """Return one delivery. Three statements."""
    return _lines(session, _told().where(Delivery.id == delivery.id), seen)[0]


def _told() -> Select[Delivery, str, str, str]:
    beginner, ender = aliased(Person), aliased(Person)
    return (
        select(
            Delivery, beginner.uid.label("begun_by_uid"), beginner.name.label("begun_by"), ender.name.label("ended_by")
        )
        .join(beginner, beginner.id == Delivery.begun_by_id)
        .outerjoin(ender, ender.id == Delivery.ended_by_id)
        .order_by(Delivery.id)
    )


def _lines(session: Session, statement: Select[Delivery, str, str, str], seen: Seen) -> tuple[DeliveryLine, ...]:
    rows = session.execute(statement).all()
    ids = [row.Delivery.id for row in rows]
    files = _files(session, ids)
    receipts = _receipts(session, ids, {kept.uid: kept for each in files.values() for _, kept in each})
    lines = []
    for row in rows:
        delivery: Delivery = row.Delivery
        own = receipts.get(delivery.id, ())
        mine = row.begun_by_uid == seen.actor.uid
        lines.append(
            DeliveryLine(
                uid=delivery.uid,
                channel=ChannelKey(delivery.channel),
                recipient=delivery.recipient,
                shown=_shown(delivery, seen, mine=mine, proved=bool(own)),
                begun_at=delivery.begun_at,
                begun_by=row.begun_by,
                ended_at=delivery.ended_at,
                ended_by=row.ended_by or "",
                answer=delivery.answer,
                receipts=tuple(own),
                files=tuple(kept for kind, kept in files.get(delivery.id, ()) if kind == FileKind.RENDERING),
            )
        )
    return tuple(lines)


def _shown(delivery: Delivery, seen: Seen, *, mine: bool, proved: bool) -> Shown:
    match DeliveryState(delivery.state):
        case DeliveryState.TRYING:
            if mine:
                return Shown.YOURS
            return Shown.UNDER_WAY if delivery.begun_at > seen.lately else Shown.UNKNOWN
        case DeliveryState.DONE:
            channel = seen.channels[ChannelKey(delivery.channel)]
            if channel.receipted and not proved:
                return Shown.SENT
            difference = channel.difference(delivery.answer)
            return Shown.DONE if difference is None else Shown(difference.value)
        case DeliveryState.FAILED:
            return Shown.FAILED


def _files(session: Session, deliveries: Sequence[int]) -> dict[int, list[tuple[str, KeptFile]]]:
    """Return the files of these deliveries by delivery, each with its kind; their bytes stay where they are."""
    rows = session.execute(
        select(File.delivery_id, File.kind, File.uid, File.name, File.type, File.sha256)
        .where(File.delivery_id.in_(deliveries))
        .order_by(File.id)
    )
    found: dict[int, list[tuple[str, KeptFile]]] = {}
    for row in rows:
        found.setdefault(row.delivery_id, []).append((row.kind, KeptFile(row.uid, row.name, row.type, row.sha256)))
    return found


def _receipts(
    session: Session, deliveries: Sequence[int], files: Mapping[str, KeptFile]
) -> dict[int, list[ReceiptLine]]:
    rows = session.execute(
        select(Receipt, Person.name, File.uid.label("file"))
        .join(Person, Person.id == Receipt.entered_by_id)
        .outerjoin(File, File.id == Receipt.file_id)
        .where(Receipt.delivery_id.in_(deliveries))
        .order_by(Receipt.id)
    )
    found: dict[int, list[ReceiptLine]] = {}
    for row in rows:
        receipt: Receipt = row.Receipt
        line = ReceiptLine(
            receipt.uid, receipt.reference, receipt.received_at, receipt.entered_at, row.name, files.get(row.file)
        )
        found.setdefault(receipt.delivery_id, []).append(line)
    return found
