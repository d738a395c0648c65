"""A table no spreadsheet executes."""

import csv
import json
import unicodedata
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from commworkflow.documents.csv import harmless, render_csv

CORPUS = Path(__file__).parents[3] / "shared" / "corpora" / "inject" / "csv_formula.json"

FORMULAS = [
    "=1+1",
    "+1",
    "-1",
    "@SUM(1)",
    "\t=1",
    "\r=1",
    "\n=1",
    " =1",
    "\u00a0=1",
    "\u200b=1",
    "\ufeff=1",
    "＝1",
    "＋1",
    "－1",
    "＠SUM(1)",
    "–1",
    "−1",
    '"=1"',
    "|calc",
    "=cmd|' /C calc'!A0",
    "\x00=1",
]


def read(content: bytes, delimiter: str = ";") -> list[list[str]]:
    return list(csv.reader(content.decode("utf-8-sig").splitlines(keepends=True), delimiter=delimiter))


def executes(cell: str) -> bool:
    """Say whether a spreadsheet might take a cell for a formula: an oracle that shares nothing with ours."""
    seen = unicodedata.normalize("NFKC", cell).lstrip(' \t\r\n\x00"\u00a0\u200b\ufeff\u2060\u00ad')
    return seen.startswith(("=", "+", "-", "@", "–", "−", "|", "%"))


@pytest.mark.parametrize("cell", FORMULAS)
def test_a_formula_is_text(cell: str) -> None:
    assert harmless(cell).startswith("'")


def test_what_is_text_stays_as_it_is() -> None:
    for cell in ("", "Validé", "a-b", "1 234,5", "a = b", "E-2026-001-04", "l’été ; l’hiver", "9 h\u202f30", "x\ny"):
        assert harmless(cell) == cell


def test_a_separator_inside_a_cell_begins_no_other() -> None:
    content = render_csv(("a",), [("x;=1",), ("x,=1",), ("x\t=1",), ("x\n=1",), ("x\r\n=1",), ('"";=1',)])
    for delimiter in ";,\t":
        for row in read(content, delimiter):
            assert not any(executes(cell) for cell in row), (delimiter, row)


@pytest.mark.parametrize("delimiter", ";,\t")
def test_what_stands_behind_a_separator_is_no_formula_once_a_cell_is_split(delimiter: str) -> None:
    """Read on a comma, the quotes of a second cell stand in the middle of the first, and hold nothing together."""
    content = render_csv(("a", "b"), [("fin", "x,=1"), ("fin", "x\t=1")])
    assert [cell for row in read(content, delimiter) for cell in row if executes(cell)] == []


def test_french_excel_opens_it() -> None:
    assert render_csv(("Heure", "Acte"), [("9 h", "Validé"), ('dit "oui"', "a;b")]) == (
        b"\xef\xbb\xbf" + '"Heure";"Acte"\r\n"9 h";"Validé"\r\n"dit ""oui""";"a;b"\r\n'.encode()
    )


def test_a_head_is_no_safer_than_a_row() -> None:
    assert read(render_csv(("=1",), [])) == [["'=1"]]


def test_nothing_of_the_corpus_executes() -> None:
    if not CORPUS.exists():
        pytest.skip("the shared corpora are not beside the repository")
    cells = json.loads(CORPUS.read_text(encoding="utf-8"))
    content = render_csv(("attaque", "fin"), [(cell, "fin") for cell in cells])
    rows = read(content)
    assert len(rows) == len(cells) + 1 and all(len(row) == 2 for row in rows)
    for delimiter in ";,\t":
        for row in read(content, delimiter):
            assert not any(executes(cell) for cell in row), row


@given(st.lists(st.lists(st.text(), min_size=3, max_size=3)))
def test_any_table_comes_back_with_its_cells_and_no_formula(rows: list[list[str]]) -> None:
    content = render_csv(("a", "b", "c"), rows)
    found = (
        list(csv.reader(content.decode("utf-8-sig").split("\r\n")[:-1], delimiter=";", strict=True))
        if not any("\n" in cell or "\r" in cell for row in rows for cell in row)
        else read(content)
    )
    assert len(found) == len(rows) + 1
    assert all(len(row) == 3 and not any(executes(cell) for cell in row) for row in found)
