"""A template on paper: its questions numbered in their order, room for each, its text with blanks that point back."""

from dataclasses import replace

import pytest

from commworkflow.rules.blank_forms import BlankForm, Only, Room, blank_form
from commworkflow.rules.catalogue import Catalogue
from commworkflow.rules.message_templates import TemplateSection
from commworkflow.rules.questions import Owed, Question, QuestionType, Requirement
from tests.hospital import ALWAYS, FORM, PRESS


def questions(form: BlankForm) -> list[tuple[str, str, Room]]:
    return [(one.number, one.label, one.room) for group in form.groups for one in group.questions]


def test_questions_are_numbered_in_the_order_of_the_portal() -> None:
    form = blank_form(FORM, {})
    assert [group.title for group in form.groups] == ["1. Les faits", "2. Les suites"]
    assert questions(form) == [
        ("1", "Constat", Room.MOMENT),
        ("2", "Nature", Room.ONE_BOX),
        ("3", "Personnes concernées", Room.NUMBER),
        ("4", "Mesures prises", Room.LINES),
    ]
    assert form.groups[0].questions[1].boxes == ("Perte de disponibilité", "Perte de confidentialité")
    assert form.groups[1].questions[0].may_wait


@pytest.mark.parametrize("kind", list(QuestionType))
def test_every_kind_of_question_has_room(kind: QuestionType) -> None:
    asked = (Question("q", "Q", kind, "soins", ALWAYS),)
    ((_, _, room),) = questions(blank_form(replace(PRESS, questions=asked), {}))
    assert room in Room


def test_a_question_owed_under_a_condition_says_so_by_number() -> None:
    nature = FORM.questions[1]
    asked = (
        nature,
        Question("a", "A", QuestionType.LINE, "faits", Requirement(Owed.WHEN_IS, "nature", ("fuite",))),
        Question("b", "B", QuestionType.LINE, "faits", Requirement(Owed.WHEN_ANSWERED, "nature")),
        Question("c", "C", QuestionType.LINE, "faits", Requirement(Owed.NEVER)),
        Question("d", "D", QuestionType.LINE, "faits", Requirement(Owed.WHEN_LATE, "nature", hours=72)),
    )
    (group,) = blank_form(replace(FORM, questions=asked), {}).groups
    assert [one.only for one in group.questions] == [
        None,
        Only("1", ("Perte de confidentialité",)),
        Only("1"),
        None,
        None,
    ]
    assert [one.owed for one in group.questions] == [True, True, True, False, True]


def test_the_text_has_a_blank_for_each_answer_and_what_is_known_stands_in_it() -> None:
    markdown = "[[establishment.name]] vous informe : [[consigne]]\n\n- depuis [[fact.detection]]\n- [[attente]] heures"
    sections = (TemplateSection("texte", "Les soins", markdown),)
    lines = blank_form(replace(PRESS, sections=sections), {"name": "Saint-Roch", "site": ""}).text
    assert [line.kind for line in lines] == ["heading", "paragraph", "entry", "entry"]
    words = [line.words for line in lines]
    assert words[0] == "Les soins"
    assert words[1].startswith("Saint-Roch vous informe : (1) …")
    assert words[2].startswith("depuis …") and "(" not in words[2]
    assert words[3].startswith("(2) …") and words[3].endswith("… heures")


def test_every_template_shipped_prints_every_question_once_and_leaves_no_placeholder(catalogue: Catalogue) -> None:
    for template in catalogue.templates.values():
        form = blank_form(template, {})
        asked = [one.label for group in form.groups for one in group.questions]
        assert sorted(asked) == sorted(question.label for question in template.questions), template.key
        assert not any("[[" in line.words for line in form.text), template.key
