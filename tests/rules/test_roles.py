"""Who may do what and read how far, against what was decided; and when a mandate holds."""

from datetime import datetime, timedelta

import pytest

from commworkflow.rules import roles
from commworkflow.rules.roles import ROLES, Actor, Mandate, May, Powers, ReadingClass, Role
from tests.cast import NOW
from tests.hospital import ELSEWHERE, HERE, somebody

POLICY = {
    # role              reads  may
    "rssi":             ("C3", "read draft opine comment release record_facts lead_incidents read_journal "
                               "verify_forms mind_the_machine record_decisions answer"),
    "dpo":              ("C3", "read draft opine comment release record_facts read_journal verify_forms "
                               "mind_the_machine record_decisions answer"),
    "communication":    ("C2", "read draft opine comment release record_facts keep_contacts mind_the_machine answer"),
    "director":         ("C3", "read comment decide release record_facts lead_incidents read_journal verify_forms "
                               "mind_the_machine delegate answer"),
    "director_on_duty": ("C3", "read comment decide release record_facts lead_incidents read_journal "
                               "mind_the_machine answer"),
    "crisis_cell":      ("C2", "read draft opine comment release record_facts keep_contacts lead_incidents "
                               "read_journal mind_the_machine record_decisions answer"),
    "directorate":      ("C1", "read draft opine comment release record_facts answer"),
    "reader":           ("C1", "read answer"),
    "administrator":    (None, "administer keep_contacts mind_the_machine"),
}  # fmt: skip


def test_the_roles_are_those_decided() -> None:
    found = {
        role.value: (None if powers.reads is None else powers.reads.name, {act.name.lower() for act in powers.acts})
        for role, powers in ROLES.items()
    }
    assert found == {role: (reads, set(acts.split())) for role, (reads, acts) in POLICY.items()}
    assert set(ROLES) == set(Role)


def test_nobody_both_writes_and_decides() -> None:
    assert [role for role, powers in ROLES.items() if {May.DRAFT, May.DECIDE} <= powers.acts] == []


def test_who_keeps_the_people_sees_no_message() -> None:
    assert ROLES[Role.ADMINISTRATOR].acts == {May.ADMINISTER, May.KEEP_CONTACTS, May.MIND_THE_MACHINE}
    assert [role for role, powers in ROLES.items() if May.ADMINISTER in powers.acts] == [Role.ADMINISTRATOR]
    assert somebody(Role.ADMINISTRATOR).reads(HERE) is None


def test_every_act_completes_a_sentence() -> None:
    assert [act for act in May if not act.value[0].islower() or act.value.endswith(".")] == []


@pytest.mark.parametrize(
    ("sentence", "until", "moment", "holds"),
    [
        ("an instant before it begins", None, NOW - timedelta(microseconds=1), False),
        ("at its first instant", None, NOW, True),
        ("for ever, where no end is set", None, NOW + timedelta(days=9999), True),
        ("an instant before its end", NOW + timedelta(days=1), NOW + timedelta(days=1, microseconds=-1), True),
        ("at its end", NOW + timedelta(days=1), NOW + timedelta(days=1), False),
    ],
)
def test_when_a_mandate_holds(sentence: str, until: datetime | None, moment: datetime, holds: bool) -> None:
    mandate = Mandate("m", HERE, Role.READER, NOW, until)
    assert mandate.in_force(moment) is holds, sentence


def test_the_highest_class_of_all_mandates_there_counts() -> None:
    actor = somebody(Role.READER, Role.CRISIS_CELL, Role.ADMINISTRATOR)
    assert actor.reads(HERE) is ReadingClass.C2
    assert actor.reads(ELSEWHERE) is None
    assert [reading_class.name for reading_class in ReadingClass if actor.may_read(HERE, reading_class)] == [
        "C0", "C1", "C2",
    ]  # fmt: skip
    assert not actor.may_read(ELSEWHERE, ReadingClass.C0)
    assert somebody().reads(HERE) is None


def test_the_lowest_class_is_still_a_right_to_read(monkeypatch: pytest.MonkeyPatch) -> None:
    """C0 is zero, and zero is not "nothing"."""
    assert [int(reads) for reads in ReadingClass] == [0, 1, 2, 3]
    monkeypatch.setattr(roles, "ROLES", {Role.READER: Powers(frozenset({May.READ}), ReadingClass.C0)})
    assert somebody(Role.READER).reads(HERE) is ReadingClass.C0


def mandate_role(actor: Actor, act: May, place: str = HERE, *named: Role) -> Role | None:
    found = actor.mandate_for(act, place, named or None)
    return None if found is None else found.role


def test_the_mandate_that_grants_an_act() -> None:
    actor = somebody(Role.READER, Role.RSSI, Role.DPO)
    assert mandate_role(actor, May.OPINE) is Role.RSSI
    assert mandate_role(actor, May.OPINE, HERE, Role.DPO, Role.COMMUNICATION) is Role.DPO
    assert mandate_role(actor, May.OPINE, HERE, Role.COMMUNICATION) is None
    assert mandate_role(actor, May.OPINE, ELSEWHERE) is None
    assert mandate_role(actor, May.DECIDE) is None


def test_a_role_named_for_an_act_its_line_does_not_give_opens_nothing() -> None:
    assert mandate_role(somebody(Role.READER), May.OPINE, HERE, Role.READER) is None
    assert somebody(Role.RSSI).mandate_for(May.OPINE, HERE, ()) is None


@pytest.mark.parametrize("order", [("lent", "other", "own"), ("own", "lent", "other"), ("lent", "own", "other")])
def test_a_role_of_ones_own_goes_before_a_delegation_wherever_it_stands(order: tuple[str, ...]) -> None:
    since = NOW - timedelta(days=1)
    held = {
        "own": Mandate("own", HERE, Role.DIRECTOR_ON_DUTY, since),
        "lent": Mandate("lent", HERE, Role.DIRECTOR, since, on_behalf_of="the director"),
        "other": Mandate("other", HERE, Role.DIRECTOR, since, on_behalf_of="another director"),
    }
    actor = Actor("somebody", "Quelqu’un", "fr", tuple(held[name] for name in order))
    lent = Actor("somebody", "Quelqu’un", "fr", (held["lent"], held["other"]))

    assert actor.mandate_for(May.DECIDE, HERE) is held["own"]
    assert actor.mandate_for(May.DECIDE, HERE, (Role.DIRECTOR,)) is held["lent"]
    assert lent.mandate_for(May.DECIDE, HERE) is held["lent"]
    assert lent.mandate_for(May.DECIDE, ELSEWHERE) is None


def test_anywhere_and_where() -> None:
    both = (Mandate("1", ELSEWHERE, Role.DIRECTOR, NOW), Mandate("2", HERE, Role.DIRECTOR, NOW))
    actor = Actor("x", "X", "fr", (*both, Mandate("3", HERE, Role.READER, NOW)))
    assert actor.may_anywhere(May.DECIDE)
    assert not actor.may_anywhere(May.ADMINISTER)
    assert actor.establishments(May.READ) == (ELSEWHERE, HERE)
    assert actor.establishments(May.DRAFT) == ()
