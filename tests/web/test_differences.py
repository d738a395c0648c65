"""A text that arrived otherwise than validated is said to have, wherever it is said to have arrived."""

from collections.abc import Callable

import pytest

from commworkflow.actions.delivering import Beginning, begin
from commworkflow.actions.ending import end, settle
from commworkflow.readings.delivery_lines import Shown
from commworkflow.records.house import House
from commworkflow.rules.channels import Difference
from commworkflow.rules.situation import Intent
from commworkflow.web import delivery_words, journal_words
from tests.browser import Browser
from tests.cast import NOW
from tests.house_rules import all_of, text_of
from tests.released import ALICE, WAYS, WRITERS, a_released, seal_of, standing_of

Enter = Callable[[str], Browser]
ELSEWHERE = {"how": "published", "address": "https://ch.example/a", "page": "Autre chose", "differs": "yes"}
TOLD = [
    ("the page differs", "site", ELSEWHERE, "Done, the page differs"),
    ("the page is the text", "site", {"how": "published", "address": "https://ch.example/a"}, "Done"),
    ("said otherwise", "spoken", {"how": "differed", "differed": "33 patients"}, "Done, said otherwise"),
    ("said as written", "spoken", {"how": "as_written"}, "Done"),
]


def begun(house: House, channel: str) -> tuple[str, str]:
    """A released message, and a delivery of it under way."""
    uid = a_released(house)
    intent = Intent(seal=seal_of(house, uid), channel=channel)
    return uid, begin(house, ALICE, uid, Beginning("hôpital", 0), intent, WAYS.channels, WRITERS, NOW)


@pytest.mark.parametrize(("case", "channel", "told", "shown"), TOLD, ids=[row[0] for row in TOLD])
def test_it_is_said_at_the_desk_on_the_sheet_in_the_history_and_in_the_journal(
    house: House, enter: Enter, case: str, channel: str, told: dict[str, str], shown: str
) -> None:
    uid, delivery = begun(house, channel)
    sealed = standing_of(house, ALICE, uid).sealed_words
    typed = {"page": f"EXERCICE · {sealed.title}\n{WRITERS.plain(sealed.sections)}", **told}
    end(house, ALICE, delivery, frozenset(), typed, WAYS.channels, NOW)
    dominique = enter("dominique")
    for address in (f"/deliveries/{delivery}", f"/messages/{uid}/desk"):
        dominique.get(address)
        states = {text_of(one) for one in all_of(dominique.page, "span") if _is_state(one.get("class"))}
        assert states & {"Done", "Done, the page differs", "Done, said otherwise"} == {shown}
    for address in (f"/messages/{uid}", f"/journal?message={uid}"):
        dominique.get(address)
        (entry,) = [text_of(one) for one in all_of(dominique.page, "p", "td") if "ended a delivery:" in text_of(one)]
        assert entry.endswith(f", {shown[0].lower()}{shown[1:]}.")
    dominique.get(f"/deliveries/{delivery}")
    assert "Enter a receipt" in dominique.words, "it arrived, and what proves it can be entered"


def test_what_somebody_found_out_afterwards_was_compared_with_nothing(house: House, enter: Enter) -> None:
    uid, delivery = begun(house, "site")
    settle(house, ALICE, delivery, True, "vu sur le site", NOW)
    alice = enter("alice")
    alice.get(f"/messages/{uid}")
    (entry,) = [text_of(p) for p in all_of(alice.page, "p") if "ended a delivery" in text_of(p)]
    assert entry.endswith(", done.")


def test_every_difference_is_worded() -> None:
    assert set(Difference) <= journal_words.STATES.keys()
    assert delivery_words.SHOWN.keys() == delivery_words.LOOKS.keys() == set(Shown)


def _is_state(names: str | None) -> bool:
    return "status" in (names or "").split()
