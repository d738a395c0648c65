"""The journal in a browser: filtered, worded, and exported to a table that no spreadsheet executes."""

import csv
import io
from collections.abc import Callable
from dataclasses import replace
from datetime import time
from typing import Any, cast
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import insert, update

from commworkflow.actions.act import act as acting_as
from commworkflow.actions.confirming_hour import confirm_hour
from commworkflow.actions.facts import record_fact
from commworkflow.actions.incidents import Described, open_incident
from commworkflow.actions.opinions import give_opinion
from commworkflow.actions.people import Particulars, add_person, change_person, set_active, set_password
from commworkflow.actions.resuming import go_on
from commworkflow.actions.signing_in import sign_in
from commworkflow.actions.verifying import take_back_check, verify_form
from commworkflow.readings import journal_page
from commworkflow.records.database import Database
from commworkflow.records.house import House
from commworkflow.records.journal import KINDS
from commworkflow.records.people import Mandate, Person
from commworkflow.rules.hours import Heard, HeardFrom
from commworkflow.rules.roles import ReadingClass, Role
from commworkflow.rules.situation import Intent, Verdict
from commworkflow.web.journal_words import SENTENCES
from tests.browser import Browser
from tests.cast import CAST, CHEAP, NOW, PASSWORD, SAINT_ROCH, SEAT, VAL_D_OR
from tests.filling import act, journal_length, template_of
from tests.house_rules import all_of, text_of
from tests.released import BRUNO, CHLOE, NOTIFICATION, a_draft, a_released, a_submitted, standing_of

Enter = Callable[[str], Browser]
MESSAGE, KIND, KEY, PERSON, WRITING = 3, 4, 5, 6, 8
"""Columns of the export."""
FORMULA = '=HYPERLINK("https://exemple.invalid";"cliquez")'


def test_every_kind_of_entry_has_its_sentence() -> None:
    assert SENTENCES.keys() == KINDS.keys()


def test_the_journal_tells_the_life_of_a_message(house: House, signed_in: Enter) -> None:
    uid = a_released(house)
    bruno = signed_in("bruno")
    bruno.get(f"/journal?message={uid}")
    assert len(rows_of(bruno)) == 4, "started, submitted, validated, released"
    assert {link for link in bruno.links.values() if link.startswith("/messages/")} == {f"/messages/{uid}"}
    assert "il le faut" in bruno.words, "what was gone past in writing is told"
    assert any("E-2026-" in row for row in rows_of(bruno))


def test_an_entry_says_which_message_it_is_about_and_its_kind_in_words(house: House, signed_in: Enter) -> None:
    """That Alice submitted version 2 says nothing where two texts are under way, and a draft has no seal."""
    numbers = {standing_of(house, BRUNO, uid).message.number for uid in (a_submitted(house), a_draft(house))}
    dominique = signed_in("dominique")
    dominique.get("/journal")
    shown = {text_of(link) for link in all_of(dominique.page, "a") if link.get("class") == "number"}
    assert shown == numbers and len(numbers) == 2
    rows = table_of(dominique, "")
    assert {row[MESSAGE] for row in rows if row[KEY].startswith("message_")} == numbers
    assert {row[MESSAGE] for row in rows if row[KEY] == "signed_in"} == {""}
    assert {row[KIND] for row in rows if row[KEY] == "message_submitted"} == {"… a soumis la version …."}


FILTERS: list[tuple[str, int]] = [
    ("", 2),
    ("kind=message_submitted", 1),
    ("kind=no-such-kind", 0),
    ("person={alice}", 2),
    ("person={hugo}", 0),
    ("person={alice}&kind=message_started", 1),
    ("since=2026-03-14T09:30", 2),
    ("since=2026-03-14T09:31", 0),
    ("until=2026-03-14T09:30", 2),
    ("until=2026-03-14T09:29", 0),
    ("until=9999-12-31T23:59:59%2B00:00", 2),
    ("since=0001-01-01T05:00&until=9999-12-31T23:59", 2),
    ("before=3", 1),
    ("before=-1", 2),
    ("before=²", 2),
    ("before=9999999999999999999999", 2),
]


def test_filters(house: House, signed_in: Enter) -> None:
    uid = a_submitted(house)
    dominique = signed_in("dominique")
    found = []
    for asked, _ in FILTERS:
        filters = asked.format(alice=CAST["alice"].uid, hugo=CAST["hugo"].uid)
        dominique.get(f"/journal?message={uid}&{filters}")
        assert len(rows_of(dominique)) == len(table_of(dominique, f"?message={uid}&{filters}"))
        found.append((asked, len(rows_of(dominique))))
    assert found == FILTERS


def test_the_people_to_choose_from_stand_as_french_sorts_them(house: House) -> None:
    """Étienne before Farid: an accent parts nobody from their letter, whatever the machine's own sorting."""
    with house.database.read() as session:
        people = journal_page.journal_page(session, CAST["bruno"].actor, journal_page.JournalFilter()).people
    names = [name.split(" ")[0] for _, name in people]
    assert names == ["Alice", "Bruno", "Chloé", "Dominique", "Étienne", "Farid", "Gaëlle", "Hugo", "Inès"]


@pytest.mark.parametrize(("who", "named"), [("bruno", True), ("farid", False)])
def test_a_fact_above_the_readers_class_is_not_named(
    house: House, signed_in: Enter, monkeypatch: pytest.MonkeyPatch, who: str, named: bool
) -> None:
    """Farid of the crisis cell reads up to C2, and the journal."""
    dominique, known = CAST["dominique"].actor, house.facts["sites"]
    place = open_incident(house, dominique, Described("Panne", "", NOW, "RSSI", (SAINT_ROCH.uid,)), NOW)
    record_fact(house, dominique, place, known.key, "Nord", NOW, said_by="")
    monkeypatch.setitem(cast(Any, house.facts), known.key, replace(known, reading_class=ReadingClass.C3))
    reader = signed_in(who)
    reader.get(f"/journal?incident={place}&kind=fact_recorded")
    (row,) = rows_of(reader)
    assert (known.label("fr") in row) is named
    assert ("a fact you may not read" in row or "un fait que vous ne pouvez pas lire" in row) is not named


def test_a_filter_that_cannot_be_read_is_told_and_exports_nothing(signed_in: Enter) -> None:
    dominique = signed_in("dominique")
    for asked in ("since=hier", "until=2026-02-30T10:00", "kind=a%E2%80%AEb", "person=" + "x" * 201):
        for address in ("/journal", "/journal.csv"):
            dominique.get(f"{address}?{asked}", 422)
            assert any("notice-error" in (p.get("class") or "") for p in all_of(dominique.page, "p"))


def test_no_name_in_the_address_is_an_order(signed_in: Enter) -> None:
    dominique = signed_in("dominique")
    for asked in (
        "_scheme=javascript&_external=1",
        "_anchor=x&_method=POST",
        "endpoint=x",
        "self=x",
        "values=x",
        "q=1",
    ):
        dominique.get(f"/journal?{asked}")
        assert "/journal.csv" in dominique.links.values(), asked


def test_page_after_page(house: House, signed_in: Enter, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(journal_page, "ENTRIES_A_PAGE", 2)
    a_released(house)
    dominique = signed_in("dominique")
    dominique.get("/journal?since=2026-03-14T09:00")
    seen = rows_of(dominique)
    while older := [link for link in dominique.links.values() if "before=" in link]:
        assert "since=" in older[0], "the filter goes with it"
        dominique.get(older[0])
        seen += rows_of(dominique)
    assert len(seen) == len(set(seen)) == len(table_of(dominique, "")) == 6


def test_the_export_is_whole_harmless_and_says_exercise(house: House, signed_in: Enter, database: Database) -> None:
    uid = a_submitted(house)
    dominique = signed_in("dominique")
    dominique.get(f"/messages/{uid}")
    act(dominique, uid, "return", {"reason": FORMULA})
    with database.write() as session:
        session.execute(update(Person).where(Person.uid == CAST["alice"].uid).values(name="=2+5"))
        session.commit()
    answer = dominique.client.get("/journal.csv")
    assert answer.status_code == 200 and answer.mimetype == "text/csv"
    assert answer.headers["Content-Disposition"].startswith('attachment; filename="EXERCICE-journal-20260314T0830Z')
    rows = table_of(dominique, "")
    assert len(rows) == journal_length(database)
    returned = next(row for row in rows if row[KEY] == "message_returned")
    assert returned[WRITING].endswith(FORMULA) and not returned[WRITING].startswith("=")
    assert {row[PERSON] for row in rows if row[KEY] == "message_started"} == {"'=2+5"}, "a name begins a cell"
    assert not any(cell.startswith(("=", "+", "-", "@")) for row in rows for cell in row)
    assert len(table_of(dominique, "?kind=message_returned")) == 1


def test_an_entry_about_a_secret_message_is_for_those_who_read_it(house: House, signed_in: Enter) -> None:
    secret, common = a_submitted(house, NOTIFICATION, CHLOE), a_draft(house)
    standing = standing_of(house, BRUNO, secret)
    give_opinion(house, BRUNO, secret, Verdict.RESERVED, "Rien sur la cause.", Intent.as_shown(standing.situation), NOW)
    seen = {}
    for who in ("bruno", "chloe", "dominique", "farid", "zoe"):
        somebody = signed_in(who)
        somebody.get("/journal")
        exported = somebody.client.get("/journal.csv").text
        seen[who] = (f"/messages/{secret}" in somebody.links.values(), f"/messages/{common}" in somebody.links.values())
        assert ("Rien sur la cause." in somebody.words, "Rien sur la cause." in exported) == (seen[who][0],) * 2, who
        somebody.get(f"/journal?message={secret}")
        assert bool(rows_of(somebody)) is seen[who][0], who
    assert seen == {
        "bruno": (True, True),
        "chloe": (True, True),
        "dominique": (True, True),
        "farid": (False, True),
        "zoe": (False, False),
    }


def test_what_happens_at_another_hospital_is_read_there_and_nowhere_else(house: House, signed_in: Enter) -> None:
    ines, hugo = CAST["ines"].actor, CAST["hugo"].uid
    change_person(house, ines, hugo, Particulars("Hugo Lepetit", CAST["hugo"].email, "fr"), NOW)
    set_active(house, ines, hugo, True, NOW)
    set_password(house, ines, CHEAP, hugo, "cinq oies dans la cour", NOW)
    new = add_person(house, ines, CHEAP, Particulars("Karim Haddad", "karim@hopital.example", "fr"), "", NOW)
    change_person(house, ines, new, Particulars("Karim Haddad", "karim@hopital.example", "en"), NOW)
    signed_in("zoe").sign_out()
    dominique, zoe = signed_in("dominique"), signed_in("zoe")
    seen, people = {}, {}
    for who, reader in (("dominique", dominique), ("zoe", zoe)):
        reader.get("/journal")
        (chooser,) = [field for field in all_of(reader.page, "select") if field.get("name") == "person"]
        people[who] = {option.get("value") for option in all_of(chooser, "option")} - {""}
        seen[who] = sorted({(row[KEY], row[PERSON]) for row in table_of(reader, "")})
        assert len(rows_of(reader)) == len(table_of(reader, ""))
    ines_changed = {(kind, "Inès Moreau") for kind in ("person_added", "person_changed", "password_changed")}
    assert set(seen["dominique"]) == {*ines_changed, ("signed_in", "Dominique Vasseur")}
    assert set(seen["zoe"]) == {("signed_in", "Zoé Hoarau"), ("signed_out", "Zoé Hoarau")}
    assert people["zoe"] == {CAST["zoe"].uid}
    assert people["dominique"] == {player.uid for player in CAST.values()} - {CAST["zoe"].uid}
    assert not rows_after(dominique, f"/journal?person={CAST['zoe'].uid}")


def test_what_names_no_establishment_is_read_by_who_reads_them_all(house: House, signed_in: Enter) -> None:
    uid = add_person(house, CAST["ines"].actor, CHEAP, Particulars("Karim", "karim@h.fr", "fr"), PASSWORD, NOW)
    assert sign_in(house, CHEAP, "karim@h.fr", PASSWORD, seat=SEAT, now=NOW) is not None
    dominique = signed_in("dominique")
    assert not rows_after(dominique, f"/journal?person={uid}")
    with house.database.write() as session:
        both = insert(Mandate).values(
            uid="both", person_id=4, establishment_id=2, role=Role.DIRECTOR, from_at=NOW, deed=""
        )
        session.execute(both)
        session.commit()
    assert len(rows_after(dominique, f"/journal?person={uid}")) == 1


def test_what_touches_the_whole_world_is_read_by_whoever_reads_a_journal(house: House, signed_in: Enter) -> None:
    """Zoé directs another hospital: her tick takes the warning off our forms, the hour she heard is on our prints."""
    zoe, form = CAST["zoe"].actor, template_of(house, NOTIFICATION)
    with acting_as(house, None, NOW) as acting:
        acting.enter("world_made", world=house.world)
    go_on(house, copied_at=NOW, sequence=1, leaf="0", machine="LAPTOP-B", later_at=None, given_up=(), now=NOW)
    verify_form(house, zoe, form, NOW)
    take_back_check(house, zoe, form, "La page a changé.", NOW)
    confirm_hour(house, zoe, Heard(time(12, 30), False), HeardFrom.SAMU, ZoneInfo(VAL_D_OR.zone), NOW)
    dominique = signed_in("dominique")
    dominique.get("/journal")
    rows = table_of(dominique, "")
    assert len(rows_of(dominique)) == len(rows)
    assert {row[KEY]: row[PERSON] for row in rows} == {
        "world_made": "",
        "world_resumed": "",
        "form_verified": "Zoé Hoarau",
        "form_check_taken_back": "Zoé Hoarau",
        "hour_confirmed": "Zoé Hoarau",
        "signed_in": "Dominique Vasseur",
    }
    assert "La page a changé." in dominique.words


def test_who_reads_no_journal(signed_in: Enter) -> None:
    for who in ("alice", "gaelle", "hugo", "ines"):
        somebody = signed_in(who)
        somebody.get("/journal", 403)
        somebody.get("/journal.csv", 403)
        assert "/journal" not in somebody.links.values()


def rows_after(browser: Browser, address: str) -> list[str]:
    browser.get(address)
    return rows_of(browser)


def rows_of(browser: Browser) -> list[str]:
    (table,) = all_of(browser.page, "table")
    (body,) = all_of(table, "tbody")
    return [text_of(row) for row in all_of(body, "tr")]


def table_of(browser: Browser, asked: str) -> list[list[str]]:
    """The rows of the export, its head left out."""
    answer = browser.client.get(f"/journal.csv{asked}")
    content = answer.data.decode("utf-8-sig")
    return list(csv.reader(io.StringIO(content, newline=""), delimiter=";"))[1:]
