"""A draft as its writer sees it: the text areas, the questions, and one list of what is missing."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Protocol
from zoneinfo import ZoneInfo

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session

from commworkflow.readings.comments import Thread, threads_on
from commworkflow.readings.drafts import draft_of
from commworkflow.readings.facts import known_facts
from commworkflow.readings.history import TURNS, Told, sent_back, told
from commworkflow.readings.lacking import Lack, lack_of
from commworkflow.readings.looking_again import StartedFrom, started_from
from commworkflow.readings.standing import Standing, load
from commworkflow.readings.working_copies import Kept, working_copy
from commworkflow.records.house import House
from commworkflow.records.journal import Journal
from commworkflow.records.messages import Message, Revision
from commworkflow.records.people import Establishment
from commworkflow.records.questions import Question
from commworkflow.records.sources import KeptSource
from commworkflow.rules.answer_values import Problem
from commworkflow.rules.answers import GroupState
from commworkflow.rules.blocks import Use
from commworkflow.rules.facts import answered_by, proposed_facts, with_facts
from commworkflow.rules.freezing import Draft, KnownFact, Reading, read
from commworkflow.rules.html_blocks import blocks_from_html
from commworkflow.rules.lifecycle import Action, Judgement, judge
from commworkflow.rules.markdown import markdown_from_blocks
from commworkflow.rules.message_pieces import Piece
from commworkflow.rules.message_templates import Template
from commworkflow.rules.questions import RawAnswer
from commworkflow.rules.roles import Actor
from commworkflow.rules.situation import Intent
from commworkflow.rules.typed import Typed, take


@dataclass(frozen=True, slots=True)
class EditedSection:
    """One text area: its section, what that is for, and the small Markdown in it."""

    key: str
    title: str
    markdown: str
    use: Use = Use.TEXT


class WrittenPage(Protocol):
    """What every page has on which a message is written: the draft's own, and that of a change proposed."""

    @property
    def template(self) -> Template:
        """What it is written from."""

    @property
    def zone(self) -> ZoneInfo:
        """The zone in which hours are typed."""

    @property
    def title(self) -> str:
        """The title it stands under."""

    @property
    def sections(self) -> tuple[EditedSection, ...]:
        """The text areas."""

    @property
    def answers(self) -> Mapping[str, RawAnswer]:
        """The answers as typed, or as the register knows them."""

    @property
    def known(self) -> Mapping[str, RawAnswer]:
        """Of the questions that read the register of facts, what it answers now."""

    @property
    def reading(self) -> Reading:
        """How the text reads now."""


@dataclass(frozen=True, slots=True)
class EditPage:
    """The form of a draft, and how the draft reads at this moment.

    ``base``: the number of the revision it shows. ``wrong``: the answers that cannot be used. ``past``: those that
    announce an hour that has passed. ``sent_back``: why it came back to its author. ``kept``: what this person was
    typing into it and has not saved. ``started_from``: the text it is a copy or a correction of. ``pieces``: the texts
    prepared for its family.
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
    groups: Mapping[str, GroupState]
    wrong: tuple[tuple[Lack, Problem], ...]
    past: tuple[Lack, ...]
    missing: tuple[Lack, ...]
    waiting: tuple[Lack, ...]
    saving: Judgement
    submitting: Judgement
    sent_back: Told | None
    threads: tuple[Thread, ...]
    may_comment: bool
    kept: Kept | None
    started_from: StartedFrom | None
    pieces: tuple[Piece, ...]


@dataclass(frozen=True, slots=True)
class AskedDraft:
    """What reading a posted form needs of its draft: which questions it asked, and the title it stands under."""

    template: Template
    title: str


_ASKED = Question(
    select(
        Message.title,
        Message.reading_class,
        KeptSource.key,
        KeptSource.language,
        KeptSource.digest,
        Establishment.uid,
    )
    .join(KeptSource, KeptSource.id == Message.template_id)
    .join(Establishment, Establishment.id == Message.establishment_id)
    .where(Message.uid == bindparam("message"))
)


def asked_draft(session: Session, house: House, actor: Actor, uid: str) -> AskedDraft | None:
    """Return what a message asks, draft or not any more; None where it is not this person's to read. One statement."""
    row = _ASKED.one(session, {"message": uid})
    if row is None or not actor.may_read(row.uid, row.reading_class):
        return None
    return AskedDraft(house.shelf.template(session, row.key, row.language, row.digest), row.title)


def edit_page(
    session: Session, house: House, actor: Actor, uid: str, now: datetime, typed: Typed | None = None
) -> EditPage | None:
    """Return the form of a draft; None where there is none, or this person may not read it.

    Once submitted a message has no form any more: ``saving`` then says so, and the page shows it. ``typed``: what
    stands in the form and is not saved; the draft is then read as it would be if it were.
    """
    standing = load(session, house, actor, uid, now)
    if standing is None or standing.revision is None:
        return None
    revision = standing.revision
    facts = known_facts(session, standing.incident.id)
    draft = _draft(house, standing, facts, revision, typed)
    register = {key: fact.value for key, fact in facts.items()}
    reading = read(draft, now)
    template = draft.template
    judged = reading.judged
    situation = standing.with_draft(reading.state).situation
    shown = Intent.as_shown(situation)
    return EditPage(
        standing=standing,
        template=template,
        zone=standing.zone,
        base=revision.number,
        title=revision.title,
        sections=edited_sections(template, revision.sections),
        answers=with_facts(template, revision.answers, register, standing.zone),
        known=answered_by(template, register),
        reading=reading,
        groups=judged.groups,
        wrong=tuple((lack_of(template, problem.path), problem) for problem in judged.problems),
        past=tuple(lack_of(template, path) for path in judged.past),
        missing=tuple(lack_of(template, path) for path in judged.missing),
        waiting=tuple(lack_of(template, path) for path in judged.waiting),
        saving=judge(Action.SAVE, situation, shown),
        submitting=judge(Action.SUBMIT, situation, shown),
        sent_back=_sent_back(session, standing),
        threads=threads_on(session, standing, reading.sections),
        may_comment=judge(Action.COMMENT, situation, shown).granted,
        kept=working_copy(session, standing.message.id, actor.uid),
        started_from=started_from(session, standing, draft, reading, now),
        pieces=tuple(piece for piece in house.shelf.catalogue.pieces if piece.fits(template)),
    )


def _draft(
    house: House, standing: Standing, facts: Mapping[str, KnownFact], revision: Revision, typed: Typed | None
) -> Draft:
    if typed is None:
        return draft_of(house, standing, facts, revision.title, revision.sections, revision.answers)
    taken = take(typed, revision.sections)
    answers = revision.answers if typed.answers is None else typed.answers
    facts = {**facts, **_to_be_proposed(house, standing, facts, typed)}
    return draft_of(house, standing, facts, taken.title, taken.sections, answers)


def _to_be_proposed(
    house: House, standing: Standing, facts: Mapping[str, KnownFact], typed: Typed
) -> Mapping[str, KnownFact]:
    """The facts as the register would know them once what is typed is saved; no value of it has an identity yet."""
    proposed = proposed_facts(standing.situation.template, typed.answers or {}, typed.shown, standing.zone)
    unsaid = {key: KnownFact(None, "", definition.reading_class) for key, definition in house.facts.items()}
    known = {**unsaid, **facts}
    return {key: replace(known[key], value=raw) for key, raw in proposed.items() if key in known}


def _sent_back(session: Session, standing: Standing) -> Told | None:
    if standing.message.current_sealed_text_id is None:
        return None
    return sent_back(told(session, Journal.message_uid == standing.message.uid, Journal.kind.in_(TURNS), limit=1))


def edited_sections(template: Template, parts: Sequence[Mapping[str, str]]) -> tuple[EditedSection, ...]:
    """Return the text areas: the main text first, then the other lengths, whatever the order of the template."""
    uses = {section.key: section.use for section in template.sections}
    edited = [
        EditedSection(
            part["key"],
            part["title"],
            markdown_from_blocks(blocks_from_html(part["html"])),
            uses.get(part["key"], Use.TEXT),
        )
        for part in parts
    ]
    return tuple(sorted(edited, key=lambda section: section.use is not Use.TEXT))
