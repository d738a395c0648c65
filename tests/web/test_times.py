"""Dates, hours, lengths and numbers, as each language writes them."""

from datetime import UTC, datetime, timedelta

import pytest
from flask import Flask
from flask_babel import force_locale

from commworkflow.web import times
from tests.cast import NOW

HOUR = timedelta(hours=1)


@pytest.mark.parametrize(
    ("language", "shown"),
    [("fr", "sam. 14 mars 2026, 09:30"), ("en", "Sat, 14 Mar 2026, 09:30")],
)
def test_a_moment_is_shown_in_the_zone_of_the_establishment(app: Flask, language: str, shown: str) -> None:
    with app.test_request_context(), force_locale(language):
        assert times.moment(NOW).replace("\u202f", " ") == shown
        assert times.moment(NOW.isoformat()) == times.moment(NOW)


def test_summer_and_winter_are_told_apart(app: Flask) -> None:
    with app.test_request_context():
        assert times.hour(datetime(2026, 7, 1, 22, 30, tzinfo=UTC)) == "00:30"
        assert times.date(datetime(2026, 7, 1, 22, 30, tzinfo=UTC)) == "2 juillet 2026"


@pytest.mark.parametrize(
    ("length", "french", "english"),
    [
        (timedelta(days=5, hours=8, minutes=12), "5 jours 8 heures", "5 days, 8 hours"),
        (timedelta(hours=6, minutes=30), "6 heures 30 minutes", "6 hours, 30 minutes"),
        (timedelta(days=2, minutes=5), "2 jours", "2 days"),
        (timedelta(days=1), "1 jour", "1 day"),
        (timedelta(minutes=59, seconds=59), "59 minutes", "59 minutes"),
        (timedelta(seconds=20), "0 minute", "0 minutes"),
        (timedelta(hours=-3), "0 minute", "0 minutes"),
    ],
)
def test_a_length_is_told_in_its_two_largest_units(app: Flask, length: timedelta, french: str, english: str) -> None:
    with app.test_request_context():
        for language, expected in (("fr", french), ("en", english)):
            with force_locale(language):
                shown = times.duration(length).replace("\u00a0", " ").replace("\u202f", " ")
                assert shown.replace(" et ", " ") == expected


def test_how_far_a_moment_is_always_comes_with_the_moment(app: Flask) -> None:
    with app.test_request_context(), force_locale("en"):
        shown = times.when(NOW - 6.5 * HOUR)
        assert 'datetime="2026-03-14T02:00:00+00:00"' in shown
        assert "03:00" in shown and "6 hours, 30 minutes ago" in shown
        assert "in 2 hours" in times.when(NOW + 2 * HOUR)
        assert "just now" in times.when(NOW + timedelta(seconds=59))


def test_numbers_are_grouped_as_the_language_does(app: Flask) -> None:
    with app.test_request_context():
        for language, shown in (("fr", "1\u202f200"), ("en", "1,200")):
            with force_locale(language):
                assert times.number(1200) == shown


@pytest.mark.parametrize("name", ["Nowhere/Land", "", "../../etc/passwd", "Europe"])
def test_a_zone_that_is_none_is_that_of_paris(name: str) -> None:
    assert times.zone_named(name).key == "Europe/Paris"


def test_words_that_stand_beside_a_moment_are_words(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(times, "moment", lambda value: "<i>six</i>")
    monkeypatch.setattr(times, "distance", lambda value: "<b>ago</b>")
    with app.test_request_context():
        assert "&lt;i&gt;six" in times.at(NOW) and "<i>" not in times.at(NOW)
        assert "&lt;b&gt;ago" in times.when(NOW) and "<b>" not in times.when(NOW)
