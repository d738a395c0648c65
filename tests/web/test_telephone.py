"""The page that lets telephones in: the code, the fingerprint, the way to trust; and what is never on it."""

from collections.abc import Callable
from dataclasses import dataclass
from xml.etree import ElementTree

import pytest
import segno
from flask import Flask
from jinja2 import FileSystemBytecodeCache

from commworkflow.application import application
from commworkflow.records.house import House
from tests.browser import Browser
from tests.conftest import CHEAP_SETTINGS, FrozenClock
from tests.house_rules import all_of, check, text_of

ADDRESS, TRUST = "https://192.168.1.5:8443/", "https://192.168.1.5:8443/trust"


@dataclass
class Door:
    """A door nobody stands behind."""

    seen: tuple[str, ...] = ("192.168.1.5", "fd00::2", "localhost", "127.0.0.1", "::1")
    port: int = 8443
    fingerprint: str = " ".join(f"{number:04X}" for number in range(16))
    authority: bytes = b"\x30\x82"

    def names(self) -> tuple[str, ...]:
        return self.seen

    def answers_to(self, name: str) -> bool:
        return name in self.seen


@pytest.fixture
def door() -> Door:
    return Door()


@pytest.fixture
def shared(house: House, clock: FrozenClock, compiled: FileSystemBytecodeCache, door: Door) -> Flask:
    """The application of a world that is shared."""
    made = application(house, CHEAP_SETTINGS, clock, door=door)
    made.jinja_env.bytecode_cache = compiled
    return made


@pytest.fixture
def hugo(shared: Flask) -> Browser:
    """A reader, the least of the roles, signed in at the machine itself."""
    opened = Browser(shared)
    opened.sign_in("hugo")
    return opened


def images(browser: Browser) -> list[str]:
    return [image.get("src") or "" for image in all_of(browser.page, "img")]


@pytest.mark.parametrize("language", ["fr", "en"])
def test_the_page_shows_address_code_and_fingerprint(hugo: Browser, door: Door, language: str) -> None:
    hugo.post("/language", {"language": language})
    hugo.get("/telephone")
    assert ADDRESS in hugo.words and "https://[fd00::2]:8443/" in hugo.words and TRUST in hugo.words
    assert door.fingerprint in hugo.words
    assert "localhost" not in hugo.words and "127.0.0.1" not in hugo.words
    assert len(images(hugo)) == 2


def test_each_code_says_what_stands_beside_it(hugo: Browser) -> None:
    hugo.get("/telephone")
    for source, said in zip(images(hugo), (ADDRESS, TRUST), strict=True):
        drawn = hugo.client.get(source)
        assert drawn.mimetype == "image/svg+xml" and b"style=" not in drawn.data and b"<script" not in drawn.data
        meant = segno.make(said, error="m", micro=False)
        size = meant.symbol_size(border=4)
        assert ElementTree.fromstring(drawn.data).get("viewBox") == f"0 0 {size[0]} {size[1]}"
        assert lines(drawn.text) == lines(meant.svg_inline(border=4, dark="#000", light="#fff"))


def lines(svg: str) -> list[str]:
    return [part.get("d") or "" for part in ElementTree.fromstring(svg).iter() if part.get("d")]


@pytest.mark.parametrize("wanted", ["https://evil.example/", "https://192.168.1.5:8443/journal", "", "javascript:1"])
def test_no_code_is_drawn_for_anything_else(hugo: Browser, wanted: str) -> None:
    assert hugo.client.get("/telephone/code.svg", query_string={"for": wanted}).status_code == 404


def test_in_no_network_it_says_what_to_do(hugo: Browser, door: Door) -> None:
    door.seen = ("localhost", "127.0.0.1", "::1")
    hugo.get("/telephone")
    assert images(hugo) == [] and ADDRESS not in hugo.words


def test_not_shared_it_says_how_to_share(signed_in: Callable[[str], Browser]) -> None:
    hugo = signed_in("hugo")
    hugo.get("/telephone")
    assert "run.py exercise --share" in hugo.words
    for path in ("/telephone/code.svg", "/trust", "/trust/authority.crt"):
        assert hugo.client.get(path).status_code == 404


def test_a_visitor_sees_the_way_to_trust_and_nothing_of_the_code(shared: Flask, door: Door) -> None:
    visitor = shared.test_client()
    by_the_door = {"base_url": "https://192.168.1.5:8443"}
    page = visitor.get("/trust", **by_the_door)
    assert page.status_code == 200
    words = text_of(all_of(check(page, "/trust"), "main")[0])
    assert door.fingerprint.split()[1] not in words
    assert visitor.get("/trust/authority.crt", **by_the_door).data == door.authority
    assert visitor.get("/telephone", **by_the_door).status_code == 303
    assert visitor.get("/telephone/code.svg", **by_the_door).status_code == 303


@pytest.mark.parametrize(
    ("base", "status"),
    [
        ("http://localhost:8001", 200),
        ("https://localhost:8443", 200),
        ("https://192.168.1.5:8443", 200),
        ("https://[fd00::2]:8443", 200),
        ("http://192.168.1.5:8001", 400),
        ("http://[fd00::2]:8001", 400),
        ("https://192.168.1.6:8443", 400),
        ("https://evil.example:8443", 400),
    ],
)
def test_a_name_of_the_certificate_is_answered_over_tls_only(shared: Flask, base: str, status: int) -> None:
    answer = shared.test_client().get("/sign-in", base_url=base)
    assert (answer.status_code, b"csrf_token" in answer.data) == (status, status == 200)


def test_no_header_turns_a_request_in_clear_into_a_safe_one(shared: Flask) -> None:
    forged = {"X-Forwarded-Proto": "https", "Forwarded": "proto=https", "X-Forwarded-Host": "192.168.1.5"}
    answer = shared.test_client().get("/sign-in", base_url="http://192.168.1.5:8001", headers=forged)
    assert answer.status_code == 400


def test_without_a_door_nothing_is_answered_over_tls(app: Flask) -> None:
    assert app.test_client().get("/sign-in", base_url="https://192.168.1.5:8443").status_code == 400


def test_each_way_in_has_a_cookie_of_its_own(shared: Flask) -> None:
    clear = shared.test_client().get("/sign-in", base_url="http://localhost:8001").headers["Set-Cookie"]
    safe = shared.test_client().get("/sign-in", base_url="https://localhost:8443").headers["Set-Cookie"]
    assert clear.startswith("commworkflow-exercise=") and "Secure" not in clear
    assert safe.startswith("__Host-commworkflow-exercise=") and "; Secure;" in safe and "Path=/" in safe


def test_a_sitting_begun_over_tls_is_nobodys_in_clear(shared: Flask) -> None:
    browser = Browser(shared)
    browser.sign_in("hugo")
    assert browser.client.get("/account", base_url="http://localhost").status_code == 200
    assert browser.client.get("/account", base_url="https://localhost:8443").status_code == 303
