"""The form of a draft as a page: what stands in its fields, as saved or as typed, and what is wrong with it."""

from collections.abc import Mapping
from dataclasses import dataclass

from flask import render_template
from werkzeug.datastructures import MultiDict

from commworkflow.readings.edit_page import AskedDraft, EditPage, WrittenPage
from commworkflow.readings.meetings import Meeting
from commworkflow.rules.answer_values import Problem
from commworkflow.rules.answers import judge
from commworkflow.rules.blocks import Paragraph, Run, Section, Sections
from commworkflow.rules.characters import ForbiddenCharacter
from commworkflow.rules.facts import retyped
from commworkflow.rules.questions import RawAnswers
from commworkflow.rules.refusals import Refusal
from commworkflow.rules.text import blocks_from_markdown, html_from_markdown
from commworkflow.rules.typed import LONGEST_SECTION, Typed
from commworkflow.web import here
from commworkflow.web.chips import chips_written
from commworkflow.web.editor_words import editor_words, pieces_written
from commworkflow.web.intents import WAIVE
from commworkflow.web.questions import PREFIX, answers_from, carried, shown_answers
from commworkflow.web.rich_fields import plain
from commworkflow.web.shelf_key import my_shelf_key
from commworkflow.web.wrong_words import answer_words

SECTION = "section."

Form = MultiDict[str, str]


@dataclass(frozen=True, slots=True)
class Fields:
    """What stands in the fields of the form.

    ``carried``: what the register said when the form was opened, which tells a fact that was typed from one that was
    only shown. ``waivers``: the reasons written against what is missing. ``problems``: the answers that cannot be used.
    """

    title: str
    sections: Mapping[str, str]
    answers: RawAnswers
    carried: str
    waivers: Mapping[str, str]
    problems: tuple[Problem, ...]


def as_saved(found: WrittenPage, form: Form | None = None) -> Fields:
    """Return the fields as the draft was last saved, with the reasons that ``form`` brought and no draft keeps."""
    return Fields(
        title=found.title,
        sections={section.key: section.markdown for section in found.sections},
        answers=found.answers,
        carried=carried(found.template, {**found.answers, **found.known}),
        waivers=_waivers(form or MultiDict()),
        problems=found.reading.judged.problems,
    )


def as_typed(found: WrittenPage, form: Form) -> Fields:
    """Return the fields as somebody typed them; what the form did not send stands as it was saved.

    A fact that was only shown follows the register: saving again must not write the old value over the new one.
    """
    saved = as_saved(found, form)
    answers = _touched(found, form)
    typed = sections_in(form)
    return Fields(
        title=form.get("title", saved.title),
        sections={key: typed.get(key, text) for key, text in saved.sections.items()},
        answers=answers,
        carried=saved.carried,
        waivers=saved.waivers,
        problems=judge(found.template, answers, here.now(), found.zone).problems,
    )


def _touched(found: WrittenPage, form: Form) -> RawAnswers:
    answers = answers_from(found.template, form)
    if answers is None:
        return found.answers
    shown = shown_answers(form)
    untouched = {
        question.id: found.known[question.id]
        for question in found.template.questions
        if question.id in found.known
        and not retyped(question, answers.get(question.id), shown.get(question.id), found.zone)
    }
    return {**answers, **untouched}


def typed_in(draft: AskedDraft, form: Form) -> Typed:
    """Return what somebody typed, as the act of saving takes it."""
    return Typed(
        title=form.get("title", draft.title),
        sections=sections_in(form),
        answers=answers_from(draft.template, form),
        shown=shown_answers(form),
    )


def sections_in(form: Form) -> Mapping[str, str]:
    """Return the small Markdown of each section that a form brought, whether it was typed or comes from an editor."""
    fields = (plain(name, text) for name, text in form.items())
    return {name[len(SECTION) :]: text for name, text in fields if name.startswith(SECTION)}


def rich(markdown: str) -> str | None:
    """Return what an editor starts from; None for a text that cannot be taken as typed, which a text area shows."""
    if len(markdown) > LONGEST_SECTION:
        return None
    try:
        return html_from_markdown(markdown).html
    except ForbiddenCharacter:
        return None


def from_markdown(markdown: str) -> Sections:
    """Return a text that is not saved as it is shown; as its bare lines where it cannot be taken as typed."""
    as_lines: Sections = (Section("", "", (Paragraph((Run(markdown),)),)),)
    if len(markdown) > LONGEST_SECTION:
        return as_lines
    try:
        return (Section("", "", blocks_from_markdown(markdown)),)
    except ForbiddenCharacter:
        return as_lines


def base_of(form: Form) -> int:
    """Return the number of the revision a form was opened on; 0 where it does not say."""
    typed = form.get("base", "")
    return int(typed) if typed.isascii() and typed.isdecimal() and len(typed) < 10 else 0


def edited(
    found: EditPage,
    fields: Fields,
    *,
    problems: Mapping[str, str] | None = None,
    refusals: tuple[Refusal, ...] = (),
    unsaved: bool = False,
    others: tuple[str, ...] = (),
    meeting: Meeting | None = None,
    taken_in: tuple[str, ...] = (),
    left_out: tuple[str, ...] | None = None,
) -> str:
    """Return the page of the form. ``others``: who else has it open.

    ``meeting``: somebody saved since it was opened; ``taken_in``: the parts of theirs that now stand in it.
    ``left_out``: a Word file was taken in, and this of it was not.
    """
    wrong = {PREFIX + problem.path: answer_words(problem) for problem in fields.problems}
    return render_template(
        "messages/edit.html",
        page=found,
        fields=fields,
        problems={**wrong, **(problems or {})},
        refusals=refusals,
        unsaved=unsaved,
        others=others,
        meeting=meeting,
        taken_in=taken_in,
        left_out=left_out,
        chips=chips_written(found, here.house().facts),
        editor_words=editor_words(),
        pieces_written=pieces_written(found.pieces),
        shelf_key=my_shelf_key(),
    )


def _waivers(form: Form) -> Mapping[str, str]:
    return {key[len(WAIVE) :]: text for key, text in form.items() if key.startswith(WAIVE)}
