"""Role cards agree with the table, the roles and the templates, whatever these say."""

import itertools

import pytest

from commworkflow.rules.catalogue import Catalogue
from commworkflow.rules.lifecycle import Action, judge
from commworkflow.rules.role_cards import RoleCard, Step, may_do, role_cards
from commworkflow.rules.roles import Role
from commworkflow.rules.situation import Status
from tests.hospital import FORM, PRESS, REPORT, a_situation, somebody, willing


def card(role: Role, *templates: object) -> RoleCard:
    return next(one for one in role_cards(templates or (PRESS, REPORT, FORM)) if one.role is role)  # type: ignore[arg-type]


FROM = {
    Action.SAVE: Status.DRAFT,
    Action.OPINE: Status.SUBMITTED,
    Action.VALIDATE: Status.SUBMITTED,
    Action.RELEASE: Status.VALIDATED,
    Action.SEND: Status.SUBMITTED,
    Action.ACKNOWLEDGE: Status.RELEASED,
}


@pytest.mark.parametrize(("role", "action"), list(itertools.product(Role, FROM)))
def test_a_card_says_what_the_table_answers(role: Role, action: Action) -> None:
    """Asked for each family: a card names it exactly where the table would let the role do it."""
    for template in (PRESS, REPORT, FORM):
        situation = a_situation(template, FROM[action], somebody(role))
        granted = judge(action, situation, willing(situation)).granted
        assert may_do(role, action, template) is granted, template.key


def test_who_only_reads_has_one_step_and_still_knows_whom_to_call() -> None:
    reader = card(Role.READER)
    assert reader.steps == (Step.READ,)
    assert reader.calls[0] is Role.RSSI and Role.DIRECTOR_ON_DUTY in reader.calls


def test_who_decides_neither_writes_nor_is_told_to() -> None:
    director = card(Role.DIRECTOR)
    assert director.drafts == () and Step.DRAFT not in director.steps
    assert director.decides == (FORM.title, PRESS.title)
    assert director.acknowledges == (REPORT.title,)
    assert {Step.READ_ALL, Step.VALIDATE, Step.RETURN, Step.WITHDRAW} <= set(director.steps)


def test_a_role_no_template_names_has_no_step_of_the_table() -> None:
    dpo = card(Role.DPO, PRESS, REPORT)
    assert dpo.drafts == () and Step.DRAFT not in dpo.steps
    assert dpo.advises == (PRESS.title,)


def test_one_calls_those_ones_own_messages_depend_on_and_never_oneself() -> None:
    assert card(Role.COMMUNICATION, PRESS).calls == (Role.DIRECTOR, Role.DIRECTOR_ON_DUTY, Role.RSSI, Role.DPO)
    assert all(one.role not in one.calls for one in role_cards((PRESS, REPORT, FORM)))


def test_every_role_has_a_card_with_the_templates_that_are_shipped(catalogue: Catalogue) -> None:
    cards = role_cards(catalogue.templates.values())
    assert [one.role for one in cards] == list(Role)
    assert all(one.steps and one.calls for one in cards)
