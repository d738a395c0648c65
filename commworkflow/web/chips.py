"""What the editor shows in the place of ``[[…]]``: the value now, the name of what is asked, and the field to go to."""

import json
from collections.abc import Iterator, Mapping

from flask_babel.speaklater import LazyString

from commworkflow.readings.edit_page import WrittenPage
from commworkflow.rules.facts import Register
from commworkflow.rules.placeholders import ESTABLISHMENT, FACT, INCIDENT, names_in, on_one_line
from commworkflow.web.questions import PREFIX
from commworkflow.web.spoken import lazy_gettext as _

OWN_NAMES: Mapping[str, LazyString] = {
    ESTABLISHMENT + "name": _("name of the establishment"),
    ESTABLISHMENT + "address": _("address of the establishment"),
    ESTABLISHMENT + "telephone": _("telephones of the establishment"),
    ESTABLISHMENT + "site": _("web site of the establishment"),
    ESTABLISHMENT + "finess": _("FINESS number"),
    ESTABLISHMENT + "siren": _("SIREN number"),
    INCIDENT + "title": _("title of the incident"),
    INCIDENT + "nature": _("nature of the incident"),
    INCIDENT + "discovered": _("hour of discovery"),
    INCIDENT + "discovered_by": _("who discovered it"),
    INCIDENT + "opened": _("hour the incident was opened"),
}
"""What the placeholders that are no question and no fact stand for."""


def chips(found: WrittenPage, register: Register) -> Mapping[str, Mapping[str, str | None]]:
    """Return each placeholder the draft can use: its words (None: to be filled), its label, the id of its field."""
    values = found.reading.values
    return {
        name: {"words": on_one_line(values[name]) if name in values else None, "label": label, "leads": leads}
        for name, label, leads in _names(found, register)
    }


def chips_written(found: WrittenPage, register: Register) -> str:
    """Return the same as the page carries it."""
    return json.dumps(chips(found, register), ensure_ascii=False)


def _names(found: WrittenPage, register: Register) -> Iterator[tuple[str, str, str]]:
    template = found.template
    asked_by = {question.fact: question.id for question in template.questions if question.fact}
    for question in template.questions:
        yield question.id, question.label, PREFIX + question.id
    used = dict.fromkeys(name for section in found.sections for name in names_in(section.markdown))
    for key, definition in register.items():
        if FACT + key in used:
            yield FACT + key, definition.label(template.language), PREFIX + asked_by[key] if key in asked_by else ""
    for name, label in OWN_NAMES.items():
        yield name, str(label), ""
