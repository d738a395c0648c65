"""What was wrong with a field, whoever found it: the act's own problems and those of an answer, by one name."""

from collections.abc import Mapping
from typing import Any

from commworkflow.actions.act import Wrong
from commworkflow.rules.answer_values import Problem, ProblemKey
from commworkflow.web.fault_words import sentence_of
from commworkflow.web.languages import language
from commworkflow.web.problem_words import problem_words


def wrong_words(key: str, facts: Mapping[str, Any]) -> str:
    """Return the sentence of one problem in the reader's language."""
    if key in ProblemKey.__members__.values():
        return answer_words(Problem("", ProblemKey(key), facts))
    return problem_words(key, facts)


def answer_words(problem: Problem) -> str:
    """Return the sentence of one wrong answer in the reader's language."""
    return sentence_of(problem, language())


def problems_of(wrong: Wrong) -> dict[str, str]:
    """Return the problems of a refused form: field to sentence."""
    return {name: wrong_words(key, facts) for name, (key, facts) in wrong.problems.items()}
