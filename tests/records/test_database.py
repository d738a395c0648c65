"""One database: safe modes, one writer at a time, readers that see one moment, and hours that have a zone."""

import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta, timezone

import pytest
from sqlalchemy import event, func, insert, select, text
from sqlalchemy.exc import IntegrityError, OperationalError, StatementError
from sqlalchemy.orm import Session

from commworkflow.records.base import Json, microseconds, new_uid
from commworkflow.records.database import Busy, Database, journal_mode, wal_is_safe
from commworkflow.records.people import Establishment, Mandate, Person
from tests.cast import NOW

WAL = {
    # version: whether an acknowledged write is kept in WAL mode
    (3, 6, 23): False,
    (3, 7, 0): False,
    (3, 40, 1): False,
    (3, 44, 5): False,
    (3, 44, 6): True,
    (3, 44, 9): True,
    (3, 45, 0): False,
    (3, 46, 1): False,
    (3, 50, 6): False,
    (3, 50, 7): True,
    (3, 50, 8): True,
    (3, 51, 0): False,
    (3, 51, 2): False,
    (3, 51, 3): True,
    (3, 52, 0): True,
    (4, 0, 0): True,
}


def test_where_wal_keeps_what_it_acknowledged() -> None:
    assert {version: wal_is_safe(version) for version in WAL} == WAL


@pytest.mark.parametrize(("version", "modes"), [((3, 40, 1), ("DELETE", "EXTRA")), ((3, 51, 3), ("WAL", "FULL"))])
def test_the_modes_follow_the_library(
    monkeypatch: pytest.MonkeyPatch, version: tuple[int, int, int], modes: tuple[str, str]
) -> None:
    monkeypatch.setattr("sqlite3.sqlite_version_info", version)
    assert journal_mode() == modes


def test_every_connection_is_in_the_safe_modes(database: Database) -> None:
    mode, synchronous = journal_mode()
    with database.read() as one, database.read() as another:
        for session in (one, another):
            found = [session.scalar(text(f"PRAGMA {name}")) for name in ("journal_mode", "synchronous", "foreign_keys")]
            assert found == [mode.lower(), {"FULL": 2, "EXTRA": 3}[synchronous], 1]
            assert session.scalar(text("PRAGMA busy_timeout")) == 10_000


def add_place(session: Session, name: str) -> None:
    session.execute(insert(Establishment).values(name=name))


def places(session: Session) -> int:
    return session.scalar(select(func.count()).select_from(Establishment)) or 0


def test_what_is_not_committed_never_was(database: Database) -> None:
    with database.write() as session:
        add_place(session, "A")
    with pytest.raises(ZeroDivisionError), database.write() as session:
        add_place(session, "B")
        raise ZeroDivisionError
    with database.read() as session:
        assert places(session) == 2


def test_who_waits_too_long_for_the_pen_is_told(database: Database) -> None:
    with database.write(), pytest.raises(Busy), database.write(wait=0):
        raise AssertionError("two held the pen")
    with database.write(wait=0) as session:
        add_place(session, "after")
        session.commit()


def test_the_pen_is_put_down_whatever_happens(database: Database) -> None:
    with pytest.raises(IntegrityError), database.write() as session:
        session.execute(text("INSERT INTO establishment (id) VALUES (1)"))
    with database.write(wait=0) as session:
        assert places(session) == 2


def test_writers_queue_and_none_is_lost(database: Database) -> None:
    """Each reads, then writes what it read plus one: without the pen some would write the same."""
    with database.write() as session:
        add_place(session, "0")
        session.commit()

    def count_up(_: int) -> None:
        with database.write() as session:
            last = session.scalar(select(func.max(Establishment.id)))
            name = session.scalar(select(Establishment.name).where(Establishment.id == last))
            add_place(session, str(int(name or "0") + 1))
            session.commit()

    with ThreadPoolExecutor(8) as people:
        list(people.map(count_up, range(40)))
    with database.read() as session:
        names = session.scalars(select(Establishment.name).where(Establishment.id > 2).order_by(Establishment.id))
        assert list(names) == [str(number) for number in range(41)]


def test_two_hold_the_pen_never_at_once(database: Database) -> None:
    inside, most = 0, 0
    lock = threading.Lock()

    def hold(_: int) -> None:
        nonlocal inside, most
        with database.write() as session:
            with lock:
                inside += 1
                most = max(most, inside)
            add_place(session, "x")
            with lock:
                inside -= 1

    with ThreadPoolExecutor(8) as people:
        list(people.map(hold, range(40)))
    assert most == 1


def test_a_page_sees_one_moment(database: Database) -> None:
    """While it is read, a writer either commits unseen or is kept waiting: it never shows half-way."""
    with database.read() as reader:
        before = places(reader)
        committed = True
        with database.write() as writer:
            writer.execute(text("PRAGMA busy_timeout = 0"))
            add_place(writer, "meanwhile")
            try:
                writer.commit()
            except OperationalError:
                committed = False
                writer.rollback()
            writer.execute(text("PRAGMA busy_timeout = 10000"))
        assert places(reader) == before
    with database.read() as reader:
        assert places(reader) == before + committed


def test_a_commit_that_fails_lets_go_of_everything(database: Database) -> None:
    """As a full disk makes it fail, or a reader who stays: SQLite then keeps the transaction open, and its lock."""

    def fails(connection: object) -> None:
        raise OSError("no space left on device")

    event.listen(database.engine, "commit", fails)
    with pytest.raises(OSError, match="no space left"), database.write() as session:
        add_place(session, "lost")
        session.commit()
    event.remove(database.engine, "commit", fails)
    with database.write(wait=0) as session:
        add_place(session, "kept")
        session.commit()
    with database.read() as session:
        assert list(session.scalars(select(Establishment.name).where(Establishment.id > 2))) == ["kept"]


def test_a_page_can_be_read_while_an_act_is_under_way(database: Database) -> None:
    with database.write() as writer:
        add_place(writer, "not yet")
        with database.read() as reader:
            assert places(reader) == 2


def test_an_hour_without_a_zone_is_not_stored(database: Database) -> None:
    naive = NOW.replace(tzinfo=None)
    with pytest.raises(ValueError, match="zone"):
        microseconds(naive)
    with database.write() as session, pytest.raises(StatementError, match="zone"):
        session.execute(insert(Mandate).values(person_id=1, establishment_id=1, role="reader", from_at=naive))


@pytest.mark.parametrize(
    "moment",
    [
        NOW,
        datetime(2026, 3, 14, 8, 30, 0, 123456, tzinfo=UTC),
        datetime(1969, 12, 31, 23, 59, 59, 999999, tzinfo=UTC),
        datetime(2026, 10, 25, 2, 30, tzinfo=timezone(timedelta(hours=2))),
        datetime(2254, 1, 1, tzinfo=UTC),
    ],
)
def test_a_moment_comes_back_in_utc_to_the_microsecond(database: Database, moment: datetime) -> None:
    with database.write() as session:
        values = {"person_id": 1, "establishment_id": 1, "role": "reader", "from_at": moment}
        uid = session.execute(insert(Mandate).values(**values).returning(Mandate.uid)).scalar_one()
        session.expire_all()
        found = session.scalars(select(Mandate.from_at).where(Mandate.uid == uid)).one()
    assert (found, found.tzinfo) == (moment, UTC)


def test_json_is_the_same_bytes_on_every_database() -> None:
    stored = Json().process_bind_param({"b": [1, None], "a": "é"}, None)  # type: ignore[arg-type]
    assert stored == '{"a":"é","b":[1,null]}'
    assert Json().process_result_value(stored, None) == {"b": [1, None], "a": "é"}  # type: ignore[arg-type]


A_MANDATE = """
    INSERT INTO mandate (uid, person_id, establishment_id, role, directorate, from_at, deed, scope)
    VALUES ('x', {person}, 1, '{role}', '', 0, '', '{{}}')
"""


@pytest.mark.parametrize(
    ("what", "statement"),
    [
        ("a role nobody knows", A_MANDATE.format(person=1, role="king")),
        ("a mandate that ends before it begins", "UPDATE mandate SET until_at = from_at WHERE id = 1"),
        ("an address of mail twice", "UPDATE person SET email = (SELECT email FROM person WHERE id = 2) WHERE id = 1"),
        ("a mandate of nobody", A_MANDATE.format(person=999, role="reader")),
        ("a second stamp", "INSERT INTO stamp (id, world, installation_uid, made_at) VALUES (2, 'live', 'x', 0)"),
    ],
)
def test_the_database_refuses_nonsense(database: Database, what: str, statement: str) -> None:
    with database.write() as session, pytest.raises(IntegrityError):
        session.execute(text(statement))
        session.commit()
        raise AssertionError(what)


def test_a_uid_is_never_given_twice(database: Database) -> None:
    assert len({new_uid() for _ in range(1000)}) == 1000
    with database.read() as session:
        uids = list(session.scalars(select(Person.uid)))
    assert len(uids) == len(set(uids)) == 10
