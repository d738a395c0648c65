"""Two people in one draft: what only one changed is taken, what both changed is asked, and nothing is lost."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from commworkflow.rules.merging import Fate, fate, fates, together

TEXTS = st.sampled_from(["", "un", "deux", "trois"])

TABLE: list[tuple[str | None, str, str, Fate]] = [
    # base   mine    theirs
    ("un", "un", "un", Fate.SAME),
    ("un", "deux", "un", Fate.MINE),
    ("un", "un", "deux", Fate.THEIRS),
    ("un", "deux", "trois", Fate.BOTH),
    ("un", "deux", "deux", Fate.SAME),
    (None, "deux", "trois", Fate.BOTH),
    (None, "deux", "deux", Fate.SAME),
    ("", "un", "", Fate.MINE),
    ("un", "", "deux", Fate.BOTH),
]


@pytest.mark.parametrize(("base", "mine", "theirs", "expected"), TABLE)
def test_whose_change_it_is(base: str | None, mine: str, theirs: str, expected: Fate) -> None:
    assert fate(base, mine, theirs) is expected


@given(base=st.none() | TEXTS, mine=TEXTS, theirs=TEXTS)
def test_what_both_changed_differently_is_always_asked(base: str | None, mine: str, theirs: str) -> None:
    """Whatever is taken without asking, one of the two had not touched."""
    match fate(base, mine, theirs):
        case Fate.MINE:
            assert theirs == base
        case Fate.THEIRS:
            assert mine == base
        case Fate.SAME:
            assert mine == theirs
        case Fate.BOTH:
            assert mine != theirs and (base is None or base not in (mine, theirs))


def test_a_part_that_one_side_lacks_counts_as_absent() -> None:
    assert fates({"a": "un"}, {"a": "un"}, {}, "") == {"a": Fate.THEIRS}
    assert fates(None, {"a": "un"}, {"b": "deux"}, "") == {"b": Fate.BOTH, "a": Fate.BOTH}


@given(mine=st.text(alphabet="ab\n", max_size=12), theirs=st.text(alphabet="ab\n", max_size=12))
def test_both_texts_stand_whole_one_after_the_other(mine: str, theirs: str) -> None:
    joined = together(mine, theirs)
    assert joined.startswith(theirs.strip("\n")) and joined.endswith(mine.strip("\n"))
