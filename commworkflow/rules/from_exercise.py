"""From an exercise to reality: a text without the mark of the exercise, and what in it still speaks of one.

The mark people type (« EXERCICE EXERCICE EXERCICE ») is taken out; the word in small letters stays, since it has other
meanings (« l’exercice de la profession »), and is pointed out to whoever takes the text over.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from commworkflow.rules.message_templates import Template
from commworkflow.rules.questions import RawAnswer
from commworkflow.rules.text import clean

_AROUND = r"[\s\u00a0\u202f*_|\[\](){}«»–—-]*"
_MARK = re.compile(rf"(?:{_AROUND}\bEXERCICES?\b{_AROUND}[:!.,;]*)+")
_TAG = re.compile(r"(<[^>]*>)")
_EMPTY = re.compile(r"<(p|li|ul|ol|h2|h3|strong|em|a)(?: [^>]*)?>(?:\s|<br>)*</\1>")
_STILL = re.compile(r"exercice|\bE-(?:C-)?\d{4}-\d+", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class TakenText:
    """What a draft of the real world begins with: a text of the exercise, unmarked, in the shape of the template.

    ``number`` and ``revision``: what it was in the exercise. ``still``: the words in it that still speak of one.
    """

    template: Template
    title: str
    html: Mapping[str, str]
    answers: Mapping[str, RawAnswer]
    number: str
    revision: str
    still: tuple[str, ...]


def taken_text(
    template: Template,
    title: str,
    sections: Sequence[Mapping[str, str]],
    answers: Mapping[str, RawAnswer],
    *,
    number: str,
    revision: str,
) -> TakenText:
    """Return a text of the exercise as the real world may begin with it.

    Sections and answers go with the template as it is here: what it does not know stays behind. An answer that reads
    the register stays behind too: facts are taken over for themselves, each with its source.
    """
    known = {section.key for section in template.sections}
    own = {question.id for question in template.questions if not question.fact}
    html = {part["key"]: html_unmarked(part["html"]) for part in sections if part["key"] in known}
    kept = {name: raw_unmarked(raw) for name, raw in answers.items() if name in own}
    words = unmarked(title) or template.title
    return TakenText(template, words, html, kept, number, revision, still_speaking_of_it(words, *html.values(), kept))


def unmarked(text: str) -> str:
    """Return a line or text without the mark of the exercise."""
    # With the mark goes what set it off; the words on both sides keep a space between them.
    return _MARK.sub(" ", text).strip() if _MARK.search(text) else text


def html_unmarked(html: str) -> str:
    """Return the small HTML of a section without the mark, and without what held nothing else."""
    if not _MARK.search(html):
        return html
    without = "".join(part if _TAG.fullmatch(part) else _MARK.sub(" ", part) for part in _TAG.split(html))
    while (less := _EMPTY.sub("", without)) != without:
        without = less
    return clean(without)


def raw_unmarked(raw: RawAnswer) -> RawAnswer:
    """Return a raw answer, whatever its shape, without the mark in any text of it."""
    if isinstance(raw, str):
        return unmarked(raw)
    if isinstance(raw, list):
        return [raw_unmarked(part) for part in raw]
    if isinstance(raw, Mapping):
        return {name: raw_unmarked(part) for name, part in raw.items()}
    return raw


def still_speaking_of_it(*texts: RawAnswer) -> tuple[str, ...]:
    """Return the words that still speak of an exercise, each once: the word itself, and numbers given in one."""
    return tuple(dict.fromkeys(word for text in texts for word in _still(text)))


def _still(raw: RawAnswer) -> list[str]:
    if isinstance(raw, str):
        return _STILL.findall(_TAG.sub(" ", raw))
    if isinstance(raw, Mapping):
        return [word for part in raw.values() for word in _still(part)]
    return [word for part in raw for word in _still(part)] if isinstance(raw, list) else []
