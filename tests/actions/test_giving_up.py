"""A run of slips that nobody types in is accounted for at once, in one act and one entry."""

import pytest

from commworkflow.actions import paper
from commworkflow.actions.act import NotFound, Wrong
from commworkflow.actions.giving_up import give_up_run
from commworkflow.readings.paper import paper_page
from commworkflow.records.house import House
from commworkflow.rules.paper import SlipKind
from tests.acting import nothing_done, one_entry
from tests.cast import CAST, NOW, SAINT_ROCH, VAL_D_OR
from tests.keeping import last_told

FARID, ZOE = CAST["farid"].actor, CAST["zoe"].actor
HERE = SAINT_ROCH.uid


def number(rank: int) -> str:
    return f"E-P-2026-{rank:04d}"


def printed(house: House) -> None:
    """Two prints of three, and one of another hospital between them."""
    for who, place in ((FARID, HERE), (ZOE, VAL_D_OR.uid), (FARID, HERE)):
        paper.reserve_slips(house, who, place, 3, NOW)


def missing(house: House) -> list[str]:
    with house.database.read() as session:
        return list(paper_page(session, house, FARID).places[0].missing)


def give_up(
    house: House, first: str, last: str, fate: SlipKind = SlipKind.SPOILED, reason: str = "Imprimées deux fois"
) -> int:
    return give_up_run(house, FARID, HERE, first, last, fate, reason, NOW)


def test_a_run_of_numbers_is_given_up_in_one_act(house: House) -> None:
    printed(house)
    with one_entry(house, "slips_given_up"):
        assert give_up(house, number(2), number(8)) == 4
    assert missing(house) == [number(1), number(9)]
    entry = last_told(house)
    assert entry.facts == {"first": number(2), "last": number(8), "count": 4, "slip_kind": "spoiled"}
    assert entry.texts == {"reason": "Imprimées deux fois"}


def test_what_was_told_already_stays_as_it_was_told(house: House) -> None:
    printed(house)
    paper.give_up_slip(house, FARID, HERE, number(2), SlipKind.LOST, "Au bloc.", NOW)
    assert give_up(house, number(1), number(3)) == 2
    with house.database.read() as session:
        lines = {line.number: line.body for line in paper_page(session, house, FARID).slips.lines}
    assert lines == {number(1): "Imprimées deux fois", number(2): "Au bloc.", number(3): "Imprimées deux fois"}


@pytest.mark.parametrize(
    ("first", "last", "problems"),
    [
        (4, 9, {"number": "slip_never_printed"}),
        (1, 5, {"last": "slip_never_printed"}),
        (3, 99, {"last": "slip_never_printed"}),
        (8, 2, {"last": "slips_backwards"}),
    ],
)
def test_a_run_that_was_not_printed_here_in_that_order_is_refused(
    house: House, first: int, last: int, problems: dict[str, str]
) -> None:
    printed(house)
    with nothing_done(house, raises=Wrong) as told:
        give_up(house, number(first), number(last))
    assert isinstance(told.value, Wrong)
    assert {name: key for name, (key, _) in told.value.problems.items()} == problems


def test_a_run_of_which_all_was_told_is_refused(house: House) -> None:
    printed(house)
    give_up(house, number(1), number(3))
    with nothing_done(house, raises=Wrong) as told:
        give_up(house, number(1), number(3))
    assert isinstance(told.value, Wrong)
    assert told.value.problems == {"number": ("slips_told_already", {"last": number(3)})}


def test_a_reason_is_owed(house: House) -> None:
    printed(house)
    with nothing_done(house, raises=Wrong):
        give_up(house, number(1), number(3), reason="")


def test_what_was_written_is_typed_in_one_by_one(house: House) -> None:
    printed(house)
    with nothing_done(house, raises=NotFound):
        give_up(house, number(1), number(3), SlipKind.NOTE)


@pytest.mark.parametrize("who", ["hugo", "zoe", "ines"])
def test_whoever_may_not_record_gives_nothing_up(house: House, who: str) -> None:
    printed(house)
    with nothing_done(house, raises=NotFound):
        give_up_run(house, CAST[who].actor, HERE, number(1), number(3), SlipKind.LOST, "x", NOW)
