"""One message as its page shows it: the text, what was said of it, what can be done now, by whom, and why not by me."""

import json
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session, aliased

from commworkflow.readings.drafts import draft_of
from commworkflow.readings.earlier import EarlierOpinion, earlier_opinions
from commworkflow.readings.facts import known_facts
from commworkflow.readings.history import Told, sent_back, told
from commworkflow.readings.imprints import draft_imprint, sealed_imprint
from commworkflow.readings.reachable import Reachable, reachable, who_may
from commworkflow.readings.standing import Standing, load
from commworkflow.records.database import ask
from commworkflow.records.house import House
from commworkflow.records.journal import Journal
from commworkflow.records.messages import Message
from commworkflow.records.people import Person
from commworkflow.records.sealed_texts import Waiver
from commworkflow.rules.answers import Judged
from commworkflow.rules.blocks import Sections, from_json
from commworkflow.rules.freezing import read
from commworkflow.rules.lifecycle import TABLE, Action, Judgement, judge
from commworkflow.rules.message_templates import Template
from commworkflow.rules.notice import Imprint
from commworkflow.rules.roles import Actor, Role
from commworkflow.rules.situation import DraftState, Intent, Situation, Verdict

MOST_HISTORY = 200
"""How many entries the page shows; the journal's own page has them all."""

_ON_THE_PAGE = tuple(
    action for action in TABLE if action not in {Action.SAVE, Action.BEGIN_DELIVERY, Action.END_DELIVERY}
)


@dataclass(frozen=True, slots=True)
class Offer:
    """One act as offered on the page: the table's answer for this person, and who else could do it now."""

    action: Action
    judgement: Judgement
    who: tuple[Reachable, ...]


@dataclass(frozen=True, slots=True)
class ShownOpinion:
    """An opinion on the text shown; ``given`` None: asked for, and not there yet."""

    role: Role
    person: str
    verdict: Verdict | None
    comment: str
    at: datetime | None


@dataclass(frozen=True, slots=True)
class ShownWaiver:
    """An objection somebody went past in writing."""

    rule: str
    reason: str
    person: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Related:
    """Another message that this one replaces, or that replaces this one."""

    uid: str
    number: str
    status: str


@dataclass(frozen=True, slots=True)
class MessagePage:
    """Everything the page of a message shows to one person."""

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
    offers: tuple[Offer, ...]
    may_edit: bool
    replaces: Related | None
    replaced_by: tuple[Related, ...]
    history: tuple[Told, ...]

    @property
    def sent_back(self) -> Told | None:
        """Why the draft came back to its author, if it did."""
        return sent_back(self.history) if self.draft else None

    def offer(self, action: Action) -> Offer | None:
        """Return the offer of one action, or None where the message's state does not know it."""
        return next((offer for offer in self.offers if offer.action == action), None)


_WAIVERS = (
    select(Waiver.rule, Waiver.reason, Waiver.at, Person.name)
    .join(Person, Person.id == Waiver.person_id)
    .where(Waiver.sealed_text_id == bindparam("sealed_id"))
    .order_by(Waiver.id)
)
_OTHER = aliased(Message)
_RELATED = (
    select(_OTHER.id, _OTHER.uid, _OTHER.number, _OTHER.status)
    .where((_OTHER.id == bindparam("replaces_id")) | (_OTHER.replaces_id == bindparam("id")))
    .order_by(_OTHER.id)
)


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
    replaces, replaced_by = _related(session, standing)
    people = reachable(session, standing.message.establishment_id, now)
    offers = tuple(_offer(action, situation, people) for action in _ON_THE_PAGE if _is_known(action, situation))
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
        opinions=_opinions(standing),
        earlier=() if standing.sealed is None else earlier_opinions(session, standing),
        waivers=_waivers(session, standing) if standing.waived and situation.seal else (),
        offers=offers,
        may_edit=judge(Action.SAVE, situation, Intent.as_shown(situation)).granted,
        replaces=replaces,
        replaced_by=replaced_by,
        history=told(session, Journal.message_uid == uid, limit=MOST_HISTORY),
    )


def sealed_text(standing: Standing) -> tuple[str, Sections]:
    """Return title and sections of the text now submitted, from its sealed bytes and nothing else."""
    sealed = json.loads(standing.sealed_bytes)
    return sealed["title"], from_json(sealed["sections"])


def _imprint(house: House, standing: Standing, title: str) -> Imprint:
    """The imprint frozen at the release; before it, one that says the text has not left."""
    if standing.release is not None:
        return Imprint.from_json(standing.release.imprint)
    return sealed_imprint(house, standing, title)


def _is_known(action: Action, situation: Situation) -> bool:
    """Whether the message's state knows the action, for a family that ends this way."""
    if situation.status not in TABLE[action].since:
        return False
    judgement = judge(action, situation, Intent.as_shown(situation))
    kinds = {"not_for_validation", "needs_validation", "already_acknowledged", "already_validated"}
    return not any(refusal.key in kinds for refusal in judgement.refusals)


def _offer(action: Action, situation: Situation, people: tuple[Reachable, ...]) -> Offer:
    row = TABLE[action]
    judgement = judge(action, situation, Intent.as_shown(situation))
    closed_to = situation.authors if action in {Action.VALIDATE, Action.OPINE} else frozenset[str]()
    return Offer(action, judgement, who_may(people, row.act, row.named(situation.template), closed_to))


def _opinions(standing: Standing) -> tuple[ShownOpinion, ...]:
    """Those given, in their order, then the roles whose opinion is still asked for."""
    given = tuple(
        ShownOpinion(Role(opinion.role), name, Verdict(opinion.verdict), opinion.comment, opinion.at)
        for opinion, _, name in standing.opinions
    )
    there = {opinion.role for opinion in given}
    owed = standing.situation.opinions_owed if standing.situation.seal else ()
    return (*given, *(ShownOpinion(role, "", None, "", None) for role in owed if role not in there))


def _waivers(session: Session, standing: Standing) -> tuple[ShownWaiver, ...]:
    rows = ask(session, _WAIVERS, {"sealed_id": standing.sealed_id})
    return tuple(ShownWaiver(row.rule, row.reason, row.name, row.at) for row in rows)


def _related(session: Session, standing: Standing) -> tuple[Related | None, tuple[Related, ...]]:
    message = standing.message
    if message.replaces_id is None and not standing.replaced:
        return None, ()
    rows = ask(session, _RELATED, {"id": message.id, "replaces_id": message.replaces_id}).all()
    replaces = [Related(row.uid, row.number, row.status) for row in rows if row.id == message.replaces_id]
    replaced_by = tuple(Related(row.uid, row.number, row.status) for row in rows if row.id != message.replaces_id)
    return (replaces[0] if replaces else None), replaced_by
