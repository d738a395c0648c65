"""A document handed over: to whom, when, by whom."""

from datetime import timedelta
from zoneinfo import ZoneInfo

import pytest

from commworkflow.channels.document import Document
from commworkflow.rules.channels import NotYet, Outcome
from tests.cast import NOW
from tests.channels.parcels import NOTICE, WRITERS, filled

PARIS = ZoneInfo("Europe/Paris")


def test_the_person_works_from_the_files() -> None:
    assert Document().pieces(NOTICE, WRITERS) == ()
    assert Document().kinds == ("pdf", "docx")


def test_an_hour_typed_is_one_of_the_hospital() -> None:
    for zone, hour in ((PARIS, "09:15"), (ZoneInfo("Indian/Reunion"), "12:15")):
        words = filled(how="handed", handed_at=f"2026-03-14T{hour}", handed_by="Alice", taken_by="Le Courrier")
        ended = Document().judge(NOTICE, words, NOW, zone)
        assert ended == Outcome(
            True, {"handed_at": "2026-03-14T08:15:00+00:00", "handed_by": "Alice", "taken_by": "Le Courrier"}
        )


@pytest.mark.parametrize(
    ("typed", "key"),
    [
        ("", "required"),
        ("ce matin", "not_a_moment"),
        ("2026-02-30T10:00", "not_a_moment"),
        ("0001-01-01T00:00+23:59", "not_a_moment"),
        ((NOW + timedelta(hours=2)).isoformat(), "hour_to_come"),
        ("2026-03-14T09:14", "hour_before_release"),
    ],
)
def test_an_hour_that_cannot_be_says_why(typed: str, key: str) -> None:
    ended = Document().judge(NOTICE, filled(how="handed", handed_at=typed), NOW, PARIS)
    assert ended == NotYet({"handed_at": (key, {}), "handed_by": ("required", {})})


def test_somebody_handed_it_over() -> None:
    ended = Document().judge(NOTICE, filled(how="handed", handed_at="2026-03-14T09:15"), NOW, PARIS)
    assert ended == NotYet({"handed_by": ("required", {})})
