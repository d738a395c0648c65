"""Every key that a page may have to word has its words."""

import pytest
from flask import Flask

from commworkflow.rules.lifecycle import Action
from commworkflow.rules.message_templates import Audience, ChannelKey
from commworkflow.rules.refusals import REFUSALS, Refusal
from commworkflow.rules.roles import ReadingClass, Role
from commworkflow.rules.sign_in import PasswordProblem
from commworkflow.rules.situation import Status, Verdict
from commworkflow.rules.worlds import World
from commworkflow.web import problem_words, refusal_words, words

FACTS: dict[str, str | int] = {
    "roles": "director,director_on_duty",
    "role": "dpo",
    "status": "draft",
    "seen": "0" * 64,
    "current": "f" * 64,
    "count": 1200,
    "words": 130,
    "limit": 120,
    "names": "site",
    "reading_class": "C2",
    "at": "2026-03-14T08:30:00+00:00",
    "since": "2026-03-14T08:30:00+00:00",
    "not_before": "2026-03-14T08:30:00+00:00",
    "number": "2026-001-04",
    "channel": "portal",
    "shown": "https://ch.example",
    "target": "https://ailleurs.example",
    "resolved": 1,
    "family": "Communiqué d’attente",
    "section": "affiche",
    "rule": "answers_missing",
    "title": "Affiche",
    "characters": 281,
    "mark": "RETIRÉ",
}


def test_every_refusal_has_both_sentences_and_no_other_key_has_any() -> None:
    assert refusal_words.SENTENCES.keys() == REFUSALS.keys()


@pytest.mark.parametrize("language", ["fr", "en"])
@pytest.mark.parametrize("key", sorted(REFUSALS))
def test_a_refusal_says_why_and_what_to_do(app: Flask, key: str, language: str) -> None:
    with app.test_request_context():
        from flask_babel import force_locale

        with force_locale(language):
            worded = refusal_words.words(Refusal(key, {name: FACTS[name] for name in REFUSALS[key].facts}))
    for sentence in (worded.why, worded.remedy):
        assert sentence.strip().endswith("."), sentence
        assert "%" not in sentence
        assert not any(fact in sentence for fact in ("director_on_duty", "0000000000000000", "T08:30"))


def test_a_forged_seal_on_a_form_is_worded_without_failing(app: Flask) -> None:
    with app.test_request_context():
        refusal = Refusal("text_moved", {"seen": "<b>" * 100, "current": ""})
        assert refusal_words.words(refusal).why


def test_every_name_of_the_trade_is_worded() -> None:
    for kind, worded in (
        (Role, words.ROLES),
        (Status, words.STATUSES),
        (Action, words.ACTIONS),
        (ReadingClass, words.CLASSES),
        (ChannelKey, words.CHANNELS),
        (Audience, words.AUDIENCES),
        (Verdict, words.VERDICTS),
        (World, words.WORLDS),
    ):
        assert set(worded) == set(kind), kind


def test_every_password_problem_is_worded() -> None:
    assert {problem.value for problem in PasswordProblem} <= problem_words.SENTENCES.keys()


def test_sentences_name_their_facts_and_never_by_position() -> None:
    sentences = [str(one) for pair in refusal_words.SENTENCES.values() for one in pair]
    for sentence in (*sentences, *map(str, problem_words.SENTENCES.values())):
        assert "{" not in sentence
        assert "%s" not in sentence and "%d" not in sentence
