"""What the product proposes for the night is data with a source; a hospital changes it in its own world."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from commworkflow.application import read_terms as terms_of_world
from commworkflow.records.schema import CannotOpen
from commworkflow.records.terms import SHIPPED, shipped_terms
from commworkflow.rules.terms import WrongTerms, months_after, read_terms

TEXT = SHIPPED.read_text("utf-8")


def test_what_is_shipped_has_its_sources() -> None:
    terms = shipped_terms()
    assert terms.confirm_within == timedelta(hours=24)
    assert terms.night_families == ("waiting_statement", "incident_report")
    assert terms.prepared_months == 12
    assert terms.under_way_for == timedelta(minutes=30)
    assert set(terms.sources) == {"confirmation", "delegation", "prepared", "delivery"}
    assert all("roposition du produit" in one.source for one in terms.sources.values())


WRONG = [
    ("no delay", TEXT.replace("hours = 24", "")),
    ("a delay in words", TEXT.replace("hours = 24", 'hours = "24"')),
    ("a delay of nothing", TEXT.replace("hours = 24", "hours = 0")),
    ("a delay of years", TEXT.replace("hours = 24", "hours = 99999")),
    ("a wait of no time", TEXT.replace("minutes = 30", "minutes = 0")),
    ("a wait of days", TEXT.replace("minutes = 30", "minutes = 1441")),
    ("yes is no number", TEXT.replace("hours = 24", "hours = true")),
    ("a family that is a number", TEXT.replace('["waiting_statement", "incident_report"]', "[1]")),
    ("no source", TEXT.replace("source = ", "origin = ", 1)),
    ("a source of nothing", "\n".join('source = " "' if "source" in line else line for line in TEXT.split("\n"))),
    ("a day that is none", TEXT.replace("checked_on = 2026-11-22", 'checked_on = "hier"')),
    ("no TOML", "hours: 24"),
]


@pytest.mark.parametrize(("sentence", "text"), WRONG, ids=[row[0] for row in WRONG])
def test_a_file_that_cannot_be_taken_says_where(sentence: str, text: str) -> None:
    with pytest.raises(WrongTerms, match=r"deciding\.toml"):
        read_terms(text.encode())


def test_bytes_that_are_no_text() -> None:
    with pytest.raises(WrongTerms):
        read_terms(b"\xff\xfe\x00")


def test_a_hospital_has_its_own(tmp_path: Path) -> None:
    own = tmp_path / "reference"
    own.mkdir()
    (own / "deciding.toml").write_text(TEXT.replace("hours = 24", "hours = 12"), "utf-8")
    assert terms_of_world(tmp_path).confirm_within == timedelta(hours=12)
    (own / "deciding.toml").write_text(TEXT[: TEXT.index("[delegation]")].replace("hours = 24", "hours = 6"), "utf-8")
    terms = terms_of_world(tmp_path)
    assert terms.confirm_within == timedelta(hours=6)
    assert terms.under_way_for == shipped_terms().under_way_for, "what it does not say is the product's"
    (own / "deciding.toml").write_text("hours", "utf-8")
    with pytest.raises(CannotOpen, match=r"deciding\.toml"):
        terms_of_world(tmp_path)


@pytest.mark.parametrize(("day", "months", "then"), [
    ("2026-03-14", 12, "2027-03-14"), ("2026-11-30", 3, "2027-02-28"), ("2024-02-29", 12, "2025-02-28"),
    ("2026-12-31", 1, "2027-01-31"), ("2026-01-31", 1, "2026-02-28"),
])  # fmt: skip
def test_months_later(day: str, months: int, then: str) -> None:
    moment = datetime.fromisoformat(f"{day}T08:30").replace(tzinfo=UTC)
    assert months_after(moment, months) == datetime.fromisoformat(f"{then}T08:30").replace(tzinfo=UTC)
