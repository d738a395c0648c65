"""Opinions: what the RSSI, the DPO and the others named by the template say of a sealed text, in parallel."""

from datetime import datetime

from sqlalchemy import func, select

from commworkflow.actions.act import Acting, Wrong, act
from commworkflow.actions.moving import granted, named, standing_of
from commworkflow.records.house import House
from commworkflow.records.sealed_texts import Opinion
from commworkflow.rules.lifecycle import Action
from commworkflow.rules.roles import Actor
from commworkflow.rules.situation import Intent, Verdict


def give_opinion(
    house: House, actor: Actor, uid: str, verdict: Verdict, comment: str, intent: Intent, now: datetime
) -> int:
    """Give an opinion on the text whose seal was on the screen; return its number.

    Reservations and a no say why. Raises NotFound, Refused, Wrong.
    """
    with act(house, actor, now) as acting:
        standing = standing_of(acting, uid)
        _, mandate = granted(Action.OPINE, standing, intent)
        if verdict is not Verdict.FAVOURABLE and not comment.strip():
            raise Wrong({"comment": ("required", {})})
        number = _next_number(acting, standing.message.id)
        acting.add(
            Opinion,
            message_id=standing.message.id,
            sealed_text_id=standing.sealed_id,
            number=number,
            role=mandate.role,
            person_id=acting.person,
            verdict=verdict,
            comment=comment.strip(),
            at=now,
        )
        acting.enter(
            "opinion_given",
            **named(standing, mandate),
            texts={"comment": comment.strip()},
            opinion=number,
            role=mandate.role,
            verdict=verdict,
        )
        return number


def _next_number(acting: Acting, message_id: int) -> int:
    return (acting.session.scalar(select(func.max(Opinion.number)).where(Opinion.message_id == message_id)) or 0) + 1
