"""Where two people met in one draft: the revision one of them began from, and who saved since."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlalchemy.orm import Session

from commworkflow.readings.standing import Standing
from commworkflow.records.messages import Revision
from commworkflow.records.people import Person
from commworkflow.rules.facts import with_facts
from commworkflow.rules.html_blocks import blocks_from_html
from commworkflow.rules.markdown import markdown_from_blocks
from commworkflow.rules.message_templates import Template
from commworkflow.rules.questions import RawAnswers


@dataclass(frozen=True, slots=True)
class Began:
    """The revision somebody began from: its title, the Markdown of its sections, its answers as typed."""

    title: str
    sections: Mapping[str, str]
    answers: RawAnswers

    def as_shown(self, template: Template, known: RawAnswers, zone: ZoneInfo) -> "Began":
        """Return it as its form stood. ``known``: by question, what the register of facts said at that hour."""
        facts = {question.fact: known.get(question.id) for question in template.questions if question.fact}
        return replace(self, answers=with_facts(template, self.answers, facts, zone))


@dataclass(frozen=True, slots=True)
class Meeting:
    """``began``: None where the revision is not known. ``by``, ``at`` and ``number``: the revision saved last."""

    began: Began | None
    by: str
    at: datetime
    number: int


def meeting(session: Session, standing: Standing, base: int) -> Meeting:
    """Return where somebody who opened the form on revision ``base`` meets the revision saved last."""
    last = standing.last_revision
    name = session.scalars(select(Person.name).where(Person.id == last.author_id)).one()
    return Meeting(began_from(session, standing, base), name, last.at, last.number)


def began_from(session: Session, standing: Standing, base: int) -> Began | None:
    """Return the revision of this number, as the form of somebody who began from it showed it; None for none."""
    revision = session.scalars(
        select(Revision).where(Revision.message_id == standing.message.id, Revision.number == base)
    ).one_or_none()
    if revision is None:
        return None
    sections = {
        section["key"]: markdown_from_blocks(blocks_from_html(section["html"])) for section in revision.sections
    }
    return Began(revision.title, sections, revision.answers)
