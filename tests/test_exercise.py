"""The exercise tells one story: whenever it is begun, its texts name its own people and its own hours."""

import re
from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
from sqlalchemy import select

from benchmarks.playing import Play
from commworkflow.application import open_house
from commworkflow.channels import CHANNELS
from commworkflow.exercise import fill
from commworkflow.exercise_words import WORDS
from commworkflow.readings.home import home_page
from commworkflow.readings.outgoing import Outgoing
from commworkflow.readings.queue import Waiting
from commworkflow.records.house import House
from commworkflow.records.messages import Message, Revision
from commworkflow.records.schema import OpenWorld
from commworkflow.rules.catalogue import Catalogue
from commworkflow.rules.lifecycle import Action
from commworkflow.rules.worlds import World

BEGUN = datetime(2027, 2, 3, 18, 47, tzinfo=UTC)
"""In Paris 19:47: the alert was at 13:17, the crisis cell met at 13:47, data is lost from 04:47 on."""


@pytest.fixture(scope="module")
def crisis(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    """The exercise as it was just begun."""
    opened = OpenWorld(tmp_path_factory.mktemp("told") / "exercise", World.EXERCISE, BEGUN)
    house = open_house(opened)
    fill(house, BEGUN)
    yield house
    opened.close()


@pytest.fixture(scope="module")
def told(crisis: House) -> dict[str, str]:
    """What every message says at last, answers included, by its number."""
    with crisis.database.read() as reading:
        saved = reading.execute(
            select(Message.number, Revision.answers, Revision.sections)
            .join(Revision, Revision.message_id == Message.id)
            .order_by(Revision.number)
        ).all()
    return {number: f"{answers} {sections}".replace("\\xa0", " ") for number, answers, sections in saved}


def test_nobody_and_no_hour_of_the_examples_is_left(told: dict[str, str]) -> None:
    others = re.compile(r"Aubanel|Kessel|Ferrand|999000011|9900000[12]2|Tilleuls|novembre|\b9 h 30|\b10 h|\bmidi\b")
    assert {number: others.findall(text) for number, text in told.items() if others.search(text)} == {}


def test_the_texts_speak_of_the_hours_of_the_crisis_that_is_played(told: dict[str, str]) -> None:
    assert sum("13 h 47" in text for text in told.values()) >= 3, "when the crisis cell met"
    assert sum("4 h 47" in text for text in told.values()) >= 2, "from when on data is lost"


def test_two_reports_two_hours_apart_are_two_reports(told: dict[str, str]) -> None:
    first, second = (text for text in told.values() if "heure_point" in text and "essentiel" in text)
    assert first != second
    assert "'time': '15:47'" in first and "'time': '17:47'" in first and "'time': '17:47'" in second


def test_what_the_exercise_says_is_asked_by_the_templates(catalogue: Catalogue) -> None:
    for words, answers in WORDS.items():
        template = catalogue.template(words.partition(",")[0], "fr")
        assert template is not None
        assert set(answers) <= {question.id for question in template.questions}, words


def test_it_begins_with_texts_that_were_released_and_did_not_leave_yet(crisis: House) -> None:
    """Whoever may let them out is told; to the director the decision that waits still comes first."""
    with crisis.database.read() as reading:
        waiting = {
            name: home_page(reading, crisis, who, CHANNELS, BEGUN).waiting
            for name, who in Play(crisis, BEGUN).people.items()
        }
    told = {name: [one.line.template.key for one in own if isinstance(one, Outgoing)] for name, own in waiting.items()}
    both = ["waiting-statement", "staff-reminder"]
    assert {name: own for name, own in told.items() if own} == {
        "dominique": both, "etienne": both, "nour": both, "alice": both, "farid": both[1:],
    }  # fmt: skip
    first = waiting["dominique"][0]
    assert isinstance(first, Waiting) and first.action is Action.VALIDATE
