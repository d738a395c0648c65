"""How a message stands: the situation that the table is asked about, with the records it came from.

Actions and pages load it the same way, so that a button and the request behind it can never disagree. Three statements
at most, whatever the number of messages.
"""

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import Row, Select, bindparam, exists, func, or_, select
from sqlalchemy.orm import Session, aliased

from commworkflow.readings.authors import authors_of
from commworkflow.records.house import House
from commworkflow.records.incidents import Incident
from commworkflow.records.messages import Message, Revision
from commworkflow.records.people import Establishment, Mandate, Person
from commworkflow.records.releases import Release
from commworkflow.records.sealed_texts import Decision, Opinion, SealedText, Waiver
from commworkflow.records.sources import FormCheck, KeptSource
from commworkflow.rules.lifecycle import Action
from commworkflow.rules.message_templates import Audience
from commworkflow.rules.roles import Actor, ReadingClass, Role
from commworkflow.rules.situation import UNSEALED, DraftState, GivenOpinion, Situation, Status, Validation, Verdict

OpinionRow = tuple[Opinion, str, str]
"""An opinion, with the uid and the name of who gave it."""


@dataclass(frozen=True, slots=True)
class Standing:
    """A message, the records around it, and the situation made of them.

    ``revision``: the last one, where no text is submitted. ``sealed``: the text last submitted, if any; ``opinions``:
    those given on it, while it is. ``validator`` and ``validated_as``: whose validation is in force.
    ``opined``, ``waived``, ``replaced``: whether there is any opinion on the message, any waiver on the text now
    submitted, any correction of the message; where there is none, nobody needs to ask for them.
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
    opined: bool
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

    def with_draft(self, state: DraftState) -> "Standing":
        """Return the same standing with the state of its draft, for the rules that judge one."""
        return replace(self, situation=replace(self.situation, draft=state))

    @property
    def zone(self) -> ZoneInfo:
        """The zone in which this message's hours are typed and printed."""
        return ZoneInfo(self.establishment.zone)


def load(session: Session, house: House, actor: Actor, uid: str, now: datetime) -> Standing | None:
    """Return how the message stands for this person at ``now``; None for none, or one above their class."""
    row = session.execute(_AROUND, {"uid": uid}).one_or_none()
    if row is None or not _may_read(actor, row):
        return None
    message: Message = row.Message
    sealed: SealedText | None = row.SealedText
    template = house.shelf.template(session, row.template_digest)
    authors = authors_of(session, [message.id]).get(message.id, {})
    draft = message.status in UNSEALED
    opinions = _opinions(session, sealed) if row.opined and sealed is not None and not draft else ()
    given = tuple(GivenOpinion(o.number, Role(o.role), person, Verdict(o.verdict)) for o, person, _ in opinions)
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
        seal="" if draft or sealed is None else sealed.seal,
        opinions=given,
        last_opinion=given[-1].number if given else 0,
        validation=None if draft else _validation(row.Decision, row.validated_by),
        staff_told=row.staff_told,
        acknowledged=row.acknowledged,
        correction_underway=row.correction_underway or "",
        replaced_by=row.replaced_by or "",
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
        opined=row.opined,
        waived=row.waived,
        replaced=row.replaced,
        situation=situation,
    )


def _around() -> Select[*tuple[Any, ...]]:
    """One statement for the message and everything that stands around it once."""
    submitter, validator = aliased(Person), aliased(Person)
    earlier = aliased(Revision)
    last = select(func.max(earlier.number)).where(earlier.message_id == Message.id)
    correction, successor, left, staff = aliased(Message), aliased(Message), aliased(Message), aliased(Message)
    acknowledgement = aliased(Decision)
    renewal, validating = aliased(Decision), aliased(Mandate)
    return (
        select(
            Message,
            Incident,
            Establishment,
            SealedText,
            Release,
            Revision,
            Decision,
            KeptSource.digest.label("template_digest"),
            submitter.uid.label("submitted_by"),
            validator.uid.label("validated_by"),
            validator.name.label("validator"),
            validating.role.label("validated_as"),
            FormCheck.id.label("form_verified"),
            # Only the press has to wait for the staff: whoever else is written to, nothing is looked for.
            or_(
                Message.audience != Audience.PRESS,
                exists().where(
                    staff.incident_id == Message.incident_id,
                    staff.establishment_id == Message.establishment_id,
                    staff.audience == Audience.STAFF,
                    staff.status == Status.RELEASED,
                ),
            ).label("staff_told"),
            exists()
            .where(
                acknowledgement.sealed_text_id == Message.current_sealed_text_id,
                acknowledgement.action == Action.ACKNOWLEDGE,
            )
            .label("acknowledged"),
            select(func.max(correction.number))
            .where(
                correction.replaces_id == Message.id,
                correction.status != Status.DISCARDED,
                correction.status != Status.REFUSED,
            )
            .scalar_subquery()
            .label("correction_underway"),
            exists().where(Opinion.message_id == Message.id).label("opined"),
            exists().where(Waiver.sealed_text_id == Message.current_sealed_text_id).label("waived"),
            exists().where(successor.replaces_id == Message.id).label("replaced"),
            select(func.max(left.number))
            .where(left.replaces_id == Message.id, left.status == Status.RELEASED)
            .scalar_subquery()
            .label("replaced_by"),
        )
        .join(Incident, Incident.id == Message.incident_id)
        .join(Establishment, Establishment.id == Message.establishment_id)
        .join(KeptSource, KeptSource.id == Message.template_id)
        .outerjoin(FormCheck, FormCheck.digest == KeptSource.digest)
        .outerjoin(SealedText, SealedText.id == Message.current_sealed_text_id)
        .outerjoin(Release, Release.sealed_text_id == SealedText.id)
        .outerjoin(
            Revision,
            Message.status.in_(sorted(UNSEALED))
            & (Revision.message_id == Message.id)
            & (Revision.number == last.scalar_subquery()),
        )
        .outerjoin(submitter, submitter.id == SealedText.submitted_by_id)
        .outerjoin(
            Decision,
            (Decision.sealed_text_id == Message.current_sealed_text_id)
            & (Decision.action == Action.VALIDATE)
            & ~exists().where(renewal.renews_id == Decision.id),
        )
        .outerjoin(validator, validator.id == Decision.person_id)
        .outerjoin(validating, validating.id == Decision.mandate_id)
        .where(Message.uid == bindparam("uid"))
    )


# Made once: a statement of this size takes ten times longer to make than to ask.
_AROUND = _around()
_OPINIONS = (
    select(Opinion, Person.uid, Person.name)
    .join(Person, Person.id == Opinion.person_id)
    .where(Opinion.sealed_text_id == bindparam("sealed_id"))
    .order_by(Opinion.number)
)


def _may_read(actor: Actor, row: Row[Any]) -> bool:
    reads = actor.reads(row.Establishment.uid)
    return reads is not None and row.Message.reading_class <= reads


def _opinions(session: Session, sealed: SealedText) -> tuple[OpinionRow, ...]:
    rows = session.execute(_OPINIONS, {"sealed_id": sealed.id})
    return tuple((row.Opinion, row.uid, row.name) for row in rows)


def _validation(decision: Decision | None, by: str | None) -> Validation | None:
    if decision is None or decision.holds_until is None:
        return None
    return Validation(by or "", decision.entered_at, decision.holds_until, decision.not_before)
