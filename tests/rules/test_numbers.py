"""The numbers people read."""

import pytest

from commworkflow.rules.numbers import incident_number, message_number, release_number
from commworkflow.rules.worlds import World


@pytest.mark.parametrize(
    ("world", "rank", "incident", "release"),
    [
        (World.LIVE, 1, "2026-001", "C-2026-0001"),
        (World.LIVE, 12, "2026-012", "C-2026-0012"),
        (World.LIVE, 12_345, "2026-12345", "C-2026-12345"),
        (World.EXERCISE, 1, "E-2026-001", "E-C-2026-0001"),
        (World.EXERCISE, 9_999, "E-2026-9999", "E-C-2026-9999"),
    ],
)
def test_incidents_and_releases_carry_their_world(world: World, rank: int, incident: str, release: str) -> None:
    assert (incident_number(world, 2026, rank), release_number(world, 2026, rank)) == (incident, release)


@pytest.mark.parametrize(("rank", "number"), [(1, "E-2026-014-01"), (99, "E-2026-014-99"), (100, "E-2026-014-100")])
def test_a_message_carries_its_incident(rank: int, number: str) -> None:
    assert message_number("E-2026-014", rank) == number
