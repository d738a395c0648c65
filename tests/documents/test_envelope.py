"""The sheets of the emergency envelope, opened again: one page each, the secrets on them, nothing that runs off."""

import io
from dataclasses import replace

import pypdf
import pytest

from commworkflow.documents.envelope import render_contents, render_sealed_notes, render_start_sheet
from commworkflow.documents.envelope_words import ENGLISH, FRENCH
from commworkflow.rules.envelope import Contents, SealedNote, SealedNotes, StartSheet
from commworkflow.rules.kit import Call
from commworkflow.rules.roles import Role
from commworkflow.rules.worlds import World
from tests.cast import NOW
from tests.documents.looking import page_texts, poppler

DAY, MOMENT, PLACE = "14 mars 2026", NOW.isoformat(), "Centre hospitalier Saint-Roch"
FINGERPRINT = tuple(f"{rank:04X}" for rank in range(16))
SHEET = StartSheet(
    World.LIVE, "fr", PLACE, DAY, MOMENT, "http://127.0.0.1:8001/", ("https://crise.local:8443/",), FINGERPRINT,
    "Salle de crise, armoire B", "Coffre de la direction", "", "",
    (Call("Nour Haddad", Role.DIRECTOR_ON_DUTY, "02 61 91 00 13"), Call("CNIL", None, "02 61 91 00 72")),
)  # fmt: skip
NOTES = (
    SealedNote("Dominique Vasseur", "dominique@hopital.example", "fr", "k7fd-m2xq-9hwt-b4zr", "7KQ2-9FHB-0XMD-41TZ"),
    SealedNote("Alice Martin", "alice@hopital.example", "en", "2222-3333-4444-5555", "AAAA-BBBB-CCCC-DDDD"),
)
SEALED = SealedNotes(World.LIVE, PLACE, DAY, MOMENT, ("https://crise.local:8443/",), NOTES)


def words(content: bytes) -> str:
    (page,) = page_texts(content)
    return page.replace("\u00a0", " ")


def test_a_start_sheet_is_one_page_with_everything_needed_to_begin() -> None:
    said = words(render_start_sheet(SHEET))
    for expected in (
        "Démarrer la communication de crise", "demarrer.bat", "Salle de crise, armoire B", "https://crise.local:8443/",
        "http://127.0.0.1:8001/", "0000 0001 0002", "000E 000F", "Nour Haddad", "02 61 91 00 13", "CNIL",
    ):  # fmt: skip
        assert expected in said, expected


def test_a_start_sheet_of_a_machine_that_is_not_shared_shows_no_address_and_says_why() -> None:
    said = words(render_start_sheet(replace(SHEET, addresses=(), fingerprint=(), calls=())))
    assert "https://" not in said and "Téléphone" in said


def test_the_code_to_scan_is_drawn_and_said_in_words() -> None:
    content = render_start_sheet(SHEET)
    assert "Figure" in poppler("pdfinfo", content, "-struct")
    assert "Figure" not in poppler("pdfinfo", render_start_sheet(replace(SHEET, addresses=())), "-struct")


def test_a_start_sheet_stays_one_page_however_much_there_is() -> None:
    many = tuple(
        Call(f"Personne au nom plutôt long {n}", Role.RSSI, "02 61 91 00 13", "02 61 91 00 14") for n in range(9)
    )
    full = replace(
        SHEET, calls=many, addresses=("https://un.local:8443/", "https://192.168.100.100:8443/"), laptop="x " * 90,
        stick="y " * 90, stick_fingerprint=" ".join(FINGERPRINT[:8]), keeper="z " * 90,
    )  # fmt: skip
    assert len(page_texts(render_start_sheet(full))) == 1


def test_a_sealed_page_is_one_persons_and_in_their_language() -> None:
    french, english = page_texts(render_sealed_notes(SEALED))
    assert "À n’ouvrir que par Dominique Vasseur" in french.replace("\u00a0", " ") and "plier ici" in french
    assert NOTES[0].password in french and NOTES[0].code in french and NOTES[0].email in french
    assert "To be opened only by Alice Martin" in english and "fold here" in english
    assert NOTES[1].password in english and NOTES[1].password not in french


def test_what_is_secret_lies_between_the_folds() -> None:
    said = page_texts(render_sealed_notes(SEALED))[0]
    fold, again = said.index("plier ici"), said.rindex("plier ici")
    assert fold < said.index(NOTES[0].password) < said.index(NOTES[0].code) < again
    assert said.index("Dominique Vasseur") < fold


def test_the_list_on_the_envelope_names_each_thing_once() -> None:
    said = words(render_contents(Contents(World.LIVE, "fr", PLACE, DAY, MOMENT)))
    assert all(item.replace("\u00a0", " ") in said for item in FRENCH.items)
    assert len(FRENCH.items) == len(ENGLISH.items) and len(FRENCH.steps) == len(ENGLISH.steps)


def test_an_exercise_says_so_on_every_sheet() -> None:
    for content in (
        render_start_sheet(replace(SHEET, world=World.EXERCISE)),
        render_sealed_notes(replace(SEALED, world=World.EXERCISE)),
        render_contents(Contents(World.EXERCISE, "fr", PLACE, DAY, MOMENT)),
    ):
        assert all("EXERCICE" in page for page in page_texts(content))
        told = pypdf.PdfReader(io.BytesIO(content)).metadata
        assert told is not None and str(told.title).startswith("EXERCICE · ")


@pytest.mark.parametrize(
    "content", [render_start_sheet(SHEET), render_sealed_notes(SEALED)], ids=["start sheet", "sealed pages"]
)
def test_they_can_be_heard_and_kept(content: bytes) -> None:
    page = pytest.importorskip("page")
    for profile in ("2a", "ua1"):
        assert page.is_pdf_compliant_bytes(content, profile=profile), profile
    assert pypdf.PdfReader(io.BytesIO(content)).metadata is not None


def test_names_are_never_markup() -> None:
    hostile = "#sys.inputs *x* $y$ <script>"
    note = replace(NOTES[0], name=hostile)
    assert hostile in page_texts(render_sealed_notes(replace(SEALED, notes=(note,))))[0]
    assert hostile in words(render_start_sheet(replace(SHEET, establishment=hostile, laptop=hostile)))
