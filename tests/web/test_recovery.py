"""The recovery code at the door: it sets a new password, once, and tells nobody whether an address is known."""

from collections.abc import Callable

import pytest
from sqlalchemy import select

from commworkflow.actions import sealed_pages
from commworkflow.records.house import House
from commworkflow.records.journal import Journal
from tests.browser import Browser
from tests.cast import CAST, CHEAP, NOW

OWN = "quatre ânes dans la neige"
WRONG = "This address and this recovery code do not go together"


@pytest.fixture
def code(house: House) -> str:
    (page,) = sealed_pages.draw_up(house, CHEAP, [CAST["alice"].uid])
    sealed_pages.hand_out(house, CAST["ines"].actor, (page,), NOW)
    return page.code


@pytest.fixture
def visitor(browser: Callable[[], Browser]) -> Browser:
    opened = browser()
    opened.post("/language", {"language": "en", "back": "/sign-in"})
    return opened


def typed(code: str, **changes: str) -> dict[str, str]:
    fields = {"email": CAST["alice"].email, "recovery_code": code, "password": OWN, "password_again": OWN}
    return {**fields, **changes}


def test_a_code_from_the_envelope_lets_its_owner_in(visitor: Browser, house: House, code: str) -> None:
    visitor.get("/sign-in")
    visitor.get(visitor.links["I have a recovery code"])
    visitor.send("/recover", typed(code.lower().replace("-", " ")))
    visitor.get("/account")
    assert "Alice Martin" in visitor.words and "a password of your own" not in visitor.words
    with house.database.read() as session:
        last = session.scalars(select(Journal).order_by(Journal.sequence.desc()).limit(1)).one()
    assert (last.kind, last.person_uid) == ("recovery_code_used", CAST["alice"].uid)


@pytest.mark.parametrize("changes", [{"email": "nobody@hopital.example"}, {"recovery_code": "AAAA-AAAA-AAAA-AAAA"}])
def test_an_unknown_address_and_a_wrong_code_get_the_same_answer(
    visitor: Browser, code: str, changes: dict[str, str]
) -> None:
    visitor.get("/recover")
    visitor.send("/recover", typed(code, **changes), 422)
    assert WRONG in visitor.words
    visitor.get("/account")
    assert visitor.address == "/sign-in"


def test_a_code_that_was_used_is_refused_in_the_same_words(visitor: Browser, code: str) -> None:
    visitor.get("/recover")
    visitor.send("/recover", typed(code))
    visitor.sign_out()
    visitor.post("/language", {"language": "en"})
    visitor.get("/recover")
    visitor.send("/recover", typed(code), 422)
    assert WRONG in visitor.words


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({"password_again": "autre chose encore"}, "The two passwords are not the same."),
        ({"password": "court", "password_again": "court"}, "A password has at least 12 characters."),
        ({"email": "", "recovery_code": ""}, "This is needed: fill it in."),
    ],
)
def test_what_is_wrong_is_told_and_the_code_still_works(
    visitor: Browser, code: str, changes: dict[str, str], told: str
) -> None:
    visitor.get("/recover")
    visitor.send("/recover", typed(code, **changes), 422)
    assert told in visitor.words
    visitor.get("/recover")
    visitor.send("/recover", typed(code))
    visitor.get("/account")
    assert "Alice Martin" in visitor.words


def test_guessing_is_slowed(visitor: Browser, code: str) -> None:
    visitor.get("/recover")
    for _ in range(4):
        visitor.send("/recover", typed("1111-1111-1111-1111"), 422)
    visitor.send("/recover", typed(code), 429)
    assert "Too many attempts" in visitor.words and visitor.response.headers["Retry-After"]
