"""What changed in a text that waits: since the one this person last spoke on, and since what a correction replaces.

Reading writes nothing, so "last seen" is what somebody left a trace of: they decided on it, gave an opinion on it,
proposed a change in it, or commented while it was the last.
"""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import bindparam, exists, func, literal, or_, select, union_all
from sqlalchemy.orm import Session, aliased

from commworkflow.readings.sealed_words import words_of
from commworkflow.readings.standing import Standing
from commworkflow.records.comments import Comment
from commworkflow.records.messages import Message, Revision
from commworkflow.records.people import Person
from commworkflow.records.proposals import ProposedChange
from commworkflow.records.sealed_texts import Decision, Opinion, SealedText
from commworkflow.rules.blocks import Sections
from commworkflow.rules.comparison import Comparison, compared


class Basis(StrEnum):
    """What a text is compared with."""

    SEEN = "seen"
    REPLACED = "replaced"


@dataclass(frozen=True, slots=True)
class Changes:
    """What changed since an earlier text: that one's seal and hour; ``number``: of the message it belongs to.

    ``other_letterhead``: what is printed over the text is not what was printed over that one.
    """

    basis: Basis
    seal: str
    at: datetime
    number: str
    told: Comparison
    other_letterhead: bool


_ME = select(Person.id).where(Person.uid == bindparam("me")).scalar_subquery()
_WRITTEN, _THEN = aliased(Revision), aliased(SealedText)
_COMMENTED_ON = (
    select(func.max(_THEN.id))
    .join(_WRITTEN, _WRITTEN.id == _THEN.revision_id)
    .where(_THEN.message_id == Comment.message_id, _WRITTEN.number <= Comment.revision)
    .scalar_subquery()
)
_SPOKEN_ON = or_(
    exists().where(
        Decision.sealed_text_id == SealedText.id, or_(Decision.person_id == _ME, Decision.recorded_by_id == _ME)
    ),
    exists().where(Opinion.sealed_text_id == SealedText.id, Opinion.person_id == _ME),
    exists().where(ProposedChange.sealed_text_id == SealedText.id, ProposedChange.person_id == _ME),
    exists().where(
        Comment.message_id == SealedText.message_id, Comment.author_id == _ME, SealedText.id == _COMMENTED_ON
    ),
)
_LAST_SEEN = select(func.max(SealedText.id)).where(
    SealedText.message_id == bindparam("message_id"), SealedText.id != bindparam("sealed_id"), _SPOKEN_ON
)
_COLUMNS = (SealedText.canonical, SealedText.seal, SealedText.submitted_at, Message.number)
_COMPARED = union_all(
    select(literal(Basis.SEEN.value).label("basis"), *_COLUMNS)
    .join(Message, Message.id == SealedText.message_id)
    .where(SealedText.id == _LAST_SEEN.scalar_subquery()),
    select(literal(Basis.REPLACED.value), *_COLUMNS)
    .join(Message, Message.current_sealed_text_id == SealedText.id)
    .where(Message.id == bindparam("replaces_id")),
)


def changes_since(session: Session, standing: Standing, title: str, sections: Sections) -> tuple[Changes, ...]:
    """Return what changed up to the text submitted and not released yet; at most one statement, none for a first text.

    One's own earlier text comes first; what was released is always there to compare its correction with.
    """
    message = standing.message
    waits = standing.situation.seal and standing.release is None
    if not waits or not (standing.reworked or message.replaces_id):
        return ()
    asked = {
        "me": standing.situation.actor.uid,
        "message_id": message.id,
        "sealed_id": standing.sealed_id,
        "replaces_id": message.replaces_id,
    }
    return tuple(_changes(row, standing, title, sections) for row in session.execute(_COMPARED, asked))


def _changes(row: Any, standing: Standing, title: str, sections: Sections) -> Changes:
    earlier = words_of(row.canonical)
    return Changes(
        Basis(row.basis),
        row.seal,
        row.submitted_at,
        row.number,
        compared((earlier.title, earlier.sections), (title, sections)),
        earlier.letterhead != standing.sealed_words.letterhead,
    )
