"""Finding again: words whatever their accents, filters, classes obeyed, and a page that costs the same in any world."""

import sqlite3
from collections.abc import Callable
from pathlib import Path

import pytest
from sqlalchemy import select

from benchmarks.asked import statements_of
from commworkflow.records.database import Database
from commworkflow.records.house import House
from commworkflow.records.releases import Release
from commworkflow.records.search_index import SearchIndex
from commworkflow.rules.canonical import short_form
from tests.browser import Browser
from tests.cast import CAST, SAINT_ROCH, VAL_D_OR
from tests.filling import act, message_of, template_of
from tests.house_rules import all_of, text_of
from tests.released import CHLOE, NOTIFICATION, WAITING, a_draft, a_released, a_submitted, seal_of

Enter = Callable[[str], Browser]
EVERYTHING = ((SAINT_ROCH.uid, 3), (VAL_D_OR.uid, 3))


def found(browser: Browser) -> list[str]:
    """The titles' addresses of what the page shows as messages."""
    links = [link.get("href") or "" for link in all_of(browser.page, "a")]
    return [link for link in links if link.startswith("/messages/")]


@pytest.mark.parametrize("words", ["urgences", "URGENCES", "úrgen", "ouvertes urgences", "restent"])
def test_words_are_found_whatever_their_case_and_accents(house: House, signed_in: Enter, words: str) -> None:
    uid = a_submitted(house)
    alice = signed_in("alice")
    alice.get(f"/search?words={words}")
    assert f"/messages/{uid}" in found(alice)
    assert any(words.split()[0][:4].casefold()[1:] in text_of(mark).casefold() for mark in all_of(alice.page, "mark"))


@pytest.mark.parametrize(
    "words", ["anticonstitutionnellement", "urgences anticonstitutionnellement", '"', "*", "a AND", "NEAR("]
)
def test_what_is_nowhere_is_not_found_and_signs_are_no_orders(house: House, signed_in: Enter, words: str) -> None:
    a_submitted(house)
    alice = signed_in("alice")
    alice.client.get("/search", query_string={"words": words})
    alice.see(alice.client.get("/search", query_string={"words": words}), 200)
    assert not all_of(alice.page, "mark")


def test_an_answer_and_a_reason_are_found_where_they_were_written(house: House, signed_in: Enter) -> None:
    uid = a_submitted(house)
    dominique = signed_in("dominique")
    dominique.get(f"/messages/{uid}")
    act(dominique, uid, "return", {"reason": "Dites l’heure du prochain rendez-vous, Mirabelle."})
    dominique.get("/search?words=mirabelle")
    assert f"/messages/{uid}" in found(dominique) and "Mirabelle" in dominique.words
    alice = signed_in("alice")
    alice.get("/search?words=mirabelle")
    assert "Mirabelle," not in alice.words, "whoever does not read the journal does not read it here"


def test_what_stands_for_an_answer_is_no_word_of_the_text(house: House, signed_in: Enter) -> None:
    """A reader sees what is said, never the names that a text is filled by."""
    uid = a_draft(house, WAITING, CAST["alice"].actor)
    assert any("[[contact_presse]]" in section.markdown for section in template_of(house, WAITING).sections)
    alice = signed_in("alice")
    alice.get("/search?words=contact_presse")
    assert f"/messages/{uid}" not in found(alice)
    alice.get("/search?words=Prochain")
    assert f"/messages/{uid}" in found(alice) and "[[" not in alice.words


def test_what_is_above_ones_class_is_not_found(house: House, signed_in: Enter, database: Database) -> None:
    secret = a_submitted(house, NOTIFICATION, CHLOE)
    number = message_of(database, secret).number
    for who, seen in (("chloe", True), ("dominique", True), ("alice", False), ("farid", False), ("hugo", False)):
        person = signed_in(who)
        person.get(f"/search?words={number}")
        assert (f"/messages/{secret}" in found(person)) is seen, who


def test_what_a_print_says_leads_to_its_message(house: House, signed_in: Enter, database: Database) -> None:
    uid, other = a_released(house), a_submitted(house)
    alice = signed_in("alice")
    seal = short_form(seal_of(house, uid))
    with database.read() as session:
        number = session.scalars(select(Release.number)).one()
    unmarked = number.removeprefix(house.world.number_prefix)
    for typed in (number, number.lower(), unmarked, seal, seal.lower().replace("-", " "), seal[:9], seal[:4]):
        alice.see(alice.client.get("/search", query_string={"words": typed}), 200)
        assert found(alice) == [f"/messages/{uid}"], typed
    alice.see(alice.client.get("/search", query_string={"words": short_form(seal_of(house, other))}), 200)
    assert found(alice) == [f"/messages/{other}"]


def test_a_seal_above_ones_class_is_not_found(house: House, signed_in: Enter) -> None:
    secret = a_submitted(house, NOTIFICATION, CHLOE)
    for who, seen in (("chloe", True), ("alice", False), ("zoe", False)):
        person = signed_in(who)
        person.get(f"/search?words={short_form(seal_of(house, secret))}")
        assert (f"/messages/{secret}" in found(person)) is seen, who


def test_another_hospital_finds_nothing(house: House, signed_in: Enter) -> None:
    a_submitted(house)
    zoe = signed_in("zoe")
    zoe.get("/search?words=urgences")
    assert found(zoe) == []


def test_filters_narrow_what_is_found(house: House, signed_in: Enter) -> None:
    draft, submitted, released = a_draft(house), a_submitted(house), a_released(house)
    alice = signed_in("alice")
    for asked, expected in (
        ("status=draft", {draft}),
        ("status=released", {released}),
        ("status=submitted&words=urgences", {submitted}),
        (f"author={CAST['alice'].uid}", {draft, submitted, released}),
        (f"author={CAST['bruno'].uid}", set()),
        ("class=C3", set()),
        ("since=2031-01-01T00:00", set()),
        ("until=2031-01-01T00:00", {draft, submitted, released}),
        ("family=no-such-family", set()),
    ):
        alice.get(f"/search?{asked}")
        assert {address.split("/")[2] for address in found(alice)} == expected, asked


def numbers_of(database: Database, *uids: str) -> tuple[int, ...]:
    return tuple(message_of(database, uid).id for uid in uids)


def test_what_was_indexed_is_found_by_whoever_opens_the_file_again(
    house: House, database: Database, tmp_path: Path
) -> None:
    index = SearchIndex(tmp_path / "search.sqlite3")
    uid = a_submitted(house)
    with database.read() as session:
        assert index.messages(session, "urgences") == numbers_of(database, uid)
    index.close()
    again = SearchIndex(tmp_path / "search.sqlite3")
    with database.read() as session:
        assert again.messages(session, "urgences") == numbers_of(database, uid)
        assert again.messages(session, " ") == ()


def test_entries_are_found_where_they_may_be_read(
    house: House, signed_in: Enter, database: Database, tmp_path: Path
) -> None:
    uid = a_submitted(house)
    dominique = signed_in("dominique")
    dominique.get(f"/messages/{uid}")
    act(dominique, uid, "return", {"reason": "Mirabelle."})
    index = SearchIndex(tmp_path / "search.sqlite3")
    with database.read() as session:
        index.messages(session, "mirabelle")
    assert len(index.entries("mirabelle", EVERYTHING, 10)) == 1
    assert index.entries("mirabelle", ((SAINT_ROCH.uid, -1), (VAL_D_OR.uid, 3)), 10) == ()
    assert index.entries("mirabelle", (), 10) == ()


def test_an_index_of_another_world_or_a_damaged_one_is_made_anew(
    house: House, database: Database, tmp_path: Path
) -> None:
    path = tmp_path / "search.sqlite3"
    index = SearchIndex(path)
    uid = a_submitted(house)
    with database.read() as session:
        index.messages(session, "urgences")
    assert index._connection is not None
    index._connection.execute("UPDATE progress SET leaf = 'of another world'")
    index._connection.execute("INSERT INTO found VALUES ('urgences', 'message', 'a stranger', ?, 0)", (SAINT_ROCH.uid,))
    with database.read() as session:
        assert index.messages(session, "urgences") == numbers_of(database, uid)
    index.close()
    path.write_bytes(b"no database at all" * 100)
    with database.read() as session:
        assert index.messages(session, "urgences") == numbers_of(database, uid)
    assert path.stat().st_mode & 0o777 == 0o600


def test_a_search_costs_ten_statements_at_most(house: House, signed_in: Enter, database: Database) -> None:
    for _ in range(3):
        a_submitted(house)
    dominique = signed_in("dominique")
    dominique.get("/search?words=urgences")
    with statements_of(database.engine) as few:
        dominique.get("/search?words=urgences")
    for _ in range(5):
        a_submitted(house)
    dominique.get("/search?words=urgences")
    with statements_of(database.engine) as asked:
        dominique.get("/search?words=urgences")
    assert 0 < len(asked) == len(few) <= 10


def test_where_no_index_can_be_kept_words_are_found_all_the_same(
    house: House, database: Database, tmp_path: Path
) -> None:
    index, first = SearchIndex(tmp_path / "not there" / "search.sqlite3"), a_submitted(house)
    with database.read() as session:
        assert index.messages(session, "urgences") == numbers_of(database, first)
    second = a_submitted(house)
    with database.read() as session:
        assert set(index.messages(session, "urgences")) == set(numbers_of(database, first, second))
    assert index.excerpts("urgences", numbers_of(database, second))


def test_an_index_of_an_earlier_make_is_made_anew(house: House, database: Database, tmp_path: Path) -> None:
    path = tmp_path / "search.sqlite3"
    index = SearchIndex(path)
    uid = a_submitted(house)
    with database.read() as session:
        index.messages(session, "urgences")
    index.close()
    earlier = sqlite3.connect(path)
    earlier.executescript("PRAGMA user_version = 1; UPDATE found SET words = 'mirabelle'; VACUUM;")
    earlier.close()
    again = SearchIndex(path)
    with database.read() as session:
        assert again.messages(session, "mirabelle") == ()
        assert again.messages(session, "urgences") == numbers_of(database, uid)
    again.close()
