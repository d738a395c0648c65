"""Numbers on paper: none goes missing without a word."""

from commworkflow.rules.numbers import slip_number
from commworkflow.rules.paper import FATES, WRITTEN, Run, SlipKind, unaccounted
from commworkflow.rules.worlds import World


def test_a_slips_number_says_its_year_and_its_world() -> None:
    assert slip_number(World.LIVE, 2026, 1) == "P-2026-0001"
    assert slip_number(World.EXERCISE, 2026, 12) == "E-P-2026-0012"


def test_what_nobody_told_of_is_a_gap_whatever_the_order_of_the_prints() -> None:
    runs = (Run(2027, 1, 1), Run(2026, 3, 4), Run(2026, 1, 2))
    told = {"P-2026-0002"}
    assert unaccounted(World.LIVE, runs, told) == ("P-2026-0001", "P-2026-0003", "P-2026-0004", "P-2027-0001")
    assert unaccounted(World.LIVE, (), told) == ()


def test_a_slip_is_typed_in_or_given_up() -> None:
    assert {*WRITTEN, *FATES} == set(SlipKind)
    assert not set(WRITTEN) & set(FATES)
