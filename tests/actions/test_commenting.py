"""Comments on a passage: kept across versions, answered, resolved, opened again, by those with a part in the text."""

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import select

from commworkflow.actions import commenting
from commworkflow.actions.act import NotFound, Refused, Wrong
from commworkflow.readings.comments import Thread, threads, words_by_section
from commworkflow.readings.edit_page import edit_page
from commworkflow.readings.message_page import message_page
from commworkflow.records.comments import Comment
from commworkflow.records.house import House
from commworkflow.records.journal import Journal, JournalText
from commworkflow.rules.blocks import Paragraph, Run, Section
from commworkflow.rules.lifecycle import Action
from commworkflow.rules.passages import LONGEST_COMMENT, LONGEST_QUOTE, Place
from commworkflow.rules.roles import Actor
from tests.acting import (
    ALICE,
    CHLOE,
    DOMINIQUE,
    GAELLE,
    HUGO,
    INES,
    NOTICE,
    NOTIFICATION,
    ZOE,
    draft,
    entries,
    nothing_done,
    one_entry,
    released,
    save,
    standing_of,
    statements,
    submit,
    submitted,
    turn,
    validated,
)
from tests.cast import NOW

OPENING = "ouverture"


def say(house: House, uid: str, who: Actor = DOMINIQUE, body: str = "À dire plus simplement.", quote: str = "") -> str:
    return commenting.comment(house, who, uid, "", quote, body, NOW)


def shown(house: House, uid: str, who: Actor = DOMINIQUE) -> tuple[Thread, ...]:
    with house.database.read() as session:
        page = message_page(session, house, who, uid, NOW)
    assert page is not None
    return page.threads


def words(house: House, uid: str) -> str:
    """Some words of the text as it stands."""
    with house.database.read() as session:
        page = message_page(session, house, DOMINIQUE, uid, NOW)
    assert page is not None
    texts = [text for key, text in words_by_section(page.sections).items() if key != "warnings"]
    return " ".join(texts[0].split()[:4])


@pytest.mark.parametrize("before", [draft, submitted, validated])
def test_whoever_has_a_part_in_the_text_comments_on_it_until_it_leaves(house: House, before: object) -> None:
    uid = before(house)  # type: ignore[operator]
    for who in (ALICE, DOMINIQUE, CHLOE):
        with one_entry(house, "comment_made"):
            say(house, uid, who)
    assert [thread.first.by for thread in shown(house, uid)] == [ALICE.name, DOMINIQUE.name, CHLOE.name]


def test_who_has_no_part_in_it_comments_on_nothing(house: House) -> None:
    uid = submitted(house)
    for named_for_nothing in (HUGO, GAELLE):
        with nothing_done(house, "not_your_role"):
            say(house, uid, named_for_nothing)
    for nobody in (INES, ZOE):
        with nothing_done(house, raises=NotFound):
            say(house, uid, nobody)
    secret = submitted(house, NOTIFICATION, CHLOE)
    with nothing_done(house, raises=NotFound):
        say(house, secret, GAELLE)


def test_what_has_left_is_corrected_not_commented_on(house: House) -> None:
    uid = released(house)
    with nothing_done(house, "not_from_this_state"):
        say(house, uid)


def test_at_a_post_nobody_comments(house: House) -> None:
    uid = submitted(house)
    mandates = tuple(replace(mandate, at_post=True) for mandate in ALICE.mandates)
    with nothing_done(house, "at_a_post") as told:
        say(house, uid, replace(ALICE, mandates=mandates))
    assert isinstance(told.value, Refused) and told.value.forbidden


def test_a_comment_is_kept_with_its_version_its_passage_and_its_words(house: House) -> None:
    uid = submitted(house)
    quote = words(house, uid)
    made = say(house, uid, quote=f"  {quote}  ", body="\tTrop long.\n")
    with house.database.read() as session:
        (kept,) = session.scalars(select(Comment)).all()
        entry = session.scalars(select(Journal).where(Journal.kind == "comment_made")).one()
        text = session.scalars(select(JournalText.body).where(JournalText.sequence == entry.sequence)).one()
    assert (kept.uid, kept.quote, kept.body, kept.revision) == (made, quote, "Trop long.", 2)
    assert "Trop long." not in entry.entry.decode() and "Trop long." in (text or ""), (
        "no free text in what is never erased"
    )
    (thread,) = shown(house, uid)
    assert thread.passage.place is Place.THERE and thread.passage.words == quote


def test_it_is_kept_when_the_text_changes(house: House) -> None:
    uid = submitted(house)
    say(house, uid, quote="des mots qui n’y sont plus")
    turn(house, uid, Action.RETURN)
    save(house, uid, ALICE)
    submit(house, uid)
    (thread,) = shown(house, uid)
    assert thread.passage.place is Place.CHANGED and thread.revision == 2 and not thread.resolved
    with house.database.read() as session:
        assert edit_page(session, house, ALICE, uid, NOW) is None


def test_it_stands_at_the_head_of_the_draft(house: House) -> None:
    uid = submitted(house)
    say(house, uid)
    turn(house, uid, Action.RETURN)
    with house.database.read() as session:
        page = edit_page(session, house, ALICE, uid, NOW)
    assert page is not None and [thread.first.body for thread in page.threads] == ["À dire plus simplement."]


def test_a_comment_is_answered_resolved_and_opened_again(house: House) -> None:
    uid = submitted(house)
    first, second = say(house, uid), say(house, uid, CHLOE, "Qui l’a dit ?")
    with one_entry(house, "comment_answered"):
        commenting.answer(house, ALICE, uid, first, "C’est fait.", NOW)
    with one_entry(house, "comment_resolved"):
        commenting.settle(house, DOMINIQUE, uid, first, True, NOW + timedelta(minutes=1))
    opened, closed = shown(house, uid)
    assert (opened.first.uid, closed.first.uid) == (second, first), "what is open comes first"
    assert closed.resolved and closed.settled_by == DOMINIQUE.name
    assert [(said.by, said.body) for said in closed.answers] == [(ALICE.name, "C’est fait.")]
    with nothing_done(house, "comment_settled_already"):
        commenting.settle(house, ALICE, uid, first, True, NOW)
    with one_entry(house, "comment_opened_again"):
        commenting.settle(house, ALICE, uid, first, False, NOW)
    assert [thread.resolved for thread in shown(house, uid)] == [False, False]
    with nothing_done(house, "comment_settled_already"):
        commenting.settle(house, ALICE, uid, second, False, NOW)


def test_answers_and_turns_stand_under_a_comment_of_that_message(house: House) -> None:
    uid, other = submitted(house), submitted(house)
    first = say(house, uid)
    under = commenting.answer(house, ALICE, uid, first, "Oui.", NOW)
    for wrong, where in ((first, other), (under, uid), ("no-such", uid)):
        with nothing_done(house, raises=NotFound):
            commenting.answer(house, ALICE, where, wrong, "Non.", NOW)
        with nothing_done(house, raises=NotFound):
            commenting.settle(house, ALICE, where, wrong, True, NOW)


@pytest.mark.parametrize(
    ("field", "key", "fields"),
    [
        ("body", "required", {"body": " \n"}),
        ("body", "too_long", {"body": "a" * (LONGEST_COMMENT + 1)}),
        ("quote", "too_long", {"quote": "a" * (LONGEST_QUOTE + 1)}),
        ("body", "forbidden_character", {"body": "un mot \u202e retourné"}),
        ("section", "not_a_choice", {"section": "nulle-part"}),
    ],
)
def test_what_cannot_be_taken_as_typed_is_told_by_its_field(
    house: House, field: str, key: str, fields: dict[str, str]
) -> None:
    uid = submitted(house)
    sent = {"section": "", "quote": "", "body": "Plus court.", **fields}
    with nothing_done(house, raises=Wrong) as told:
        commenting.comment(house, DOMINIQUE, uid, sent["section"], sent["quote"], sent["body"], NOW)
    assert isinstance(told.value, Wrong)
    assert {name: problem for name, (problem, _) in told.value.problems.items()} == {field: key}


@pytest.mark.parametrize("before", [draft, submitted])
def test_any_section_of_the_text_can_be_named(house: House, before: object) -> None:
    uid = before(house, NOTICE)  # type: ignore[operator]
    commenting.comment(house, ALICE, uid, OPENING, "", "À ouvrir autrement.", NOW)
    assert [thread.section for thread in shown(house, uid)] == [OPENING]


def test_a_passage_is_looked_for_in_its_section_title_included() -> None:
    text = (Section("a", "Les soins", (Paragraph((Run("un deux"),)),)), Section("b", "", (Paragraph((Run("trois"),)),)))
    assert words_by_section(text) == {"a": "Les soins\nun deux", "b": "\ntrois"}


def test_words_quoted_without_their_section_are_shown_in_it(house: House) -> None:
    uid = submitted(house)
    say(house, uid, quote=words(house, uid))
    (thread,) = shown(house, uid)
    assert thread.section == OPENING


def test_where_nobody_commented_nothing_is_asked(house: House) -> None:
    uid = submitted(house)
    standing = standing_of(house, uid)
    assert not standing.commented
    with statements(house) as sent, house.database.read() as session:
        message_page(session, house, DOMINIQUE, uid, NOW)
    assert not [statement for statement in sent if statement.startswith("SELECT comment.")]
    say(house, uid)
    assert standing_of(house, uid).commented
    with statements(house) as sent, house.database.read() as session:
        assert len(threads(session, standing.message.id, {})) == 1
    assert len(sent) == 2


def test_a_comment_moves_nothing(house: House) -> None:
    """What somebody has on the screen stays good: a comment is no new version."""
    uid = submitted(house)
    before = standing_of(house, uid).message.version
    say(house, uid)
    assert standing_of(house, uid).message.version == before
    assert entries(house)[-1] == "comment_made"
