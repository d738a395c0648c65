"""A message in a browser: chosen, written, saved, submitted; what is wrong, and what two people do at once."""

from collections.abc import Callable

import pytest
from flask import Flask
from sqlalchemy import update

from commworkflow.records.database import Database
from commworkflow.records.house import House
from commworkflow.records.people import Mandate
from commworkflow.rules.questions import QuestionType
from tests.browser import Browser
from tests.cast import CAST, NOW, PASSWORD, SAINT_ROCH, VAL_D_OR
from tests.conftest import FrozenClock
from tests.filling import (
    Sent,
    act,
    begin,
    by_id,
    fields_shown,
    filled,
    forms_of,
    has_id,
    journal_length,
    kinds_since,
    message_of,
    revision_of,
    summary_of,
    template_of,
    write,
)
from tests.house_rules import all_of, text_of
from tests.released import NOTIFICATION, WAITING, a_draft, a_released, a_submitted, an_incident

Enter = Callable[[str], Browser]


@pytest.fixture
def incident(house: House) -> str:
    return an_incident(house)


def test_a_statement_from_its_template_to_the_desk(
    house: House, signed_in: Enter, database: Database, incident: str
) -> None:
    alice, bruno, dominique = (signed_in(who) for who in ("alice", "bruno", "dominique"))
    uid = begin(alice, incident, WAITING)
    write(alice, uid, filled(template_of(house, WAITING)))
    write(alice, uid, submit=True)
    assert message_of(database, uid).status == "submitted"
    bruno.get(f"/messages/{uid}")
    bruno.send(f"/messages/{uid}/opinions", {"verdict": "favourable"})
    dominique.get(f"/messages/{uid}")
    act(dominique, uid, "validate")
    alice.get(f"/messages/{uid}")
    act(alice, uid, "release", {"waive.staff_not_told": "le personnel est réuni au même moment"})
    assert alice.address == f"/messages/{uid}/desk"
    assert kinds_since(database, 1) == [
        *("signed_in",) * 3,
        "message_started", "message_saved", "message_submitted", "opinion_given", "message_validated",
        "message_released",
    ]  # fmt: skip


def test_every_type_of_question_comes_back_as_it_was_typed(house: House, signed_in: Enter, incident: str) -> None:
    template = template_of(house, NOTIFICATION)
    assert {question.type for question in template.questions} == set(QuestionType)
    chloe = signed_in("chloe")
    uid = begin(chloe, incident, NOTIFICATION)
    typed = {name: value for name, value in filled(template).items() if value}
    write(chloe, uid, typed)
    shown = fields_shown(chloe)
    for name, value in typed.items():
        several = [shown[name]] if isinstance(value, list) and isinstance(shown[name], str) else shown[name]
        assert several == value, name
    write(chloe, uid, submit=True)
    assert chloe.address == f"/messages/{uid}"


def test_a_wrong_field_keeps_every_other_and_nothing_is_written(
    signed_in: Enter, database: Database, incident: str
) -> None:
    chloe = signed_in("chloe")
    uid = begin(chloe, incident, NOTIFICATION)
    before = journal_length(database)
    typed = {
        "title": "",
        "a.org_siren": "pas un SIREN",
        "a.pers_nb.value": "beaucoup",
        "a.dt_debut.date": "hier",
        "a.dt_debut.estimated": "1",
    }
    assert typed.keys() <= fields_shown(chloe).keys() | {"a.dt_debut.estimated"}
    write(chloe, uid, typed, 422)
    shown = fields_shown(chloe)
    assert {name: shown[name] for name in typed} == typed
    assert {"title", "a.pers_nb", "a.dt_debut"} <= set(summary_of(chloe.page))
    assert by_id(chloe.page, "title").get("aria-describedby") == "title-problem"
    assert journal_length(database) == before
    assert revision_of(database, uid).number == 1


def test_a_draft_keeps_wrong_answers_as_typed_and_marks_them(
    signed_in: Enter, database: Database, incident: str
) -> None:
    chloe = signed_in("chloe")
    uid = begin(chloe, incident, NOTIFICATION)
    write(chloe, uid, {"a.pers_nb.value": "beaucoup", "a.pers_nb.unknown": "1"})
    assert revision_of(database, uid).answers["pers_nb"] == {"value": "beaucoup", "unknown": True}
    assert summary_of(chloe.page) == ["a.pers_nb"]
    assert fields_shown(chloe)["a.pers_nb.value"] == "beaucoup"
    write(chloe, uid, {"a.pers_nb.value": "1 200"}, 200)
    assert "error-summary" in chloe.response.text, "known and unknown at once is still wrong"


def test_what_is_wrong_is_judged_as_it_was_typed_last(signed_in: Enter, incident: str) -> None:
    chloe = signed_in("chloe")
    uid = begin(chloe, incident, NOTIFICATION)
    write(chloe, uid, {"a.pers_nb.value": "beaucoup"})
    write(chloe, uid, {"title": "", "a.pers_nb.value": "32"}, 422)
    assert summary_of(chloe.page) == ["title"], "the number was corrected meanwhile"


def test_what_is_missing_is_listed_and_all_was_saved(
    house: House, signed_in: Enter, database: Database, incident: str
) -> None:
    alice = signed_in("alice")
    uid = begin(alice, incident, WAITING)
    typed = filled(template_of(house, WAITING)) | Sent({"a.consigne": "", "title": "Premier point"})
    write(alice, uid, typed, 409, submit=True)
    assert message_of(database, uid).status == "draft"
    saved = revision_of(database, uid)
    assert (saved.number, saved.title, saved.answers["action"]) == (2, "Premier point", typed["a.action"])
    links = [link for link in alice.links.values() if link == "#a.consigne"]
    assert links and has_id(alice.page, "a.consigne")
    begin_with = all_of(by_id(alice.page, "begin-with"), "a")
    assert [link.get("href") for link in begin_with] == ["#a.consigne", "#state"], "beside the refusal itself"
    assert "à remplir : Ce que les patients doivent faire (une phrase)" in alice.words


def test_a_reason_against_what_is_missing_is_kept_until_it_serves(
    house: House, signed_in: Enter, database: Database, incident: str
) -> None:
    alice = signed_in("alice")
    uid = begin(alice, incident, WAITING)
    typed = filled(template_of(house, WAITING)) | {"a.consigne": "", "section.consignes": "Appelez le 15."}
    typed |= {"section.voix": "Appelez le 15."}
    write(alice, uid, typed)
    reason = {"waive.answers_missing": "la consigne du SAMU n’est pas arrivée"}
    write(alice, uid, {**reason, "title": ""}, 422, submit=True)
    assert fields_shown(alice).items() >= reason.items(), "a wrong title does not lose the reason"
    write(alice, uid, {"waive.answers_missing": "\u202e", "title": "Premier point"}, 422, submit=True)
    assert summary_of(alice.page) == ["reasons"]
    write(alice, uid, reason, submit=True)
    assert alice.address == f"/messages/{uid}"
    assert reason["waive.answers_missing"] in alice.words
    assert message_of(database, uid).status == "submitted"


def test_a_text_that_says_nothing_or_too_much_is_not_submitted(
    house: House, signed_in: Enter, database: Database, incident: str
) -> None:
    alice = signed_in("alice")
    uid = begin(alice, incident, WAITING)
    blank = {"section.faits": "", "section.consignes": "\u200b", "section.suite": "  "}
    write(alice, uid, filled(template_of(house, WAITING)) | blank, 409, submit=True)
    long = "Les urgences restent ouvertes. " * 60
    write(alice, uid, {"section.faits": long}, 409, submit=True)
    assert has_id(alice.page, "waive.too_many_words")
    assert fields_shown(alice)["section.faits"] == long.strip()
    assert message_of(database, uid).status == "draft"


def test_two_people_in_one_draft_lose_nothing(signed_in: Enter, database: Database, incident: str) -> None:
    alice, farid = signed_in("alice"), signed_in("farid")
    uid = begin(alice, incident, WAITING)
    farid.get(f"/messages/{uid}/edit")
    write(alice, uid, {"section.faits": "Le texte d’Alice.", "a.urgences": "regulees"})
    before = journal_length(database)
    write(farid, uid, {"section.faits": "Le texte de Farid.", "title": "Son titre"}, 409)
    assert journal_length(database) == before
    shown = fields_shown(farid)
    assert (shown["section.faits"], shown["title"]) == ("Le texte de Farid.", "Son titre")
    assert "Le texte d’Alice." in farid.words and "Alice Martin" in farid.words
    farid.send(f"/messages/{uid}/edit/meet", {"choose.section.faits": "mine"})
    assert revision_of(database, uid).number == 2, "chosen is not saved"
    assert fields_shown(farid)["section.faits"] == "Le texte de Farid."
    write(farid, uid)
    assert revision_of(database, uid).title == "Son titre"
    assert "Le texte de Farid." in revision_of(database, uid).sections[0]["html"]
    assert fields_shown(farid)["a.urgences"] == "regulees", "a fact somebody else changed is not changed back"


def test_somebody_submitted_meanwhile_and_what_was_typed_comes_back(
    house: House, signed_in: Enter, database: Database, incident: str
) -> None:
    alice, farid = signed_in("alice"), signed_in("farid")
    uid = begin(alice, incident, WAITING)
    farid.get(f"/messages/{uid}/edit")
    write(alice, uid, filled(template_of(house, WAITING)), submit=True)
    write(farid, uid, {"section.faits": "Le texte de Farid."}, 409)
    assert any(area.text and "Le texte de Farid." in area.text for area in all_of(farid.page, "textarea"))
    assert message_of(database, uid).status == "submitted"


def test_a_form_that_outlived_its_session_comes_back_into_its_fields(
    signed_in: Enter, clock: FrozenClock, database: Database, incident: str
) -> None:
    alice = signed_in("alice")
    uid = begin(alice, incident, WAITING)
    clock.advance(minutes=31)
    write(alice, uid, {"section.faits": "Écrit pendant la nuit.", "a.horaires": "jour et nuit"})
    assert alice.address == "/sign-in"
    alice.send("/sign-in", {"email": CAST["alice"].email, "password": PASSWORD})
    back = next(link for link in alice.links.values() if link.startswith(f"/messages/{uid}/edit?held="))
    alice.get(back)
    shown = fields_shown(alice)
    assert (shown["section.faits"], shown["a.horaires"]) == ("Écrit pendant la nuit.", "jour et nuit")
    assert revision_of(database, uid).number == 1, "kept is not saved"
    write(alice, uid)
    assert revision_of(database, uid).answers["horaires"] == "jour et nuit"


def test_a_kept_form_does_not_hide_what_somebody_saved_meanwhile(
    signed_in: Enter, clock: FrozenClock, database: Database, incident: str
) -> None:
    alice = signed_in("alice")
    uid = begin(alice, incident, WAITING)
    clock.advance(minutes=31)
    write(alice, uid, {"section.faits": "Le texte d’Alice."})
    farid = signed_in("farid")
    farid.get(f"/messages/{uid}/edit")
    write(farid, uid, {"section.faits": "Le texte de Farid."})
    alice.send("/sign-in", {"email": CAST["alice"].email, "password": PASSWORD})
    back = next(link for link in alice.links.values() if "held=" in link)
    alice.get(back)
    assert fields_shown(alice)["section.faits"] == "Le texte d’Alice."
    assert "choose.section.faits" in fields_shown(alice) and "Le texte de Farid." in alice.words


def test_a_kept_form_fills_no_other_page(signed_in: Enter, clock: FrozenClock, incident: str) -> None:
    alice = signed_in("alice")
    first = begin(alice, incident, WAITING)
    second = begin(alice, incident, WAITING)
    alice.get(f"/messages/{first}/edit")
    clock.advance(minutes=31)
    write(alice, first, {"title": "Le premier"})
    alice.send("/sign-in", {"email": CAST["alice"].email, "password": PASSWORD})
    held = next(link.partition("held=")[2] for link in alice.links.values() if "held=" in link)
    alice.get(f"/messages/{second}/edit?held={held}")
    assert fields_shown(alice)["title"] != "Le premier"


def test_characters_nobody_sees_are_taken_out_and_told(signed_in: Enter, database: Database, incident: str) -> None:
    alice = signed_in("alice")
    uid = begin(alice, incident, WAITING)
    write(alice, uid, {"section.faits": "Les ur\u00adgences\u200b restent ouvertes."})
    assert "SOFT HYPHEN" in alice.words and "ZERO WIDTH SPACE" in alice.words
    assert revision_of(database, uid).sections[0]["html"] == "<p>Les urgences restent ouvertes.</p>\n"
    write(alice, uid, {"section.faits": "Aucune donnée\u202e éilbup"}, 422)
    assert "RIGHT-TO-LEFT OVERRIDE" in alice.words
    assert summary_of(alice.page) == ["section.faits"]
    assert fields_shown(alice)["section.faits"] == "Aucune donnée\u202e éilbup"


@pytest.mark.parametrize("end", ["return", "revoke"])
def test_the_reason_stands_at_the_head_of_a_draft_that_came_back(house: House, signed_in: Enter, end: str) -> None:
    uid = a_submitted(house)
    dominique, alice = signed_in("dominique"), signed_in("alice")
    dominique.get(f"/messages/{uid}")
    if end == "revoke":
        act(dominique, uid, "validate", {"waive.opinion_missing:rssi": "il est trois heures"})
    act(dominique, uid, end, {"reason": "Dites l’heure du prochain point."})
    for address in (f"/messages/{uid}", f"/messages/{uid}/edit"):
        alice.get(address)
        assert "Dites l’heure du prochain point." in text_of(by_id(alice.page, "sent-back"))
        assert "Dominique Vasseur" in text_of(by_id(alice.page, "sent-back"))
    write(alice, uid, {"title": "Avec l’heure"})
    assert has_id(alice.page, "sent-back"), "until it is submitted again"
    write(alice, uid, submit=True)
    act(alice, uid, "take_back")
    assert not has_id(alice.page, "sent-back"), "taken back by its author, for no reason"
    alice.get(f"/messages/{uid}/edit")
    assert not has_id(alice.page, "sent-back")


def test_a_reader_reads_all_and_sees_every_act_closed_with_whom_to_call(house: House, signed_in: Enter) -> None:
    uid = a_submitted(house)
    hugo = signed_in("hugo")
    hugo.get(f"/messages/{uid}")
    assert "Les urgences restent ouvertes" in hugo.words
    assert forms_of(hugo) == set()
    closed = [text_of(box) for box in all_of(hugo.page, "div") if box.get("class") == "refusal"]
    (back,) = [words for words in closed if "Alice Martin" in words]
    (advice,) = [words for words in closed if "Bruno Keller" in words]
    (decision,) = [words for words in closed if "Dominique Vasseur" in words and "Étienne Roux" in words]
    assert len(closed) == 3 and all(words.count("Votre rôle ne permet pas cela.") == 1 for words in closed)
    assert back.startswith("Remettre en brouillon") and advice.startswith("Rendre un avis")
    for act_of in ("Changer un mot", "Renvoyer", "Refuser définitivement", "Valider"):
        assert act_of in decision.split("Votre rôle")[0]
    hugo.get(f"/messages/{uid}/edit")
    assert hugo.address == f"/messages/{uid}"


def test_whoever_may_not_write_reads_the_draft(house: House, signed_in: Enter) -> None:
    uid = a_draft(house)
    dominique = signed_in("dominique")
    dominique.get(f"/messages/{uid}/edit")
    assert dominique.address == f"/messages/{uid}"
    dominique.post(f"/messages/{uid}/edit", {"title": "Le mien", "version": "1"}, 403)
    gaelle = signed_in("gaelle")
    gaelle.post(f"/messages/{uid}/edit", {"title": "Le mien", "version": "1"}, 403)


STARTED: list[tuple[str, str, str, int]] = [
    ("alice", WAITING, SAINT_ROCH.uid, 200),
    ("alice", WAITING, VAL_D_OR.uid, 404),
    ("alice", WAITING, "", 404),
    ("alice", "no-such-template", SAINT_ROCH.uid, 404),
    ("alice", "", SAINT_ROCH.uid, 404),
    ("alice", NOTIFICATION, SAINT_ROCH.uid, 403),
    ("gaelle", WAITING, SAINT_ROCH.uid, 403),
    ("hugo", WAITING, SAINT_ROCH.uid, 403),
    ("dominique", WAITING, SAINT_ROCH.uid, 403),
    ("ines", WAITING, SAINT_ROCH.uid, 403),
    ("zoe", WAITING, VAL_D_OR.uid, 403),
]


def test_who_may_start_what(signed_in: Enter, database: Database, incident: str) -> None:
    people = {who: signed_in(who) for who, *_ in STARTED}
    before = journal_length(database)
    for who, template, place, status in STARTED:
        people[who].post(
            f"/incidents/{incident}/messages", {"template": f"{template}|fr", "establishment": place}, status
        )
    assert kinds_since(database, before) == ["message_started"]


def test_the_choice_says_who_writes_the_others(signed_in: Enter, incident: str) -> None:
    chloe = signed_in("chloe")
    chloe.get(f"/incidents/{incident}/messages/new")
    assert {NOTIFICATION, "persons-letter"} <= {
        (field.get("value") or "").partition("|")[0] for field in all_of(chloe.page, "input")
    }
    assert "Communiqué de presse" in chloe.words, "who else writes it is said"


def test_a_faulty_file_is_named_and_the_others_work(
    app: Flask, house: House, signed_in: Enter, incident: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    from dataclasses import replace
    from pathlib import Path

    from commworkflow.rules.catalogue import FaultyFile
    from commworkflow.rules.faults import Fault, FaultKey

    faulty = FaultyFile(Path("press-statement.fr.md"), (Fault(12, FaultKey.NOT_UTF8),))
    monkeypatch.setattr(house.shelf, "catalogue", replace(house.shelf.catalogue, faulty=(faulty,)))
    alice = signed_in("alice")
    alice.get(f"/incidents/{incident}/messages/new")
    assert "/templates" in alice.links.values()
    alice.get("/templates")
    assert "press-statement.fr.md" in alice.words and "12" in alice.words
    begin(alice, incident, WAITING)


def test_a_copy_starts_from_the_text_and_its_authors_stay_its_authors(
    house: House, signed_in: Enter, database: Database
) -> None:
    uid = a_released(house)
    farid = signed_in("farid")
    farid.get(f"/messages/{uid}")
    farid.send(f"/messages/{uid}/copy")
    made = farid.address.split("/")[2]
    assert made != uid and farid.address.endswith("/edit")
    assert revision_of(database, made).answers == revision_of(database, uid).answers
    write(farid, made, {"a.consigne": "Appelez le 15."})


def test_one_correction_at_a_time(house: House, signed_in: Enter, database: Database) -> None:
    uid = a_released(house)
    alice, farid = signed_in("alice"), signed_in("farid")
    alice.get(f"/messages/{uid}")
    farid.get(f"/messages/{uid}")
    alice.send(f"/messages/{uid}/correct")
    made = alice.address.split("/")[2]
    farid.send(f"/messages/{uid}/correct", status=409)
    farid.get(f"/messages/{uid}")
    assert f"/messages/{made}" in farid.links.values(), "the page leads to the correction"
    assert f"/messages/{uid}/correct" not in forms_of(farid)
    alice.get(f"/messages/{made}")
    assert f"/messages/{uid}" in alice.links.values()


def test_the_page_before_the_release_bears_its_mark(house: House, signed_in: Enter) -> None:
    alice = signed_in("alice")
    for uid, marked in ((a_draft(house), True), (a_submitted(house), True), (a_released(house), False)):
        alice.get(f"/messages/{uid}")
        assert any("project-mark" in (p.get("class") or "") for p in all_of(alice.page, "p")) is marked


@pytest.mark.parametrize("returned", [False, True], ids=["never submitted", "submitted once"])
def test_a_discarded_draft_stays_readable_as_it_was_last_saved(house: House, signed_in: Enter, returned: bool) -> None:
    uid = a_submitted(house) if returned else a_draft(house)
    alice = signed_in("alice")
    alice.get(f"/messages/{uid}")
    if returned:
        act(alice, uid, "take_back")
    alice.get(f"/messages/{uid}/edit")
    write(alice, uid, {"section.faits": "Le dernier texte enregistré."})
    alice.get(f"/messages/{uid}")
    act(alice, uid, "discard", {"reason": "écrit deux fois"})
    assert "Le dernier texte enregistré." in alice.words and "écrit deux fois" in alice.words
    alice.get(f"/messages/{uid}/edit")
    assert alice.address == f"/messages/{uid}"
    alice.post(f"/messages/{uid}/edit", {"title": "Encore", "version": "9"}, 409)
    assert alice.client.get(f"/messages/{uid}/print/docx").status_code == 200


def test_whoever_has_not_the_role_is_told_that_and_nothing_that_follows(house: House, signed_in: Enter) -> None:
    """Its author, who decides on nothing: that she wrote it closes nothing that her role would open."""
    uid = a_submitted(house)
    alice = signed_in("alice")
    alice.get(f"/messages/{uid}")
    closed = [text_of(box) for box in all_of(alice.page, "div") if box.get("class") == "refusal"]
    (validating,) = [words for words in closed if "Valider" in words]
    assert "Votre rôle ne permet pas cela." in validating and "même rôle" not in validating


def test_no_opinion_is_offered_on_what_asks_for_none(house: House, signed_in: Enter) -> None:
    uid = a_submitted(house, "situation-report", CAST["farid"].actor)
    farid = signed_in("farid")
    farid.get(f"/messages/{uid}")
    assert "Rendre un avis" not in farid.words


def test_where_nobody_holds_the_role_the_page_says_so(house: House, signed_in: Enter, database: Database) -> None:
    uid = a_submitted(house)
    with database.write() as session:
        session.execute(update(Mandate).where(Mandate.role == "rssi").values(until_at=NOW))
        session.commit()
    alice = signed_in("alice")
    alice.get(f"/messages/{uid}")
    (advice,) = [
        text_of(box)
        for box in all_of(alice.page, "div")
        if "Rendre un avis" in text_of(box) and box.get("class") == "refusal"
    ]
    assert "Pour l’instant, personne ne le peut" in advice
