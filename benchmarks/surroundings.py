"""What stands around the messages of a large world: other incidents, facts, contacts, people, slips, sittings."""

from collections.abc import Callable, Mapping
from datetime import timedelta

from benchmarks.playing import WAITING, WHY, Play
from commworkflow.actions import (
    contacts,
    establishments,
    facts,
    incidents,
    mandates,
    paper,
    people,
    signing_in,
)
from commworkflow.actions.contacts import Reachable
from commworkflow.actions.incidents import Described
from commworkflow.actions.mandates import Given
from commworkflow.actions.passwords import Passwords
from commworkflow.actions.people import Particulars
from commworkflow.readings.sittings import sitting_of
from commworkflow.rules.contacts import Circle
from commworkflow.rules.paper import SlipKind
from commworkflow.rules.roles import Role
from commworkflow.rules.sign_in import Seat

_PASSWORDS = Passwords(memory_mb=1, passes=1)


def open_places(play: Play, many: int) -> None:
    """Add establishments that the same people keep, lead and help: a group of hospitals."""
    for number in range(many):
        ines, named = play.people["ines"], f"Hôpital {number + 2} de Valmont"
        said = establishments.Particulars(named, "", "", "", "Europe/Paris", "", "", "", "fr")
        place = establishments.add_establishment(play.house, ines, said, play.later())
        play.meet()
        for who, role in (("dominique", Role.DIRECTOR), ("farid", Role.CRISIS_CELL)):
            given = Given(place, role, "", play.now, None, "Décision n° 3")
            mandates.give_mandate(play.house, play.people["ines"], play.people[who].uid, given, play.later())
    play.meet()


def _incident(play: Play) -> str:
    described = Described("Panne du réseau", WHY, play.now, "RSSI", (play.place,))
    uid = incidents.open_incident(play.house, play.people["dominique"], described, play.later())
    incidents.close_incident(play.house, play.people["dominique"], uid, play.now, play.later())
    return uid


def _fact(play: Play) -> str:
    farid = play.people["farid"]
    value, at = {"value": "33", "unknown": False}, play.later()
    facts.record_fact(
        play.house, farid, play.incident, "transferts_nb", value, at, said_by=farid.name, true_at=None, reason=WHY
    )
    return "transferts_nb"


def _contact(play: Play) -> str:
    reachable = Reachable(Circle.PRESS, "Rédaction", "Paul", "journaliste", "02 61 91 00 90", "", "", "", None)
    return contacts.add_contact(play.house, play.people["alice"], play.place, reachable, play.later())


def _person(play: Play) -> str:
    ines, named = play.people["ines"], Particulars("Jean Dupré", "jean@ch-valmont.example", "fr")
    uid = people.add_person(play.house, ines, _PASSWORDS, named, "", play.later())
    given = Given(play.place, Role.READER, "", play.now, None, "Décision n° 2")
    mandates.give_mandate(play.house, ines, uid, given, play.later())
    return uid


def _lost_slip(play: Play) -> str:
    farid = play.people["farid"]
    (number,) = paper.reserve_slips(play.house, farid, play.place, 1, play.later())
    paper.give_up_slip(play.house, farid, play.place, number, SlipKind.LOST, WHY, play.later())
    return number


def _sitting(play: Play) -> str:
    """Somebody signs in, and out: what most entries of a journal are."""
    hugo = play.people["hugo"]
    begun = signing_in.sign_in_as(play.house, hugo.uid, seat=Seat(""), now=play.later())
    sitting = sitting_of(play.house, begun.token, play.now, timedelta(hours=1))
    if sitting is None:
        raise LookupError("a sitting just begun is found")
    signing_in.sign_out(play.house, hugo, sitting.uid, play.later())
    return sitting.uid


def prepared(play: Play) -> str:
    """A text validated in calm, in the dossier that ``play`` opened for them."""
    incident, play.incident = play.incident, play.calm
    uid = play.submitted(WAITING, "alice")
    play.validate(uid)
    play.incident = incident
    return uid


AROUND: Mapping[str, Callable[[Play], str]] = {
    "incident": _incident,
    "fact": _fact,
    "contact": _contact,
    "person": _person,
    "slip": _lost_slip,
    "prepared": prepared,
    "sitting": _sitting,
}
"""What is no message of an incident."""
