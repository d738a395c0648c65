"""The table of looks: every pair of choices occurs, and every turn shows each choice once at least."""

from itertools import combinations, product

import pytest

from tests.journeys.looks import TABLE, TURNS, Look

CHOICES: dict[str, tuple[object, ...]] = {
    "theme": ("light", "dark", "forced"),
    "language": ("fr", "en"),
    "width": ("desk", "phone", "narrow"),
    "scripts": (True, False),
    "still": (True, False),
}


def test_the_choices_are_all_of_them() -> None:
    assert tuple(CHOICES) == Look._fields


@pytest.mark.parametrize(("one", "other"), list(combinations(CHOICES, 2)))
def test_every_two_choices_meet_in_the_table(one: str, other: str) -> None:
    met = {(getattr(look, one), getattr(look, other)) for look in TABLE}
    assert met == set(product(CHOICES[one], CHOICES[other]))


@pytest.mark.parametrize("turn", TURNS)
@pytest.mark.parametrize("of", CHOICES)
def test_every_turn_shows_every_choice(turn: tuple[Look, ...], of: str) -> None:
    assert {getattr(look, of) for look in turn} == set(CHOICES[of])
