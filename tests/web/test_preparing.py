"""The page that prepares: what is missing and where it is mended; lists from a spreadsheet, corrected on the page."""

import io
import re
from collections.abc import Callable

import pytest
from flask import Flask
from flask_babel import force_locale
from sqlalchemy import select

from commworkflow.records.database import Database
from commworkflow.records.people import Person
from commworkflow.rules.answer_values import ProblemKey
from commworkflow.rules.list_rows import RowKey
from commworkflow.rules.lists import LISTS, ListKind
from commworkflow.rules.readiness import FINDINGS, Finding
from commworkflow.rules.sheets import SheetFault, SheetKey
from commworkflow.web.list_words import COLUMNS, column_words, fault_words
from commworkflow.web.readiness_words import WORDS, readiness_words
from commworkflow.web.times import zone_named
from tests.browser import Browser
from tests.house_rules import all_of
from tests.house_rules import text_of as words_of

Enter = Callable[[str], Browser]
NEW = "nom;courriel;telephone;langue\nNina Weber;nina@hopital.example;06 12 34 56 78;anglais\n"
FACTS = {
    "meant": "nom", "known": "nom, note", "limit": "2", "cell": "=A1", "word": "chef", "allowed": "RSSI", "first": "2",
    "name": "RIGHT-TO-LEFT OVERRIDE", "count": "12", "establishment": "X", "role": "dpo", "titles": "Communiqué",
    "names": "Alice", "authority": "CNIL", "circle": "press", "since": "2026-03-14T08:30:00+00:00",
    "until": "2026-03-15T08:30:00+00:00", "at": "2026-03-14T08:30:00+00:00",
}  # fmt: skip


@pytest.fixture
def ines(signed_in: Enter) -> Browser:
    person = signed_in("ines")
    person.post("/language", {"language": "en"})
    return person


def people(database: Database) -> dict[str, str]:
    with database.read() as session:
        return {row.email: row.name for row in session.execute(select(Person.email, Person.name))}


def upload(person: Browser, kind: str, content: bytes, status: int = 200) -> None:
    fields = {"csrf_token": person.token(), "file": (io.BytesIO(content), "liste.csv")}
    answer = person.client.post(f"/prepare/lists/{kind}", data=fields, content_type="multipart/form-data")
    person.see(answer, status)


def test_what_is_missing_is_a_list_that_leads_to_where_it_is_mended(ines: Browser) -> None:
    ines.get("/prepare")
    assert "What is missing: Centre hospitalier Saint-Roch" in ines.words
    assert "No letterhead: letters would leave without one." in ines.words
    assert "No contact for CNIL, which a form goes to." in ines.words
    assert "Centre hospitalier Saint-Roch" in ines.words and "Clinique du Val d'Or" not in ines.words
    led = {
        words.partition(":")[2].strip(): address for words, address in ines.links.items() if words.startswith("Do it")
    }
    assert led["No letterhead: letters would leave without one."] == "/establishments"
    for address in set(led.values()):
        ines.get(address)


@pytest.mark.parametrize("kind", list(ListKind))
def test_each_list_shows_its_columns_and_gives_its_example(ines: Browser, kind: ListKind) -> None:
    ines.get(f"/prepare/lists/{kind}")
    codes = [words_of(code) for code in all_of(ines.page, "code")]
    assert codes == [column.head.name for column in LISTS[kind]]
    answer = ines.client.get(f"/prepare/lists/{kind}/example.csv")
    assert answer.mimetype == "text/csv" and "attachment" in answer.headers["Content-Disposition"]
    upload(ines, kind, answer.data, 422 if kind is ListKind.MANDATES or kind is ListKind.CONTACTS else 200)
    told = "Nobody signs in with" if kind is ListKind.MANDATES else "You administer no establishment called"
    assert (told in ines.words) is (kind in (ListKind.MANDATES, ListKind.CONTACTS))


def test_a_list_is_looked_at_then_brought_in(ines: Browser, database: Database) -> None:
    upload(ines, "people", NEW.encode("cp1252"))
    assert "Added: 1. Changed: 0. Already so: 0." in ines.words and "Nina Weber added" in ines.words
    assert "nina@hopital.example" not in people(database), "looking brings in nothing"
    ines.send("/prepare/lists/people/import")
    assert "The list is brought in: 1 added, 0 changed." in ines.words
    assert people(database)["nina@hopital.example"] == "Nina Weber"


def test_faults_are_told_by_line_and_the_list_is_corrected_on_the_page(ines: Browser, database: Database) -> None:
    upload(ines, "people", NEW.replace("nina@hopital.example", "nina").encode(), 422)
    assert "One thing must be corrected; nothing was brought in" in ines.words
    assert "Line 2, column courriel: “nina” is not an e-mail address." in ines.words
    form = next(form for form in all_of(ines.page, "form") if form.get("enctype"))
    assert ines.shown(form)["text"] == NEW.replace("nina@hopital.example", "nina")
    ines.send("/prepare/lists/people", {"text": NEW})
    assert "Nina Weber added" in ines.words
    assert "nina@hopital.example" not in people(database)


def test_an_update_is_shown_as_one(ines: Browser) -> None:
    ines.get("/prepare/lists/people")
    ines.send("/prepare/lists/people", {"text": "nom;courriel\nAlice Dupré;alice@hopital.example\n"})
    assert [words_of(one) for one in all_of(ines.page, "del", "ins")] == ["Alice Martin", "Alice Dupré"]


def test_a_list_that_would_do_something_else_by_now_is_shown_again(ines: Browser, signed_in: Enter) -> None:
    ines.get("/prepare/lists/people")
    ines.send("/prepare/lists/people", {"text": NEW})
    other = signed_in("ines")
    other.get("/prepare/lists/people")
    other.send("/prepare/lists/people", {"text": "nom;courriel\nN. W.;nina@hopital.example\n"})
    other.send("/prepare/lists/people/import")
    ines.send("/prepare/lists/people/import", status=409)
    assert "Nothing was done" in ines.words and "nom: N. W. → Nina Weber" in ines.words


def test_a_forged_confirmation_brings_in_nothing(ines: Browser, database: Database) -> None:
    before = people(database)
    for seen in ("", "0" * 64):
        ines.post("/prepare/lists/people/import", {"text": NEW, "seen": seen}, 409)
    assert people(database) == before


@pytest.mark.parametrize("content", [b"PK\x03\x04", b"", b"\xff\xfea", b"x" * (3 * 1024 * 1024), b"\x00"])
def test_what_is_no_list_is_told_as_that(ines: Browser, content: bytes) -> None:
    upload(ines, "people", content, 422)
    assert "The list:" in ines.words or "Line 1:" in ines.words


def test_words_of_the_list_are_never_markup(ines: Browser) -> None:
    ines.get("/prepare/lists/people")
    ines.send("/prepare/lists/people", {"text": 'nom;courriel\n"<script>x</script>";a@h.example\n'})
    assert "<script>x</script> added" in ines.words
    assert all(script.get("src") for script in all_of(ines.page, "script"))


def test_there_is_no_other_list(ines: Browser) -> None:
    for address in ("/prepare/lists/passwords", "/prepare/lists/passwords/example.csv"):
        ines.get(address, 404)
    ines.post("/prepare/lists/passwords", {"text": NEW}, 404)


@pytest.mark.parametrize("language", ["fr", "en"])
@pytest.mark.parametrize(
    "key", [*SheetKey, *RowKey, *ProblemKey, "not_a_finess", "not_a_siren", "not_a_zone", "not_a_site"]
)
def test_every_fault_of_a_list_is_worded(app: Flask, key: str, language: str) -> None:
    with app.test_request_context(), force_locale(language):
        sentence = fault_words(SheetFault(2, "nom", key, FACTS)).sentence
    assert sentence.strip().endswith((".", "!")) and not re.search(r"%\(|\{", sentence), sentence


@pytest.mark.parametrize("language", ["fr", "en"])
@pytest.mark.parametrize("key", sorted(FINDINGS))
def test_every_finding_is_worded_with_what_to_do_and_a_page_that_exists(app: Flask, key: str, language: str) -> None:
    finding = Finding(key, {name: FACTS[name] for name in FINDINGS[key]})
    with app.test_request_context(), force_locale(language):
        told = readiness_words(finding, zone_named("Europe/Paris"))
    assert told.what.endswith(".") and told.remedy.endswith("."), told
    assert "%" not in told.what + told.remedy and "T08:30" not in told.what
    assert not told.endpoint or told.endpoint in app.view_functions


def test_findings_and_columns_are_worded_and_nothing_else_is(app: Flask) -> None:
    assert WORDS.keys() == FINDINGS.keys()
    assert set(COLUMNS) == {(kind, column.head.key) for kind, columns in LISTS.items() for column in columns}
    with app.test_request_context():
        assert not any("%" in column_words(kind, key) for kind, key in COLUMNS)
