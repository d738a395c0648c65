"""Writing: what somebody typed becomes a revision. Whoever saves one is an author for ever."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from commworkflow.actions.act import Acting, Wrong, act, inside
from commworkflow.actions.moving import granted, move, named, standing_of
from commworkflow.actions.proposing import propose_facts
from commworkflow.readings.standing import Standing
from commworkflow.records.house import House
from commworkflow.records.messages import Revision
from commworkflow.records.people import Mandate as MandateRow
from commworkflow.rules.lifecycle import Action
from commworkflow.rules.questions import RawAnswers
from commworkflow.rules.roles import Actor, Mandate
from commworkflow.rules.situation import Intent
from commworkflow.rules.typed import Typed, take


@dataclass(frozen=True, slots=True)
class Written:
    """What saving did: the revision's number, and the characters that were taken out of what was typed."""

    revision: int
    removed: tuple[str, ...] = ()


def save(house: House, actor: Actor, uid: str, typed: Typed, intent: Intent, now: datetime) -> Written:
    """Save a draft as a new revision. Raises NotFound, Refused, Wrong; nothing typed is changed by a refusal."""
    with act(house, actor, now) as acting:
        standing = standing_of(acting, uid)
        judgement, mandate = granted(Action.SAVE, standing, intent)
        last = standing.last_revision
        title, sections, removed = taken(typed, last.sections)
        answers = last.answers if typed.answers is None else typed.answers
        number, _ = write_revision(acting, standing, last, mandate, title, sections, answers)
        values = propose_facts(acting, standing, mandate, typed.answers or {}, typed.shown)
        move(acting, standing, judgement, title=title)
        acting.enter("message_saved", **named(standing, mandate), revision=number, facts=values)
        return Written(number, removed)


def taken(typed: Typed, before: Sequence[Mapping[str, str]]) -> tuple[str, list[dict[str, str]], tuple[str, ...]]:
    """Return title and sections as they may be stored, with the names of the characters taken out.

    A section that was not sent stays as it was. Raises Wrong, naming each field that cannot be taken.
    """
    found = take(typed, before)
    if found.problems:
        raise Wrong(found.problems)
    return found.title, found.sections, found.removed


def write_revision(
    acting: Acting,
    standing: Standing,
    last: Revision,
    mandate: Mandate,
    title: str,
    sections: list[dict[str, str]],
    answers: RawAnswers,
    taken_over: int | None = None,
) -> tuple[int, int]:
    """Write the next revision of a message; return its number and its inside number.

    ``taken_over``: the inside number of the proposed change that it takes over.
    """
    number = last.number + 1
    return number, insert_revision(
        acting,
        standing.message.id,
        number,
        mandate,
        title,
        sections,
        dict(answers),
        from_revision_id=last.id,
        proposed_change_id=taken_over,
    )


def insert_revision(
    acting: Acting,
    message_id: int,
    number: int,
    mandate: Mandate,
    title: str,
    sections: list[dict[str, str]],
    answers: dict[str, Any],
    from_revision_id: int | None,
    proposed_change_id: int | None = None,
) -> int:
    """Write one revision, and return its inside number."""
    return acting.add(
        Revision,
        message_id=message_id,
        number=number,
        title=title,
        sections=sections,
        answers=answers,
        author_id=acting.person,
        mandate_id=inside(MandateRow, mandate.uid),
        at=acting.now,
        from_revision_id=from_revision_id,
        proposed_change_id=proposed_change_id,
    )
