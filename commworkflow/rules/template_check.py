"""A template filled with its own examples: the message it promises, and what is wrong with that message."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from commworkflow.rules.answer_words import field_blocks
from commworkflow.rules.answers import Judged, examples_of, judge
from commworkflow.rules.blocks import Section, Sections
from commworkflow.rules.catalogue import Catalogue, FaultyFile
from commworkflow.rules.facts import Register
from commworkflow.rules.faults import Fault, FaultKey
from commworkflow.rules.headed_files import headed
from commworkflow.rules.lengths import main_text, measured
from commworkflow.rules.message_templates import Template
from commworkflow.rules.placeholders import FACT, Resolved, resolve, values_for
from commworkflow.rules.template_files import HEAD_KEYS
from commworkflow.rules.template_yaml import Keys
from commworkflow.rules.text import blocks_from_markdown, word_count

ZONE = ZoneInfo("Europe/Paris")
NOW = datetime(2026, 11, 20, 15, 15, tzinfo=UTC)
"""When the examples are judged: the reference crisis, at the hour of its first statement."""

ESTABLISHMENT = {
    "name": "Centre hospitalier de Valmont",
    "address": "1 avenue des Tilleuls, 99100 Valmont",
    "telephone": "02 61 91 00 10",
    "site": "www.ch-valmont.example",
    "finess": "990000012",
    "siren": "999000011",
}
INCIDENT: Mapping[str, str | datetime] = {
    "title": "Incident du 20 novembre 2026",
    "nature": "rançongiciel",
    "discovered": datetime(2026, 11, 20, 8, 30, tzinfo=UTC),
    "discovered_by": "la direction des systèmes d’information",
    "opened": datetime(2026, 11, 20, 9, 0, tzinfo=UTC),
}


def starting_sections(template: Template) -> Sections:
    """Return the sections a draft starts from, placeholders standing."""
    return tuple(
        Section(part.key, part.title, blocks_from_markdown(part.markdown), part.use) for part in template.sections
    )


def filled(template: Template, register: Register) -> tuple[Judged, Resolved]:
    """Return the template's examples judged, and the text they make: sections, then the answers where it lists them."""
    judged = judge(template, examples_of(template, NOW, ZONE), NOW, ZONE)
    values = values_for(template, judged, register, {}, ESTABLISHMENT, INCIDENT, ZONE)
    resolved = resolve(starting_sections(template), values)
    if not template.answers_listed:
        return judged, resolved
    fields = field_blocks(template, judged, ZONE)
    return judged, Resolved(resolved.sections + fields, resolved.unfilled, resolved.used)


def check_filled(template: Template, register: Register) -> tuple[Fault, ...]:
    """Return what is wrong with a template's text once filled with its examples (line 0: the file as a whole).

    A ``[[fact.key]]`` stays unfilled here: no example gives it.
    """
    judged, resolved = filled(template, register)
    faults = [
        Fault(0, FaultKey.EXAMPLE_WRONG, {"id": problem.path, "problem": problem.key.value, **problem.facts})
        for problem in judged.problems
    ]
    unfilled = [name for name in resolved.unfilled if not name.startswith(FACT)]
    wrong = {problem.path for problem in judged.problems}
    faults += [
        Fault(0, FaultKey.EXAMPLE_WRONG, {"id": id, "problem": "missing"})
        for id in dict.fromkeys((*judged.missing, *unfilled))
        if id not in wrong
    ]
    words = word_count(main_text(resolved.sections))
    if template.word_limit is not None and words > template.word_limit:
        faults.append(Fault(0, FaultKey.WORDS_OVER, {"words": str(words), "limit": str(template.word_limit)}))
    for part in measured(template, resolved.sections):
        counted = {"section": part.section.key, "words": str(part.words), "characters": str(part.characters)}
        if part.words_over or part.characters_over:
            faults.append(Fault(0, FaultKey.LENGTH_OVER, counted))
    return tuple(faults)


def unfit(catalogue: Catalogue, register: Register) -> tuple[FaultyFile, ...]:
    """Return the files whose own examples make no sound message of them.

    They can be chosen all the same: what is written in the night is held to the same limits, and the examples are not.
    """
    checked = (
        (path, check_file(template, catalogue.contents[template.digest], register))
        for key, path in catalogue.paths.items()
        if (template := catalogue.templates.get(key))
    )
    return tuple(FaultyFile(path, faults) for path, faults in checked if faults)


def check_file(template: Template, content: bytes, register: Register) -> tuple[Fault, ...]:
    """Return what ``check_filled`` finds, each fault at the line of its file that it speaks of."""
    faults = check_filled(template, register)
    file = headed(content, []) if faults else None
    if file is None:
        return faults
    head = Keys(file.head, HEAD_KEYS, [])
    return tuple(sorted((replace(fault, line=_line(fault, head)) for fault in faults), key=lambda fault: fault.line))


def _line(fault: Fault, head: Keys) -> int:
    """The line of the limit that is passed, or of the example that is wrong."""
    match fault.key:
        case FaultKey.WORDS_OVER:
            return head.line("words at most")
        case FaultKey.LENGTH_OVER:
            return _line_in(head, "lengths", "section", fault.facts["section"], "section")
        case _:
            return _line_in(head, "questions", "id", fault.facts["id"].split(".", 1)[0], "example")


def _line_in(head: Keys, name: str, by: str, wanted: str, key: str) -> int:
    """The line of a key, or of all around it, in the one of a list's maps that ``by`` tells from the others."""
    maps = (Keys(pairs, pairs.nodes, []) for pairs in head.maps(name))
    return next((found.line(key) for found in maps if found.text(by) == wanted), head.line(name))
