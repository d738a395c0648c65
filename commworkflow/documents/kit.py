"""The paper kit as one pdf: what is in it, a card for each role, a blank form for each template, numbered slips."""

from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

from commworkflow.documents.kit_english import ENGLISH
from commworkflow.documents.kit_french import FRENCH
from commworkflow.documents.kit_labels import KitWords
from commworkflow.documents.typesetting import typeset
from commworkflow.rules.blank_forms import BlankForm, BlankQuestion
from commworkflow.rules.kit import Call, Kit, NumberedForm
from commworkflow.rules.message_templates import Ending, Template
from commworkflow.rules.role_cards import RoleCard
from commworkflow.rules.roles import Role

_LAYOUT = Path(__file__).with_name("kit.typ")
_WORDS = {"fr": FRENCH, "en": ENGLISH}
_CALLED, _EACH = 6, 3
"""Roles a card has room for, and people of each."""


def render_kit(kit: Kit) -> bytes:
    """Return the kit as a pdf, the same bytes for the same kit; FileNotFoundError where no typeface was built."""
    return typeset(_LAYOUT, _notice(kit), datetime.fromisoformat(kit.moment))


def kit_words(language: str) -> KitWords:
    """Return our words in ``language``; French where we have none, as the hospital is."""
    return _WORDS.get(language, FRENCH)


def _notice(kit: Kit) -> dict[str, Any]:
    words = kit_words(kit.language)
    language, region = words.tag.split("-")
    return {
        "language": language,
        "region": region,
        "called": kit.world.titled(words.kit),
        "title": words.kit,
        "establishment": kit.establishment,
        "marks": [mark for mark in (kit.world.mark, words.specimen if kit.specimen else "") if mark],
        "printed": words.printed.format(day=kit.printed),
        "page": words.page,
        "words": {
            name: getattr(words, name)
            for name in KitWords.__dataclass_fields__
            if name not in ("tag", "roles", "steps", "nevers", "kinds", "how")
        },
        "kinds": words.kinds,
        "how": words.how,
        "cards": [_card(card, kit.calls, words) for card in kit.cards],
        "forms": [_form(numbered, words) for numbered in kit.forms],
        "slips": [_slip_number(number, words) for number in kit.slips],
    }


def _slip_number(number: str, words: KitWords) -> str:
    return words.slip_of.format(number=number or "……………………")


def _card(card: RoleCard, calls: Sequence[Call], words: KitWords) -> dict[str, Any]:
    lists = (
        (words.i_write, card.drafts),
        (words.i_advise, card.advises),
        (words.i_decide, card.decides),
        (words.i_release, card.releases),
        (words.i_send, card.sends),
        (words.i_acknowledge, card.acknowledges),
    )
    return {
        "title": words.roles[card.role],
        "steps": [words.steps[step] for step in card.steps],
        "lists": [{"title": title, "items": items} for title, items in lists if items],
        "never": words.nevers[card.role],
        "calls": [{"role": words.roles[role], "people": _people(role, calls)} for role in card.calls[:_CALLED]],
        "outside": _people(None, calls),
    }


def _people(role: Role | None, calls: Sequence[Call]) -> list[dict[str, str]]:
    found = [{"name": call.name, "number": call.telephone, "also": call.also} for call in calls if call.role is role]
    # Nobody known: room to write a name and a number by hand.
    return found[: _EACH if role else len(found)] or ([] if role is None else [{"name": "", "number": "", "also": ""}])


def _form(numbered: NumberedForm, words: KitWords) -> dict[str, Any]:
    form: BlankForm = numbered.form
    template = form.template
    return {
        "slip": _slip_number(numbered.number, words),
        "language": template.language,
        "title": template.title,
        "when": template.when,
        "class": template.reading_class.name,
        "who": [{"label": label, "words": who} for label, who in _who(template, words) if who],
        "form_of": _form_of(template, words),
        "groups": [
            {"title": group.title, "questions": [_question(question, words) for question in group.questions]}
            for group in form.groups
        ],
        "text": [{"kind": line.kind, "words": line.words} for line in form.text],
    }


def _who(template: Template, words: KitWords) -> tuple[tuple[str, str], ...]:
    def named(roles: Sequence[Role]) -> str:
        return ", ".join(words.roles[role] for role in roles)

    validated = template.ending is Ending.VALIDATED
    return (
        (words.drafts, named(template.drafted_by)),
        (words.opinions, named(template.opinions)),
        (words.validates if validated else words.acknowledges, named(template.decided_by)),
        (words.releases, named(template.released_by) if validated else ""),
    )


def _form_of(template: Template, words: KitWords) -> str:
    form = template.portal_form
    if form is None:
        return ""
    return words.form_of.format(name=form.name, authority=form.authority, version=form.version)


def _question(question: BlankQuestion, words: KitWords) -> dict[str, Any]:
    return {
        "number": question.number,
        "label": question.label,
        "help": question.help,
        "room": question.room,
        "boxes": question.boxes or (words.yes, words.no),
        "columns": question.columns,
        "notes": _notes(question, words),
    }


def _notes(question: BlankQuestion, words: KitWords) -> list[str]:
    notes = []
    only = question.only
    if only is not None:
        either = words.or_.join(only.answers)
        sentence = words.only_if if only.answers else words.only_answered
        notes.append(sentence.format(number=only.number, answers=either))
    elif not question.owed:
        notes.append(words.free)
    if question.may_wait:
        notes.append(words.may_wait)
    return notes
