"""Opinions: on a sealed text, in parallel, each with its comment, never on one's own."""

import json
from datetime import timedelta

import pytest
from sqlalchemy import select

from commworkflow.actions import opinions
from commworkflow.actions.act import NotFound, Wrong
from commworkflow.channels import CHANNELS
from commworkflow.readings.home import home_page
from commworkflow.readings.message_page import MessagePage, message_page
from commworkflow.readings.queue import Waiting
from commworkflow.records.house import House
from commworkflow.records.journal import Journal
from commworkflow.records.sealed_texts import Opinion
from commworkflow.rules.lifecycle import Action
from commworkflow.rules.roles import Actor, Role
from commworkflow.rules.situation import Verdict
from tests.acting import (
    ALICE,
    BRUNO,
    CHLOE,
    DOMINIQUE,
    FARID,
    HUGO,
    NOTIFICATION,
    ZOE,
    also,
    draft,
    nothing_done,
    one_entry,
    opine,
    save,
    seen,
    standing_of,
    submit,
    submitted,
    turn,
    validate,
    validated,
)
from tests.cast import NOW

PRESS = "press-statement"


def given(house: House) -> list[Opinion]:
    with house.database.read() as session:
        return list(session.scalars(select(Opinion).order_by(Opinion.id)))


def page_of(house: House, uid: str, who: Actor = DOMINIQUE) -> MessagePage:
    with house.database.read() as session:
        page = message_page(session, house, who, uid, NOW)
    assert page is not None
    return page


def test_whoever_holds_two_of_the_roles_asked_speaks_as_each(house: House) -> None:
    """Bruno is RSSI and DPO: one word does not stand for both, and home waits for the second."""
    both = also(house, BRUNO, Role.DPO)
    uid = submitted(house, PRESS)

    def waits() -> bool:
        with house.database.read() as session:
            found = home_page(session, house, both, CHANNELS, NOW).waiting
        return uid in {
            waiting.line.uid for waiting in found if isinstance(waiting, Waiting) and waiting.action is Action.OPINE
        }

    def says(role: str) -> int:
        return opinions.give_opinion(house, both, uid, Verdict.FAVOURABLE, "", seen(house, uid, both), NOW, role)

    assert waits()
    with nothing_done(house, raises=Wrong):
        says(Role.DIRECTOR)
    says(Role.DPO)
    assert waits(), "the RSSI has not spoken"
    says("")
    assert [opinion.role for opinion in given(house)] == [Role.DPO, Role.RSSI]
    assert not waits()


def test_opinions_are_given_in_parallel_and_counted(house: House) -> None:
    uid = submitted(house, PRESS)
    with one_entry(house, "opinion_given"):
        assert opine(house, uid, CHLOE, Verdict.RESERVED) == 1
    with one_entry(house, "opinion_given"):
        assert opine(house, uid, BRUNO) == 2
    assert [(o.role, o.verdict, o.number) for o in given(house)] == [("dpo", "reserved", 1), ("rssi", "favourable", 2)]
    assert standing_of(house, uid).situation.last_opinion == 2
    assert standing_of(house, uid).situation.version == 2, "an opinion moves nothing"


def test_the_journal_holds_the_verdict_and_only_a_digest_of_the_comment(house: House) -> None:
    uid = submitted(house)
    opinions.give_opinion(house, CHLOE, uid, Verdict.UNFAVOURABLE, "Trop tôt.", seen(house, uid), NOW)
    with house.database.read() as session:
        entry = session.scalars(select(Journal).order_by(Journal.sequence.desc())).first()
    assert entry is not None
    sealed = json.loads(entry.entry)
    assert sealed["facts"] == {"opinion": 1, "role": "dpo", "verdict": "unfavourable"}
    assert sealed["seal"] == standing_of(house, uid).situation.seal
    assert len(sealed["texts"]) == 64 and b"Trop" not in entry.entry


@pytest.mark.parametrize("verdict", [Verdict.RESERVED, Verdict.UNFAVOURABLE])
def test_a_reservation_and_a_no_say_why(house: House, verdict: Verdict) -> None:
    uid = submitted(house)
    with nothing_done(house, raises=Wrong):
        opinions.give_opinion(house, CHLOE, uid, verdict, " \n", seen(house, uid), NOW)


def test_a_yes_needs_no_comment(house: House) -> None:
    uid = submitted(house)
    opinions.give_opinion(house, CHLOE, uid, Verdict.FAVOURABLE, "", seen(house, uid), NOW)
    assert [opinion.comment for opinion in given(house)] == [""]


@pytest.mark.parametrize("who", [BRUNO, DOMINIQUE, FARID, HUGO], ids=lambda actor: str(actor.name))
def test_who_is_not_asked_gives_none(house: House, who: Actor) -> None:
    uid = submitted(house)
    with nothing_done(house, "not_your_role"):
        opine(house, uid, who)


def test_nobody_gives_one_on_a_text_of_their_own(house: House) -> None:
    chloe = also(house, CHLOE, Role.COMMUNICATION)
    uid = draft(house)
    save(house, uid, chloe)
    submit(house, uid)
    with nothing_done(house, "opinion_on_own_text"):
        opine(house, uid, chloe)


def test_none_is_given_on_what_one_may_not_read(house: House) -> None:
    uid = submitted(house, NOTIFICATION, CHLOE)
    for who in (HUGO, FARID, ALICE, ZOE):
        with nothing_done(house, raises=NotFound):
            opinions.give_opinion(house, who, uid, Verdict.FAVOURABLE, "", seen(house, uid), NOW)


def test_none_is_given_on_another_text_than_the_one_read(house: House) -> None:
    uid = submitted(house)
    old = seen(house, uid)
    turn(house, uid, Action.RETURN)
    submit(house, uid)
    with nothing_done(house, "text_moved"):
        opinions.give_opinion(house, CHLOE, uid, Verdict.FAVOURABLE, "", old, NOW)


def test_none_is_given_before_the_submission_nor_after_the_validation(house: House) -> None:
    for uid in (draft(house), validated(house)):
        with nothing_done(house, "not_from_this_state"):
            opine(house, uid, CHLOE)


def test_an_opinion_is_changed_by_another_and_the_last_counts(house: House) -> None:
    uid = submitted(house)
    opine(house, uid, CHLOE, Verdict.UNFAVOURABLE)
    with nothing_done(house, "opinion_unfavourable:dpo"):
        validate(house, uid, waivers={})
    opine(house, uid, CHLOE)
    validate(house, uid, waivers={})
    assert [opinion.verdict for opinion in given(house)] == ["unfavourable", "favourable"]


def test_an_opinion_on_an_earlier_text_is_shown_with_what_changed_and_counts_no_more(house: House) -> None:
    uid = submitted(house)
    opine(house, uid, CHLOE)
    turn(house, uid, Action.RETURN)
    save(house, uid, ALICE, "Un autre titre")
    submit(house, uid)
    page = page_of(house, uid)
    (earlier,) = page.earlier
    assert (earlier.role, earlier.person, earlier.verdict) == (Role.DPO, CHLOE.name, Verdict.FAVOURABLE)
    assert page.situation.opinions == () and page.situation.last_opinion == 0
    with nothing_done(house, "opinion_missing:dpo"):
        validate(house, uid, waivers={})
    assert opine(house, uid, CHLOE) == 2
    assert page_of(house, uid).earlier == ()


def test_an_opinion_bears_the_hour_it_was_given(house: House) -> None:
    uid = submitted(house)
    later = NOW + timedelta(minutes=7)
    opine(house, uid, CHLOE, now=later)
    assert [opinion.at for opinion in given(house)] == [later]
