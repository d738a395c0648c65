"""The bytes that are sealed: exact, the same for ever; and the short form people compare."""

import hashlib
import json
import re
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from commworkflow.rules.canonical import FORMAT, begun_by, canonical_bytes, digest, short_form, text_digest
from commworkflow.rules.freezing import Draft, Identity, KnownFact, freeze, read
from commworkflow.rules.message_templates import ChannelKey, Form
from commworkflow.rules.roles import ReadingClass
from commworkflow.rules.worlds import World
from tests.cast import NOW
from tests.hospital import FAMILIES, a_draft

GOLDEN = sorted((Path(__file__).parent / "golden").glob("*.json"))

HEXADECIMAL = st.binary(min_size=32, max_size=32).map(bytes.hex)


@pytest.mark.parametrize(
    ("value", "written"),
    [
        ({"b": 1, "a": [True, None, "é"]}, '{"a":[true,null,"é"],"b":1}'),
        ({"€": 1, "\r": 2, "1": 3, "\ufb33": 4, "😀": 5}, '{"\\r":2,"1":3,"€":1,"😀":5,"\ufb33":4}'),
        ("<&>\u2028\u00a0\"\\/\x7f", '"<&>\u2028\u00a0\\"\\\\/\x7f"'),
        (["\x00\x1f\n"], '["\\u0000\\u001f\\n"]'),
        ({}, "{}"),
        (9007199254740991, "9007199254740991"),
    ],
)  # fmt: skip
def test_written_as_rfc_8785_says(value: Any, written: str) -> None:
    assert canonical_bytes(value) == written.encode()


@pytest.mark.parametrize("value", [0.0, 1.0, float("nan"), {"a": [{"b": 0.5}]}, [(1, 2.0)], [[[-0.0]]]])
def test_no_float_is_sealed_however_deep(value: Any) -> None:
    with pytest.raises(TypeError, match="float"):
        canonical_bytes(value)


@pytest.mark.parametrize("value", [{1: "a"}, {"a": object()}, {"a": {1, 2}}, 2**53, "a\ud800"])
def test_what_cannot_be_written_exactly_is_not_sealed(value: Any) -> None:
    with pytest.raises(Exception, match=r"."):
        canonical_bytes(value)


def test_a_digest_is_sha_256_and_that_of_a_text_is_over_its_utf_8() -> None:
    assert digest(b"") == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
    assert text_digest("é") == hashlib.sha256(b"\xc3\xa9").hexdigest()


@pytest.mark.parametrize(
    ("hexadecimal", "read_aloud"),
    [
        ("0" * 64, "0000-0000-0000-0000"),
        ("f" * 64, "ZZZZ-ZZZZ-ZZZZ-ZZZZ"),
        ("00443214c74254b635cf" + "0" * 44, "0123-4567-89AB-CDEF"),
        ("8" + "0" * 63, "G000-0000-0000-0000"),
        ("0" * 19 + "1" + "f" * 44, "0000-0000-0000-0001"),
    ],
)
def test_the_short_form(hexadecimal: str, read_aloud: str) -> None:
    assert short_form(hexadecimal) == read_aloud


@given(HEXADECIMAL)
def test_the_short_form_can_be_read_over_a_telephone(hexadecimal: str) -> None:
    assert re.fullmatch("[0-9A-HJKMNP-TV-Z]{4}(-[0-9A-HJKMNP-TV-Z]{4}){3}", short_form(hexadecimal))


@given(HEXADECIMAL, st.integers(0, 79))
def test_each_of_its_80_bits_is_heard(hexadecimal: str, bit: int) -> None:
    other = f"{int(hexadecimal, 16) ^ (1 << (255 - bit)):064x}"
    assert short_form(other) != short_form(hexadecimal)


@given(HEXADECIMAL, st.integers(1, 4), st.sampled_from(["-", " ", "", " - "]))
def test_what_was_read_out_is_where_its_digest_begins(hexadecimal: str, groups: int, between: str) -> None:
    heard = between.join(short_form(hexadecimal).split("-")[:groups]).lower()
    assert hexadecimal.startswith(begun_by(heard)) and len(begun_by(heard)) == 5 * groups


@pytest.mark.parametrize(
    ("typed", "digits"),
    [
        ("0123-4567-89AB-CDEF", "00443214c74254b635cf"),
        ("oL23 4567", "00443214c7"),  # an O for a nought, an L for a one
        ("", ""),
        ("012", ""),
        ("0123-4567-89AB-CDE", ""),
        ("0123-4567-89AB-CDEF-GHJK", ""),
        ("feu!", ""),
        ("URGU", ""),  # no U is ever read out
    ],
)
def test_only_whole_groups_begin_a_digest(typed: str, digits: str) -> None:
    assert begun_by(typed) == digits


def golden_draft(given: dict[str, Any]) -> Draft:
    """The draft a golden file describes: everything the seal covers stands in the file, but the fixed templates."""
    template = FAMILIES[given["template"]]
    changes: dict[str, Any] = {name: given[name] for name in ("digest", "language", "family") if name in given}
    if "class" in given:
        changes["reading_class"] = ReadingClass[given["class"]]
    if "channels" in given:
        changes["channels"] = tuple(ChannelKey(key) for key in given["channels"])
    if "form" in given:
        changes["form"] = Form(**{**given["form"], "verified_on": date.fromisoformat(given["form"]["verified_on"])})
    facts = {key: KnownFact(value, uid, ReadingClass.C0) for key, (value, uid) in given.get("facts", {}).items()}
    return a_draft(
        replace(template, **changes),
        world=World(given["world"]),
        title=given["title"],
        sections=given["sections"],
        answers=given["answers"],
        facts=facts,
        zone=ZoneInfo(given.get("zone", "Europe/Paris")),
        form_verified=given.get("form_verified", False),
    )


def frozen_of(golden: dict[str, Any]) -> tuple[bytes, str, str]:
    draft = golden_draft(golden["given"])
    frozen = freeze(draft, read(draft, NOW), Identity(**golden["identity"]))
    return frozen.canonical, frozen.seal, frozen.text_digest


@pytest.mark.parametrize("path", GOLDEN, ids=[path.stem for path in GOLDEN])
def test_a_golden_text_is_sealed_as_on_the_first_day(path: Path) -> None:
    """These files are never edited: a seal printed on paper years ago must still be found."""
    golden = json.loads(path.read_text("utf-8"))
    content, seal, text = frozen_of(golden)
    assert content.decode() == golden["bytes"]
    assert (seal, text) == (golden["seal"], golden["text_digest"])
    assert hashlib.sha256(golden["bytes"].encode()).hexdigest() == golden["seal"]
    assert (short_form(seal), short_form(text)) == (golden["seal_short"], golden["text_digest_short"])


def test_the_golden_texts_are_ten_and_all_sealed_differently() -> None:
    assert len({json.loads(path.read_text("utf-8"))["seal"] for path in GOLDEN}) == len(GOLDEN) == 10
    assert FORMAT == 1
