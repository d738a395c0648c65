"""The page of somebody who decides: in the order of a decision, with what changed in words, and what comes after."""

from collections.abc import Callable
from dataclasses import replace
from xml.etree.ElementTree import Element

import pytest
from flask import Flask
from flask_babel import force_locale

from commworkflow.actions.deciding import submit
from commworkflow.records.house import House
from commworkflow.rules.blocks import Paragraph, Run, Section, Sections
from commworkflow.rules.comparison import compared
from commworkflow.rules.layout_changes import LayoutChange, Look
from commworkflow.rules.urgency import Why
from commworkflow.web.change_words import LOOKS, changes_in_words, look_in_words
from commworkflow.web.next_words import WHYS
from tests.acting import ALICE, ANY_REASON, CHLOE, NOTICE, as_opened, draft, examples, seen, submitted
from tests.browser import Browser
from tests.cast import NOW
from tests.filling import act
from tests.house_rules import all_of, text_of
from tests.released import NOTIFICATION

Enter = Callable[[str], Browser]
PLAIN, BOLD = "Les urgences restent ouvertes.", "Les urgences **restent** ouvertes."


def write(house: House, uid: str, words: str) -> None:
    typed = replace(examples(house), sections={"ouverture": words}, shown=as_opened(house, uid, ALICE))
    submit(house, ALICE, uid, typed, seen(house, uid, ALICE, waivers=ANY_REASON), NOW)


def in_order(browser: Browser, *parts: Callable[[Element], bool]) -> list[int]:
    elements = list(browser.page.iter())
    return [next(place for place, one in enumerate(elements) if part(one)) for part in parts]


def of_class(name: str) -> Callable[[Element], bool]:
    return lambda one: name in (one.get("class") or "").split()


def posts_to(end: str) -> Callable[[Element], bool]:
    return lambda one: (one.get("action") or "").endswith(end)


def test_it_is_read_in_the_order_of_a_decision(house: House, signed_in: Enter) -> None:
    uid = draft(house)
    write(house, uid, PLAIN)
    dominique = signed_in("dominique")
    dominique.get(f"/messages/{uid}")
    act(dominique, uid, "return", {"reason": "En gras."})
    write(house, uid, BOLD)
    dominique.get(f"/messages/{uid}")
    places = in_order(
        dominique,
        of_class("identity"),
        of_class("message-text"),
        of_class("since"),
        of_class("opinions"),
        posts_to("/acts/validate"),
        posts_to("/acts/return"),
        posts_to("/acts/refuse"),
        of_class("timeline"),
    )
    assert places == sorted(places)
    dominique.post("/language", {"language": "en"})
    dominique.get(f"/messages/{uid}")
    assert "Not a word changed; 1 change of layout." in dominique.words
    assert "now bold: “restent”" in dominique.words


def test_each_way_says_what_follows_before_it_is_opened(house: House, signed_in: Enter) -> None:
    uid = submitted(house)
    dominique = signed_in("dominique")
    dominique.post("/language", {"language": "en"})
    dominique.get(f"/messages/{uid}")
    summaries = [text_of(one) for one in all_of(dominique.page, "summary")]
    assert any("It is a draft again" in one for one in summaries)
    assert any("It ends here and stays readable" in one for one in summaries)
    assert "it leaves only when somebody releases it" in dominique.words


def test_the_page_says_what_comes_next_and_who_sees_it(house: House, signed_in: Enter) -> None:
    uid = submitted(house)
    dominique = signed_in("dominique")
    dominique.post("/language", {"language": "en"})
    dominique.get(f"/messages/{uid}")
    assert "It waits for a decision. They see it on their home page:" in dominique.words
    act(dominique, uid, "validate", {"waive.opinion_missing:dpo": "il est trois heures"})
    told = text_of(next(one for one in dominique.page.iter() if of_class("identity")(one)))
    assert "Validated: it waits to be released. They see it on their home page:" in told
    assert "Alice Martin (Communication)" in told and "Hugo" not in told


def test_an_author_reads_who_decides_and_then_what_they_said(house: House, signed_in: Enter) -> None:
    uid = submitted(house)
    dominique, alice = signed_in("dominique"), signed_in("alice")
    alice.get(f"/messages/{uid}")
    assert "Dominique Vasseur" in text_of(next(one for one in alice.page.iter() if of_class("identity")(one)))
    dominique.get(f"/messages/{uid}")
    act(dominique, uid, "return", {"reason": "L’heure manque."})
    alice.get(f"/messages/{uid}/edit")
    assert "L’heure manque." in alice.words


def queue_of(browser: Browser) -> list[str]:
    links = (link for one in browser.page.iter() if of_class("queue")(one) for link in all_of(one, "a"))
    return [link.get("href") or "" for link in links]


def test_several_that_wait_are_taken_one_after_the_other(house: House, signed_in: Enter) -> None:
    """An authority before patients; after the last comes the first again; what was decided leaves the queue."""
    patients = submitted(house)
    authority = submitted(house, NOTIFICATION, CHLOE)
    dominique = signed_in("dominique")
    dominique.get("/")
    cards = [link.get("href") for one in all_of(dominique.page, "article") for link in all_of(one, "a")]
    assert cards == [f"/messages/{authority}", f"/messages/{patients}"]
    dominique.get(f"/messages/{authority}")
    assert queue_of(dominique) == [f"/messages/{patients}"]
    dominique.get(f"/messages/{patients}")
    assert queue_of(dominique) == [f"/messages/{authority}"]
    act(dominique, patients, "return", {"reason": "Plus court."})
    assert queue_of(dominique) == [f"/messages/{authority}"]
    dominique.get(f"/messages/{authority}")
    assert queue_of(dominique) == []


def test_nothing_waits_for_who_only_reads(house: House, signed_in: Enter) -> None:
    uid = submitted(house, NOTICE)
    hugo = signed_in("hugo")
    hugo.get(f"/messages/{uid}")
    assert queue_of(hugo) == []


def text(*paragraphs: Run) -> tuple[str, Sections]:
    return "Avis", (Section("texte", "", (Paragraph(paragraphs),)),)


@pytest.mark.parametrize(
    ("after", "expected"),
    [
        (text(Run("un deux")), "Nothing changed, neither a word nor how it looks."),
        (text(Run("un deux", strong=True)), "Not a word changed; 1 change of layout."),
        (text(Run("un trois quatre")), "1 word taken out, 2 put in; the layout is the same."),
        (text(Run("un", strong=True), Run(" trois")), "1 word taken out, 1 put in; 1 change of layout."),
    ],
)
def test_what_changed_is_told_in_words(app: Flask, after: tuple[str, Sections], expected: str) -> None:
    with app.test_request_context(), force_locale("en"):
        assert changes_in_words(compared(text(Run("un deux")), after)) == expected


def test_every_look_and_every_reason_has_its_words(app: Flask) -> None:
    assert set(LOOKS) == set(Look) and set(WHYS) == set(Why)
    with app.test_request_context(), force_locale("en"):
        for look in Look:
            told = look_in_words(LayoutChange(look, "mot " * 60, "https://ch.example"))
            assert "%" not in told and "mot…" in told, "a long passage is cut"
