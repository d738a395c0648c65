"""A world with a past: thousands of messages in every state, a long journal, many incidents and people.

A few messages are taken through their lives by the product's own acts; what that wrote is then printed again thousands
of times (``printing.py``). A small world is made in the same way, so that a page finds in it one of everything.
"""

import random
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from itertools import chain

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from benchmarks.mould import Mould
from benchmarks.moulds import Moulds, cast_moulds
from benchmarks.numbering import Placed
from benchmarks.playing import ZONE, Play
from benchmarks.printing import Print, pressing
from benchmarks.surroundings import open_places
from commworkflow import exercise
from commworkflow.readings.incidents import OPEN, incident_lines
from commworkflow.records.house import House
from commworkflow.records.incidents import Incident
from commworkflow.records.journal import Journal
from commworkflow.records.messages import Message

PAST = timedelta(days=200)
"""How long ago the exercise began."""
_LATELY = timedelta(days=2)
_IN_THE_MAIN_ONE = 0.6
"""Of the messages, how many belong to one incident."""

SHARES: Mapping[str, int] = {
    "draft": 20, "submitted": 10, "submitted again": 5, "validated": 10, "told on paper": 5,
    "discarded": 80, "released": 460, "released with files": 10, "withdrawn": 30, "refused": 30,
    "decided by hand": 5, "confirmed": 60, "contested": 5, "corrected": 40, "acknowledged": 180, "sent": 10,
    "notified": 40,
}  # fmt: skip
"""Of a thousand prints, how many are of each mould; what is underway is of the last two days."""
UNDERWAY = frozenset({"draft", "submitted", "submitted again", "validated", "told on paper", "decided by hand", "sent"})


@dataclass(frozen=True, slots=True)
class Size:
    """How much a world holds, at least. ``values``: of one fact."""

    messages: int
    entries: int
    incidents: int
    people: int
    contacts: int
    values: int
    slips: int
    prepared: int
    places: int


SMALL = Size(60, entries=400, incidents=2, people=2, contacts=2, values=2, slips=2, prepared=2, places=1)
LARGE = Size(
    10_000, entries=100_000, incidents=300, people=600, contacts=600, values=1_000, slips=600, prepared=300, places=5
)


@dataclass(frozen=True, slots=True)
class LargeWorld:
    """What was made: the incident of most messages, people by their first name, and what was printed."""

    incident: str
    place: str
    people: Mapping[str, str]
    moulds: Moulds

    def one_of(self, mould: str, table: str) -> str:
        """Return the uid of what a mould's own message has in a table."""
        return str(self.moulds.messages[mould].of(table)[0].value("uid"))


def fill(house: House, now: datetime, size: Size) -> LargeWorld:
    """Fill a newly made exercise until it is of that size at ``now``; the same every time."""
    began = now - PAST
    exercise.fill(house, began)
    play = Play(house, began + timedelta(minutes=5))
    with house.database.read() as session:
        play.incident = incident_lines(session, play.people["dominique"], OPEN, limit=1)[0].uid
    moulds = cast_moulds(play)
    open_places(play, size.places - 1)
    with house.database.read() as session:
        main, lacking = _main_incident(session, play.incident), _lacking(session, size)
    chance = random.Random(size.messages)
    schedule = sorted(_schedule(moulds, chance, play.now, now, lacking), key=lambda line: line[0])
    places, around = [main], list(moulds.around.values())
    with pressing(house, ZONE) as press:
        for at, mould in schedule:
            if mould in around:
                printed = press.print(mould, at)
                places += [_placed(mould, printed)] if mould is around[0] else []
            else:
                into = main if chance.random() < _IN_THE_MAIN_ONE else chance.choice(places)
                press.print(mould, at, into, {main.uid: into.uid})
    people = {name: actor.uid for name, actor in play.people.items()}
    return LargeWorld(play.incident, play.place, people, moulds)


def _main_incident(session: Session, uid: str) -> Placed:
    row = session.execute(select(Incident.id, Incident.uid, Incident.number).where(Incident.uid == uid)).one()
    return Placed(row.id, row.uid, row.number)


def _placed(mould: Mould, printed: Print) -> Placed:
    (row,) = mould.of("incident")
    return Placed(printed.first["incident"], printed.made[row.value("uid")], printed.made[row.value("number")])


def _lacking(session: Session, size: Size) -> Size:
    """How much is still to be printed."""
    messages = session.scalar(select(func.count()).select_from(Message)) or 0
    entries = session.scalar(select(func.max(Journal.sequence))) or 0
    return replace(size, messages=size.messages - messages, entries=size.entries - entries)


def _schedule(
    moulds: Moulds, chance: random.Random, since: datetime, now: datetime, lacking: Size
) -> Iterator[tuple[datetime, Mould]]:
    """What is printed when: first what stands around the messages, in the end what is underway."""
    founded, lately = since + timedelta(days=20), now - _LATELY
    many = {
        "incident": lacking.incidents, "contact": lacking.contacts, "person": lacking.people, "slip": lacking.slips,
        "prepared": lacking.prepared,
    }  # fmt: skip
    entries = 0
    for name, times in many.items():
        entries += times * len(moulds.around[name].entries)
        yield from ((at, moulds.around[name]) for at in _moments(chance, times, since, founded))
    entries += lacking.values * len(moulds.around["fact"].entries)
    yield from ((at, moulds.around["fact"]) for at in _moments(chance, lacking.values, founded, lately))
    for name in _names(moulds, chance, lacking.messages - lacking.prepared):
        span = (lately, now - timedelta(hours=1)) if name in UNDERWAY else (founded, lately)
        entries += len(moulds.messages[name].entries)
        yield _moments(chance, 1, *span)[0], moulds.messages[name]
    sitting = moulds.around["sitting"]
    sittings = -(-(lacking.entries - entries) // len(sitting.entries))
    yield from ((at, sitting) for at in _moments(chance, sittings, founded, lately))


def _names(moulds: Moulds, chance: random.Random, messages: int) -> Iterator[str]:
    """One of each, then as ``SHARES`` has them, until there are enough messages."""
    names = iter(chain(SHARES, iter(lambda: chance.choices(list(SHARES), list(SHARES.values()))[0], None)))
    while messages > 0:
        name = next(names)
        messages -= moulds.messages[name].counts["message"]
        yield name


def _moments(chance: random.Random, many: int, since: datetime, until: datetime) -> list[datetime]:
    return [since + (until - since) * chance.random() for _ in range(max(0, many))]
