"""Comments in a browser without scripts: made, shown in their place, answered, resolved; nothing typed is lost."""

from collections.abc import Callable

from commworkflow.records.database import Database
from commworkflow.records.house import House
from tests.browser import Browser
from tests.filling import act, fields_shown, forms_of, journal_length, kinds_since, message_of, write
from tests.house_rules import all_of, text_of
from tests.released import DOMINIQUE, a_draft, a_released, a_submitted, standing_of

Enter = Callable[[str], Browser]
BODY = "Dites d’abord ce que les patients doivent faire."


def comment(browser: Browser, uid: str, quote: str = "", body: str = BODY, status: int = 200) -> None:
    browser.get(f"/messages/{uid}")
    browser.send(f"/messages/{uid}/comments", {"quote": quote, "body": body}, status)


def marked(browser: Browser) -> list[str]:
    return [text_of(mark) for mark in all_of(browser.page, "mark")]


def settling(browser: Browser, uid: str) -> str:
    (address,) = [one for one in forms_of(browser) if one.startswith(f"/messages/{uid}/comments/") and "settle" in one]
    return address


def some_words(browser: Browser, uid: str) -> str:
    browser.get(f"/messages/{uid}")
    (text,) = [one for one in all_of(browser.page, "article") if one.get("data-commented")]
    paragraph = next(p for p in all_of(text, "p") if not p.get("class"))
    return " ".join(text_of(paragraph).split()[:5])


def test_a_comment_is_shown_with_its_passage_in_its_place(house: House, signed_in: Enter) -> None:
    uid = a_submitted(house)
    dominique = signed_in("dominique")
    quote = some_words(dominique, uid)
    comment(dominique, uid, quote)
    assert dominique.address == f"/messages/{uid}"
    assert BODY in dominique.words and marked(dominique) == [quote]


def test_answered_resolved_and_opened_again(house: House, signed_in: Enter, database: Database) -> None:
    uid = a_submitted(house)
    dominique, alice = signed_in("dominique"), signed_in("alice")
    comment(dominique, uid)
    before = journal_length(database)
    alice.get(f"/messages/{uid}")
    answering = settling(alice, uid).replace("settle", "answer")
    alice.send(answering, {"body": "C’est fait, au deuxième paragraphe."})
    assert "C’est fait, au deuxième paragraphe." in alice.words
    alice.send(settling(alice, uid))
    dominique.get(f"/messages/{uid}")
    dominique.send(settling(dominique, uid))
    assert kinds_since(database, before) == ["comment_answered", "comment_resolved", "comment_opened_again"]


def test_a_second_press_is_told(house: House, signed_in: Enter, database: Database) -> None:
    uid = a_submitted(house)
    alice = signed_in("alice")
    comment(alice, uid)
    address = settling(alice, uid)
    alice.send(address)
    before = journal_length(database)
    alice.post(address, {"resolved": "1"}, 409)
    assert journal_length(database) == before


def test_what_was_typed_comes_back_into_its_fields(house: House, signed_in: Enter) -> None:
    uid = a_submitted(house)
    alice = signed_in("alice")
    comment(alice, uid, "les urgences", " ", 422)
    assert fields_shown(alice)["quote"] == "les urgences"
    comment(alice, uid, "a" * 501, BODY, 422)
    assert fields_shown(alice)["body"] == BODY
    comment(alice, uid)
    answering = settling(alice, uid).replace("settle", "answer")
    alice.send(answering, {"body": "un mot \u202e retourné"}, 422)
    assert "un mot" in alice.response.text
    comments = [form for form in all_of(alice.page, "form") if form.get("action") == f"/messages/{uid}/comments"]
    assert alice.shown(comments[0])["body"] == "", "an answer does not come back as a comment"


def test_a_text_that_left_meanwhile_takes_no_comment_and_loses_no_word(house: House, signed_in: Enter) -> None:
    uid = a_released(house)
    alice = signed_in("alice")
    alice.get(f"/messages/{uid}")
    assert f"/messages/{uid}/comments" not in forms_of(alice)
    alice.post(f"/messages/{uid}/comments", {"body": BODY}, 409)
    assert BODY in alice.response.text


def test_returned_with_comments_they_stand_at_the_head_of_the_draft(
    house: House, signed_in: Enter, database: Database
) -> None:
    uid = a_submitted(house)
    dominique, alice = signed_in("dominique"), signed_in("alice")
    comment(dominique, uid)
    comment(dominique, uid, "", "Et le numéro ?")
    returning = next(form for form in all_of(dominique.page, "form") if (form.get("action") or "").endswith("/return"))
    assert "2 remarques" in text_of(returning), "the button says with how many"
    act(dominique, uid, "return", {"reason": "Voir mes remarques."})
    assert message_of(database, uid).status == "draft"
    alice.get(f"/messages/{uid}/edit")
    (main,) = all_of(alice.page, "main")
    head = text_of(main).split("[[", 1)[0]
    assert head.index("Voir mes remarques.") < head.index(BODY) < head.index("Et le numéro ?")
    first = next(one for one in forms_of(alice) if one.endswith("/settle"))
    alice.send(first)
    assert alice.address == f"/messages/{uid}/edit", "resolved from the draft, one stays in the draft"
    write(alice, uid, {}, submit=True)
    dominique.get(f"/messages/{uid}")
    assert "Et le numéro ?" in dominique.words, "kept across versions"


def test_a_reader_sees_them_and_has_no_form(house: House, signed_in: Enter) -> None:
    uid = a_submitted(house)
    alice, hugo = signed_in("alice"), signed_in("hugo")
    comment(alice, uid)
    hugo.get(f"/messages/{uid}")
    assert BODY in hugo.words
    assert not [one for one in forms_of(hugo) if "/comments" in one]


def test_a_draft_is_commented_on_too(house: House, signed_in: Enter) -> None:
    uid = a_draft(house)
    comment(signed_in("dominique"), uid)
    assert standing_of(house, DOMINIQUE, uid).commented
