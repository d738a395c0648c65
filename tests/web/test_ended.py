"""The page of a text that ended says so first, with why; it promises nothing, and asks for nothing any more."""

from collections.abc import Callable

import pytest

from commworkflow.actions import changing, starting
from commworkflow.records.house import House
from commworkflow.rules.lifecycle import Action
from tests.acting import ALICE, IT_MUST, proposed, release, released, seen, submit, submitted, turn, validate, validated
from tests.browser import Browser
from tests.cast import NOW
from tests.filling import by_id, has_id
from tests.house_rules import all_of, text_of

Enter = Callable[[str], Browser]


def ended(house: House, how: str) -> str:
    uid = submitted(house) if how == "refused" else released(house)
    turn(house, uid, Action.REFUSE if how == "refused" else Action.WITHDRAW)
    return uid


def a_correction(house: House, uid: str) -> str:
    return starting.correct(house, ALICE, uid, seen(house, uid), NOW)


def adopted(house: House) -> str:
    """A text submitted again with a change that its director proposed."""
    uid = submitted(house)
    change = proposed(house, uid)
    changing.adopt(house, ALICE, uid, seen(house, uid, ALICE, proposal=change), NOW)
    return uid


def terms(browser: Browser) -> dict[str, str]:
    """What is said of the message at the head of its page."""
    (box,) = [one for one in all_of(browser.page, "dl") if one.get("class") == "identity"]
    return {text_of(all_of(part, "dt")[0]): text_of(all_of(part, "dd")[0]) for part in all_of(box, "div")}


def said_beside(browser: Browser, page: str, other: str) -> str:
    """What the page of one message says before its link to another."""
    browser.get(f"/messages/{page}")
    beside = [p for p in all_of(browser.page, "p") if [a.get("href") for a in all_of(p, "a")] == [f"/messages/{other}"]]
    return text_of(beside[0]).partition(":")[0]


@pytest.mark.parametrize("how", ["refused", "withdrawn"])
def test_who_and_why_stand_at_its_head(house: House, enter: Enter, how: str) -> None:
    uid = ended(house, how)
    for who in ("alice", "dominique", "hugo"):
        browser = enter(who)
        browser.get(f"/messages/{uid}")
        said = text_of(by_id(browser.page, "ended"))
        assert "Dominique Vasseur" in said and IT_MUST in said
        assert ("Whoever has it must be told" in said) is (how == "withdrawn")
        main = all_of(browser.page, "main")[0]
        first = next(one for one in main.iter() if "notice" in (one.get("class") or "").split())
        assert first.get("id") == "ended", "before anything else"
    alice = enter("alice")
    alice.get(f"/messages/{released(house)}")
    assert not has_id(alice.page, "ended")


def test_whose_change_it_came_out_of_is_said_while_it_waits_and_no_longer(house: House, enter: Enter) -> None:
    uid = adopted(house)
    bruno = enter("bruno")
    bruno.get(f"/messages/{uid}")
    assert has_id(bruno.page, "taken-over")
    turn(house, uid, Action.REFUSE)
    bruno.get(f"/messages/{uid}")
    assert not has_id(bruno.page, "taken-over")


def test_how_long_a_validation_holds_is_said_until_the_text_leaves(house: House, enter: Enter) -> None:
    uid = validated(house)
    alice = enter("alice")
    alice.get(f"/messages/{uid}")
    assert "Holds until" in terms(alice)
    release(house, uid)
    alice.get(f"/messages/{uid}")
    assert "Validated" in terms(alice) and "Holds until" not in terms(alice)


def test_a_correction_replaces_nothing_before_it_has_left_nor_where_it_was_given_up(house: House, enter: Enter) -> None:
    alice, uid = enter("alice"), released(house)

    def both(correction: str) -> tuple[str, str]:
        return said_beside(alice, uid, correction), said_beside(alice, correction, uid)

    correction = a_correction(house, uid)
    prepared = ("A correction of this message is being prepared", "Once released, this message replaces")
    assert both(correction) == prepared
    submit(house, correction)
    assert both(correction) == prepared
    turn(house, correction, Action.REFUSE)
    given_up = ("A correction was begun, and replaces nothing", "This message was written to replace")
    assert both(correction) == given_up
    another = a_correction(house, uid)
    submit(house, another)
    validate(house, another)
    release(house, another)
    replaced = ("A correction replaces this message", "This message replaces")
    assert both(another) == replaced
    turn(house, another, Action.WITHDRAW)
    assert both(another) == replaced, "as its desk says: the old text goes out no more"


def test_where_nothing_can_be_done_it_is_said_and_no_bar_leads_there(house: House, enter: Enter) -> None:
    uid = ended(house, "refused")
    for who, words in (("dominique", "Nothing more: it ended here."), ("alice", "Copy to a new draft")):
        browser = enter(who)
        browser.get(f"/messages/{uid}")
        assert words in text_of(by_id(browser.page, "decide"))
        assert ("#decide" in browser.links.values()) is (who == "alice")
    hugo = enter("hugo")
    hugo.get(f"/messages/{submitted(house)}")
    assert "Nothing by you, as it stands now." in text_of(by_id(hugo.page, "decide"))
    assert "#decide" not in hugo.links.values()


def test_no_opinion_is_awaited_on_what_was_refused(house: House, enter: Enter) -> None:
    uid = submitted(house)
    hugo = enter("hugo")
    hugo.get(f"/messages/{uid}")
    assert "asked for, not given yet" in hugo.words and "What is open" in hugo.words
    turn(house, uid, Action.REFUSE)
    hugo.get(f"/messages/{uid}")
    assert "not given yet" not in hugo.words and "asked for, never given" in hugo.words
    assert "What is open" not in hugo.words
