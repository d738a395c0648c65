"""A text validated in calm, for a night: what of it is left open, and the proof that nothing else was changed.

A template marks some questions as slots (``slot: yes``). In a dossier prepared in calm, slots and the hours of the
incident stand as gaps that name themselves; the director validates the text with its gaps. What an incident says in
words is no gap: whoever typed it on the night would speak in the director's name. On the night only the slots are
filled. The proof does not trust the way there: the finished draft is read once more with its slots
masked, and must give, block for block, what was sealed.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from commworkflow.rules.message_templates import Template
from commworkflow.rules.placeholders import HOURS_OF_INCIDENT, INCIDENT, OF_INCIDENT, Filling, names_in
from commworkflow.rules.questions import NO_ANSWER, Question, RawAnswers

_GAP = {"fr": "[à compléter : {label}]", "en": "[to be filled: {label}]"}
_OF_THE_INCIDENT = {"fr": "l’incident", "en": "the incident"}

_IN_WORDS = frozenset(INCIDENT + name for name in OF_INCIDENT if name not in HOURS_OF_INCIDENT)

KEPT = (
    "world", "family", "language", "class", "channels", "template", "letterhead", "title", "sections", "answers",
    "facts",
)  # fmt: skip
"""What a finished text has in common with the one validated in calm, as both are sealed."""


def slots_of(template: Template) -> tuple[Question, ...]:
    """Return the questions left open for the night, in the file's order; none where a template cannot be prepared."""
    return tuple(question for question in template.questions if question.slot)


def gaps(template: Template) -> Mapping[str, str]:
    """Return what stands, in a text prepared in calm, for each placeholder that the night fills."""
    gap = _GAP.get(template.language, _GAP["fr"])
    incident = _OF_THE_INCIDENT.get(template.language, _OF_THE_INCIDENT["fr"])
    said = {question.id: gap.format(label=question.label) for question in slots_of(template)}
    return said | {INCIDENT + name: gap.format(label=incident) for name in HOURS_OF_INCIDENT}


def with_gaps(template: Template, values: Mapping[str, Filling]) -> Mapping[str, Filling]:
    """Return what stands for each placeholder in calm: no incident is there yet, and its words fill nothing."""
    decided = {name: filling for name, filling in values.items() if not name.startswith(INCIDENT)}
    return {**decided, **gaps(template)}


def without_gaps(template: Template, values: Mapping[str, Filling]) -> Mapping[str, Filling]:
    """Return the same with nothing in place of each gap: the least that the text will hold once they are filled."""
    return {**values, **dict.fromkeys(gaps(template), "")}


def words_left_open(sections: Sequence[Mapping[str, str]]) -> tuple[str, ...]:
    """Return the placeholders of a text that whoever describes the incident fills with words of their own."""
    names = (name for part in sections for name in names_in(part["html"]))
    return tuple(dict.fromkeys(name for name in names if name in _IN_WORDS))


def without_slots(template: Template, answers: RawAnswers) -> RawAnswers:
    """Return the answers that are decided in calm: those to slots are the night's."""
    slots = {question.id for question in slots_of(template)}
    return {id: answer for id, answer in answers.items() if id not in slots}


def slots_missing(template: Template, answers: RawAnswers, unusable: frozenset[str]) -> tuple[str, ...]:
    """Return the labels of the slots that are not filled, or not with an answer that can be used (``unusable``)."""
    return tuple(
        question.label
        for question in slots_of(template)
        if question.id in unusable or answers.get(question.id) in NO_ANSWER
    )


def only_slots_differ(validated: Mapping[str, Any], masked: Mapping[str, Any]) -> bool:
    """Say whether a text, sealed once more with its slots masked, is the one that was validated in calm.

    ``validated``: the sealed form the director decided on; ``masked``: that of the finished draft, its slots masked.
    """
    return all(validated[part] == masked[part] for part in KEPT)
