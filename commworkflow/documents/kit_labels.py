"""The words of ours on the paper kit: what each role does, how a form is filled, what a slip asks.

Not the words of the pages: these are read at night, on a wall, by people who may never have opened the product.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from commworkflow.rules.role_cards import Step
from commworkflow.rules.roles import Role


@dataclass(frozen=True, slots=True)
class KitWords:
    """Everything of ours on a kit; slots in braces."""

    tag: str
    kit: str
    contents: str
    cards: str
    forms: str
    slips: str
    by_hand: str
    specimen: str
    printed: str
    slip: str
    slip_of: str
    happened: str
    written_by: str
    decided_by: str
    signature: str
    page: str
    i_do: str
    i_call: str
    i_write: str
    i_advise: str
    i_decide: str
    i_acknowledge: str
    i_release: str
    i_send: str
    never: str
    number: str
    name: str
    outside: str
    drafts: str
    opinions: str
    validates: str
    acknowledges: str
    releases: str
    form_of: str
    one_box: str
    boxes: str
    yes: str
    no: str
    unknown: str
    estimated: str
    on: str
    at: str
    only_answered: str
    only_if: str
    or_: str
    may_wait: str
    free: str
    text: str
    text_help: str
    kind: str
    kinds: tuple[str, ...]
    message: str
    incident: str
    seal: str
    reached: str
    witness: str
    entered: str
    how: tuple[str, ...]
    roles: Mapping[Role, str]
    steps: Mapping[Step, str]
    nevers: Mapping[Role, str]
