"""Whatever goes wrong is said in words, and what was typed is on the page."""

import errno
import io
import sqlite3
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import NoReturn

import pytest
from flask import Flask
from sqlalchemy.exc import OperationalError

from commworkflow.actions.act import NotFound, Refused, Wrong
from commworkflow.records.database import Busy, Database
from commworkflow.records.house import House
from commworkflow.rules.refusals import refusal
from commworkflow.web import here
from commworkflow.web.access import SIGNED_IN, needs
from tests.browser import Browser
from tests.house_rules import all_of

SignedIn = Callable[[str], Browser]
TYPED = {"title": "Point de situation", "body": "Ligne 1\nLigne 2 <script>alert(1)</script>"}

FAILURES: list[tuple[Exception, int]] = [
    (Refused(refusal("four_eyes")), 403),
    (Refused(refusal("text_moved", seen="0" * 64, current="f" * 64)), 409),
    (NotFound(), 404),
    (Wrong({"email": ("email_taken", {})}), 422),
    (Busy(), 503),
    (OperationalError("INSERT", {}, sqlite3.OperationalError("database is locked")), 503),
    (OperationalError("INSERT", {}, sqlite3.OperationalError("database or disk is full")), 507),
    (OSError(errno.ENOSPC, "No space left on device"), 507),
    (OperationalError("INSERT", {}, sqlite3.OperationalError("attempt to write a readonly database")), 507),
    (sqlite3.OperationalError("attempt to write a readonly database"), 507),
    (sqlite3.OperationalError("unable to open database file"), 507),
    (sqlite3.OperationalError("database is locked"), 503),
    (OSError(errno.EROFS, "Read-only file system"), 507),
    (OSError(errno.EIO, "Input/output error"), 500),
    (ZeroDivisionError(), 500),
]


def failing(app: Flask, failure: Exception) -> None:
    def view() -> NoReturn:
        raise failure

    app.add_url_rule("/failing", "failing", needs(SIGNED_IN)(view), methods=["POST"])


@pytest.mark.parametrize(("failure", "status"), FAILURES, ids=lambda case: type(case).__name__)
def test_what_was_typed_is_never_lost(app: Flask, signed_in: SignedIn, failure: Exception, status: int) -> None:
    failing(app, failure)
    alice = signed_in("alice")
    alice.post("/failing", {**TYPED, "new_password": "a secret of hers"}, status)
    shown = {(field.text or "").removeprefix("\n").replace("\r\n", "\n") for field in all_of(alice.page, "textarea")}
    assert set(TYPED.values()) <= shown
    assert "a secret of hers" not in alice.response.text
    assert "<script>alert" not in alice.response.text


@pytest.mark.parametrize(("failure", "status"), [one for one in FAILURES if one[1] >= 500], ids=str)
def test_what_failed_can_be_sent_again_from_the_page_that_tells_it(
    app: Flask, signed_in: SignedIn, failure: Exception, status: int
) -> None:
    failing(app, failure)
    alice = signed_in("alice")
    alice.post("/failing?step=2", {**TYPED, "new_password": "a secret of hers"}, status)
    app.view_functions["failing"] = needs(SIGNED_IN)(lambda: (f"<main>{'|'.join(sorted(_form()))}</main>", 200))
    form = next(form for form in all_of(alice.page, "form") if form.get("action") == "/failing?step=2")
    sent = alice.client.post("/failing?step=2", data=Browser.shown(form))
    assert sent.status_code == 200
    kept = sent.text.replace("\r\n", "\n")
    assert all(value in kept for value in TYPED.values()) and "a secret of hers" not in kept


@pytest.mark.parametrize(("failure", "status"), [one for one in FAILURES if one[1] in (500, 507)], ids=str)
def test_a_failure_that_wants_a_technician_gives_its_reference(
    app: Flask, signed_in: SignedIn, failure: Exception, status: int
) -> None:
    failing(app, failure)
    alice = signed_in("alice")
    alice.post("/failing", TYPED, status)
    (reference,) = [code.text or "" for code in all_of(alice.page, "code")]
    assert alice.response.headers["X-Request-Reference"] == reference


def test_a_world_on_a_disk_that_takes_no_writing_can_still_be_read(
    house: House, app: Flask, signed_in: SignedIn
) -> None:
    ines = signed_in("ines")
    read_only = Database(Path(f"file:{house.database.path}?mode=ro&uri=true"))
    with app.app_context():
        here.hand_over(app, replace(here.wiring(), house=replace(house, database=read_only)))
    ines.get("/establishments")
    ines.post("/establishments/new", {"name": "Nulle part", "zone": "Europe/Paris", "language": "fr"}, 507)
    assert "Nulle part" in ines.response.text
    read_only.close()


def test_a_busy_house_says_when_to_come_back_and_sends_the_same_again(app: Flask, signed_in: SignedIn) -> None:
    failing(app, Busy())
    alice = signed_in("alice")
    alice.post("/failing", TYPED, 503)
    assert alice.response.headers["Retry-After"] == "3"
    app.view_functions["failing"] = needs(SIGNED_IN)(lambda: "|".join(_form()))
    form = next(form for form in all_of(alice.page, "form") if form.get("action") == "/failing")
    sent = {field.get("name"): field for field in all_of(form, "textarea", "input")}
    assert set(sent) == {"csrf_token", *TYPED}


def _form() -> list[str]:
    from flask import request

    return list(request.form.values())


def test_a_failure_gives_a_reference_that_the_log_has_too(
    app: Flask, signed_in: SignedIn, caplog: pytest.LogCaptureFixture
) -> None:
    failing(app, ZeroDivisionError("secret detail"))
    alice = signed_in("alice")
    alice.post("/failing", {}, 500)
    (reference,) = [code.text or "" for code in all_of(alice.page, "code")]
    assert f"failure {reference}" in caplog.text
    assert "secret detail" not in alice.response.text


def test_a_missing_or_foreign_token_executes_nothing(signed_in: SignedIn, browser: Callable[[], Browser]) -> None:
    ines, stranger = signed_in("ines"), browser()
    for token in ({}, {"csrf_token": "forged"}, {"csrf_token": stranger.token()}):
        ines.post("/establishments/new", {"name": "Nulle part", "zone": "Europe/Paris", **token}, 400, token=False)
        assert "Nulle part" in ines.response.text
    ines.get("/establishments")
    assert "Nulle part" not in ines.response.text


def test_a_request_too_large_is_refused_in_words(app: Flask, signed_in: SignedIn) -> None:
    alice = signed_in("alice")
    app.config["MAX_CONTENT_LENGTH"] = 10_000
    alice.post("/account/password", {"title": "x" * 20_000}, 413)


class BrokenOff(io.RawIOBase):
    """What is left of a request whose connection was lost."""

    def readable(self) -> bool:
        """It can be tried."""
        return True

    def readinto(self, buffer: object) -> int:
        """Wait in vain."""
        raise TimeoutError("timed out")


def test_a_request_that_broke_off_is_told_so_and_logged_as_no_failure(
    app: Flask, caplog: pytest.LogCaptureFixture
) -> None:
    for kind in ("application/x-www-form-urlencoded", "multipart/form-data; boundary=x"):
        broken = {"wsgi.input": BrokenOff(), "CONTENT_LENGTH": "99"}
        answer = app.test_client().post("/sign-in", content_type=kind, environ_overrides=broken)
        assert answer.status_code == 408 and "<h1" in answer.text, kind
    assert "failure" not in caplog.text


def test_unknown_pages_and_wrong_methods_are_pages_too(signed_in: SignedIn) -> None:
    alice = signed_in("alice")
    alice.get("/no-such-page", 404)
    alice.get("/sign-out", 405)
    alice.post("/people/00000000-0000-4000-8000-000000000000/password", {"password": "typed"}, 403)


def test_a_database_that_fails_at_the_first_question_still_gets_a_page(
    app: Flask, signed_in: SignedIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    from commworkflow.readings import sittings

    alice = signed_in("alice")

    def broken(*_: object) -> NoReturn:
        raise OperationalError("SELECT", {}, sqlite3.OperationalError("database disk image is malformed"))

    monkeypatch.setattr(sittings, "sitting_of", broken)
    alice.get("/account", 500)
