"""A text of an exercise without its mark: what is taken out, what stays, what is pointed out."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from commworkflow.rules.from_exercise import html_unmarked, raw_unmarked, still_speaking_of_it, taken_text, unmarked
from tests.hospital import FORM, PRESS

MARKED = [
    ("EXERCICE – Point presse", "Point presse"),
    ("EXERCICE EXERCICE EXERCICE", ""),
    ("[EXERCICE] Point presse [EXERCICE]", "Point presse"),
    ("Point presse (EXERCICE)", "Point presse"),
    ("*** EXERCICE *** Les soins continuent.", "Les soins continuent."),
    ("EXERCICE : les soins continuent", "les soins continuent"),
    ("Les soins EXERCICE continuent", "Les soins continuent"),
    ("« EXERCICE » Point", "Point"),
    ("EXERCICES — Point", "Point"),
    ("Point presse", "Point presse"),
    ("  deux  espaces  ", "  deux  espaces  "),
    ("L’exercice de la profession", "L’exercice de la profession"),
    ("EXERCICES2026", "EXERCICES2026"),
]


@pytest.mark.parametrize(("marked", "left"), MARKED)
def test_the_mark_goes_with_what_set_it_off(marked: str, left: str) -> None:
    assert unmarked(marked) == left


@pytest.mark.parametrize(
    ("marked", "left"),
    [
        ("<p>EXERCICE</p><p>Les soins.</p>", "<p>Les soins.</p>"),
        ("<p><strong>EXERCICE</strong> Les soins.</p>", "<p> Les soins.</p>"),
        ("<ul><li>EXERCICE</li></ul><p>Les soins.</p>", "<p>Les soins.</p>"),
        ("<p>Les <em>soins</em>.</p>", "<p>Les <em>soins</em>.</p>"),
        (
            '<p>EXERCICE <a href="https://ch.example/EXERCICE">ici</a></p>',
            '<p> <a href="https://ch.example/EXERCICE">ici</a></p>',
        ),
    ],
)
def test_the_mark_goes_from_a_section_and_leaves_nothing_empty(marked: str, left: str) -> None:
    assert html_unmarked(marked) == left


@given(st.lists(st.sampled_from(["EXERCICE", "exercice", " ", "–", "Les", "soins", "[", "]", ":", "<b>", "\n"])))
def test_the_mark_never_stays_and_no_word_goes_with_it(pieces: list[str]) -> None:
    text = " ".join(pieces)
    left = unmarked(text)
    assert "EXERCICE" not in left
    assert unmarked(left) == left
    for word in ("exercice", "Les", "soins", "<b>"):
        assert left.split().count(word) == text.split().count(word)


def test_answers_of_any_shape_lose_the_mark() -> None:
    raw = {"a": ["EXERCICE oui", {"b": "non – EXERCICE"}], "n": {"value": "3", "unknown": False}, "c": None}
    assert raw_unmarked(raw) == {"a": ["oui", {"b": "non"}], "n": {"value": "3", "unknown": False}, "c": None}


def test_what_still_speaks_of_an_exercise_is_pointed_out_once() -> None:
    words = still_speaking_of_it(
        "Cet exercice, suite de E-2026-001-03", {"a": ["exercice"]}, '<p><a href="https://ch/exercice">x</a></p>', None
    )
    assert words == ("exercice", "E-2026-001")
    assert still_speaking_of_it("Communiqué C-2026-0001") == ()


def test_a_text_goes_with_the_template_as_it_is_here() -> None:
    key = PRESS.sections[0].key
    text = taken_text(
        PRESS,
        "EXERCICE – Point",
        [
            {"key": key, "title": "Ancien titre", "html": "<p>EXERCICE Les soins.</p>"},
            {"key": "gone", "html": "<p>x</p>"},
        ],
        {},
        number="E-2026-001-02",
        revision="uid",
    )
    assert (text.title, dict(text.html)) == ("Point", {key: "<p> Les soins.</p>"})
    assert (text.number, text.revision, text.still) == ("E-2026-001-02", "uid", ())


def test_a_title_that_was_only_the_mark_is_that_of_the_template() -> None:
    assert taken_text(PRESS, "EXERCICE", [], {}, number="", revision="").title == PRESS.title


def test_answers_that_read_the_register_and_unknown_ones_stay_behind() -> None:
    answers = {"constat": {"date": "2026-11-20"}, "mesures": "EXERCICE Isolement", "gone": "x"}
    assert dict(taken_text(FORM, "t", [], answers, number="", revision="").answers) == {"mesures": "Isolement"}
