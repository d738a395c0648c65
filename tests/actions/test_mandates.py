"""Roles from a date to a date, and no hospital without an administrator."""

from dataclasses import replace
from datetime import timedelta

import pytest

from commworkflow.actions import mandates, people
from commworkflow.actions.act import NotFound
from commworkflow.readings.people import Standing, colleague
from commworkflow.readings.people_page import people_page
from commworkflow.readings.sittings import sitting_of
from commworkflow.records.house import House
from commworkflow.rules.roles import Role
from tests.cast import CAST, CHEAP, NOW, SAINT_ROCH
from tests.keeping import INES, NEVER_IDLE, NEW, given, kinds, last_told, token_of, wrong_with


def test_the_last_administrator_stays(house: House) -> None:
    ines = CAST["ines"]
    wrong_with("last_administrator", lambda: mandates.end_mandate(house, INES, ines.uid, ines.mandate, NOW))
    wrong_with("last_administrator", lambda: people.set_active(house, INES, ines.uid, False, NOW))
    for_a_week = given(Role.ADMINISTRATOR, until=NOW + timedelta(days=7))
    mandates.give_mandate(house, INES, CAST["hugo"].uid, for_a_week, NOW)
    wrong_with("last_administrator", lambda: mandates.end_mandate(house, INES, ines.uid, ines.mandate, NOW))
    people.add_person(house, INES, CHEAP, NEW, "", NOW)
    mandates.give_mandate(house, INES, CAST["gaelle"].uid, given(Role.ADMINISTRATOR), NOW)
    mandates.end_mandate(house, INES, ines.uid, ines.mandate, NOW)


def test_an_administrator_who_cannot_sign_in_does_not_count(house: House) -> None:
    nobody = people.add_person(house, INES, CHEAP, NEW, "", NOW)
    mandates.give_mandate(house, INES, nobody, given(Role.ADMINISTRATOR), NOW)
    wrong_with("last_administrator", lambda: people.set_active(house, INES, CAST["ines"].uid, False, NOW))


def test_a_mandate_holds_from_its_hour_to_its_end(house: House) -> None:
    hugo, hour = CAST["hugo"].uid, timedelta(hours=1)
    mandates.give_mandate(house, INES, hugo, given(Role.DIRECTOR_ON_DUTY, since=NOW + hour, until=NOW + 2 * hour), NOW)
    token = token_of(house, "hugo")
    held = {}
    for hours in (0, 1, 2):
        sitting = sitting_of(house, token, NOW + hours * hour, NEVER_IDLE)
        assert sitting is not None
        held[hours] = {mandate.role for mandate in sitting.actor.mandates}
    assert held == {0: {Role.READER}, 1: {Role.READER, Role.DIRECTOR_ON_DUTY}, 2: {Role.READER}}
    shown = colleague(house, INES, hugo, NOW)
    assert shown is not None
    assert [mandate.standing for mandate in shown.mandates] == [Standing.IN_FORCE, Standing.TO_COME]


def test_a_mandate_ended_is_kept_and_ended_once(house: House) -> None:
    hugo = CAST["hugo"]
    mandates.end_mandate(house, INES, hugo.uid, hugo.mandate, NOW)
    with pytest.raises(NotFound):
        mandates.end_mandate(house, INES, hugo.uid, hugo.mandate, NOW)
    shown = colleague(house, INES, hugo.uid, NOW)
    assert shown is not None
    assert [mandate.standing for mandate in shown.mandates] == [Standing.ENDED]
    assert kinds(house) == ["mandate_ended"]
    sitting = sitting_of(house, token_of(house, "hugo"), NOW, NEVER_IDLE)
    assert sitting is not None and sitting.actor.mandates == ()
    assert sitting.actor.sitting == sitting.uid


def test_a_mandate_of_another_person_is_not_ended_through_hugo(house: House) -> None:
    with pytest.raises(NotFound):
        mandates.end_mandate(house, INES, CAST["hugo"].uid, CAST["alice"].mandate, NOW)


def test_what_a_mandate_must_say(house: House) -> None:
    hugo = CAST["hugo"].uid
    wrong_with(
        "ends_before_it_begins",
        lambda: mandates.give_mandate(house, INES, hugo, given(Role.READER, until=NOW), NOW),
    )
    wrong_with("directorate_missing", lambda: mandates.give_mandate(house, INES, hugo, given(Role.DIRECTORATE), NOW))


def test_a_role_is_not_given_for_a_past_in_which_nobody_held_it(house: House) -> None:
    """Nor to oneself for the minute before: what was done meanwhile would be covered by it."""
    hugo, minute, day = CAST["hugo"].uid, timedelta(minutes=1), timedelta(days=1)
    own, past = "own_role_in_the_past", "role_in_the_past"
    wrong_with(own, lambda: mandates.give_mandate(house, INES, INES.uid, given(Role.READER, since=NOW - minute), NOW))
    before = given(Role.CRISIS_CELL, since=NOW - day - minute)
    wrong_with(past, lambda: mandates.give_mandate(house, INES, hugo, before, NOW))
    assert kinds(house) == []
    mandates.give_mandate(house, INES, hugo, given(Role.CRISIS_CELL, since=NOW - day), NOW)
    mandates.give_mandate(house, INES, INES.uid, given(Role.READER, since=NOW), NOW + timedelta(seconds=59))


def test_the_journal_says_until_when_and_on_what_deed(house: House) -> None:
    week = replace(given(Role.CRISIS_CELL, until=NOW + timedelta(days=7)), deed="Décision n° 2026-41")
    mandates.give_mandate(house, INES, CAST["hugo"].uid, week, NOW)
    entry = last_told(house)
    assert (entry.facts["since"], entry.facts["until"]) == ("2026-03-14T08:30:00+00:00", "2026-03-21T08:30:00+00:00")
    assert entry.texts == {"deed": "Décision n° 2026-41"}


def test_who_holds_which_role_now(house: House) -> None:
    (saint_roch,) = people_page(house, INES, {SAINT_ROCH.uid: SAINT_ROCH.name}, "", None, 1, NOW).holders
    assert saint_roch.names[Role.DIRECTOR] == ("Dominique Vasseur", "Étienne Roux")
    assert saint_roch.names[Role.DIRECTOR_ON_DUTY] == ()
