"""A message at several lengths in a browser: written on one form, refused where too long, shown and let out apart."""

import io
from collections.abc import Callable

import pytest
from docx import Document

from commworkflow.records.database import Database
from commworkflow.records.house import House
from commworkflow.rules.blocks import Paragraph, Run
from commworkflow.rules.typed import LONGEST_SECTION
from commworkflow.web.edit_form import from_markdown, rich
from tests.acting import CHLOE, opine, released
from tests.browser import Browser
from tests.filling import act, begin, by_id, fields_shown, filled, message_of, revision_of, template_of, write
from tests.house_rules import all_of, text_of
from tests.released import an_incident, deliveries_of
from tests.web.test_deliveries import begin as begin_delivery

NOTICE, WAITING = "patient-notice", "waiting-statement"
POST = "section.message_court"
POSTER_TITLE = "Affiche"
Enter = Callable[[str], Browser]


@pytest.fixture
def incident(house: House) -> str:
    return an_incident(house)


def apart(browser: Browser) -> dict[str, str]:
    """The lengths that the page shows apart from its text, by their headings."""
    shown = [part for part in all_of(browser.page, "section") if part.get("class") == "length"]
    return {text_of(next(all for all in part.iter() if all.get("id"))): text_of(part) for part in shown}


def test_they_are_written_beside_the_text_and_counted(enter: Enter, house: House, incident: str) -> None:
    alice = enter("alice")
    uid = begin(alice, incident, NOTICE)
    assert {POST, "section.affiche"} <= set(fields_shown(alice))
    help = by_id(alice.page, by_id(alice.page, POST).get("aria-describedby") or "")
    assert "280 characters at most" in text_of(help)
    write(alice, uid, {**filled(template_of(house, NOTICE)), POST: "Deux mots.", "section.affiche": ""})
    assert "10 characters of 280" in alice.words
    assert list(apart(alice)) == ["Message court (280 characters at most)"], "what is empty is left out"


def test_too_long_a_post_is_refused_and_nothing_typed_is_lost(
    enter: Enter, house: House, database: Database, incident: str
) -> None:
    alice = enter("alice")
    uid = begin(alice, incident, NOTICE)
    write(alice, uid, {**filled(template_of(house, NOTICE)), POST: "x" * 281}, 409, submit=True)
    assert "“Message court” has 281 characters; where it goes, no more than 280 are taken." in alice.words
    assert "Shorten it, or empty it to leave it out" in alice.words
    assert "x" * 281 in revision_of(database, uid).sections[-1]["html"]
    write(alice, uid, {POST: "x" * 280}, submit=True)
    assert message_of(database, uid).status == "submitted"


def test_a_word_too_many_on_the_poster_is_answered_for(
    enter: Enter, house: House, database: Database, incident: str
) -> None:
    alice = enter("alice")
    uid = begin(alice, incident, NOTICE)
    long = "mot " * 91
    write(alice, uid, {**filled(template_of(house, NOTICE)), "section.affiche": long}, 409, submit=True)
    assert "“Affiche” has 91 words; its template allows 90." in alice.words
    write(alice, uid, {"waive.section_over_words:affiche": "tout est utile"}, submit=True)
    assert message_of(database, uid).status == "submitted"
    assert "Submitted with a section longer than its template allows." in alice.words


def test_who_decides_sees_each_apart_and_decides_once(
    enter: Enter, house: House, database: Database, incident: str
) -> None:
    alice, dominique = enter("alice"), enter("dominique")
    uid = begin(alice, incident, NOTICE)
    write(alice, uid, filled(template_of(house, NOTICE)), submit=True)
    dominique.get(f"/messages/{uid}")
    assert list(apart(dominique)) == ["Affiche (90 words at most)", "Message court (280 characters at most)"]
    (article,) = all_of(dominique.page, "article")
    assert "Une question ?" in text_of(article) and "Présentez-vous à l’accueil" not in text_of(article)
    assert "Printed in its place for a wall." in apart(dominique)["Affiche (90 words at most)"]
    opine(house, uid, CHLOE)
    dominique.get(f"/messages/{uid}")
    act(dominique, uid, "validate")
    assert message_of(database, uid).status == "validated"


def words_on_paper(browser: Browser) -> str:
    link = next(link for link in browser.links.values() if link.startswith("/files/"))
    return "\n".join(part.text for part in Document(io.BytesIO(browser.client.get(link).data)).paragraphs)


@pytest.mark.parametrize("means", ["press", "wall"])
def test_the_wall_gets_the_poster_and_nobody_else_does(house: House, enter: Enter, means: str) -> None:
    uid = released(house, NOTICE)
    alice = enter("alice")
    begin_delivery(alice, uid, "document", recipient="Hall A", means=means, kinds=["docx"])
    printed = words_on_paper(alice)
    assert ("Présentez-vous à l’accueil" in printed) is (means == "wall")
    assert ("Vos soins" in printed) is (means == "press")
    assert "EXERCICE" in printed and POSTER_TITLE not in printed.split("\n")
    assert deliveries_of(house, uid)[0].answer["means"] == means


def test_the_post_has_a_copy_of_its_own(house: House, enter: Enter) -> None:
    uid = released(house, NOTICE)
    alice = enter("alice")
    begin_delivery(alice, uid, "site", recipient="Réseaux")
    copied = [button.get("data-copy-text") or "" for button in all_of(alice.page, "button")]
    posts = [text for text in copied if "Rendez-vous : venez, sauf appel" in text]
    assert len(posts) == 1 and "Vos soins" not in posts[0]
    assert not [text for text in copied if "Vos soins" in text and "sauf appel de notre part. Urgence" in text]


def test_the_voice_reads_its_own_text(house: House, enter: Enter) -> None:
    uid = released(house, WAITING)
    alice = enter("alice")
    begin_delivery(alice, uid, "spoken", recipient="Hall A")
    assert "Mesdames, messieurs" in alice.words and "Urgence vitale : le 15" not in alice.words


def test_template_and_question_say_why_they_are_there(house: House, enter: Enter, incident: str) -> None:
    alice = enter("alice")
    begin(alice, incident, "press-statement")
    template = template_of(house, "press-statement")
    shown = ["".join(text_of(part).split()) for part in all_of(alice.page, "details") if part.get("class") == "why"]
    told = [f"Why it is asked: {question.label}{question.why}" for question in template.questions if question.why]
    assert shown == ["".join(f"Why it is written{template.why}".split()), *("".join(words.split()) for words in told)]


def test_a_text_far_over_its_limit_is_shown_as_it_was_typed_and_not_read() -> None:
    """It is refused for its length: reading a million brackets for a preview would hold the page for half a minute."""
    longest = "[" * LONGEST_SECTION
    assert rich(longest) is not None and rich(longest + "[") is None
    typed = f"**gras** {longest}"
    ((block,),) = (section.blocks for section in from_markdown(typed))
    assert block == Paragraph((Run(typed),))
