"""The imprint: what is printed around a text comes back from what was kept with the release."""

import json
from dataclasses import asdict

import pytest
from hypothesis import given
from hypothesis import strategies as st

from commworkflow.rules.notice import Imprint, Mark
from commworkflow.rules.worlds import World
from tests import hospital  # noqa: F401 (hypothesis' profile)

WORDS = st.text(max_size=20)
IMPRINTS = st.builds(
    Imprint,
    world=st.sampled_from(World),
    language=st.sampled_from(["fr", "en"]),
    establishment=WORDS,
    letterhead=st.lists(WORDS, max_size=3).map(tuple),
    title=WORDS,
    number=WORDS,
    version=WORDS,
    reading_class=st.sampled_from(["C0", "C3"]),
    mark=st.sampled_from(Mark),
    moment=WORDS,
    dated=WORDS,
    signer=WORDS,
    seal=WORDS,
    text_digest=WORDS,
    notes=st.lists(WORDS, max_size=2).map(tuple),
)


@given(IMPRINTS)
def test_what_was_kept_is_what_was_printed(imprint: Imprint) -> None:
    again = Imprint.from_json(json.loads(json.dumps(imprint.to_json())))
    assert again == imprint
    assert {name: type(value) for name, value in asdict(again).items()} == {
        name: type(value) for name, value in asdict(imprint).items()
    }


KEPT = {
    "world": "live", "language": "fr", "establishment": "CH", "letterhead": ["CH", "Rue"], "title": "T", "number": "N",
    "version": "V", "reading_class": "C0", "mark": "", "moment": "2026", "dated": "d", "signer": "s", "seal": "x",
    "text_digest": "y", "notes": [],
}  # fmt: skip


def test_what_was_kept_is_read_strictly() -> None:
    assert Imprint.from_json(KEPT).letterhead == ("CH", "Rue")
    with pytest.raises(TypeError):
        Imprint.from_json({**KEPT, "stamp": "x"})
    with pytest.raises(TypeError):
        Imprint.from_json({name: value for name, value in KEPT.items() if name != "signer"})
    with pytest.raises(ValueError, match="BROUILLON"):
        Imprint.from_json({**KEPT, "mark": "BROUILLON"})


def test_a_text_that_has_not_left_says_so() -> None:
    assert [mark.value for mark in Mark] == [
        "PROJET",
        "VALIDÉ, NON DIFFUSÉ",
        "INTERNE, NON VALIDÉ",
        "REFUSÉ, NON DIFFUSÉ",
        "ABANDONNÉ, NON DIFFUSÉ",
        "RETIRÉ",
        "REMPLACÉ",
        "CONTESTÉ",
        "",
    ]
