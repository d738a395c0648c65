"""The form of a draft as a page: what stands in its fields, as saved or as typed, and what is wrong with it."""

from collections.abc import Mapping
from dataclasses import dataclass

from flask import render_template
from werkzeug.datastructures import MultiDict

from commworkflow.actions.writing import Typed
from commworkflow.readings.edit_page import AskedDraft, EditPage
from commworkflow.rules.answer_values import Problem
from commworkflow.rules.answers import judge
from commworkflow.rules.questions import RawAnswers
from commworkflow.rules.refusals import Refusal
from commworkflow.web import here
from commworkflow.web.intents import WAIVE
from commworkflow.web.questions import PREFIX, answers_from, carried, shown_answers
from commworkflow.web.wrong_words import answer_words

SECTION = "section."

Form = MultiDict[str, str]


@dataclass(frozen=True, slots=True)
class Fields:
    """What stands in the fields of the form.

    ``carried``: the answers the form was first opened with, which tell a fact that was typed from one that was only
    shown. ``waivers``: the reasons written against what is missing. ``problems``: the answers that cannot be used.
    """

    title: str
    sections: Mapping[str, str]
    answers: RawAnswers
    carried: str
    waivers: Mapping[str, str]
    problems: tuple[Problem, ...]


def as_saved(found: EditPage, form: Form | None = None) -> Fields:
    """Return the fields as the draft was last saved, with the reasons that ``form`` brought and no draft keeps."""
    return Fields(
        title=found.title,
        sections={section.key: section.markdown for section in found.sections},
        answers=found.answers,
        carried=carried(found.template, found.answers),
        waivers=_waivers(form or MultiDict()),
        problems=found.reading.judged.problems,
    )


def as_typed(found: EditPage, form: Form) -> Fields:
    """Return the fields as somebody typed them; what the form did not send stands as it was saved.

    A fact that was only shown follows the register: saving again must not write the old value over the new one.
    """
    saved = as_saved(found, form)
    answers = _touched(found, form)
    return Fields(
        title=form.get("title", saved.title),
        sections={key: form.get(SECTION + key, text) for key, text in saved.sections.items()},
        answers=answers,
        carried=saved.carried,
        waivers=saved.waivers,
        problems=judge(found.template, answers, here.now(), found.zone).problems,
    )


def _touched(found: EditPage, form: Form) -> RawAnswers:
    answers = answers_from(found.template, form)
    if answers is None:
        return found.answers
    shown = shown_answers(form)
    untouched = {
        question.id: found.answers[question.id]
        for question in found.template.questions
        if question.fact
        and question.id in found.answers
        and (answers.get(question.id) or "") == (shown.get(question.id) or "")
    }
    return {**answers, **untouched}


def typed_in(draft: AskedDraft, form: Form) -> Typed:
    """Return what somebody typed, as the act of saving takes it."""
    return Typed(
        title=form.get("title", draft.title),
        sections={key[len(SECTION) :]: text for key, text in form.items() if key.startswith(SECTION)},
        answers=answers_from(draft.template, form),
        shown=shown_answers(form),
    )


def edited(
    found: EditPage,
    fields: Fields,
    *,
    problems: Mapping[str, str] | None = None,
    refusals: tuple[Refusal, ...] = (),
    unsaved: bool = False,
    overtaken: bool = False,
) -> str:
    """Return the page of the form. ``overtaken``: somebody saved since it was opened; their text stands under it."""
    wrong = {PREFIX + problem.path: answer_words(problem) for problem in fields.problems}
    return render_template(
        "messages/edit.html",
        page=found,
        fields=fields,
        problems={**wrong, **(problems or {})},
        refusals=refusals,
        unsaved=unsaved,
        overtaken=overtaken,
    )


def _waivers(form: Form) -> Mapping[str, str]:
    return {key[len(WAIVE) :]: text for key, text in form.items() if key.startswith(WAIVE)}
