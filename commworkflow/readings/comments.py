"""The comments on a message, each with its answers, and where its passage stands in the text of today."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from commworkflow.readings.standing import Standing
from commworkflow.records.comments import Comment, CommentTurn
from commworkflow.records.people import Person
from commworkflow.rules.blocks import Sections, block_lines
from commworkflow.rules.passages import Passage, passage, section_of


@dataclass(frozen=True, slots=True)
class Said:
    """What one person said, and when; ``person``: their uid."""

    uid: str
    person: str
    by: str
    at: datetime
    body: str


@dataclass(frozen=True, slots=True)
class Thread:
    """A comment and its answers. ``revision``: the version it was made on; ``settled_by``: who resolved it last."""

    first: Said
    section: str
    quote: str
    revision: int
    passage: Passage
    answers: tuple[Said, ...]
    resolved: bool
    settled_by: str


def threads_on(session: Session, standing: Standing, sections: Sections) -> tuple[Thread, ...]:
    """Return the comments on a message whose text of today is ``sections``; no statement where nobody commented."""
    return threads(session, standing.message.id, words_by_section(sections)) if standing.commented else ()


def words_by_section(sections: Sections) -> Mapping[str, str]:
    """Return the words of each section of a text, its title first, by its key: where passages are looked for."""
    return {
        section.key: "\n".join((section.title, *(line for block in section.blocks for line in block_lines(block))))
        for section in sections
    }


def threads(session: Session, message_id: int, texts: Mapping[str, str]) -> tuple[Thread, ...]:
    """Return the comments on a message, open ones first, each in the order made. Two statements.

    ``texts``: the words of each section of the text of today, by its key.
    """
    rows = session.execute(
        select(Comment, Person.uid, Person.name)
        .join(Person, Person.id == Comment.author_id)
        .where(Comment.message_id == message_id)
        .order_by(Comment.id)
    ).all()
    if not rows:
        return ()
    settled = _settled(session, message_id)
    answers: dict[int, list[Said]] = {}
    for row in rows:
        if row.Comment.under_id is not None:
            answers.setdefault(row.Comment.under_id, []).append(_said(row))
    whole = "\n".join(texts.values())
    found = [
        Thread(
            first=_said(row),
            section=row.Comment.section or section_of(texts, row.Comment.quote),
            quote=row.Comment.quote,
            revision=row.Comment.revision,
            passage=passage(texts.get(row.Comment.section, whole), row.Comment.quote),
            answers=tuple(answers.get(row.Comment.id, ())),
            resolved=settled.get(row.Comment.id, (False, ""))[0],
            settled_by=settled.get(row.Comment.id, (False, ""))[1],
        )
        for row in rows
        if row.Comment.under_id is None
    ]
    return tuple(sorted(found, key=lambda thread: thread.resolved))


def _said(row: Any) -> Said:
    return Said(row.Comment.uid, row.uid, row.name, row.Comment.at, row.Comment.body)


def _settled(session: Session, message_id: int) -> Mapping[int, tuple[bool, str]]:
    rows = session.execute(
        select(CommentTurn.comment_id, CommentTurn.resolved, Person.name)
        .join(Comment, Comment.id == CommentTurn.comment_id)
        .join(Person, Person.id == CommentTurn.person_id)
        .where(Comment.message_id == message_id)
        .order_by(CommentTurn.id)
    )
    return {row.comment_id: (row.resolved, row.name) for row in rows}
