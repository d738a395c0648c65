"""What a message costs the database: a cycle, each change of state, and the same however many messages there are."""

from collections.abc import Callable
from dataclasses import replace

import pytest
from sqlalchemy import text

from benchmarks.asked import planned
from commworkflow.actions import deciding, releasing, starting, writing
from commworkflow.channels import CHANNELS
from commworkflow.readings.home import home_page
from commworkflow.readings.incidents import incident_page
from commworkflow.readings.message_page import message_page
from commworkflow.records.house import House
from commworkflow.rules.lifecycle import Action
from commworkflow.rules.roles import Actor
from commworkflow.rules.typed import Typed
from tests.acting import (
    ALICE,
    CHLOE,
    DOMINIQUE,
    NOTICE,
    NOTIFICATION,
    WAITING,
    draft,
    examples,
    incident,
    opine,
    released,
    seen,
    statements,
    submitted,
    template_of,
    validated,
)
from tests.cast import NOW, SAINT_ROCH

THREE_KILOBYTES = "Les urgences restent ouvertes, à 18 h 30 comme à 9 h. " * 57


def typed(house: House) -> Typed:
    """3 kB, and answers among which the register's facts are as the form showed them."""
    filled = examples(house)
    return replace(filled, sections={"ouverture": THREE_KILOBYTES}, shown=filled.answers or {})


def a_crisis(house: House) -> str:
    """An incident under way: its facts are told, the template was used."""
    place = incident(house)
    submitted(house, place=place)
    draft(house, place=place)
    return place


def read(house: House, who: Actor, uid: str) -> None:
    with house.database.read() as session:
        assert message_page(session, house, who, uid, NOW) is not None


def look(house: House, who: Actor, place: str) -> None:
    with house.database.read() as session:
        assert incident_page(session, house, who, place, NOW) is not None


def cycle(house: House, place: str) -> dict[str, int]:
    """Play a cycle as nine requests, and return how many statements each made, that of its sitting counted."""
    counted: dict[str, int] = {}
    uid = ""

    def request(name: str, does: Callable[[], object]) -> object:
        with statements(house) as sent:
            answer = does()
        counted[name] = len(sent) + 1
        return answer

    template = template_of(house, NOTICE)
    uid = str(request("create", lambda: starting.start(house, ALICE, place, SAINT_ROCH.uid, template, NOW)))
    intent = seen(house, uid)
    request("save", lambda: writing.save(house, ALICE, uid, typed(house), intent, NOW))
    saved = seen(house, uid)
    request("submit", lambda: deciding.submit(house, ALICE, uid, None, saved, NOW))
    request("list", lambda: look(house, DOMINIQUE, place))
    request("list again", lambda: look(house, ALICE, place))
    opine(house, uid, CHLOE)
    request("read", lambda: read(house, DOMINIQUE, uid))
    submitted_as = seen(house, uid)
    request("validate", lambda: deciding.validate(house, DOMINIQUE, uid, submitted_as, NOW))
    validated_as = seen(house, uid)
    request("release", lambda: releasing.release(house, ALICE, uid, validated_as, NOW))
    request("read again", lambda: read(house, ALICE, uid))
    return counted


def more_messages(house: House, place: str, number: int) -> None:
    """Write as many drafts of the incident, each with its revision and its entry in the journal."""
    named = {"call": f"one of {number} more: "}
    with house.database.write() as session:
        session.execute(text("""
            INSERT INTO message (uid, number, rank, incident_id, establishment_id, family, audience, language,
                reading_class, template_id, title, status, version, made_by_id, made_at, changed_at)
            WITH RECURSIVE counting(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM counting WHERE n < :number)
            SELECT :call || n, :call || n, :number + n, incident_id, establishment_id, family, audience, language,
                reading_class, template_id, title, 'draft', 1, made_by_id, made_at, changed_at
            FROM counting, (SELECT message.* FROM message JOIN incident ON incident.id = incident_id
                            WHERE incident.uid = :place LIMIT 1)
        """), {**named, "number": number, "place": place})  # fmt: skip
        session.execute(text("""
            INSERT INTO revision (uid, message_id, number, title, sections, answers, author_id, mandate_id, at)
            SELECT 'of ' || message.uid, message.id, 1, old.title, sections, answers, author_id, mandate_id, at
            FROM message, (SELECT * FROM revision LIMIT 1) AS old WHERE message.uid LIKE :call || '%'
        """), named)  # fmt: skip
        session.execute(text("""
            INSERT INTO journal
                (sequence, entry, leaf, kind, at, person_uid, establishment_uid, incident_uid, message_uid)
            SELECT sequence + rank - :number, entry, leaf, kind, old.at, person_uid, establishment_uid, incident_uid,
                message.uid
            FROM message, (SELECT * FROM journal ORDER BY sequence DESC LIMIT 1) AS old
            WHERE message.uid LIKE :call || '%'
        """), {**named, "number": number})  # fmt: skip
        session.commit()


def test_a_cycle_is_at_most_60_statements(house: House) -> None:
    counted = cycle(house, a_crisis(house))
    assert len(counted) == 9
    assert sum(counted.values()) <= 60, counted


def test_a_cycle_costs_the_same_with_10_and_with_10000_messages(house: House) -> None:
    place = a_crisis(house)
    more_messages(house, place, 8)
    with_ten = cycle(house, place)
    more_messages(house, place, 10_000)
    assert cycle(house, place) == with_ten


def test_a_cycle_makes_the_database_plan_nothing_that_it_planned_before(house: House) -> None:
    with planned(house.database.engine) as plans:
        released(house)
        assert len(plans) > 20
        plans.clear()
        released(house)
        assert plans == []


CHANGES: list[tuple[Action, Callable[[House], str], Actor]] = [
    (Action.TAKE_BACK, submitted, ALICE),
    (Action.DISCARD, draft, ALICE),
    (Action.RETURN, submitted, DOMINIQUE),
    (Action.REFUSE, submitted, DOMINIQUE),
    (Action.REVOKE, validated, DOMINIQUE),
]


@pytest.mark.parametrize(("action", "before", "who"), CHANGES, ids=[str(row[0]) for row in CHANGES])
def test_a_turn_is_at_most_10_statements(
    house: House, action: Action, before: Callable[[House], str], who: Actor
) -> None:
    uid = before(house)
    intent = seen(house, uid)
    with statements(house) as sent:
        deciding.turn(house, who, uid, action, intent, NOW)
    assert len(sent) <= 9, sent


def test_a_change_of_state_is_at_most_10_statements(house: House) -> None:
    """Each with the statement of its sitting."""
    counted = cycle(house, a_crisis(house))
    assert {name: counted[name] for name in ("submit", "validate", "release") if counted[name] > 10} == {}


def test_a_release_with_waivers_is_at_most_10_statements(house: House) -> None:
    uid = validated(house, WAITING)
    going_on = seen(house, uid, waivers={"staff_not_told": "Le journal appelle."})
    with statements(house) as sent:
        releasing.release(house, DOMINIQUE, uid, going_on, NOW)
    assert any("INTO waiver" in statement for statement in sent)
    assert len(sent) + 1 <= 10, sent


def test_home_asks_the_same_however_much_waits(house: House) -> None:
    counts = []
    for _ in range(3):
        submitted(house)
        submitted(house, NOTIFICATION, CHLOE)
        with statements(house) as sent, house.database.read() as session:
            home_page(session, house, DOMINIQUE, CHANNELS, NOW)
        counts.append(len(sent))
    assert counts[0] == counts[-1] <= 8
