"""What a sealed text says is read from its bytes once, and never said of another text."""

import json
from dataclasses import replace

from commworkflow.actions import deciding
from commworkflow.readings.message_page import message_page
from commworkflow.readings.sealed_words import said, words_of
from commworkflow.records.house import House
from commworkflow.rules.lifecycle import Action
from tests.acting import ALICE, ANY_REASON, DOMINIQUE, as_opened, examples, seen, standing_of, submitted, turn
from tests.cast import NOW


def test_bytes_that_differ_in_anything_say_something_else(house: House) -> None:
    sealed = standing_of(house, submitted(house)).sealed_bytes
    words = words_of(sealed)
    assert words_of(bytes(bytearray(sealed))) is words, "the same bytes, fetched again"
    assert said(sealed) == (words.title, words.sections)
    for part in ("title", "letterhead", "sections"):
        other = json.loads(sealed)
        other[part] = other[part][:-1]
        assert words_of(json.dumps(other).encode()) != words, part


def test_a_page_shows_the_text_submitted_last(house: House) -> None:
    uid = submitted(house)
    assert title_shown(house, uid) != "Le second titre"
    turn(house, uid, Action.RETURN)
    typed = replace(examples(house), title="Le second titre", shown=as_opened(house, uid, ALICE))
    deciding.submit(house, ALICE, uid, typed, seen(house, uid, ALICE, waivers=ANY_REASON), NOW)
    assert title_shown(house, uid) == "Le second titre"


def test_few_texts_stay_read() -> None:
    assert words_of.cache_info().maxsize == 64


def title_shown(house: House, uid: str) -> str:
    with house.database.read() as session:
        page = message_page(session, house, DOMINIQUE, uid, NOW)
    assert page is not None
    return page.title
