"""The life of a message, as one table. Nothing leaves the hospital but through it.

A row says: this action, from these states, leads there; this act of ``roles.py`` is needed, together with the role
being named for it in the template; and these rules may object. The same call feeds the request, the buttons, "what is
missing", the journal, the diagram in the docs and the test matrix. Nobody asks for a status anywhere else.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from enum import StrEnum

from commworkflow.rules import in_calm as calm
from commworkflow.rules import objections as rule
from commworkflow.rules import parts as part
from commworkflow.rules import recording as hand
from commworkflow.rules.refusals import Force, Refusal, refusal
from commworkflow.rules.roles import Mandate, May
from commworkflow.rules.situation import Intent, Situation, Status


class Action(StrEnum):
    """What can be done to a message."""

    SAVE = "save"
    SUBMIT = "submit"
    TAKE_BACK = "take_back"
    DISCARD = "discard"
    OPINE = "opine"
    COMMENT = "comment"
    PROPOSE = "propose"
    ADOPT = "adopt"
    RETURN = "return"
    REFUSE = "refuse"
    VALIDATE = "validate"
    REVOKE = "revoke"
    RELEASE = "release"
    SEND = "send"
    ACKNOWLEDGE = "acknowledge"
    BEGIN_DELIVERY = "begin_delivery"
    END_DELIVERY = "end_delivery"
    CORRECT = "correct"
    WITHDRAW = "withdraw"
    RECORD_VALIDATION = "record_validation"
    RECORD_RETURN = "record_return"
    RECORD_REFUSAL = "record_refusal"
    CONFIRM = "confirm"
    CONTEST = "contest"
    DISOWN = "disown"
    COMPLETE = "complete"


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the table. ``into`` None: the message stays where it is."""

    action: Action
    since: frozenset[Status]
    into: Status | None
    act: May
    named: part.Named
    objections: tuple[rule.Objection, ...]


def _row(
    action: Action,
    since: Status | tuple[Status, ...],
    into: Status | None,
    act: May,
    named: part.Named,
    *objections: rule.Objection,
) -> Row:
    states = frozenset({since} if isinstance(since, Status) else since)
    return Row(action, states, into, act, named, objections)


S, A = Status, Action

_BY_HAND = (
    hand.recorder_apart, hand.director_reached, hand.director_apart, hand.groups_read, hand.witness_apart,
    hand.said_in_time,
)  # fmt: skip

TABLE: Mapping[Action, Row] = {
    row.action: row
    for row in (
        #    action            from                       to            act          by the roles named as
        _row(A.SAVE,           S.DRAFT,                   None,         May.DRAFT,   part.drafters,
             rule.same_version),
        _row(A.SUBMIT,         S.DRAFT,                   S.SUBMITTED,  May.DRAFT,   part.drafters,
             rule.same_version, rule.ready_to_submit),
        _row(A.DISCARD,        S.DRAFT,                   S.DISCARDED,  May.DRAFT,   part.drafters,
             rule.same_version, rule.reason_given),
        _row(A.TAKE_BACK,      (S.SUBMITTED, S.VALIDATED), S.DRAFT,     May.DRAFT,   part.drafters,
             rule.same_version, rule.reason_given_once_validated),
        _row(A.OPINE,          S.SUBMITTED,               None,         May.OPINE,   part.advisers,
             rule.same_text, rule.not_own_text, rule.not_said_since),
        _row(A.COMMENT,        (S.DRAFT, S.SUBMITTED, S.VALIDATED), None, May.COMMENT, part.concerned),
        _row(A.PROPOSE,        S.SUBMITTED,               None,         May.DECIDE,  part.deciders,
             rule.same_text, rule.same_version, rule.fit_to_be_adopted),
        _row(A.ADOPT,          S.SUBMITTED,               S.SUBMITTED,  May.DRAFT,   part.drafters,
             rule.same_text, rule.same_version, rule.proposal_stands, rule.not_own_proposal,
             rule.ready_once_changed),
        _row(A.RETURN,         S.SUBMITTED,               S.DRAFT,      May.DECIDE,  part.deciders,
             rule.same_text, rule.same_version, rule.reason_given),
        _row(A.REFUSE,         S.SUBMITTED,               S.REFUSED,    May.DECIDE,  part.deciders,
             rule.is_validated_kind, rule.same_text, rule.same_version, rule.reason_given),
        _row(A.VALIDATE,       (S.SUBMITTED, S.VALIDATED), S.VALIDATED, May.DECIDE,  part.deciders,
             rule.is_validated_kind, rule.same_text, rule.same_version, rule.same_opinions, rule.four_eyes,
             rule.not_validated_yet, rule.opinions_given, rule.waivers_accepted),
        _row(A.REVOKE,         S.VALIDATED,               S.DRAFT,      May.DECIDE,  part.deciders,
             rule.same_text, rule.same_version, rule.reason_given),
        _row(A.RELEASE,        S.VALIDATED,               S.RELEASED,   May.RELEASE, part.releasers,
             rule.same_text, rule.same_version, rule.validation_in_force, calm.stays_in_calm, calm.original_holds,
             rule.staff_first),
        _row(A.SEND,           S.SUBMITTED,               S.RELEASED,   May.RELEASE, part.releasers,
             rule.is_acknowledged_kind, rule.same_text, rule.same_version, calm.stays_in_calm),
        _row(A.ACKNOWLEDGE,    S.RELEASED,                None,         May.DECIDE,  part.deciders,
             rule.same_text, rule.not_acknowledged_yet),
        _row(A.BEGIN_DELIVERY, S.RELEASED,                None,         May.RELEASE, part.releasers,
             rule.same_text, rule.channel_allowed, rule.not_replaced, rule.reports_stay_inside,
             hand.not_contested),
        _row(A.END_DELIVERY,   (S.RELEASED, S.WITHDRAWN), None,         May.RELEASE, part.releasers),
        _row(A.CORRECT,        (S.RELEASED, S.WITHDRAWN), None,         May.DRAFT,   part.drafters,
             rule.one_correction),
        _row(A.WITHDRAW,       S.RELEASED,                S.WITHDRAWN,  May.DECIDE,  part.deciders,
             rule.same_text, rule.same_version, rule.reason_given),
        _row(A.RECORD_VALIDATION, (S.SUBMITTED, S.VALIDATED), S.VALIDATED, May.RECORD_DECISIONS, part.recorders,
             rule.is_validated_kind, rule.same_text, rule.same_version, rule.same_opinions, calm.stays_in_calm,
             *_BY_HAND, hand.said_lately, rule.not_validated_yet, hand.opinions_heard, rule.waivers_accepted),
        _row(A.RECORD_RETURN,  S.SUBMITTED,               S.DRAFT,      May.RECORD_DECISIONS, part.recorders,
             rule.same_text, rule.same_version, *_BY_HAND, rule.reason_given),
        _row(A.RECORD_REFUSAL, S.SUBMITTED,               S.REFUSED,    May.RECORD_DECISIONS, part.recorders,
             rule.is_validated_kind, rule.same_text, rule.same_version, *_BY_HAND, rule.reason_given),
        _row(A.CONFIRM,        (S.VALIDATED, S.RELEASED, S.WITHDRAWN, S.REFUSED), None, May.ANSWER, part.signers,
             hand.own_word),
        _row(A.CONTEST,        S.VALIDATED,               S.DRAFT,      May.ANSWER,  part.signers,
             hand.own_word, rule.same_version, rule.reason_given),
        _row(A.DISOWN,         (S.RELEASED, S.WITHDRAWN, S.REFUSED), None, May.ANSWER, part.signers,
             hand.own_word, rule.reason_given),
        _row(A.COMPLETE,       S.DRAFT,                   S.VALIDATED,  May.RELEASE, part.releasers,
             rule.is_validated_kind, calm.stays_in_calm, calm.prepared_holds, calm.not_own_validation,
             calm.only_slots, calm.fit_once_filled),
    )
}  # fmt: skip

NEEDS_REASON = frozenset(action for action, row in TABLE.items() if rule.reason_given in row.objections)
"""The actions that are explained in writing or not done, whatever the message."""


def needs_reason(action: Action, situation: Situation) -> bool:
    """Say whether this action, done to this message as it stands, is explained in writing or not done."""
    return action in NEEDS_REASON or (
        rule.reason_given_once_validated in TABLE[action].objections and situation.validation is not None
    )


AT_A_POST = frozenset({Action.SAVE, Action.SUBMIT, Action.ADOPT, Action.CORRECT})
"""What can be done at a post of the crisis room: written, and handed to those who decide; nothing is undone either."""


@dataclass(frozen=True, slots=True)
class Waived:
    """An objection somebody went past in writing."""

    refusal: Refusal
    reason: str


@dataclass(frozen=True, slots=True)
class Judgement:
    """What the table answers: the mandate that grants the act, what still stands against it, what was waived."""

    row: Row
    mandate: Mandate | None
    refusals: tuple[Refusal, ...]
    waived: tuple[Waived, ...] = ()

    @property
    def granted(self) -> bool:
        """Whether the act may be done now."""
        return not self.refusals

    @property
    def forbidden(self) -> bool:
        """Whether it is this person who may not (403), rather than nobody now (409)."""
        return any(refusal.forbidden for refusal in self.refusals)

    @property
    def closed(self) -> bool:
        """Whether something stands against the act that no writing of this person can lift."""
        return bool(self.why_closed)

    @property
    def why_closed(self) -> tuple[Refusal, ...]:
        """What no writing of this person can lift. Whoever has not the role is told that, and nothing that follows."""
        found = tuple(refusal for refusal in self.refusals if refusal.force is Force.ABSOLUTE)
        return found[:1] if self.mandate is None else found


def judge(action: Action, situation: Situation, intent: Intent) -> Judgement:
    """Ask the table: may this person do this now, with what they bring? Nothing is written, nothing raised."""
    if situation.actor.at_post and action not in AT_A_POST:
        return _from_a_post(judge(action, replace(situation, actor=situation.actor.at_a_desk()), intent))
    row = TABLE[action]
    named = row.named(situation.template)
    mandate = situation.actor.mandate_for(row.act, situation.establishment, named, situation.template.family)
    if situation.status not in row.since:
        elsewhere = refusal("not_from_this_state", status=situation.status)
        return Judgement(row, mandate, (_role_refusal(row, situation), elsewhere) if mandate is None else (elsewhere,))
    objections = tuple(found for objection in row.objections for found in objection(situation, intent))
    waived = tuple(
        Waived(found, intent.waivers[found.name].strip()) for found in objections if _is_waived(found, intent)
    )
    standing = tuple(found for found in objections if not _is_waived(found, intent))
    if mandate is None:
        standing = (_role_refusal(row, situation), *standing)
    return Judgement(row, mandate, standing, waived)


def _role_refusal(row: Row, situation: Situation) -> Refusal:
    named = row.named(situation.template)
    if situation.actor.mandate_for(row.act, situation.establishment, named) is not None:
        return refusal("outside_delegation", family=situation.template.title)
    return refusal("not_your_role", roles=",".join(named))


def _from_a_post(at_a_desk: Judgement) -> Judgement:
    """Close here what this person may do elsewhere; what is closed to them anyway stays so, in its own words."""
    if at_a_desk.mandate is None:
        return at_a_desk
    return replace(at_a_desk, mandate=None, refusals=(refusal("at_a_post"), *at_a_desk.refusals))


def _is_waived(found: Refusal, intent: Intent) -> bool:
    return found.force is not Force.ABSOLUTE and bool(intent.waivers.get(found.name, "").strip())
