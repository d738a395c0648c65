"""Recording what a director decided without a screen, and that director's answer once back at one.

The decision is the director's: it stands under the director's name and mandate. Who wrote it down, how the director was
reached, who witnessed it and the hour it was said stand beside it, and everything made from the text says so.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from commworkflow.actions.act import Acting, Refused, act, inside
from commworkflow.actions.files import keep_file
from commworkflow.actions.moving import decide_by_hand, granted, move, named, standing_of, waive
from commworkflow.readings.reachable import around, reachable
from commworkflow.readings.standing import Standing
from commworkflow.records.base import new_uid
from commworkflow.records.house import House
from commworkflow.records.releases import FileKind
from commworkflow.records.sealed_texts import Decision, DecisionConfirmation
from commworkflow.rules.by_hand import ByHand, Confirmation, Decider
from commworkflow.rules.lifecycle import Action
from commworkflow.rules.refusals import refusal
from commworkflow.rules.roles import Actor
from commworkflow.rules.situation import Intent
from commworkflow.rules.uploads import Upload


@dataclass(frozen=True, slots=True)
class _Kept:
    """How a decision by hand is kept: as which act of the director's, and in which entry of the journal."""

    action: Action
    kind: str


RECORDS: Mapping[Action, _Kept] = {
    Action.RECORD_VALIDATION: _Kept(Action.VALIDATE, "validation_recorded"),
    Action.RECORD_RETURN: _Kept(Action.RETURN, "return_recorded"),
    Action.RECORD_REFUSAL: _Kept(Action.REFUSE, "refusal_recorded"),
}
"""What may be written down for a director."""

ANSWERS: Mapping[Action, Confirmation] = {
    Action.CONFIRM: Confirmation.CONFIRMED,
    Action.CONTEST: Confirmation.CONTESTED,
    Action.DISOWN: Confirmation.CONTESTED,
}
"""What the director may say of it afterwards."""


def record(
    house: House, actor: Actor, uid: str, action: Action, intent: Intent, now: datetime, scan: Upload | None = None
) -> None:
    """Write down one of ``RECORDS``, with what ``intent.by_hand`` says of it; ``scan``: the signed paper.

    Raises NotFound, Refused.
    """
    with act(house, actor, now) as acting:
        standing = _with_around(acting, standing_of(acting, uid))
        judgement, mandate = granted(action, standing, intent)
        hand, decider = _reached(standing, intent)
        kept, decision = RECORDS[action], new_uid()
        scan_uid, scan_id = _keep(acting, scan)
        validating = kept.action is Action.VALIDATE
        decide_by_hand(
            acting,
            standing,
            kept.action,
            hand,
            decider,
            intent,
            uid=decision,
            holds_until=_lapses(standing, hand) if validating else None,
            renews_id=standing.validation.id if validating and standing.validation else None,
            scan_id=scan_id,
        )
        waivers = waive(acting, judgement, standing.sealed_id)
        move(acting, standing, judgement)
        acting.enter(
            kept.kind,
            **named(standing, mandate),
            texts={
                "waivers": waivers,
                "signer": decider.name,
                "reached": hand.reached.strip(),
                "witness": hand.witness.strip(),
                "reason": "" if validating else intent.reason.strip(),
            },
            decision=decision,
            director=decider.uid,
            director_mandate=decider.mandate.uid,
            basis=hand.basis,
            said_at=hand.said_at.isoformat(),
            seen_opinion=intent.opinion,
            scan=scan_uid,
            waived=len(waivers),
        )


def answer(house: House, actor: Actor, uid: str, action: Action, intent: Intent, now: datetime) -> None:
    """Confirm or contest, as its director, the decision by hand that a text rests on. Raises NotFound, Refused.

    Contested before it left, the text is a draft again; afterwards it stays, marked, and goes out to nobody any more.
    """
    with act(house, actor, now) as acting:
        standing = standing_of(acting, uid)
        judgement, mandate = granted(action, standing, intent)
        verdict = ANSWERS[action]
        reason = "" if verdict is Confirmation.CONFIRMED else intent.reason.strip()
        acting.add(
            DecisionConfirmation,
            decision_id=inside(Decision, intent.decision),
            person_id=acting.person,
            verdict=verdict,
            reason=reason,
            at=now,
        )
        move(acting, standing, judgement)
        kind = "decision_confirmed" if verdict is Confirmation.CONFIRMED else "decision_contested"
        texts = {} if verdict is Confirmation.CONFIRMED else {"reason": reason}
        acting.enter(kind, **named(standing, mandate), texts=texts, decision=intent.decision)


def _with_around(acting: Acting, standing: Standing) -> Standing:
    people = reachable(acting.session, standing.message.establishment_id, acting.now)
    situation = standing.situation
    return standing.with_around(around(acting.session, people, situation.template, situation.apart_from))


def _reached(standing: Standing, intent: Intent) -> tuple[ByHand, Decider]:
    """What was told, and the director it was told by, as the table has just granted them."""
    hand = intent.by_hand
    decider = next((one for one in standing.situation.around.deciders if hand and one.uid == hand.director), None)
    if hand is None or decider is None:
        raise Refused(refusal("nobody_to_reach"))
    return hand, decider


def _lapses(standing: Standing, hand: ByHand) -> datetime:
    """A validation holds from the hour it was said, whenever it is written down."""
    return hand.said_at + timedelta(hours=standing.situation.template.holds_hours)


def _keep(acting: Acting, scan: Upload | None) -> tuple[str, int | None]:
    if scan is None:
        return "", None
    uid = new_uid()
    return uid, keep_file(acting, scan, uid, FileKind.SCAN)
