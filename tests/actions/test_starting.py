"""Starting a message: numbered in its incident, from its template, from another, or to replace one that left."""

import json
from dataclasses import replace

import pytest
from sqlalchemy import select

from commworkflow.actions import starting, writing
from commworkflow.actions.act import NotFound
from commworkflow.readings.drafts import last_revision
from commworkflow.records.house import House
from commworkflow.records.journal import Journal
from commworkflow.records.messages import Message
from commworkflow.records.shelf import Shelf
from commworkflow.records.sources import KeptSource
from commworkflow.rules.lifecycle import Action
from commworkflow.rules.roles import Actor, Role
from commworkflow.rules.situation import Status
from commworkflow.rules.typed import Typed
from tests.acting import (
    ALICE,
    BRUNO,
    CHLOE,
    DOMINIQUE,
    ETIENNE,
    FARID,
    HUGO,
    INES,
    NOTICE,
    NOTIFICATION,
    WAITING,
    ZOE,
    also,
    draft,
    entries,
    incident,
    nothing_done,
    one_entry,
    release,
    released,
    save,
    seen,
    standing_of,
    submit,
    submitted,
    template_of,
    turn,
    validate,
    validated,
)
from tests.cast import NOW, SAINT_ROCH, VAL_D_OR


def numbers(house: House) -> list[str]:
    with house.database.read() as session:
        return list(session.scalars(select(Message.number).order_by(Message.id)))


def test_messages_are_numbered_in_their_incident(house: House) -> None:
    first, second = incident(house), incident(house)
    for place in (first, second, first):
        draft(house, place=place)
    assert numbers(house) == ["E-2026-001-01", "E-2026-002-01", "E-2026-001-02"]


def test_a_draft_starts_as_its_template_says(house: House) -> None:
    uid = draft(house, WAITING)
    template = template_of(house, WAITING)
    standing = standing_of(house, uid, ALICE)
    with house.database.read() as session:
        revision = last_revision(session, standing.message.id)
        (kept,) = session.scalars(select(KeptSource))
    assert (standing.situation.status, standing.situation.version, standing.situation.seal) == (Status.DRAFT, 1, "")
    assert standing.situation.authors == {ALICE.uid}
    assert (revision.number, revision.title, revision.answers) == (1, template.title, {})
    assert [section["key"] for section in revision.sections] == [section.key for section in template.sections]
    assert "[[establishment.name]]" in revision.sections[0]["html"]
    assert kept.bytes == house.shelf.catalogue.contents[template.digest]


def test_the_bytes_of_a_template_are_kept_once(house: House) -> None:
    for _ in range(3):
        draft(house, WAITING)
    with house.database.read() as session:
        assert len(session.scalars(select(KeptSource)).all()) == 1


def test_two_templates_of_the_same_bytes_stay_two(house: House) -> None:
    """Fails once a version is known by its digest alone: the second would be started as the first."""
    known = house.shelf.catalogue
    waiting = known.templates[WAITING, "fr"]
    copied = replace(waiting, key="attente-copie")
    both = Shelf(replace(known, templates={**known.templates, (copied.key, "fr"): copied}))
    other = replace(house, shelf=both)
    first = draft(other, WAITING)
    second = draft(other, copied.key)
    for shelf in (both, Shelf(replace(known, templates={}))):
        read = replace(house, shelf=shelf)
        found = [standing_of(read, uid, ALICE).situation.template.key for uid in (first, second)]
        assert found == [WAITING, copied.key]
    with house.database.read() as session:
        assert len(session.scalars(select(KeptSource)).all()) == 2


@pytest.mark.parametrize("who", [BRUNO, CHLOE, DOMINIQUE, FARID, HUGO], ids=lambda actor: str(actor.name))
def test_who_is_not_named_starts_nothing(house: House, who: Actor) -> None:
    place = incident(house)
    with nothing_done(house, "not_your_role"):
        draft(house, NOTICE, who, place=place)


@pytest.mark.parametrize("who", [INES, ZOE], ids=lambda actor: str(actor.name))
def test_who_reads_nothing_there_is_told_of_nothing(house: House, who: Actor) -> None:
    place = incident(house)
    with nothing_done(house, raises=NotFound):
        draft(house, NOTICE, who, place=place)


def test_an_incident_that_is_not_there_is_not_found(house: House) -> None:
    with nothing_done(house, raises=NotFound):
        draft(house, place="nowhere")


def test_an_establishment_the_incident_does_not_touch_is_not_found(house: House) -> None:
    """Neither for whoever writes in one of the two hospitals, nor for whoever writes in both."""
    place = incident(house)
    for who in (ALICE, also(house, ALICE, Role.COMMUNICATION, VAL_D_OR)):
        with nothing_done(house, raises=NotFound):
            starting.start(house, who, place, VAL_D_OR.uid, template_of(house, NOTICE), NOW)


def test_a_copy_takes_the_last_text_and_its_authors(house: House) -> None:
    alice_too = also(house, BRUNO, Role.COMMUNICATION)
    uid = draft(house)
    save(house, uid, alice_too, "Le titre copié")
    copied = starting.copy(house, ALICE, uid, NOW)
    standing = standing_of(house, copied)
    assert standing.situation.authors == {ALICE.uid, BRUNO.uid}
    assert (standing.message.title, standing.message.replaces_id) == ("Le titre copié", None)
    assert standing.message.copied_from_id is not None
    with house.database.read() as session:
        entry = session.scalars(select(Journal).order_by(Journal.sequence.desc())).first()
        source = standing_of(house, uid)
        last = last_revision(session, source.message.id)
    assert entry is not None
    assert json.loads(entry.entry)["facts"]["copied_from"] == last.uid


def test_what_is_written_after_a_copy_makes_no_author_of_it(house: House) -> None:
    bruno = also(house, BRUNO, Role.COMMUNICATION)
    uid = draft(house)
    copied = starting.copy(house, ALICE, uid, NOW)
    save(house, uid, bruno)
    assert standing_of(house, copied).situation.authors == {ALICE.uid}
    assert standing_of(house, uid).situation.authors == {ALICE.uid, BRUNO.uid}


def test_a_message_above_ones_class_cannot_be_copied(house: House) -> None:
    uid = draft(house, NOTIFICATION, CHLOE)
    for who in (ALICE, FARID, HUGO, ZOE):
        with nothing_done(house, raises=NotFound):
            starting.copy(house, who, uid, NOW)
    with nothing_done(house, "not_your_role"):
        starting.copy(house, BRUNO, uid, NOW)


def test_a_correction_replaces_what_left_once_at_a_time(house: House) -> None:
    uid = released(house)
    with one_entry(house, "message_corrected"):
        correction = starting.correct(house, ALICE, uid, seen(house, uid), NOW)
    standing = standing_of(house, correction)
    assert standing.message.replaces_id == standing_of(house, uid).message.id
    number = standing.message.number
    with nothing_done(house, "already_being_corrected"):
        starting.correct(house, ALICE, uid, seen(house, uid), NOW)
    assert standing_of(house, uid).situation.correction_underway == number
    turn(house, correction, Action.DISCARD, ALICE)
    assert starting.correct(house, ALICE, uid, seen(house, uid), NOW) != correction


def test_a_refused_correction_gives_way_to_another(house: House) -> None:
    uid = released(house)
    correction = starting.correct(house, ALICE, uid, seen(house, uid), NOW)
    submit(house, correction)
    turn(house, correction, Action.REFUSE)
    assert starting.correct(house, ALICE, uid, seen(house, uid), NOW) != correction


def test_nothing_is_corrected_that_did_not_leave(house: House) -> None:
    for uid in (draft(house), submitted(house), validated(house)):
        with nothing_done(house, "not_from_this_state"):
            starting.correct(house, ALICE, uid, seen(house, uid), NOW)


def test_a_withdrawn_text_may_still_be_corrected(house: House) -> None:
    uid = released(house)
    turn(house, uid, Action.WITHDRAW)
    correction = starting.correct(house, ALICE, uid, seen(house, uid), NOW)
    assert standing_of(house, correction).situation.status is Status.DRAFT


def test_four_eyes_through_copies_and_corrections_at_any_depth(house: House) -> None:
    """Dominique wrote the very first text: three messages later, she still decides on none of them."""
    dominique = also(house, DOMINIQUE, Role.COMMUNICATION)
    first = draft(house, who=dominique)
    copied = starting.copy(house, ALICE, first, NOW)
    submit(house, copied)
    validate(house, copied, ETIENNE)
    release(house, copied, ETIENNE)
    correction = starting.correct(house, ALICE, copied, seen(house, copied), NOW)
    last = starting.copy(house, ALICE, correction, NOW)
    writing.save(
        house, ALICE, last, Typed("Tout autre chose", {"ouverture": "Tout autre chose."}), seen(house, last), NOW
    )
    submit(house, last)
    assert standing_of(house, last).situation.authors == {ALICE.uid, DOMINIQUE.uid}
    with nothing_done(house, "four_eyes"):
        validate(house, last, dominique)
    validate(house, last, ETIENNE)
    assert entries(house)[-1] == "message_validated"


def test_the_establishment_of_a_message_is_that_of_its_incident(house: House) -> None:
    assert standing_of(house, draft(house)).establishment.uid == SAINT_ROCH.uid


def test_once_its_correction_has_left_a_text_never_leaves_again(house: House) -> None:
    """A correction still written closes nothing; withdrawn in its turn, it does not bring back what it replaced."""
    uid = released(house)
    correction = starting.correct(house, ALICE, uid, seen(house, uid), NOW)
    assert standing_of(house, uid).situation.replaced_by == ""
    submit(house, correction)
    validate(house, correction)
    assert standing_of(house, uid).situation.replaced_by == ""
    release(house, correction)
    number = standing_of(house, correction).message.number
    assert standing_of(house, uid).situation.replaced_by == number
    turn(house, correction, Action.WITHDRAW)
    assert standing_of(house, uid).situation.replaced_by == number
