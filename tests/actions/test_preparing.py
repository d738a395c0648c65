"""A text validated in calm and finished on the night: what is filled, what is proved, what ends it."""

import json
from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import select

from commworkflow.actions import deciding, preparing
from commworkflow.actions.act import NotFound, Refused, Wrong
from commworkflow.actions.incidents import Described, open_incident
from commworkflow.channels import CHANNELS
from commworkflow.readings.drafts import draft_of
from commworkflow.readings.home import home_page
from commworkflow.readings.incidents import incident_line
from commworkflow.readings.prepared import prepared_lines, prepared_page
from commworkflow.readings.prints import printable
from commworkflow.records.house import House
from commworkflow.records.releases import Release
from commworkflow.records.sealed_texts import Decision
from commworkflow.rules import freezing
from commworkflow.rules.blocks import Sections
from commworkflow.rules.lengths import Measured
from commworkflow.rules.lifecycle import Action
from commworkflow.rules.message_templates import Template
from commworkflow.rules.placeholders import HOURS_OF_INCIDENT, INCIDENT, OF_INCIDENT, Filling
from commworkflow.rules.prepared import with_gaps
from commworkflow.rules.questions import RawAnswers
from commworkflow.rules.roles import Actor
from commworkflow.rules.situation import Intent, Status
from tests.acting import (
    ALICE,
    ANY_REASON,
    BRUNO,
    DOMINIQUE,
    ETIENNE,
    FARID,
    HUGO,
    WAITING,
    ZOE,
    as_opened,
    draft,
    examples,
    incident,
    nothing_done,
    one_entry,
    opine,
    release,
    seen,
    standing_of,
    status_of,
    turn,
    validated,
)
from tests.cast import NOW, SAINT_ROCH

SPRING = NOW - timedelta(days=60)
NIGHT = NOW
SLOTS: RawAnswers = {
    "nature": "technique",
    "urgences": "fermees",
    "prochain_point": {"date": "2026-03-14", "time": "16:15"},
}


def dossier(house: House) -> str:
    said = Described("Préparation", "", SPRING, "", (SAINT_ROCH.uid,), in_calm=True)
    return open_incident(house, DOMINIQUE, said, SPRING)


def written(house: House, sections: Mapping[str, str] | None = None) -> str:
    """A waiting statement submitted in calm; ``sections``: those whose text is another than the template's."""
    uid = draft(house, WAITING, ALICE, SPRING, dossier(house))
    typed = replace(examples(house, WAITING), sections=sections or {}, shown=as_opened(house, uid, ALICE, SPRING))
    deciding.submit(house, ALICE, uid, typed, seen(house, uid, ALICE, SPRING, waivers=ANY_REASON), SPRING)
    return uid


def prepared(house: House, until: datetime | None = None, sections: Mapping[str, str] | None = None) -> str:
    uid = written(house, sections)
    opine(house, uid, BRUNO, now=SPRING)
    deciding.validate(house, DOMINIQUE, uid, seen(house, uid, now=SPRING), SPRING, until=until)
    return uid


def use(
    house: House, uid: str, who: Actor = ALICE, typed: RawAnswers = SLOTS, now: datetime = NIGHT, place: str = "",
    **brings: Any,
) -> str:  # fmt: skip
    intent = replace(Intent(seal=standing_of(house, uid, DOMINIQUE, now).situation.seal), **brings)
    return preparing.use_prepared(house, who, place or incident(house, now), uid, typed, intent, now)


def text_of(house: House, uid: str) -> str:
    return json.dumps(json.loads(standing_of(house, uid).sealed_bytes)["sections"], ensure_ascii=False)


def test_in_calm_a_dossier_is_no_incident(house: House) -> None:
    with one_entry(house, "preparation_opened"):
        place = dossier(house)
    with house.database.read() as session:
        line = incident_line(session, DOMINIQUE, place)
        assert line is not None and line.in_calm
        assert home_page(session, house, DOMINIQUE, CHANNELS, NIGHT).incidents == ()


def test_it_is_validated_with_its_gaps_and_holds_for_months(house: House) -> None:
    uid = prepared(house)
    assert "[à compléter : État des urgences]" in text_of(house, uid)
    validation = standing_of(house, uid, now=SPRING).validation
    assert validation is not None and validation.holds_until == datetime(2027, 1, 13, 8, 30, tzinfo=NOW.tzinfo)


@pytest.mark.parametrize("until", [SPRING, SPRING - timedelta(days=1), SPRING + timedelta(days=366)])
def test_not_for_longer_than_the_house_allows(house: House, until: datetime) -> None:
    uid = written(house)
    opine(house, uid, BRUNO, now=SPRING)
    with nothing_done(house, raises=Wrong):
        deciding.validate(house, DOMINIQUE, uid, seen(house, uid, now=SPRING), SPRING, until=until)


def test_it_never_leaves_itself(house: House) -> None:
    uid = prepared(house)
    with nothing_done(house, "prepared_stays"):
        release(house, uid, ALICE, SPRING)


def test_on_the_night_its_slots_are_filled_and_it_is_released_by_hand(house: House) -> None:
    original, place = prepared(house), incident(house)
    with one_entry(house, "prepared_completed"):
        uid = use(house, original, place=place)
    assert status_of(house, uid) is Status.VALIDATED
    said = text_of(house, uid)
    assert "appelez le 15" in said and "un incident technique" in said and "à compléter" not in said
    number = release(house, uid, ALICE, NIGHT)
    with house.database.read() as session:
        kept = session.scalars(select(Release.imprint)).one()
    assert kept["number"] == number and kept["signer"] == "Pour l’établissement, Dominique Vasseur, direction"
    (note,) = kept["notes"]
    assert note.startswith("Texte préparé et validé le mardi 13 janvier 2026")
    assert note.endswith("complété et diffusé par Alice Martin.")


def test_it_says_who_finished_it_before_it_leaves_and_who_let_it_out(house: House) -> None:
    uid = use(house, prepared(house))
    parcel = printable(house, HUGO, uid, NIGHT)
    assert parcel is not None and parcel.imprint.notes[0].endswith("complété par Alice Martin.")
    release(house, uid, DOMINIQUE, NIGHT)
    parcel = printable(house, HUGO, uid, NIGHT)
    assert parcel is not None
    assert parcel.imprint.notes[0].endswith("complété par Alice Martin, diffusé par Dominique Vasseur.")


def test_the_decision_names_the_validation_in_calm(house: House) -> None:
    original = prepared(house)
    use(house, original)
    with house.database.read() as session:
        first, second = session.scalars(select(Decision).order_by(Decision.id))
    assert (second.action, second.basis, second.rests_on_id) == ("validate", "prepared", first.id)
    assert (second.person_id, second.mandate_id) == (first.person_id, first.mandate_id)
    assert (second.said_at, second.entered_at, second.signed_as) == (SPRING, NIGHT, "Dominique Vasseur")
    assert second.holds_until == NIGHT + timedelta(hours=4), "then as any waiting statement"


def test_it_holds_no_longer_than_the_text_it_comes_from(house: House) -> None:
    original = prepared(house, NIGHT + timedelta(hours=1))
    uid = use(house, original)
    with nothing_done(house, "validation_lapsed"):
        release(house, uid, ALICE, NIGHT + timedelta(hours=1))
    with nothing_done(house, "validation_lapsed"):
        use(house, original, now=NIGHT + timedelta(hours=1), place=standing_of(house, uid).incident.uid)


def test_revoked_in_calm_nothing_more_is_made_of_it_nor_leaves(house: House) -> None:
    original = prepared(house)
    place = incident(house)
    uid = use(house, original, place=place)
    turn(house, original, Action.REVOKE, now=NIGHT)
    with nothing_done(house, "prepared_gone"):
        release(house, uid, ALICE, NIGHT)
    with nothing_done(house, "prepared_gone"):
        use(house, original, place=place)


LEFT_OPEN: list[tuple[str, dict[str, Any]]] = [
    ("a gap is left", {"urgences": ""}),
    ("an hour that is none", {"prochain_point": {"date": "demain", "time": ""}}),
    ("a choice that is none", {"nature": "autre"}),
]


@pytest.mark.parametrize(("sentence", "changes"), LEFT_OPEN, ids=[row[0] for row in LEFT_OPEN])
def test_every_gap_is_filled_with_an_answer_of_its_kind(house: House, sentence: str, changes: dict[str, Any]) -> None:
    original, place = prepared(house), incident(house)
    with nothing_done(house, "slots_unfilled"):
        use(house, original, typed={**SLOTS, **changes}, place=place)


NATURE = {"faits": "**[[establishment.name]]**\n\n[[nature]] [[urgences]] [[action]]\n\n[[incident.nature]]"}


def test_what_the_cell_types_of_the_incident_is_no_gap(house: House) -> None:
    """Whoever describes the incident would else speak in the director's name, in any words."""
    with pytest.raises(Refused) as told:
        written(house, NATURE)
    assert [(one.name, one.facts["names"]) for one in told.value.refusals] == [
        ("placeholders_unfilled", "incident.nature")
    ]


def test_nor_where_it_was_validated_as_a_gap_once(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    def as_once(template: Template, values: Mapping[str, Filling]) -> Mapping[str, Filling]:
        gap = "[à compléter : l’incident]"
        return {**with_gaps(template, values), **{INCIDENT + name: gap for name in OF_INCIDENT}}

    with monkeypatch.context() as before:
        before.setattr(freezing, "with_gaps", as_once)
        original = prepared(house, sections=NATURE)
    said = Described("Rançongiciel", "Tout est vendu.", NIGHT, "RSSI", (SAINT_ROCH.uid,))
    place = open_incident(house, DOMINIQUE, said, NIGHT)
    with nothing_done(house, "words_left_open"):
        use(house, original, place=place)
    with house.database.read() as session:
        page = prepared_page(session, house, ALICE, place, original, NIGHT)
    assert page is not None and [one.key for one in page.closed] == ["words_left_open"], "told before anything is typed"


AROUND = {"message_court": "x" * 255 + " [[nature]]"}
TOO_LONG = {"message_court": "Texte long. " * 120 + "[[nature]]"}


def test_what_is_too_long_without_its_gaps_is_not_submitted_in_calm(house: House) -> None:
    with pytest.raises(Refused) as told:
        written(house, TOO_LONG)
    assert [one.name for one in told.value.refusals] == ["section_over_characters:message_court"]


def test_nor_finished_where_it_was_validated_so_once(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    def unmeasured(template: Template, sections: Sections) -> tuple[Measured, ...]:
        return ()

    with monkeypatch.context() as before:
        before.setattr(freezing, "measured", unmeasured)
        original = prepared(house, sections=TOO_LONG)
    place = incident(house)
    with nothing_done(house, "too_long_once_filled:message_court"):
        use(house, original, place=place)


def test_what_fills_the_gaps_is_measured_too(house: House) -> None:
    original, place = prepared(house, sections=AROUND), incident(house)
    with nothing_done(house, "too_long_once_filled:message_court"):
        use(house, original, typed={**SLOTS, "nature": "indeterminee"}, place=place)
    with nothing_done(house, "slots_unfilled"):
        use(house, original, typed={**SLOTS, "nature": ""}, place=place)
    assert status_of(house, use(house, original, place=place)) is Status.VALIDATED


def test_the_hours_of_an_incident_are_those_that_a_draft_is_told_as_hours(house: House) -> None:
    standing = standing_of(house, draft(house))
    around = draft_of(house, standing, {}, "", [], {}).incident
    assert tuple(around) == OF_INCIDENT
    assert tuple(name for name, said in around.items() if isinstance(said, datetime)) == HOURS_OF_INCIDENT


def test_what_is_sent_for_anything_but_a_slot_is_not_taken(house: House) -> None:
    original, place = prepared(house), incident(house)
    uid = use(house, original, typed={**SLOTS, "action": "Tout est réglé.", "contact_presse": "06 66"}, place=place)
    assert "Tout est réglé" not in text_of(house, uid) and "06 66" not in text_of(house, uid)


def test_what_the_registers_say_changes_nothing_of_it(house: House) -> None:
    """The crisis knows another telephone by now: the text says the one that was validated."""
    original = prepared(house)
    other = validated(house)
    place = standing_of(house, other).incident.uid
    uid = use(house, original, place=place)
    frozen, kept = (json.loads(standing_of(house, one).sealed_bytes) for one in (original, uid))
    assert kept["facts"] == frozen["facts"]


def test_it_was_the_text_on_the_screen(house: House) -> None:
    original, place = prepared(house), incident(house)
    with nothing_done(house, "text_moved"):
        use(house, original, place=place, seal="0" * 64)


@pytest.mark.parametrize("who", [FARID, BRUNO, HUGO])
def test_only_who_releases_this_family_finishes_it(house: House, who: Actor) -> None:
    original, place = prepared(house), incident(house)
    with nothing_done(house, "not_your_role"):
        use(house, original, who, place=place)


def test_another_hospital_knows_nothing_of_it(house: House) -> None:
    original, place = prepared(house), incident(house)
    with nothing_done(house, raises=NotFound):
        use(house, original, ZOE, place=place)


def test_a_text_that_was_not_prepared_is_not_used_so(house: House) -> None:
    ordinary, place = validated(house, WAITING), incident(house)
    with nothing_done(house, "prepared_gone", "more_than_slots"):
        use(house, ordinary, place=place)


def test_nor_one_that_nobody_validated_or_in_another_dossier(house: House) -> None:
    waiting, place = written(house), incident(house)
    with nothing_done(house, "prepared_gone"):
        use(house, waiting, place=place)
    original, second = prepared(house), dossier(house)
    with nothing_done(house) as told:
        use(house, original, place=second)
    assert "prepared_stays" in str(told.value)


def test_who_wrote_it_in_calm_stays_its_author(house: House) -> None:
    uid = use(house, prepared(house), ETIENNE)
    situation = standing_of(house, uid).situation
    assert situation.authors == {ALICE.uid, ETIENNE.uid}
    assert situation.validation is not None and situation.validation.by == DOMINIQUE.uid


def test_whoever_validated_it_in_calm_fills_no_gap_of_it(house: House) -> None:
    """One person would else be author, submitter, validator and releaser of what fills it."""
    original, place = prepared(house), incident(house)
    with nothing_done(house, "validated_by_you") as told:
        use(house, original, DOMINIQUE, place=place)
    assert isinstance(told.value, Refused)
    (refused,) = told.value.refusals
    assert refused.forbidden and refused.facts["roles"] == "communication,director,director_on_duty"
    uid = use(house, original, ETIENNE, place=place)
    release(house, uid, DOMINIQUE, NIGHT)
    assert status_of(house, uid) is Status.RELEASED, "but lets it out, once somebody else filled it"


def test_the_page_says_beforehand_what_stands_against_it(house: House) -> None:
    original, place = prepared(house), incident(house)
    for who, closed in ((ALICE, []), (ETIENNE, []), (DOMINIQUE, ["validated_by_you"])):
        with house.database.read() as session:
            page = prepared_page(session, house, who, place, original, NIGHT)
        assert page is not None and [one.key for one in page.closed] == closed


def test_what_may_be_used_is_listed_while_it_holds(house: House) -> None:
    original = prepared(house, NIGHT + timedelta(hours=1))
    written(house)
    place = incident(house)
    for who, now, found in (
        (ALICE, NIGHT, [original]), (ETIENNE, NIGHT, [original]), (FARID, NIGHT, []),
        (ALICE, NIGHT + timedelta(hours=1), []),
    ):  # fmt: skip
        with house.database.read() as session:
            line = incident_line(session, who, place)
            assert line is not None
            assert [one.uid for one in prepared_lines(session, house, who, line, now)] == found
    with house.database.read() as session:
        page = prepared_page(session, house, ALICE, place, original, NIGHT)
        assert prepared_page(session, house, FARID, place, original, NIGHT) is None
    assert page is not None and [slot.id for slot in page.slots] == ["nature", "urgences", "prochain_point"]
