"""Two people's words in one text: who changed each part of it, the form made of both, and what is left to choose."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from flask_babel import gettext

from commworkflow.readings.edit_page import WrittenPage
from commworkflow.readings.meetings import Began
from commworkflow.rules.answer_words import in_words
from commworkflow.rules.merging import Choice, Fate, fate, fates, together
from commworkflow.rules.questions import RawAnswer, RawAnswers
from commworkflow.web.edit_form import SECTION, Fields
from commworkflow.web.questions import PREFIX

_TITLE = "title"


@dataclass(frozen=True, slots=True)
class Part:
    """One part that both changed: the field's name, its label, both texts; ``rich``: they are Markdown."""

    name: str
    label: str
    mine: str
    theirs: str
    rich: bool = False


def fates_of(mine: Fields, theirs: Fields, began: Began | None) -> Mapping[str, Fate]:
    """Return who changed each part of a text since ``began``, by the name of its field; None: nobody knows where."""
    sections = fates(None if began is None else began.sections, mine.sections, theirs.sections, "")
    answers = fates(
        None if began is None else _without_blanks(began.answers),
        _without_blanks(mine.answers),
        _without_blanks(theirs.answers),
        "",
    )
    return {
        _TITLE: fate(None if began is None else began.title, mine.title, theirs.title),
        **{SECTION + key: what for key, what in sections.items()},
        **{PREFIX + key: what for key, what in answers.items()},
    }


def _without_blanks(answers: RawAnswers) -> RawAnswers:
    """An answer left empty is no answer, whatever its field sends for it."""
    return {key: answer for key, answer in answers.items() if answer}


def parts_met(found: WrittenPage, mine: Fields, theirs: Fields, fate_of: Mapping[str, Fate]) -> Iterator[Part]:
    """Give each part that both changed."""
    for name in (name for name, what in fate_of.items() if what is Fate.BOTH):
        label = label_of(found, name)
        if name == _TITLE:
            yield Part(name, label, mine.title, theirs.title)
        elif name.startswith(SECTION):
            key = name[len(SECTION) :]
            yield Part(name, label, mine.sections.get(key, ""), theirs.sections.get(key, ""), rich=True)
        else:
            key = name[len(PREFIX) :]
            said = [_said(found, key, fields.answers.get(key, "")) for fields in (mine, theirs)]
            yield Part(name, label, said[0], said[1])


def merged(mine: Fields, theirs: Fields, fate_of: Mapping[str, Fate], chosen: Mapping[str, Choice]) -> Fields:
    """Return the form made of both: what only they changed is theirs; of the rest what is ``chosen``, else mine."""

    def side(name: str) -> Choice:
        return chosen.get(name, Choice.THEIRS if fate_of.get(name) is Fate.THEIRS else Choice.MINE)

    def section(key: str) -> str:
        match side(SECTION + key):
            case Choice.TOGETHER:
                return together(mine.sections.get(key, ""), theirs.sections.get(key, ""))
            case Choice.THEIRS:
                return theirs.sections.get(key, "")
            case _:
                return mine.sections.get(key, "")

    answers = {key: theirs if side(PREFIX + key) is Choice.THEIRS else mine for key in (*theirs.answers, *mine.answers)}
    return replace(
        mine,
        title=(theirs if side(_TITLE) is Choice.THEIRS else mine).title,
        sections={key: section(key) for key in theirs.sections},
        answers={key: fields.answers[key] for key, fields in answers.items() if key in fields.answers},
    )


def label_of(found: WrittenPage, name: str) -> str:
    """Return what a part is called on its page."""
    if name == _TITLE:
        return str(gettext("Title"))
    if name.startswith(SECTION):
        key = name[len(SECTION) :]
        title = next((section.title for section in found.sections if section.key == key), "")
        return title or str(gettext("Text"))
    question = found.template.question(name[len(PREFIX) :])
    return question.label if question else name


def _said(found: WrittenPage, key: str, answer: RawAnswer) -> str:
    question = found.template.question(key)
    if question is None or not answer:
        return ""
    language, zone = found.template.language, found.zone
    if not isinstance(answer, list):
        return "\n".join(in_words(question, answer, language, zone)) or _as_typed(answer)
    if not question.fields:
        return "\n".join(in_words(question, answer, language, zone))
    return "\n".join(
        ", ".join(
            line for field in question.fields for line in in_words(field, entry.get(field.id, ""), language, zone)
        )
        for entry in answer
        if isinstance(entry, Mapping)
    )


def _as_typed(answer: RawAnswer) -> str:
    """An answer that cannot be read as one is shown as its parts were typed."""
    parts = answer.values() if isinstance(answer, Mapping) else (answer,)
    return " ".join(str(part) for part in parts if part and not isinstance(part, bool))
