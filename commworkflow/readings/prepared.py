"""Texts validated in calm: which may be used for an incident now, and one of them finished with its slots filled."""

import json
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, exists, select
from sqlalchemy.orm import Session, aliased

from commworkflow.readings.drafts import draft_of
from commworkflow.readings.facts import known_facts
from commworkflow.readings.incidents import IncidentLine, incident_line
from commworkflow.readings.lacking import lack_of
from commworkflow.readings.standing import Standing, load, sealed_text
from commworkflow.records.base import verbatim
from commworkflow.records.database import ask
from commworkflow.records.house import House
from commworkflow.records.incidents import Incident
from commworkflow.records.messages import Message, Revision
from commworkflow.records.people import Establishment
from commworkflow.records.sealed_texts import Decision, FrozenFact
from commworkflow.records.sources import KeptSource
from commworkflow.rules.blocks import Sections
from commworkflow.rules.by_hand import Basis
from commworkflow.rules.facts import answered_by
from commworkflow.rules.freezing import Draft, Identity, KnownFact, Reading, freeze, read
from commworkflow.rules.lifecycle import Action, judge
from commworkflow.rules.message_templates import Template
from commworkflow.rules.prepared import only_slots_differ, slots_missing, slots_of, without_slots, words_left_open
from commworkflow.rules.questions import Question, RawAnswers
from commworkflow.rules.refusals import Refusal
from commworkflow.rules.roles import Actor, May, ReadingClass
from commworkflow.rules.situation import Intent, PreparedText, Status


@dataclass(frozen=True, slots=True)
class PreparedLine:
    """A text validated in calm, as a list shows it."""

    uid: str
    number: str
    title: str
    template: Template
    establishment: str
    signed_as: str
    validated_at: datetime
    holds_until: datetime


@dataclass(frozen=True, slots=True)
class PreparedPage:
    """One of them, to be finished for an incident: its text with its gaps, and the questions that fill them.

    ``closed``: what stands against its being finished by the person who looks, whatever they would fill in.
    """

    incident: IncidentLine
    line: PreparedLine
    seal: str
    title: str
    sections: Sections
    slots: tuple[Question, ...]
    known: RawAnswers
    closed: tuple[Refusal, ...]


@dataclass(frozen=True, slots=True)
class Finished:
    """A prepared text with its slots filled, as it would be sealed, and what the table is told of it."""

    draft: Draft
    reading: Reading
    state: PreparedText


_LATER = aliased(Decision)
_PREPARED = (
    select(
        Message.uid,
        Message.number,
        Message.title,
        Message.reading_class,
        Establishment.uid.label("establishment"),
        KeptSource.key,
        KeptSource.language,
        KeptSource.digest,
        Decision.signed_as,
        Decision.entered_at,
        Decision.holds_until,
    )
    .join(Incident, Incident.id == Message.incident_id)
    .join(Establishment, Establishment.id == Message.establishment_id)
    .join(KeptSource, KeptSource.id == Message.template_id)
    .join(Decision, Decision.sealed_text_id == Message.current_sealed_text_id)
    .where(
        Incident.in_calm,
        Establishment.uid.in_(bindparam("places", expanding=True)),
        Message.status == Status.VALIDATED,
        Decision.action == verbatim(Action.VALIDATE),
        Decision.basis == verbatim(Basis.SCREEN),
        Decision.holds_until > bindparam("now"),
        ~exists().where(_LATER.renews_id == Decision.id),
    )
    .order_by(Decision.holds_until, Message.id)
)


def how_many_prepared(session: Session, places: Sequence[str], now: datetime) -> Mapping[str, int]:
    """Return how many texts of each of these establishments stand validated in calm at ``now``; none, where none."""
    return Counter(row.establishment for row in ask(session, _PREPARED, {"places": list(places), "now": now}))


def prepared_lines(
    session: Session, house: House, actor: Actor, incident: IncidentLine, now: datetime
) -> tuple[PreparedLine, ...]:
    """Return the prepared texts that this person may finish and let out for an incident; none for one that is none."""
    if incident.in_calm:
        return ()
    places = [place for place, _ in incident.establishments]
    lines = []
    for row in ask(session, _PREPARED, {"places": places, "now": now}):
        template = house.shelf.template(session, row.key, row.language, row.digest)
        may = actor.mandate_for(May.RELEASE, row.establishment, template.released_by, template.family)
        if may is not None and actor.may_read(row.establishment, row.reading_class) and slots_of(template):
            told = (row.signed_as, row.entered_at, row.holds_until)
            lines.append(PreparedLine(row.uid, row.number, row.title, template, row.establishment, *told))
    return tuple(lines)


def prepared_page(
    session: Session, house: House, actor: Actor, incident_uid: str, uid: str, now: datetime
) -> PreparedPage | None:
    """Return a prepared text to be finished for an incident; None where it is not to be used there by this person."""
    incident = incident_line(session, actor, incident_uid)
    if incident is None:
        return None
    line = next((one for one in prepared_lines(session, house, actor, incident, now) if one.uid == uid), None)
    original = load(session, house, actor, uid, now)
    if line is None or original is None or original.sealed is None:
        return None
    title, sections = sealed_text(original)
    slots = slots_of(line.template)
    ids = {question.id for question in slots}
    inside = session.scalar(select(Incident.id).where(Incident.uid == incident_uid)) or 0
    facts = {key: fact.value for key, fact in known_facts(session, inside).items()}
    known = {id: raw for id, raw in answered_by(line.template, facts).items() if id in ids}
    revision = session.get_one(Revision, original.sealed.revision_id)
    state = _prepared(original, revision, now, lacking=(), untouched=True)
    situation = replace(original.situation, status=Status.DRAFT, in_calm=False, prepared=state)
    closed = judge(Action.COMPLETE, situation, Intent(seal=state.seal)).refusals
    return PreparedPage(incident, line, state.seal, title, sections, slots, known, closed)


def finished(session: Session, house: House, original: Standing, standing: Standing, now: datetime) -> Finished:
    """Return a prepared text finished in its new place; ``standing``: the new draft's, with its answers.

    The proof is made from the bytes that were validated: the finished draft, sealed once more with its slots masked.
    """
    template = original.situation.template
    sealed = json.loads(original.sealed_bytes)
    revision = standing.last_revision
    ids = {question.id for question in slots_of(template)}
    facts = _frozen_facts(session, original.sealed_id)
    draft = draft_of(house, standing, facts, revision.title, revision.sections, revision.answers)
    reading = read(draft, now)
    unusable = frozenset(path.partition(".")[0] for path in reading.state.wrong)
    lacking = (*slots_missing(template, revision.answers, unusable & ids), *reading.state.unfilled)
    state = _prepared(original, revision, now, lacking, only_slots_differ(sealed, _masked(draft, now)))
    past = tuple(lack_of(template, path).label for path in reading.state.past if path in ids)
    return Finished(draft, reading, replace(state, past=past))


def _prepared(
    original: Standing, revision: Revision, now: datetime, lacking: tuple[str, ...], untouched: bool
) -> PreparedText:
    """What the table is told of a prepared text; ``revision``: the one that was sealed, or its copy on the night."""
    validation = original.situation.validation
    return PreparedText(
        seal=original.situation.seal,
        validated_by=validation.by if validation else "",
        holds=_holds(original),
        holds_until=now if validation is None else validation.holds_until,
        lacking=lacking,
        untouched=untouched,
        words_open=words_left_open(revision.sections),
    )


def _holds(original: Standing) -> bool:
    """Whether a director validated it, on a screen, in a dossier prepared in calm, and the validation is in force."""
    situation, validation = original.situation, original.validation
    on_a_screen = validation is not None and validation.basis == Basis.SCREEN
    return situation.in_calm and situation.status is Status.VALIDATED and on_a_screen


def _masked(draft: Draft, now: datetime) -> Mapping[str, Any]:
    masked = replace(draft, in_calm=True, answers=without_slots(draft.template, draft.answers))
    # Which text it is among all is no part of the proof: only what it says is.
    nobody = Identity(message="", number="", revision=0, incident="", establishment="")
    sealed: dict[str, Any] = json.loads(freeze(masked, read(masked, now), nobody).canonical)
    return sealed


def _frozen_facts(session: Session, sealed_id: int) -> Mapping[str, KnownFact]:
    """The facts as they stand in a sealed text: a later value in another register changes nothing of it."""
    named = (FrozenFact.key, FrozenFact.value, FrozenFact.value_uid, FrozenFact.reading_class)
    rows = ask(session, select(*named).where(FrozenFact.sealed_text_id == sealed_id))
    return {row.key: KnownFact(row.value, row.value_uid, ReadingClass(row.reading_class)) for row in rows}
