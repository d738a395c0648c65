"""Moving a message along the table: ask, compare and swap, write down what was waived. The only setter of a status."""

from datetime import datetime
from typing import Any, TypedDict

from sqlalchemy import bindparam, update

from commworkflow.actions.act import Acting, NotFound, Refused, inside
from commworkflow.readings.standing import Standing, load
from commworkflow.records.alteration import Alteration
from commworkflow.records.messages import Message
from commworkflow.records.people import Mandate as MandateRow
from commworkflow.records.people import Person
from commworkflow.records.sealed_texts import Decision, Waiver
from commworkflow.rules.by_hand import Basis, ByHand, Decider
from commworkflow.rules.lifecycle import Action, Judgement, judge
from commworkflow.rules.refusals import refusal
from commworkflow.rules.roles import Mandate
from commworkflow.rules.situation import Intent

_MOVE = Alteration(
    update(Message).where(
        Message.id == bindparam("judged_id"),
        Message.version == bindparam("judged_version"),
        Message.status == bindparam("judged_status"),
    )
)


def standing_of(acting: Acting, uid: str) -> Standing:
    """Return how the message stands for the person who acts. Raises NotFound."""
    if acting.actor is None:
        raise NotFound
    standing = load(acting.session, acting.house, acting.actor, uid, acting.now)
    if standing is None:
        raise NotFound
    return standing


def granted(action: Action, standing: Standing, intent: Intent) -> tuple[Judgement, Mandate]:
    """Return the table's judgement and the mandate that grants the act. Raises Refused with everything that objects."""
    judgement = judge(action, standing.situation, intent)
    if judgement.refusals or judgement.mandate is None:
        raise Refused(*judgement.refusals)
    return judgement, judgement.mandate


def move(acting: Acting, standing: Standing, judgement: Judgement, **columns: Any) -> None:
    """Swap the message's status and version, if both are still those it was judged by. Raises Refused where not."""
    message = standing.message
    moved = _MOVE.make(
        acting.session,
        {
            "judged_id": message.id,
            "judged_version": message.version,
            "judged_status": message.status,
            "status": judgement.row.into or message.status,
            "version": message.version + 1,
            "changed_at": acting.now,
            **columns,
        },
    )
    if moved != 1:
        raise Refused(refusal("somebody_was_faster", status=message.status))


def waive(acting: Acting, judgement: Judgement, sealed_text_id: int) -> dict[str, str]:
    """Write a row for each objection somebody went past, and return the reasons by objection, for the journal."""
    acting.add_each(
        Waiver,
        [
            {
                "sealed_text_id": sealed_text_id,
                "action": judgement.row.action,
                "rule": waived.refusal.name,
                "force": waived.refusal.force,
                "person_id": acting.person,
                "reason": waived.reason,
                "at": acting.now,
            }
            for waived in judgement.waived
        ],
    )
    return {waived.refusal.name: waived.reason for waived in judgement.waived}


def decide(
    acting: Acting,
    standing: Standing,
    action: Action,
    mandate: Mandate,
    intent: Intent,
    *,
    holds_until: datetime | None = None,
    not_before: datetime | None = None,
    renews_id: int | None = None,
) -> int:
    """Write the decision row of an act on the text now submitted, and return its inside number.

    What a delegate decides names the mandate of the director it is decided for.
    """
    signer = {"person_id": acting.person, "signed_as": acting.actor.name if acting.actor else ""}
    basis = Basis.DELEGATION if mandate.on_behalf_of else Basis.SCREEN
    bounds = {"holds_until": holds_until, "not_before": not_before, "renews_id": renews_id}
    said = {"said_at": acting.now, "basis": basis}
    return _write(acting, standing, action, mandate, intent, **signer, **said, **bounds)


def decide_by_hand(
    acting: Acting,
    standing: Standing,
    action: Action,
    hand: ByHand,
    decider: Decider,
    intent: Intent,
    *,
    uid: str,
    holds_until: datetime | None = None,
    renews_id: int | None = None,
    scan_id: int | None = None,
) -> int:
    """Write the decision of a director who had no screen, under their own mandate; the one who acts recorded it."""
    told = {
        "uid": uid,
        "person_id": inside(Person, decider.uid),
        "signed_as": decider.name,
        "basis": hand.basis,
        "said_at": hand.said_at,
        "reached": hand.reached.strip(),
        "witness": hand.witness.strip(),
        "recorded_by_id": acting.person,
        "scan_id": scan_id,
    }
    return _write(
        acting, standing, action, decider.mandate, intent, **told, holds_until=holds_until, renews_id=renews_id
    )


def _write(acting: Acting, standing: Standing, action: Action, mandate: Mandate, intent: Intent, **columns: Any) -> int:
    return acting.add(
        Decision,
        message_id=standing.message.id,
        sealed_text_id=standing.sealed_id,
        action=action,
        mandate_id=inside(MandateRow, mandate.uid),
        on_behalf_of_id=inside(MandateRow, mandate.on_behalf_of) if mandate.on_behalf_of else None,
        entered_at=acting.now,
        reason=intent.reason.strip(),
        seen_opinion=intent.opinion,
        **columns,
    )


class Names(TypedDict):
    """The identities that the journal entry of an act on a message names."""

    mandate: str
    establishment: str
    incident: str
    message: str
    seal: str


def named(standing: Standing, mandate: Mandate, *, message: str = "", seal: str | None = None) -> Names:
    """Return what the journal entry names; ``message`` and ``seal`` where the act made new ones."""
    return {
        "mandate": mandate.uid,
        "establishment": standing.establishment.uid,
        "incident": standing.incident.uid,
        "message": message or standing.message.uid,
        "seal": standing.situation.seal if seal is None else seal,
    }
