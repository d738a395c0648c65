"""The journal: gapless, in its final form, holding no name and no sentence; and what the database itself refuses."""

import hashlib
import json
import shutil
import sqlite3
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import insert, select, text, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from commworkflow.records import guards
from commworkflow.records.base import microseconds
from commworkflow.records.comments import Comment, CommentTurn
from commworkflow.records.contacts import Contact
from commworkflow.records.database import Database
from commworkflow.records.facts import Fact, FactValue
from commworkflow.records.hours import ClockCheck
from commworkflow.records.house import House
from commworkflow.records.journal import KINDS, Entry, Journal, JournalText, enter, leaf_of, text_digest
from commworkflow.records.messages import Message
from commworkflow.records.paper import PaperSlip, SlipRun
from commworkflow.records.people import Person
from commworkflow.records.proposals import ProposedChange
from commworkflow.records.releases import Delivery, File, Receipt, Release
from commworkflow.records.resumptions import Resumption
from commworkflow.records.schema import DATABASE_NAME, OpenWorld
from commworkflow.records.sealed_texts import DecisionConfirmation, FrozenFact, Opinion, SealedText, Waiver
from commworkflow.records.shelf import Shelf
from commworkflow.records.sign_ins import RecoveryCode
from commworkflow.records.sources import FormCheck, FormCheckTurn
from commworkflow.rules.canonical import canonical_bytes
from commworkflow.rules.catalogue import Catalogue
from commworkflow.rules.facts import Register
from commworkflow.rules.worlds import World
from tests.cast import NOW
from tests.released import a_released

ENTRY = Entry("message_returned", NOW, "person", "mandate", "place", "incident", "message", "seal")
REASON = {"reason": "Il manque l’heure."}


def entries(session: Session) -> list[Journal]:
    return list(session.scalars(select(Journal).order_by(Journal.sequence)))


def test_an_entry_is_kept_in_its_final_form(database: Database) -> None:
    with database.write() as session:
        assert enter(session, ENTRY, {}, REASON) == 1
        (row,) = entries(session)
        (kept,) = session.scalars(select(JournalText))
        session.commit()
    sealed = json.loads(row.entry)
    uid, texts = sealed.pop("uid"), sealed.pop("texts")
    assert sealed == {
        "format": 1,
        "sequence": 1,
        "kind": "message_returned",
        "at": 1773477000000000,
        "person": "person",
        "mandate": "mandate",
        "establishment": "place",
        "incident": "incident",
        "message": "message",
        "seal": "seal",
        "facts": {},
    }
    assert len(uid) == 36
    assert row.leaf == hashlib.sha256(b"\x00" + row.entry).hexdigest()
    assert texts == hashlib.sha256(kept.salt + (kept.body or "").encode()).hexdigest()
    assert json.loads(kept.body or "") == REASON
    assert b"heure" not in row.entry


def test_entries_are_numbered_without_a_gap_even_after_one_was_given_up(database: Database) -> None:
    for commits in (True, False, True, True):
        with database.write() as session:
            enter(session, ENTRY, {})
            if commits:
                session.commit()
    with database.read() as session:
        assert [row.sequence for row in entries(session)] == [1, 2, 3]


def test_the_same_sentence_twice_has_two_digests(database: Database) -> None:
    with database.write() as session:
        for _ in range(2):
            enter(session, ENTRY, {}, REASON)
        digests = {json.loads(row.entry)["texts"] for row in entries(session)}
        salts = set(session.scalars(select(JournalText.salt)))
    assert len(digests) == len(salts) == 2
    assert {len(salt) for salt in salts} == {16}


@pytest.mark.parametrize("texts", [None, {}, {"reason": ""}])
def test_without_a_sentence_nothing_stands_beside_the_entry(database: Database, texts: dict[str, str] | None) -> None:
    with database.write() as session:
        enter(session, ENTRY, {}, texts)
        (row,) = entries(session)
        assert json.loads(row.entry)["texts"] == ""
        assert list(session.scalars(select(JournalText))) == []


@pytest.mark.parametrize("kind", KINDS)
def test_each_kind_carries_what_it_declares_and_nothing_else(database: Database, kind: str) -> None:
    declared = KINDS[kind]
    facts = dict.fromkeys(declared.facts, "x")
    entry = Entry(kind, NOW)
    with database.write() as session:
        enter(session, entry, facts, dict.fromkeys(declared.texts, "y"))
        with pytest.raises(ValueError, match=kind):
            enter(session, entry, {**facts, "more": "x"})
        with pytest.raises(ValueError, match=kind):
            enter(session, entry, facts, {"more": "y"})
        for left_out in facts:
            with pytest.raises(ValueError, match=kind):
                enter(session, entry, {name: fact for name, fact in facts.items() if name != left_out})
        assert [row.kind for row in entries(session)] == [kind]


def test_an_unknown_kind_is_no_entry(database: Database) -> None:
    with database.write() as session, pytest.raises(KeyError):
        enter(session, Entry("message_shredded", NOW), {})


def test_no_float_and_no_naive_hour_is_entered(database: Database) -> None:
    with database.write() as session:
        with pytest.raises(TypeError, match="float"):
            enter(session, Entry("incident_opened", NOW), {"number": 1.5})  # type: ignore[dict-item]
        with pytest.raises(ValueError, match="zone"):
            enter(session, Entry("signed_in", NOW.replace(tzinfo=None)), {})
        assert entries(session) == []


COPIES = ("kind", "at", "person", "establishment", "incident", "message")


def test_every_copied_column_can_be_derived_again(house: House) -> None:
    a_released(house)
    with house.database.read() as session:
        rows = entries(session)
    assert len(rows) == 5
    for row in rows:
        sealed = json.loads(row.entry)
        about = (row.person_uid, row.establishment_uid, row.incident_uid, row.message_uid)
        assert (row.kind, microseconds(row.at), *about) == tuple(sealed[name] for name in COPIES)
        assert (row.sequence, row.leaf) == (sealed["sequence"], leaf_of(row.entry))
        assert canonical_bytes(sealed) == row.entry


def test_the_journal_holds_no_name_and_no_sentence(house: House) -> None:
    a_released(house)
    with house.database.read() as session:
        journal = b"".join(row.entry for row in entries(session)).decode()
        beside = " ".join(body or "" for body in session.scalars(select(JournalText.body)))
    assert "il le faut" in beside
    for word in ("Vasseur", "Martin", "Saint-Roch", "Rançongiciel", "Communiqué", "urgences", "il le faut", "@"):
        assert word not in journal


def test_a_sentence_can_be_erased_and_the_journal_still_verifies(house: House) -> None:
    a_released(house)
    with house.database.write() as session:
        leaves = [row.leaf for row in entries(session)]
        session.execute(update(JournalText).values(body=None))
        session.commit()
    with house.database.read() as session:
        assert [leaf_of(row.entry) for row in entries(session)] == leaves
        assert set(session.scalars(select(JournalText.body))) == {None}


def test_a_sentence_that_was_changed_no_longer_matches(house: House) -> None:
    a_released(house)
    with house.database.write() as session:
        session.execute(update(JournalText).values(body='{"waivers":{}}'))
        session.commit()
        for kept in session.scalars(select(JournalText)):
            entry = session.get_one(Journal, kept.sequence)
            assert json.loads(entry.entry)["texts"] != text_digest(kept.salt, kept.body or "")


@pytest.fixture(scope="module")
def filled(
    settled: Path, catalogue: Catalogue, register: Register, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[House]:
    """A world with a row in every table that a trigger guards; whatever is tried on it is refused."""
    folder = tmp_path_factory.mktemp("filled")
    shutil.copy(settled / DATABASE_NAME, folder / DATABASE_NAME)
    world = OpenWorld(folder, World.EXERCISE, NOW)
    house = House(world.world, world.folder, world.database, Shelf(catalogue), register)
    a_released(house)
    with house.database.write() as session:
        sealed, person, release = (session.scalars(select(table.id)).first() for table in (SealedText, Person, Release))
        common = {"sealed_text_id": sealed, "person_id": person, "at": NOW}
        delivery = {
            "release_id": release,
            "channel": "spoken",
            "recipient": "AFP",
            "begun_at": NOW,
            "begun_by_id": person,
        }
        value = {"value": "4", "said_by": "x", "true_at": NOW, "entered_at": NOW, "entered_by_id": person}
        for statement in (
            insert(FormCheck).values(key="a", language="fr", digest="b", person_id=person, at=NOW),
            insert(FormCheckTurn).values(form_check_id=1, stands=False, reason="x", person_id=person, at=NOW),
            insert(FrozenFact).values(sealed_text_id=sealed, key="a", value_uid="b", value="c", reading_class=0),
            insert(Opinion).values(**common, message_id=1, number=1, role="dpo", verdict="favourable", comment=""),
            insert(ProposedChange).values(
                **common, message_id=1, title="a", sections=[], answers={}, reason="", mandate_id=1
            ),
            insert(Waiver).values(**common, action="validate", rule="x", force="passed", reason="y"),
            insert(Delivery).values(**delivery, state="trying"),
            insert(File).values(sha256="a", type="b", name="c", bytes=b"d", made_at=NOW, kind="scan"),
            insert(Receipt).values(delivery_id=1, reference="a", received_at=NOW, entered_at=NOW, entered_by_id=person),
            insert(Fact).values(incident_id=1, key="sites", reading_class=0),
            insert(FactValue).values(**value, fact_id=1),
            insert(Resumption).values(
                at=NOW, copied_at=NOW, copied_sequence=1, copied_leaf="a", machine="b", given_up=[]
            ),
            insert(Contact).values(
                establishment_id=1,
                circle="press",
                name="a",
                organisation="b",
                quality="c",
                telephone="d",
                other_telephone="",
                email="",
                note="",
            ),
            insert(RecoveryCode).values(person_id=person, code_hash="a", made_at=NOW),
            insert(SlipRun).values(establishment_id=1, year=2026, first_rank=1, last_rank=2, printed_at=NOW),
            insert(PaperSlip).values(
                number="a",
                establishment_id=1,
                kind="lost",
                reading_class=1,
                entered_at=NOW,
                written_by="",
                typed_by_id=person,
                body="b",
            ),
            insert(Comment).values(message_id=1, revision=1, section="", quote="", body="a", author_id=person, at=NOW),
            insert(CommentTurn).values(comment_id=1, resolved=True, person_id=person, at=NOW),
            insert(DecisionConfirmation).values(decision_id=1, person_id=person, verdict="confirmed", at=NOW),
            insert(ClockCheck).values(at=NOW, said=NOW, offset_seconds=0, how="samu", person_id=person),
        ):
            session.execute(statement)
        session.commit()
    yield house
    world.close()


@pytest.mark.parametrize("table", guards.IMMUTABLE)
def test_the_database_neither_changes_nor_deletes_a_row_of(filled: House, table: str) -> None:
    key = guards.IMMUTABLE[table][0].split(", ")[0]
    for statement in (f"UPDATE {table} SET {key} = {key}", f"DELETE FROM {table}"):
        with filled.database.write() as session, pytest.raises(IntegrityError, match=f"{table} is append-only"):
            session.execute(text(statement))


@pytest.mark.parametrize("table", guards.NEVER_DELETED)
def test_the_database_deletes_no_row_of(filled: House, table: str) -> None:
    with filled.database.write() as session, pytest.raises(IntegrityError, match=f"{table} is append-only"):
        session.execute(text(f"DELETE FROM {table}"))


@pytest.mark.parametrize("table", (*guards.IMMUTABLE, *guards.NEVER_DELETED))
def test_no_row_is_written_over_either(filled: House, table: str) -> None:
    """REPLACE deletes what stands in its way, and fires triggers only where they are recursive."""
    with filled.database.write() as session, pytest.raises(IntegrityError, match=f"{table} is append-only"):
        session.execute(text("PRAGMA defer_foreign_keys = ON"))
        session.execute(text(f"INSERT OR REPLACE INTO {table} SELECT * FROM {table}"))


@pytest.fixture
def another_program(filled: House) -> Iterator[sqlite3.Connection]:
    """The database in the hands of a program that asks nothing of SQLite: no foreign keys, no recursive triggers."""
    connection = sqlite3.connect(filled.database.path)
    yield connection
    connection.rollback()
    connection.close()


@pytest.mark.parametrize("table", (*guards.IMMUTABLE, *guards.NEVER_DELETED))
def test_another_program_writes_over_no_row_either(another_program: sqlite3.Connection, table: str) -> None:
    with pytest.raises(sqlite3.IntegrityError, match=f"{table} is append-only"):
        another_program.execute(f"REPLACE INTO {table} SELECT * FROM {table}")


@pytest.mark.parametrize(
    ("table", "column"),
    [(table, column) for table, columns in guards.IDENTITY.items() for column in columns.split(", ")],
)
def test_what_four_eyes_are_counted_from_never_changes(
    another_program: sqlite3.Connection, table: str, column: str
) -> None:
    with pytest.raises(sqlite3.IntegrityError, match=f"{table} keeps its identity"):
        another_program.execute(f"UPDATE {table} SET {column} = {column}")


REACHED, HOUR = microseconds(NOW), 3_600_000_000
"""The hour of the journal's last entry, in microseconds as they are kept; and an hour."""


@pytest.fixture
def mandate_until(another_program: sqlite3.Connection) -> Callable[[int | None], None]:
    """Give the first mandate an end with another program."""
    last = another_program.execute("SELECT at FROM journal ORDER BY sequence DESC LIMIT 1").fetchone()
    assert last == (REACHED,)

    def given(until: int | None) -> None:
        another_program.execute("UPDATE mandate SET until_at = ? WHERE id = 1", (until,))

    return given


def test_an_end_of_a_mandate_moves_while_it_is_still_to_come(mandate_until: Callable[[int | None], None]) -> None:
    for until in (REACHED + HOUR, REACHED + 1, None, REACHED + HOUR):
        mandate_until(until)


@pytest.mark.parametrize("longer", [REACHED + HOUR, REACHED - HOUR, None], ids=["later", "earlier", "without an end"])
def test_an_end_that_had_come_when_the_journal_was_last_written_stays(
    mandate_until: Callable[[int | None], None], longer: int | None
) -> None:
    mandate_until(REACHED)
    with pytest.raises(sqlite3.IntegrityError, match="mandate keeps its past"):
        mandate_until(longer)


def test_no_mandate_ends_before_what_was_done_last(mandate_until: Callable[[int | None], None]) -> None:
    with pytest.raises(sqlite3.IntegrityError, match="mandate keeps its past"):
        mandate_until(REACHED - 1)


@pytest.mark.parametrize("again", ["NULL", "revoked_at + 1"])
def test_a_mandate_that_was_taken_back_stays_so(another_program: sqlite3.Connection, again: str) -> None:
    another_program.execute("UPDATE mandate SET revoked_at = 5 WHERE id = 1")
    with pytest.raises(sqlite3.IntegrityError, match="mandate keeps its past"):
        another_program.execute(f"UPDATE mandate SET revoked_at = {again} WHERE id = 1")


def test_a_delivery_that_ended_stays_as_it_ended(another_program: sqlite3.Connection) -> None:
    another_program.execute("UPDATE delivery SET state = 'done', answer = '{}'")
    for statement in ("SET answer = '{}'", "SET state = 'trying'", "SET progress = '{}'"):
        with pytest.raises(sqlite3.IntegrityError, match="delivery has ended"):
            another_program.execute(f"UPDATE delivery {statement}")


@pytest.mark.parametrize(
    ("what", "statement"),
    [
        ("a state nobody knows", "UPDATE message SET status = 'lost'"),
        ("submitted without a sealed text", "UPDATE message SET status = 'submitted', current_sealed_text_id = NULL"),
        ("a class nobody knows", "UPDATE message SET reading_class = 4"),
        ("an incident closed before it was found", "UPDATE incident SET closed_at = discovered_at - 1"),
        ("a delivery in a state nobody knows", "UPDATE delivery SET state = 'lost'"),
    ],
)
def test_the_database_refuses_a_nonsense(filled: House, what: str, statement: str) -> None:
    with filled.database.write() as session, pytest.raises(IntegrityError, match="CHECK"):
        session.execute(text(statement))


def test_a_message_may_still_move(filled: House) -> None:
    with filled.database.write() as session:
        moved = update(Message).values(status="withdrawn", changed_at=NOW + timedelta(hours=1)).returning(Message.id)
        assert len(session.execute(moved).all()) == 1
