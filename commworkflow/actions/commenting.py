"""Commenting on a passage of a text in the making: said, answered, resolved, opened again."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import func, select

from commworkflow.actions.act import Acting, NotFound, Refused, Wrong, act
from commworkflow.actions.moving import granted, named, standing_of
from commworkflow.readings.standing import Standing, sealed_text
from commworkflow.records.base import new_uid
from commworkflow.records.comments import Comment, CommentTurn
from commworkflow.records.house import House
from commworkflow.records.messages import Revision
from commworkflow.rules.fields import NotTaken, Problem, words_in
from commworkflow.rules.lifecycle import Action
from commworkflow.rules.passages import LONGEST_COMMENT, LONGEST_QUOTE
from commworkflow.rules.refusals import refusal
from commworkflow.rules.roles import Actor, Mandate
from commworkflow.rules.situation import Intent


def comment(house: House, actor: Actor, uid: str, section: str, quote: str, body: str, now: datetime) -> str:
    """Comment on a passage; return the comment's uid. Raises NotFound, Refused, Wrong."""
    quote, body = _taken({"quote": (quote, LONGEST_QUOTE, ""), "body": (body, LONGEST_COMMENT, "required")})
    with act(house, actor, now) as acting:
        standing, mandate = _asked(acting, uid)
        if section and section not in _sections(standing):
            raise Wrong({"section": ("not_a_choice", {})})
        numbers = select(func.max(Revision.number)).where(Revision.message_id == standing.message.id)
        last = acting.session.scalar(numbers)
        return _write(acting, standing, mandate, None, section=section, quote=quote, body=body, revision=last)


def answer(house: House, actor: Actor, uid: str, under: str, body: str, now: datetime) -> str:
    """Answer a comment of that message; return the answer's uid. Raises NotFound, Refused, Wrong."""
    (body,) = _taken({"body": (body, LONGEST_COMMENT, "required")})
    with act(house, actor, now) as acting:
        standing, mandate = _asked(acting, uid)
        first = _first(acting, standing, under)
        return _write(
            acting, standing, mandate, first.id, section=first.section, quote="", body=body, revision=first.revision
        )


def settle(house: House, actor: Actor, uid: str, which: str, resolved: bool, now: datetime) -> None:
    """Resolve a comment, or open it again. Raises NotFound, Refused where it is so already."""
    with act(house, actor, now) as acting:
        standing, mandate = _asked(acting, uid)
        first = _first(acting, standing, which)
        turns = select(CommentTurn.resolved).where(CommentTurn.comment_id == first.id)
        is_resolved = bool(acting.session.scalar(turns.order_by(CommentTurn.id.desc()).limit(1)))
        if is_resolved is resolved:
            raise Refused(refusal("comment_settled_already", resolved=int(resolved)))
        acting.add(CommentTurn, comment_id=first.id, resolved=resolved, person_id=acting.person, at=acting.now)
        kind = "comment_resolved" if resolved else "comment_opened_again"
        acting.enter(kind, **named(standing, mandate), comment=first.uid)


def _asked(acting: Acting, uid: str) -> tuple[Standing, Mandate]:
    standing = standing_of(acting, uid)
    _, mandate = granted(Action.COMMENT, standing, Intent.as_shown(standing.situation))
    return standing, mandate


def _sections(standing: Standing) -> frozenset[str]:
    """The keys of what can be commented on: the text's own sections, and the groups of questions that a form lists."""
    if standing.revision is None:
        return frozenset(section.key for section in sealed_text(standing)[1])
    written = (section["key"] for section in standing.revision.sections)
    return frozenset((*written, *(group.id for group in standing.situation.template.groups)))


def _first(acting: Acting, standing: Standing, uid: str) -> Comment:
    """The comment of that uid on this message: a first one, which its answers stand under."""
    statement = select(Comment).where(
        Comment.uid == uid, Comment.message_id == standing.message.id, Comment.under_id.is_(None)
    )
    found = acting.session.scalars(statement).one_or_none()
    if found is None:
        raise NotFound
    return found


def _write(
    acting: Acting, standing: Standing, mandate: Mandate, under: int | None, *, body: str, **columns: Any
) -> str:
    uid = new_uid()
    acting.add(
        Comment,
        uid=uid,
        message_id=standing.message.id,
        under_id=under,
        author_id=acting.person,
        at=acting.now,
        body=body,
        **columns,
    )
    kind = "comment_made" if under is None else "comment_answered"
    acting.enter(kind, **named(standing, mandate), comment=uid, texts={"comment": body})
    return uid


def _taken(fields: Mapping[str, tuple[str, int, str]]) -> tuple[str, ...]:
    """Return what was typed as it may be kept: each field with its limit, and what is wrong with an empty one."""
    wrong: dict[str, Problem] = {}
    taken = []
    for name, (typed, limit, missing) in fields.items():
        try:
            taken.append(words_in(typed, limit, missing).text)
        except NotTaken as not_taken:
            wrong[name] = not_taken.problem
    if wrong:
        raise Wrong(wrong)
    return tuple(taken)
