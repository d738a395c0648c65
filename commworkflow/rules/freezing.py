"""From a draft to a sealed text: the draft read once into blocks, judged, and turned into the bytes decided on.

``read`` is what the page shows while writing; ``freeze`` is the same reading made final. Both go through one path, so
that what was seen is what is sealed.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from commworkflow.rules.addresses import misleading_links
from commworkflow.rules.answer_words import field_blocks
from commworkflow.rules.answers import Judged, judge
from commworkflow.rules.blocks import Section, Sections, Use, Warning, to_json
from commworkflow.rules.canonical import FORMAT, canonical_bytes, digest, text_digest
from commworkflow.rules.facts import Register, with_facts
from commworkflow.rules.html_blocks import blocks_from_html
from commworkflow.rules.lengths import Measured, lengths_of, main_text, measured
from commworkflow.rules.message_templates import Template
from commworkflow.rules.placeholders import FACT, Filling, names_in, resolve, values_for
from commworkflow.rules.prepared import slots_of, with_gaps, without_gaps
from commworkflow.rules.questions import RawAnswer, RawAnswers
from commworkflow.rules.roles import ReadingClass
from commworkflow.rules.situation import DraftState
from commworkflow.rules.text import folded, word_count
from commworkflow.rules.worlds import World

_EXERCISE = "EXERCICE – EXERCICE – EXERCICE. Ce texte est fictif. Il ne décrit aucun événement réel."
_FORM_NOT_VERIFIED = (
    "Ordre et libellés proposés, non vérifiés sur le portail de l’autorité. Source : {source}, version {version}, "
    "consultée le {day}."
)


@dataclass(frozen=True, slots=True)
class KnownFact:
    """A fact as the register knows it: its raw value, which value that is, and how far it may be read."""

    value: RawAnswer
    value_uid: str
    reading_class: ReadingClass


@dataclass(frozen=True, slots=True)
class Draft:
    """A draft and what surrounds it: everything a text is made from, and nothing else.

    ``letterhead``: the lines printed over the text; they are said too, so the seal covers them.
    ``in_calm``: its slots, and the hours of its incident, stand as gaps; they are filled on the night.
    """

    world: World
    register: Register
    template: Template
    title: str
    sections: Sequence[Mapping[str, str]]
    answers: RawAnswers
    facts: Mapping[str, KnownFact]
    establishment: Mapping[str, str]
    letterhead: tuple[str, ...]
    incident: Mapping[str, str | datetime]
    zone: ZoneInfo
    form_verified: bool = False
    in_calm: bool = False


@dataclass(frozen=True, slots=True)
class Reading:
    """A draft as read: its blocks with every placeholder resolved, its answers judged, and what it still lacks.

    ``values``: what stands for each placeholder that can be filled now; of the facts, those that the text names.
    """

    sections: Sections
    judged: Judged
    state: DraftState
    used_facts: tuple[str, ...]
    values: Mapping[str, Filling]


@dataclass(frozen=True, slots=True)
class Identity:
    """Which text this is, among all: the identities that the seal covers beside the words."""

    message: str
    number: str
    revision: int
    incident: str
    establishment: str


@dataclass(frozen=True, slots=True)
class Frozen:
    """A text as sealed: its bytes, the two digests over them, and what the product keeps beside."""

    canonical: bytes
    seal: str
    text_digest: str
    words: int


def read(draft: Draft, now: datetime) -> Reading:
    """Read a draft at ``now``: nothing is refused here, everything that lacks is told in the state."""
    template = draft.template
    # A fact above the text's class is not even shown to its author: a draft is read by the whole class.
    open_facts = {question.fact for question in slots_of(template)} if draft.in_calm else frozenset[str]()
    readable = {
        key: fact
        for key, fact in draft.facts.items()
        if fact.reading_class <= template.reading_class and key not in open_facts
    }
    known = {key: fact.value for key, fact in readable.items()}
    judged = judge(template, with_facts(template, draft.answers, known, draft.zone), now, draft.zone)
    uses = {section.key: section.use for section in template.sections}
    written = tuple(
        Section(part["key"], part["title"], blocks_from_html(part["html"]), uses.get(part["key"], Use.TEXT))
        for part in draft.sections
    )
    values = values_for(
        template, judged, draft.register, _spoken(draft, known), draft.establishment, draft.incident, draft.zone
    )
    if draft.in_calm:
        values = with_gaps(template, values)
    resolved = resolve(written, values)
    listed = field_blocks(template, judged, draft.zone) if template.answers_listed else ()
    used = _used_facts(template, resolved.used, readable)
    parts = (*main_text(resolved.sections), *listed, *lengths_of(resolved.sections))
    body = tuple(section for section in parts if section.blocks)
    sections = (*_warnings(draft), *body)
    # A gap that names itself may be longer than what will stand there on the night: the text around it is measured.
    sized = resolve(written, without_gaps(template, values)).sections if draft.in_calm else body
    state = _state(draft, judged, body, resolved.unfilled, measured(template, sized))
    return Reading(sections, judged, state, used, values)


def freeze(draft: Draft, reading: Reading, identity: Identity) -> Frozen:
    """Return the sealed form of a draft that has been read. The same input gives the same bytes."""
    sealed = {
        "format": FORMAT,
        "world": draft.world.value,
        "message": identity.message,
        "number": identity.number,
        "revision": identity.revision,
        "incident": identity.incident,
        "establishment": identity.establishment,
        "family": draft.template.family,
        "language": draft.template.language,
        "class": draft.template.reading_class.name,
        "channels": list(draft.template.channels),
        "template": draft.template.digest,
        "letterhead": [draft.establishment["name"], *draft.letterhead],
        "title": draft.title,
        "sections": to_json(reading.sections),
        "answers": _exact(dict(draft.answers)),
        "facts": {
            key: {"value": _exact(draft.facts[key].value), "uid": draft.facts[key].value_uid}
            for key in reading.used_facts
        },
    }
    content = canonical_bytes(sealed)
    return Frozen(
        content,
        digest(content),
        text_digest(folded(reading.sections, draft.title)),
        reading.state.words,
    )


def _warnings(draft: Draft) -> Sections:
    """What the machine says at the head of a text: the exercise names itself, an unverified form too."""
    said = []
    if draft.world is World.EXERCISE:
        said.append(Warning(_EXERCISE))
    form = draft.template.portal_form
    if form is not None and not draft.form_verified:
        day = form.verified_on.strftime("%d/%m/%Y")
        said.append(Warning(_FORM_NOT_VERIFIED.format(source=form.source.rstrip("."), version=form.version, day=day)))
    return (Section("warnings", "", tuple(said)),) if said else ()


def _spoken(draft: Draft, facts: RawAnswers) -> RawAnswers:
    """The facts that the sections name: no other is put in words."""
    named = {name for part in draft.sections for name in names_in(part["html"])}
    return {key: value for key, value in facts.items() if FACT + key in named}


def _used_facts(template: Template, names: Sequence[str], facts: Mapping[str, KnownFact]) -> tuple[str, ...]:
    """The register's facts a text says: those its placeholders name, and those its listed answers read."""
    spoken = {name.removeprefix(FACT) for name in names if name.startswith(FACT)}
    asked = {question.fact for question in template.questions if question.fact}
    if not template.answers_listed:
        asked = {question.fact for question in template.questions if question.fact and question.id in names}
    return tuple(sorted(key for key in spoken | asked if key in facts))


def _state(
    draft: Draft, judged: Judged, body: Sections, unfilled: tuple[str, ...], lengths: tuple[Measured, ...]
) -> DraftState:
    words = word_count(main_text(body))
    too_secret = tuple(name for name in unfilled if name.removeprefix(FACT) in draft.facts and name.startswith(FACT))
    return DraftState(
        words=words,
        empty=not words or not draft.title.strip(),
        wrong=tuple(problem.path for problem in judged.problems),
        missing=_owed_now(draft, judged),
        waiting=judged.waiting,
        unfilled=tuple(name for name in unfilled if name not in too_secret),
        facts_above_class=tuple(name.removeprefix(FACT) for name in too_secret),
        misleading=misleading_links(body),
        lengths=lengths,
        past=judged.past,
    )


def _owed_now(draft: Draft, judged: Judged) -> tuple[str, ...]:
    """What is owed and missing; in calm, a slot is owed on the night."""
    slots = {question.id for question in slots_of(draft.template)} if draft.in_calm else frozenset[str]()
    return tuple(path for path in judged.missing if path.partition(".")[0] not in slots)


def _exact(value: Any) -> Any:
    """Answers are sealed as typed; a number that came as a JSON float is sealed as the text that was typed."""
    if isinstance(value, float):
        return repr(value)
    if isinstance(value, Mapping):
        return {str(key): _exact(part) for key, part in value.items()}
    if isinstance(value, list | tuple):
        return [_exact(part) for part in value]
    return value
