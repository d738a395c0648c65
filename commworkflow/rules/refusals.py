"""Every reason for which an act may be refused: a key, the facts it carries, its force, and whether time can cure it.

Refusals are worded at the edge (``web/refusal_words.py``), in French and English; a key without both fails a test.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

Fact = str | int


class Force(StrEnum):
    """What it takes to go on in spite of an objection."""

    ABSOLUTE = "absolute"
    """Nothing: identity, four eyes, seal, freeze."""
    OVERRULED = "overruled"
    """The director's word, in writing."""
    PASSED = "passed"
    """The author's reason, in writing."""


@dataclass(frozen=True, slots=True)
class Declared:
    """What a refusal carries. ``forbidden``: "you may not" (403), as against "not now, because…" (409)."""

    force: Force
    facts: frozenset[str]
    forbidden: bool = False


def _now(force: Force, *facts: str) -> Declared:
    return Declared(force, frozenset(facts))


REFUSALS: Mapping[str, Declared] = {
    "not_your_role": Declared(Force.ABSOLUTE, frozenset({"roles"}), forbidden=True),
    "four_eyes": Declared(Force.ABSOLUTE, frozenset(), forbidden=True),
    "opinion_on_own_text": Declared(Force.ABSOLUTE, frozenset(), forbidden=True),
    "not_from_this_state": _now(Force.ABSOLUTE, "status"),
    "somebody_was_faster": _now(Force.ABSOLUTE, "status"),
    "text_moved": _now(Force.ABSOLUTE, "seen", "current"),
    "opinions_moved": _now(Force.ABSOLUTE, "seen", "current"),
    "reason_missing": _now(Force.ABSOLUTE),
    "text_empty": _now(Force.ABSOLUTE),
    "answers_wrong": _now(Force.ABSOLUTE, "count"),
    "placeholders_unfilled": _now(Force.ABSOLUTE, "names"),
    "fact_above_class": _now(Force.ABSOLUTE, "names", "reading_class"),
    "answers_missing": _now(Force.PASSED, "count"),
    "too_many_words": _now(Force.PASSED, "words", "limit"),
    "opinion_missing": _now(Force.OVERRULED, "role"),
    "opinion_unfavourable": _now(Force.OVERRULED, "role"),
    "already_validated": _now(Force.ABSOLUTE),
    "not_for_validation": _now(Force.ABSOLUTE),
    "needs_validation": _now(Force.ABSOLUTE),
    "validation_lapsed": _now(Force.ABSOLUTE, "since"),
    "clock_went_back": _now(Force.ABSOLUTE, "at"),
    "replaced": _now(Force.ABSOLUTE, "number"),
    "reports_stay_inside": _now(Force.ABSOLUTE),
    "fact_moved": _now(Force.ABSOLUTE, "names"),
    "too_early": _now(Force.ABSOLUTE, "not_before"),
    "staff_not_told": _now(Force.PASSED),
    "already_acknowledged": _now(Force.ABSOLUTE),
    "already_being_corrected": _now(Force.ABSOLUTE, "number"),
    "channel_not_allowed": _now(Force.ABSOLUTE, "channel"),
    "form_verified_already": _now(Force.ABSOLUTE),
}


@dataclass(frozen=True, slots=True)
class Refusal:
    """One objection to one act, here and now."""

    key: str
    facts: Mapping[str, Fact]

    @property
    def force(self) -> Force:
        """What it takes to go on."""
        return REFUSALS[self.key].force

    @property
    def forbidden(self) -> bool:
        """Whether this person may not (403), rather than nobody may now (409)."""
        return REFUSALS[self.key].forbidden

    @property
    def name(self) -> str:
        """The name a waiver answers to: the key, and for an opinion the role whose opinion it is."""
        role = self.facts.get("role")
        return f"{self.key}:{role}" if role else self.key


def refusal(key: str, **facts: Fact) -> Refusal:
    """Return the refusal of that key; KeyError for an unknown key, ValueError for facts other than declared."""
    if facts.keys() != REFUSALS[key].facts:
        raise ValueError(f"{key} carries {sorted(REFUSALS[key].facts)}, not {sorted(facts)}")
    return Refusal(key, facts)
