"""Sealed pages: secrets made by the product, kept as digests, that must be changed and open once."""

from datetime import timedelta

import pytest
from sqlalchemy import insert, select, update

from commworkflow.actions import people, sealed_pages, signing_in
from commworkflow.actions.act import NotFound, Wrong
from commworkflow.actions.attempts import TooSoon
from commworkflow.actions.codes import letters_of, new_code, new_password
from commworkflow.actions.sealed_pages import MOST_AT_ONCE, SealedPage
from commworkflow.actions.signing_in import Begun
from commworkflow.records.house import House
from commworkflow.records.people import Establishment, Mandate, Person
from commworkflow.records.sign_ins import RecoveryCode, SignInSession
from commworkflow.rules.roles import Role
from commworkflow.rules.sign_in import password_problem
from tests.acting import contents, nothing_done, one_entry
from tests.cast import CAST, CHEAP, LONG_AGO, NOW, PASSWORD, SEAT, VAL_D_OR

INES = CAST["ines"].actor
OWN = "quatre ânes dans la neige"


def made(house: House, *who: str) -> tuple[SealedPage, ...]:
    pages = sealed_pages.draw_up(house, CHEAP, [CAST[one].uid for one in who])
    sealed_pages.hand_out(house, INES, pages, NOW)
    return pages


def sign_in(house: House, who: str, password: str) -> Begun | None:
    return signing_in.sign_in(house, CHEAP, CAST[who].email, password, seat=SEAT, now=NOW)


def recover(house: House, who: str, code: str, password: str = OWN, minutes: int = 0) -> Begun:
    now = NOW + timedelta(minutes=minutes)
    email = CAST[who].email
    return sealed_pages.recover(house, CHEAP, email, code, password, seat=SEAT, now=now)


def must_change(house: House, who: str) -> bool:
    with house.database.read() as session:
        return bool(session.scalar(select(Person.must_change).where(Person.uid == CAST[who].uid)))


def test_drawing_up_writes_nothing(house: House) -> None:
    before = contents(house)
    sealed_pages.draw_up(house, CHEAP, [CAST["alice"].uid])
    assert contents(house) == before


def test_the_password_on_the_page_opens_and_must_be_changed(house: House) -> None:
    with one_entry(house, "sealed_pages_made"):
        (page,) = made(house, "alice")
    assert sign_in(house, "alice", PASSWORD) is None
    assert sign_in(house, "alice", page.password) is not None
    assert must_change(house, "alice") and not must_change(house, "bruno")


def test_neither_secret_is_kept(house: House) -> None:
    (page,) = made(house, "alice")
    raw = house.database.engine.raw_connection()
    dumped = "\n".join(raw.driver_connection.iterdump())  # type: ignore[union-attr]
    raw.close()
    assert page.password not in dumped
    assert page.code not in dumped and letters_of(page.code) not in dumped
    assert page.password not in repr(page) and page.code not in repr(page)


def test_whoever_gets_a_page_is_signed_out(house: House) -> None:
    begun = sign_in(house, "alice", PASSWORD)
    assert begun is not None
    made(house, "alice")
    with house.database.read() as session:
        assert session.scalars(select(SignInSession.ended_at)).all() == [NOW]


def test_nobody_prints_their_own_page(house: House) -> None:
    pages = sealed_pages.draw_up(house, CHEAP, [INES.uid])
    with nothing_done(house, raises=NotFound):
        sealed_pages.hand_out(house, INES, pages, NOW)


@pytest.mark.parametrize(("who", "by"), [("zoe", "ines"), ("alice", "dominique")])
def test_a_page_is_printed_by_who_keeps_the_person(house: House, who: str, by: str) -> None:
    pages = sealed_pages.draw_up(house, CHEAP, [CAST["bruno"].uid, CAST[who].uid])
    with nothing_done(house, raises=NotFound):
        sealed_pages.hand_out(house, CAST[by].actor, pages, NOW)


def test_who_also_works_elsewhere_gets_no_page_from_one_hospital_alone(house: House) -> None:
    with house.database.write() as session:
        alice = session.scalars(select(Person.id).where(Person.uid == CAST["alice"].uid)).one()
        other = session.scalars(select(Establishment.id).where(Establishment.uid == VAL_D_OR.uid)).one()
        there = insert(Mandate).values(person_id=alice, establishment_id=other, role=Role.READER, from_at=LONG_AGO)
        session.execute(there)
        session.commit()
    pages = sealed_pages.draw_up(house, CHEAP, [CAST["alice"].uid])
    with nothing_done(house, raises=Wrong):
        sealed_pages.hand_out(house, INES, pages, NOW)


@pytest.mark.parametrize("people", [[], ["nobody"], [CAST["alice"].uid] * 2, ["x"] * (MOST_AT_ONCE + 1)])
def test_pages_are_drawn_up_for_people_known_each_once(house: House, people: list[str]) -> None:
    with pytest.raises(NotFound):
        sealed_pages.draw_up(house, CHEAP, people)


def test_choosing_ones_own_password_is_what_frees(house: House) -> None:
    (page,) = made(house, "alice")
    people.change_own_password(house, CAST["alice"].actor, CHEAP, page.password, OWN, seat=SEAT, now=NOW)
    assert not must_change(house, "alice")
    assert sign_in(house, "alice", OWN) is not None


def test_a_password_that_an_administrator_chose_must_be_changed_too(house: House) -> None:
    people.set_password(house, INES, CHEAP, CAST["alice"].uid, OWN, NOW)
    assert must_change(house, "alice")


def test_the_recovery_code_sets_a_password_of_ones_own(house: House) -> None:
    (page,) = made(house, "alice")
    with one_entry(house, "recovery_code_used"):
        begun = recover(house, "alice", page.code)
    assert begun.person == CAST["alice"].uid
    assert not must_change(house, "alice")
    assert sign_in(house, "alice", page.password) is None
    assert sign_in(house, "alice", OWN) is not None


@pytest.mark.parametrize("spelling", ["lower", "spaces", "misread"])
def test_a_code_is_read_however_it_is_typed(house: House, spelling: str) -> None:
    (page,) = made(house, "alice")
    typed = {
        "lower": page.code.lower(),
        "spaces": page.code.replace("-", "  "),
        "misread": page.code.replace("0", "O").replace("1", "I"),
    }[spelling]
    assert recover(house, "alice", typed).person == CAST["alice"].uid


def test_a_code_opens_once(house: House) -> None:
    (page,) = made(house, "alice")
    recover(house, "alice", page.code)
    with pytest.raises(Wrong) as told:
        recover(house, "alice", page.code, minutes=1)
    assert told.value.problems == {"recovery_code": ("recovery_code_wrong", {})}


def test_two_uses_of_a_code_at_once_open_once(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    """While the new password of one is made ready, which takes its time, the other arrives."""
    (page,) = made(house, "alice")
    faster, hashed = "quatre ânesses dans la neige", CHEAP.hashed

    def slow(password: str) -> str:
        monkeypatch.undo()
        recover(house, "alice", page.code, faster)
        return hashed(password)

    monkeypatch.setattr(CHEAP, "hashed", slow)
    with pytest.raises(Wrong) as told:
        recover(house, "alice", page.code)
    assert told.value.problems == {"recovery_code": ("recovery_code_wrong", {})}
    assert sign_in(house, "alice", OWN) is None
    assert sign_in(house, "alice", faster) is not None


def test_a_code_that_was_used_is_no_more_told_apart_by_a_bad_password(house: House) -> None:
    (page,) = made(house, "alice")
    recover(house, "alice", page.code)
    with pytest.raises(Wrong) as told:
        recover(house, "alice", page.code, "court", minutes=1)
    assert told.value.problems == {"recovery_code": ("recovery_code_wrong", {})}


def test_of_several_codes_only_the_last_printed_opens_even_once_it_is_used(house: House) -> None:
    (first,), (second,) = made(house, "alice"), made(house, "alice")
    with pytest.raises(Wrong):
        recover(house, "alice", first.code)
    recover(house, "alice", second.code)
    with pytest.raises(Wrong):
        recover(house, "alice", first.code, minutes=1)


def test_a_code_opens_its_own_account_only_and_never_a_closed_one(house: House) -> None:
    alice, bruno = made(house, "alice", "bruno")
    for who, code in (("alice", bruno.code), ("hugo", alice.code), ("alice", "0000-0000-0000-0000"), ("alice", "")):
        with pytest.raises(Wrong):
            recover(house, who, code)
    with house.database.write() as session:
        session.execute(update(Person).where(Person.uid == CAST["alice"].uid).values(active=False))
        session.commit()
    with pytest.raises(Wrong):
        recover(house, "alice", alice.code, minutes=20)


def test_a_new_password_that_is_not_taken_spends_no_code(house: House) -> None:
    (page,) = made(house, "alice")
    with pytest.raises(Wrong) as told:
        recover(house, "alice", page.code, "court")
    assert told.value.problems == {"password": ("password_short", {})}
    with house.database.read() as session:
        assert session.scalars(select(RecoveryCode.used_at)).all() == [None]
    recover(house, "alice", page.code, minutes=1)


def test_guessing_a_code_is_slowed_like_a_password(house: House) -> None:
    made(house, "alice")
    with pytest.raises(TooSoon):
        for _ in range(10):
            with pytest.raises(Wrong):
                recover(house, "alice", "1111-1111-1111-1111")


def test_what_is_made_is_long_and_never_the_same() -> None:
    passwords, codes = {new_password() for _ in range(200)}, {new_code() for _ in range(200)}
    assert len(passwords) == len(codes) == 200
    assert all(len(letters_of(code)) == 16 and letters_of(letters_of(code)) == letters_of(code) for code in codes)
    assert [one for one in passwords if password_problem(one, "Alice Martin", "alice@hopital.example")] == []
    assert not {"0", "1", "i", "l", "o", "u"} & set("".join(passwords))
