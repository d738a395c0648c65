"""The paper kit, opened again with other tools: its numbers, its words, what a wall needs, what can be heard."""

import io
from dataclasses import replace
from pathlib import Path

import pypdf
import pytest

from commworkflow.documents.kit import kit_words, render_kit
from commworkflow.documents.kit_english import ENGLISH
from commworkflow.documents.kit_french import FRENCH
from commworkflow.documents.kit_labels import KitWords
from commworkflow.readings.kit import Printed, Wanted, kit_for, numbers_needed
from commworkflow.rules.blank_forms import blank_form
from commworkflow.rules.catalogue import Catalogue
from commworkflow.rules.kit import Call, Kit, NumberedForm
from commworkflow.rules.role_cards import Step, role_cards
from commworkflow.rules.roles import Role
from commworkflow.rules.worlds import World
from tests.cast import NOW
from tests.documents.looking import page_texts, poppler
from tests.hospital import FORM, PRESS

ROOT = Path(__file__).parents[2]
CALLS = (
    Call("Dominique Vasseur", Role.DIRECTOR, "02 61 91 00 11"),
    Call("Nour Haddad", Role.DIRECTOR_ON_DUTY, ""),
    Call("CNIL", None, "02 61 91 00 72", "02 61 91 00 73"),
)


def kit(**changes: object) -> Kit:
    forms = (NumberedForm("P-2026-0001", blank_form(PRESS, {})), NumberedForm("", blank_form(FORM, {})))
    cards = role_cards((PRESS, FORM))
    made = Kit(World.LIVE, "fr", "Saint-Roch", "14 mars 2026", NOW.isoformat(), cards, forms, ("P-2026-0003",), CALLS)
    return replace(made, **changes)  # type: ignore[arg-type]


@pytest.fixture(scope="module")
def pages() -> list[str]:
    return page_texts(render_kit(kit()))


def test_the_first_page_says_what_is_in_it_and_how_paper_is_used(pages: list[str]) -> None:
    assert "9 · Une fiche par rôle" in pages[0] and "2 · Un formulaire par message" in pages[0]
    assert all(line.replace("\u00a0", " ") in pages[0].replace("\u00a0", " ") for line in FRENCH.how[:2])
    assert "Imprimé le 14 mars 2026" in pages[0]


def test_each_role_has_one_page_with_what_it_does_and_whom_it_calls(pages: list[str]) -> None:
    by_role = dict(zip(Role, pages[1:10], strict=True))
    for role, page in by_role.items():
        assert FRENCH.roles[role] in page and "Page 1 / 1" in page
    communication = by_role[Role.COMMUNICATION]
    assert "Dominique Vasseur 02 61 91 00 11" in communication and "CNIL 02 61 91 00 72" in communication
    assert "02 61 91 00 73" in communication and "Nour Haddad" in communication
    assert "Communiqué" in communication and FRENCH.i_write in communication
    assert FRENCH.i_write not in by_role[Role.DIRECTOR] and FRENCH.i_decide in by_role[Role.DIRECTOR]


@pytest.mark.parametrize("people", [1, 4])
def test_a_card_stays_one_page_however_many_there_are_to_call(catalogue: Catalogue, people: int) -> None:
    inside = tuple(Call(f"Prénom et nom {role} {n}", role, "02 61 91 00 11") for role in Role for n in range(people))
    outside = tuple(Call(f"Autorité {n}", None, "02 61 91 00 72", "02 61 91 00 73") for n in range(4))
    cards = role_cards(catalogue.templates.values())
    found = page_texts(render_kit(kit(cards=cards, forms=(), slips=(), calls=(*inside, *outside))))
    assert len(found) == 1 + len(Role)
    assert all(FRENCH.nevers[role].replace("\u00a0", " ")[:20] in page.replace("\u00a0", " ")
               for role, page in zip(Role, found[1:], strict=True))  # fmt: skip


def test_a_form_bears_its_number_its_fields_and_its_questions_in_order(pages: list[str]) -> None:
    press = next(page for page in pages if "P-2026-0001" in page)
    for words in ("À remplir à la main", "Heure des faits", "Écrit par", "Décide", "Signature", "Page 1 / 1"):
        assert words in press, words
    assert press.index("1 Consigne") < press.index("2 Attente")
    assert "facultatif" in press
    assert "(1) …" in press


def test_each_form_counts_its_own_pages(catalogue: Catalogue) -> None:
    notification = next(one for one in catalogue.templates.values() if one.key == "cnil-notification")
    alone = kit(cards=(), slips=(), forms=(NumberedForm("P-2026-0009", blank_form(notification, {})),))
    found = page_texts(render_kit(alone))
    assert len(found) > 5
    assert [f"Page {rank} / {len(found)}" in page for rank, page in enumerate(found, 1)] == [True] * len(found)
    assert all("P-2026-0009" in page for page in found), "a loose page must be found again"


def test_a_form_without_a_number_leaves_a_line_for_it(pages: list[str]) -> None:
    assert any("Fiche n°\u00a0……" in page or "Fiche n° ……" in page for page in pages)


def test_a_slip_asks_for_everything_that_is_typed_in_later(pages: list[str]) -> None:
    slip = pages[-1].replace("\u00a0", " ")
    assert "Fiche n° P-2026-0003" in slip
    for words in (FRENCH.happened, FRENCH.written_by, FRENCH.decided_by, FRENCH.signature, FRENCH.witness, FRENCH.seal):
        assert words in slip, words
    assert all(kind in slip for kind in FRENCH.kinds)


def test_the_world_of_exercise_and_a_specimen_say_so_on_every_page() -> None:
    for changes, mark in (({"world": World.EXERCISE}, "EXERCICE"), ({"specimen": True}, "SPÉCIMEN")):
        assert all(mark in page for page in page_texts(render_kit(kit(**changes)))), mark
    told = pypdf.PdfReader(io.BytesIO(render_kit(kit(world=World.EXERCISE)))).metadata
    assert told is not None and told.title == "EXERCICE · Kit papier de communication de crise"


def test_english_words_stand_around_texts_that_stay_french() -> None:
    found = page_texts(render_kit(kit(language="en")))
    assert any("What I do, in this order" in page for page in found)
    press = next(page for page in found if "P-2026-0001" in page)
    assert "To be filled in by hand" in press and "Consigne" in press


def test_the_same_kit_is_the_same_bytes() -> None:
    assert render_kit(kit()) == render_kit(kit())


def test_it_can_be_heard_and_kept() -> None:
    content = render_kit(kit())
    page = pytest.importorskip("page")
    for profile in ("2a", "ua1"):
        assert page.is_pdf_compliant_bytes(content, profile=profile), profile
    reader = pypdf.PdfReader(io.BytesIO(content))
    assert reader.metadata is not None and reader.metadata.title == "Kit papier de communication de crise"
    structure = poppler("pdfinfo", content, "-struct")
    assert structure.count("H1") >= 12 and "Table" not in structure.splitlines()[0]


def test_a_name_that_looks_like_markup_is_only_a_name() -> None:
    hostile = "#panic() $x$ *gras* <b> \\ [[x]]"
    found = page_texts(render_kit(kit(establishment=hostile, calls=(Call(hostile, Role.DIRECTOR, hostile),))))
    assert hostile in found[0]


def test_a_clock_with_microseconds_prints_too() -> None:
    assert render_kit(kit(moment=NOW.replace(microsecond=123).isoformat()))[:5] == b"%PDF-"


@pytest.mark.parametrize("words", [FRENCH, ENGLISH])
def test_every_role_and_step_has_its_words(words: KitWords) -> None:
    assert set(words.roles) == set(Role) == set(words.nevers)
    assert set(words.steps) == set(Step)
    assert kit_words("de") is FRENCH


def test_a_card_forbids_validating_exactly_those_who_cannot(catalogue: Catalogue) -> None:
    """The one sentence of a card that is written by hand and not worked out."""
    for card in role_cards(catalogue.templates.values()):
        if card.drafts:
            assert ("Valider un texte" in FRENCH.nevers[card.role]) is not bool(card.decides), card.role
            assert ("Validate a text" in ENGLISH.nevers[card.role]) is not bool(card.decides), card.role


def test_the_example_in_the_documentation_is_what_is_printed_now(catalogue: Catalogue) -> None:
    """Made with: python3 run.py kit docs/kit/kit-papier.pdf --specimen --slips 2"""
    kept = (ROOT / "docs" / "kit" / "kit-papier.pdf").read_bytes()
    wanted = Wanted(slips=2)
    numbers = [f"SPÉCIMEN-{rank:02d}" for rank in range(1, numbers_needed(catalogue, wanted) + 1)]
    name = "Centre hospitalier de Valmont"
    moment = pypdf.PdfReader(io.BytesIO(kept)).metadata
    assert moment is not None and moment.creation_date is not None
    printed = Printed("5 janvier 2026", moment.creation_date)
    made = kit_for(catalogue, "fr", wanted, numbers, printed, establishment=name, around={"name": name})
    assert page_texts(kept) == page_texts(render_kit(made))
