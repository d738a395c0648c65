"""The text read aloud, at a lectern or to a ward: begun when the reader starts, ended when they stop."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from commworkflow.rules.blocks import Use
from commworkflow.rules.channels import LINE, Difference, Filled, NotYet, Outcome, Piece, Writers, failure
from commworkflow.rules.fields import TEXT
from commworkflow.rules.lengths import text_for
from commworkflow.rules.message_templates import ChannelKey
from commworkflow.rules.notice import Parcel

WAYS = ("as_written", "differed", "failed")


@dataclass(frozen=True, slots=True)
class Spoken:
    """One text in large type; ended by saying whether it was said as written, and if not, what differed."""

    key: ChannelKey = ChannelKey.SPOKEN
    kinds: tuple[str, ...] = ()
    receipted: bool = False

    @property
    def asks(self) -> Mapping[str, int]:
        """How it was said, by whom, what differed; or the reason it was not."""
        return {"how": LINE, "speaker": LINE, "differed": TEXT, "reason": TEXT}

    def pieces(self, parcel: Parcel, writers: Writers) -> tuple[Piece, ...]:
        """Return what was written for the voice, or the whole text, as one piece: nobody turns pages at a lectern."""
        said = text_for(parcel.sections, Use.VOICE)
        return (Piece("text", parcel.imprint.title, writers.plain(said), html=writers.html(said)),)

    def ticked(self, parcel: Parcel) -> frozenset[str]:
        """Return nothing: a text is read whole."""
        return frozenset()

    def judge(self, parcel: Parcel, filled: Filled, now: datetime, zone: ZoneInfo) -> Outcome | NotYet:
        """Take it for said; what differed has to be told in words."""
        how = filled.word("how")
        if how not in WAYS:
            return NotYet({"how": ("not_a_choice", {})})
        if how == "failed":
            return failure(filled)
        speaker = {"speaker": filled.word("speaker")} if filled.word("speaker") else {}
        if how == "as_written":
            return Outcome(True, {"as_written": True, **speaker})
        if not filled.word("differed"):
            return NotYet({"differed": ("difference_needed", {})})
        return Outcome(True, {"as_written": False, "differed": filled.word("differed"), **speaker})

    def difference(self, answer: Mapping[str, Any]) -> Difference | None:
        """Say so where something was said otherwise than it is written."""
        return Difference.SPEECH if answer.get("as_written") is False else None
