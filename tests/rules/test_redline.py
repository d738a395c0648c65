"""The redline: nothing is lost, nothing is invented, and no input makes it slow."""

import random
from collections.abc import Callable
from difflib import SequenceMatcher
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from commworkflow.rules import redline as redlining
from commworkflow.rules.redline import (
    Change,
    Stretch,
    Words,
    in_context,
    is_same,
    redline,
    redline_words,
    words_changed,
)

SAME, REMOVED, ADDED = Change.SAME, Change.REMOVED, Change.ADDED
WORDS = st.lists(st.sampled_from(["de", "la", "crise", "hôpital", "15", "soins", "a"]), max_size=60)
LONG = 20_000
READINGS = 3
"""How often both texts are read beside the budget: their ends, their anchors, and what lies between these."""
Reading = Callable[[Words, Words], Any]


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        ("", "", []),
        ("un deux", "un deux", [(SAME, "un deux")]),
        ("un\u00a0deux\n trois", "un deux\u202ftrois", [(SAME, "un deux trois")]),
        ("e\u0301tat", "état", [(SAME, "état")]),
        ("", "un", [(ADDED, "un")]),
        ("un", "", [(REMOVED, "un")]),
        ("un deux trois", "un trois", [(SAME, "un"), (REMOVED, "deux"), (SAME, "trois")]),
        ("un trois", "un deux trois", [(SAME, "un"), (ADDED, "deux"), (SAME, "trois")]),
        (
            "32 patients ont été transférés",
            "19 patients ont été transférés",
            [(REMOVED, "32"), (ADDED, "19"), (SAME, "patients ont été transférés")],
        ),
        ("a b a b", "b a b a", [(ADDED, "b"), (SAME, "a b a"), (REMOVED, "b")]),
        ("aucune donnée", "Aucune donnée", [(REMOVED, "aucune"), (ADDED, "Aucune"), (SAME, "donnée")]),
    ],
)
def test_what_changed(before: str, after: str, expected: list[tuple[Change, str]]) -> None:
    assert [(stretch.change, stretch.text) for stretch in redline(before, after)] == expected


@given(WORDS, WORDS)
def test_both_texts_can_be_read_out_of_it(before: list[str], after: list[str]) -> None:
    line = redline_words(before, after)
    assert " ".join(stretch.text for stretch in line if stretch.change is not ADDED).split() == before
    assert " ".join(stretch.text for stretch in line if stretch.change is not REMOVED).split() == after
    assert all(one.change is not other.change for one, other in pairwise(line))
    assert is_same(line) == (before == after)


@given(WORDS, WORDS)
def test_context_keeps_every_change(before: list[str], after: list[str]) -> None:
    line = redline_words(before, after)
    short = in_context(line, 2)
    assert [stretch for stretch in short if stretch.change is not SAME] == [
        stretch for stretch in line if stretch.change is not SAME
    ]


def test_context_says_where_it_left_words_out() -> None:
    line = redline("a b c d e f g x h i j k l m", "a b c d e f g y h i j k l m")
    assert in_context(line, 2) == (
        Stretch(SAME, "… f g"), Stretch(REMOVED, "x"), Stretch(ADDED, "y"), Stretch(SAME, "h i …"),
    )  # fmt: skip


def _worst() -> dict[str, tuple[list[str], list[str]]]:
    chance = random.Random(4)
    text = [f"w{int(chance.paretovariate(0.8))}" for _ in range(LONG)]
    edited = [f"new{place}" if chance.random() < 0.03 else word for place, word in enumerate(text)]
    numbered = [f"x{place}" for place in range(LONG)]
    anchored = [f"anchor{place}" if place % 100 == 0 else chance.choice("ab") for place in range(LONG)]
    return {
        "a text edited everywhere": (text, edited),
        "one word": (["a"] * LONG, ["a"] * (LONG // 2) + ["b"] + ["a"] * (LONG // 2 - 1)),
        "two words by chance": ([chance.choice("ab") for _ in range(LONG)], [chance.choice("ab") for _ in range(LONG)]),
        "few words by chance": (
            [f"v{chance.randrange(100)}" for _ in range(LONG)], [f"v{chance.randrange(100)}" for _ in range(LONG)],
        ),
        "every other word": (numbered, [word for place in range(LONG // 2) for word in (f"x{place}", "y")]),
        "backwards": (numbered, numbered[::-1]),
        "shuffled": (numbered, chance.sample(numbered, LONG)),
        "chance between anchors": (
            anchored, [word if len(word) > 1 else chance.choice("ab") for word in anchored],
        ),
    }  # fmt: skip


@pytest.fixture
def steps(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """What is compared: both lengths where texts are read, their product where each word meets each. Never a time."""
    counted: list[int] = []

    def count(compared: int) -> None:
        counted.append(compared)
        assert sum(counted) <= redlining._STEPS + READINGS * 2 * LONG

    def reading(function: Reading) -> Reading:
        def counted_first(ours: Words, theirs: Words) -> Any:
            count(len(ours) + len(theirs))
            return function(ours, theirs)

        return counted_first

    def meeting(junk: None, ours: Words, theirs: Words, autojunk: bool) -> SequenceMatcher[str]:
        count(len(ours) * len(theirs))
        return SequenceMatcher(junk, ours, theirs, autojunk)

    monkeypatch.setattr(redlining, "_common_ends", reading(redlining._common_ends))
    monkeypatch.setattr(redlining, "_anchors", reading(redlining._anchors))
    monkeypatch.setattr(redlining, "SequenceMatcher", meeting)
    return counted


@pytest.mark.parametrize(("before", "after"), _worst().values(), ids=_worst().keys())
def test_twenty_thousand_words_stay_within_the_budget(before: list[str], after: list[str], steps: list[int]) -> None:
    line = redline_words(before, after)
    assert steps, "what is compared is counted"
    assert " ".join(stretch.text for stretch in line if stretch.change is not ADDED).split() == before
    assert " ".join(stretch.text for stretch in line if stretch.change is not REMOVED).split() == after


def test_a_long_text_edited_here_and_there_is_told_word_by_word() -> None:
    before, after = _worst()["a text edited everywhere"]
    same = sum(len(stretch.text.split()) for stretch in redline_words(before, after) if stretch.change is SAME)
    kept = sum(one == other for one, other in zip(before, after, strict=True))
    assert same >= kept * 0.99


def test_a_comparison_without_budget_left_is_told_whole(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("commworkflow.rules.redline._STEPS", 5)
    assert redline("tête a b c d fin", "tête d c b a fin") == (
        Stretch(SAME, "tête"), Stretch(REMOVED, "a b c d"), Stretch(ADDED, "d c b a"), Stretch(SAME, "fin"),
    )  # fmt: skip


@given(WORDS, WORDS)
def test_the_words_that_changed_are_counted(before: list[str], after: list[str]) -> None:
    removed, added = words_changed(redline_words(before, after))
    assert len(before) - removed == len(after) - added


def test_what_is_counted_is_words() -> None:
    assert words_changed(redline("32 patients ont été transférés", "19 patients transférés hier soir")) == (3, 3)
