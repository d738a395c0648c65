"""A draft while it is typed: kept as a working copy, shown again, met by another's version; editors and text areas."""

from collections.abc import Callable
from io import BytesIO
from typing import Any

import pytest
from docx import Document
from sqlalchemy import func, select

from commworkflow.records.database import Database
from commworkflow.records.house import House
from commworkflow.records.messages import WorkingCopy
from tests.browser import Browser, Fields
from tests.cast import CAST, NOW, PASSWORD
from tests.conftest import FrozenClock
from tests.filling import PARIS, begin, fields_shown, forms_of, journal_length, revision_of, template_of, write
from tests.house_rules import all_of, text_of
from tests.released import WAITING, a_draft, a_submitted, an_incident

PRESS = "press-statement"
Enter = Callable[[str], Browser]
JSON = {"Accept": "application/json"}


@pytest.fixture
def incident(house: House) -> str:
    return an_incident(house)


def typing(browser: Browser, uid: str, fields: Fields) -> Any:
    """Send what the open form holds, as its script does a moment after the last key."""
    sent = {**fields_shown(browser), **fields}
    return browser.client.post(f"/messages/{uid}/working-copy", data=sent, headers=JSON)


def others_of(browser: Browser, uid: str) -> str:
    """Who else has the draft open, as an open page asks."""
    told: Any = browser.client.get(f"/messages/{uid}/working-copy", headers=JSON).json
    return str(told["parts"]["others"])


def copies(database: Database) -> int:
    with database.read() as session:
        return session.scalar(select(func.count()).select_from(WorkingCopy)) or 0


def test_what_is_typed_comes_back_without_having_been_saved(
    signed_in: Enter, clock: FrozenClock, database: Database, incident: str
) -> None:
    alice = signed_in("alice")
    uid = begin(alice, incident, WAITING)
    before = journal_length(database)
    told = typing(alice, uid, {"section.faits": "Tapé, pas enregistré.", "a.horaires": "jour et nuit"})
    assert told.status_code == 200
    assert told.json["at"] == f"{NOW.astimezone(PARIS):%H:%M}", "the server's own hour, as the establishment tells it"
    assert "Tapé, pas enregistré." in told.json["parts"]["reads"]
    assert (revision_of(database, uid).number, journal_length(database)) == (1, before)
    alice.get(f"/messages/{uid}/edit")
    shown = fields_shown(alice)
    assert (shown["section.faits"], shown["a.horaires"]) == ("Tapé, pas enregistré.", "jour et nuit")
    write(alice, uid)
    assert "Tapé, pas enregistré." in revision_of(database, uid).sections[0]["html"]
    assert "/working-copy/drop" not in " ".join(forms_of(alice)), "once saved it is a version like any other"


def test_a_working_copy_is_one_row_a_sitting_and_can_be_left(
    signed_in: Enter, database: Database, incident: str
) -> None:
    alice = signed_in("alice")
    uid = begin(alice, incident, WAITING)
    first = fields_shown(alice)["section.faits"]
    for words in ("un", "deux", "trois"):
        typing(alice, uid, {"section.faits": words})
    assert copies(database) == 1
    alice.get(f"/messages/{uid}/edit")
    assert fields_shown(alice)["section.faits"] == "trois"
    alice.send(f"/messages/{uid}/working-copy/drop")
    assert (fields_shown(alice)["section.faits"], copies(database)) == (first, 0)


def test_what_one_person_types_is_shown_to_nobody_else(signed_in: Enter, incident: str) -> None:
    alice, farid = signed_in("alice"), signed_in("farid")
    uid = begin(alice, incident, WAITING)
    typing(alice, uid, {"section.faits": "Pas encore dit."})
    farid.get(f"/messages/{uid}/edit")
    assert "Pas encore dit." not in farid.words
    assert "Pas encore dit." not in str(fields_shown(farid))


def test_what_one_person_lets_go_the_other_keeps(signed_in: Enter, database: Database, incident: str) -> None:
    alice, farid = signed_in("alice"), signed_in("farid")
    uid = begin(alice, incident, WAITING)
    for writer in (alice, farid):
        writer.get(f"/messages/{uid}/edit")
        typing(writer, uid, {"section.faits": "Pas encore dit."})
    alice.get(f"/messages/{uid}/edit")
    alice.send(f"/messages/{uid}/working-copy/drop")
    farid.get(f"/messages/{uid}/edit")
    assert (fields_shown(farid)["section.faits"], copies(database)) == ("Pas encore dit.", 1)


def test_who_else_is_there_is_said(signed_in: Enter, clock: FrozenClock, incident: str) -> None:
    alice, farid = signed_in("alice"), signed_in("farid")
    uid = begin(alice, incident, WAITING)
    farid.get(f"/messages/{uid}/edit")
    others = others_of(alice, uid)
    assert CAST["farid"].name in others and CAST["alice"].name not in others
    clock.advance(minutes=2)
    assert others_of(alice, uid).strip() == ""


def test_a_sitting_that_ended_is_told_to_the_script_and_begun_again_over_the_page(
    signed_in: Enter, clock: FrozenClock, database: Database, incident: str
) -> None:
    alice = signed_in("alice")
    uid = begin(alice, incident, WAITING)
    shown = fields_shown(alice)
    clock.advance(minutes=31)
    assert typing(alice, uid, {"section.faits": "Au milieu de la nuit."}).status_code == 401
    person = next(field.get("value") for field in all_of(alice.page, "input") if field.get("name") == "person")
    token = {"csrf_token": shown["csrf_token"], "person": person}
    # From another machine than the exercise's own, where a press is not enough.
    far: Any = {"headers": JSON, "environ_overrides": {"REMOTE_ADDR": "192.0.2.7"}}
    wrong: Any = alice.client.post("/sign-in/again", data={**token, "password": "non"}, **far)
    assert (wrong.status_code, "token" in wrong.json) == (422, False)
    for _ in range(3):
        alice.client.post("/sign-in/again", data={**token, "password": "non"}, **far)
    soon: Any = alice.client.post("/sign-in/again", data={**token, "password": PASSWORD}, **far)
    assert (soon.status_code, "token" in soon.json) == (429, False)
    assert "Trop de tentatives. Attendez" in soon.json["problem"]
    clock.advance(minutes=10)
    again: Any = alice.client.post("/sign-in/again", data={**token, "password": PASSWORD}, **far)
    assert again.status_code == 200
    fields = {**shown, "section.faits": "Au milieu de la nuit.", "csrf_token": again.json["token"]}
    assert alice.client.post(f"/messages/{uid}/working-copy", data=fields, headers=JSON).status_code == 200
    alice.get(f"/messages/{uid}/edit")
    assert fields_shown(alice)["section.faits"] == "Au milieu de la nuit."


def test_a_token_of_another_sitting_is_told_as_a_sitting_that_ended(signed_in: Enter, incident: str) -> None:
    alice = signed_in("alice")
    uid = begin(alice, incident, WAITING)
    told = typing(alice, uid, {"csrf_token": "stale"})
    assert (told.status_code, bool(told.json["renew"])) == (401, True)


def test_nothing_is_kept_of_what_is_no_draft_any_more(house: House, signed_in: Enter, database: Database) -> None:
    alice = signed_in("alice")
    uid = a_submitted(house)
    sent = {"csrf_token": alice.token(), "title": "Trop tard"}
    assert alice.client.post(f"/messages/{uid}/working-copy", data=sent, headers=JSON).status_code == 409
    assert copies(database) == 0


@pytest.mark.parametrize(("who", "status"), [("bruno", 403), ("dominique", 403), ("zoe", 403)])
def test_only_who_may_write_it_keeps_a_copy(
    signed_in: Enter, database: Database, incident: str, who: str, status: int
) -> None:
    uid = begin(signed_in("alice"), incident, WAITING)
    other = signed_in(who)
    sent = {"csrf_token": other.token(), "title": "Le mien"}
    assert other.client.post(f"/messages/{uid}/working-copy", data=sent, headers=JSON).status_code in (status, 404)
    assert copies(database) == 0


EDITED = [
    ("<p>Un <strong>mot</strong>.</p>", "Un **mot**."),
    ("<h2>Titre</h2><ul><li><p>a</p></li><li><p>b</p></li></ul>", "## Titre\n\n- a\n- b"),
    ('<p>Le <span data-placeholder="horaires">[[horaires]]</span>.</p>', "Le [[horaires]]."),
    ('<p><a href="javascript:alert(1)">ici</a></p>', "ici"),
    ('<p onclick="x()" style="color:red">nu</p><script>alert(1)</script>', "nu"),
    ("<p>une ligne<br>puis une autre</p>", "une ligne\npuis une autre"),
    ("<p>15. rue des Sapins</p>", "15. rue des Sapins"),
    ("", ""),
]


@pytest.mark.parametrize(("html", "markdown"), EDITED)
def test_an_editor_and_a_text_area_give_the_same_text(
    signed_in: Enter, database: Database, incident: str, html: str, markdown: str
) -> None:
    alice = signed_in("alice")
    uid = begin(alice, incident, WAITING)
    shown = {name: value for name, value in fields_shown(alice).items() if name != "section.faits"}
    typed = alice.client.post(f"/messages/{uid}/edit", data={**shown, "rich.section.faits": html, "save": ""})
    assert typed.status_code == 303
    from_editor = revision_of(database, uid).sections[0]["html"]
    alice.get(f"/messages/{uid}/edit")
    assert fields_shown(alice)["section.faits"] == markdown
    write(alice, uid, {"section.faits": markdown})
    assert revision_of(database, uid).sections[0]["html"] == from_editor


def test_a_megabyte_in_an_editor_is_refused_for_its_length(signed_in: Enter, database: Database, incident: str) -> None:
    alice = signed_in("alice")
    uid = begin(alice, incident, WAITING)
    shown = {name: value for name, value in fields_shown(alice).items() if name != "section.faits"}
    sent = {**shown, "rich.section.faits": "<p>" + "x" * 1_000_000 + "</p>", "save": ""}
    assert alice.client.post(f"/messages/{uid}/edit", data=sent).status_code == 422
    assert revision_of(database, uid).number == 1


def test_what_only_one_of_two_changed_is_taken_without_asking(
    signed_in: Enter, database: Database, incident: str
) -> None:
    alice, farid = signed_in("alice"), signed_in("farid")
    uid = begin(alice, incident, WAITING)
    farid.get(f"/messages/{uid}/edit")
    write(alice, uid, {"section.faits": "Le texte d’Alice."})
    write(farid, uid, {"title": "Le titre de Farid"}, 409)
    shown = fields_shown(farid)
    assert (shown["section.faits"], shown["title"]) == ("Le texte d’Alice.", "Le titre de Farid")
    assert revision_of(database, uid).number == 2
    write(farid, uid)
    saved = revision_of(database, uid)
    assert (saved.number, saved.title) == (3, "Le titre de Farid")
    assert "Le texte d’Alice." in saved.sections[0]["html"]


@pytest.mark.parametrize(
    ("choice", "text"),
    [
        ("mine", "Le texte de Farid."),
        ("theirs", "Le texte d’Alice."),
        ("together", "Le texte d’Alice.\n\nLe texte de Farid."),
    ],
)
def test_what_both_changed_is_chosen_by_the_second(
    signed_in: Enter, database: Database, incident: str, choice: str, text: str
) -> None:
    alice, farid = signed_in("alice"), signed_in("farid")
    uid = begin(alice, incident, WAITING)
    farid.get(f"/messages/{uid}/edit")
    write(alice, uid, {"section.faits": "Le texte d’Alice.", "title": "Le titre d’Alice"})
    write(farid, uid, {"section.faits": "Le texte de Farid.", "a.horaires": "jour et nuit"}, 409)
    farid.send(f"/messages/{uid}/edit/meet", {"choose.section.faits": choice})
    shown = fields_shown(farid)
    assert (shown["section.faits"], shown["title"]) == (text, "Le titre d’Alice")
    assert shown["a.horaires"] == "jour et nuit"
    write(farid, uid)
    assert revision_of(database, uid).number == 3


def test_a_third_version_saved_during_the_choice_is_asked_about_anew(
    signed_in: Enter, database: Database, incident: str
) -> None:
    alice, farid = signed_in("alice"), signed_in("farid")
    uid = begin(alice, incident, WAITING)
    farid.get(f"/messages/{uid}/edit")
    write(alice, uid, {"section.faits": "Le premier d’Alice."})
    write(farid, uid, {"section.faits": "Le texte de Farid."}, 409)
    write(alice, uid, {"section.faits": "Le second d’Alice."})
    farid.send(f"/messages/{uid}/edit/meet", {"choose.section.faits": "theirs"})
    assert "Le second d’Alice." in farid.words and "choose.section.faits" in fields_shown(farid)
    farid.send(f"/messages/{uid}/edit/meet", {"choose.section.faits": "theirs"})
    assert fields_shown(farid)["section.faits"] == "Le second d’Alice."


def test_a_choice_sent_when_the_session_had_ended_is_made_after_signing_in(
    signed_in: Enter, clock: FrozenClock, incident: str
) -> None:
    alice, farid = signed_in("alice"), signed_in("farid")
    uid = begin(alice, incident, WAITING)
    farid.get(f"/messages/{uid}/edit")
    write(alice, uid, {"section.faits": "Le texte d’Alice."})
    write(farid, uid, {"section.faits": "Le texte de Farid.", "a.horaires": "jour et nuit"}, 409)
    clock.advance(minutes=31)
    farid.send(f"/messages/{uid}/edit/meet", {"choose.section.faits": "together"})
    farid.send("/sign-in", {"email": CAST["farid"].email, "password": PASSWORD})
    farid.get(next(link for link in farid.links.values() if "held=" in link))
    shown = fields_shown(farid)
    assert shown["section.faits"] == "Le texte d’Alice.\n\nLe texte de Farid."
    assert shown["a.horaires"] == "jour et nuit"


def test_a_working_copy_on_an_older_version_meets_the_newer_one(
    signed_in: Enter, database: Database, incident: str
) -> None:
    alice, farid = signed_in("alice"), signed_in("farid")
    uid = begin(alice, incident, WAITING)
    farid.get(f"/messages/{uid}/edit")
    typing(farid, uid, {"section.faits": "Le texte de Farid."})
    write(alice, uid, {"section.faits": "Le texte d’Alice."})
    farid.get(f"/messages/{uid}/edit")
    assert "choose.section.faits" in fields_shown(farid)
    assert "Le texte d’Alice." in farid.words and "Le texte de Farid." in farid.words


def word_file(*paragraphs: tuple[str, str]) -> BytesIO:
    """A Word file of paragraphs, each with its style."""
    document = Document()
    for style, words in paragraphs:
        document.add_paragraph(words, style=style)
    held = BytesIO()
    document.save(held)
    held.seek(0)
    return held


def take_in(browser: Browser, uid: str, file: BytesIO, name: str = "texte.docx", status: int = 200) -> None:
    """Choose a Word file in the open form, and press the button beside it."""
    fields = {**fields_shown(browser), "word": (file, name)}
    answer = browser.client.post(f"/messages/{uid}/word", data=fields, content_type="multipart/form-data")
    browser.see(answer, status)


def test_a_word_file_comes_into_the_sections_its_headings_name(
    house: House, signed_in: Enter, database: Database, incident: str
) -> None:
    alice = signed_in("alice")
    uid = begin(alice, incident, PRESS)
    sections = [section for section in template_of(house, PRESS).sections if section.title]
    named = sections[1]
    before = fields_shown(alice)
    file = word_file(("Heading 1", named.title.upper()), ("Normal", "Écrit dans Word."), ("List Bullet", "un point"))
    take_in(alice, uid, file)
    shown = fields_shown(alice)
    assert shown[f"section.{named.key}"] == "Écrit dans Word.\n\n- un point"
    assert shown[f"section.{sections[0].key}"] == before[f"section.{sections[0].key}"]
    assert revision_of(database, uid).number == 1, "nothing is saved by it"
    write(alice, uid)
    assert "Écrit dans Word." in str(revision_of(database, uid).sections)


def test_what_was_typed_stays_above_what_word_brings(signed_in: Enter, incident: str) -> None:
    alice = signed_in("alice")
    uid = begin(alice, incident, WAITING)
    write(alice, uid, {"section.faits": "Déjà écrit.", "a.horaires": "jour et nuit"})
    take_in(alice, uid, word_file(("Normal", "Écrit dans Word.")))
    shown = fields_shown(alice)
    assert shown["section.faits"] == "Déjà écrit.\n\nÉcrit dans Word."
    assert shown["a.horaires"] == "jour et nuit"


@pytest.mark.parametrize("content", [b"", b"Bonjour", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(64)])
def test_a_file_that_is_not_read_says_why_and_keeps_the_form(
    signed_in: Enter, database: Database, incident: str, content: bytes
) -> None:
    alice = signed_in("alice")
    uid = begin(alice, incident, WAITING)
    shown = {**fields_shown(alice), "section.faits": "Tapé avant.", "word": (BytesIO(content), "texte.docx")}
    answer = alice.client.post(f"/messages/{uid}/word", data=shown, content_type="multipart/form-data")
    alice.see(answer, 422)
    assert fields_shown(alice)["section.faits"] == "Tapé avant."
    assert any(link.get("href") == "#word" for link in all_of(alice.page, "a"))
    assert revision_of(database, uid).number == 1


def test_beside_the_text_stand_its_length_its_ease_and_what_no_page_shows(signed_in: Enter, incident: str) -> None:
    alice = signed_in("alice")
    uid = begin(alice, incident, WAITING)
    write(alice, uid, {"section.faits": "Nous " + "vérifions " * 30 + "tout 🜁 cela."})
    assert "🜁" in alice.words
    assert any("25" in text_of(summary) for summary in all_of(alice.page, "summary"))


def test_a_reason_that_cannot_be_kept_locks_nobody_out_of_a_draft(house: House, signed_in: Enter) -> None:
    uid = a_draft(house)
    alice = signed_in("alice")
    alice.get(f"/messages/{uid}/edit")
    typed = {**fields_shown(alice), "title": "Avec l’heure", "waive.answers_missing": "plus \u202e tard"}
    alice.client.post(f"/messages/{uid}/working-copy", data=typed)
    alice.get(f"/messages/{uid}/edit")
    assert fields_shown(alice)["title"] == "Avec l’heure"
