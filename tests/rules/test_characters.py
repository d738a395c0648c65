"""Which characters are kept, taken out, or refused by name."""

import json
import unicodedata
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from commworkflow.rules.characters import REORDERING, ForbiddenCharacter, Tidied, tidy
from tests import hospital  # noqa: F401 (hypothesis' profile)

CORPUS = Path(__file__).parents[3] / "shared" / "corpora" / "unicode"


def corpus(name: str) -> Any:
    path = CORPUS / name
    if not path.is_file():
        pytest.skip(f"{path} is not on this machine")
    return json.loads(path.read_text("utf-8"))


def spoiled(text: str) -> bool:
    """Say whether a reader would be shown something else than what is stored."""
    return any(
        c != "\n" and unicodedata.category(c) in {"Cc", "Cf", "Cs"} for c in text
    ) or not unicodedata.is_normalized("NFC", text)


KEPT = [
    ("plain French", "Les urgences restent ouvertes, à 18 h 30."),
    ("non-breaking spaces, wide and narrow", "12\u00a0000 patients, 12\u202f000 patients\u00a0!"),
    ("quotation marks, apostrophes, dashes", "« L’hôpital » – dit-il — “ok” …"),
    ("lines", "un\ndeux\n\ntrois"),
    ("Arabic", "بيان صحفي"),
    ("Hebrew", "הודעה לעיתונות"),
    ("an emoji", "👩"),
    ("signs", "€ ≤ ½ ° ² ← œ Œ"),
    ("nothing", ""),
]


@pytest.mark.parametrize(("what", "text"), KEPT, ids=[row[0] for row in KEPT])
def test_kept_as_it_is(what: str, text: str) -> None:
    assert tidy(text) == Tidied(text), what


CHANGED = [
    ("decomposed accents are composed", "Communique\u0301", "Communiqué", ()),
    ("carriage returns", "a\r\nb\rc", "a\nb\nc", ()),
    ("every other line end", "a\x0bb\x0cc\x85d\u2028e\u2029f\x1cg", "a\nb\nc\nd\ne\nf\ng", ()),
    ("tabs", "a\tb", "a b", ()),
    ("a soft hyphen", "ran\u00adçon", "rançon", ("SOFT HYPHEN",)),
    ("zero width", "vol\u200bé\u200be", "volée", ("ZERO WIDTH SPACE",)),
    ("joiners, even legitimate ones", "می\u200cخواهم", "میخواهم", ("ZERO WIDTH NON-JOINER",)),
    ("a byte order mark", "\ufeffBonjour", "Bonjour", ("ZERO WIDTH NO-BREAK SPACE",)),
    ("marks of direction that reorder nothing", "a\u200eb\u200fc", "abc", ("LEFT-TO-RIGHT MARK", "RIGHT-TO-LEFT MARK")),
    ("a null", "a\x00b", "ab", ("U+0000",)),
    ("a terminal's escape", "\x1b[2J", "[2J", ("U+001B",)),
    ("lone surrogates", "a\ud800b\udfff", "ab", ("U+D800", "U+DFFF")),
    ("noncharacters", "a\ufffeb\uffff\U0010ffff\ufdd0", "ab", ("U+10FFFF", "U+FDD0", "U+FFFE", "U+FFFF")),
    ("fillers of other scripts", "a\u3164b\u115f", "ab", ("HANGUL CHOSEONG FILLER", "HANGUL FILLER")),
    ("variation selectors", "⚕\ufe0f", "⚕", ("VARIATION SELECTOR-16",)),
    ("what was hidden between a letter and its accent", "e\u200b\u0301", "é", ("ZERO WIDTH SPACE",)),
    ("one name for a character met twice", "\u200ba\u200b", "a", ("ZERO WIDTH SPACE",)),
]  # fmt: skip


@pytest.mark.parametrize(("what", "text", "kept", "removed"), CHANGED, ids=[row[0] for row in CHANGED])
def test_changed_and_told(what: str, text: str, kept: str, removed: tuple[str, ...]) -> None:
    assert tidy(text) == Tidied(kept, removed), what


@pytest.mark.parametrize("character", REORDERING)
def test_what_reorders_is_refused_by_its_name_and_place(character: str) -> None:
    with pytest.raises(ForbiddenCharacter) as refused:
        tidy(f"Aucune{character} donnée")
    assert refused.value.name == unicodedata.name(character)
    assert refused.value.position == 6


def test_the_reordering_ones_are_these_nine() -> None:
    assert {ord(character) for character in REORDERING} == {*range(0x202A, 0x202F), *range(0x2066, 0x206A)}


def test_no_control_of_the_corpus_passes() -> None:
    characters = corpus("bidi_and_invisible.json")
    passed = []
    for character in (*characters["bidi_controls"], *characters["invisible_or_forbidden"]):
        try:
            text = tidy(f"a{character}b").text
        except ForbiddenCharacter:
            continue
        if text not in {"ab", "a\nb"}:
            passed.append(ascii(character))
    assert passed == []


def test_no_statement_of_the_corpus_reads_otherwise_than_stored() -> None:
    refused, shown = set(), {}
    for statement in corpus("trojan_statements.json"):
        try:
            shown[statement["id"]] = tidy(statement["text"]).text
        except ForbiddenCharacter:
            refused.add(statement["id"])
    assert refused == {
        "rlo-hide-negation", "stretched-string", "commenting-out", "early-return", "phone-rlo", "url-rlo",
    }  # fmt: skip
    assert [id for id, text in shown.items() if spoiled(text)] == []
    assert shown["nfd"] == shown["nfc"] == "Communiqué"
    assert shown["tags"] == "Communiqué"
    assert shown["nbsp"] == "12\u00a0000 patients / 12\u202f000 patients"


@given(st.text(st.characters(exclude_characters="".join(REORDERING))))
def test_what_is_tidy_stays_so_and_hides_nothing(text: str) -> None:
    tidied = tidy(text).text
    assert tidy(tidied) == Tidied(tidied)
    assert not spoiled(tidied)


@given(st.text(st.sampled_from("aé\u0301\u200b\u00ad\n\r\t\u2028\u00a0 \x00")))
def test_what_people_see_is_never_taken(text: str) -> None:
    def seen(words: str) -> str:
        return "".join(c for c in unicodedata.normalize("NFD", words) if c in "ae\u0301\u00a0")

    assert seen(tidy(text).text) == seen(text)
