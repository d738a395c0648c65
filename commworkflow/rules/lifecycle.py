"""The life of a message, as one table. Nothing leaves the hospital but through it.

A row says: this action, from these states, leads there; this act of ``roles.py`` is needed, together with the role
being named for it in the template; and these rules may object. The same call feeds the request, the buttons, "what is
missing", the journal, the diagram in the docs and the test matrix. Nobody asks for a status anywhere else.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum

from commworkflow.rules import objections as rule
from commworkflow.rules.message_templates import Template
from commworkflow.rules.refusals import Force, Refusal, refusal
from commworkflow.rules.roles import Mandate, May, Role
from commworkflow.rules.situation import Intent, Situation, Status


class Action(StrEnum):
    """What can be done to a message."""

    SAVE = "save"
    SUBMIT = "submit"
    TAKE_BACK = "take_back"
    DISCARD = "discard"
    OPINE = "opine"
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


Named = Callable[[Template], tuple[Role, ...]]


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the table. ``into`` None: the message stays where it is."""

    action: Action
    since: frozenset[Status]
    into: Status | None
    act: May
    named: Named
    objections: tuple[rule.Objection, ...]


def _drafters(template: Template) -> tuple[Role, ...]:
    return template.drafted_by


def _advisers(template: Template) -> tuple[Role, ...]:
    return template.opinions


def _deciders(template: Template) -> tuple[Role, ...]:
    return template.decided_by


def _releasers(template: Template) -> tuple[Role, ...]:
    return template.released_by


def _row(
    action: Action,
    since: Status | tuple[Status, ...],
    into: Status | None,
    act: May,
    named: Named,
    *objections: rule.Objection,
) -> Row:
    states = frozenset({since} if isinstance(since, Status) else since)
    return Row(action, states, into, act, named, objections)


S, A = Status, Action

TABLE: Mapping[Action, Row] = {
    row.action: row
    for row in (
        #    action            from                       to            act          by the roles named as
        _row(A.SAVE,           S.DRAFT,                   None,         May.DRAFT,   _drafters,
             rule.same_version),
        _row(A.SUBMIT,         S.DRAFT,                   S.SUBMITTED,  May.DRAFT,   _drafters,
             rule.same_version, rule.ready_to_submit),
        _row(A.DISCARD,        S.DRAFT,                   S.DISCARDED,  May.DRAFT,   _drafters,
             rule.same_version, rule.reason_given),
        _row(A.TAKE_BACK,      (S.SUBMITTED, S.VALIDATED), S.DRAFT,     May.DRAFT,   _drafters,
             rule.same_version),
        _row(A.OPINE,          S.SUBMITTED,               None,         May.OPINE,   _advisers,
             rule.same_text, rule.not_own_text, rule.not_said_since),
        _row(A.RETURN,         S.SUBMITTED,               S.DRAFT,      May.DECIDE,  _deciders,
             rule.same_text, rule.same_version, rule.reason_given),
        _row(A.REFUSE,         S.SUBMITTED,               S.REFUSED,    May.DECIDE,  _deciders,
             rule.is_validated_kind, rule.same_text, rule.same_version, rule.reason_given),
        _row(A.VALIDATE,       (S.SUBMITTED, S.VALIDATED), S.VALIDATED, May.DECIDE,  _deciders,
             rule.is_validated_kind, rule.same_text, rule.same_version, rule.same_opinions, rule.four_eyes,
             rule.not_validated_yet, rule.opinions_given),
        _row(A.REVOKE,         S.VALIDATED,               S.DRAFT,      May.DECIDE,  _deciders,
             rule.same_text, rule.same_version, rule.reason_given),
        _row(A.RELEASE,        S.VALIDATED,               S.RELEASED,   May.RELEASE, _releasers,
             rule.same_text, rule.same_version, rule.validation_in_force, rule.staff_first),
        _row(A.SEND,           S.SUBMITTED,               S.RELEASED,   May.RELEASE, _releasers,
             rule.is_acknowledged_kind, rule.same_text, rule.same_version),
        _row(A.ACKNOWLEDGE,    S.RELEASED,                None,         May.DECIDE,  _deciders,
             rule.same_text, rule.not_acknowledged_yet),
        _row(A.BEGIN_DELIVERY, S.RELEASED,                None,         May.RELEASE, _releasers,
             rule.same_text, rule.channel_allowed, rule.not_replaced, rule.reports_stay_inside),
        _row(A.END_DELIVERY,   (S.RELEASED, S.WITHDRAWN), None,         May.RELEASE, _releasers),
        _row(A.CORRECT,        (S.RELEASED, S.WITHDRAWN), None,         May.DRAFT,   _drafters,
             rule.one_correction),
        _row(A.WITHDRAW,       S.RELEASED,                S.WITHDRAWN,  May.DECIDE,  _deciders,
             rule.same_text, rule.same_version, rule.reason_given),
    )
}  # fmt: skip

NEEDS_REASON = frozenset(action for action, row in TABLE.items() if rule.reason_given in row.objections)
"""The actions that are explained in writing or not done."""


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
        return any(refusal.force is Force.ABSOLUTE for refusal in self.refusals)


def judge(action: Action, situation: Situation, intent: Intent) -> Judgement:
    """Ask the table: may this person do this now, with what they bring? Nothing is written, nothing raised."""
    row = TABLE[action]
    named = row.named(situation.template)
    mandate = situation.actor.mandate_for(row.act, situation.establishment, named)
    if situation.status not in row.since:
        elsewhere = refusal("not_from_this_state", status=situation.status)
        return Judgement(row, mandate, (_role_refusal(named), elsewhere) if mandate is None else (elsewhere,))
    objections = tuple(found for objection in row.objections for found in objection(situation, intent))
    waived = tuple(
        Waived(found, intent.waivers[found.name].strip()) for found in objections if _is_waived(found, intent)
    )
    standing = tuple(found for found in objections if not _is_waived(found, intent))
    if mandate is None:
        standing = (_role_refusal(named), *standing)
    return Judgement(row, mandate, standing, waived)


def _role_refusal(named: tuple[Role, ...]) -> Refusal:
    return refusal("not_your_role", roles=",".join(named))


def _is_waived(found: Refusal, intent: Intent) -> bool:
    return found.force is not Force.ABSOLUTE and bool(intent.waivers.get(found.name, "").strip())
