"""Releasing: the moment a text may leave. It opens the desk; each way out is then a delivery of its own."""

from dataclasses import replace
from datetime import datetime
from zoneinfo import ZoneInfo

from sqlalchemy import bindparam, func, select

from commworkflow.actions.act import Acting, act
from commworkflow.actions.moving import decide, granted, move, named, standing_of, waive
from commworkflow.readings.hours import hour_line
from commworkflow.readings.imprints import release_imprint
from commworkflow.records.base import spelled
from commworkflow.records.house import House
from commworkflow.records.questions import Question
from commworkflow.records.releases import Release
from commworkflow.rules.canonical import digest
from commworkflow.rules.lifecycle import Action
from commworkflow.rules.numbers import release_number
from commworkflow.rules.roles import Actor
from commworkflow.rules.situation import Intent


def release(house: House, actor: Actor, uid: str, intent: Intent, now: datetime) -> str:
    """Release a validated text and return the release's number, given without gaps. Raises NotFound, Refused."""
    return _leave(house, actor, uid, Action.RELEASE, intent, now)


def send(house: House, actor: Actor, uid: str, intent: Intent, now: datetime) -> str:
    """Send a report that needs no validation, and return the release's number. Raises NotFound, Refused."""
    return _leave(house, actor, uid, Action.SEND, intent, now)


def _leave(house: House, actor: Actor, uid: str, action: Action, intent: Intent, now: datetime) -> str:
    with act(house, actor, now) as acting:
        standing = standing_of(acting, uid)
        judgement, mandate = granted(action, standing, intent)
        year = now.astimezone(ZoneInfo(standing.establishment.zone)).year
        rank = _next_rank(acting, year)
        number = release_number(house.world, year, rank)
        title = standing.sealed_words.title
        decision_id = decide(acting, standing, action, mandate, intent)
        told = hour_line(standing.clock, standing.message.language, standing.zone)
        imprint = replace(release_imprint(house, standing, title, number, now), hour=told).to_json()
        acting.add(
            Release,
            message_id=standing.message.id,
            sealed_text_id=standing.sealed_id,
            decision_id=decision_id,
            year=year,
            rank=rank,
            number=number,
            released_at=now,
            imprint=imprint,
        )
        waivers = waive(acting, judgement, standing.sealed_id)
        move(acting, standing, judgement)
        proof = digest(spelled(imprint).encode())
        if action is Action.RELEASE:
            acting.enter(
                "message_released",
                **named(standing, mandate),
                texts={"waivers": waivers},
                number=number,
                imprint=proof,
                waived=len(waivers),
            )
        else:
            acting.enter("message_sent", **named(standing, mandate), number=number, imprint=proof)
        return number


_LAST_RANK = Question(select(func.max(Release.rank).label("rank")).where(Release.year == bindparam("year")))


def _next_rank(acting: Acting, year: int) -> int:
    """Releases are counted by the year of the establishment's own calendar, without gaps: the pen is held."""
    return (_LAST_RANK.one(acting.session, {"year": year}).rank or 0) + 1
