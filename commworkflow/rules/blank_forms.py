"""A template as a form on paper: its questions numbered in their order, room to write, and its text with blanks."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum

from commworkflow.rules.blocks import Heading, Item, ListBlock, Paragraph, Section, Sections, runs_text
from commworkflow.rules.message_templates import Template
from commworkflow.rules.placeholders import ESTABLISHMENT, names_in, resolve
from commworkflow.rules.questions import Owed, Question, QuestionType
from commworkflow.rules.text import blocks_from_markdown

_BLANK = "…………………………"


class Room(StrEnum):
    """What is drawn for an answer."""

    LINE = "line"
    LINES = "lines"
    NUMBER = "number"
    MOMENT = "moment"
    ONE_BOX = "one_box"
    BOXES = "boxes"
    TABLE = "table"


_ROOMS: Mapping[QuestionType, Room] = {
    QuestionType.LINE: Room.LINE,
    QuestionType.TEXT: Room.LINES,
    QuestionType.NUMBER: Room.NUMBER,
    QuestionType.DATE_TIME: Room.MOMENT,
    QuestionType.YES_NO: Room.ONE_BOX,
    QuestionType.CHOICE: Room.ONE_BOX,
    QuestionType.CHOICES: Room.BOXES,
    QuestionType.GROUP: Room.TABLE,
    QuestionType.TELEPHONE: Room.LINE,
    QuestionType.EMAIL: Room.LINE,
}


@dataclass(frozen=True, slots=True)
class Only:
    """When a question is to be answered at all: where another one (by its number) is answered, or answered so."""

    number: str
    answers: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class BlankQuestion:
    """A question on paper. ``boxes``: the words beside each; empty for yes or no. ``columns``: those of its table."""

    number: str
    label: str
    help: str
    room: Room
    boxes: tuple[str, ...] = ()
    columns: tuple[str, ...] = ()
    owed: bool = True
    may_wait: bool = False
    only: Only | None = None


@dataclass(frozen=True, slots=True)
class BlankGroup:
    """Questions that belong together, under the authority's own heading."""

    title: str
    questions: tuple[BlankQuestion, ...]


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the text with its blanks. ``kind``: heading, paragraph, or entry of a list."""

    kind: str
    words: str


@dataclass(frozen=True, slots=True)
class BlankForm:
    """A template ready to be printed and filled by hand."""

    template: Template
    groups: tuple[BlankGroup, ...]
    text: tuple[Line, ...]


def blank_form(template: Template, establishment: Mapping[str, str]) -> BlankForm:
    """Return a template as a form. ``establishment``: what is known of it goes into the text already."""
    numbers = {question.id: str(place) for place, question in enumerate(template.questions, 1)}
    groups = tuple(
        BlankGroup(group.label, tuple(_question(question, template, numbers) for question in asked))
        for group in template.groups
        if (asked := template.in_group(group.id))
    )
    return BlankForm(template, groups, tuple(_text(template, numbers, establishment)))


def _question(question: Question, template: Template, numbers: Mapping[str, str]) -> BlankQuestion:
    return BlankQuestion(
        numbers[question.id],
        question.label,
        question.help,
        _ROOMS[question.type],
        tuple(choice.label for choice in question.choices),
        tuple(field.label for field in question.fields),
        question.required.owed is not Owed.NEVER,
        question.may_wait,
        _only(question, template, numbers),
    )


def _only(question: Question, template: Template, numbers: Mapping[str, str]) -> Only | None:
    required = question.required
    asked = template.question(required.question) if required.question else None
    if asked is None or required.owed is Owed.WHEN_LATE:
        return None
    answers = {choice.key: choice.label for choice in asked.choices}
    return Only(numbers[asked.id], tuple(answers.get(value, value) for value in required.values))


def _text(template: Template, numbers: Mapping[str, str], establishment: Mapping[str, str]) -> Iterator[Line]:
    sections: Sections = tuple(
        Section(section.key, section.title, blocks_from_markdown(section.markdown)) for section in template.sections
    )
    known = {ESTABLISHMENT + name: words for name, words in establishment.items() if words}
    names = {name for section in template.sections for name in names_in(section.markdown)}
    blanks = {name: f"({numbers[name]}) {_BLANK}" if name in numbers else _BLANK for name in names if name not in known}
    for section in resolve(sections, {**blanks, **known}).sections:
        if section.title:
            yield Line("heading", section.title)
        for block in section.blocks:
            match block:
                case Heading(runs=runs):
                    yield Line("heading", runs_text(runs))
                case Paragraph(runs=runs):
                    yield Line("paragraph", runs_text(runs))
                case ListBlock(items=items):
                    yield from _entries(items)
                case _:
                    continue


def _entries(items: tuple[Item, ...]) -> Iterator[Line]:
    for item in items:
        yield Line("entry", runs_text(item.runs))
        for nested in item.lists:
            yield from _entries(nested.items)
