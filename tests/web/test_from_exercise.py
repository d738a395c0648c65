"""“Ceci n’est plus un exercice”: words come over, nothing else; who takes them over is their author."""

import json
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import pytest
from sqlalchemy import select

from commworkflow.actions import facts
from commworkflow.actions.act import Refused
from commworkflow.application import application
from commworkflow.records.house import House
from commworkflow.records.journal import Journal
from commworkflow.records.messages import Message, Revision
from commworkflow.records.people import Person
from commworkflow.records.schema import DATABASE_NAME, OpenWorld
from commworkflow.records.shelf import Shelf
from commworkflow.rules.worlds import World
from tests.acting import ALICE, FARID, GAELLE, NOTICE, WAITING, draft, incident, released, save, standing_of
from tests.browser import Browser
from tests.cast import NOW, settle
from tests.conftest import CHEAP_SETTINGS, FrozenClock
from tests.copying import rows_of
from tests.house_rules import all_of, text_of

COUNT = {"value": "32", "unknown": False}


@pytest.fixture
def live(house: House, tmp_path: Path) -> Iterator[House]:
    """A live world beside the exercise, with the same people; the exercise stays open meanwhile."""
    opened = OpenWorld(tmp_path / "live", World.LIVE, NOW)
    with opened.database.write() as session:
        settle(session)
        session.commit()
    yield House(opened.world, opened.folder, opened.database, Shelf(house.shelf.catalogue), house.facts)
    opened.close()


@pytest.fixture
def place(live: House) -> str:
    """The incident of the real crisis."""
    return incident(live)


@pytest.fixture
def sitting_at(live: House, clock: FrozenClock) -> Callable[[str], Browser]:
    """Return a browser at the live world in which one of the cast is signed in."""
    app = application(live, CHEAP_SETTINGS, clock)

    def enter(who: str) -> Browser:
        opened = Browser(app)
        opened.sign_in(who)
        return opened

    return enter


def boxes(browser: Browser, name: str) -> list[str]:
    return [box.get("value") or "" for box in all_of(browser.page, "input") if box.get("name") == name]


def test_texts_become_drafts_of_whoever_takes_them_over(
    house: House, live: House, place: str, sitting_at: Callable[[str], Browser]
) -> None:
    uid = released(house, WAITING)
    other = draft(house, NOTICE)
    save(house, other, ALICE, "EXERCICE – Avis aux patients")
    exercise = rows_of(house.folder)
    with house.database.read() as session:
        source = session.scalars(select(Revision).order_by(Revision.id)).all()[1]
    browser = sitting_at("alice")
    browser.get(f"/incidents/{place}")
    assert f"/incidents/{place}/from-exercise" in browser.links.values()
    browser.get(f"/incidents/{place}/from-exercise")
    incidents = [option.get("value") for option in all_of(browser.page, "option")]
    taken = 0
    for chosen in incidents:
        browser.get(f"/incidents/{place}/from-exercise?from={chosen}")
        texts = boxes(browser, "text")
        browser.post(f"/incidents/{place}/from-exercise", {"from": str(chosen), "text": texts})
        taken += len(texts)
    assert taken == 2
    with live.database.read() as session:
        messages = session.scalars(select(Message).order_by(Message.rank)).all()
        revisions = session.scalars(select(Revision)).all()
        kinds = [json.loads(entry) for entry in session.scalars(select(Journal.entry))]
    assert {message.status for message in messages} == {"draft"}
    assert {message.number[:2] for message in messages} == {"20"}, "numbers of this world"
    assert not any(message.current_sealed_text_id or message.replaces_id for message in messages)
    assert [revision.number for revision in revisions] == [1, 1]
    written = next(revision for revision in revisions if revision.sections == source.sections)
    assert written.title == source.title
    assert all("EXERCICE" not in json.dumps([r.title, r.sections, r.answers], ensure_ascii=False) for r in revisions)
    assert {message.title for message in messages} >= {"Avis aux patients"}
    (entry,) = [k for k in kinds if k["facts"].get("from_revision") == source.uid]
    assert entry["kind"] == "message_taken_over" and entry["person"] == ALICE.uid
    assert rows_of(house.folder) == exercise, "the exercise is read, and nothing else"
    assert uid not in {message.uid for message in messages}


def test_who_took_it_over_does_not_validate_it(
    house: House, live: House, place: str, sitting_at: Callable[[str], Browser]
) -> None:
    draft(house, NOTICE)
    browser = sitting_at("alice")
    browser.get(f"/incidents/{place}/from-exercise")
    browser.send(f"/incidents/{place}/from-exercise", {"text": boxes(browser, "text")})
    with live.database.read() as session:
        (message,) = session.scalars(select(Message)).all()
        authors = set(session.scalars(select(Person.uid).join(Revision, Revision.author_id == Person.id)))
    assert authors == {ALICE.uid} and standing_of(live, message.uid).situation.authors == authors


def test_facts_come_with_their_source_and_never_over_what_is_known_here(
    house: House, live: House, place: str, sitting_at: Callable[[str], Browser]
) -> None:
    there = incident(house)
    for key, value in (("transferts_nb", COUNT), ("porte_parole", "EXERCICE Dominique Marchand")):
        facts.record_fact(house, FARID, there, key, value, NOW, said_by="SAMU")
    facts.record_fact(live, FARID, place, "porte_parole", "Quelqu’un d’autre", NOW, said_by="Direction")
    browser = sitting_at("farid")
    browser.get(f"/incidents/{place}/from-exercise")
    assert boxes(browser, "fact") == ["transferts_nb"], "neither what is known here, nor the hour of the discovery"
    browser.send(f"/incidents/{place}/from-exercise", {"fact": ["transferts_nb"]})
    with closing(sqlite3.connect(live.folder / DATABASE_NAME)) as connection:
        rows = connection.execute(
            "SELECT key, value, said_by, reason FROM fact JOIN fact_value ON fact.id = fact_id"
            " WHERE key = 'transferts_nb'"
        ).fetchall()
    assert [(key, json.loads(value), who) for key, value, who, _ in rows] == [("transferts_nb", COUNT, "SAMU")]
    assert "exercice (E-2026-001)" in rows[0][3]
    with pytest.raises(Refused):
        taken = facts.TakenFact("transferts_nb", COUNT, "SAMU", NOW)
        facts.take_over_facts(live, FARID, place, [taken], "E-2026-001", NOW)


def test_when_the_real_incident_was_discovered_the_exercise_does_not_say(
    house: House, place: str, sitting_at: Callable[[str], Browser]
) -> None:
    hour = {"date": "2026-03-14", "time": "02:00", "estimated": False}
    facts.record_fact(house, FARID, incident(house), "detection", hour, NOW, said_by="RSSI")
    browser = sitting_at("farid")
    browser.get(f"/incidents/{place}/from-exercise")
    assert boxes(browser, "fact") == []


def test_nothing_ticked_is_told(house: House, place: str, sitting_at: Callable[[str], Browser]) -> None:
    draft(house)
    browser = sitting_at("alice")
    browser.get(f"/incidents/{place}/from-exercise")
    browser.send(f"/incidents/{place}/from-exercise", {"text": []}, status=422)
    assert all_of(browser.page, "form")


def test_only_what_a_person_may_write_is_offered(
    house: House, place: str, sitting_at: Callable[[str], Browser]
) -> None:
    draft(house, NOTICE)
    browser = sitting_at("chloe")
    browser.get(f"/incidents/{place}/from-exercise")
    offered = boxes(browser, "text")
    browser.post(f"/incidents/{place}/from-exercise", {"text": ["anything"]}, status=422)
    assert offered == []
    sitting_at("hugo").get(f"/incidents/{place}/from-exercise", status=403)
    sitting_at("zoe").get(f"/incidents/{place}/from-exercise", status=403)


def test_what_still_speaks_of_an_exercise_is_told(
    house: House, place: str, sitting_at: Callable[[str], Browser]
) -> None:
    uid = draft(house, NOTICE)
    save(house, uid, ALICE, "Suite de l’exercice E-2026-001")
    browser = sitting_at("alice")
    browser.get(f"/incidents/{place}/from-exercise")
    browser.send(f"/incidents/{place}/from-exercise", {"text": boxes(browser, "text")})
    assert "exercice, E-2026-001" in text_of(browser.page)


def test_an_exercise_that_cannot_be_read_is_told(
    house: House, live: House, place: str, sitting_at: Callable[[str], Browser], tmp_path: Path
) -> None:
    (tmp_path / "elsewhere").mkdir()
    browser = sitting_at("alice")
    database = house.folder / DATABASE_NAME
    whole = database.read_bytes()
    for spoilt in (b"SQLite format 3\x00 not at all" * 90, b""):
        database.write_bytes(spoilt)
        browser.get(f"/incidents/{place}/from-exercise", status=409)
        browser.post(f"/incidents/{place}/from-exercise", {"text": ["x"]}, status=409)
    database.write_bytes(whole)


def test_without_an_exercise_nothing_is_offered_and_an_exercise_takes_from_nobody(
    house: House, live: House, place: str, sitting_at: Callable[[str], Browser], signed_in: Callable[[str], Browser]
) -> None:
    (house.folder / DATABASE_NAME).rename(house.folder / "away")
    browser = sitting_at("alice")
    browser.get(f"/incidents/{place}")
    assert not [address for address in browser.links.values() if "from-exercise" in address]
    (house.folder / "away").rename(house.folder / DATABASE_NAME)
    there = signed_in("alice")
    there.get(f"/incidents/{incident(house)}")
    assert not [address for address in there.links.values() if "from-exercise" in address]
    there.get(f"/incidents/{place}/from-exercise", status=404)


def test_facts_above_a_persons_class_are_neither_shown_nor_taken(
    house: House, live: House, place: str, sitting_at: Callable[[str], Browser]
) -> None:
    there = incident(house)
    facts.record_fact(house, FARID, there, "exfil_etat", "a_determiner", NOW, said_by="RSSI")
    facts.record_fact(house, FARID, there, "transferts_nb", COUNT, NOW, said_by="SAMU")
    for who, shown in (("farid", ["exfil_etat", "transferts_nb"]), ("gaelle", ["transferts_nb"])):
        browser = sitting_at(who)
        browser.get(f"/incidents/{place}/from-exercise")
        assert boxes(browser, "fact") == shown
    with pytest.raises(Refused):
        taken = facts.TakenFact("exfil_etat", "a_determiner", "RSSI", NOW)
        facts.take_over_facts(live, GAELLE, place, [taken], "E-2026-001", NOW)
