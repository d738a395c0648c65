"""Reading forms: a value or a problem, and nothing typed is lost."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest
from flask import Flask
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from commworkflow.web.forms import Typed

PARIS = ZoneInfo("Europe/Paris")


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(st.text())
def test_whatever_is_typed_is_taken_or_refused_in_words_and_always_kept(app: Flask, typed: str) -> None:
    with app.test_request_context():
        form = Typed({"name": typed})
        for read in (form.line, form.text, form.email):
            value = read("name")
            assert isinstance(value, str)
            assert "\n" not in form.line("name")
        form.choice("name", ("a", "b"))
        form.moment("name", PARIS)
        assert form.raw("name") == typed
        assert all(problem.strip() for problem in form.problems.values())


@pytest.mark.parametrize(
    ("typed", "moment"),
    [
        ("2026-03-14T09:30", datetime(2026, 3, 14, 8, 30, tzinfo=UTC)),
        ("2026-03-14 09:30", datetime(2026, 3, 14, 8, 30, tzinfo=UTC)),
        ("2026-07-14T09:30", datetime(2026, 7, 14, 7, 30, tzinfo=UTC)),
        ("2026-03-14T09:30+00:00", datetime(2026, 3, 14, 9, 30, tzinfo=UTC)),
    ],
)
def test_an_hour_is_one_of_the_zone_given(app: Flask, typed: str, moment: datetime) -> None:
    with app.test_request_context():
        form = Typed({"at": typed})
        assert form.moment("at", PARIS) == moment
        assert not form.problems


@pytest.mark.parametrize("typed", ["ab", "a b@hopital.example", "@hopital.example", "a@", "a@hopital..example"])
def test_what_is_no_address_is_refused(app: Flask, typed: str) -> None:
    with app.test_request_context():
        form = Typed({"email": typed})
        assert form.email("email") == ""
        assert "email" in form.problems


def test_a_hospital_without_dns_has_addresses_all_the_same(app: Flask) -> None:
    with app.test_request_context():
        for typed in ("alice@ch-saint-roch.local", "alice@hopital.test", "poste4@serveur"):
            assert Typed({"email": typed}).email("email"), typed


def test_before_anything_is_typed_the_form_shows_what_is_known(app: Flask) -> None:
    assert Typed(shown={"zone": "Europe/Paris"}).raw("zone") == "Europe/Paris"
    assert Typed({"zone": ""}, {"zone": "Europe/Paris"}).raw("zone") == ""
