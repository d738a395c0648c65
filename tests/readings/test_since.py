"""What changed since the text somebody last spoke on, and since what a correction replaces."""

from dataclasses import replace

import pytest

from commworkflow.actions import commenting, deciding, starting
from commworkflow.readings.message_page import message_page
from commworkflow.readings.since import Basis, Changes
from commworkflow.records.house import House
from commworkflow.rules.layout_changes import Look
from commworkflow.rules.lifecycle import Action
from commworkflow.rules.roles import Actor
from tests.acting import (
    ALICE,
    ANY_REASON,
    BRUNO,
    CHLOE,
    DOMINIQUE,
    ETIENNE,
    NOTIFICATION,
    as_opened,
    draft,
    examples,
    opine,
    release,
    released,
    seen,
    statements,
    submitted,
    turn,
    validate,
)
from tests.cast import NOW

OPENING = "ouverture"
PLAIN, BOLD = "Les urgences restent ouvertes.", "Les urgences **restent** ouvertes."


def write(house: House, uid: str, words: str) -> str:
    """Submit the draft with these words in its first section."""
    intent = seen(house, uid, ALICE, waivers=ANY_REASON)
    typed = replace(examples(house), sections={OPENING: words}, shown=as_opened(house, uid, ALICE))
    return deciding.submit(house, ALICE, uid, typed, intent, NOW)


def first_text(house: House, words: str = PLAIN) -> str:
    uid = draft(house)
    write(house, uid, words)
    return uid


def again(house: House, uid: str, words: str) -> None:
    """The director returns it, and the author submits it with other words."""
    turn(house, uid, Action.RETURN)
    write(house, uid, words)


def since(house: House, uid: str, who: Actor = DOMINIQUE) -> tuple[Changes, ...]:
    with house.database.read() as session:
        page = message_page(session, house, who, uid, NOW)
    assert page is not None
    return page.changes


def test_a_first_text_has_changed_since_nothing_and_nothing_is_asked(house: House) -> None:
    uid = first_text(house)
    with statements(house) as sent:
        assert since(house, uid) == ()
    assert not [statement for statement in sent if "UNION ALL" in statement]


def test_who_returned_a_text_sees_what_was_made_of_it(house: House) -> None:
    uid = draft(house)
    returned = write(house, uid, PLAIN)
    again(house, uid, "Les urgences sont ouvertes.")
    (found,) = since(house, uid)
    assert (found.basis, found.seal) == (Basis.SEEN, returned)
    assert (found.told.removed, found.told.added, found.told.looks) == (1, 1, ())


def test_words_that_only_look_different_are_not_hidden(house: House) -> None:
    uid = first_text(house)
    again(house, uid, BOLD)
    (found,) = since(house, uid)
    assert found.told.same_words and not found.told.nothing
    assert [(change.look, change.words) for change in found.told.looks] == [(Look.BOLD, "restent")]


def test_a_text_sent_again_as_it_was_says_so(house: House) -> None:
    uid = first_text(house)
    again(house, uid, PLAIN)
    (found,) = since(house, uid)
    assert found.told.nothing


def test_who_never_spoke_on_it_is_compared_with_nothing(house: House) -> None:
    uid = first_text(house)
    again(house, uid, BOLD)
    assert since(house, uid, ETIENNE) == ()


def by_comment(house: House, uid: str) -> Actor:
    commenting.comment(house, ETIENNE, uid, "", "", "Plus court.", NOW)
    return ETIENNE


def by_opinion(house: House, uid: str) -> Actor:
    opine(house, uid, CHLOE)
    return CHLOE


@pytest.mark.parametrize("speaks", [by_comment, by_opinion])
def test_a_comment_or_an_opinion_shows_that_it_was_seen(house: House, speaks: object) -> None:
    uid = first_text(house)
    who = speaks(house, uid)  # type: ignore[operator]
    again(house, uid, BOLD)
    (found,) = since(house, uid, who)
    assert [change.look for change in found.told.looks] == [Look.BOLD]
    assert since(house, uid, BRUNO) == (), "others said nothing of it"


def test_the_last_text_spoken_on_counts_and_the_present_one_does_not(house: House) -> None:
    uid = first_text(house, "Un.")
    again(house, uid, "Un deux.")
    again(house, uid, "Un deux trois.")
    before = since(house, uid)
    commenting.comment(house, DOMINIQUE, uid, "", "", "Bien.", NOW)
    assert since(house, uid) == before
    assert (before[0].told.removed, before[0].told.added) == (1, 2), "« deux. » became « deux trois. »"


def test_a_comment_on_a_draft_was_made_on_what_was_last_submitted(house: House) -> None:
    uid = draft(house)
    first = write(house, uid, "Un.")
    turn(house, uid, Action.TAKE_BACK, ALICE)
    commenting.comment(house, ETIENNE, uid, "", "", "Attendez.", NOW)
    write(house, uid, "Deux.")
    (found,) = since(house, uid, ETIENNE)
    assert found.seal == first


def test_a_correction_is_compared_with_what_was_released(house: House) -> None:
    uid = first_text(house)
    validate(house, uid)
    release(house, uid)
    made = starting.correct(house, ALICE, uid, seen(house, uid, ALICE), NOW)
    write(house, made, BOLD)
    for who in (DOMINIQUE, ETIENNE):
        (found,) = since(house, made, who)
        assert found.basis is Basis.REPLACED and [change.look for change in found.told.looks] == [Look.BOLD]
    again(house, made, "Les urgences ferment.")
    assert [found.basis for found in since(house, made)] == [Basis.SEEN, Basis.REPLACED]
    assert [found.basis for found in since(house, made, ETIENNE)] == [Basis.REPLACED]


def test_what_has_left_is_compared_no_more(house: House) -> None:
    uid = first_text(house)
    again(house, uid, BOLD)
    validate(house, uid)
    assert since(house, uid), "what is validated can still be read and compared"
    release(house, uid)
    assert since(house, uid) == ()
    assert since(house, released(house)) == ()


def test_a_draft_is_compared_with_nothing(house: House) -> None:
    uid = first_text(house)
    turn(house, uid, Action.RETURN)
    assert since(house, uid) == ()


def test_an_earlier_opinion_tells_the_looks_too(house: House) -> None:
    uid = first_text(house)
    opine(house, uid, CHLOE)
    again(house, uid, BOLD)
    with house.database.read() as session:
        page = message_page(session, house, CHLOE, uid, NOW)
    assert page is not None
    assert [change.look for old in page.earlier for change in old.changes.looks] == [Look.BOLD]


def test_the_answers_of_a_form_are_compared_as_words(house: House) -> None:
    uid = submitted(house, NOTIFICATION, CHLOE)
    turn(house, uid, Action.RETURN)
    deciding.submit(house, CHLOE, uid, None, seen(house, uid, CHLOE, waivers=ANY_REASON), NOW)
    (found,) = since(house, uid)
    assert found.told.nothing
    assert since(house, uid, BRUNO) == ()
