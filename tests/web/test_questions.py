"""Questions as fields: whatever was typed comes back the same, and whatever is sent is read without failing."""

from dataclasses import replace
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st
from werkzeug.datastructures import MultiDict

from commworkflow.rules.questions import Choice, Owed, Question, QuestionType, Requirement
from commworkflow.web.questions import answers_from, carried, entries_shown, fact_from, shown_answers
from tests.filling import Sent, sent_as
from tests.hospital import PRESS

NEVER = Requirement(Owed.NEVER)
CHOICES = (Choice("a", "Un"), Choice("b", "Deux"))
SIMPLE = [kind for kind in QuestionType if kind is not QuestionType.GROUP]


def asking(kind: QuestionType, id: str = "q", fields: tuple[Question, ...] = ()) -> Question:
    return Question(id, "?", kind, "g", NEVER, choices=CHOICES, fields=fields, fact="fait")


FIELDS = tuple(asking(kind, f"f{number}") for number, kind in enumerate(SIMPLE))
QUESTIONS = (*(asking(kind, f"q{number}") for number, kind in enumerate(SIMPLE)),
             asking(QuestionType.GROUP, "many", FIELDS))  # fmt: skip
TEMPLATE = replace(PRESS, questions=QUESTIONS)

texts = st.text(st.characters(codec="utf-8"), max_size=40)


def raw_of(kind: QuestionType) -> st.SearchStrategy[Any]:
    match kind:
        case QuestionType.NUMBER:
            parts = st.fixed_dictionaries({"value": texts, "unknown": st.booleans()})
            return parts.map(lambda raw: raw if any(raw.values()) else "")
        case QuestionType.DATE_TIME:
            parts = st.fixed_dictionaries({"date": texts, "time": texts, "estimated": st.booleans()})
            return parts.map(lambda raw: raw if any(raw.values()) else "")
        case QuestionType.CHOICES:
            return st.lists(texts, max_size=4)
        case _:
            return texts


entries = st.fixed_dictionaries({field.id: raw_of(field.type) for field in FIELDS}).filter(lambda e: any(e.values()))
answers = st.fixed_dictionaries(
    {
        question.id: st.lists(entries, max_size=3) if question.type is QuestionType.GROUP else raw_of(question.type)
        for question in QUESTIONS
    }
)


def form_of(fields: Sent) -> MultiDict[str, str]:
    return MultiDict(fields)


@settings(max_examples=60, deadline=None)
@given(answers)
def test_what_was_typed_comes_back_the_same(raw: dict[str, Any]) -> None:
    sent: Sent = {"asked": "1"}
    for question in QUESTIONS:
        sent.update(sent_as(question, raw[question.id], f"a.{question.id}"))
    assert answers_from(TEMPLATE, form_of(sent)) == raw


@settings(max_examples=60, deadline=None)
@given(answers)
def test_what_a_form_was_opened_with_comes_back_the_same(raw: dict[str, Any]) -> None:
    assert shown_answers(form_of({"shown": carried(TEMPLATE, raw)})) == raw


tails = ("0", "0.", "0.f0", "00.f0", "-1.f0", "²", "².f0", "٣.f0", "9" * 5_000 + ".f0", "49.f0", "50.f0", "1e3.f0",
         "0.f0.value", "0.nothing", ".f0")  # fmt: skip
names = st.one_of(texts.map(lambda text: f"a.{text}"), st.sampled_from([f"a.many.{tail}" for tail in tails]))


@settings(max_examples=100, deadline=None)
@given(st.dictionaries(names, st.one_of(texts, st.lists(texts, max_size=3)), max_size=12))
def test_whatever_is_sent_is_read(fields: dict[str, Any]) -> None:
    found = answers_from(TEMPLATE, form_of({"asked": "1", **fields}))
    assert found is not None and found.keys() == {question.id for question in QUESTIONS}
    assert all(fact_from(question, form_of(fields)) is not None for question in QUESTIONS)


def test_a_form_that_asked_nothing_answers_nothing() -> None:
    assert answers_from(TEMPLATE, form_of({"a.q0": "typed"})) is None


def test_entries_left_blank_are_none_and_one_blank_is_offered() -> None:
    sent: Sent = {"asked": "1", "a.many.0.f0": "", "a.many.7.f0": "sept", "a.many.3.f0": "trois", "a.many.60.f0": "x"}
    found = answers_from(TEMPLATE, form_of(sent))
    assert found is not None
    assert [entry["f0"] for entry in found["many"]] == ["trois", "sept"], "in the order of their numbers"
    assert [dict(entry).get("f0") for entry in entries_shown(found["many"])] == ["trois", "sept", None]
    for odd in (None, "", "x", 3, {"f0": "x"}, [None, "x"]):
        assert entries_shown(odd) == [{}]
    assert len(entries_shown([{"f0": "x"}] * 80)) == 50


def test_what_was_shown_and_cannot_be_read_counts_as_nothing() -> None:
    for shown in ("", "{", "[]", "3", '"x"', "null", "NaN", "9" * 5_000, "[" * 100_000, '{"a":' * 50_000):
        assert shown_answers(form_of({"shown": shown})) == {}, shown[:20]
    assert shown_answers(form_of({})) == {}


def test_a_number_typed_where_unknown_stood_ticked_takes_its_place() -> None:
    number = asking(QuestionType.NUMBER)

    def sent(**parts: str) -> Any:
        return fact_from(number, form_of({f"value.{part}": value for part, value in parts.items()}))

    assert sent(value="150", unknown="1", unknown_shown="1") == {"value": "150", "unknown": False}
    assert sent(value="environ 150", unknown="1", unknown_shown="1") == {"value": "environ 150", "unknown": False}
    assert sent(value="150", unknown="1") == {"value": "150", "unknown": True}, (
        "ticked since: which of the two is asked"
    )
    assert sent(value=" ", unknown="1", unknown_shown="1") == {"value": " ", "unknown": True}
    assert sent(value="", unknown_shown="1") == ""
