"""The one resolver of ``[[…]]``: an answer, a fact, the establishment, the incident.

Values are put in once and never read again: an answer that holds ``[[x]]`` is text.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from zoneinfo import ZoneInfo

from commworkflow.rules.answer_values import Entry
from commworkflow.rules.answer_words import hour_in_words, words_of
from commworkflow.rules.answers import Judged
from commworkflow.rules.blocks import Block, Heading, Item, ListBlock, Paragraph, Run, Sections, Table
from commworkflow.rules.facts import Register, fact_words
from commworkflow.rules.message_templates import Template
from commworkflow.rules.questions import Question, QuestionType, RawAnswers

PLACEHOLDER = re.compile(r"\[\[([a-z][a-z0-9_.]*)\]\]")

OF_ESTABLISHMENT = ("name", "address", "telephone", "site", "finess", "siren")
OF_INCIDENT = ("title", "nature", "discovered", "discovered_by", "opened")
HOURS_OF_INCIDENT = ("discovered", "opened")
"""What a text may say of its incident that is an hour, and no words that somebody types."""
FACT = "fact."
ESTABLISHMENT = "establishment."
INCIDENT = "incident."

Filling = str | tuple[str, ...] | Table
"""What stands for a placeholder: words; several entries (a list's items, or parted by commas); a table's rows."""

_PARAGRAPHS = re.compile(r"\n{2,}")


@dataclass(frozen=True, slots=True)
class Resolved:
    """A text with its placeholders replaced; ``unfilled``: those left standing, ``used``: those replaced, once each."""

    sections: Sections
    unfilled: tuple[str, ...]
    used: tuple[str, ...]


def names_in(text: str) -> Iterator[str]:
    """Yield the names of the placeholders of ``text``, in order."""
    return (match[1] for match in PLACEHOLDER.finditer(text))


def resolve(sections: Sections, values: Mapping[str, Filling]) -> Resolved:
    """Return ``sections`` with every placeholder that ``values`` knows replaced.

    Alone in a paragraph, a table becomes a table, and words with blank lines several paragraphs. Alone in an entry of a
    list, several lines become several entries. Empty words (an answer neither given nor owed) take the paragraph or
    section they were alone in away with them, and an entry of a list whose placeholders are all empty.
    """
    resolver = _Resolver(values)
    resolved = []
    for section in sections:
        blocks = tuple(new for block in section.blocks for new in resolver.block(block))
        if blocks or not section.blocks:
            resolved.append(replace(section, blocks=blocks))
    return Resolved(tuple(resolved), tuple(resolver.unfilled), tuple(resolver.used))


class _Resolver:
    def __init__(self, values: Mapping[str, Filling]) -> None:
        self._values = values
        self.unfilled: dict[str, None] = {}
        self.used: dict[str, None] = {}

    def block(self, block: Block) -> Iterator[Block]:
        match block:
            case Heading(level=level, runs=runs):
                if heading := self._runs(runs):
                    yield Heading(level, heading)
            case Paragraph(runs=runs):
                yield from self._paragraphs(runs)
            case ListBlock(ordered=ordered, items=items):
                if kept := tuple(new for item in items for new in self._items(item)):
                    yield ListBlock(ordered, kept)
            case _:
                yield block

    def _paragraphs(self, runs: tuple[Run, ...]) -> Iterator[Block]:
        run, filling = self._alone(runs)
        if run and isinstance(filling, Table):
            yield filling
        elif run and isinstance(filling, str):
            yield from (Paragraph((replace(run, text=part),)) for part in _PARAGRAPHS.split(filling) if part.strip())
        elif filled := self._runs(runs):
            yield Paragraph(filled)

    def _items(self, item: Item) -> Iterator[Item]:
        nested = tuple(block for inner in item.lists for block in self.block(inner) if isinstance(block, ListBlock))
        run, filling = self._alone(item.runs)
        if run and filling is not None:
            lines = [line for line in _lines(filling) if line.strip()]
            for number, line in enumerate(lines, 1):
                yield Item((replace(run, text=line),), nested if number == len(lines) else ())
        elif (filled := () if self._all_empty(item.runs) else self._runs(item.runs)) or nested:
            yield Item(filled, nested)

    def _all_empty(self, runs: Sequence[Run]) -> bool:
        """Say whether the runs hold placeholders and every one stands for empty words."""
        names = [name for run in runs for name in names_in(run.text)]
        return bool(names) and all(self._values.get(name) == "" for name in names)

    def _alone(self, runs: Sequence[Run]) -> tuple[Run | None, Filling | None]:
        """Return the run and its filling where the runs are one known placeholder and nothing else."""
        spoken = [run for run in runs if run.text.strip()]
        match = PLACEHOLDER.fullmatch(spoken[0].text.strip()) if len(spoken) == 1 else None
        if not match or match[1] not in self._values:
            return None, None
        self.used[match[1]] = None
        return spoken[0], self._values[match[1]]

    def _runs(self, runs: tuple[Run, ...]) -> tuple[Run, ...]:
        if not any("[[" in run.text for run in runs):
            return runs
        filled = tuple(replace(run, text=text) for run in runs if (text := self._text(run.text)))
        return filled if any(run.text.strip() for run in filled) else ()

    def _text(self, text: str) -> str:
        pieces: list[str] = []
        end = 0
        for match in PLACEHOLDER.finditer(text):
            before, end = text[end : match.start()], match.end()
            filling = self._values.get(match[1])
            if filling is None:
                self.unfilled[match[1]] = None
                pieces += [before, match[0]]
                continue
            self.used[match[1]] = None
            words = filling if isinstance(filling, str) else ", ".join(_lines(filling))
            pieces += [before if words else before.rstrip(" "), words]
        return "".join([*pieces, text[end:]])


def on_one_line(filling: Filling) -> str:
    """Return what stands for a placeholder as it is shown in the midst of a line."""
    return ", ".join(line for line in _lines(filling) if line)


def _lines(filling: Filling) -> tuple[str, ...]:
    if isinstance(filling, Table):
        return tuple(", ".join(cell for cell in row if cell) for row in filling.rows)
    return tuple(filling.split("\n")) if isinstance(filling, str) else filling


def values_for(
    template: Template,
    judged: Judged,
    register: Register,
    facts: RawAnswers,
    establishment: Mapping[str, str],
    incident: Mapping[str, str | datetime],
    zone: ZoneInfo,
) -> Mapping[str, Filling]:
    """Return what stands for each placeholder of a message, in the template's language.

    ``facts``: fact key to raw value in force. ``establishment`` and ``incident``: field to words (or moment), by the
    names of ``OF_ESTABLISHMENT`` and ``OF_INCIDENT``. An answer neither given nor owed is empty words; what is owed and
    not given, not known or not set is left out, so that its placeholder stays in sight.
    """
    values: dict[str, Filling] = dict(_answers(template, judged, zone))
    for key, words in fact_words(register, facts, template.language, zone).items():
        values[FACT + key] = words[0] if len(words) == 1 else words
    values |= {ESTABLISHMENT + name: words for name, words in establishment.items() if words}
    for name, said in incident.items():
        if said:
            words_or_hour = said if isinstance(said, str) else hour_in_words(said, template.language, zone)
            values[INCIDENT + name] = words_or_hour
    return values


def _answers(template: Template, judged: Judged, zone: ZoneInfo) -> Iterator[tuple[str, Filling]]:
    wrong = {problem.path.split(".", 1)[0] for problem in judged.problems}
    for question in template.questions:
        value = judged.values.get(question.id)
        if value is None:
            if question.id not in judged.owed and question.id not in wrong:
                yield question.id, ""
        elif question.type is QuestionType.GROUP and isinstance(value, tuple):
            yield question.id, _table(question, value, template.language, zone)
        else:
            words = words_of(question, value, template.language, zone)
            yield question.id, words if question.type is QuestionType.CHOICES else "\n".join(words)


def _table(question: Question, entries: Sequence[str | Entry], language: str, zone: ZoneInfo) -> Table:
    rows = tuple(
        tuple(
            ", ".join(words_of(field, entry.values[field.id], language, zone)) if field.id in entry.values else ""
            for field in question.fields
        )
        for entry in entries
        if isinstance(entry, Entry)
    )
    return Table(question.label, tuple(field.label for field in question.fields), rows)
