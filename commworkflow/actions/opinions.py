"""Opinions: what the RSSI, the DPO and the others named by the template say of a sealed text, in parallel."""

from datetime import datetime

from sqlalchemy import func, select

from commworkflow.actions.act import Acting, Wrong, act
from commworkflow.actions.moving import granted, named, standing_of
from commworkflow.readings.standing import Standing
from commworkflow.records.house import House
from commworkflow.records.sealed_texts import Opinion
from commworkflow.rules.lifecycle import Action
from commworkflow.rules.roles import Actor, Mandate, May, Role
from commworkflow.rules.situation import Intent, Verdict


def give_opinion(
    house: House,
    actor: Actor,
    uid: str,
    verdict: Verdict,
    comment: str,
    intent: Intent,
    now: datetime,
    role: str = "",
) -> int:
    """Give an opinion on the text whose seal was on the screen; return its number.

    ``role``: as which of the roles asked; empty: the first that has not spoken. Whoever is RSSI and DPO at once speaks
    as each. Reservations and a no say why. Raises NotFound, Refused, Wrong.
    """
    with act(house, actor, now) as acting:
        standing = standing_of(acting, uid)
        mandate = _as(standing, role, granted(Action.OPINE, standing, intent)[1])
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


def _as(standing: Standing, role: str, granting: Mandate) -> Mandate:
    """Return the mandate under which an opinion is given as that role, where the person holds it and it is asked."""
    situation = standing.situation
    if role and role not in situation.advises_as:
        raise Wrong({"role": ("not_a_choice", {})})
    spoken_as = Role(role) if role else situation.advises_as[0]
    return situation.actor.mandate_for(May.OPINE, situation.establishment, (spoken_as,)) or granting


def _next_number(acting: Acting, message_id: int) -> int:
    return (acting.session.scalar(select(func.max(Opinion.number)).where(Opinion.message_id == message_id)) or 0) + 1
