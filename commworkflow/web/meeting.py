"""Two people wrote into one draft: the page on which the second chooses, part by part, and the form made of it."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from flask import render_template, request
from flask_babel import gettext

from commworkflow.readings.edit_page import EditPage
from commworkflow.readings.meetings import Meeting
from commworkflow.rules.answer_words import in_words
from commworkflow.rules.merging import Choice, Fate, fate, fates, together
from commworkflow.rules.questions import RawAnswer, RawAnswers
from commworkflow.web.edit_form import SECTION, Fields, Form, as_saved, as_typed, edited
from commworkflow.web.questions import PREFIX
from commworkflow.web.typed import posted_fields

CHOOSE = "choose."
_SEEN = "seen"
"""The revision of the other that the choices were made against; a newer one asks again."""
_TITLE = "title"


@dataclass(frozen=True, slots=True)
class Part:
    """One part that both changed: the field's name, its label, both texts; ``rich``: they are Markdown."""

    name: str
    label: str
    mine: str
    theirs: str
    rich: bool = False


def met(found: EditPage, form: Form, meeting: Meeting) -> str:
    """Return the page for somebody who meets a newer revision: the choice where there is one, else the form."""
    mine, theirs = as_typed(found, form), as_saved(found, form)
    fate_of = _fates(mine, theirs, meeting)
    chosen = _choices(form) if form.get(_SEEN) == str(meeting.number) else {}
    open_parts = tuple(part for part in _parts(found, mine, theirs, fate_of) if part.name not in chosen)
    if open_parts:
        return render_template(
            "messages/meeting.html", page=found, to_choose=open_parts, meeting=meeting, carried=_carried(form)
        )
    merged = _merged(mine, theirs, fate_of, chosen)
    taken_in = tuple(_label(found, name) for name, what in fate_of.items() if what is Fate.THEIRS)
    return edited(found, merged, unsaved=True, meeting=meeting, taken_in=taken_in)


def _fates(mine: Fields, theirs: Fields, meeting: Meeting) -> Mapping[str, Fate]:
    began = meeting.began
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


def _parts(found: EditPage, mine: Fields, theirs: Fields, fate_of: Mapping[str, Fate]) -> Iterator[Part]:
    for name in (name for name, what in fate_of.items() if what is Fate.BOTH):
        label = _label(found, name)
        if name == _TITLE:
            yield Part(name, label, mine.title, theirs.title)
        elif name.startswith(SECTION):
            key = name[len(SECTION) :]
            yield Part(name, label, mine.sections.get(key, ""), theirs.sections.get(key, ""), rich=True)
        else:
            key = name[len(PREFIX) :]
            said = [_said(found, key, fields.answers.get(key, "")) for fields in (mine, theirs)]
            yield Part(name, label, said[0], said[1])


def _merged(mine: Fields, theirs: Fields, fate_of: Mapping[str, Fate], chosen: Mapping[str, Choice]) -> Fields:
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


def _choices(form: Form) -> Mapping[str, Choice]:
    known = set(Choice)
    return {
        name[len(CHOOSE) :]: Choice(value) for name, value in form.items() if name.startswith(CHOOSE) and value in known
    }


def _carried(form: Form) -> tuple[tuple[str, str], ...]:
    """Everything that was typed, to be sent again with the choices."""
    typed = form.items(multi=True) if form is not request.form else posted_fields()
    return tuple((name, value) for name, value in typed if name not in (_SEEN, "submit", "save", "csrf_token"))


def _label(found: EditPage, name: str) -> str:
    if name == _TITLE:
        return str(gettext("Title"))
    if name.startswith(SECTION):
        key = name[len(SECTION) :]
        title = next((section.title for section in found.sections if section.key == key), "")
        return title or str(gettext("Text"))
    question = found.template.question(name[len(PREFIX) :])
    return question.label if question else name


def _said(found: EditPage, key: str, answer: RawAnswer) -> str:
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
