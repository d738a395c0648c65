"""Pieces of text: what a file of one gives, whom it is offered to, and every fault with its line."""

from dataclasses import replace
from pathlib import Path

import pytest

from commworkflow.application import ROOT, read_register, read_templates
from commworkflow.rules.blocks import Section
from commworkflow.rules.catalogue import Catalogue, with_pieces
from commworkflow.rules.facts import Register
from commworkflow.rules.faults import FaultKey
from commworkflow.rules.message_pieces import Piece, read_piece
from commworkflow.rules.placeholders import FACT, names_in
from commworkflow.rules.readability import readability
from commworkflow.rules.roles import ReadingClass
from commworkflow.rules.text import blocks_from_markdown
from tests.hospital import PRESS, REPORT

REGISTER: Register = read_register(ROOT / "reference" / "facts.toml")
SECRET = next(key for key, fact in REGISTER.items() if fact.reading_class > ReadingClass.C0)
FAMILIES = {"press_statement": ReadingClass.C0, "situation_report": ReadingClass.C2}
GOOD = """---
title: Les soins continuent
families: [press_statement]
---

La prise en charge continue à [[establishment.name]].
"""


def as_read(text: str, name: str = "soins.fr.md") -> Piece | list[tuple[int, FaultKey]]:
    found = read_piece(name, text.encode(), FAMILIES, REGISTER)
    return found if isinstance(found, Piece) else [(fault.line, fault.key) for fault in found]


def test_a_piece_is_its_title_its_families_and_its_text() -> None:
    text = "La prise en charge continue à [[establishment.name]]."
    assert as_read(GOOD) == Piece("soins", "fr", "Les soins continuent", ("press_statement",), text)


def test_a_piece_is_offered_to_its_families_in_its_language() -> None:
    piece = as_read(GOOD)
    assert isinstance(piece, Piece)
    assert piece.fits(PRESS) and not piece.fits(REPORT)
    assert not piece.fits(replace(PRESS, language="en"))
    assert replace(piece, families=()).fits(REPORT)


@pytest.mark.parametrize(
    ("old", "new", "fault"),
    [
        ("title: Les soins continuent\n", "", (2, FaultKey.KEY_MISSING)),
        ("title:", "titel:", (2, FaultKey.KEY_UNKNOWN)),
        ("[press_statement]", "[press_statment]", (3, FaultKey.FAMILY_UNKNOWN)),
        ("La prise en charge continue à [[establishment.name]].", "", (4, FaultKey.PIECE_EMPTY)),
        ("La prise", "## La prise", (6, FaultKey.HEADING_LEVEL)),
        ("establishment.name", "establishment.nom", (6, FaultKey.PLACEHOLDER_UNKNOWN)),
        ("establishment.name", "urgences", (6, FaultKey.PLACEHOLDER_UNKNOWN)),
        ("establishment.name", f"fact.{SECRET}", (6, FaultKey.FACT_CLASS)),
        ("---\ntitle", "title", (1, FaultKey.HEAD_MISSING)),
    ],
)
def test_what_is_wrong_is_told_with_its_line(old: str, new: str, fault: tuple[int, FaultKey]) -> None:
    found = as_read(GOOD.replace(old, new, 1))
    assert isinstance(found, list) and fault in found


def test_a_fact_is_measured_against_the_families_the_piece_fits() -> None:
    internal = GOOD.replace("press_statement", "situation_report").replace("establishment.name", f"fact.{SECRET}")
    assert REGISTER[SECRET].reading_class <= ReadingClass.C2 and isinstance(as_read(internal), Piece)
    everywhere = internal.replace("families: [situation_report]\n", "")
    assert as_read(everywhere) == [(5, FaultKey.FACT_CLASS)]


def test_a_name_that_is_none_is_a_fault() -> None:
    assert as_read(GOOD, "Soins.md") == [(0, FaultKey.FILE_NAME)]


@pytest.fixture(scope="module")
def shipped() -> Catalogue:
    return read_templates(Path("/nowhere"), REGISTER)


def test_the_shipped_pieces_are_sound_and_each_is_offered_somewhere(shipped: Catalogue) -> None:
    assert shipped.faulty_pieces == () and len(shipped.pieces) == 8
    for piece in shipped.pieces:
        assert any(piece.fits(template) for template in shipped.templates.values()), piece.title
        sections = (Section("", "", blocks_from_markdown(piece.markdown)),)
        assert readability(sections).long_sentences == (), piece.title
        assert not [name for name in names_in(piece.markdown) if name.startswith(FACT) and name[5:] not in REGISTER]


def test_the_hospital_s_own_stand_in_place_and_a_faulty_one_hides_what_it_stands_for(
    shipped: Catalogue, tmp_path: Path
) -> None:
    (tmp_path / "equipes.fr.md").write_text(GOOD.replace("Les soins continuent", "À nous"), encoding="utf-8")
    (tmp_path / "mefiance.fr.md").write_text("rien", encoding="utf-8")
    (tmp_path / "README.md").write_text("rien", encoding="utf-8")
    folders = (ROOT / "message_pieces", tmp_path, tmp_path / "absent")
    catalogue = with_pieces(shipped, folders, REGISTER)
    keys = {piece.key: piece.title for piece in catalogue.pieces}
    assert keys["equipes"] == "À nous" and "mefiance" not in keys
    assert [file.path.name for file in catalogue.faulty_pieces] == ["mefiance.fr.md"]
