"""Changing a word with four eyes kept: proposed by who decides, taken over by somebody else, frozen, and decided on."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select

from commworkflow.actions import changing, deciding, facts, keeping, writing
from commworkflow.actions.act import Refused, Wrong
from commworkflow.readings.change_page import change_page
from commworkflow.readings.changes import frozen_revision
from commworkflow.readings.message_page import MessagePage, message_page
from commworkflow.readings.queue import queue
from commworkflow.readings.working_copies import working_copy
from commworkflow.records.house import House
from commworkflow.records.messages import Revision
from commworkflow.records.proposals import ProposedChange
from commworkflow.rules.lifecycle import Action
from commworkflow.rules.questions import QuestionType
from commworkflow.rules.roles import Actor, Role
from commworkflow.rules.situation import Status
from commworkflow.rules.typed import Typed
from commworkflow.rules.urgency import Why
from tests.acting import (
    ALICE,
    ANY_REASON,
    CHLOE,
    DOMINIQUE,
    ETIENNE,
    FARID,
    IT_MUST,
    NOTIFICATION,
    REPORT,
    WAITING,
    also,
    nothing_done,
    one_entry,
    proposed,
    seen,
    standing_of,
    status_of,
    submitted,
)
from tests.cast import NOW

LATER = NOW + timedelta(minutes=5)


def page(house: House, uid: str, who: Actor) -> MessagePage:
    with house.database.read() as session:
        found = message_page(session, house, who, uid, LATER)
    assert found is not None
    return found


def revision_of(house: House, uid: str) -> Revision:
    with house.database.read() as session:
        return frozen_revision(session, standing_of(house, uid))


def adopt(house: House, uid: str, who: Actor = ALICE, **brings: Any) -> str:
    shown = seen(house, uid, who, waivers=ANY_REASON)
    return changing.adopt(house, who, uid, replace(shown, **brings), LATER)


def waits_for(house: House, who: Actor) -> list[Action]:
    with house.database.read() as session:
        return [one.action for one in queue(session, house, who, LATER)]


def test_the_director_changes_a_word_and_keeps_the_right_to_validate(house: House) -> None:
    uid = submitted(house)
    before, first = standing_of(house, uid), revision_of(house, uid)
    with one_entry(house, "change_proposed"):
        change = proposed(house, uid, title="Les soins continuent")
    waiting = standing_of(house, uid)
    assert waiting.situation.status is Status.SUBMITTED
    assert waiting.situation.seal == before.situation.seal, "a proposal changes nothing of the text"
    assert DOMINIQUE.uid not in waiting.situation.authors
    with one_entry(house, "change_adopted"):
        seal = adopt(house, uid)
    after, second = standing_of(house, uid), revision_of(house, uid)
    assert after.situation.status is Status.SUBMITTED
    assert (after.situation.seal, after.message.title) == (
        seal,
        "Les soins continuent",
    ) and seal != before.situation.seal
    assert after.situation.submitted_by == ALICE.uid and DOMINIQUE.uid not in after.situation.apart_from
    assert second.number == first.number + 1 and second.sections == first.sections and second.answers == first.answers
    with house.database.read() as session:
        kept = session.scalars(select(ProposedChange)).one()
    assert (kept.uid, second.proposed_change_id) == (change, kept.id)
    deciding.validate(house, DOMINIQUE, uid, seen(house, uid, waivers=ANY_REASON), LATER)
    assert status_of(house, uid) is Status.VALIDATED


def test_it_comes_back_before_all_others_to_whoever_proposed_it(house: House) -> None:
    earlier, uid = submitted(house, NOTIFICATION, CHLOE), submitted(house)
    proposed(house, uid, title="Les soins continuent")
    adopt(house, uid)
    whys = {}
    for who in (DOMINIQUE, ETIENNE):
        with house.database.read() as session:
            whys[who.uid] = [(one.line.uid, one.urgency.why) for one in queue(session, house, who, LATER)]
    assert whys[DOMINIQUE.uid] == [(uid, Why.COMES_BACK), (earlier, Why.AUTHORITY)]
    assert whys[ETIENNE.uid] == [(earlier, Why.AUTHORITY), (uid, Why.PATIENTS)]
    other = submitted(house, NOTIFICATION, CHLOE)
    with house.database.read() as session:
        found = {one.line.uid: one.urgency.why for one in queue(session, house, DOMINIQUE, LATER)}
    assert found == {uid: Why.COMES_BACK, earlier: Why.AUTHORITY, other: Why.AUTHORITY}


def test_it_comes_back_with_only_the_difference_to_read(house: House) -> None:
    uid = submitted(house)
    assert page(house, uid, DOMINIQUE).proposal is None
    proposed(house, uid, title="Les soins continuent")
    shown = page(house, uid, ALICE).proposal
    assert shown is not None and shown.by == DOMINIQUE.name and shown.reason == IT_MUST
    assert (shown.changes.added, shown.changes.looks) == (3, ())
    assert shown.offer.judgement.mandate is not None
    assert DOMINIQUE.uid not in {one.uid for one in shown.offer.who} and ALICE.uid in {
        one.uid for one in shown.offer.who
    }
    adopt(house, uid)
    back = page(house, uid, DOMINIQUE)
    assert back.proposal is None and back.comes_back
    (since,) = back.changes
    assert since.told.added == 3
    assert back.taken_over is not None
    assert (back.taken_over.proposer_uid, back.taken_over.by) == (DOMINIQUE.uid, ALICE.name)
    other = page(house, uid, ETIENNE)
    assert other.taken_over is not None and not other.comes_back, "who read nothing before reads all of it"


def test_the_parts_that_a_director_wants_written_otherwise(house: House) -> None:
    """A section and an answer; a fact stays what its register says, whatever is sent for it."""
    uid = submitted(house)
    last = revision_of(house, uid)
    template = standing_of(house, uid).situation.template
    free = next(q for q in template.questions if not q.fact and isinstance(last.answers.get(q.id), str))
    fact = next(q for q in template.questions if q.fact and q.id in last.answers)
    key = template.sections[0].key
    typed = Typed(last.title, {key: "Venez, **sauf** pour une opération."}, {free.id: "autre", fact.id: "menti"})
    changing.propose(house, DOMINIQUE, uid, typed, seen(house, uid), NOW)
    adopt(house, uid)
    second = revision_of(house, uid)
    assert second.sections[0]["html"].strip() == "<p>Venez, <strong>sauf</strong> pour une opération.</p>"
    assert second.sections[1:] == last.sections[1:]
    assert second.answers == {**last.answers, free.id: "autre"}


def test_nobody_takes_over_what_they_proposed_themselves(house: House) -> None:
    uid = submitted(house)
    both = also(house, DOMINIQUE, Role.COMMUNICATION)
    proposed(house, uid, both)
    with nothing_done(house, "own_proposal"):
        adopt(house, uid, both)


@pytest.mark.parametrize("who", [CHLOE, ETIENNE])
def test_only_who_may_write_that_family_takes_it_over(house: House, who: Actor) -> None:
    uid = submitted(house)
    proposed(house, uid)
    with nothing_done(house, "not_your_role"):
        adopt(house, uid, who)


@pytest.mark.parametrize("who", [ALICE, CHLOE])
def test_only_who_decides_on_it_proposes(house: House, who: Actor) -> None:
    uid = submitted(house)
    with nothing_done(house, "not_your_role"):
        proposed(house, uid, who)


def test_the_text_as_it_is_is_no_change(house: House) -> None:
    uid = submitted(house)
    with nothing_done(house, "nothing_proposed"):
        proposed(house, uid, title=standing_of(house, uid).message.title)


def test_what_nobody_could_submit_is_not_proposed(house: House) -> None:
    uid = submitted(house)
    key = standing_of(house, uid).situation.template.sections[0].key
    trap = Typed("Titre", {key: "[https://a.example](https://b.example)"})
    with nothing_done(house, "link_misleads"):
        changing.propose(house, DOMINIQUE, uid, trap, seen(house, uid), NOW)
    with nothing_done(house, raises=Wrong):
        changing.propose(house, DOMINIQUE, uid, Typed("", {}), seen(house, uid), NOW)


def test_the_last_change_proposed_takes_the_place_of_the_one_before(house: House) -> None:
    uid = submitted(house)
    first = proposed(house, uid)
    proposed(house, uid, ETIENNE, title="Encore autrement")
    with nothing_done(house, "proposal_gone"):
        adopt(house, uid, proposal=first)
    adopt(house, uid)
    assert standing_of(house, uid).message.title == "Encore autrement"


def test_a_change_falls_with_the_text_it_was_proposed_in(house: House) -> None:
    """Taken back and submitted anew, or decided on: nothing is left to take over."""
    uid = submitted(house)
    change = proposed(house, uid)
    deciding.turn(house, ALICE, uid, Action.TAKE_BACK, seen(house, uid, ALICE), NOW)
    assert standing_of(house, uid).proposal is None
    writing.save(house, ALICE, uid, Typed("Titre", {}), seen(house, uid, ALICE), NOW)
    deciding.submit(house, ALICE, uid, None, seen(house, uid, ALICE, waivers=ANY_REASON), NOW)
    with nothing_done(house, "proposal_gone"):
        adopt(house, uid, proposal=change)
    proposed(house, uid)
    deciding.validate(house, DOMINIQUE, uid, seen(house, uid, waivers=ANY_REASON), NOW)
    assert standing_of(house, uid).proposal is None
    with nothing_done(house, "not_from_this_state"):
        adopt(house, uid)


def test_a_second_press_makes_no_second_version(house: House) -> None:
    uid = submitted(house)
    proposed(house, uid)
    pressed = seen(house, uid, ALICE, waivers=ANY_REASON)
    changing.adopt(house, ALICE, uid, pressed, LATER)
    with nothing_done(house, "text_moved", "somebody_was_faster", "proposal_gone"):
        changing.adopt(house, ALICE, uid, pressed, LATER)


def test_who_reads_the_text_of_before_validates_nothing_else(house: House) -> None:
    """A second director had the page open while the change was proposed, and while it was taken over."""
    uid = submitted(house)
    open_tab = seen(house, uid, ETIENNE, waivers=ANY_REASON)
    proposed(house, uid)
    with nothing_done(house, "somebody_was_faster"):
        deciding.validate(house, ETIENNE, uid, open_tab, LATER)
    adopt(house, uid)
    now_known = replace(open_tab, version=standing_of(house, uid).message.version)
    with nothing_done(house, "text_moved"):
        deciding.validate(house, ETIENNE, uid, now_known, LATER)


def test_it_waits_for_those_who_write_and_no_longer_for_who_proposed(house: House) -> None:
    uid = submitted(house)
    assert waits_for(house, DOMINIQUE) == [Action.VALIDATE]
    proposed(house, uid)
    assert waits_for(house, DOMINIQUE) == []
    assert waits_for(house, ALICE) == [Action.ADOPT] and waits_for(house, ETIENNE) == [Action.VALIDATE]
    adopt(house, uid)
    assert waits_for(house, DOMINIQUE) == [Action.VALIDATE] and waits_for(house, ALICE) == []


def test_the_reason_written_against_a_lack_is_written_again_by_who_takes_it_over(house: House) -> None:
    """A waiver belongs to one sealed text: the next one has its own, in the name of its author."""
    uid = submitted(house, WAITING)
    key = standing_of(house, uid).situation.template.sections[0].key
    long = Typed("Titre", {key: "mot " * 900})
    changing.propose(house, DOMINIQUE, uid, long, seen(house, uid), NOW)
    with nothing_done(house, "too_many_words"):
        adopt(house, uid, waivers={})
    adopt(house, uid)
    shown = page(house, uid, DOMINIQUE)
    assert {waiver.person for waiver in shown.waivers} == {ALICE.name}
    proposed(house, uid)
    again = page(house, uid, ALICE).proposal
    assert again is not None and set(again.written.values()) == {IT_MUST}


def test_a_fact_that_moved_since_is_what_the_new_text_says(house: House) -> None:
    uid = submitted(house, NOTIFICATION, CHLOE)
    standing = standing_of(house, uid)
    proposed(house, uid)
    asked = standing.situation.template.questions
    number = next(q.fact for q in asked if q.fact and q.type is QuestionType.NUMBER)
    many = {"value": "41973", "unknown": False}
    facts.record_fact(house, CHLOE, standing.incident.uid, number, many, NOW, said_by="")
    adopt(house, uid, CHLOE)
    assert "41973" in standing_of(house, uid).sealed_bytes.decode()


def test_a_report_is_changed_the_same_way(house: House) -> None:
    uid = submitted(house, REPORT, FARID)
    proposed(house, uid)
    adopt(house, uid, FARID)
    assert status_of(house, uid) is Status.SUBMITTED


def test_what_is_typed_is_kept_until_it_is_proposed(house: House) -> None:
    uid = submitted(house)
    base = revision_of(house, uid).number

    def kept() -> object:
        with house.database.read() as session:
            found = change_page(session, house, DOMINIQUE, uid, NOW)
        assert found is not None
        return found.kept and found.kept.fields

    keeping.keep(house, DOMINIQUE, "", uid, base, (("title", "Les so"),), NOW, towards=Action.PROPOSE)
    assert kept() == (("title", "Les so"),)
    with pytest.raises(Refused):
        keeping.keep(house, DOMINIQUE, "", uid, base, (("title", "Les so"),), NOW)
    proposed(house, uid)
    assert kept() is None
    keeping.keep(house, DOMINIQUE, "", uid, base, (("title", "Les"),), NOW, towards=Action.PROPOSE)
    adopt(house, uid)
    assert kept() == (("title", "Les"),), "typed over the text of before, it is laid over this one"


def test_words_of_a_draft_and_of_a_change_do_not_take_each_others_place(house: House) -> None:
    uid = submitted(house)
    both, base = also(house, DOMINIQUE, Role.COMMUNICATION), revision_of(house, uid).number
    keeping.keep(house, both, "", uid, base, (("title", "Changement"),), NOW, towards=Action.PROPOSE)
    deciding.turn(house, ALICE, uid, Action.TAKE_BACK, seen(house, uid, ALICE), NOW)
    keeping.keep(house, both, "", uid, base, (("title", "Brouillon"),), NOW)
    with house.database.read() as session:
        message = standing_of(house, uid).message.id
        kept = [working_copy(session, message, both.uid, towards) for towards in (Action.SAVE, Action.PROPOSE)]
    assert [one and dict(one.fields)["title"] for one in kept] == ["Brouillon", "Changement"]
