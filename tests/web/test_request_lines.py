"""One line a request, and in none of them a name, an address or a word that somebody typed."""

import json
import logging
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, NoReturn

import pytest
from flask import Flask

from commworkflow.actions import establishments as keeping
from commworkflow.records.house import House
from commworkflow.technical_log import FILE_NAME, FOLDER, logging_to
from commworkflow.web.access import EVERYBODY, needs
from tests.browser import Browser
from tests.cast import CAST, PASSWORD, SAINT_ROCH, VAL_D_OR
from tests.filling import act
from tests.house_rules import all_of
from tests.released import a_submitted, standing_of

Enter = Callable[[str], Browser]
TYPED = "Zorglub quitte la chambre douze"


@contextmanager
def logged(folder: Path) -> Iterator[list[dict[str, Any]]]:
    """What the technical log holds once the block is left."""
    found: list[dict[str, Any]] = []
    with logging_to(folder):
        yield found
    found += map(json.loads, (folder / FOLDER / FILE_NAME).read_text("utf-8").splitlines())


def test_a_request_is_one_line_with_its_route_and_never_its_address(
    house: House, signed_in: Enter, tmp_path: Path
) -> None:
    uid = a_submitted(house)
    bruno = signed_in("bruno")
    with logged(tmp_path) as lines:
        bruno.get(f"/messages/{uid}?secret={TYPED}")
        bruno.get(f"/{TYPED}", 404)
        bruno.client.open("/sign-in", method="ZORGLUB")
    assert [(line["method"], line["route"], line["status"]) for line in lines] == [
        ("GET", "/messages/<uid>", 200),
        ("GET", "-", 404),
        ("-", "-", 405),
    ]
    for line in lines:
        assert set(line) == {"at", "level", "request", "method", "route", "status", "ms"}
        assert line["ms"] >= 0 and line["level"] == "info"
    assert len({line["request"] for line in lines}) == 3


def test_a_reference_is_ours_and_nobody_brings_one(signed_in: Enter, tmp_path: Path) -> None:
    bruno = signed_in("bruno")
    with logged(tmp_path) as lines:
        bruno.client.get("/account", headers={"X-Request-Id": "ZORGLUB1", "X-Request-Reference": "ZORGLUB1"})
    assert lines[0]["request"] != "ZORGLUB1"


def test_a_failure_bears_one_reference_on_the_page_in_the_head_and_in_the_log(
    app: Flask, signed_in: Enter, tmp_path: Path
) -> None:
    def view() -> NoReturn:
        raise ZeroDivisionError(TYPED)

    app.add_url_rule("/failing", "failing", needs(EVERYBODY)(view), methods=["POST"])
    alice = signed_in("alice")
    with logged(tmp_path) as lines:
        alice.post("/failing", {"text": TYPED}, 500)
    (failed,) = [line for line in lines if line["route"] == "/failing"]
    (shown,) = [code.text for code in all_of(alice.page, "code")]
    assert failed["request"] == shown == alice.response.headers["X-Request-Reference"]
    assert (failed["level"], failed["failure"], failed["status"]) == ("error", "ZeroDivisionError", 500)
    assert failed["where"][-1].startswith("tests/web/test_request_lines.py:")


def test_an_address_that_is_not_answered_has_its_line_too(app: Flask, tmp_path: Path) -> None:
    with logged(tmp_path) as lines:
        app.test_client().get("/", headers={"Host": "evil.example"})
    assert [(line["route"], line["status"]) for line in lines] == [("/", 400)]


def test_nothing_people_write_and_nobodys_name_is_in_the_log(
    app: Flask, house: House, signed_in: Enter, browser: Callable[[], Browser], tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    uid = a_submitted(house)
    incident = standing_of(house, CAST["alice"].actor, uid).incident.uid
    ines, dominique, bruno = signed_in("ines"), signed_in("dominique"), signed_in("bruno")

    def broken(*given: object, **_: object) -> NoReturn:
        raise RuntimeError(f"{given} {TYPED}")

    with logged(tmp_path) as lines:
        stranger = browser()
        stranger.get("/sign-in")
        stranger.send("/sign-in", {"email": f"{TYPED.split()[0]}@hopital.example", "password": TYPED}, 422)
        stranger.send("/sign-in", {"email": CAST["alice"].email, "password": PASSWORD})
        stranger.post("/establishments/new", {"name": TYPED}, 403)
        ines.post("/establishments/new", {"name": TYPED, "zone": TYPED, "language": "fr"}, 422)
        with monkeypatch.context() as patched:
            patched.setattr(keeping, "add_establishment", broken)
            ines.post("/establishments/new", {"name": TYPED, "zone": "Europe/Paris", "language": "fr"}, 500)
        ines.post("/establishments/new", {"name": TYPED, "zone": "Europe/Paris", "language": "fr"}, 400, token=False)
        bruno.post(f"/incidents/{incident}/facts/{TYPED}", {"value": TYPED}, 404)
        bruno.client.get(f"/journal?kind={TYPED}&person={TYPED}")
        dominique.get(f"/messages/{uid}")
        act(dominique, uid, "return", {"reason": TYPED})
        logging.getLogger("commworkflow.any").error("failed for %s", CAST["alice"].name)
    assert len(lines) > 12 and any("failure" in line for line in lines)
    written = json.dumps(lines, ensure_ascii=False).lower()
    names = [part for player in CAST.values() for part in (player.email, *player.name.split()) if len(part) > 3]
    for word in (*TYPED.split(), *names, PASSWORD, SAINT_ROCH.name, VAL_D_OR.name, "hopital.example"):
        assert len(word) <= 3 or word.lower() not in written, word
