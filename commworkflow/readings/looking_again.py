"""A draft that was started from another text: which one, and what of it has to be looked at again."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Row, bindparam, select
from sqlalchemy.orm import Session

from commworkflow.readings.standing import Standing
from commworkflow.records.database import ask
from commworkflow.records.messages import Message, Revision
from commworkflow.records.sealed_texts import SealedText
from commworkflow.rules.blocks import Section
from commworkflow.rules.freezing import Draft, Reading
from commworkflow.rules.html_blocks import blocks_from_html
from commworkflow.rules.looking_again import Original, ToLookAt, to_look_at
from commworkflow.rules.questions import RawAnswers
from commworkflow.rules.text import folded


@dataclass(frozen=True, slots=True)
class StartedFrom:
    """The message a draft was started from, when its text was fixed, and what has to be looked at again since.

    ``replaces``: the draft will take its place, and is not only a copy.
    """

    uid: str
    number: str
    at: datetime
    replaces: bool
    again: tuple[ToLookAt, ...]


_ORIGINAL = (
    select(
        Message.id,
        Message.uid,
        Message.number,
        Revision.at,
        Revision.sections,
        Revision.answers,
        SealedText.canonical,
        SealedText.submitted_at,
    )
    .join(Message, Message.id == Revision.message_id)
    .outerjoin(SealedText, SealedText.revision_id == Revision.id)
    .where(Revision.id == bindparam("revision_id"))
    .order_by(SealedText.id.desc())
    .limit(1)
)


def started_from(
    session: Session, standing: Standing, draft: Draft, reading: Reading, now: datetime
) -> StartedFrom | None:
    """Return what a draft was started from, and what of it to look at again; None where it began from its template."""
    message = standing.message
    if message.copied_from_id is None:
        return None
    row = ask(session, _ORIGINAL, {"revision_id": message.copied_from_id}).one()
    at = row.submitted_at or row.at
    sealed = row.canonical is not None
    original = Original(at, _words(row.sections), row.answers, _facts_then(row, draft), sealed)
    again = to_look_at(draft, reading.judged, _words(draft.sections), original, now)
    return StartedFrom(row.uid, row.number, at, row.id == message.replaces_id, again)


def _words(sections: Sequence[Mapping[str, str]]) -> Mapping[str, str]:
    return {part["key"]: folded((Section("", "", blocks_from_html(part["html"])),)) for part in sections}


def _facts_then(row: Row[Any], draft: Draft) -> RawAnswers:
    """The facts as the original said them: frozen in it, or as they stood in its form where it never was."""
    if row.canonical is not None:
        return {key: fact["value"] for key, fact in json.loads(row.canonical)["facts"].items()}
    answers = row.answers
    return {q.fact: answers[q.id] for q in draft.template.questions if q.fact and q.id in answers}
