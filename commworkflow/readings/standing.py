"""How a message stands: the situation that the table is asked about, with the records it came from.

Actions and pages load it the same way, so that a button and the request behind it can never disagree. Three statements
at most, whatever the number of messages.
"""

from dataclasses import dataclass, replace
from datetime import datetime
from zoneinfo import ZoneInfo

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session

from commworkflow.readings.authors import authors_from
from commworkflow.readings.hours import Found
from commworkflow.readings.sealed_words import SealedWords, said, words_of
from commworkflow.readings.standing_statement import AROUND
from commworkflow.records.house import House
from commworkflow.records.incidents import Incident
from commworkflow.records.messages import Message, Revision
from commworkflow.records.people import Establishment, Person
from commworkflow.records.proposals import ProposedChange
from commworkflow.records.releases import Release
from commworkflow.records.sealed_texts import Decision, DecisionConfirmation, Opinion, SealedText
from commworkflow.rules.blocks import Sections
from commworkflow.rules.by_hand import Around, Confirmation, Recorded
from commworkflow.rules.roles import Actor, ReadingClass, Role
from commworkflow.rules.situation import (
    UNSEALED,
    DraftState,
    GivenOpinion,
    PreparedText,
    Proposal,
    Situation,
    Status,
    Validation,
    Verdict,
)

OpinionRow = tuple[Opinion, str, str]
"""An opinion, with the uid and the name of who gave it."""


@dataclass(frozen=True, slots=True)
class Hand:
    """A decision written down by ``recorder`` for its director, with what that director said of it since."""

    decision: Decision
    director: str
    recorder: str
    confirmation: DecisionConfirmation | None

    @property
    def recorded(self) -> Recorded:
        """What the table is told of it."""
        answer = None if self.confirmation is None else Confirmation(self.confirmation.verdict)
        return Recorded(self.decision.uid, self.director, self.decision.said_at, answer)


@dataclass(frozen=True, slots=True)
class Standing:
    """A message, the records around it, and the situation made of them.

    ``revision``: the last one, where no text is submitted. ``sealed``: the text last submitted, if any; ``opinions``:
    those given on it, while it is. ``validator`` and ``validated_as``: whose validation is in force.
    ``function``: in what capacity a delegate signs. ``submitter``: who submitted, or finished a prepared text.
    ``hand``: the decision by hand that the text rests on. ``proposal``: the change that ``proposer`` proposes in the
    text now submitted. ``clock``: what the last comparison of the machine's clock found.
    ``opined``, ``commented``, ``reworked``, ``waived``, ``replaced``: whether there is an opinion, a comment, another
    text that was submitted, a waiver on the text now submitted, a correction; where none is, nobody asks for them.
    """

    message: Message
    incident: Incident
    establishment: Establishment
    revision: Revision | None
    sealed: SealedText | None
    release: Release | None
    opinions: tuple[OpinionRow, ...]
    validation: Decision | None
    form_verified: bool
    validator: str
    validated_as: Role | None
    function: str
    submitter: str
    hand: Hand | None
    proposal: ProposedChange | None
    proposer: str
    clock: Found | None
    opined: bool
    commented: bool
    reworked: bool
    waived: bool
    replaced: bool
    situation: Situation

    @property
    def signed_as(self) -> str:
        """The name of whoever validated, as it was at that moment: a later change of name signs nothing."""
        return "" if self.validation is None else self.validation.signed_as

    @property
    def last_revision(self) -> Revision:
        """The last revision of a draft; ValueError while a text is submitted."""
        if self.revision is None:
            raise ValueError("only a draft has a text that can still change")
        return self.revision

    @property
    def last_proposal(self) -> ProposedChange:
        """The change proposed in the text now submitted; ValueError where there is none."""
        if self.proposal is None:
            raise ValueError("nobody proposes a change in this text")
        return self.proposal

    @property
    def sealed_id(self) -> int:
        """The inside number of the text now submitted; ValueError for a draft."""
        if self.sealed is None:
            raise ValueError("a draft has no sealed text")
        return self.sealed.id

    @property
    def sealed_bytes(self) -> bytes:
        """The bytes of the text now submitted; ValueError for a draft."""
        if self.sealed is None:
            raise ValueError("a draft has no sealed text")
        return self.sealed.canonical

    @property
    def sealed_words(self) -> SealedWords:
        """What the text now submitted says; ValueError for a draft."""
        return words_of(self.sealed_bytes)

    def with_draft(self, state: DraftState) -> "Standing":
        """Return the same standing with the state of its draft, for the rules that judge one."""
        return replace(self, situation=replace(self.situation, draft=state))

    def with_prepared(self, prepared: PreparedText) -> "Standing":
        """Return the same standing with the text validated in calm that its draft was made from."""
        return replace(self, situation=replace(self.situation, prepared=prepared))

    def with_around(self, around: Around) -> "Standing":
        """Return the same standing with who can have a part in a decision by hand."""
        return replace(self, situation=replace(self.situation, around=around))

    @property
    def zone(self) -> ZoneInfo:
        """The zone in which this message's hours are typed and printed."""
        return ZoneInfo(self.establishment.zone)


def sealed_text(standing: Standing) -> tuple[str, Sections]:
    """Return title and sections of the text now submitted, from its sealed bytes and nothing else."""
    return said(standing.sealed_bytes)


def load(session: Session, house: House, actor: Actor, uid: str, now: datetime) -> Standing | None:
    """Return how the message stands for this person at ``now``; None for none, or one above their class."""
    row = AROUND.one(session, {"uid": uid})
    if row is None or not actor.may_read(row.Establishment.uid, row.Message.reading_class):
        return None
    message: Message = row.Message
    sealed: SealedText | None = row.SealedText
    template = house.shelf.template(session, row.template_key, row.template_language, row.template_digest)
    authors = authors_from(row.authors)
    draft = message.status in UNSEALED
    opinions = _opinions(session, sealed) if row.opined and sealed is not None and not draft else ()
    given = tuple(GivenOpinion(o.number, Role(o.role), person, Verdict(o.verdict)) for o, person, _ in opinions)
    hand = None
    if row.hand is not None and not draft:
        hand = Hand(row.hand, row.hand_director, row.hand_recorder, row.DecisionConfirmation)
    situation = Situation(
        now=now,
        actor=actor,
        establishment=row.Establishment.uid,
        template=template,
        reading_class=ReadingClass(message.reading_class),
        status=Status(message.status),
        version=message.version,
        authors=frozenset(authors),
        author_roles=frozenset(role for roles in authors.values() for role in roles),
        submitted_by=row.submitted_by or "",
        passed=() if draft else tuple((row.passed or "").split()),
        seal="" if draft or sealed is None else sealed.seal,
        opinions=given,
        last_opinion=given[-1].number if given else 0,
        validation=None if draft else _validation(row.Decision, row.validated_by, row.original_holds),
        staff_told=row.staff_told,
        acknowledged=row.acknowledged,
        correction_underway=row.correction_underway or "",
        replaced_by=row.replaced_by or "",
        submitted_at=None if draft or sealed is None else sealed.submitted_at,
        recorded=None if hand is None else hand.recorded,
        in_calm=row.Incident.in_calm,
        proposal=None if row.ProposedChange is None else Proposal(row.ProposedChange.uid, row.proposed_by),
    )
    return Standing(
        message=message,
        incident=row.Incident,
        establishment=row.Establishment,
        revision=row.Revision,
        sealed=sealed,
        release=row.Release,
        opinions=opinions,
        validation=None if draft else row.Decision,
        form_verified=row.form_verified is not None,
        validator=row.validator or "",
        validated_as=Role(row.validated_as) if row.validated_as else None,
        function=str((row.validated_within or {}).get("function", "")),
        submitter=row.submitter or "",
        hand=hand,
        proposal=row.ProposedChange,
        proposer=row.proposer or "",
        clock=None if row.checked_at is None else Found(row.checked_at, row.offset_seconds),
        opined=row.opined,
        commented=row.commented,
        reworked=row.reworked,
        waived=row.waived,
        replaced=row.replaced,
        situation=situation,
    )


_OPINIONS = (
    select(Opinion, Person.uid, Person.name)
    .join(Person, Person.id == Opinion.person_id)
    .where(Opinion.sealed_text_id == bindparam("sealed_id"))
    .order_by(Opinion.number)
)


def _opinions(session: Session, sealed: SealedText) -> tuple[OpinionRow, ...]:
    rows = session.execute(_OPINIONS, {"sealed_id": sealed.id})
    return tuple((row.Opinion, row.uid, row.name) for row in rows)


def _validation(decision: Decision | None, by: str | None, original_holds: bool | None) -> Validation | None:
    if decision is None or decision.holds_until is None:
        return None
    return Validation(by or "", decision.entered_at, decision.holds_until, decision.not_before, original_holds)
