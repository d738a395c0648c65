"""A page with nothing on it says what to do first."""

from collections.abc import Callable
from dataclasses import replace

import pytest
from flask import Flask

from commworkflow.records.house import House
from tests.acting import draft, incident
from tests.browser import Browser
from tests.house_rules import all_of

Enter = Callable[[str], Browser]


FIRST = [
    ("farid", "/incidents", "No incident yet. When something happens, open the incident first"),
    ("alice", "/incidents", "No incident yet. The crisis cell, the RSSI or the director opens it."),
    ("alice", "/search", "An incident is opened first, then its messages are written."),
    ("farid", "/search?words=rien", "Try fewer of them, or the beginning of one."),
    ("farid", "/journal?kind=incident_closed", "Widen the hours, or choose everything and everybody."),
    ("farid", "/paper", "Print blank forms and slips above"),
    ("farid", "/paper", "Once the machine works again, type in what was written by hand."),
    ("farid", "/contacts", "Begin with those you would call tonight"),
    ("bruno", "/hour", "Do it above, before the first text leaves"),
    ("dominique", "/delegations", "Give the signature below, in calm"),
]


@pytest.mark.parametrize(("who", "address", "words"), FIRST)
def test_what_to_do_first_where_there_is_nothing_yet(enter: Enter, who: str, address: str, words: str) -> None:
    browser = enter(who)
    browser.get(address)
    assert words in browser.words


def test_the_incident_page_tells_an_empty_incident_from_an_empty_state(enter: Enter, house: House) -> None:
    place = incident(house)
    farid = enter("farid")
    farid.get(f"/incidents/{place}")
    assert "The first is the waiting statement" in farid.words
    draft(house, place=place)
    farid.get(f"/incidents/{place}?status=released")
    assert "Choose “All” to see the others." in farid.words
    assert "The first is the waiting statement" not in farid.words


def test_whom_nothing_waits_for_is_told_where_to_begin(enter: Enter, house: House) -> None:
    incident(house)
    alice, hugo = enter("alice"), enter("hugo")
    alice.get("/")
    assert "press “Write a message” below" in alice.words
    hugo.get("/")
    assert "What is being written and what left stands below." in hugo.words


def test_a_shelf_without_templates_says_how_to_fill_it(enter: Enter, house: House, app: Flask) -> None:
    house.shelf.catalogue = replace(house.shelf.catalogue, templates={})
    alice = enter("alice")
    alice.get("/templates")
    assert "put the folder message_templates of the product back" in alice.words
    assert not all_of(alice.page, "article")
