"""What every answer tells the browser."""

from collections.abc import Callable

from flask import Flask

from tests.browser import Browser


def test_every_answer_forbids_what_is_not_named(app: Flask, signed_in: Callable[[str], Browser]) -> None:
    alice = signed_in("alice").client
    for address in ("/account", "/no-such-page", "/people", "/static/icon.svg", "/static/none.css", "/sign-in"):
        headers = alice.get(address).headers
        policy = headers["Content-Security-Policy"]
        assert policy.startswith("default-src 'none'; ") and "frame-ancestors 'none'" in policy, address
        assert "unsafe" not in policy and "http" not in policy and "data:" not in policy
        assert headers["X-Frame-Options"] == "DENY"
        assert headers["X-Content-Type-Options"] == "nosniff"
        assert headers["Cross-Origin-Opener-Policy"] == "same-origin"
        assert headers["Referrer-Policy"] == "same-origin"


def test_pages_are_kept_by_no_cache_and_static_files_for_a_year(app: Flask) -> None:
    visitor = app.test_client()
    assert visitor.get("/sign-in").headers["Cache-Control"] == "no-store"
    assert visitor.get("/static/none.css").headers["Cache-Control"] == "no-store"
    assert "max-age=31536000" in visitor.get("/static/icon.svg").headers["Cache-Control"]


def test_a_static_file_asks_the_database_nothing_and_sets_no_cookie(app: Flask) -> None:
    answer = app.test_client().get("/static/icon.svg")
    assert "Set-Cookie" not in answer.headers
