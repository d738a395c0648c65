"""Answers: raw to typed or problem, what is owed, how they print. Hostile input is a problem, never an exception."""

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from commworkflow.rules import answer_values
from commworkflow.rules.answer_values import Count, Entry, Moment, NotAnAnswer, ProblemKey, read_value
from commworkflow.rules.answer_words import hour_in_words, in_words, number_in_words, words_of
from commworkflow.rules.answers import GroupState, Judged, judge_answers
from commworkflow.rules.questions import Choice, Owed, Question, QuestionType, Requirement

PARIS = ZoneInfo("Europe/Paris")
NOW = datetime(2026, 11, 20, 15, 0, tzinfo=UTC)
ALWAYS, NEVER = Requirement(Owed.ALWAYS), Requirement(Owed.NEVER)
CHOICES = (Choice("a", "Un"), Choice("b", "Deux"))


def ask(kind: QuestionType, id: str = "q", required: Requirement = ALWAYS, **more: Any) -> Question:
    choices = CHOICES if kind in {QuestionType.CHOICE, QuestionType.CHOICES} else ()
    return Question(id, id, kind, "g", required, choices=choices, **more)


def value(kind: QuestionType, raw: Any, zone: ZoneInfo = PARIS) -> Any:
    try:
        return read_value(ask(kind), raw, zone)
    except NotAnAnswer as refused:
        return refused.key


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=PARIS)


T, P = QuestionType, ProblemKey

READ: list[tuple[QuestionType, Any, Any]] = [
    (T.LINE, "  Aubanel  ", "Aubanel"),
    (T.LINE, "   ", None),
    (T.LINE, None, None),
    (T.LINE, "a\nb", P.ONE_LINE_ONLY),
    (T.LINE, "a\u2028b", P.ONE_LINE_ONLY),
    (T.LINE, "é" * 300, "é" * 300),
    (T.LINE, "é" * 301, P.ANSWER_TOO_LONG),
    (T.LINE, "x" * 1_000_000, P.ANSWER_TOO_LONG),
    (T.LINE, "oui\u202enon", P.ANSWER_CHARACTER),
    (T.LINE, "so\u00adin\x00", "soin"),
    (T.LINE, 12, P.ANSWER_SHAPE),
    (T.LINE, ["a"], P.ANSWER_SHAPE),
    (T.TEXT, "a\r\n\r\nb", "a\n\nb"),
    (T.TEXT, "x" * 20_000, "x" * 20_000),
    (T.TEXT, "x" * 20_001, P.ANSWER_TOO_LONG),
    (T.TEXT, {"html": "x"}, P.ANSWER_SHAPE),
    (T.NUMBER, {"value": "1 200", "unknown": False}, Count(1200)),
    (T.NUMBER, {"value": "1\u202f200"}, Count(1200)),
    (T.NUMBER, {"value": "0"}, Count(0)),
    (T.NUMBER, {"value": "", "unknown": True}, Count(None)),
    (T.NUMBER, {"value": "", "unknown": False}, None),
    (T.NUMBER, {"value": "3", "unknown": True}, P.NUMBER_AND_UNKNOWN),
    (T.NUMBER, {"value": "-3"}, P.NOT_A_NUMBER),
    (T.NUMBER, {"value": "3,5"}, P.NOT_A_NUMBER),
    (T.NUMBER, {"value": "1e3"}, P.NOT_A_NUMBER),
    (T.NUMBER, {"value": "NaN"}, P.NOT_A_NUMBER),
    (T.NUMBER, {"value": "٣٢"}, P.NOT_A_NUMBER),
    (T.NUMBER, {"value": "9" * 13}, P.NOT_A_NUMBER),
    (T.NUMBER, {"value": "9" * 1_000_000}, P.NOT_A_NUMBER),
    (T.NUMBER, {"value": float("nan")}, P.ANSWER_SHAPE),
    (T.NUMBER, {"value": 32}, P.ANSWER_SHAPE),
    (T.NUMBER, {"value": "3", "unknown": "no"}, P.ANSWER_SHAPE),
    (T.NUMBER, float("nan"), P.ANSWER_SHAPE),
    (T.NUMBER, "32", Count(32)),
    (T.DATE_TIME, {"date": "2026-11-20", "time": "09:30"}, Moment(at("2026-11-20T09:30"))),
    (T.DATE_TIME, {"date": "20/11/2026", "time": "9 h 30"}, Moment(at("2026-11-20T09:30"))),
    (T.DATE_TIME, {"date": "2026-11-20", "time": "9h"}, Moment(at("2026-11-20T09:00"))),
    (T.DATE_TIME, {"date": "2026-11-20", "time": "09:30:00"}, Moment(at("2026-11-20T09:30"))),
    (
        T.DATE_TIME,
        {"date": "2026-11-20", "time": "01:00", "estimated": True},
        Moment(at("2026-11-20T01:00"), estimated=True),
    ),
    (
        T.DATE_TIME,
        {"date": "2026-11-20", "time": "", "estimated": True},
        Moment(at("2026-11-20T00:00"), estimated=True, whole_day=True),
    ),
    (T.DATE_TIME, {"date": "2026-11-20", "time": ""}, P.TIME_NEEDED),
    (T.DATE_TIME, {"date": "", "time": "09:30"}, P.DATE_NEEDED),
    (T.DATE_TIME, {"date": "", "time": "", "estimated": True}, None),
    (T.DATE_TIME, {"date": "2026-02-30", "time": "09:30"}, P.NOT_A_DATE),
    (T.DATE_TIME, {"date": "demain", "time": "09:30"}, P.NOT_A_DATE),
    (T.DATE_TIME, {"date": "٢٠٢٦-11-20", "time": "09:30"}, P.NOT_A_DATE),
    (T.DATE_TIME, {"date": "0001-01-01", "time": "00:00"}, P.DATE_TOO_FAR),
    (T.DATE_TIME, {"date": "9999-12-31", "time": "23:59"}, P.DATE_TOO_FAR),
    (T.DATE_TIME, {"date": "2026-11-20", "time": "24:00"}, P.NOT_A_TIME),
    (T.DATE_TIME, {"date": "2026-11-20", "time": "midi"}, P.NOT_A_TIME),
    (T.DATE_TIME, {"date": "2026-03-29", "time": "02:30"}, P.HOUR_SKIPPED),
    (T.DATE_TIME, {"date": 20261120, "time": "02:30"}, P.ANSWER_SHAPE),
    (T.DATE_TIME, "2026-11-20", P.ANSWER_SHAPE),
    (T.YES_NO, "yes", True),
    (T.YES_NO, "no", False),
    (T.YES_NO, "", None),
    (T.YES_NO, "oui", P.NOT_A_CHOICE),
    (T.YES_NO, True, P.ANSWER_SHAPE),
    (T.CHOICE, "a", "a"),
    (T.CHOICE, "c", P.NOT_A_CHOICE),
    (T.CHOICE, ["a"], P.ANSWER_SHAPE),
    (T.CHOICES, ["b", "a", "b"], ("a", "b")),
    (T.CHOICES, [], None),
    (T.CHOICES, [""], None),
    (T.CHOICES, ["a", "z"], P.NOT_A_CHOICE),
    (T.CHOICES, "a", P.ANSWER_SHAPE),
    (T.CHOICES, [["a"]], P.ANSWER_SHAPE),
    (T.TELEPHONE, "0261910015", "02 61 91 00 15"),
    (T.TELEPHONE, "+33 2 61 91 00 15", "02 61 91 00 15"),
    (T.TELEPHONE, "02.61.91.00.15", "02 61 91 00 15"),
    (T.TELEPHONE, "15", "15"),
    (T.TELEPHONE, "18", "18"),
    (T.TELEPHONE, "112", "112"),
    (T.TELEPHONE, "32 18", "3218"),
    (T.TELEPHONE, "0 800 12 34 56", "0 800 12 34 56"),
    (T.TELEPHONE, "0262 90 50 50", "02 62 90 50 50"),
    (T.TELEPHONE, "+49 30 123456", "+49 30 123456"),
    (T.TELEPHONE, "02 61 91", P.NOT_A_TELEPHONE),
    (T.TELEPHONE, "06 00 00 00", P.NOT_A_TELEPHONE),
    (T.TELEPHONE, "appelez le 0261910015", P.NOT_A_TELEPHONE),
    (T.TELEPHONE, "le standard", P.NOT_A_TELEPHONE),
    (T.TELEPHONE, "٠٢٦١٩١٠٠١٥", P.NOT_A_TELEPHONE),
    (T.TELEPHONE, "02 61 91 00 15 poste 12", P.NOT_A_TELEPHONE),
    (T.EMAIL, "DPO@Secours-Valmont.EXAMPLE", "DPO@secours-valmont.example"),
    (T.EMAIL, "dpo@valmont", P.NOT_AN_EMAIL),
    (T.EMAIL, "Objet\nBcc: x@exemple.fr", P.ONE_LINE_ONLY),
    (T.EMAIL, "a@b.fr, c@d.fr", P.NOT_AN_EMAIL),
    (T.EMAIL, 3, P.ANSWER_SHAPE),
    (T.GROUP, [], P.ANSWER_SHAPE),
]


@pytest.mark.parametrize(("kind", "raw", "expected"), READ, ids=lambda part: repr(part)[:40])
def test_raw_to_value(kind: QuestionType, raw: Any, expected: Any) -> None:
    assert value(kind, raw) == expected


def test_a_megabyte_is_refused_unread(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(answer_values, "tidy", lambda text: pytest.fail("read"))
    assert value(T.TEXT, "\u0301" * 1_000_000) == P.ANSWER_TOO_LONG


def test_an_hour_that_exists_twice_is_the_first() -> None:
    moment = value(T.DATE_TIME, {"date": "2026-10-25", "time": "02:30"})
    assert moment.at.astimezone(UTC) == datetime(2026, 10, 25, 0, 30, tzinfo=UTC)


def test_hours_are_of_the_zone() -> None:
    moment = value(T.DATE_TIME, {"date": "2026-03-29", "time": "02:30"}, ZoneInfo("Indian/Reunion"))
    assert moment.at.astimezone(UTC) == datetime(2026, 3, 28, 22, 30, tzinfo=UTC)


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(st.sampled_from(["value", "unknown", "date", "time", "estimated", "f"]) | st.text(), inner)
    ),
    max_leaves=8,
)
EVERY_KIND = tuple(
    ask(kind, id=kind.value, fields=(ask(T.LINE, "f"),) if kind is T.GROUP else ()) for kind in QuestionType
)


@settings(suppress_health_check=[HealthCheck.too_slow], deadline=None)
@given(st.dictionaries(st.sampled_from([kind.value for kind in QuestionType]), json_values, max_size=5))
def test_any_json_is_judged_and_printed(raw: dict[str, Any]) -> None:
    judged = judge_answers(EVERY_KIND, raw, NOW, PARIS, ("g",))
    for question in EVERY_KIND:
        if question.id in judged.values:
            assert words_of(question, judged.values[question.id], "fr", PARIS)
    told = {problem.path.split(".")[0] for problem in judged.problems} | {p.split(".")[0] for p in judged.missing}
    assert told | set(judged.values) == {question.id for question in EVERY_KIND}


@settings(deadline=None)
@given(st.sampled_from(sorted(QuestionType)), st.text())
def test_a_wrong_answer_never_hides_another(kind: QuestionType, typed: str) -> None:
    judged = judge_answers((ask(kind, "wrong"), ask(T.LINE, "right")), {"wrong": typed, "right": "ok"}, NOW, PARIS)
    assert judged.values["right"] == "ok"


def corpus() -> list[str]:
    folder = Path(__file__).parents[3] / "shared" / "corpora"
    if not folder.is_dir():
        return []
    files = [*sorted((folder / "inject").glob("*.json")), *sorted((folder / "unicode").glob("*.json"))]
    texts: list[str] = []

    def gather(part: Any) -> None:
        if isinstance(part, str):
            texts.append(part)
        elif isinstance(part, list | dict):
            for inner in part.values() if isinstance(part, dict) else part:
                gather(inner)

    for file in [*files, folder / "misc" / "redos_inputs.json"]:
        gather(json.loads(file.read_text("utf-8")))
    return texts


def test_hostile_texts_are_text_or_a_problem() -> None:
    texts = corpus()
    if not texts:
        pytest.skip("the shared corpora are not beside the repository")
    started = datetime.now(UTC)
    for text in texts:
        for question in EVERY_KIND:
            shapes: list[Any] = [text, {"value": text}, {"date": text, "time": text}, [text], [{"f": text}]]
            for raw in shapes:
                judged = judge_answers((question,), {question.id: raw}, NOW, PARIS)
                assert len(judged.problems) + len(judged.missing) + len(judged.values) >= 1
    assert datetime.now(UTC) - started < timedelta(seconds=60)


def judged(*questions: Question, now: datetime = NOW, **raw: Any) -> Judged:
    return judge_answers(questions, raw, now, PARIS, ("g",))


IS_A = Requirement(Owed.WHEN_IS, "x", ("a",))


@pytest.mark.parametrize(
    ("required", "asked", "answer", "owed"),
    [
        (ALWAYS, T.LINE, "", True),
        (NEVER, T.LINE, "", False),
        (IS_A, T.CHOICE, "a", True),
        (IS_A, T.CHOICE, "b", False),
        (IS_A, T.CHOICE, "", False),
        (IS_A, T.CHOICES, ["a", "b"], True),
        (IS_A, T.CHOICES, ["b"], False),
        (Requirement(Owed.WHEN_IS, "x", ("yes",)), T.YES_NO, "yes", True),
        (Requirement(Owed.WHEN_IS, "x", ("yes",)), T.YES_NO, "no", False),
        (Requirement(Owed.WHEN_IS, "x", ("no",)), T.YES_NO, "no", True),
        (Requirement(Owed.WHEN_ANSWERED, "x"), T.LINE, "oui", True),
        (Requirement(Owed.WHEN_ANSWERED, "x"), T.LINE, "", False),
        (Requirement(Owed.WHEN_ANSWERED, "x"), T.NUMBER, {"unknown": True}, True),
    ],
)
def test_when_an_answer_is_owed(required: Requirement, asked: QuestionType, answer: Any, owed: bool) -> None:
    found = judged(ask(asked, "x", NEVER), ask(T.LINE, "q", required), x=answer)
    assert ("q" in found.owed, "q" in found.missing) == (owed, owed)


def test_late_means_more_than_the_hours_since() -> None:
    known = {"date": "2026-11-20", "time": "09:30"}
    late = ask(T.TEXT, "motif", Requirement(Owed.WHEN_LATE, "su", hours=72))
    limit = at("2026-11-23T09:30")
    assert judged(ask(T.DATE_TIME, "su"), late, now=limit, su=known).missing == ()
    assert judged(ask(T.DATE_TIME, "su"), late, now=limit + timedelta(seconds=1), su=known).missing == ("motif",)
    assert judged(ask(T.DATE_TIME, "su"), late, now=limit + timedelta(days=9)).missing == ("su",)


@pytest.mark.parametrize(
    ("raw", "past"),
    [
        ({"date": "2026-11-20", "time": "15:59"}, True),
        ({"date": "2026-11-20", "time": "16:00"}, True),
        ({"date": "2026-11-20", "time": "16:01"}, False),
        ({"date": "2026-11-19", "time": "18:00", "estimated": True}, True),
        ({"date": "2026-11-20", "time": "", "estimated": True}, False),
        ({"date": "2026-11-19", "time": "", "estimated": True}, True),
        ({"date": "2026-11-19", "time": ""}, False),
        ("", False),
    ],
)
def test_an_hour_that_is_announced_is_to_come(raw: Any, past: bool) -> None:
    """It is four in the afternoon in Paris; where only the day is told, it is past once the day is."""
    announced = ask(T.DATE_TIME, "point", NEVER, to_come=True)
    assert judged(announced, point=raw).past == (("point",) if past else ())
    assert judged(ask(T.DATE_TIME, "point", NEVER), point=raw).past == ()
    several = ask(T.GROUP, "points", NEVER, fields=(announced,))
    assert judged(several, points=[{"point": {"date": "2026-11-21", "time": "8:00"}}, {"point": raw}]).past == (
        ("points.1.point",) if past else ()
    )


def test_what_may_wait_is_waiting_not_missing() -> None:
    found = judged(ask(T.LINE, "now"), ask(T.LINE, "later", may_wait=True))
    assert (found.missing, found.waiting) == (("now",), ("later",))


@pytest.mark.parametrize(("said", "waits"), [("a", False), ("b", True), ("", True), ("c", True)])
def test_nothing_waits_in_a_form_that_says_it_is_whole(said: str, waits: bool) -> None:
    kind = ask(T.CHOICE, "kind", whole=("a",))
    later = ask(T.LINE, "later", may_wait=True)
    inside = ask(T.GROUP, "sites", fields=(ask(T.LINE, "name"), ask(T.LINE, "since", may_wait=True)))
    found = judged(later, kind, inside, kind_=None, kind=said, sites=[{"name": "Valmont"}])
    owed_now = ("kind",) if not said else ()
    paths = ("sites.0.since", "later")
    assert (found.missing, found.waiting) == ((owed_now, paths) if waits else ((*paths, *owed_now), ()))


def test_a_wrong_answer_is_a_problem_not_missing() -> None:
    found = judged(ask(T.NUMBER, "n"), n={"value": "x"})
    assert ([problem.path for problem in found.problems], found.missing) == (["n"], ())


FIELDS = (ask(T.LINE, "nom"), ask(T.NUMBER, "nb", NEVER), ask(T.LINE, "plus", Requirement(Owed.WHEN_ANSWERED, "nb")))


def test_entries_of_a_group() -> None:
    group = ask(T.GROUP, "liste", fields=FIELDS)
    found = judged(group, liste=[{"nom": "A"}, {}, {"nb": {"value": "z"}}, {"nb": {"value": "2"}}])
    assert found.values["liste"] == (Entry({"nom": "A"}), Entry({"nb": Count(2)}))
    assert [(problem.path, problem.key) for problem in found.problems] == [("liste.2.nb", P.NOT_A_NUMBER)]
    assert found.missing == ("liste.2.nom", "liste.3.nom", "liste.3.plus")


def test_a_group_with_only_wrong_entries_is_wrong_not_missing() -> None:
    found = judged(ask(T.GROUP, "liste", fields=(ask(T.NUMBER, "nb"),)), liste=[{"nb": {"value": "z"}}])
    assert ([problem.path for problem in found.problems], found.missing) == (["liste.0.nb"], ())


@pytest.mark.parametrize(
    ("raw", "key"),
    [
        ("texte", P.ANSWER_SHAPE),
        ([1], P.ANSWER_SHAPE),
        ({"nom": "A"}, P.ANSWER_SHAPE),
        ([{"nom": "A"}] * 51, P.TOO_MANY_ENTRIES),
    ],
)
def test_wrong_groups(raw: Any, key: ProblemKey) -> None:
    found = judged(ask(T.GROUP, "liste", fields=FIELDS), liste=raw)
    assert [(problem.path, problem.key) for problem in found.problems] == [("liste", key)]
    assert found.missing == ()


def test_fifty_entries_are_not_too_many() -> None:
    assert judged(ask(T.GROUP, "liste", fields=FIELDS), liste=[{"nom": "A"}] * 50).problems == ()


@pytest.mark.parametrize(
    ("raw", "state"),
    [
        ({}, GroupState.EMPTY),
        ({"one": "x"}, GroupState.BEGUN),
        ({"one": "x", "two": "y"}, GroupState.COMPLETE),
        ({"one": "x", "two": 3}, GroupState.WITH_PROBLEMS),
        ({"two": 3}, GroupState.WITH_PROBLEMS),
    ],
)
def test_state_of_a_group(raw: dict[str, Any], state: GroupState) -> None:
    questions = (ask(T.LINE, "one"), ask(T.LINE, "two"), ask(T.LINE, "three", may_wait=True))
    assert judge_answers(questions, raw, NOW, PARIS, ("g",)).groups == {"g": state}


@pytest.mark.parametrize(
    ("kind", "raw", "french", "english"),
    [
        (T.YES_NO, "yes", ("Oui",), ("Yes",)),
        (T.YES_NO, "no", ("Non",), ("No",)),
        (T.NUMBER, {"value": "12345"}, ("12\u202f345",), ("12,345",)),
        (T.NUMBER, {"unknown": True}, ("inconnu à ce stade",), ("unknown at this stage",)),
        (T.CHOICE, "b", ("Deux",), ("Deux",)),
        (T.CHOICES, ["b", "a"], ("Un", "Deux"), ("Un", "Deux")),
        (T.TEXT, "a\n\nb", ("a", "", "b"), ("a", "", "b")),
        (
            T.DATE_TIME,
            {"date": "2026-11-20", "time": "09:30"},
            ("vendredi 20 novembre 2026 à 9\u00a0h\u00a030",),
            ("Friday 20 November 2026 at 09:30",),
        ),
        (
            T.DATE_TIME,
            {"date": "2026-11-01", "time": "18:00", "estimated": True},
            ("dimanche 1er novembre 2026 à 18\u00a0h (estimée)",),
            ("Sunday 1 November 2026 at 18:00 (estimated)",),
        ),
        (
            T.DATE_TIME,
            {"date": "2026-11-21", "estimated": True},
            ("samedi 21 novembre 2026 (estimée)",),
            ("Saturday 21 November 2026 (estimated)",),
        ),
        (T.NUMBER, {"value": "x"}, (), ()),
        (T.LINE, "", (), ()),
    ],
)
def test_words(kind: QuestionType, raw: Any, french: tuple[str, ...], english: tuple[str, ...]) -> None:
    question = ask(kind)
    assert in_words(question, raw, "fr", PARIS) == french
    assert in_words(question, raw, "en", PARIS) == english


def test_words_of_a_group_are_one_line_a_field() -> None:
    group = ask(T.GROUP, "liste", fields=FIELDS)
    value = (Entry({"nom": "A", "nb": Count(2)}), Entry({"nom": "B"}))
    assert words_of(group, value, "fr", PARIS) == ("1. nom\u00a0: A", "1. nb\u00a0: 2", "2. nom\u00a0: B")


def test_moments_print_in_the_establishments_zone() -> None:
    moment = datetime(2026, 11, 20, 8, 30, tzinfo=UTC)
    assert hour_in_words(moment, "fr", ZoneInfo("Indian/Reunion")).endswith("à 12\u00a0h\u00a030")
    assert hour_in_words(moment, "de", PARIS) == "Freitag, 20. November 2026, 09:30"
    assert number_in_words(1234, "pt-BR") == "1.234"
