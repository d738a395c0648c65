"""The exercise, read from the real world: nothing in it can be changed from there."""

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from sqlalchemy import text

from commworkflow.records.exercise_database import NoExercise, reading_exercise
from commworkflow.records.house import House
from commworkflow.records.schema import DATABASE_NAME, OpenWorld
from commworkflow.rules.worlds import World
from tests.cast import NOW
from tests.copying import rows_of


def test_an_exercise_that_is_open_is_read_and_cannot_be_changed(house: House) -> None:
    before = rows_of(house.folder)
    with pytest.raises(NoExercise), reading_exercise(house.folder.parent / "live") as session:
        assert session.scalar(text("SELECT count(*) FROM person")) == 10
        session.execute(text("DELETE FROM sign_in_session"))
    assert rows_of(house.folder) == before


def test_what_is_not_there_or_is_no_exercise_is_none(tmp_path: Path) -> None:
    def read() -> None:
        with reading_exercise(tmp_path / "live"):
            pass

    with pytest.raises(NoExercise):
        read()
    OpenWorld(tmp_path / "exercise", World.EXERCISE, NOW).close()
    read()
    with closing(sqlite3.connect(tmp_path / "exercise" / DATABASE_NAME)) as connection:
        connection.execute("DROP TRIGGER stamp_no_update")
        connection.execute("UPDATE stamp SET world = 'live'")
        connection.commit()
    with pytest.raises(NoExercise):
        read()
