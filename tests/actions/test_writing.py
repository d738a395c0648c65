"""Writing: every save is a revision, whoever saves is an author, and what cannot be taken names its field."""

from collections.abc import Mapping
from typing import Any

import pytest
from sqlalchemy import select

from commworkflow.actions import writing
from commworkflow.actions.act import NotFound, Refused, Wrong
from commworkflow.actions.writing import Written
from commworkflow.readings.edit_page import EditPage, edit_page
from commworkflow.records.facts import FactValue
from commworkflow.records.house import House
from commworkflow.records.messages import Revision
from commworkflow.rules.roles import Actor, Role
from commworkflow.rules.typed import Typed
from tests.acting import (
    ALICE,
    BRUNO,
    CHLOE,
    DOMINIQUE,
    FARID,
    HUGO,
    NOTICE,
    NOTIFICATION,
    REPORT,
    ZOE,
    also,
    draft,
    examples,
    nothing_done,
    one_entry,
    save,
    seen,
    standing_of,
    submitted,
)
from tests.cast import NOW


def revisions(house: House) -> list[Revision]:
    with house.database.read() as session:
        return list(session.scalars(select(Revision).order_by(Revision.id)))


def shown(house: House, uid: str, who: Actor = ALICE) -> EditPage:
    with house.database.read() as session:
        page = edit_page(session, house, who, uid, NOW)
    assert page is not None
    return page


def written(house: House, uid: str, typed: Typed, who: Actor = ALICE) -> Written:
    return writing.save(house, who, uid, typed, seen(house, uid, who), NOW)


def test_every_save_is_a_revision_that_follows_the_last(house: House) -> None:
    uid = draft(house)
    numbers = [written(house, uid, Typed(title, {})).revision for title in ("Un", "Deux")]
    first, second, third = revisions(house)
    assert numbers == [2, 3]
    assert [(r.title, r.from_revision_id) for r in (second, third)] == [("Un", first.id), ("Deux", second.id)]
    assert standing_of(house, uid).situation.version == 3


def test_a_section_that_was_not_sent_stays_and_answers_too(house: House) -> None:
    uid = draft(house)
    written(house, uid, Typed("T", {"ouverture": "Nouveau."}, {"horaires": "jour"}))
    written(house, uid, Typed("T", {"urgence": "Rien."}))
    first, _, last = revisions(house)
    html = {section["key"]: section["html"] for section in last.sections}
    assert (html["ouverture"], html["urgence"]) == ("<p>Nouveau.</p>\n", "<p>Rien.</p>\n")
    assert html["soins"] == first.sections[2]["html"]
    assert last.answers == {"horaires": "jour"}


def test_a_section_of_no_template_is_passed_over(house: House) -> None:
    uid = draft(house)
    written(house, uid, Typed("T", {"autre": "x"}))
    first, last = revisions(house)
    assert last.sections == first.sections


def test_what_the_form_shows_is_what_was_typed(house: House) -> None:
    uid = draft(house)
    typed = "## Les urgences\n\n- ouvertes, **toujours**\n- [[urgences]]"
    written(house, uid, Typed("T", {"ouverture": typed}))
    assert shown(house, uid).sections[0].markdown == typed
    before = revisions(house)[-1].sections
    written(house, uid, Typed("T", {section.key: section.markdown for section in shown(house, uid).sections}))
    assert revisions(house)[-1].sections == before


WRONG: list[tuple[str, Typed, Mapping[str, str]]] = [
    ("no title", Typed(" \n ", {}), {"title": "required"}),
    ("only unseen characters", Typed("\u200b\u00ad", {}), {"title": "required"}),
    ("a title too long", Typed("x" * 201, {}), {"title": "too_long"}),
    ("a title that turns round", Typed("\u202eeuv", {}), {"title": "forbidden_character"}),
    ("a section that turns round", Typed("T", {"soins": "a\u2066b"}), {"section.soins": "forbidden_character"}),
    ("a section too long", Typed("T", {"soins": "x" * 100_001}), {"section.soins": "too_long"}),
    (
        "everything at once",
        Typed("", {"soins": "x" * 1_000_000, "urgence": "\u202e"}),
        {"title": "required", "section.soins": "too_long", "section.urgence": "forbidden_character"},
    ),
]


@pytest.mark.parametrize(("what", "typed", "problems"), WRONG, ids=[row[0] for row in WRONG])
def test_what_cannot_be_taken_names_its_field_and_changes_nothing(
    house: House, what: str, typed: Typed, problems: Mapping[str, str]
) -> None:
    uid = draft(house)
    with nothing_done(house, raises=Wrong) as told:
        written(house, uid, typed)
    assert isinstance(told.value, Wrong)
    assert {name: key for name, (key, _) in told.value.problems.items()} == problems, what


def test_a_title_of_200_characters_fits_and_its_spaces_are_folded(house: House) -> None:
    uid = draft(house)
    written(house, uid, Typed("é" * 200, {}))
    written(house, uid, Typed("  a \n\t b ", {}))
    assert [revision.title for revision in revisions(house)[1:]] == ["é" * 200, "a b"]


def test_what_was_taken_out_is_told(house: House) -> None:
    uid = draft(house)
    typed = Typed("a\u200bb", {"soins": "vol\u00adée\u200b"})
    assert written(house, uid, typed) == Written(2, ("ZERO WIDTH SPACE", "SOFT HYPHEN"))


def test_markup_is_text(house: House) -> None:
    uid = draft(house)
    written(house, uid, Typed("<b>T</b>", {"soins": "<script>alert(1)</script>"}))
    last = revisions(house)[-1]
    assert last.title == "<b>T</b>"
    assert last.sections[2]["html"] == "<p>&lt;script&gt;alert(1)&lt;/script&gt;</p>\n"


@pytest.mark.parametrize("version", [0, 2, -1])
def test_an_old_tab_overwrites_nothing(house: House, version: int) -> None:
    uid = draft(house)
    with nothing_done(house, "somebody_was_faster"):
        writing.save(house, ALICE, uid, Typed("T", {}), seen(house, uid, version=version), NOW)


def test_two_who_write_at_once_are_told_and_the_second_loses_nothing_already_saved(house: House) -> None:
    uid = draft(house)
    both_saw = seen(house, uid)
    writing.save(house, ALICE, uid, Typed("Le premier", {}), both_saw, NOW)
    with nothing_done(house, "somebody_was_faster"):
        writing.save(house, ALICE, uid, Typed("Le second", {}), both_saw, NOW)


def test_who_saves_is_an_author_under_the_role_used(house: House) -> None:
    bruno = also(house, BRUNO, Role.COMMUNICATION)
    uid = draft(house)
    save(house, uid, bruno)
    situation = standing_of(house, uid).situation
    assert situation.authors == {ALICE.uid, BRUNO.uid}
    assert situation.author_roles == {Role.COMMUNICATION}


@pytest.mark.parametrize("who", [BRUNO, CHLOE, DOMINIQUE, FARID, HUGO], ids=lambda actor: str(actor.name))
def test_who_is_not_named_writes_nothing(house: House, who: Actor) -> None:
    uid = draft(house)
    with nothing_done(house, "not_your_role"):
        save(house, uid, who)


@pytest.mark.parametrize(
    ("key", "author", "who"), [(NOTICE, ALICE, ZOE), (NOTIFICATION, CHLOE, ALICE), (REPORT, FARID, HUGO)]
)
def test_what_one_may_not_read_does_not_exist(house: House, key: str, author: Actor, who: Actor) -> None:
    """Another establishment's message, one of class C3, one of class C2."""
    uid = draft(house, key, author)
    with nothing_done(house, raises=NotFound):
        writing.save(house, who, uid, Typed("T", {}), seen(house, uid), NOW)
    with nothing_done(house, raises=NotFound):
        writing.save(house, who, "no such message", Typed("T", {}), seen(house, uid), NOW)


def test_nothing_is_written_once_it_is_submitted(house: House) -> None:
    uid = submitted(house)
    with nothing_done(house, "not_from_this_state"):
        save(house, uid, ALICE)


def values(house: House) -> list[Any]:
    with house.database.read() as session:
        return list(session.scalars(select(FactValue.value).order_by(FactValue.id)))


def test_an_answer_that_reads_a_fact_proposes_it_once(house: House) -> None:
    uid = draft(house)
    typed = examples(house)
    with one_entry(house, "message_saved"):
        written(house, uid, typed)
    proposed = values(house)
    assert len(proposed) == 6
    page = shown(house, uid)
    written(house, uid, Typed("T", {}, page.answers, page.answers))
    assert values(house) == proposed


def test_two_texts_never_hold_two_numbers(house: House) -> None:
    first = draft(house)
    written(house, first, examples(house))
    place = standing_of(house, first).incident.uid
    second = draft(house, place=place)
    telephone = "02 61 91 00 99"
    page = shown(house, second)
    assert page.answers["telephone_information"] == "02 61 91 00 15"
    written(house, second, Typed("T", {}, {**page.answers, "telephone_information": telephone}, page.answers))
    assert shown(house, first).answers["telephone_information"] == telephone


def test_a_wrong_answer_proposes_nothing_and_is_kept_as_typed(house: House) -> None:
    uid = draft(house)
    written(house, uid, Typed("T", {}, {"telephone_information": "trois"}))
    assert values(house) == []
    assert shown(house, uid).answers["telephone_information"] == "trois"
    assert [problem.path for problem in shown(house, uid).reading.judged.problems] == ["telephone_information"]


def test_a_refused_save_records_no_fact_either(house: House) -> None:
    uid = draft(house)
    with nothing_done(house, "somebody_was_faster", raises=Refused):
        writing.save(house, ALICE, uid, examples(house), seen(house, uid, version=9), NOW)
