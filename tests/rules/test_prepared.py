"""What is left open in calm, and the proof that on the night nothing else was changed."""

import json
from collections.abc import Mapping
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from commworkflow.rules.freezing import Draft, freeze, read
from commworkflow.rules.lifecycle import Action, judge
from commworkflow.rules.message_templates import ChannelKey, TemplateSection
from commworkflow.rules.placeholders import OF_INCIDENT, names_in
from commworkflow.rules.prepared import (
    gaps,
    only_slots_differ,
    slots_missing,
    slots_of,
    without_slots,
    words_left_open,
)
from commworkflow.rules.questions import Owed, Question, QuestionType, RawAnswers, Requirement
from commworkflow.rules.roles import Role
from commworkflow.rules.situation import PreparedText, Status, Validation
from tests.cast import NOW
from tests.hospital import ALWAYS, IDENTITY, PRESS, SEAL, a_draft, a_fact, a_situation, somebody, willing

TEMPLATE = replace(
    PRESS,
    questions=(
        Question("heure", "Prochain point", QuestionType.DATE_TIME, "soins", ALWAYS, fact="prochain_point", slot=True),
        Question("etat", "État", QuestionType.LINE, "soins", ALWAYS, slot=True),
        Question("numero", "Numéro", QuestionType.LINE, "soins", ALWAYS, fact="numero"),
        Question("note", "Note", QuestionType.LINE, "soins", Requirement(Owed.NEVER)),
    ),
    sections=(TemplateSection("texte", "", "[[etat]]"),),
)
HTML = "<p>Le [[incident.discovered]], les urgences sont [[etat]]. [[numero]] [[note]]</p><p>Point : [[heure]].</p>"
IN_CALM: RawAnswers = {"numero": "02 61", "note": "jour et nuit"}
SLOTS: RawAnswers = {"etat": "ouvertes", "heure": {"date": "2026-03-14", "time": "16:15"}}


def draft(answers: RawAnswers = IN_CALM, **changes: Any) -> Draft:
    sections = ({"key": "texte", "title": "Les soins", "html": changes.pop("html", HTML)},)
    return a_draft(TEMPLATE, sections=sections, answers=answers, **changes)


def sealed(one: Draft) -> Mapping[str, Any]:
    found: Mapping[str, Any] = json.loads(freeze(one, read(one, NOW), IDENTITY).canonical)
    return found


def prepared(**changes: Any) -> Mapping[str, Any]:
    """What the director decided on: the text with its gaps."""
    return sealed(draft(in_calm=True, **changes))


def proven(finished: Draft) -> bool:
    masked = replace(finished, in_calm=True, answers=without_slots(finished.template, finished.answers))
    return only_slots_differ(prepared(), sealed(masked))


def words(one: Draft) -> str:
    return json.dumps(sealed(one)["sections"], ensure_ascii=False)


def test_in_calm_every_slot_and_the_incident_stand_as_gaps_that_name_themselves() -> None:
    text = words(draft(in_calm=True))
    assert "[à compléter : État]" in text and "[à compléter : Prochain point]" in text
    assert "[à compléter : l’incident]" in text
    assert list(names_in(text)) == [], "nothing is left to fill but the gaps"


def test_in_calm_nothing_is_missing_but_what_is_decided_in_calm() -> None:
    assert read(draft(in_calm=True), NOW).state.missing == ()
    assert read(draft({"note": "x"}, in_calm=True), NOW).state.missing == ("numero",)
    assert set(read(draft(), NOW).state.missing) == {"heure", "etat"}


def test_in_calm_the_register_fills_no_slot() -> None:
    known = {"prochain_point": a_fact({"date": "2026-01-01", "time": "08:00"}), "numero": a_fact("03 00")}
    reading = read(draft(in_calm=True, facts=known), NOW)
    assert reading.used_facts == ("numero",)


def test_on_the_night_the_slots_are_filled_and_nothing_else_differs() -> None:
    finished = draft({**IN_CALM, **SLOTS}, incident={"discovered": NOW})
    assert proven(finished)
    assert "ouvertes" in words(finished) and "à compléter" not in words(finished)


CHANGED: list[tuple[str, dict[str, Any]]] = [
    ("another answer that was decided in calm", {"answers": {**IN_CALM, **SLOTS, "numero": "06 66"}}),
    ("an answer taken out", {"answers": {**SLOTS, "numero": "02 61"}}),
    ("another title", {"title": "Autre"}),
    ("a word of the text", {"html": HTML.replace("urgences", "soins")}),
    ("a slot said a second time", {"html": HTML + "<p>[[etat]]</p>"}),
    ("a slot's words written into the text", {"html": HTML.replace("[[etat]]", "ouvertes")}),
    ("another letterhead", {"letterhead": ("2 rue",)}),
    ("a fact in place of what was typed", {"facts": {"numero": a_fact("06 66")}}),
    ("another version of the template", {"template": replace(TEMPLATE, digest="b" * 64)}),
    ("another way out", {"template": replace(TEMPLATE, channels=(ChannelKey.SITE,))}),
]


@pytest.mark.parametrize(("sentence", "changes"), CHANGED, ids=[row[0] for row in CHANGED])
def test_anything_else_is_seen(sentence: str, changes: dict[str, Any]) -> None:
    base: dict[str, Any] = {"answers": {**IN_CALM, **SLOTS}}
    html = changes.get("html", HTML)
    one = draft(changes.get("answers", base["answers"]), html=html)
    rest = {name: value for name, value in changes.items() if name not in {"answers", "html"}}
    assert not proven(replace(one, **rest)), sentence


TYPED = st.text(st.characters(exclude_categories=("Cs", "Cc", "Cf")), max_size=30)


@given(etat=TYPED, heure=st.dates(date(2020, 1, 1), date(2040, 1, 1)))
def test_whatever_is_typed_into_the_slots_the_rest_is_as_it_was(etat: str, heure: date) -> None:
    typed = {"etat": etat, "heure": {"date": heure.isoformat(), "time": "16:15"}}
    finished = draft({**IN_CALM, **typed}, incident={"discovered": NOW})
    assert proven(finished)
    assert "à compléter" not in words(draft({**IN_CALM, **typed, "etat": "x"}, incident={"discovered": NOW}))


@given(st.sampled_from(["numero", "note"]), TYPED)
def test_whatever_is_typed_elsewhere_is_seen(question: str, typed: str) -> None:
    finished = draft({**IN_CALM, **SLOTS, question: typed})
    assert proven(finished) is (typed == IN_CALM[question])


def test_what_is_not_filled_is_named() -> None:
    assert slots_missing(TEMPLATE, IN_CALM, frozenset()) == ("Prochain point", "État")
    assert slots_missing(TEMPLATE, {**IN_CALM, **SLOTS}, frozenset()) == ()
    assert slots_missing(TEMPLATE, {**IN_CALM, **SLOTS}, frozenset({"heure"})) == ("Prochain point",)


def test_a_template_without_slots_leaves_only_the_hours_of_its_incident_open() -> None:
    assert slots_of(PRESS) == ()
    assert set(gaps(PRESS)) == {"incident.discovered", "incident.opened"}


@pytest.mark.parametrize("name", OF_INCIDENT)
def test_what_an_incident_says_in_words_is_no_gap(name: str) -> None:
    """Not even the dossier's own words stand there: on the night they would be those of whoever opened the incident."""
    said = {**dict.fromkeys(OF_INCIDENT, "des mots"), "discovered": NOW, "opened": NOW}
    html = f"<p>[[etat]] [[incident.{name}]]</p>"
    in_words = {"title", "nature", "discovered_by"}
    reading = read(draft(in_calm=True, html=html, incident=said), NOW)
    assert reading.state.unfilled == ((f"incident.{name}",) if name in in_words else ())
    assert "des mots" not in words(draft(in_calm=True, html=html, incident=said))
    assert words_left_open([{"html": html}, {"html": html}]) == reading.state.unfilled
    assert read(draft({**IN_CALM, **SLOTS}, html=html, incident=said), NOW).state.unfilled == (), "an incident says it"


READY = PreparedText(SEAL, "the director", True, NOW + timedelta(days=30), (), True)
OBJECTED: list[tuple[str, PreparedText | None, dict[str, Any], str]] = [
    ("all is well", READY, {}, ""),
    ("from nothing prepared", None, {}, "prepared_gone"),
    ("its validation was revoked", replace(READY, holds=False), {}, "prepared_gone"),
    ("its day is past", replace(READY, holds_until=NOW), {}, "validation_lapsed"),
    ("another text was on the screen", READY, {"seal": "0" * 64}, "text_moved"),
    ("validated by who would fill it", replace(READY, validated_by="somebody"), {}, "validated_by_you"),
    ("a gap is left", replace(READY, lacking=("État",)), {}, "slots_unfilled"),
    ("an hour to come is past", replace(READY, past=("Prochain point",)), {}, "slots_past"),
    ("more than the gaps", replace(READY, untouched=False), {}, "more_than_slots"),
    ("words are left open", replace(READY, words_open=("incident.nature",)), {}, "words_left_open"),
    ("so that more differs", replace(READY, words_open=("x",), untouched=False), {}, "words_left_open"),
]


@pytest.mark.parametrize(("sentence", "found", "brings", "refusals"), OBJECTED, ids=[row[0] for row in OBJECTED])
def test_what_objects_to_finishing_a_prepared_text(
    sentence: str, found: PreparedText | None, brings: dict[str, Any], refusals: str
) -> None:
    situation = a_situation(PRESS, Status.DRAFT, somebody(Role.COMMUNICATION), prepared=found)
    intent = willing(situation, **{"seal": SEAL, **brings})
    assert [one.name for one in judge(Action.COMPLETE, situation, intent).refusals] == refusals.split()


def test_what_is_prepared_leaves_by_nobody() -> None:
    for action, status in ((Action.RELEASE, Status.VALIDATED), (Action.RECORD_VALIDATION, Status.SUBMITTED)):
        situation = a_situation(PRESS, status, somebody(Role.DIRECTOR, Role.CRISIS_CELL), in_calm=True)
        assert "prepared_stays" in {one.key for one in judge(action, situation, willing(situation)).refusals}


def test_a_finished_text_leaves_only_while_the_original_stands() -> None:
    for holds, granted in ((True, True), (None, True), (False, False)):
        validation = Validation("the director", NOW, NOW + timedelta(hours=4), None, holds)
        situation = a_situation(PRESS, Status.VALIDATED, somebody(Role.DIRECTOR), validation=validation)
        assert judge(Action.RELEASE, situation, willing(situation)).granted is granted
