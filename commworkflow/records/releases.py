"""Releases, the deliveries each one opened, their receipts, and the files handed over or received."""

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import ForeignKey, Index, LargeBinary, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from commworkflow.records.base import Base, Json, Moment, Named, Utc, one_of


class Release(Named, Base):
    """The moment a sealed text became public or official: its number without gaps, its imprint frozen. Append-only."""

    __tablename__ = "release"
    __table_args__ = (UniqueConstraint("sealed_text_id"), UniqueConstraint("year", "rank"))

    message_id: Mapped[int] = mapped_column(ForeignKey("message.id"), index=True)
    sealed_text_id: Mapped[int] = mapped_column(ForeignKey("sealed_text.id"))
    decision_id: Mapped[int] = mapped_column(ForeignKey("decision.id"))
    year: Mapped[int]
    rank: Mapped[int]
    number: Mapped[str] = mapped_column(Text, unique=True)
    released_at: Mapped[Moment]
    imprint: Mapped[dict[str, Any]] = mapped_column(Json)


class DeliveryState(StrEnum):
    """Where a delivery stands. Begun and not ended is "unknown, check": a crash stays visible."""

    TRYING = "trying"
    DONE = "done"
    FAILED = "failed"


class Delivery(Named, Base):
    """A released text on its way out by one channel: begun, then ended. ``progress`` is where the person stands."""

    __tablename__ = "delivery"
    __table_args__ = (one_of("state", DeliveryState), Index("ix_delivery_release_id", "release_id"))

    release_id: Mapped[int] = mapped_column(ForeignKey("release.id"))
    channel: Mapped[str] = mapped_column(Text)
    recipient: Mapped[str] = mapped_column(Text)
    begun_at: Mapped[Moment]
    begun_by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    state: Mapped[str] = mapped_column(Text)
    progress: Mapped[dict[str, Any]] = mapped_column(Json, default=dict)
    ended_at: Mapped[datetime | None] = mapped_column(Utc)
    ended_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    answer: Mapped[dict[str, Any]] = mapped_column(Json, default=dict)


class FileKind(StrEnum):
    """What a kept file is."""

    RENDERING = "rendering"
    RECEIPT = "receipt"
    SCAN = "scan"
    LETTERHEAD = "letterhead"


class File(Named, Base):
    """A file that was handed over or received, with its digest. Immutable."""

    __tablename__ = "file"
    __table_args__ = (one_of("kind", FileKind),)

    sha256: Mapped[str] = mapped_column(Text, index=True)
    type: Mapped[str] = mapped_column(Text)
    name: Mapped[str] = mapped_column(Text)
    bytes: Mapped[bytes] = mapped_column(LargeBinary)
    made_at: Mapped[Moment]
    kind: Mapped[str] = mapped_column(Text)
    delivery_id: Mapped[int | None] = mapped_column(ForeignKey("delivery.id"), index=True)


class Receipt(Named, Base):
    """What proves that a delivery arrived: the reference, and the hour shown on it. Sent is not received."""

    __tablename__ = "receipt"

    delivery_id: Mapped[int] = mapped_column(ForeignKey("delivery.id"), index=True)
    reference: Mapped[str] = mapped_column(Text)
    received_at: Mapped[Moment]
    entered_at: Mapped[Moment]
    entered_by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    file_id: Mapped[int | None] = mapped_column(ForeignKey("file.id"))
