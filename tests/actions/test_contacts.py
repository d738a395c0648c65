"""Contacts: kept by a few, read by all who read, retired and never deleted."""

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import IntegrityError

from commworkflow.actions import contacts
from commworkflow.actions.act import NotFound, Wrong
from commworkflow.actions.contacts import Reachable
from commworkflow.readings.contacts import PlaceContacts, contacts_page
from commworkflow.records.contacts import Contact
from commworkflow.records.house import House
from commworkflow.rules.contacts import UNTRIED_FOR, Circle
from tests.acting import nothing_done, one_entry
from tests.cast import CAST, NOW, SAINT_ROCH, VAL_D_OR

CNIL = Reachable(Circle.AUTHORITY, "CNIL", "", "Notifications", "02 61 91 00 72", "", "", "", NOW)


def added(house: House, who: str = "alice") -> str:
    return contacts.add_contact(house, CAST[who].actor, SAINT_ROCH.uid, CNIL, NOW)


def page(house: House, who: str = "hugo") -> tuple[PlaceContacts, ...]:
    with house.database.read() as session:
        return contacts_page(session, CAST[who].actor, NOW).places


@pytest.mark.parametrize("who", ["alice", "farid", "ines"])
def test_communication_the_crisis_cell_and_the_administrator_keep_the_list(house: House, who: str) -> None:
    with one_entry(house, "contact_added"):
        uid = added(house, who)
    with one_entry(house, "contact_changed"):
        contacts.change_contact(house, CAST[who].actor, uid, replace(CNIL, telephone="02 61 91 00 73"), NOW)
    (place,) = page(house)
    (line,) = place.circles[Circle.AUTHORITY]
    assert (line.organisation, line.telephone, line.untried) == ("CNIL", "02 61 91 00 73", False)


@pytest.mark.parametrize("who", ["hugo", "dominique", "zoe"])
def test_nobody_else_does(house: House, who: str) -> None:
    uid = added(house)
    with nothing_done(house, raises=NotFound):
        added(house, who)
    with nothing_done(house, raises=NotFound):
        contacts.change_contact(house, CAST[who].actor, uid, CNIL, NOW)
    with nothing_done(house, raises=NotFound):
        contacts.retire_contact(house, CAST[who].actor, uid, NOW)


def test_a_contact_taken_off_the_list_stays_on_record(house: House) -> None:
    uid = added(house)
    with one_entry(house, "contact_retired"):
        contacts.retire_contact(house, CAST["alice"].actor, uid, NOW)
    assert page(house)[0].circles == {}
    with house.database.read() as session:
        assert session.scalars(select(Contact.retired_at)).all() == [NOW]
    with nothing_done(house, raises=NotFound):
        contacts.change_contact(house, CAST["alice"].actor, uid, CNIL, NOW)
    with house.database.write() as session, pytest.raises(IntegrityError, match="append-only"):
        session.execute(text("DELETE FROM contact"))


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        (replace(CNIL, organisation=""), "organisation"),
        (replace(CNIL, telephone=""), "telephone"),
        (replace(CNIL, checked_at=NOW + timedelta(minutes=1)), "checked_at"),
    ],
)
def test_a_contact_nobody_could_call_is_not_kept(house: House, wrong: Reachable, field: str) -> None:
    with pytest.raises(Wrong) as told:
        contacts.add_contact(house, CAST["alice"].actor, SAINT_ROCH.uid, wrong, NOW)
    assert list(told.value.problems) == [field]


def test_a_number_nobody_tried_for_half_a_year_is_to_be_tried(house: House) -> None:
    long_ago = replace(CNIL, checked_at=NOW - UNTRIED_FOR - timedelta(days=1))
    contacts.add_contact(house, CAST["alice"].actor, SAINT_ROCH.uid, long_ago, NOW)
    contacts.add_contact(house, CAST["alice"].actor, SAINT_ROCH.uid, replace(CNIL, checked_at=None), NOW)
    assert [line.untried for line in page(house)[0].circles[Circle.AUTHORITY]] == [True, True]


def test_everybody_who_reads_sees_them_with_the_people_on_call_and_another_hospital_its_own(house: House) -> None:
    added(house)
    (mine,), (theirs,) = page(house), page(house, "zoe")
    assert [one.name for one in mine.own][:3] == ["Bruno Keller", "Chloé Nadir", "Alice Martin"]
    assert (theirs.uid, theirs.circles, [one.name for one in theirs.own]) == (VAL_D_OR.uid, {}, ["Zoé Hoarau"])
