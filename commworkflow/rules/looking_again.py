"""What has to be looked at again in a text that was copied, or that will replace one that left.

A copy is true of the hour at which its original was written. Whatever may have ceased to be true is named: facts that
moved, hours that were answered or typed, appointments, answers left for later. Nothing of it holds a submission back.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from commworkflow.rules.answer_values import Moment, NotAnAnswer, read_value
from commworkflow.rules.answer_words import in_words
from commworkflow.rules.answers import Judged
from commworkflow.rules.facts import fact_words, with_facts
from commworkflow.rules.freezing import Draft
from commworkflow.rules.questions import Question, QuestionType, RawAnswer, RawAnswers

_AROUND = 30
_MONTHS = (
    "janvier|février|mars|avril|mai|juin|juillet|août|septembre|octobre|novembre|décembre|"
    "january|february|march|april|may|june|july|august|september|october|november|december"
)
_DAYS = "lundi|mardi|mercredi|jeudi|vendredi|samedi|dimanche|monday|tuesday|wednesday|thursday|friday|saturday|sunday"
_RELATIVE = (
    "aujourd['’]hui|hier|demain|ce matin|cet après-midi|ce soir|cette nuit|"
    "today|yesterday|tomorrow|this morning|this afternoon|this evening|tonight"
)
_DATED = rf"\d{{1,2}}(?:er)?\s(?:{_MONTHS})(?:\s\d{{4}})?"
_CLOCK = r"\d{1,2}\s?h(?:\s?\d{2})?\b(?!\s?/)|\d{1,2}\sheures?\b|\d{1,2}:\d{2}\b"
_NUMERIC = r"\d{1,2}/\d{1,2}(?:/\d{2,4})?\b"
_HOUR = re.compile(
    rf"\b(?:(?:{_DAYS})\s{_DATED}|{_DATED}|(?:{_DAYS})\b|(?:{_RELATIVE})\b|{_NUMERIC}|{_CLOCK})", re.IGNORECASE
)


class Why(StrEnum):
    """Why something of a copied text has to be looked at again."""

    FACT_MOVED = "fact_moved"
    """The register says otherwise than when the original was fixed."""
    APPOINTMENT = "appointment"
    """An hour that was still to come then, and was not changed since."""
    APPOINTMENT_PAST = "appointment_past"
    """The same, and it is past."""
    HOUR_ANSWERED = "hour_answered"
    """An hour answered for the original, and not changed since."""
    HOUR_IN_TEXT = "hour_in_text"
    """An hour or a day typed in the text of the original, and still standing."""
    LEFT_WAITING = "left_waiting"
    """An answer that the original left for later, and still not given."""


@dataclass(frozen=True, slots=True)
class Original:
    """The text a draft was started from: when it was fixed, its sections as plain words, answers and facts as raw.

    ``sealed``: its facts were frozen with it, all of them; of a mere draft one knows those that were typed into it.
    """

    at: datetime
    sections: Mapping[str, str]
    answers: RawAnswers
    facts: RawAnswers
    sealed: bool = True


@dataclass(frozen=True, slots=True)
class ToLookAt:
    """One thing to look at: what it is called, the question or the section it stands in, what was said, what is now."""

    why: Why
    label: str
    question: str = ""
    section: str = ""
    before: str = ""
    now: str = ""


def hours_in(text: str) -> Iterator[tuple[str, str]]:
    """Yield each hour or day typed in ``text``, and the words around it."""
    for found in _HOUR.finditer(text):
        start, end = max(0, found.start() - _AROUND), found.end() + _AROUND
        before, after = text[start : found.start()], text[found.end() : end]
        # No word is cut in two.
        before = before.partition(" ")[2] if start else before
        after = after.rpartition(" ")[0] if end < len(text) else after
        yield found[0], " ".join(f"{before}{found[0]}{after}".split())


def to_look_at(
    draft: Draft, judged: Judged, sections: Mapping[str, str], original: Original, now: datetime
) -> tuple[ToLookAt, ...]:
    """Return what of ``draft`` has to be looked at again since its original; ``sections``: its plain words by key."""
    return (
        *_facts_moved(draft, original),
        *_hours_answered(draft, original, now),
        *_hours_typed(draft, sections, original),
        *_left_waiting(draft, judged, original),
    )


def _readable(draft: Draft) -> RawAnswers:
    """The facts that a text of this class may say, by their raw value in force."""
    open_to = draft.template.reading_class
    return {key: fact.value for key, fact in draft.facts.items() if fact.reading_class <= open_to}


def _facts_moved(draft: Draft, original: Original) -> Iterator[ToLookAt]:
    template, known = draft.template, _readable(draft)
    asked_by = {question.fact: question for question in template.questions if question.fact}
    then = fact_words(draft.register, original.facts, template.language, draft.zone)
    today = fact_words(draft.register, known, template.language, draft.zone)
    for key, definition in draft.register.items():
        question = asked_by.get(key)
        unheard_of = key not in then and (question is None or not original.sealed)
        if unheard_of or then.get(key) == today.get(key) or key not in today:
            continue
        # The question may word a choice otherwise than the register does.
        worded = question or definition.as_question(template.language)
        yield ToLookAt(
            Why.FACT_MOVED,
            worded.label,
            question=question.id if question else "",
            before=_said(draft, worded, original.facts.get(key)),
            now=_said(draft, worded, known[key]),
        )


def _hours_answered(draft: Draft, original: Original, now: datetime) -> Iterator[ToLookAt]:
    before = with_facts(draft.template, original.answers, original.facts, draft.zone)
    after = with_facts(draft.template, draft.answers, _readable(draft), draft.zone)
    for question in draft.template.questions:
        if question.type is not QuestionType.DATE_TIME:
            continue
        then, today = (_moment(draft, question, answers.get(question.id)) for answers in (before, after))
        if then is None or then != today:
            continue
        words = _said(draft, question, after.get(question.id))
        if then.at > original.at:
            why = Why.APPOINTMENT_PAST if then.at <= now else Why.APPOINTMENT
            yield ToLookAt(why, question.label, question=question.id, now=words)
        elif not question.fact:
            yield ToLookAt(Why.HOUR_ANSWERED, question.label, question=question.id, now=words)


def _hours_typed(draft: Draft, sections: Mapping[str, str], original: Original) -> Iterator[ToLookAt]:
    titles = {section["key"]: section["title"] for section in draft.sections}
    for key, text in sections.items():
        carried = {hour for hour, _ in hours_in(original.sections.get(key, ""))}
        for hour, around in hours_in(text):
            if hour in carried:
                yield ToLookAt(Why.HOUR_IN_TEXT, around, section=key, before=titles.get(key, ""), now=hour)


def _left_waiting(draft: Draft, judged: Judged, original: Original) -> Iterator[ToLookAt]:
    for path in judged.waiting:
        question = draft.template.question(path.partition(".")[0])
        if question is not None and not original.answers.get(question.id):
            yield ToLookAt(Why.LEFT_WAITING, question.label, question=question.id)


def _moment(draft: Draft, question: Question, raw: RawAnswer) -> Moment | None:
    try:
        value = read_value(question, raw, draft.zone)
    except NotAnAnswer:
        return None
    return value if isinstance(value, Moment) else None


def _said(draft: Draft, question: Question, raw: RawAnswer) -> str:
    return ", ".join(in_words(question, raw, draft.template.language, draft.zone))
