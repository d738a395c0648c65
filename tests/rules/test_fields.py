"""One field of a form: tidied, counted as it would be kept, needed or not; the same for every form there is."""

import pytest

from commworkflow.rules.fields import NotTaken, line_in, words_in


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("  un\r\ndeux\t ", "un\ndeux"),
        ("e\u0301te\u0301", "été"),
        ("10\u00a0lits", "10\u00a0lits"),
        ("", ""),
        ("x" * 9 + "\u200b" * 5, "x" * 9),
        ("\r\n".join("abcde"), "a\nb\nc\nd\ne"),
    ],
)
def test_what_is_kept(typed: str, kept: str) -> None:
    assert words_in(typed, 9).text == kept, (
        "counted as kept: what is taken out, and a second half of a line end, is not"
    )


@pytest.mark.parametrize(
    ("typed", "missing", "problem"),
    [
        ("x" * 10, "", ("too_long", {"count": 10, "limit": 9})),
        (" " * 37, "", ("too_long", {"count": 37, "limit": 9})),
        ("a\u202eb", "", ("forbidden_character", {"name": "RIGHT-TO-LEFT OVERRIDE"})),
        (" \u200b\r\n", "required", ("required", {})),
        ("", "reason_needed", ("reason_needed", {})),
    ],
)
def test_what_is_not_taken_says_why(typed: str, missing: str, problem: object) -> None:
    for read in (words_in, line_in):
        with pytest.raises(NotTaken) as wrong:
            read(typed, 9, missing)
        assert wrong.value.problem == problem


def test_a_line_has_no_line_break_and_keeps_the_spaces_french_needs() -> None:
    assert line_in("Point  presse\nde\u00a018\u202fh", 30).text == "Point presse de\u00a018\u202fh"
    assert words_in("a\u200bb", 9).removed == line_in("a\u200bb", 9).removed == ("ZERO WIDTH SPACE",)
