"""A document handed over: to the press, on a wall, in an envelope. The very files are kept with the delivery."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from commworkflow.rules.channels import (
    LINE,
    Difference,
    Filled,
    NotYet,
    Outcome,
    Piece,
    Problems,
    Writers,
    failure,
    hour_typed,
)
from commworkflow.rules.fields import TEXT
from commworkflow.rules.message_templates import ChannelKey
from commworkflow.rules.notice import Parcel

WAYS = ("handed", "failed")


@dataclass(frozen=True, slots=True)
class Document:
    """The files to print or copy; ended by saying to whom they went, when, and by whose hand."""

    key: ChannelKey = ChannelKey.DOCUMENT
    kinds: tuple[str, ...] = ("pdf", "docx")
    receipted: bool = False

    @property
    def asks(self) -> Mapping[str, int]:
        """How it ended; when and by whom it was handed over, who took it; or the reason it was not."""
        return {"how": LINE, "handed_at": LINE, "handed_by": LINE, "taken_by": LINE, "reason": TEXT}

    def pieces(self, parcel: Parcel, writers: Writers) -> tuple[Piece, ...]:
        """Return nothing: the person works from the files."""
        return ()

    def ticked(self, parcel: Parcel) -> frozenset[str]:
        """Return nothing: files are handed over whole."""
        return frozenset()

    def judge(self, parcel: Parcel, filled: Filled, now: datetime, zone: ZoneInfo) -> Outcome | NotYet:
        """Take it for handed over once the hour and the hand are known."""
        if filled.word("how") not in WAYS:
            return NotYet({"how": ("not_a_choice", {})})
        if filled.word("how") == "failed":
            return failure(filled)
        hour = hour_typed(filled.word("handed_at"), parcel.imprint.moment, now, zone)
        nobody: Problems = {} if filled.word("handed_by") else {"handed_by": ("required", {})}
        if isinstance(hour, str):
            return NotYet({"handed_at": (hour, {}), **nobody})
        if nobody:
            return NotYet(nobody)
        hands = {name: filled.word(name) for name in ("handed_by", "taken_by") if filled.word(name)}
        return Outcome(True, {"handed_at": hour.isoformat(), **hands})

    def difference(self, answer: Mapping[str, Any]) -> Difference | None:
        """Return nothing: files are handed over whole."""
        return None
