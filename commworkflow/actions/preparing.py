"""Finishing, on the night, a text that was validated in calm: its slots filled, nothing else changed.

It becomes a text of the incident, validated by the decision taken in calm; it leaves by the ordinary release, in
somebody's hand, and never by itself.
"""

import json
from datetime import datetime, timedelta

from commworkflow.actions.act import Acting, NotFound, Refused, act
from commworkflow.actions.moving import granted, move, named, standing_of
from commworkflow.actions.sealing import identity_of, keep_facts, keep_text
from commworkflow.actions.starting import new_message, place_in
from commworkflow.readings.prepared import finished
from commworkflow.readings.standing import Standing
from commworkflow.records.base import new_uid
from commworkflow.records.house import House
from commworkflow.records.messages import Revision
from commworkflow.records.sealed_texts import Decision
from commworkflow.rules.by_hand import Basis
from commworkflow.rules.freezing import freeze
from commworkflow.rules.lifecycle import Action
from commworkflow.rules.prepared import slots_of
from commworkflow.rules.questions import RawAnswers
from commworkflow.rules.refusals import refusal
from commworkflow.rules.roles import Actor, Mandate, May
from commworkflow.rules.situation import Intent


def use_prepared(
    house: House, actor: Actor, incident: str, prepared: str, typed: RawAnswers, intent: Intent, now: datetime
) -> str:
    """Finish a prepared text for an incident and return the uid of the new message, validated and ready to release.

    ``typed``: raw answers to its slots; ``intent.seal``: the seal of the prepared text that was on the screen.
    Raises NotFound, Refused.
    """
    with act(house, actor, now) as acting:
        original = standing_of(acting, prepared)
        mandate = _releasing_mandate(actor, original)
        standing = standing_of(acting, _new_draft(acting, original, mandate, incident, typed))
        text = finished(acting.session, house, original, standing, now)
        judged = standing.with_prepared(text.state).with_draft(text.reading.state)
        judgement, mandate = granted(Action.COMPLETE, judged, intent)
        frozen = freeze(text.draft, text.reading, identity_of(standing, 1))
        sealed_id = keep_text(acting, standing, text.draft, frozen, mandate, standing.last_revision.id)
        keep_facts(acting, text.draft, text.reading, sealed_id)
        holds_until = min(text.state.holds_until, now + timedelta(hours=original.situation.template.holds_hours))
        decision = _decide(acting, standing, original, sealed_id, holds_until)
        move(acting, standing, judgement, current_sealed_text_id=sealed_id)
        acting.enter(
            "prepared_completed",
            **named(standing, mandate, seal=frozen.seal),
            texts={"signer": original.signed_as},
            number=standing.message.number,
            template=text.draft.template.digest,
            original=original.message.uid,
            original_seal=original.situation.seal,
            decision=decision,
            holds_until=holds_until.isoformat(),
        )
        return standing.message.uid


def _releasing_mandate(actor: Actor, original: Standing) -> Mandate:
    template = original.situation.template
    mandate = actor.mandate_for(May.RELEASE, original.establishment.uid, template.released_by, template.family)
    if mandate is None:
        raise Refused(refusal("not_your_role", roles=",".join(template.released_by)))
    return mandate


def _new_draft(acting: Acting, original: Standing, mandate: Mandate, incident: str, typed: RawAnswers) -> str:
    """A draft of the incident with the sealed text's own words and answers, and what was typed into its slots.

    From the revision that was sealed, whatever was saved since; who wrote that one stays an author.
    """
    if original.sealed is None:
        raise NotFound
    source = acting.session.get_one(Revision, original.sealed.revision_id)
    sealed = json.loads(original.sealed_bytes)
    slots = {question.id for question in slots_of(original.situation.template)}
    return new_message(
        acting,
        place_in(acting, incident, original.establishment.uid),
        original.situation.template,
        mandate,
        template_id=original.message.template_id,
        title=sealed["title"],
        sections=source.sections,
        answers={**sealed["answers"], **{id: raw for id, raw in typed.items() if id in slots}},
        copied_from_id=source.id,
    )


def _decide(acting: Acting, standing: Standing, original: Standing, sealed_id: int, holds_until: datetime) -> str:
    """The director's decision in calm, now on the finished text: said then, entered now by who finished it."""
    validation = original.validation
    if validation is None:
        raise Refused(refusal("prepared_gone"))
    uid = new_uid()
    acting.add(
        Decision,
        uid=uid,
        message_id=standing.message.id,
        sealed_text_id=sealed_id,
        action=Action.VALIDATE,
        person_id=validation.person_id,
        mandate_id=validation.mandate_id,
        basis=Basis.PREPARED,
        said_at=validation.said_at,
        entered_at=acting.now,
        holds_until=holds_until,
        seen_opinion=0,
        signed_as=validation.signed_as,
        recorded_by_id=acting.person,
        rests_on_id=validation.id,
    )
    return uid
