"""Changing a word of a submitted text with four eyes kept: who decides proposes it, somebody who drafts takes it over.

Whoever proposes writes no revision, and may still decide. Whoever takes it over is the author of what it makes, and
answers for it: it is frozen at once, and comes back to be decided on.
"""

from datetime import datetime

from sqlalchemy import delete

from commworkflow.actions.act import Acting, Refused, act, inside
from commworkflow.actions.moving import granted, move, named, standing_of, waive
from commworkflow.actions.sealing import seal_draft
from commworkflow.actions.writing import taken, write_revision
from commworkflow.readings.changes import ProposedText, as_changed, frozen_revision, read_changed
from commworkflow.readings.standing import Standing, sealed_text
from commworkflow.readings.working_copies import kept_towards
from commworkflow.records.base import new_uid
from commworkflow.records.house import House
from commworkflow.records.messages import Revision, WorkingCopy
from commworkflow.records.people import Mandate as MandateRow
from commworkflow.records.proposals import ProposedChange
from commworkflow.rules.canonical import canonical_bytes, digest
from commworkflow.rules.comparison import compared
from commworkflow.rules.lifecycle import Action
from commworkflow.rules.refusals import refusal
from commworkflow.rules.roles import Actor
from commworkflow.rules.situation import Intent
from commworkflow.rules.typed import Typed


def propose(house: House, actor: Actor, uid: str, typed: Typed, intent: Intent, now: datetime) -> str:
    """Propose a change in the text now submitted; return the proposal's uid. The reason is optional.

    A fact is changed in its register, never here. Raises NotFound, Refused (also where nothing differs), Wrong.
    """
    with act(house, actor, now) as acting:
        standing = standing_of(acting, uid)
        granted(Action.PROPOSE, standing, intent)
        text = _changed(standing, frozen_revision(acting.session, standing), typed)
        _, reading = read_changed(acting.session, house, standing, text, now)
        judgement, mandate = granted(Action.PROPOSE, standing.with_draft(reading.state), intent)
        if compared(sealed_text(standing), (text.title, reading.sections)).nothing:
            raise Refused(refusal("nothing_proposed"))
        proposal = new_uid()
        content = {"title": text.title, "sections": text.sections, "answers": text.answers}
        acting.add(
            ProposedChange,
            uid=proposal,
            message_id=standing.message.id,
            sealed_text_id=standing.sealed_id,
            **content,
            reason=intent.reason.strip(),
            person_id=acting.person,
            mandate_id=inside(MandateRow, mandate.uid),
            at=acting.now,
        )
        _forget_what_was_typed(acting, standing)
        move(acting, standing, judgement)
        acting.enter(
            "change_proposed",
            **named(standing, mandate),
            texts={"reason": intent.reason.strip()},
            proposal=proposal,
            digest=digest(canonical_bytes(content)),
        )
        return proposal


def adopt(house: House, actor: Actor, uid: str, intent: Intent, now: datetime) -> str:
    """Take over the change proposed: it becomes a revision of this person, frozen and submitted; return its seal.

    Raises NotFound, Refused.
    """
    with act(house, actor, now) as acting:
        standing = standing_of(acting, uid)
        granted(Action.ADOPT, standing, intent)
        text = standing.last_proposal
        draft, reading = read_changed(acting.session, house, standing, text, now)
        judgement, mandate = granted(Action.ADOPT, standing.with_draft(reading.state), intent)
        last = frozen_revision(acting.session, standing)
        written = write_revision(acting, standing, last, mandate, text.title, text.sections, text.answers, text.id)
        sealed_id, seal = seal_draft(acting, standing, draft, reading, mandate, written)
        waivers = waive(acting, judgement, sealed_id)
        move(acting, standing, judgement, title=text.title, current_sealed_text_id=sealed_id)
        acting.enter(
            "change_adopted",
            **named(standing, mandate, seal=seal),
            texts={"waivers": waivers},
            proposal=intent.proposal,
            revision=written[0],
            waived=len(waivers),
        )
        return seal


def _changed(standing: Standing, last: Revision, typed: Typed) -> ProposedText:
    """The text as it was submitted, with what was typed in its place."""
    title, sections, _ = taken(typed, last.sections)
    return ProposedText(title, sections, as_changed(standing.situation.template, last.answers, typed.answers))


def _forget_what_was_typed(acting: Acting, standing: Standing) -> None:
    mine = (WorkingCopy.message_id == standing.message.id, WorkingCopy.person_id == acting.person)
    acting.session.execute(delete(WorkingCopy).where(*mine, kept_towards(Action.PROPOSE)))
