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
    "at_a_post": Declared(Force.ABSOLUTE, frozenset(), forbidden=True),
    "not_your_role": Declared(Force.ABSOLUTE, frozenset({"roles"}), forbidden=True),
    "rights_ended": Declared(Force.ABSOLUTE, frozenset(), forbidden=True),
    "four_eyes": Declared(Force.ABSOLUTE, frozenset(), forbidden=True),
    "opinion_on_own_text": Declared(Force.ABSOLUTE, frozenset(), forbidden=True),
    "outside_delegation": Declared(Force.ABSOLUTE, frozenset({"family"}), forbidden=True),
    "recorder_wrote": Declared(Force.ABSOLUTE, frozenset(), forbidden=True),
    "recorder_is_director": Declared(Force.ABSOLUTE, frozenset(), forbidden=True),
    "not_your_word": Declared(Force.ABSOLUTE, frozenset(), forbidden=True),
    "validated_by_you": Declared(Force.ABSOLUTE, frozenset({"roles"}), forbidden=True),
    "own_proposal": Declared(Force.ABSOLUTE, frozenset(), forbidden=True),
    "not_from_this_state": _now(Force.ABSOLUTE, "status"),
    "somebody_was_faster": _now(Force.ABSOLUTE, "status"),
    "text_moved": _now(Force.ABSOLUTE, "seen", "current"),
    "opinions_moved": _now(Force.ABSOLUTE, "seen", "current"),
    "reason_missing": _now(Force.ABSOLUTE),
    "text_empty": _now(Force.ABSOLUTE),
    "answers_wrong": _now(Force.ABSOLUTE, "count"),
    "placeholders_unfilled": _now(Force.ABSOLUTE, "names"),
    "fact_above_class": _now(Force.ABSOLUTE, "names", "reading_class"),
    "link_misleads": _now(Force.ABSOLUTE, "shown", "target"),
    "answers_missing": _now(Force.PASSED, "count"),
    "announced_past": _now(Force.PASSED, "names"),
    "too_many_words": _now(Force.PASSED, "words", "limit"),
    "section_over_words": _now(Force.PASSED, "section", "title", "words", "limit"),
    "section_over_characters": _now(Force.ABSOLUTE, "section", "title", "characters", "limit"),
    "opinion_missing": _now(Force.OVERRULED, "role"),
    "opinion_unfavourable": _now(Force.OVERRULED, "role"),
    "waiver_to_accept": _now(Force.OVERRULED, "rule"),
    "comment_settled_already": _now(Force.ABSOLUTE, "resolved"),
    "already_validated": _now(Force.ABSOLUTE),
    "not_for_validation": _now(Force.ABSOLUTE),
    "needs_validation": _now(Force.ABSOLUTE),
    "validation_lapsed": _now(Force.ABSOLUTE, "since"),
    "clock_went_back": _now(Force.ABSOLUTE, "at"),
    "replaced": _now(Force.ABSOLUTE, "number"),
    "file_withheld": _now(Force.ABSOLUTE, "mark"),
    "reports_stay_inside": _now(Force.ABSOLUTE),
    "fact_moved": _now(Force.ABSOLUTE, "names"),
    "too_early": _now(Force.ABSOLUTE, "not_before"),
    "staff_not_told": _now(Force.PASSED),
    "already_acknowledged": _now(Force.ABSOLUTE),
    "already_being_corrected": _now(Force.ABSOLUTE, "number"),
    "channel_not_allowed": _now(Force.ABSOLUTE, "channel"),
    "form_verified_already": _now(Force.ABSOLUTE),
    "form_not_verified": _now(Force.ABSOLUTE),
    "nobody_to_reach": _now(Force.ABSOLUTE),
    "director_cannot_decide": _now(Force.ABSOLUTE),
    "director_wrote": _now(Force.ABSOLUTE),
    "reached_missing": _now(Force.ABSOLUTE),
    "groups_differ": _now(Force.ABSOLUTE),
    "witness_missing": _now(Force.ABSOLUTE),
    "witness_not_apart": _now(Force.ABSOLUTE),
    "said_to_come": _now(Force.ABSOLUTE),
    "said_too_early": _now(Force.ABSOLUTE, "since"),
    "nothing_to_confirm": _now(Force.ABSOLUTE),
    "answered_already": _now(Force.ABSOLUTE),
    "contested": _now(Force.ABSOLUTE),
    "prepared_stays": _now(Force.ABSOLUTE),
    "prepared_gone": _now(Force.ABSOLUTE),
    "slots_unfilled": _now(Force.ABSOLUTE, "names"),
    "too_long_once_filled": _now(Force.ABSOLUTE, "section", "title", "characters", "limit"),
    "words_left_open": _now(Force.ABSOLUTE, "names"),
    "slots_past": _now(Force.ABSOLUTE, "names"),
    "more_than_slots": _now(Force.ABSOLUTE),
    "nothing_proposed": _now(Force.ABSOLUTE),
    "proposal_gone": _now(Force.ABSOLUTE),
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
        """The name a waiver answers to: the key, with what it is about: a role, a section, an author's own waiver."""
        of = self.facts.get("role") or self.facts.get("section") or self.facts.get("rule")
        return f"{self.key}:{of}" if of else self.key


def refusal(key: str, **facts: Fact) -> Refusal:
    """Return the refusal of that key; KeyError for an unknown key, ValueError for facts other than declared."""
    if facts.keys() != REFUSALS[key].facts:
        raise ValueError(f"{key} carries {sorted(REFUSALS[key].facts)}, not {sorted(facts)}")
    return Refusal(key, facts)
