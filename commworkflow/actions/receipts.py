"""Receipts: the proof that what was sent was received. Sent is not received, so this is an act of its own."""

from dataclasses import dataclass
from datetime import UTC, datetime

from sqlalchemy import select

from commworkflow.actions.act import Acting, NotFound, Wrong, act
from commworkflow.actions.files import keep_file
from commworkflow.actions.moving import granted, named
from commworkflow.readings.deliveries import Carried, load_delivery
from commworkflow.records.base import new_uid, spelled
from commworkflow.records.house import House
from commworkflow.records.releases import DeliveryState, FileKind, Receipt
from commworkflow.rules.canonical import digest
from commworkflow.rules.channels import out_of_time
from commworkflow.rules.lifecycle import Action
from commworkflow.rules.roles import Actor
from commworkflow.rules.situation import Intent
from commworkflow.rules.uploads import Upload


@dataclass(frozen=True, slots=True)
class Received:
    """What stands on a receipt: its reference, the hour shown on it (not the hour it is typed in), the file itself."""

    reference: str
    received_at: datetime
    file: Upload | None = None


def enter_receipt(house: House, actor: Actor, uid: str, received: Received, now: datetime) -> str:
    """Enter the receipt of a delivery that was ended as done, and return its uid. Raises NotFound, Refused, Wrong."""
    with act(house, actor, now) as acting:
        carried = load_delivery(acting.session, house, actor, uid, now)
        if carried is None:
            raise NotFound
        _, mandate = granted(Action.END_DELIVERY, carried.standing, Intent())
        _check(acting, carried, received)
        receipt, file_id, file_uid = new_uid(), None, ""
        if received.file is not None:
            file_uid = new_uid()
            file_id = keep_file(acting, received.file, file_uid, FileKind.RECEIPT, carried.delivery.id)
        acting.add(
            Receipt,
            uid=receipt,
            delivery_id=carried.delivery.id,
            reference=received.reference,
            received_at=received.received_at,
            entered_at=now,
            entered_by_id=acting.person,
            file_id=file_id,
        )
        acting.enter(
            "receipt_entered",
            **named(carried.standing, mandate),
            delivery=uid,
            receipt=receipt,
            file=file_uid,
            digest=_digest(received),
        )
        return receipt


def _digest(received: Received) -> str:
    """What the journal proves of a receipt: its reference, its hour and its file, under one digest."""
    file = "" if received.file is None else digest(received.file.content)
    shown = [received.reference, received.received_at.astimezone(UTC).isoformat(), file]
    return digest(spelled(shown).encode())


def _check(acting: Acting, carried: Carried, received: Received) -> None:
    delivery = carried.delivery
    if not received.reference:
        raise Wrong({"reference": ("required", {})})
    if delivery.state != DeliveryState.DONE:
        raise Wrong({"reference": ("delivery_not_done", {})})
    released = datetime.fromisoformat(carried.parcel.imprint.moment)
    if wrong := out_of_time(received.received_at, released, acting.now):
        raise Wrong({"received_at": (wrong, {})})
    same = select(Receipt.id).where(Receipt.delivery_id == delivery.id, Receipt.reference == received.reference)
    if acting.session.scalar(same.limit(1)) is not None:
        raise Wrong({"reference": ("receipt_known", {})})
