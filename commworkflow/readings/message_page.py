"""One message as its page shows it: the text, what was said of it, what can be done now, by whom, and why not by me."""

from collections.abc import Hashable
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from sqlalchemy.orm import Session

from commworkflow.readings.by_hand_page import may_record
from commworkflow.readings.changes import ShownProposal, TakenOver, shown_proposal, taken_over
from commworkflow.readings.comments import Thread, threads_on
from commworkflow.readings.deliveries import released_imprint
from commworkflow.readings.drafts import draft_of
from commworkflow.readings.earlier import EarlierOpinion, earlier_opinions
from commworkflow.readings.facts import known_facts
from commworkflow.readings.history import Told, ended, sent_back, told_of
from commworkflow.readings.imprints import draft_imprint, sealed_imprint
from commworkflow.readings.offers import Offer, offers_of
from commworkflow.readings.queue import Waiting, turn
from commworkflow.readings.reachable import names_of, reachable
from commworkflow.readings.related import Correcting, Related, how_far, related
from commworkflow.readings.said import ShownOpinion, ShownWaiver, shown_opinions, shown_waivers
from commworkflow.readings.since import Changes, changes_since
from commworkflow.readings.standing import Standing, load, sealed_text
from commworkflow.readings.unanswered import Resting, resting_on
from commworkflow.records.house import House
from commworkflow.rules.answers import Judged
from commworkflow.rules.blocks import Sections
from commworkflow.rules.freezing import read
from commworkflow.rules.lifecycle import Action, Judgement, judge
from commworkflow.rules.message_templates import Template
from commworkflow.rules.notice import ENDED, Imprint
from commworkflow.rules.roles import Actor
from commworkflow.rules.situation import DraftState, Intent, Situation

MOST_HISTORY = 200
"""How many entries the page shows; the journal's own page has them all."""


@dataclass(frozen=True, slots=True)
class MessagePage:
    """Everything the page of a message shows to one person.

    ``by_hand``: what the table says of writing down here what a director decides without a screen; None where this is
    not for this person, or not now. ``resting``: the decision by hand that the text rests on. ``proposal``: the change
    proposed in it; ``taken_over``: whose proposed change it came out of, while it waits for a decision.
    ``waits``: what the message waits for of this person; ``next``: what waits for them after it.
    """

    standing: Standing
    template: Template
    title: str
    sections: Sections
    imprint: Imprint
    zone: ZoneInfo
    situation: Situation
    judged: Judged | None
    draft: DraftState | None
    opinions: tuple[ShownOpinion, ...]
    earlier: tuple[EarlierOpinion, ...]
    waivers: tuple[ShownWaiver, ...]
    changes: tuple[Changes, ...]
    writers: tuple[str, ...]
    offers: tuple[Offer, ...]
    threads: tuple[Thread, ...]
    may_comment: bool
    may_edit: bool
    by_hand: Judgement | None
    resting: Resting | None
    proposal: ShownProposal | None
    taken_over: TakenOver | None
    replaces: Related | None
    replaced_by: tuple[Related, ...]
    history: tuple[Told, ...]
    waits: Waiting | None
    next: Waiting | None

    @property
    def sent_back(self) -> Told | None:
        """Why the draft came back to its author, if it did."""
        return sent_back(self.history) if self.draft else None

    @property
    def ended(self) -> Told | None:
        """By whom, when and why it ended, if it did; a refusal by hand is told by ``resting``."""
        return ended(self.history)

    @property
    def over(self) -> bool:
        """Whether it goes nowhere any more: refused, discarded or withdrawn."""
        return not ENDED.isdisjoint(self.imprint.marks)

    @property
    def correcting(self) -> Correcting:
        """How far it is itself, where it is a correction."""
        return how_far(self.situation.status)

    @property
    def comes_back(self) -> bool:
        """Whether the text waits with a change of this person's taken over: only the difference is new to them."""
        mine = self.taken_over is not None and self.taken_over.proposer_uid == self.situation.actor.uid
        return mine and self.offer(Action.PROPOSE) is not None

    @property
    def own_comments(self) -> int:
        """How many of this person's comments stand open: what goes back with a text they return."""
        return sum(not one.resolved and one.first.person == self.situation.actor.uid for one in self.threads)

    @property
    def open_acts(self) -> tuple[Offer, ...]:
        """What this person can do now, with a reason at most."""
        return tuple(offer for offer in self.offers if not offer.judgement.closed)

    @property
    def closed_acts(self) -> tuple[tuple[Offer, ...], ...]:
        """What is closed to this person: together what is closed for the same reason, and open to the same others."""
        told: dict[Hashable, list[Offer]] = {}
        for offer in self.offers:
            if why := offer.judgement.why_closed:
                said = tuple((refusal.key, *sorted(refusal.facts.items())) for refusal in why)
                told.setdefault((said, offer.who), []).append(offer)
        return tuple(map(tuple, told.values()))

    def offer(self, action: Action) -> Offer | None:
        """Return the offer of one action, or None where the message's state does not know it."""
        if action is Action.ADOPT:
            return None if self.proposal is None else self.proposal.offer
        return next((offer for offer in self.offers if offer.action == action), None)


def message_page(session: Session, house: House, actor: Actor, uid: str, now: datetime) -> MessagePage | None:
    """Return the page of a message; None where there is none, or this person may not read it."""
    standing = load(session, house, actor, uid, now)
    if standing is None:
        return None
    judged = None
    if standing.revision is not None:
        revision = standing.revision
        draft = draft_of(
            house,
            standing,
            known_facts(session, standing.incident.id),
            revision.title,
            revision.sections,
            revision.answers,
        )
        reading = read(draft, now)
        standing, judged = standing.with_draft(reading.state), reading.judged
        title, sections = revision.title, reading.sections
        imprint = draft_imprint(house, standing, title, revision.at)
    else:
        title, sections = sealed_text(standing)
        imprint = _imprint(house, standing, title)
    situation = standing.situation
    replaces, replaced_by = related(session, standing)
    people = reachable(session, standing.message.establishment_id, now)
    offers = offers_of(situation, people)
    waivers = shown_waivers(session, standing)
    waits, following = turn(session, house, actor, uid, now)
    return MessagePage(
        standing=standing,
        template=situation.template,
        title=title,
        sections=sections,
        imprint=imprint,
        zone=standing.zone,
        situation=situation,
        judged=judged,
        draft=situation.draft,
        opinions=shown_opinions(standing),
        earlier=() if standing.sealed is None else earlier_opinions(session, standing),
        waivers=waivers,
        changes=() if standing.sealed is None else changes_since(session, standing, title, sections),
        writers=tuple(sorted(names_of(session, people, situation.authors).values())),
        offers=offers,
        threads=threads_on(session, standing, sections),
        may_comment=judge(Action.COMMENT, situation, Intent.as_shown(situation)).granted,
        may_edit=judge(Action.SAVE, situation, Intent.as_shown(situation)).granted,
        by_hand=may_record(session, standing, people),
        resting=resting_on(session, house, standing),
        proposal=shown_proposal(session, house, standing, people, waivers, now),
        taken_over=taken_over(session, standing) if _is_offered(Action.PROPOSE, offers) else None,
        replaces=replaces,
        replaced_by=replaced_by,
        history=told_of(session, uid, limit=MOST_HISTORY),
        waits=waits,
        next=following,
    )


def _is_offered(action: Action, offers: tuple[Offer, ...]) -> bool:
    return any(offer.action is action for offer in offers)


def _imprint(house: House, standing: Standing, title: str) -> Imprint:
    """The imprint frozen at the release; before it, one that says the text has not left."""
    if standing.release is not None:
        return released_imprint(standing, standing.release)
    return sealed_imprint(house, standing, title)
