"""People at work in the tests of the actions: what was on their screen, what they write, what an act left behind."""

import hashlib
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime
from typing import Any

import pytest
from sqlalchemy import insert, select

from benchmarks.asked import statements_of
from commworkflow.actions import changing, deciding, opinions, releasing, starting, writing
from commworkflow.actions.act import Refused, inside
from commworkflow.actions.incidents import Described, open_incident
from commworkflow.readings.edit_page import edit_page
from commworkflow.readings.standing import Standing, load
from commworkflow.records.house import House
from commworkflow.records.journal import Journal
from commworkflow.records.people import Establishment, Person
from commworkflow.records.people import Mandate as MandateRow
from commworkflow.rules.lifecycle import Action
from commworkflow.rules.message_templates import Template
from commworkflow.rules.questions import RawAnswers
from commworkflow.rules.refusals import REFUSALS
from commworkflow.rules.roles import Actor, Mandate, Role
from commworkflow.rules.situation import Intent, Status, Verdict
from commworkflow.rules.typed import Typed
from tests.cast import CAST, LONG_AGO, NOW, SAINT_ROCH, Place

ALICE, BRUNO, CHLOE, DOMINIQUE, ETIENNE = (CAST[w].actor for w in ("alice", "bruno", "chloe", "dominique", "etienne"))
FARID, GAELLE, HUGO, INES, ZOE = (CAST[who].actor for who in ("farid", "gaelle", "hugo", "ines", "zoe"))

WAITING, NOTICE, REMINDER = "waiting-statement", "patient-notice", "staff-reminder"
REPORT, NOTIFICATION = "situation-report", "cnil-notification"

IT_MUST = "il le faut"
ANY_REASON: Mapping[str, str] = dict.fromkeys(
    [*REFUSALS, *(f"{key}:{role}" for key in ("opinion_missing", "opinion_unfavourable") for role in Role),
     *(f"waiver_to_accept:{key}" for key in ("answers_missing", "announced_past", "too_many_words"))], IT_MUST
)  # fmt: skip
"""A reason written against whatever can be waived, and against what cannot."""


def also(house: House, who: Actor, role: Role, there: Place = SAINT_ROCH) -> Actor:
    """The same person, who holds one more role, in the same hospital or ``there``."""
    mandate = Mandate(f"{who.uid} also {role} of {there.name}", there.uid, role, LONG_AGO)
    with house.database.write() as session:
        person, place = inside(Person, who.uid), inside(Establishment, there.uid)
        values = {"person_id": person, "establishment_id": place, "role": role, "from_at": LONG_AGO}
        session.execute(insert(MandateRow).values(uid=mandate.uid, **values))
        session.commit()
    return replace(who, mandates=(*who.mandates, mandate))


def template_of(house: House, key: str) -> Template:
    found = house.shelf.catalogue.template(key, "fr")
    assert found is not None, key
    return found


def standing_of(house: House, uid: str, who: Actor = DOMINIQUE, now: datetime = NOW) -> Standing:
    with house.database.read() as session:
        found = load(session, house, who, uid, now)
    assert found is not None
    return found


def status_of(house: House, uid: str) -> Status:
    return standing_of(house, uid).situation.status


def seen(house: House, uid: str, who: Actor = DOMINIQUE, now: datetime = NOW, **brings: Any) -> Intent:
    """What somebody brings who has the message before their eyes, with a reason but no waiver."""
    shown = Intent.as_shown(standing_of(house, uid, who, now).situation)
    return replace(shown, **{"reason": IT_MUST, **brings})


def incident(house: House, now: datetime = NOW) -> str:
    return open_incident(house, DOMINIQUE, Described("Rançongiciel", "", NOW, "RSSI", (SAINT_ROCH.uid,)), now)


def draft(house: House, key: str = NOTICE, who: Actor = ALICE, now: datetime = NOW, place: str = "") -> str:
    """Start a message of that template; in a new incident, where none is named."""
    return starting.start(house, who, place or incident(house, now), SAINT_ROCH.uid, template_of(house, key), now)


def examples(house: House, key: str = NOTICE) -> Typed:
    """The template filled with its own examples."""
    template = template_of(house, key)
    answers = {question.id: question.example for question in template.questions if question.example is not None}
    return Typed(template.title, {}, answers)


def save(house: House, uid: str, who: Actor, title: str = "Titre", now: datetime = NOW) -> None:
    writing.save(house, who, uid, Typed(title, {}), seen(house, uid, who, now), now)


def submit(house: House, uid: str, who: Actor = ALICE, key: str = NOTICE, now: datetime = NOW) -> str:
    intent = seen(house, uid, who, now, waivers=ANY_REASON)
    typed = replace(examples(house, key), shown=as_opened(house, uid, who, now))
    return deciding.submit(house, who, uid, typed, intent, now)


def proposed(house: House, uid: str, who: Actor = DOMINIQUE, title: str = "Autrement dit", now: datetime = NOW) -> str:
    """Propose another title, and nothing else; return the proposal's uid."""
    return changing.propose(house, who, uid, Typed(title, {}), seen(house, uid, who, now), now)


def as_opened(house: House, uid: str, who: Actor, now: datetime = NOW) -> RawAnswers:
    """The answers that a form opened now would show."""
    with house.database.read() as session:
        page = edit_page(session, house, who, uid, now)
    assert page is not None
    return page.answers


def submitted(house: House, key: str = NOTICE, who: Actor = ALICE, now: datetime = NOW, place: str = "") -> str:
    uid = draft(house, key, who, now, place)
    submit(house, uid, who, key, now)
    return uid


def opine(house: House, uid: str, who: Actor, verdict: Verdict = Verdict.FAVOURABLE, now: datetime = NOW) -> int:
    return opinions.give_opinion(house, who, uid, verdict, IT_MUST, seen(house, uid, who, now), now)


def validate(house: House, uid: str, who: Actor = DOMINIQUE, now: datetime = NOW, **brings: Any) -> None:
    intent = seen(house, uid, who, now, **{"waivers": ANY_REASON, **brings})
    deciding.validate(house, who, uid, intent, now)


def validated(house: House, key: str = NOTICE, who: Actor = ALICE, now: datetime = NOW, place: str = "") -> str:
    uid = submitted(house, key, who, now, place)
    validate(house, uid, now=now)
    return uid


def release(house: House, uid: str, who: Actor = DOMINIQUE, now: datetime = NOW, **brings: Any) -> str:
    intent = seen(house, uid, who, now, **{"waivers": ANY_REASON, **brings})
    return releasing.release(house, who, uid, intent, now)


def released(house: House, key: str = NOTICE, who: Actor = ALICE, now: datetime = NOW, place: str = "") -> str:
    uid = validated(house, key, who, now, place)
    release(house, uid, now=now)
    return uid


def sent(house: House, who: Actor = FARID, now: datetime = NOW, place: str = "") -> str:
    """A report of the crisis cell that left, and that nobody validated."""
    uid = submitted(house, REPORT, who, now, place)
    releasing.send(house, who, uid, seen(house, uid, who, now), now)
    return uid


def turn(house: House, uid: str, action: Action, who: Actor = DOMINIQUE, now: datetime = NOW, **brings: Any) -> None:
    deciding.turn(house, who, uid, action, seen(house, uid, who, now, **brings), now)


def entries(house: House) -> list[str]:
    """The kinds of all entries of the journal, in order; fails where a sequence is missing."""
    with house.database.read() as session:
        rows = session.execute(select(Journal.sequence, Journal.kind).order_by(Journal.sequence)).all()
    assert [row.sequence for row in rows] == list(range(1, len(rows) + 1))
    return [row.kind for row in rows]


def contents(house: House) -> str:
    """A digest of everything the database holds."""
    raw = house.database.engine.raw_connection()
    try:
        dumped = "\n".join(raw.driver_connection.iterdump())  # type: ignore[union-attr]
    finally:
        raw.close()
    return hashlib.sha256(dumped.encode()).hexdigest()


@contextmanager
def one_entry(house: House, kind: str) -> Iterator[None]:
    """What is done inside makes exactly one entry, of that kind."""
    before = entries(house)
    yield
    assert entries(house) == [*before, kind]


@contextmanager
def nothing_done(
    house: House, *refusals: str, raises: type[Exception] = Refused
) -> Iterator[pytest.ExceptionInfo[Exception]]:
    """What is tried inside is refused, for these reasons and no other, and leaves not a trace."""
    before = contents(house)
    with pytest.raises(raises) as told:
        yield told
    if refusals:
        assert isinstance(told.value, Refused)
        assert [refusal.name for refusal in told.value.refusals] == list(refusals)
    assert contents(house) == before


@contextmanager
def statements(house: House) -> Iterator[list[str]]:
    """Every statement sent to the database meanwhile."""
    with statements_of(house.database.engine) as sent:
        yield sent
