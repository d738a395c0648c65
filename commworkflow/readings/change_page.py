"""The page on which somebody who decides changes the words of a submitted text: its form, and what would differ."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from sqlalchemy.orm import Session

from commworkflow.readings.changes import ProposedText, as_changed, frozen_revision, read_changed
from commworkflow.readings.edit_page import EditedSection, edited_sections
from commworkflow.readings.standing import Standing, load, sealed_text
from commworkflow.readings.working_copies import Kept, working_copy
from commworkflow.records.house import House
from commworkflow.rules.comparison import Comparison, compared
from commworkflow.rules.freezing import Reading
from commworkflow.rules.lifecycle import Action, Judgement, judge
from commworkflow.rules.message_templates import Template
from commworkflow.rules.questions import RawAnswer
from commworkflow.rules.roles import Actor
from commworkflow.rules.situation import Intent
from commworkflow.rules.typed import Typed, take


@dataclass(frozen=True, slots=True)
class ChangePage:
    """The form of a change: the text as it was submitted, or as this person last proposed it.

    ``known``: what stands for the questions that read a fact, which are answered in the register and not here.
    ``changes``: what differs from the text submitted. ``base``: the number of the revision that one was frozen from.
    ``kept``: what this person was typing, over this text or over one of before.
    """

    standing: Standing
    template: Template
    zone: ZoneInfo
    base: int
    title: str
    sections: tuple[EditedSection, ...]
    answers: Mapping[str, RawAnswer]
    known: Mapping[str, RawAnswer]
    reading: Reading
    changes: Comparison
    proposing: Judgement
    kept: Kept | None


def change_page(
    session: Session, house: House, actor: Actor, uid: str, now: datetime, typed: Typed | None = None
) -> ChangePage | None:
    """Return the form of a change; None where no text is submitted, or this person may not read it.

    ``typed``: what stands in the form and is not proposed yet.
    """
    standing = load(session, house, actor, uid, now)
    if standing is None:
        return None
    situation = standing.situation
    proposing = judge(Action.PROPOSE, situation, Intent.as_shown(situation))
    if any(refusal.key == "not_from_this_state" for refusal in proposing.refusals):
        return None
    last = frozen_revision(session, standing)
    own = standing.last_proposal if situation.own_proposal else last
    shown = ProposedText(own.title, own.sections, own.answers)
    written = shown if typed is None else _written(situation.template, shown, typed)
    _, reading = read_changed(session, house, standing, written, now)
    return ChangePage(
        standing=standing,
        template=situation.template,
        zone=standing.zone,
        base=last.number,
        title=shown.title,
        sections=edited_sections(situation.template, shown.sections),
        answers=shown.answers,
        known={q.id: shown.answers[q.id] for q in situation.template.questions if q.fact and q.id in shown.answers},
        reading=reading,
        changes=compared(sealed_text(standing), (written.title, reading.sections)),
        proposing=proposing,
        kept=working_copy(session, standing.message.id, actor.uid, Action.PROPOSE),
    )


def _written(template: Template, shown: ProposedText, typed: Typed) -> ProposedText:
    taken = take(typed, shown.sections)
    return ProposedText(taken.title, taken.sections, as_changed(template, shown.answers, typed.answers))
