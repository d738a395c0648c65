"""From a draft to its seal: everything decided is covered, nothing else is, and what lacks is told."""

import json
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from commworkflow.rules.blocks import Field, Warning, from_json
from commworkflow.rules.canonical import digest, text_digest
from commworkflow.rules.facts import read_facts
from commworkflow.rules.freezing import Draft, Frozen, Identity, freeze, read
from commworkflow.rules.message_templates import ChannelKey
from commworkflow.rules.roles import ReadingClass
from commworkflow.rules.text import folded
from commworkflow.rules.worlds import World
from tests.cast import NOW
from tests.hospital import FORM, IDENTITY, PRESS, REPORT, a_draft, a_fact

REGISTER = read_facts(
    b"""
[sites]
label = { fr = "Sites", en = "Sites" }
type = "number"
class = "C0"

[rancon]
label = { fr = "Montant", en = "Amount" }
type = "number"
class = "C3"
"""
)
assert isinstance(REGISTER, dict)


def written(html: str) -> list[dict[str, str]]:
    return [{"key": "texte", "title": "Les soins", "html": html}]


def untitled(html: str) -> list[dict[str, str]]:
    return [{"key": "texte", "title": "", "html": html}]


def frozen(draft: Draft, identity: Identity = IDENTITY) -> Frozen:
    return freeze(draft, read(draft, NOW), identity)


SPEAKING = a_draft(
    register=REGISTER, sections=written("<p>[[fact.sites]] sites. [[consigne]]</p>"), facts={"sites": a_fact("4")}
)

CHANGED: list[tuple[str, Callable[[Draft], Draft]]] = [
    ("a word", lambda d: replace(d, sections=written("<p>[[fact.sites]] site. [[consigne]]</p>"))),
    ("a style", lambda d: replace(d, sections=written("<p>[[fact.sites]] <em>sites</em>. [[consigne]]</p>"))),
    ("a link", lambda d: replace(d, sections=written("<p>[[fact.sites]] <a href='tel:1'>sites</a>. [[consigne]]</p>"))),
    ("the title", lambda d: replace(d, title=d.title + ".")),
    ("a section's title", lambda d: replace(d, sections=[{**d.sections[0], "title": "Le soin"}])),
    ("a section's key", lambda d: replace(d, sections=[{**d.sections[0], "key": "text"}])),
    ("one more section", lambda d: replace(d, sections=[*d.sections, {"key": "b", "title": "", "html": "<p>b</p>"}])),
    ("an answer that the text says", lambda d: replace(d, answers={**d.answers, "consigne": "Appelez le 18."})),
    ("an answer that it does not say", lambda d: replace(d, answers={**d.answers, "attente": "13"})),
    ("an answer left out", lambda d: replace(d, answers={"consigne": d.answers["consigne"]})),
    ("the value of a fact", lambda d: replace(d, facts={"sites": a_fact("5")})),
    ("which value of a fact, the words alike", lambda d: replace(d, facts={"sites": a_fact("4", "another")})),
    ("the class", lambda d: replace(d, template=replace(d.template, reading_class=ReadingClass.C1))),
    ("a way out more", lambda d: replace(d, template=replace(d.template, channels=(*PRESS.channels, ChannelKey.SITE)))),
    ("a way out less", lambda d: replace(d, template=replace(d.template, channels=PRESS.channels[:1]))),
    ("the template's bytes", lambda d: replace(d, template=replace(d.template, digest="f" * 64))),
    ("the family", lambda d: replace(d, template=replace(d.template, family="patient_notice"))),
    ("the language", lambda d: replace(d, template=replace(d.template, language="en"))),
    ("the world", lambda d: replace(d, world=World.LIVE)),
    ("a line of the letterhead", lambda d: replace(d, letterhead=("Aucune donnée n’a été volée.",))),
    ("the establishment's name", lambda d: replace(d, establishment={"name": "Clinique du Val"})),
]


@pytest.mark.parametrize(("what", "change"), CHANGED, ids=[row[0] for row in CHANGED])
def test_whatever_is_decided_changes_the_seal(what: str, change: Callable[[Draft], Draft]) -> None:
    assert frozen(change(SPEAKING)).seal != frozen(SPEAKING).seal, what


@pytest.mark.parametrize("part", ["message", "number", "revision", "incident", "establishment"])
def test_which_text_it_is_changes_the_seal(part: str) -> None:
    changed: dict[str, Any] = {part: 4 if part == "revision" else "another"}
    other = replace(IDENTITY, **changed)
    assert frozen(SPEAKING, other).seal != frozen(SPEAKING).seal
    assert frozen(SPEAKING, other).text_digest == frozen(SPEAKING).text_digest


def test_of_the_facts_only_those_that_the_text_names_are_put_in_words() -> None:
    facts = {"sites": a_fact("4"), "rancon": a_fact("9")}
    assert read(replace(SPEAKING, facts=facts), NOW).values["fact.sites"] == "4"
    assert "fact.rancon" not in read(replace(SPEAKING, facts=facts), NOW).values


def test_the_order_of_answers_as_kept_changes_nothing() -> None:
    turned = replace(SPEAKING, answers=dict(reversed(list(SPEAKING.answers.items()))))
    assert frozen(turned) == frozen(SPEAKING)


def test_the_same_draft_read_later_is_sealed_alike() -> None:
    later = freeze(SPEAKING, read(SPEAKING, NOW + timedelta(days=9)), IDENTITY)
    assert later == frozen(SPEAKING)


def test_the_digests_are_over_the_bytes_and_over_the_words() -> None:
    text = frozen(SPEAKING)
    sealed = json.loads(text.canonical)
    assert text.seal == digest(text.canonical)
    words = folded(from_json(sealed["sections"]), sealed["title"])
    assert text.text_digest == text_digest(words)
    assert "4 sites. Appelez le 15." in words


def test_what_was_read_is_what_is_sealed() -> None:
    reading = read(SPEAKING, NOW)
    sealed = json.loads(freeze(SPEAKING, reading, IDENTITY).canonical)
    assert from_json(sealed["sections"]) == reading.sections


def test_nothing_is_sealed_that_the_house_does_not_name() -> None:
    assert set(json.loads(frozen(SPEAKING).canonical)) == {
        "format", "world", "message", "number", "revision", "incident", "establishment", "family", "language", "class",
        "channels", "template", "letterhead", "title", "sections", "answers", "facts",
    }  # fmt: skip


@pytest.mark.parametrize("template", [PRESS, REPORT, FORM], ids=lambda template: str(template.key))
def test_the_exercise_is_written_at_the_head_of_every_text(template: Any) -> None:
    drafts = {world: a_draft(template, world=world, form_verified=True) for world in World}
    heads = {world: read(draft, NOW).sections[0].blocks[0] for world, draft in drafts.items()}
    exercise = heads[World.EXERCISE]
    assert isinstance(exercise, Warning)
    assert exercise.text.startswith("EXERCICE")
    assert not isinstance(heads[World.LIVE], Warning)


def test_a_form_says_that_nobody_compared_it_until_somebody_did() -> None:
    draft = a_draft(FORM, world=World.LIVE)
    (warning,) = read(draft, NOW).sections[0].blocks
    assert isinstance(warning, Warning)
    assert warning.text == (
        "Ordre et libellés proposés, non vérifiés sur le portail de l’autorité. Source : notifications.cnil.fr, "
        "version juillet 2023, consultée le 05/01/2026."
    )
    verified = read(replace(draft, form_verified=True), NOW)
    assert [s.key for s in verified.sections] == ["texte", "faits", "suites"]


def test_what_no_portal_asks_for_bears_no_word_about_one() -> None:
    """A letter to persons has its source too; what is written for the one who prepares it is not read by a patient."""
    letter = replace(FORM, reading_class=ReadingClass.C0, channels=(ChannelKey.DOCUMENT, ChannelKey.SITE))
    assert [s.key for s in read(a_draft(letter, world=World.LIVE), NOW).sections] == ["texte", "faits", "suites"]


def test_the_machines_words_are_not_counted_as_the_authors() -> None:
    exercise, live = (read(a_draft(world=world), NOW).state for world in (World.EXERCISE, World.LIVE))
    assert exercise.words == live.words == 6


LACKING: list[tuple[str, Draft, dict[str, Any]]] = [
    ("nothing", a_draft(), {}),
    ("a title", a_draft(title="  "), {"empty": True}),
    ("any word", a_draft(sections=untitled("")), {"empty": True, "words": 0}),
    ("any word, only signs", a_draft(sections=untitled("<p>– !</p>")), {"empty": True, "words": 0}),
    (
        "what a placeholder names",
        a_draft(sections=written("<p>[[fact.sites]] [[inconnu]] [[establishment.site]]</p>"), register=REGISTER),
        {"words": 5, "unfilled": ("fact.sites", "inconnu", "establishment.site")},
    ),
    (
        "an answer that the text says",
        a_draft(answers={}, sections=written("<p>[[consigne]]</p>")),
        {"words": 3, "missing": ("consigne",), "unfilled": ("consigne",)},
    ),
    ("an answer that can be read", a_draft(answers={"consigne": "x", "attente": "douze"}), {"wrong": ("attente",)}),
    (
        "answers of a form",
        a_draft(FORM, answers={"nature": "fuite"}),
        {"words": 30, "missing": ("constat", "mesures"), "waiting": ("personnes",)},
    ),
]  # fmt: skip


@pytest.mark.parametrize(("what", "draft", "lacks"), LACKING, ids=[row[0] for row in LACKING])
def test_what_a_draft_lacks(what: str, draft: Draft, lacks: dict[str, Any]) -> None:
    state = read(draft, NOW).state
    told = {
        name: getattr(state, name) for name in ("empty", "wrong", "missing", "waiting", "unfilled", "facts_above_class")
    }
    ready = {"empty": False, "wrong": (), "missing": (), "waiting": (), "unfilled": (), "facts_above_class": ()}
    assert told == ready | {name: value for name, value in lacks.items() if name != "words"}, what
    assert state.words == lacks.get("words", 6)


def test_a_fact_above_the_texts_class_is_told() -> None:
    facts = {"rancon": a_fact("9", reads=ReadingClass.C3), "sites": a_fact("4")}
    draft = a_draft(register=REGISTER, facts=facts, sections=written("<p>[[fact.rancon]] [[fact.sites]]</p>"))
    assert read(draft, NOW).state.facts_above_class == ("rancon",)
    as_high = replace(draft, template=replace(PRESS, reading_class=ReadingClass.C3))
    assert read(as_high, NOW).state.facts_above_class == ()


def test_a_fact_the_text_does_not_say_is_not_sealed_with_it() -> None:
    facts = {"rancon": a_fact("9", reads=ReadingClass.C3), "sites": a_fact("4")}
    reading = read(replace(SPEAKING, facts=facts), NOW)
    assert reading.used_facts == ("sites",)
    assert reading.state.facts_above_class == ()
    assert frozen(replace(SPEAKING, facts=facts)) == frozen(SPEAKING)


def test_a_question_reads_the_register_rather_than_the_draft() -> None:
    known = {"date": "2026-03-14", "time": "02:50", "estimated": False}
    typed = {"date": "2026-03-14", "time": "03:30", "estimated": False}
    draft = a_draft(FORM, answers={"constat": typed}, facts={"detection": a_fact(known)})
    (field, *_) = next(s for s in read(draft, NOW).sections if s.key == "faits").blocks
    assert field == Field("constat", "Constat", ("samedi 14 mars 2026 à 2\u00a0h\u00a050",))
    assert read(draft, NOW).used_facts == ("detection",)
    sealed = json.loads(frozen(draft).canonical)
    assert (sealed["answers"]["constat"], sealed["facts"]["detection"]["value"]) == (typed, known)


def test_hours_are_of_the_establishments_zone() -> None:
    draft = a_draft(sections=written("<p>[[incident.discovered]]</p>"))
    words = {
        zone: folded(read(replace(draft, zone=ZoneInfo(zone)), NOW).sections)
        for zone in ("Europe/Paris", "Indian/Reunion")
    }
    assert words["Europe/Paris"].endswith("samedi 14 mars 2026 à 3 h")
    assert words["Indian/Reunion"].endswith("samedi 14 mars 2026 à 6 h")


def test_what_is_typed_is_never_read_as_a_placeholder() -> None:
    draft = a_draft(answers={"consigne": "[[establishment.name]] {{ 7*7 }}"}, sections=written("<p>[[consigne]]</p>"))
    reading = read(draft, NOW)
    assert folded(reading.sections).endswith("Les soins [[establishment.name]] {{ 7*7 }}")
    assert reading.state.unfilled == ()


def test_a_number_that_came_as_one_is_sealed_as_typed() -> None:
    sealed = json.loads(frozen(a_draft(answers={"consigne": "x", "attente": 1.5, "g": [{"a": 2.0}]})).canonical)
    assert sealed["answers"] == {"consigne": "x", "attente": "1.5", "g": [{"a": "2.0"}]}
