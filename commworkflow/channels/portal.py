"""An authority's portal: somebody types the answers there one after the other, ticking each as it is typed."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from commworkflow.rules.blocks import Field, Section, Warning
from commworkflow.rules.channels import (
    LINE,
    WHY,
    Difference,
    Filled,
    NotYet,
    Outcome,
    Piece,
    Problems,
    Writers,
    failure,
)
from commworkflow.rules.fields import TEXT
from commworkflow.rules.lengths import main_text
from commworkflow.rules.message_templates import ChannelKey
from commworkflow.rules.notice import Parcel

WAYS = ("sent", "failed")


@dataclass(frozen=True, slots=True)
class Portal:
    """The answers in the portal's order, each with its copy; ended once all are typed, or it is said why some are not.

    The receipt comes after, by an act of its own: sent is not received.
    """

    key: ChannelKey = ChannelKey.PORTAL
    kinds: tuple[str, ...] = ()
    receipted: bool = True

    @property
    def asks(self) -> Mapping[str, int]:
        """How it ended, and the reason where it failed or an answer was left out."""
        return {"how": LINE, "reason": TEXT}

    def pieces(self, parcel: Parcel, writers: Writers) -> tuple[Piece, ...]:
        """Return the answers, and what else is written, in the order of the form. A warning is not for the portal."""
        return tuple(piece for section in main_text(parcel.sections) for piece in _pieces(section, writers))

    def ticked(self, parcel: Parcel) -> frozenset[str]:
        """Return the keys of the answers, each typed into a field of the portal."""
        return frozenset(key for key, _ in _labels(parcel))

    def judge(self, parcel: Parcel, filled: Filled, now: datetime, zone: ZoneInfo) -> Outcome | NotYet:
        """Take it for sent where each answer is ticked or its absence explained, one by one or once for all."""
        if filled.word("how") not in WAYS:
            return NotYet({"how": ("not_a_choice", {})})
        labels = dict(_labels(parcel))
        left = [key for key in labels if key not in filled.ticks]
        if filled.word("how") == "failed":
            return _failed(filled, labels, left)
        unexplained = [key for key in left if not (filled.word(WHY + key) or filled.word("reason"))]
        if unexplained:
            return NotYet(_unexplained(unexplained))
        answer = {
            "complete": not left,
            "typed": len(labels) - len(left),
            "not_typed": [
                {"key": key, "label": labels[key], "why": filled.word(WHY + key) or filled.word("reason")}
                for key in left
            ],
        }
        return Outcome(True, answer)

    def difference(self, answer: Mapping[str, Any]) -> Difference | None:
        """Return nothing: what was left out is told beside the answers that were typed."""
        return None


def _unexplained(keys: list[str]) -> Problems:
    each: Problems = {WHY + key: ("reason_needed", {}) for key in keys}
    return {"ticks": ("answers_not_ticked", {"count": len(keys)}), **each}


def _failed(filled: Filled, labels: Mapping[str, str], left: list[str]) -> Outcome | NotYet:
    ended = failure(filled)
    if isinstance(ended, NotYet):
        return ended
    facts: dict[str, Any] = {"typed": len(labels) - len(left), "not_typed": [{"label": labels[key]} for key in left]}
    return Outcome(False, {**ended.answer, **facts})


def _pieces(section: Section, writers: Writers) -> Iterator[Piece]:
    fields = [block for block in section.blocks if isinstance(block, Field)]
    written = tuple(block for block in section.blocks if not isinstance(block, Field | Warning))
    if written:
        text = writers.plain((Section(section.key, "", written),))
        yield Piece(_written_key(section), section.title, text, group=section.title if fields else "")
    for field in fields:
        yield Piece(field.key, field.label, "\n".join(field.values), group=section.title, waiting=field.waiting)


def _labels(parcel: Parcel) -> Iterator[tuple[str, str]]:
    """What is ticked on the sheet, by key: the same as its pieces, without spelling them."""
    for section in main_text(parcel.sections):
        if any(not isinstance(block, Field | Warning) for block in section.blocks):
            yield _written_key(section), section.title
        yield from ((block.key, block.label) for block in section.blocks if isinstance(block, Field))


def _written_key(section: Section) -> str:
    return f"section.{section.key}"
