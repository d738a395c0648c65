"""A table from a spreadsheet: what is taken however it was saved, and what is refused with its line and column."""

import codecs

import pytest
from hypothesis import given
from hypothesis import strategies as st

from commworkflow.rules.sheets import LARGEST_SHEET, MOST_ROWS, Head, Sheet, SheetFault, SheetKey, read_sheet, text_of

HEADS = (Head("name", "nom", required=True), Head("telephone", "telephone", ("portable",)), Head("note", "note"))


def read(content: bytes | str) -> Sheet:
    text = text_of(content.encode() if isinstance(content, str) else content)
    assert isinstance(text, str)
    return read_sheet(text, HEADS)


def cells(sheet: Sheet) -> list[tuple[int, str, str, str]]:
    return [(one.line, one.cells["name"], one.cells["telephone"], one.cells["note"]) for one in sheet.records]


def faults(content: bytes | str) -> list[tuple[int, str, str]]:
    text = text_of(content.encode() if isinstance(content, str) else content)
    if isinstance(text, SheetFault):
        return [(text.line, text.column, text.key)]
    return [(one.line, one.column, one.key) for one in read_sheet(text, HEADS).faults]


TABLE = "nom;telephone;note\r\nÉtienne Roux;06 12 34 56 78;à l’œil\r\n"
ROW = [(2, "Étienne Roux", "06 12 34 56 78", "à l’œil")]


@pytest.mark.parametrize(
    ("how", "content"),
    [
        ("UTF-8", TABLE.encode()),
        ("UTF-8 with its mark", codecs.BOM_UTF8 + TABLE.encode()),
        ("Windows-1252", TABLE.encode("cp1252")),
        ("commas", TABLE.replace(";", ",").encode()),
        ("tabs", TABLE.replace(";", "\t").encode()),
        ("line feeds", TABLE.replace("\r\n", "\n").encode()),
        ("carriage returns", TABLE.replace("\r\n", "\r").encode()),
        ("no last line end", TABLE.rstrip().encode()),
        (
            "quotes around everything",
            '"nom";"telephone";"note"\r\n"Étienne Roux";"06 12 34 56 78";"à l’œil"\r\n'.encode(),
        ),
        ("heads as people write them", TABLE.replace("nom;telephone", "NOM ;Télé-phone").encode()),
        ("another name of a head", TABLE.replace("telephone", "Portable").encode()),
        ("another order", "note;nom;telephone\nà l’œil;Étienne Roux;06 12 34 56 78\n".encode()),
        ("empty columns and lines at the end", TABLE.replace("\r\n", ";;\r\n").encode() + b";;;;\r\n\r\n"),
        ("accents in two pieces", TABLE.replace("É", "E\u0301").encode()),
    ],
)
def test_a_table_is_taken_however_a_spreadsheet_saved_it(how: str, content: bytes) -> None:
    sheet = read(content)
    assert (cells(sheet), sheet.faults) == (ROW, ()), how


def test_what_a_spreadsheet_writes_for_itself_is_passed_over_and_counts_as_a_line() -> None:
    assert cells(read("sep=;\r\n" + TABLE)) == [(3, *ROW[0][1:])]


def test_a_cell_of_several_lines_keeps_them_and_the_lines_below_keep_their_number() -> None:
    sheet = read('nom;note\n"Alice";"une\r\ndeux"\nBruno;trois\n')
    assert cells(sheet) == [(2, "Alice", "", "une\ndeux"), (4, "Bruno", "", "trois")]


def test_what_nobody_sees_is_taken_out_and_told() -> None:
    sheet = read("nom\nAl\u200bice\n")
    assert (cells(sheet)[0][1], sheet.removed) == ("Alice", ("ZERO WIDTH SPACE",))


@pytest.mark.parametrize("number", ["+33 6 12 34 56 78", "'+33 6 12 34 56 78"])
def test_an_international_number_is_no_formula(number: str) -> None:
    assert cells(read(f"nom;telephone\nAlice;{number}\n"))[0][2] == "+33 6 12 34 56 78"


@pytest.mark.parametrize(
    ("content", "found"),
    [
        (b"", [(0, "", SheetKey.EMPTY)]),
        (" \r\n\r\n", [(0, "", SheetKey.EMPTY)]),
        (b"PK\x03\x04 a workbook", [(0, "", SheetKey.WORKBOOK)]),
        (b"\xd0\xcf\x11\xe0 an older one", [(0, "", SheetKey.WORKBOOK)]),
        (TABLE.encode("utf-16"), [(0, "", SheetKey.UTF16)]),
        (b"nom\nA\nB\x00\n", [(3, "", SheetKey.NOT_TEXT)]),
        (b"nom\nA\n\x81\xc3\n", [(3, "", SheetKey.NOT_TEXT)]),
        (b"x" * (LARGEST_SHEET + 1), [(0, "", SheetKey.TOO_LARGE)]),
        ("nom;telephone\n", [(0, "", SheetKey.NO_ROWS)]),
        ("telephone;note\n06;x\n", [(1, "nom", SheetKey.COLUMN_MISSING)]),
        ("nom;note;Nom\nA;B;C\n", [(1, "nom", SheetKey.COLUMN_TWICE)]),
        ("nom;telefone\nA;B\n", [(1, "telefone", SheetKey.COLUMN_UNKNOWN)]),
        ("nom;note\nA;B;C\n", [(2, "", SheetKey.CELL_TOO_MANY)]),
        ("nom;note\nA;=1+1\n", [(2, "note", SheetKey.CELL_FORMULA)]),
        ("nom;note\nA;'=1+1\n", [(2, "note", SheetKey.CELL_FORMULA)]),
        ("nom;note\nA;@SOMME(A1)\n", [(2, "note", SheetKey.CELL_FORMULA)]),
        ("nom;note\nA;-2+3*cmd|' /C calc'!A0\n", [(2, "note", SheetKey.CELL_FORMULA)]),
        ("nom;note\nA;#REF!\n", [(2, "note", SheetKey.CELL_FAILED)]),
        ("nom;note\nA;#N/A\n", [(2, "note", SheetKey.CELL_FAILED)]),
        ("nom;note\nA;#NOM?\n", [(2, "note", SheetKey.CELL_FAILED)]),
        ("nom;note\nA;droite\u202egauche\n", [(2, "note", SheetKey.CELL_CHARACTER)]),
        ('nom;note\nA;"B\n', [(2, "", SheetKey.QUOTES)]),
        ('nom;note\nA;B\nC;"D" et E\n', [(3, "", SheetKey.QUOTES)]),
        ("nom;note\nA;" + "x" * 1_000_000 + "\n", [(2, "", SheetKey.CELL_ENDLESS)]),
        ("nom\n" + "A\n" * (MOST_ROWS + 1), [(MOST_ROWS + 2, "", SheetKey.TOO_MANY_ROWS)]),
    ],
)
def test_what_is_wrong_is_told_by_line_and_column(content: bytes | str, found: list[tuple[int, str, str]]) -> None:
    assert faults(content) == found


def test_an_unknown_head_is_told_with_the_one_probably_meant() -> None:
    (fault,) = read_sheet("nom;telefone\nA;B\n", HEADS).faults
    assert fault.facts == {"meant": "telephone", "known": "nom, telephone, note"}


def test_a_dash_alone_and_a_negative_number_are_no_formula() -> None:
    assert read("nom;note\nA;-\nB;-12\n").faults == ()


@given(st.binary(max_size=400))
def test_any_bytes_are_read_or_refused_and_nothing_else(content: bytes) -> None:
    text = text_of(content)
    if isinstance(text, str):
        sheet = read_sheet(text, HEADS)
        assert sheet.records or sheet.faults
    else:
        assert text.key in set(SheetKey)


@given(st.text(alphabet='nomte;"\n\r,=+-@\t é\u202e\u200b', max_size=120))
def test_any_words_under_the_heads_keep_every_fault_inside_the_table(words: str) -> None:
    text = "nom;telephone;note\n" + words
    lines = len(text.splitlines()) + 1
    assert all(0 <= fault.line <= lines for fault in read_sheet(text, HEADS).faults)
