"""What of an exercise may begin again in reality: its texts as they were last saved, and what was known last."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session, aliased

from commworkflow.readings.facts import known_facts
from commworkflow.readings.incidents import IncidentLine, incident_line
from commworkflow.records.facts import Fact, FactValue
from commworkflow.records.house import House
from commworkflow.records.incidents import Incident
from commworkflow.records.messages import Message, Revision
from commworkflow.records.people import Person
from commworkflow.records.sources import KeptSource
from commworkflow.rules.answer_words import in_words
from commworkflow.rules.facts import DISCOVERY
from commworkflow.rules.from_exercise import TakenText, raw_unmarked, taken_text
from commworkflow.rules.questions import RawAnswer
from commworkflow.rules.roles import Actor, May, ReadingClass


@dataclass(frozen=True, slots=True)
class ExerciseText:
    """A text of the exercise: ``uid`` there, who saved it last and when, and what a draft here would begin with."""

    uid: str
    author: str
    saved_at: datetime
    text: TakenText


@dataclass(frozen=True, slots=True)
class ExerciseFact:
    """The last value of a fact of the exercise, unmarked; ``words``: as a text would say it."""

    key: str
    label: str
    words: tuple[str, ...]
    value: RawAnswer
    said_by: str
    true_at: datetime
    reading_class: ReadingClass


@dataclass(frozen=True, slots=True)
class FromExercise:
    """One incident here, the incidents of the exercise, and what the chosen one of them has to offer this person.

    ``establishments``: uid and name of those this person drafts for. ``left``: texts whose template is not here, or not
    theirs to write.
    """

    incident: IncidentLine
    establishments: tuple[tuple[str, str], ...]
    exercises: tuple[tuple[str, str, str], ...]
    chosen: str
    texts: tuple[ExerciseText, ...]
    facts: tuple[ExerciseFact, ...]
    left: int

    @property
    def number(self) -> str:
        """The number of the chosen incident in the exercise."""
        return next((number for uid, number, _ in self.exercises if uid == self.chosen), "")


def from_exercise(
    session: Session, exercise: Session, house: House, actor: Actor, incident_uid: str, chosen: str
) -> FromExercise | None:
    """Return what an incident here may take from an exercise; None where the incident is not this person's to read."""
    line = incident_line(session, actor, incident_uid)
    if line is None:
        return None
    drafting = tuple(place for place in line.establishments if actor.mandate_for(May.DRAFT, place[0]))
    exercises = tuple(
        (row.uid, row.number, row.title)
        for row in exercise.execute(
            select(Incident.uid, Incident.number, Incident.title).order_by(Incident.opened_at.desc())
        )
    )
    chosen = chosen if chosen in {uid for uid, _, _ in exercises} else next((uid for uid, _, _ in exercises), "")
    written = list(_texts(exercise, house, actor, [uid for uid, _ in drafting], chosen))
    texts = tuple(text for text in written if text is not None)
    facts = tuple(_facts(session, exercise, house, actor, line, chosen))
    return FromExercise(line, drafting, exercises, chosen, texts, facts, len(written) - len(texts))


def _texts(
    exercise: Session, house: House, actor: Actor, places: Sequence[str], chosen: str
) -> Iterator[ExerciseText | None]:
    """The last revision of each message; None for one that this person could not begin here."""
    later = aliased(Revision)
    rows = exercise.execute(
        select(
            Message.uid,
            Message.number,
            KeptSource.key,
            KeptSource.language,
            Revision.uid.label("revision"),
            Revision.title,
            Revision.sections,
            Revision.answers,
            Revision.at,
            Person.name,
        )
        .join(Incident, Incident.id == Message.incident_id)
        .join(KeptSource, KeptSource.id == Message.template_id)
        .join(Revision, Revision.message_id == Message.id)
        .outerjoin(later, (later.message_id == Message.id) & (later.number > Revision.number))
        .join(Person, Person.id == Revision.author_id)
        .where(Incident.uid == chosen, later.id.is_(None))
        .order_by(Message.rank.desc())
    )
    for row in rows:
        template = house.shelf.catalogue.template(row.key, row.language)
        if template is None or not any(actor.mandate_for(May.DRAFT, place, template.drafted_by) for place in places):
            yield None
            continue
        text = taken_text(template, row.title, row.sections, row.answers, number=row.number, revision=row.revision)
        yield ExerciseText(row.uid, row.name, row.at, text)


def _facts(
    session: Session, exercise: Session, house: House, actor: Actor, line: IncidentLine, chosen: str
) -> Iterator[ExerciseFact]:
    """What the exercise knew and nobody here knows yet, as far as this person may record and read it."""
    reads = [
        highest
        for place, _ in line.establishments
        if actor.mandate_for(May.RECORD_FACTS, place) and (highest := actor.reads(place)) is not None
    ]
    here = session.scalar(select(Incident.id).where(Incident.uid == line.uid))
    if not reads or here is None:
        return
    known = known_facts(session, here)
    later = aliased(FactValue)
    rows = exercise.execute(
        select(Fact.key, FactValue.value, FactValue.said_by, FactValue.true_at)
        .join(FactValue, FactValue.fact_id == Fact.id)
        .join(Incident, Incident.id == Fact.incident_id)
        .outerjoin(later, later.supersedes_id == FactValue.id)
        .where(Incident.uid == chosen, later.id.is_(None))
        .order_by(Fact.id)
    )
    for row in rows:
        definition = house.facts.get(row.key)
        # When this incident was discovered, this incident says.
        if definition is None or row.key == DISCOVERY or row.key in known or definition.reading_class > max(reads):
            continue
        value = raw_unmarked(row.value)
        words = in_words(definition.as_question(actor.language), value, actor.language, line.zone)
        if words:
            label = definition.label(actor.language)
            yield ExerciseFact(row.key, label, words, value, row.said_by, row.true_at, definition.reading_class)
