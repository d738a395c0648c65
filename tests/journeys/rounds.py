"""The rounds: every page of the product that answers GET, in every state it has, and who looks at it there."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from flask import Flask

from tests.cast import CAST, SAINT_ROCH
from tests.journeys.unfolded import Values

VISITOR = "visitor"

ROUND = """
home.page                              dominique alice ines hugo
account.page                           hugo
sign_in.page                           visitor
sign_in.page         ?held=files       visitor
recovery.page                          visitor
accessibility.page                     visitor
exercise.everybody                     visitor
telephone.trust                        visitor
telephone.page                         hugo
search.page                            dominique
search.page          ?words=patients   alice
incidents.everything                   hugo
incidents.opening                      dominique
incidents.page       incident          alice dominique
incidents.page       closed            dominique
incidents.page       dossier           dominique
incidents.change     incident          dominique
facts.page           incident          farid
facts.one            fact              farid
facts.one            unknown-fact      farid
messages.choose      incident          alice
messages.page        nothing           hugo
messages.page        draft             alice hugo
messages.page        submitted         dominique alice
messages.page        again             dominique
messages.page        validated         dominique alice
messages.page        lapsed            dominique
messages.page        secret            chloe
messages.page        returned          alice
messages.page        refused           dominique
messages.page        discarded         alice
messages.page        withdrawn         dominique
messages.page        sent              dominique
messages.page        released          alice
messages.page        correction        alice
messages.page        by-hand           dominique alice
messages.page        prepared          dominique
drafts.edit          draft             alice
drafts.edit          returned          alice
drafts.edit          correction        alice
messages.page        proposed          alice dominique
changes.page         submitted         dominique
by_hand.page         submitted         farid
delegations.page                       dominique
prepared.choose      incident          alice
prepared.page        slots             alice dominique
deliveries.desk      desk              alice
deliveries.desk      released          alice
deliveries.page      portal            chloe
deliveries.page      document          alice hugo
deliveries.page      site              alice
deliveries.page      spoken            alice
deliveries.page      ended             alice
journal.page                           dominique
journal.page                           hugo
templates.page                         bruno
hour.page                              ines
doctor.page                            ines
contacts.page                          alice
contacts.new                           alice
contacts.one         contact           alice
kit.page                               farid
paper.page                             farid
paper.new                              farid
paper.one            slip              farid
preparing.page                         ines
preparing.one        list              ines
envelope.page                          ines
people.page                            ines
people.new                             ines
person.page          person            ines
establishments.page                    ines
establishments.new                     ines
establishments.one   place             ines
"""
"""Endpoint, what it is asked for, who looks. ``nothing`` is not there, and the journal is closed to Hugo."""

SENT_EMPTY = """
sign_in.page                           visitor
recovery.page                          visitor
account.page                           hugo
incidents.opening                      dominique
facts.one            unknown-fact      farid
contacts.new                           alice
paper.new                              farid
people.new                             ines
establishments.new                     ines
by_hand.page         submitted         farid
deliveries.page      spoken            alice
"""
"""Pages whose form is then sent with nothing in it: what is wrong is told on the page that comes."""

LIVE_ROUND = """
home.page                              alice
from_exercise.page   incident          alice
"""
EMPTY_ROUND = """
home.page                              visitor
first_administrator.page               visitor
"""

NOT_A_PAGE: Mapping[str, str] = {
    "static": "the files of the pages",
    "health.page": "JSON for machines",
    "telephone.code": "a drawing",
    "telephone.authority": "a certificate",
    "drafts.look": "JSON for the open page",
    "changes.look": "JSON for the open page",
    "journal.export": "a table for spreadsheets",
    "preparing.example": "a table for spreadsheets",
    "envelope.contents": "a printed page",
    "prints.document": "a printed page",
    "paper.scan": "a photograph",
    "receipts.file": "a file as it was handed in",
    "sign_in.go_on": "leads on at once",
}
ELSEWHERE: Mapping[str, str] = {
    "held.page": "test_shared_keyboard.py: it takes a form that somebody was torn from",
}


@dataclass(frozen=True, slots=True)
class Stop:
    """One page in one state, and who is at the screen. ``sent_empty``: its form is sent with nothing in it."""

    endpoint: str
    of: str
    who: str
    sent_empty: bool = False


def stops(table: str, *, sent_empty: bool = False) -> Iterator[Stop]:
    """Read a round."""
    for line in table.strip().splitlines():
        endpoint, *words = line.split()
        people = [word for word in words if word in CAST or word == VISITOR]
        of = next((word for word in words if word not in people), "")
        yield from (Stop(endpoint, of, who, sent_empty) for who in people)


def address_of(app: Flask, stop: Stop, things: Mapping[str, Values]) -> str:
    """Return the address of a stop among the things of a world."""
    asked = stop.of if stop.of.startswith("?") else ""
    known: dict[str, Values] = {
        "": {},
        "nothing": {"uid": "nothing"},
        "list": {"kind": "mandates"},
        "person": {"uid": CAST["hugo"].uid},
        "place": {"uid": SAINT_ROCH.uid},
        **things,
    }
    return app.url_map.bind("").build(stop.endpoint, known["" if asked else stop.of]) + asked


def pages_of(app: Flask) -> set[str]:
    """Every endpoint of an application that shows a page to whoever asks for it."""
    asked = {rule.endpoint for rule in app.url_map.iter_rules() if "GET" in (rule.methods or set())}
    return asked - set(NOT_A_PAGE)
