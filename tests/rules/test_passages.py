"""Where the words of a comment stand now."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from commworkflow.rules.passages import Place, passage, section_of

TEXT = "Les urgences restent ouvertes. Le bloc est fermé. Les urgences vous attendent."

PLACES = [
    ("Le bloc est fermé.", Place.THERE),
    ("Le  bloc\nest fermé.", Place.THERE),
    ("Les urgences", Place.SEVERAL),
    ("Le bloc est ouvert.", Place.CHANGED),
    ("", Place.WHOLE),
    ("  ", Place.WHOLE),
]


@pytest.mark.parametrize(("quote", "place"), PLACES)
def test_where_a_passage_stands(quote: str, place: Place) -> None:
    assert passage(TEXT, quote).place is place


def test_a_passage_is_shown_with_the_words_around_it() -> None:
    found = passage(TEXT, "Le bloc est fermé.")
    assert (found.before, found.words) == ("Les urgences restent ouvertes. ", "Le bloc est fermé.")
    assert found.after.startswith(" Les urgences")


@given(st.text(max_size=80), st.text(min_size=1, max_size=30).filter(str.strip), st.text(max_size=80))
def test_what_is_quoted_is_found_again_whatever_is_written_around_it(before: str, quote: str, after: str) -> None:
    assert passage(f"{before} {quote} {after}", quote).place in {Place.THERE, Place.SEVERAL}


@pytest.mark.parametrize(
    ("quote", "expected"),
    [("le bloc", "soins"), ("le 15", ""), ("nulle part", ""), ("", ""), ("deux  fois", "numeros")],
)
def test_the_section_of_a_passage_is_the_only_one_that_has_it(quote: str, expected: str) -> None:
    texts = {"soins": "le bloc ferme, appelez le 15", "numeros": "le 15, deux fois deux fois"}
    assert section_of(texts, quote) == expected
