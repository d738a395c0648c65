"""Deciding: from submission to validation, and the ways back. A decision carries what was on the screen."""

from collections.abc import Mapping
from datetime import datetime, timedelta

from commworkflow.actions.act import Wrong, act
from commworkflow.actions.moving import decide, granted, move, named, standing_of, waive
from commworkflow.actions.proposing import propose_facts
from commworkflow.actions.sealing import seal_draft
from commworkflow.actions.writing import taken, write_revision
from commworkflow.readings.drafts import draft_of
from commworkflow.readings.facts import known_facts
from commworkflow.records.house import House
from commworkflow.rules.freezing import read
from commworkflow.rules.lifecycle import Action
from commworkflow.rules.roles import Actor, May
from commworkflow.rules.situation import Intent
from commworkflow.rules.terms import months_after
from commworkflow.rules.typed import Typed

TURNS: Mapping[Action, str] = {
    Action.TAKE_BACK: "message_taken_back",
    Action.DISCARD: "message_discarded",
    Action.RETURN: "message_returned",
    Action.REFUSE: "message_refused",
    Action.REVOKE: "validation_revoked",
    Action.WITHDRAW: "message_withdrawn",
    Action.ACKNOWLEDGE: "report_acknowledged",
}
"""The acts that need nothing but the table's word and a reason, with the journal entry each one makes."""


def submit(house: House, actor: Actor, uid: str, typed: Typed | None, intent: Intent, now: datetime) -> str:
    """Freeze a draft and hand it to its deciders; return the seal. ``typed`` None submits the last revision as it is.

    Raises NotFound, Refused, Wrong.
    """
    with act(house, actor, now) as acting:
        standing = standing_of(acting, uid)
        _, mandate = granted(Action.SAVE, standing, intent)
        last = standing.last_revision
        typed = typed or Typed(last.title, {})
        title, sections, _ = taken(typed, last.sections)
        answers = last.answers if typed.answers is None else typed.answers
        values = propose_facts(acting, standing, mandate, typed.answers or {}, typed.shown)
        facts = known_facts(acting.session, standing.incident.id)
        draft = draft_of(house, standing, facts, title, sections, answers)
        reading = read(draft, now)
        judgement, mandate = granted(Action.SUBMIT, standing.with_draft(reading.state), intent)
        written = write_revision(acting, standing, last, mandate, title, sections, answers)
        sealed_id, seal = seal_draft(acting, standing, draft, reading, mandate, written)
        waivers = waive(acting, judgement, sealed_id)
        move(acting, standing, judgement, title=title, current_sealed_text_id=sealed_id)
        acting.enter(
            "message_submitted",
            **named(standing, mandate, seal=seal),
            texts={"waivers": waivers},
            revision=written[0],
            facts=values,
            waived=len(waivers),
        )
        return seal


def validate(
    house: House,
    actor: Actor,
    uid: str,
    intent: Intent,
    now: datetime,
    not_before: datetime | None = None,
    until: datetime | None = None,
) -> None:
    """Validate the text whose seal was on the screen, for as long as its template says.

    In calm it holds until a day that is chosen, ``until``, within what the house allows. Raises NotFound, Refused,
    Wrong where it might leave only once it has lapsed, or would hold for too long.
    """
    with act(house, actor, now) as acting:
        standing = standing_of(acting, uid)
        judgement, mandate = granted(Action.VALIDATE, standing, intent)
        hours = standing.situation.template.holds_hours
        holds_until = now + timedelta(hours=hours)
        if standing.situation.in_calm:
            holds_until = _within_terms(house, until, now)
        if not_before is not None and not_before >= holds_until:
            raise Wrong({"not_before": ("leaves_after_it_lapses", {"hours": hours})})
        lapsed = standing.validation
        decide(
            acting,
            standing,
            Action.VALIDATE,
            mandate,
            intent,
            holds_until=holds_until,
            not_before=not_before,
            renews_id=None if lapsed is None else lapsed.id,
        )
        waivers = waive(acting, judgement, standing.sealed_id)
        move(acting, standing, judgement)
        acting.enter(
            "message_validated_by_delegation" if mandate.on_behalf_of else "message_validated",
            **named(standing, mandate),
            texts={"waivers": waivers, "signer": actor.name},
            **({"on_behalf_of": mandate.on_behalf_of} if mandate.on_behalf_of else {}),
            holds_until=holds_until.isoformat(),
            not_before="" if not_before is None else not_before.isoformat(),
            seen_opinion=intent.opinion,
            waived=len(waivers),
        )


def turn(house: House, actor: Actor, uid: str, action: Action, intent: Intent, now: datetime) -> None:
    """Do one of ``TURNS``: the ways back, the ends, and the acknowledgement of a report. Raises NotFound, Refused."""
    with act(house, actor, now) as acting:
        standing = standing_of(acting, uid)
        judgement, mandate = granted(action, standing, intent)
        if judgement.row.act is May.DECIDE:
            decide(acting, standing, action, mandate, intent)
        move(acting, standing, judgement)
        acting.enter(TURNS[action], **named(standing, mandate), texts={"reason": intent.reason.strip()})


def _within_terms(house: House, until: datetime | None, now: datetime) -> datetime:
    """Until when a text validated in calm may be used: the day chosen, the longest the house allows without one."""
    latest = months_after(now, house.terms.prepared_months)
    if until is not None and not now < until <= latest:
        raise Wrong({"until": ("prepared_for_too_long", {"months": house.terms.prepared_months})})
    return until or latest
