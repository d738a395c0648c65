"""An answer typed over what the register knows: it is what is read, or a problem that is named; never the old value."""

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from commworkflow.rules.answer_values import Count, NotAnAnswer, ProblemKey, Value, read_value
from commworkflow.rules.answers import Judged, judge
from commworkflow.rules.facts import answered_by, proposed_facts, retyped, with_facts
from commworkflow.rules.freezing import read
from commworkflow.rules.questions import Choice, Owed, Question, QuestionType, RawAnswer, RawAnswers, Requirement
from tests.cast import NOW
from tests.hospital import PARIS, PRESS, a_draft, a_fact

KNOWN: dict[QuestionType, RawAnswer] = {
    QuestionType.LINE: "Entrée sud",
    QuestionType.TEXT: "Deux sites.\nUn seul ouvert.",
    QuestionType.NUMBER: {"value": "32", "unknown": False},
    QuestionType.DATE_TIME: {"date": "2026-11-20", "time": "18:00", "estimated": False},
    QuestionType.YES_NO: "yes",
    QuestionType.CHOICE: "ouvertes",
    QuestionType.CHOICES: ["ouvertes"],
    QuestionType.TELEPHONE: "02 61 91 00 15",
    QuestionType.EMAIL: "presse@saint-roch.example",
}
"""One value in force of a fact of each kind."""

QUESTIONS = tuple(
    Question(
        kind.name.lower(),
        kind.value,
        kind,
        "soins",
        Requirement(Owed.NEVER),
        choices=(Choice("ouvertes", "ouvertes"), Choice("fermees", "fermées")),
        fact=f"fait_{kind.name.lower()}",
    )
    for kind in KNOWN
)
TEMPLATE = replace(PRESS, questions=QUESTIONS)
REGISTER = {question.fact: KNOWN[question.type] for question in QUESTIONS}
UNKNOWN = {"value": "", "unknown": True}


def saved(typed: RawAnswers, register: RawAnswers = REGISTER, stood: RawAnswers | None = None) -> RawAnswers:
    """What stands in the fields once a form was saved: ``stood`` in them before, over what the register knew."""
    shown = {**(stood or {}), **answered_by(TEMPLATE, register)}
    proposed = proposed_facts(TEMPLATE, typed, shown, PARIS)
    return with_facts(TEMPLATE, typed, {**register, **proposed}, PARIS)


def judged(answers: RawAnswers) -> Judged:
    return judge(TEMPLATE, answers, NOW, PARIS)


def meant(question: Question, raw: RawAnswer) -> Value | None:
    return read_value(question, raw, PARIS)


CANNOT_BE_READ = [
    ("number", {"value": "environ 150", "unknown": False}, ProblemKey.NOT_A_NUMBER),
    ("number", {"value": "35 environ", "unknown": False}, ProblemKey.NOT_A_NUMBER),
    ("number", {"value": "beaucoup", "unknown": False}, ProblemKey.NOT_A_NUMBER),
    ("number", {"value": "32", "unknown": True}, ProblemKey.NUMBER_AND_UNKNOWN),
    ("date_time", {"date": "2026-11-20", "time": "", "estimated": False}, ProblemKey.TIME_NEEDED),
    ("date_time", {"date": "", "time": "18:00", "estimated": False}, ProblemKey.DATE_NEEDED),
    ("choice", "à moitié", ProblemKey.NOT_A_CHOICE),
    ("telephone", "le standard", ProblemKey.NOT_A_TELEPHONE),
    ("email", "presse chez saint-roch", ProblemKey.NOT_AN_EMAIL),
    ("line", "Entrée sud\net nord", ProblemKey.ONE_LINE_ONLY),
    ("text", "x" * 20_001, ProblemKey.ANSWER_TOO_LONG),
]


@pytest.mark.parametrize(("id", "typed", "why"), CANNOT_BE_READ, ids=[f"{row[0]}-{row[2]}" for row in CANNOT_BE_READ])
@pytest.mark.parametrize("known", [KNOWN[QuestionType.NUMBER], UNKNOWN], ids=["over a number", "over unknown"])
def test_what_cannot_be_read_stays_in_its_field_and_is_named(
    id: str, typed: RawAnswer, why: ProblemKey, known: RawAnswer
) -> None:
    answers = saved({id: typed}, {**REGISTER, "fait_number": known})
    assert answers[id] == typed
    assert [(problem.path, problem.key) for problem in judged(answers).problems] == [(id, why)]


def test_what_cannot_be_read_keeps_a_text_from_being_sealed() -> None:
    draft = a_draft(
        template=TEMPLATE,
        sections=[{"key": "texte", "title": "", "html": "<p>[[number]] rendez-vous</p>"}],
        answers={"number": {"value": "environ 150", "unknown": False}},
        facts={"fait_number": a_fact(UNKNOWN)},
    )
    assert read(draft, NOW).state.wrong == ("number",)
    later = replace(draft, facts={"fait_number": a_fact({"value": "40", "unknown": False})})
    assert read(later, NOW).state.wrong == ("number",), "also once the register has moved: nobody looked at it"


def test_what_can_be_read_is_the_registers_to_say() -> None:
    """Saved once, it was proposed then: another text may have moved the fact since."""
    stood = {"number": {"value": "32", "unknown": False}, "telephone": "02 61 91 00 15"}
    moved = {**REGISTER, "fait_number": {"value": "40", "unknown": False}, "fait_telephone": "02 61 91 00 16"}
    assert judged(with_facts(TEMPLATE, stood, moved, PARIS)).values["number"] == Count(40)
    assert with_facts(TEMPLATE, stood, moved, PARIS)["telephone"] == "02 61 91 00 16"
    assert with_facts(TEMPLATE, stood, {"fait_number": ""}, PARIS) == stood


def test_a_mended_answer_is_read_over_what_could_not_be() -> None:
    stood = {"number": {"value": "environ 150", "unknown": False}}
    for value, number in (("150", 150), ("32", 32)):
        answers = saved({"number": {"value": value, "unknown": False}}, stood=stood)
        assert judged(answers).values["number"] == Count(number)
    assert "number" not in judged(saved({"number": ""}, stood=stood)).values


RETYPED = [
    ("number", {"value": " 32 "}, {"value": "32", "unknown": False}, False),
    ("number", {"value": "33", "unknown": False}, {"value": "32", "unknown": False}, True),
    ("number", {"value": "32", "unknown": True}, {"value": "32", "unknown": False}, True),
    ("number", "", None, False),
    ("number", "", {"value": "trente"}, True),
    ("number", {"value": "trente"}, {"value": "trente"}, False),
    ("choices", [], None, False),
    ("telephone", "0261910015", "02 61 91 00 15", False),
    ("telephone", "le standard", "02 61 91 00 15", True),
]


@pytest.mark.parametrize(("id", "typed", "shown", "differs"), RETYPED)
def test_what_was_typed_over_what_was_shown(id: str, typed: RawAnswer, shown: RawAnswer, differs: bool) -> None:
    question = TEMPLATE.question(id)
    assert question is not None
    assert retyped(question, typed, shown, PARIS) is differs


words = st.text(st.characters(codec="utf-8"), max_size=12)
numbers = st.sampled_from(["", "32", "150", " 1 200 ", "environ 150", "150 ?", "deux", "-1"])
days = st.sampled_from(["", "2026-11-20", "21/11/2026", "demain", "2026-02-30"])
hours = st.sampled_from(["", "18:00", "20h15", "le soir", "25:00"])


def typed_for(kind: QuestionType) -> st.SearchStrategy[Any]:
    """What a person, or a form nobody ever saw, may send for a question of that kind."""
    match kind:
        case QuestionType.NUMBER:
            return st.one_of(
                st.fixed_dictionaries({"value": st.one_of(numbers, words), "unknown": st.booleans()}), words
            )
        case QuestionType.DATE_TIME:
            return st.fixed_dictionaries({"date": days, "time": hours, "estimated": st.booleans()})
        case QuestionType.CHOICES:
            return st.lists(st.sampled_from(["ouvertes", "fermees", "x", ""]), max_size=3)
        case QuestionType.CHOICE | QuestionType.YES_NO:
            return st.sampled_from(["", "yes", "no", "ouvertes", "fermees", "x"])
        case QuestionType.TELEPHONE | QuestionType.EMAIL:
            return st.one_of(st.sampled_from(["", "15", "02 61 91 00 16", "a@b.example", "personne"]), words)
        case _:
            return words


anything = st.fixed_dictionaries({question.id: typed_for(question.type) for question in QUESTIONS})
registers = st.fixed_dictionaries(
    {
        question.fact: st.sampled_from([KNOWN[question.type], UNKNOWN, ""])
        if question.type is QuestionType.NUMBER
        else st.sampled_from([KNOWN[question.type], ""])
        for question in QUESTIONS
    }
)


@settings(max_examples=300, deadline=None)
@given(anything, registers, anything)
def test_any_answer_typed_is_what_is_read_or_a_problem_that_is_named(
    typed: dict[str, Any], register: dict[str, Any], stood: dict[str, Any]
) -> None:
    answers = saved(typed, register, stood)
    found = judged(answers)
    wrong = {problem.path for problem in found.problems}
    for question in QUESTIONS:
        try:
            value = meant(question, typed[question.id])
        except NotAnAnswer:
            assert question.id in wrong and answers[question.id] == typed[question.id], question.id
        else:
            assert question.id not in wrong and found.values.get(question.id) == value, question.id
