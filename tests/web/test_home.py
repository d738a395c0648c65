"""Home: what waits for this person first, three clicks from the sign-in to the validation."""

from collections.abc import Callable
from xml.etree.ElementTree import Element

import pytest

from commworkflow.actions.delivering import Beginning, begin
from commworkflow.actions.ending import keep_progress
from commworkflow.actions.incidents import close_incident
from commworkflow.readings import queue
from commworkflow.readings.outgoing import Stage
from commworkflow.records.database import Database
from commworkflow.records.house import House
from commworkflow.rules.message_templates import ChannelKey
from commworkflow.rules.situation import Intent
from commworkflow.web.waiting_words import BEGUN, STAGES
from tests.browser import Browser
from tests.cast import CAST, NOW, PASSWORD
from tests.filling import act, forms_of, message_of
from tests.house_rules import all_of, text_of
from tests.released import (
    CHLOE,
    DOMINIQUE,
    NOTIFICATION,
    WAYS,
    a_draft,
    a_released,
    a_submitted,
    an_incident,
    seal_of,
)

Enter = Callable[[str], Browser]


def test_three_clicks_from_signing_in_to_the_validate_button(
    house: House, browser: Callable[[], Browser], database: Database
) -> None:
    uid = a_submitted(house)
    telephone = browser()
    telephone.get("/")
    telephone.send("/sign-in", {"email": CAST["dominique"].email, "password": PASSWORD})  # first: sign in
    first = next(link for card in cards(telephone) for link in all_of(card, "a"))
    telephone.get(first.get("href") or "")  # second: the first thing that waits
    assert telephone.address == f"/messages/{uid}"
    act(telephone, uid, "validate", {"waive.opinion_missing:rssi": "il est trois heures"})  # third: validate
    assert message_of(database, uid).status == "validated"


def test_the_validate_button_comes_before_every_other_act(house: House, signed_in: Enter) -> None:
    dominique = signed_in("dominique")
    dominique.get(f"/messages/{(uid := a_submitted(house))}")
    (main,) = all_of(dominique.page, "main")
    actions = [form.get("action") for form in all_of(main, "form")]
    assert actions[0] == f"/messages/{uid}/acts/validate"


def test_the_most_urgent_comes_first(house: House, signed_in: Enter) -> None:
    draft = a_draft(house)
    released = a_submitted(house, "staff-mobilisation", CAST["gaelle"].actor)
    alice, dominique = signed_in("alice"), signed_in("dominique")
    dominique.get(f"/messages/{released}")
    dominique.get("/")
    assert addresses(dominique) == [f"/messages/{released}"]
    alice.get("/")
    assert addresses(alice) == [f"/messages/{draft}/edit"], "one's own draft opens where one writes"


def test_drafts_of_others_push_nothing_out(house: House, signed_in: Enter, monkeypatch: pytest.MonkeyPatch) -> None:
    uid = a_submitted(house)
    monkeypatch.setattr(queue, "MOST_WAITING", 2)
    for _ in range(3):
        a_draft(house, NOTIFICATION, CHLOE)
    dominique = signed_in("dominique")
    dominique.get("/")
    assert addresses(dominique) == [f"/messages/{uid}"]


def test_what_one_may_not_read_waits_for_nobody(house: House, signed_in: Enter) -> None:
    secret = a_submitted(house, NOTIFICATION, CHLOE)
    for who in ("hugo", "gaelle", "alice", "farid", "zoe", "ines"):
        somebody = signed_in(who)
        somebody.get("/")
        assert secret not in somebody.response.text, who
        assert addresses(somebody) == [], who


def test_the_home_of_each_person_opens(house: House, signed_in: Enter) -> None:
    a_released(house)
    for who in CAST:
        somebody = signed_in(who)
        somebody.get("/")
        assert forms_of(somebody) == set(), "the home page only leads on"


def test_without_an_open_incident_it_says_what_to_do_first(house: House, signed_in: Enter) -> None:
    dominique, hugo = signed_in("dominique"), signed_in("hugo")
    dominique.get("/")
    assert "/incidents/new" in dominique.links.values()
    hugo.get("/")
    assert "/incidents/new" not in hugo.links.values()
    incident = an_incident(house)
    dominique.get("/")
    assert f"/incidents/{incident}" in dominique.links.values()
    close_incident(house, DOMINIQUE, incident, NOW, NOW)
    dominique.get("/")
    assert f"/incidents/{incident}" not in dominique.links.values()
    dominique.get("/incidents")
    assert f"/incidents/{incident}" in dominique.links.values()


def test_whoever_reads_no_message_is_not_told_that_no_incident_is_open(house: House, signed_in: Enter) -> None:
    an_incident(house)
    ines = signed_in("ines")
    ines.post("/language", {"language": "en"})
    ines.get("/")
    assert "No incident is shown to you" in ines.words and "No open incident" not in ines.words


def test_every_message_of_the_incident_is_listed_with_who_holds_it(house: House, signed_in: Enter) -> None:
    uid = a_draft(house)
    hugo = signed_in("hugo")
    hugo.get("/")
    assert f"/messages/{uid}" in hugo.links.values()
    (row,) = [row for row in all_of(hugo.page, "tr") if f"/messages/{uid}" in {a.get("href") for a in all_of(row, "a")}]
    assert "Alice Martin" in text_of(row)


def test_what_was_released_leads_straight_to_where_it_leaves(house: House, signed_in: Enter) -> None:
    """Nothing left yet: to the desk; half typed: to the delivery, with how far it is and who is at it."""
    uid = a_released(house, NOTIFICATION, CHLOE)
    dominique, chloe = signed_in("dominique"), signed_in("chloe")
    for somebody in (dominique, chloe):
        somebody.post("/language", {"language": "en"})
    dominique.get("/")
    assert addresses(dominique) == [f"/messages/{uid}/desk"]
    assert "Released: nothing has left yet" in dominique.words and "a time set by law may run" in dominique.words
    intent = Intent(seal=seal_of(house, uid), channel="portal")
    delivery = begin(house, CHLOE, uid, Beginning("CNIL", 0), intent, WAYS.channels, WAYS.writers, NOW)
    keep_progress(house, CHLOE, delivery, frozenset({"cnil_type"}), {}, WAYS.channels, NOW)
    for somebody, who in ((dominique, "by Chloé Nadir"), (chloe, "by you")):
        somebody.get("/")
        assert addresses(somebody) == [f"/deliveries/{delivery}"]
        assert "Typing begun: 1 of " in somebody.words and who in somebody.words


def test_an_author_reads_on_the_home_page_who_sent_a_text_back_and_why(house: House, signed_in: Enter) -> None:
    uid, refused = a_submitted(house), a_submitted(house)
    alice, dominique = signed_in("alice"), signed_in("dominique")
    alice.post("/language", {"language": "en"})
    for which, action, why in ((uid, "return", "Prématuré. " * 40), (refused, "refuse", "Trop tôt. " * 40)):
        dominique.get(f"/messages/{which}")
        act(dominique, which, action, {"reason": why})
    alice.get("/")
    assert addresses(alice) == [f"/messages/{refused}", f"/messages/{uid}/edit"]
    assert "Returned by Dominique Vasseur" in alice.words and "Refused by Dominique Vasseur" in alice.words
    assert "Your draft" not in alice.words
    for why in ("Prématuré.", "Trop tôt."):
        assert 5 < alice.words.count(why) < 40, "its beginning"


def test_every_stage_of_a_release_has_its_words() -> None:
    assert set(STAGES) == set(Stage) - {Stage.BEGUN} and set(BEGUN) == set(ChannelKey)


def cards(browser: Browser) -> list[Element]:
    return [card for card in all_of(browser.page, "article") if "waiting" in (card.get("class") or "")]


def addresses(browser: Browser) -> list[str]:
    return [link.get("href") or "" for card in cards(browser) for link in all_of(card, "a")]
