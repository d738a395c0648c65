"""Keeping people: who may, what it ends, and whom another hospital's administrator does not reach."""

from collections.abc import Callable

import pytest
from sqlalchemy import select, update

from commworkflow.actions import mandates, people
from commworkflow.actions.act import NotFound, Wrong
from commworkflow.actions.people import Particulars
from commworkflow.actions.signing_in import sign_in
from commworkflow.readings.people import colleague, colleagues, has_administrator
from commworkflow.readings.sittings import sitting_of
from commworkflow.records.house import House
from commworkflow.records.people import Person
from commworkflow.rules.roles import Actor, Mandate, Role
from tests.cast import CAST, CHEAP, NOW, PASSWORD, SAINT_ROCH, SEAT, VAL_D_OR
from tests.keeping import INES, NEVER_IDLE, NEW, given, is_in, kinds, last_told, token_of, wrong_with


def test_a_new_person_can_sign_in_and_has_no_right(house: House) -> None:
    uid = people.add_person(house, INES, CHEAP, NEW, "une phrase assez longue", NOW)
    begun = sign_in(house, CHEAP, " karim.haddad@HOPITAL.example ", "une phrase assez longue", seat=SEAT, now=NOW)
    assert begun is not None and begun.person == uid
    sitting = sitting_of(house, begun.token, NOW, NEVER_IDLE)
    assert sitting is not None and sitting.actor.mandates == ()
    assert kinds(house) == ["person_added", "signed_in"]


def test_a_person_without_a_password_cannot_sign_in(house: House) -> None:
    people.add_person(house, INES, CHEAP, NEW, "", NOW)
    for guess in ("", "nobody's password"):
        assert sign_in(house, CHEAP, NEW.email, guess, seat=SEAT, now=NOW) is None


def test_one_address_is_one_person(house: House) -> None:
    same = Particulars("Alice Bis", "ALICE@hopital.example", "fr")
    wrong_with("email_taken", lambda: people.add_person(house, INES, CHEAP, same, "", NOW))
    wrong_with("email_taken", lambda: people.change_person(house, INES, CAST["hugo"].uid, same, NOW))
    assert kinds(house) == []


@pytest.mark.parametrize(
    ("name", "email", "field", "problem"),
    [
        ("Somebody", "ａlice@hopital.example", "email", "email_taken"),
        ("Somebody", "álice@hopital.example", "email", "email_alike"),
        ("Somebody", "\u0430lice@hopital.example", "email", "two_alphabets"),
        ("ALICE MARTIN", "alice.martin@hopital.example", "name", "name_alike"),
        ("Zoe Hoarau", "zoe.hoarau@hopital.example", "name", "name_alike"),
        ("\u0410lice Martin", "alice.martin@hopital.example", "name", "two_alphabets"),
    ],
)
def test_nobody_is_added_or_changed_who_could_be_taken_for_somebody_else(
    house: House, name: str, email: str, field: str, problem: str
) -> None:
    wanted = Particulars(name, email, "fr")
    for act in (
        lambda: people.add_person(house, INES, CHEAP, wanted, "", NOW),
        lambda: people.change_person(house, INES, CAST["hugo"].uid, wanted, NOW),
    ):
        with pytest.raises(Wrong) as raised:
            act()
        assert {one: key for one, (key, _) in raised.value.problems.items()} == {field: problem}
    assert kinds(house) == []


def test_two_people_of_one_name_are_told_apart_by_what_is_added_to_it(house: House) -> None:
    people.add_person(house, INES, CHEAP, Particulars("Alice Martin (pharmacie)", "am@hopital.example", "fr"), "", NOW)
    assert {"Alice Martin", "Alice Martin (pharmacie)"} <= {one.name for one in colleagues(house, INES, NOW)}


def test_whoever_left_keeps_their_name(house: House) -> None:
    people.set_active(house, INES, CAST["hugo"].uid, False, NOW)
    same = Particulars("Hugo Petit", "hugo.petit@hopital.example", "fr")
    wrong_with("name_alike", lambda: people.add_person(house, INES, CHEAP, same, "", NOW))


def test_two_who_read_alike_from_before_can_still_be_called_on_another_number(house: House) -> None:
    hugo, before = CAST["hugo"].uid, {"name": "Alice Martin", "email": "álice@hopital.example"}
    with house.database.write() as session:
        session.execute(update(Person).where(Person.uid == hugo).values(**before))
        session.commit()

    def change(**particulars: str) -> None:
        wanted = Particulars(**{**before, "language": "fr", **particulars})
        people.change_person(house, INES, hugo, wanted, NOW)

    change(telephone="06 12 34 56 78")
    wrong_with("name_alike", lambda: change(name="Alicé Martin"))
    wrong_with("email_alike", lambda: change(email="âlice@hopital.example"))


def test_ones_own_name_and_address_can_be_spelled_otherwise(house: House) -> None:
    spelled = Particulars("Hugo PÉTIT", "hugó@hopital.example", "fr")
    people.change_person(house, INES, CAST["hugo"].uid, spelled, NOW)
    assert "Hugo PÉTIT" in {one.name for one in colleagues(house, INES, NOW)}


def test_the_journal_says_what_somebody_was_called_before(house: House) -> None:
    hugo = CAST["hugo"]
    people.change_person(house, INES, hugo.uid, NEW, NOW)
    assert last_told(house).texts == {
        "before": "Hugo Petit <hugo@hopital.example>",
        "after": "Karim Haddad <karim.haddad@hopital.example>",
    }
    for active in (False, True):
        people.set_active(house, INES, hugo.uid, active, NOW)
        assert last_told(house).facts["active"] == int(active)
        assert last_told(house).texts == {}


@pytest.mark.parametrize("who", sorted(set(CAST) - {"ines"}))
def test_only_an_administrator_keeps_people(house: House, who: str) -> None:
    actor, hugo = CAST[who].actor, CAST["hugo"].uid
    for act in (
        lambda: people.add_person(house, actor, CHEAP, NEW, "", NOW),
        lambda: people.change_person(house, actor, hugo, NEW, NOW),
        lambda: people.set_password(house, actor, CHEAP, hugo, "une phrase assez longue", NOW),
        lambda: people.set_active(house, actor, hugo, False, NOW),
        lambda: mandates.give_mandate(house, actor, hugo, given(Role.DIRECTOR), NOW),
        lambda: mandates.end_mandate(house, actor, hugo, CAST["hugo"].mandate, NOW),
    ):
        with pytest.raises(NotFound):
            act()
    assert kinds(house) == []


def test_zoé_of_another_hospital_is_nobody_to_inès(house: House) -> None:
    zoe = CAST["zoe"]
    assert colleague(house, INES, zoe.uid, NOW) is None
    assert "Zoé Hoarau" not in [person.name for person in colleagues(house, INES, NOW)]
    for act in (
        lambda: people.change_person(house, INES, zoe.uid, NEW, NOW),
        lambda: people.set_password(house, INES, CHEAP, zoe.uid, "une phrase assez longue", NOW),
        lambda: people.set_active(house, INES, zoe.uid, False, NOW),
        lambda: mandates.give_mandate(house, INES, zoe.uid, given(Role.READER), NOW),
        lambda: mandates.give_mandate(house, INES, CAST["hugo"].uid, given(Role.READER, VAL_D_OR.uid), NOW),
        lambda: mandates.end_mandate(house, INES, zoe.uid, zoe.mandate, NOW),
    ):
        with pytest.raises(NotFound):
            act()
    assert kinds(house) == []


def test_whoever_also_works_elsewhere_is_changed_only_by_both(house: House) -> None:
    hugo = CAST["hugo"].uid
    everywhere = Actor(INES.uid, INES.name, "fr", (*INES.mandates, _administrator_of_val_d_or()))
    mandates.give_mandate(house, everywhere, hugo, given(Role.READER, VAL_D_OR.uid), NOW)
    wrong_with("administered_elsewhere", lambda: people.change_person(house, INES, hugo, NEW, NOW))
    wrong_with("administered_elsewhere", lambda: people.set_active(house, INES, hugo, False, NOW))
    wrong_with(
        "administered_elsewhere",
        lambda: people.set_password(house, INES, CHEAP, hugo, "une phrase assez longue", NOW),
    )
    mandates.give_mandate(house, INES, hugo, given(Role.CRISIS_CELL), NOW)
    shown = colleague(house, INES, hugo, NOW)
    assert shown is not None and {mandate.establishment for mandate in shown.mandates} == {SAINT_ROCH.uid}


def _administrator_of_val_d_or() -> Mandate:
    return Mandate("elsewhere", VAL_D_OR.uid, Role.ADMINISTRATOR, NOW)


@pytest.mark.parametrize(
    "act",
    [
        lambda house, hugo: people.set_password(house, INES, CHEAP, hugo, "une phrase assez longue", NOW),
        lambda house, hugo: people.set_active(house, INES, hugo, False, NOW),
        lambda house, hugo: mandates.give_mandate(house, INES, hugo, given(Role.CRISIS_CELL), NOW),
        lambda house, hugo: mandates.end_mandate(house, INES, hugo, CAST["hugo"].mandate, NOW),
    ],
    ids=["password", "closed", "mandate given", "mandate ended"],
)
def test_a_change_of_rights_ends_every_sitting_of_that_person_and_no_other(
    house: House, act: Callable[[House, str], object]
) -> None:
    hugos, others = [token_of(house, "hugo"), token_of(house, "hugo")], token_of(house, "alice")
    act(house, CAST["hugo"].uid)
    assert not any(is_in(house, token) for token in hugos)
    assert is_in(house, others)


def test_changing_ones_own_password_ends_the_other_sittings_and_begins_one(house: House) -> None:
    alice, elsewhere = CAST["alice"].actor, token_of(house, "alice")
    wanted = "quatre vaches au soleil"
    begun = people.change_own_password(house, alice, CHEAP, PASSWORD, wanted, seat=SEAT, now=NOW)
    assert not is_in(house, elsewhere)
    assert is_in(house, begun.token)
    assert sign_in(house, CHEAP, CAST["alice"].email, PASSWORD, seat=SEAT, now=NOW) is None


def test_ones_own_password_is_asked_for_first(house: House) -> None:
    alice = CAST["alice"].actor
    for wanted, present, problem in (
        ("quatre vaches au soleil", "not hers", "password_wrong"),
        ("court", PASSWORD, "password_short"),
        ("alice martin", PASSWORD, "password_like_owner"),
    ):
        with pytest.raises(Wrong) as wrong:
            people.change_own_password(house, alice, CHEAP, present, wanted, seat=SEAT, now=NOW)
        assert [key for key, _ in wrong.value.problems.values()] == [problem]


def test_people_stand_in_the_order_of_the_alphabet_whatever_their_accents(house: House) -> None:
    names = [person.name.split()[0] for person in colleagues(house, INES, NOW)]
    assert names == ["Alice", "Bruno", "Chloé", "Dominique", "Étienne", "Farid", "Gaëlle", "Hugo", "Inès"]


def test_a_closed_account_is_signed_in_by_nobody(house: House) -> None:
    people.set_active(house, INES, CAST["hugo"].uid, False, NOW)
    assert sign_in(house, CHEAP, CAST["hugo"].email, PASSWORD, seat=SEAT, now=NOW) is None
    people.set_active(house, INES, CAST["hugo"].uid, True, NOW)
    assert is_in(house, token_of(house, "hugo"))


def test_an_account_opened_again_opens_none_of_its_old_sittings(house: House) -> None:
    hugo, old = CAST["hugo"].uid, token_of(house, "hugo")
    for active in (False, True):
        people.set_active(house, INES, hugo, active, NOW)
    assert not is_in(house, old)


def test_a_sitting_left_over_opens_nothing_to_somebody_no_longer_active(house: House) -> None:
    token = token_of(house, "hugo")
    with house.database.write() as session:
        session.execute(update(Person).where(Person.uid == CAST["hugo"].uid).values(active=False))
        session.commit()
    assert not is_in(house, token)


def test_no_password_is_kept_as_typed(house: House) -> None:
    with house.database.read() as session:
        kept = session.scalars(select(Person.password_hash)).all()
    assert all(one.startswith("$argon2id$") for one in kept)


def test_this_world_has_an_administrator(house: House) -> None:
    assert has_administrator(house)
