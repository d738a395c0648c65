"""The one statement that reads a message and everything that stands around it once."""

from typing import Any

from sqlalchemy import ColumnElement, Select, bindparam, case, exists, func, or_, select
from sqlalchemy.orm import aliased

from commworkflow.readings.authors import AUTHORS
from commworkflow.records.base import verbatim
from commworkflow.records.comments import Comment
from commworkflow.records.hours import ClockCheck
from commworkflow.records.incidents import Incident
from commworkflow.records.messages import Message, Revision
from commworkflow.records.people import Establishment, Mandate, Person
from commworkflow.records.plain import PlainRecords
from commworkflow.records.proposals import ProposedChange
from commworkflow.records.releases import Release
from commworkflow.records.sealed_texts import Decision, DecisionConfirmation, Opinion, SealedText, Waiver
from commworkflow.records.sources import FormCheck, KeptSource, check_stands
from commworkflow.rules.by_hand import BY_HAND
from commworkflow.rules.lifecycle import Action
from commworkflow.rules.message_templates import Audience
from commworkflow.rules.situation import LEFT, UNSEALED, Status

HAND = aliased(Decision, name="hand")
"""The decision by hand that the text last submitted rests on: its validation in force, or its refusal."""
RECORDER = aliased(Person)


def _original_holds() -> ColumnElement[bool]:
    """Whether the text validated in calm that a decision rests on is still validated by the decision it named."""
    original, source, later = aliased(Decision), aliased(Message), aliased(Decision)
    return exists().where(
        original.id == Decision.rests_on_id,
        source.id == original.message_id,
        source.current_sealed_text_id == original.sealed_text_id,
        source.status == Status.VALIDATED,
        ~exists().where(later.renews_id == original.id),
    )


def _around() -> Select[*tuple[Any, ...]]:
    """One statement for the message and everything that stands around it once."""
    submitter, validator = aliased(Person), aliased(Person)
    earlier = aliased(Revision)
    last = select(func.max(earlier.number)).where(earlier.message_id == Message.id)
    correction, successor, left, staff = aliased(Message), aliased(Message), aliased(Message), aliased(Message)
    acknowledgement = aliased(Decision)
    renewal, validating = aliased(Decision), aliased(Mandate)
    heard, later = aliased(Person), aliased(Decision)
    check, former = aliased(ClockCheck), aliased(SealedText)
    proposer, newer = aliased(Person), aliased(ProposedChange)
    return (
        select(
            Message,
            Incident,
            Establishment,
            SealedText,
            Release,
            Revision,
            Decision,
            KeptSource.key.label("template_key"),
            KeptSource.language.label("template_language"),
            KeptSource.digest.label("template_digest"),
            submitter.uid.label("submitted_by"),
            submitter.name.label("submitter"),
            case((Decision.rests_on_id.is_not(None), _original_holds())).label("original_holds"),
            validator.uid.label("validated_by"),
            validator.name.label("validator"),
            validating.role.label("validated_as"),
            validating.scope.label("validated_within"),
            HAND,
            DecisionConfirmation,
            heard.uid.label("hand_director"),
            RECORDER.name.label("hand_recorder"),
            FormCheck.id.label("form_verified"),
            AUTHORS.label("authors"),
            ProposedChange,
            proposer.uid.label("proposed_by"),
            proposer.name.label("proposer"),
            ClockCheck.at.label("checked_at"),
            ClockCheck.offset_seconds,
            # Only the press has to wait for the staff: whoever else is written to, nothing is looked for.
            or_(
                Message.audience != verbatim(Audience.PRESS),
                exists().where(
                    staff.incident_id == Message.incident_id,
                    staff.establishment_id == Message.establishment_id,
                    staff.audience == verbatim(Audience.STAFF),
                    staff.status == Status.RELEASED,
                ),
            ).label("staff_told"),
            exists()
            .where(
                acknowledgement.sealed_text_id == Message.current_sealed_text_id,
                acknowledgement.action == verbatim(Action.ACKNOWLEDGE),
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
            exists().where(Comment.message_id == Message.id).label("commented"),
            exists()
            .where(former.message_id == Message.id, former.id != Message.current_sealed_text_id)
            .label("reworked"),
            exists().where(Waiver.sealed_text_id == Message.current_sealed_text_id).label("waived"),
            select(func.aggregate_strings(Waiver.rule, " "))
            .where(
                Waiver.sealed_text_id == Message.current_sealed_text_id,
                Waiver.action.in_((verbatim(Action.SUBMIT), verbatim(Action.ADOPT))),
            )
            .scalar_subquery()
            .label("passed"),
            exists().where(successor.replaces_id == Message.id).label("replaced"),
            select(func.max(left.number))
            .where(left.replaces_id == Message.id, left.status.in_([verbatim(status) for status in sorted(LEFT)]))
            .scalar_subquery()
            .label("replaced_by"),
        )
        .join(Incident, Incident.id == Message.incident_id)
        .join(Establishment, Establishment.id == Message.establishment_id)
        .join(KeptSource, KeptSource.id == Message.template_id)
        .outerjoin(FormCheck, (FormCheck.digest == KeptSource.digest) & check_stands())
        .outerjoin(ClockCheck, ClockCheck.id == select(func.max(check.id)).scalar_subquery())
        .outerjoin(SealedText, SealedText.id == Message.current_sealed_text_id)
        .outerjoin(Release, Release.sealed_text_id == SealedText.id)
        .outerjoin(
            Revision,
            Message.status.in_([verbatim(status) for status in sorted(UNSEALED)])
            & (Revision.message_id == Message.id)
            & (Revision.number == last.scalar_subquery()),
        )
        .outerjoin(
            ProposedChange,
            ProposedChange.id
            == select(func.max(newer.id))
            .where(newer.sealed_text_id == Message.current_sealed_text_id, Message.status == Status.SUBMITTED)
            .scalar_subquery(),
        )
        .outerjoin(proposer, proposer.id == ProposedChange.person_id)
        .outerjoin(submitter, submitter.id == SealedText.submitted_by_id)
        .outerjoin(
            Decision,
            (Decision.sealed_text_id == Message.current_sealed_text_id)
            & (Decision.action == verbatim(Action.VALIDATE))
            & ~exists().where(renewal.renews_id == Decision.id),
        )
        .outerjoin(validator, validator.id == Decision.person_id)
        .outerjoin(validating, validating.id == Decision.mandate_id)
        .outerjoin(
            HAND,
            (HAND.sealed_text_id == Message.current_sealed_text_id)
            & HAND.basis.in_(BY_HAND)
            & HAND.action.in_((verbatim(Action.VALIDATE), verbatim(Action.REFUSE)))
            & ~exists().where(later.renews_id == HAND.id),
        )
        .outerjoin(DecisionConfirmation, DecisionConfirmation.decision_id == HAND.id)
        .outerjoin(heard, heard.id == HAND.person_id)
        .outerjoin(RECORDER, RECORDER.id == HAND.recorded_by_id)
        .where(Message.uid == bindparam("uid"))
    )


# Made once: a statement of this size takes ten times longer to make than to ask.
AROUND = PlainRecords(_around())
