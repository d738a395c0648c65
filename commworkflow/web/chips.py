"""What is shown in the place of ``[[…]]``, in the editor and beside it: the value now, or what is asked and where."""

import json
import re
from collections.abc import Iterator, Mapping

from flask_babel.speaklater import LazyString
from markupsafe import Markup

from commworkflow.readings.edit_page import WrittenPage
from commworkflow.rules.facts import Register
from commworkflow.rules.message_templates import Template
from commworkflow.rules.placeholders import ESTABLISHMENT, FACT, INCIDENT, PLACEHOLDER, names_in, on_one_line
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


TO_FILL = _("to be filled: …")
"""What stands where nothing is answered yet; the name of what is asked takes the place of "…"."""
_TAG_OR_PLACEHOLDER = re.compile(rf"<[^>]*>|{PLACEHOLDER.pattern}")


def chips(found: WrittenPage, register: Register) -> Mapping[str, Mapping[str, str | None]]:
    """Return each placeholder the draft can use: its words (None: to be filled), its label, the id of its field."""
    values = found.reading.values
    told = {name: named(found.template, register, name) for name in _names(found, register)}
    return {
        name: {"words": on_one_line(values[name]) if name in values else None, "label": label, "leads": leads}
        for name, (label, leads) in told.items()
    }


def chips_written(found: WrittenPage, register: Register) -> str:
    """Return the same as the page carries it."""
    return json.dumps(chips(found, register), ensure_ascii=False)


def to_be_filled(html: Markup, found: WrittenPage, register: Register) -> Markup:
    """Return a text as it reads, with each placeholder that nothing fills shown as the editor shows it.

    What somebody wrote between such brackets in an answer is text: only what the draft says is not filled is named.
    """
    state = found.reading.state
    unfilled = {*state.unfilled, *(FACT + key for key in state.facts_above_class)}

    def shown(match: re.Match[str]) -> str:
        if match[1] not in unfilled:
            return match[0]
        label, _leads = named(found.template, register, match[1])
        return Markup('<span class="chip chip-empty">{}</span>').format(str(TO_FILL).replace("…", label))

    # A tag is left as it is: the address of a link may hold anything.
    return Markup(_TAG_OR_PLACEHOLDER.sub(shown, html))


def named(template: Template, register: Register, name: str) -> tuple[str, str]:
    """Return what a placeholder is called (its own name, where it is none of ours), and the id of what fills it."""
    question = template.question(name)
    if question is not None:
        return question.label, PREFIX + question.id
    definition = register.get(name.removeprefix(FACT)) if name.startswith(FACT) else None
    if definition is not None:
        asked = (PREFIX + question.id for question in template.questions if question.fact == definition.key)
        return definition.label(template.language), next(asked, "")
    return str(OWN_NAMES.get(name, name)), ""


def _names(found: WrittenPage, register: Register) -> Iterator[str]:
    yield from (question.id for question in found.template.questions)
    # What is typed and not saved yet stands in the reading alone.
    used = {name for section in found.sections for name in names_in(section.markdown)} | {*found.reading.state.unfilled}
    yield from (FACT + key for key in register if FACT + key in used)
    yield from OWN_NAMES
