"""What everybody at a screen is told: that copies fail, that this world goes on from one."""

from collections.abc import Callable
from datetime import timedelta

import pytest

from commworkflow.actions.resuming import go_on
from commworkflow.records.copies import told
from commworkflow.records.copies.problems import PROBLEMS, CopyProblem
from commworkflow.records.copies.told import Made
from commworkflow.records.house import House
from commworkflow.web import copies
from commworkflow.web.copy_words import WORDS, sentence_of
from tests.acting import draft
from tests.browser import Browser
from tests.cast import NOW
from tests.conftest import FrozenClock
from tests.house_rules import all_of, text_of


def band(browser: Browser) -> str:
    found = [text_of(aside) for aside in all_of(browser.page, "aside") if "copies-band" in (aside.get("class") or "")]
    return " ".join(found)


def is_serious(browser: Browser) -> bool:
    return any("copies-band-serious" in (aside.get("class") or "") for aside in all_of(browser.page, "aside"))


def resumed(house: House, later: bool = False) -> str:
    return go_on(
        house,
        copied_at=NOW - timedelta(minutes=32),
        sequence=0,
        leaf="",
        machine="LAPTOP-B",
        later_at=NOW - timedelta(minutes=4) if later else None,
        given_up=(),
        now=NOW,
    )


def test_while_nothing_is_wrong_nothing_is_said(house: House, signed_in: Callable[[str], Browser]) -> None:
    told.tell_made(house.folder, Made(NOW, "/media/stick", 4))
    browser = signed_in("hugo")
    browser.get("/")
    assert band(browser) == ""


@pytest.mark.parametrize("who", ["hugo", "dominique", "ines"])
def test_everybody_signed_in_is_told_that_copies_fail_since_when_and_what_to_do(
    house: House, signed_in: Callable[[str], Browser], who: str
) -> None:
    told.tell_made(house.folder, Made(NOW - timedelta(minutes=14), "/media/stick", 4))
    told.tell_failed(house.folder, CopyProblem("stick_missing", folder="/media/stick"), NOW)
    browser = signed_in(who)
    browser.get("/")
    assert "09:30" in band(browser) and "09:16" in band(browser) and "/media/stick" in band(browser)
    assert is_serious(browser)
    told.tell_made(house.folder, Made(NOW, "/media/stick", 5))
    browser.get("/")
    assert band(browser) == ""


def test_the_first_laptop_says_that_another_went_on(house: House, signed_in: Callable[[str], Browser]) -> None:
    told.tell_failed(house.folder, CopyProblem("resumed_elsewhere", machine="LAPTOP-B", at=NOW.isoformat()), NOW)
    browser = signed_in("alice")
    browser.get("/")
    assert "LAPTOP-B" in band(browser) and is_serious(browser)


def test_a_visitor_is_told_nothing(house: House, browser: Callable[[], Browser]) -> None:
    told.tell_failed(house.folder, CopyProblem("stick_missing", folder="/media/stick"), NOW)
    resumed(house)
    visitor = browser()
    visitor.get("/sign-in")
    assert band(visitor) == ""


@pytest.mark.parametrize("later", [False, True], ids=["the latest copy", "an older copy"])
def test_a_world_that_goes_on_from_a_copy_says_so_for_a_day(
    house: House, signed_in: Callable[[str], Browser], clock: FrozenClock, later: bool
) -> None:
    resumed(house, later)
    browser = signed_in("hugo")
    browser.get("/")
    assert "08:58" in band(browser)
    assert ("09:26" in band(browser), is_serious(browser)) == (later, later)
    clock.advance(hours=24)
    browser = signed_in("hugo")
    browser.get("/")
    assert band(browser) == ""


def test_the_journal_says_it_for_ever_and_on_which_machine(house: House, signed_in: Callable[[str], Browser]) -> None:
    resumed(house)
    draft(house)
    browser = signed_in("dominique")
    browser.get("/journal")
    assert "LAPTOP-B" in browser.words and "08:58" in browser.words


def test_a_request_that_may_have_done_something_wakes_the_copies(app: object, house: House) -> None:
    from flask import Flask

    assert isinstance(app, Flask)
    woken: list[str] = []
    copies.wake_after_acts(app, lambda: woken.append("woken"))
    browser = Browser(app)
    browser.get("/sign-in")
    assert woken == []
    browser.sign_in("hugo")
    assert woken == ["woken"]


def test_every_problem_has_both_sentences_with_all_its_facts() -> None:
    assert set(WORDS) == set(PROBLEMS)
    for key, names in PROBLEMS.items():
        facts: dict[str, str | int] = {
            name: NOW.isoformat() if name in ("at", "here_at") else f"<{name}>" for name in names
        }
        french, english = (sentence_of(key, facts, language, lambda _: "<moment>") for language in ("fr", "en"))
        for name in names - {"at", "here_at", "error"}:
            assert f"<{name}>" in french and f"<{name}>" in english, (key, name)
        assert french != english and "{" not in french + english
        assert french.endswith((".", "--replace.", "{names}", ">")), french


def test_a_problem_carries_what_it_declares() -> None:
    with pytest.raises(ValueError, match="stick_full carries"):
        CopyProblem("stick_full")
    with pytest.raises(KeyError):
        CopyProblem("no such problem")
