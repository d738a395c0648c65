"""Paper on its pages: printed with numbers, typed in with both hours, in the history, gaps until accounted for."""

import io
from collections.abc import Callable

import pytest

from commworkflow.records.database import Database
from commworkflow.records.house import House
from tests.acting import draft
from tests.browser import Browser
from tests.cast import CAST, SAINT_ROCH
from tests.documents.looking import page_texts
from tests.filling import message_of
from tests.house_rules import all_of

Enter = Callable[[str], Browser]
HERE = SAINT_ROCH.uid
SLIP = {
    "place": HERE,
    "number": "e-p-2026-0001",
    "kind": "decision",
    "happened_at": "2026-03-14T03:10",
    "written_by": "Nour Haddad, directrice de garde",
    "body": "Les urgences sont régulées.\nPar le 15.",
    "incident": "",
    "message": "",
    "reading_class": "1",
}


@pytest.fixture
def farid(signed_in: Enter) -> Browser:
    person = signed_in("farid")
    person.post("/language", {"language": "en"})
    return person


def printed(person: Browser, what: str = "slips", slips: str = "3") -> list[str]:
    fields = {"csrf_token": person.token(), "place": HERE, "what": what, "language": "fr", "slips": slips}
    answer = person.client.post("/kit", data=fields)
    assert (answer.status_code, answer.mimetype) == (200, "application/pdf"), answer.text[:2000]
    return page_texts(answer.data)


def kept(person: Browser, name: str) -> str | list[str]:
    """What a field of the form for a slip shows again."""
    form = next(form for form in all_of(person.page, "form") if form.get("enctype"))
    return person.shown(form)[name]


def test_printed_slips_are_gaps_until_they_are_typed_in_or_given_up(farid: Browser) -> None:
    pages = printed(farid)
    assert [f"E-P-2026-000{rank}" in page for rank, page in enumerate(pages, 1)] == [True] * 3
    farid.get("/paper")
    assert "3 numbers of 3 printed" in farid.words
    farid.get(farid.links["E-P-2026-0001"])
    farid.send("/paper/new", {**SLIP, "number": "E-P-2026-0001"})
    assert "On paper at Sat, 14 Mar 2026, 03:10, entered Sat, 14 Mar 2026, 09:30 by Farid Benali." in farid.words
    assert "Nour Haddad, directrice de garde" in farid.words
    farid.get("/paper")
    assert "2 numbers of 3 printed" in farid.words
    farid.send("/paper/give-up", {"number": "E-P-2026-0002", "fate": "spoiled", "reason": "Café."})
    farid.send("/paper/give-up", {"number": "E-P-2026-0003", "fate": "lost", "reason": "Au bloc."})
    assert "None: each of the 3 numbers printed is accounted for." in farid.words
    farid.get(farid.links["E-P-2026-0003"])
    assert "This slip was never typed in: lost." in farid.words and "Au bloc." in farid.words


def test_a_reader_takes_the_kit_with_lines_and_leaves_no_gap(farid: Browser, signed_in: Enter) -> None:
    hugo = signed_in("hugo")
    hugo.post("/language", {"language": "en"})
    hugo.get("/kit")
    assert "At Centre hospitalier Saint-Roch your role reserves no number" in hugo.words
    assert "Each form and slip gets a number of its own" not in hugo.words
    pages = printed(hugo, "everything", "2")
    assert len(pages) > 10 and not any("P-2026" in page for page in pages)
    farid.get("/paper")
    assert "No paper with a number was printed yet." in farid.words
    farid.get("/kit")
    assert "Each form and slip gets a number of its own" in farid.words
    assert "reserves no number" not in farid.words


def test_slips_are_given_up_from_one_number_to_another(farid: Browser) -> None:
    printed(farid, slips="5")
    farid.get("/paper")
    said = {"number": "E-P-2026-0002", "fate": "spoiled", "reason": "Mauvaise date."}
    farid.send("/paper/give-up", {**said, "last": "E-P-2026-0001"}, 422)
    assert "This number was printed before E-P-2026-0002" in farid.words
    farid.send("/paper/give-up", {**said, "last": "E-P-2026-0004"})
    assert "What became of 3 slips is on record." in farid.words
    assert "2 numbers of 5 printed" in farid.words


def test_what_was_typed_is_kept_where_a_field_is_wrong(farid: Browser) -> None:
    printed(farid)
    farid.post("/paper/new", {**SLIP, "number": "E-P-2026-0009", "happened_at": ""}, 422)
    assert "This is needed: fill it in." in farid.words
    farid.post("/paper/new", {**SLIP, "number": "E-P-2026-0009"}, 422)
    assert "This number was never printed here." in farid.words
    assert kept(farid, "body") == SLIP["body"]


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({"happened_at": "2026-03-15T03:10"}, "has not come yet"),
        ({"message": "E-2026-009-09"}, "No message of this establishment"),
        ({"reading_class": "3"}, "above what you may read yourself"),
        ({"reading_class": "9"}, "Choose among the answers offered."),
        ({"kind": "lost"}, "Choose among the answers offered."),
        ({"incident": "x"}, "Choose among the answers offered."),
        ({"written_by": ""}, "This is needed"),
    ],
)
def test_a_slip_that_cannot_be_kept_is_told(farid: Browser, changes: dict[str, str], told: str) -> None:
    printed(farid)
    farid.post("/paper/new", {**SLIP, **changes}, 422)
    assert told in farid.words


def test_a_photograph_is_kept_with_its_slip_for_its_readers(farid: Browser, signed_in: Enter) -> None:
    printed(farid)
    content = b"\xff\xd8\xff photograph \xff\xd9"
    sent = {**SLIP, "reading_class": "2", "csrf_token": farid.token(), "file": (io.BytesIO(content), "IMG_1.JPG")}
    answer = farid.client.post("/paper/new", data=sent, content_type="multipart/form-data", follow_redirects=True)
    farid.see(answer, 200)
    address = farid.links["IMG_1.jpg"]
    given = farid.client.get(address)
    assert (given.data, given.mimetype) == (content, "image/jpeg")
    assert "sandbox" in given.headers["Content-Security-Policy"]
    assert signed_in("hugo").client.get(address).status_code == 404


def test_a_file_that_is_no_photograph_is_refused_and_the_words_are_kept(farid: Browser) -> None:
    printed(farid)
    sent = {**SLIP, "csrf_token": farid.token(), "file": (io.BytesIO(b"MZ program"), "x.jpg")}
    farid.see(farid.client.post("/paper/new", data=sent, content_type="multipart/form-data"), 422)
    assert "The file is none of pdf, png and jpeg" in farid.words


def test_a_slip_about_a_message_stands_in_its_history(farid: Browser, house: House, database: Database) -> None:
    printed(farid)
    uid = draft(house)
    farid.post("/paper/new", {**SLIP, "message": message_of(database, uid).number})
    farid.get(f"/messages/{uid}")
    assert "On paper at Sat, 14 Mar 2026, 03:10, entered Sat, 14 Mar 2026, 09:30 by Farid Benali: slip" in farid.words
    assert "Written by: Nour Haddad, directrice de garde" in farid.words
    farid.get("/journal")
    assert "E-P-2026-0001 (a decision)" in farid.words and "printed slips for paper" in farid.words


def test_a_reader_sees_the_list_and_types_nothing_in(farid: Browser, signed_in: Enter) -> None:
    printed(farid)
    farid.post("/paper/new", SLIP)
    hugo = signed_in("hugo")
    hugo.get("/paper")
    assert "E-P-2026-0001" in hugo.words and "/paper/new" not in hugo.links.values()
    hugo.post("/paper/new", SLIP, 403)
    hugo.post("/paper/give-up", {"place": HERE, "number": "E-P-2026-0002", "fate": "lost", "reason": "x"}, 403)


def test_everybody_who_works_here_prints_the_kit_with_the_numbers_of_today(signed_in: Enter) -> None:
    hugo = signed_in("hugo")
    pages = printed(hugo, "everything", "1")
    assert len(pages) > 30
    assert any("Communication" in page and "Alice Martin" in page for page in pages[1:10])
    assert all("EXERCICE" in page for page in pages)
    hugo.get("/paper")
    assert "E-P-2026" not in hugo.words, "gaps are for those who can close them"


@pytest.mark.parametrize(("what", "count"), [("cards", 10), ("slips", 3), ("waiting-statement.fr", None)])
def test_a_part_of_the_kit_alone(farid: Browser, what: str, count: int | None) -> None:
    pages = printed(farid, what)
    assert count is None or len(pages) == count
    farid.get("/paper")
    numbered = {
        "cards": "No paper with a number was printed yet.",
        "slips": "3 numbers",
        "waiting-statement.fr": "One number",
    }
    assert numbered[what] in farid.words


@pytest.mark.parametrize("slips", ["51", "-1", "x", "", "9999999999", "٣"])
def test_no_print_takes_more_numbers_than_a_box_of_paper(farid: Browser, slips: str) -> None:
    farid.post("/kit", {"place": HERE, "what": "slips", "language": "fr", "slips": slips}, 422)
    assert "Give a number from 0 to 50." in farid.words


@pytest.mark.parametrize(
    "changes", [{"what": "x"}, {"place": "x"}, {"language": "x"}, {"place": CAST["zoe"].place.uid}]
)
def test_a_forged_print_prints_nothing(farid: Browser, changes: dict[str, str]) -> None:
    farid.post("/kit", {"place": HERE, "what": "slips", "language": "fr", "slips": "1", **changes}, 422)
    farid.get("/paper")
    assert "No paper with a number was printed yet." in farid.words
