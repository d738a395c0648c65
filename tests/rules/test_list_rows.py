"""The four lists: their own examples, words in any spelling, French days in a zone of their own, rows told twice."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from commworkflow.documents.csv import render_csv
from commworkflow.rules.answer_values import NotAnAnswer, ProblemKey
from commworkflow.rules.list_rows import RowKey, moment_in, read_list
from commworkflow.rules.lists import CIRCLE_WORDS, EXAMPLES, FILE_NAMES, LISTS, ROLE_WORDS, ListKind, heads_of
from commworkflow.rules.roles import Role
from commworkflow.rules.sheets import text_of

PARIS, REUNION = ZoneInfo("Europe/Paris"), ZoneInfo("Indian/Reunion")


def found(kind: ListKind, text: str) -> list[tuple[int, str, str]]:
    return [(fault.line, fault.column, fault.key) for fault in read_list(kind, text).faults]


@pytest.mark.parametrize("kind", list(ListKind))
def test_the_example_of_each_list_is_read_without_a_fault(kind: ListKind) -> None:
    text = text_of(render_csv([head.name for head in heads_of(kind)], EXAMPLES[kind]))
    assert isinstance(text, str)
    read = read_list(kind, text)
    assert read.faults == ()
    assert len(read.rows) == len(EXAMPLES[kind])
    assert all(len(row) == len(LISTS[kind]) for row in EXAMPLES[kind])
    assert FILE_NAMES[kind].endswith(".csv")


def test_every_role_and_every_word_of_a_circle_can_be_written() -> None:
    assert set(ROLE_WORDS.values()) == set(Role)
    assert len(CIRCLE_WORDS) == len(set(CIRCLE_WORDS.values()))


@pytest.mark.parametrize(
    ("word", "role"),
    [
        ("Directeur de garde", Role.DIRECTOR_ON_DUTY),
        ("DIRECTRICE", Role.DIRECTOR),
        ("rssi", Role.RSSI),
        ("director_on_duty", Role.DIRECTOR_ON_DUTY),
        ("cellule de crise", Role.CRISIS_CELL),
    ],
)
def test_a_role_is_named_in_any_case_and_gender_or_by_its_key(word: str, role: Role) -> None:
    (row,) = read_list(ListKind.MANDATES, f"courriel;role\na@h.example;{word}\n").rows
    assert row.values["role"] == role


def test_an_unknown_role_is_told_with_every_word_allowed() -> None:
    (fault,) = read_list(ListKind.MANDATES, "courriel;role\na@h.example;chef\n").faults
    assert (fault.line, fault.column, fault.key) == (2, "role", RowKey.WORD_UNKNOWN)
    assert fault.facts == {"word": "chef", "allowed": ", ".join(ROLE_WORDS)}


@pytest.mark.parametrize(
    ("kind", "text", "faults"),
    [
        (ListKind.PEOPLE, "nom;courriel\n;a@h.example\n", [(2, "nom", RowKey.NEEDED)]),
        (ListKind.PEOPLE, "nom;courriel\nA;pas une adresse\n", [(2, "courriel", RowKey.NOT_AN_ADDRESS)]),
        (ListKind.PEOPLE, f"nom;courriel\n{'x' * 201};a@h.example\n", [(2, "nom", RowKey.TOO_LONG)]),
        (ListKind.PEOPLE, "nom;courriel;telephone\nA;a@h.example;12\n", [(2, "telephone", ProblemKey.NOT_A_TELEPHONE)]),
        (ListKind.CONTACTS, "cercle;organisme;courriel\npresse;A;b\n", [(2, "courriel", ProblemKey.NOT_AN_EMAIL)]),
        (
            ListKind.PEOPLE,
            "nom;courriel\nA;a@h.example\nB;b@h.example\nC;A@H.example \n",
            [(4, "courriel", RowKey.TWICE)],
        ),
    ],
)
def test_a_value_that_cannot_be_kept_is_told(kind: ListKind, text: str, faults: list[tuple[int, str, str]]) -> None:
    assert found(kind, text) == faults


def test_every_fault_of_a_row_is_told_and_one_of_its_form_only_once() -> None:
    text = "nom;courriel;telephone;langue\n;x;=A1;klingon\n"
    assert [(line, column) for line, column, _ in found(ListKind.PEOPLE, text)] == [
        (2, "telephone"),
        (2, "nom"),
        (2, "courriel"),
        (2, "langue"),
    ]


def test_a_row_told_twice_names_the_first() -> None:
    (fault,) = read_list(ListKind.PEOPLE, "nom;courriel\nA;a@h.example\nB;a@h.example\n").faults
    assert fault.facts == {"first": "2"}


@pytest.mark.parametrize("cell", ["20/11/2026 18:00", "20/11/2026  à 18h00", "20.11.2026 18 h", "2026-11-20 18:00"])
def test_a_french_day_and_hour_is_one_of_the_establishments_own_zone(cell: str) -> None:
    assert moment_in(cell, PARIS) == datetime(2026, 11, 20, 17, tzinfo=UTC)
    assert moment_in(cell, REUNION) == datetime(2026, 11, 20, 14, tzinfo=UTC)


def test_a_day_alone_begins_at_midnight_and_ends_with_itself() -> None:
    assert moment_in("20/11/2026", PARIS) == datetime(2026, 11, 19, 23, tzinfo=UTC)
    assert moment_in("20/11/2026", PARIS, end=True) == datetime(2026, 11, 20, 23, tzinfo=UTC)
    assert moment_in("20/11/2026 00:00", PARIS, end=True) == datetime(2026, 11, 19, 23, tzinfo=UTC)


def test_the_last_day_of_october_has_twenty_five_hours() -> None:
    ends, begins = moment_in("25/10/2026", PARIS, end=True), moment_in("25/10/2026", PARIS)
    assert (ends - begins).total_seconds() == 25 * 3600


@pytest.mark.parametrize(
    ("cell", "key"),
    [
        ("31/02/2026", ProblemKey.NOT_A_DATE),
        ("demain", ProblemKey.NOT_A_DATE),
        ("20/11/2026 25:00", ProblemKey.NOT_A_TIME),
        ("29/03/2026 02:30", ProblemKey.HOUR_SKIPPED),
        ("20/11/1826", ProblemKey.DATE_TOO_FAR),
    ],
)
def test_a_day_that_never_was_is_refused(cell: str, key: ProblemKey) -> None:
    with pytest.raises(NotAnAnswer) as told:
        moment_in(cell, PARIS)
    assert told.value.key is key
