"""What the table leaves to a post of the crisis room, action by action, for whoever could do everything elsewhere."""

from dataclasses import replace

import pytest

from commworkflow.rules.lifecycle import AT_A_POST, TABLE, Action, judge
from commworkflow.rules.roles import POST_ACTS, ROLES, Actor, May, Role
from commworkflow.rules.situation import Intent
from tests.hospital import FAMILIES, HERE, a_situation, somebody


def at_a_post(actor: Actor) -> Actor:
    return replace(actor, mandates=tuple(replace(mandate, at_post=True) for mandate in actor.mandates))


EVERYBODY_AT_ONCE = somebody(*Role)


@pytest.mark.parametrize("action", sorted(set(Action) - AT_A_POST))
@pytest.mark.parametrize("family", sorted(FAMILIES))
def test_nothing_else_is_ever_granted(action: Action, family: str) -> None:
    row = TABLE[action]
    for status in sorted(row.since):
        situation = a_situation(FAMILIES[family], status, at_a_post(EVERYBODY_AT_ONCE))
        judgement = judge(action, situation, Intent())
        assert not judgement.granted and judgement.mandate is None and judgement.forbidden
        at_a_desk = judge(action, replace(situation, actor=EVERYBODY_AT_ONCE), Intent())
        expected = ["at_a_post"] if at_a_desk.mandate else []
        assert [one.key for one in judgement.refusals if one not in at_a_desk.refusals] == expected


def test_what_is_left_is_writing() -> None:
    assert {TABLE[action].act for action in AT_A_POST} == {May.DRAFT}
    assert not POST_ACTS & {May.DECIDE, May.RELEASE, May.OPINE, May.LEAD_INCIDENTS, May.ADMINISTER}


@pytest.mark.parametrize("role", sorted(Role))
def test_each_role_keeps_what_it_had_of_it(role: Role) -> None:
    actor = at_a_post(somebody(role))
    assert {act for act in May if actor.may_anywhere(act)} == ROLES[role].acts & POST_ACTS
    assert actor.reads(HERE) == somebody(role).reads(HERE), "what may be read there is no less"
    assert actor.at_post and actor.at_a_desk() == somebody(role)
