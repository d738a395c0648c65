"""The key with which a browser seals what it keeps: one a person and world, the same after every sign-in."""

from base64 import b64decode
from collections.abc import Callable

from commworkflow.records.house import House
from commworkflow.rules.worlds import World
from commworkflow.web.shelf_key import shelf_key
from tests.browser import Browser
from tests.conftest import FrozenClock
from tests.filling import begin, by_id
from tests.released import WAITING, an_incident

Enter = Callable[[str], Browser]
SECRET = b"0" * 64


def test_it_is_never_the_same_for_two_people_two_worlds_or_two_machines() -> None:
    keys = {
        shelf_key(secret, world, person)
        for secret in (SECRET, b"1" * 64)
        for world in World
        for person in ("alice", "farid")
    }
    assert len(keys) == 8 and all(len(b64decode(key)) == 32 for key in keys)


def test_what_was_sealed_before_an_upgrade_opens_after_it() -> None:
    """HKDF-SHA256 without salt, as RFC 5869 has it: worked out by hand with two HMACs."""
    assert shelf_key(SECRET, World.EXERCISE, "alice") == "fS6Qc0EIYqNi1LAp8JxtL6e2+CvOMiL/gan7qqbX6Do="


def key_on_the_page(browser: Browser, uid: str) -> str:
    browser.get(f"/messages/{uid}/edit")
    return by_id(browser.page, "writing").get("data-key") or ""


def test_the_page_of_a_draft_brings_it_to_its_reader_alone(house: House, signed_in: Enter, clock: FrozenClock) -> None:
    alice, farid = signed_in("alice"), signed_in("farid")
    uid = begin(alice, an_incident(house), WAITING)
    key = key_on_the_page(alice, uid)
    assert len(b64decode(key)) == 32
    assert key_on_the_page(farid, uid) not in ("", key)
    clock.advance(hours=10)
    assert key_on_the_page(signed_in("alice"), uid) == key
    alice.get(f"/messages/{uid}")
    assert key not in alice.response.text, "no page but the one that needs it"
