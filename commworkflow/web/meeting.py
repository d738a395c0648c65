"""Two people wrote into one draft: the page on which the second chooses, part by part, and the form made of it."""

from collections.abc import Mapping
from dataclasses import replace

from flask import render_template, request

from commworkflow.readings.edit_page import EditPage
from commworkflow.readings.meetings import Meeting
from commworkflow.rules.facts import proposed_facts
from commworkflow.rules.merging import Choice, Fate
from commworkflow.rules.questions import RawAnswers
from commworkflow.web.edit_form import Fields, Form, as_saved, as_typed, edited
from commworkflow.web.merged_form import fates_of, label_of, merged, parts_met
from commworkflow.web.questions import shown_answers
from commworkflow.web.typed import posted_fields

CHOOSE = "choose."
_SEEN = "seen"
"""The revision of the other that the choices were made against; a newer one asks again."""


def met(found: EditPage, form: Form, meeting: Meeting) -> str:
    """Return the page for somebody who meets a newer revision: the choice where there is one, else the form."""
    mine, shown = as_typed(found, form), shown_answers(form)
    theirs = _saved_or_recorded(found, mine, as_saved(found, form), shown)
    began = None if meeting.began is None else meeting.began.as_shown(found.template, shown, found.zone)
    fate_of = fates_of(mine, theirs, began)
    chosen = _choices(form) if form.get(_SEEN) == str(meeting.number) else {}
    open_parts = tuple(part for part in parts_met(found, mine, theirs, fate_of) if part.name not in chosen)
    if open_parts:
        return render_template(
            "messages/meeting.html", page=found, to_choose=open_parts, meeting=meeting, carried=_carried(form)
        )
    form_of_both = merged(mine, theirs, fate_of, chosen)
    taken_in = tuple(label_of(found, name) for name, what in fate_of.items() if what is Fate.THEIRS)
    return edited(found, form_of_both, unsaved=True, meeting=meeting, taken_in=taken_in)


def _saved_or_recorded(found: EditPage, mine: Fields, theirs: Fields, shown: RawAnswers) -> Fields:
    """What stands against what was typed: the other's text, and against a fact typed anew what the register says."""
    proposed = proposed_facts(found.template, mine.answers, shown, found.zone)
    recorded = {q.id: found.known[q.id] for q in found.template.questions if q.fact in proposed and q.id in found.known}
    return replace(theirs, answers={**theirs.answers, **recorded})


def _choices(form: Form) -> Mapping[str, Choice]:
    known = set(Choice)
    return {
        name[len(CHOOSE) :]: Choice(value) for name, value in form.items() if name.startswith(CHOOSE) and value in known
    }


def _carried(form: Form) -> tuple[tuple[str, str], ...]:
    """Everything that was typed, to be sent again with the choices."""
    typed = form.items(multi=True) if form is not request.form else posted_fields()
    return tuple((name, value) for name, value in typed if name not in (_SEEN, "submit", "save", "csrf_token"))
