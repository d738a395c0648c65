"""Role cards: what each role does, in which order, whom it calls.

Worked out of the table of a message's life, of ``roles.py`` and of the templates: paper and product never disagree.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from commworkflow.rules.lifecycle import TABLE, Action
from commworkflow.rules.message_templates import Ending, Template
from commworkflow.rules.roles import ROLES, May, ReadingClass, Role


class Step(StrEnum):
    """One thing a role does, in the order in which a night asks for it."""

    START = "start"
    OPEN_INCIDENT = "open_incident"
    GIVE_MANDATES = "give_mandates"
    RECORD_FACTS = "record_facts"
    DRAFT = "draft"
    SUBMIT = "submit"
    ADVISE = "advise"
    READ_ALL = "read_all"
    VALIDATE = "validate"
    RETURN = "return"
    RELEASE = "release"
    RECEIPT = "receipt"
    SEND = "send"
    ACKNOWLEDGE = "acknowledge"
    CORRECT = "correct"
    WITHDRAW = "withdraw"
    KEEP_CONTACTS = "keep_contacts"
    READ = "read"


_ALWAYS_MAY: Mapping[Step, May] = {
    Step.START: May.ADMINISTER,
    Step.OPEN_INCIDENT: May.LEAD_INCIDENTS,
    Step.GIVE_MANDATES: May.ADMINISTER,
    Step.RECORD_FACTS: May.RECORD_FACTS,
    Step.KEEP_CONTACTS: May.KEEP_CONTACTS,
    Step.READ: May.READ,
}
"""The steps that one right is enough for."""

_BY_TABLE: Mapping[Step, Action] = {
    Step.DRAFT: Action.SAVE,
    Step.SUBMIT: Action.SUBMIT,
    Step.ADVISE: Action.OPINE,
    Step.READ_ALL: Action.VALIDATE,
    Step.VALIDATE: Action.VALIDATE,
    Step.RETURN: Action.RETURN,
    Step.RELEASE: Action.RELEASE,
    Step.RECEIPT: Action.END_DELIVERY,
    Step.SEND: Action.SEND,
    Step.ACKNOWLEDGE: Action.ACKNOWLEDGE,
    Step.CORRECT: Action.CORRECT,
    Step.WITHDRAW: Action.WITHDRAW,
}
"""The steps that are rows of the table of a message's life: one has them where at least one template names the role."""

_ONLY_FOR: Mapping[Action, Ending] = {
    Action.VALIDATE: Ending.VALIDATED,
    Action.REFUSE: Ending.VALIDATED,
    Action.RELEASE: Ending.VALIDATED,
    Action.SEND: Ending.ACKNOWLEDGED,
    Action.ACKNOWLEDGE: Ending.ACKNOWLEDGED,
}
"""Acts that one kind of message alone knows: what is validated is released, what is acknowledged is sent."""


@dataclass(frozen=True, slots=True)
class RoleCard:
    """One role's card. Titles are those of the templates; ``calls``: the roles it depends on, the first first."""

    role: Role
    reads: ReadingClass | None
    steps: tuple[Step, ...]
    drafts: tuple[str, ...]
    advises: tuple[str, ...]
    decides: tuple[str, ...]
    acknowledges: tuple[str, ...]
    releases: tuple[str, ...]
    sends: tuple[str, ...]
    calls: tuple[Role, ...]


def role_cards(templates: Iterable[Template]) -> tuple[RoleCard, ...]:
    """Return the card of every role, in the order of the roles."""
    known = sorted(templates, key=lambda template: (template.audience, template.title))
    return tuple(_card(role, known) for role in Role)


def may_do(role: Role, action: Action, template: Template) -> bool:
    """Say whether a role may do an act to messages of a template: by its own line, and named there."""
    row = TABLE[action]
    needed = _ONLY_FOR.get(action)
    return row.act in ROLES[role].acts and role in row.named(template) and (needed is None or template.ending is needed)


def _card(role: Role, templates: Sequence[Template]) -> RoleCard:
    def titles(action: Action) -> tuple[str, ...]:
        return tuple(template.title for template in templates if may_do(role, action, template))

    return RoleCard(
        role,
        ROLES[role].reads,
        tuple(step for step in Step if _has(role, step, templates)),
        titles(Action.SAVE),
        titles(Action.OPINE),
        titles(Action.VALIDATE),
        titles(Action.ACKNOWLEDGE),
        titles(Action.RELEASE),
        titles(Action.SEND),
        _calls(role, templates),
    )


def _has(role: Role, step: Step, templates: Sequence[Template]) -> bool:
    if step in _ALWAYS_MAY:
        return _ALWAYS_MAY[step] in ROLES[role].acts
    return any(may_do(role, _BY_TABLE[step], template) for template in templates)


def _calls(role: Role, templates: Sequence[Template]) -> tuple[Role, ...]:
    """Those a role waits for, or who wait for it: whom the next step of its messages belongs to."""
    counted: dict[Role, int] = dict.fromkeys(Role, 0)
    for template in templates:
        if may_do(role, Action.SAVE, template):
            _count(counted, (*template.opinions, *template.decided_by))
        if may_do(role, Action.OPINE, template):
            _count(counted, template.drafted_by)
        if may_do(role, Action.RETURN, template):
            _count(counted, (*template.drafted_by, *template.opinions, *template.released_by))
        if may_do(role, Action.RELEASE, template):
            _count(counted, template.decided_by)
    if not any(counted.values()):
        # Whoever writes and decides nothing still opens the door, and calls those who do.
        _count(counted, (Role.DIRECTOR_ON_DUTY, Role.DIRECTOR, Role.RSSI, Role.CRISIS_CELL))
    needed = [other for other in Role if counted[other] and other is not role]
    return tuple(sorted(needed, key=lambda other: -counted[other]))


def _count(counted: dict[Role, int], roles: Iterable[Role]) -> None:
    for role in roles:
        counted[role] += 1
