"""The machine's hour: confirmed by what somebody heard, told in the journal and on prints, asked for again."""

import json
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from flask import Flask
from sqlalchemy import select

from commworkflow.actions.act import NotFound
from commworkflow.actions.confirming_hour import confirm_hour
from commworkflow.actions.starting import start
from commworkflow.application import application
from commworkflow.readings.hours import Offsets, last_check
from commworkflow.readings.prints import printable
from commworkflow.records.base import spelled
from commworkflow.records.database import Database
from commworkflow.records.hours import ClockCheck
from commworkflow.records.house import House
from commworkflow.records.journal import Journal
from commworkflow.records.releases import Release
from commworkflow.rules.hours import Heard, HeardFrom, spoken_hour
from commworkflow.rules.notice import Imprint
from tests.browser import Browser
from tests.cast import CAST, NOW, SAINT_ROCH
from tests.conftest import CHEAP_SETTINGS, FrozenClock
from tests.house_rules import all_of, text_of
from tests.released import ALICE, DOMINIQUE, WAITING, a_draft, a_released, a_submitted, standing_of
from tests.test_clock import Machine

Enter = Callable[[str], Browser]
PARIS = ZoneInfo(SAINT_ROCH.zone)
HEARD = {"heard": "09:27", "how": "samu"}


def heard(typed: str) -> Heard:
    found = spoken_hour(typed)
    assert found is not None
    return found


def another(house: House, beside: str, now: datetime) -> str:
    """Start a message of the same incident as another one."""
    template = house.shelf.catalogue.template(WAITING, "fr")
    assert template is not None
    return start(house, ALICE, standing_of(house, ALICE, beside).incident.uid, SAINT_ROCH.uid, template, now)


def bands(browser: Browser) -> list[str]:
    return [text_of(aside) for aside in all_of(browser.page, "aside") if "hour-band" in (aside.get("class") or "")]


def test_the_hour_is_asked_for_until_somebody_confirmed_it(
    signed_in: Enter, clock: FrozenClock, database: Database
) -> None:
    dominique, bruno = signed_in("dominique"), signed_in("bruno")
    dominique.get("/account")
    assert len(bands(dominique)) == 1
    dominique.get("/hour")
    assert bands(dominique) == [], "the page itself says it"
    assert "09:30:00" in dominique.words
    clock.advance(seconds=12)
    dominique.send("/hour", HEARD)
    assert "3" in dominique.words and "min" in dominique.words
    with database.read() as session:
        check = session.scalars(select(ClockCheck)).one()
        entry = session.execute(
            select(Journal.person_uid, Journal.establishment_uid).where(Journal.kind == "hour_confirmed")
        ).one()
    assert (check.at, check.offset_seconds, check.how) == (NOW + timedelta(seconds=12), 180, "samu")
    assert check.said == datetime(2026, 3, 14, 8, 27, tzinfo=UTC)
    assert tuple(entry) == (CAST["dominique"].uid, SAINT_ROCH.uid)
    for somebody in (dominique, bruno):
        somebody.get("/account")
        assert bands(somebody) == [], "once for everybody"
    dominique.get("/journal")
    assert "3 min" in dominique.words.replace("\u00a0", " ")


def test_those_who_cannot_confirm_it_are_not_asked(signed_in: Enter, browser: Callable[[], Browser]) -> None:
    for who in ("gaelle", "hugo"):
        somebody = signed_in(who)
        somebody.get("/account")
        assert bands(somebody) == []
        somebody.get("/hour", 403)
        somebody.post("/hour", HEARD, 403)
    visitor = browser()
    visitor.get("/sign-in")
    assert bands(visitor) == []


def test_who_holds_no_such_role_confirms_nothing_by_another_way(house: House) -> None:
    with pytest.raises(NotFound):
        confirm_hour(house, CAST["hugo"].actor, heard("09:30"), HeardFrom.OTHER, PARIS, NOW)


@pytest.mark.parametrize(
    "fields",
    [{"heard": "25:61", "how": "samu"}, {"heard": "", "how": "samu"}, {"heard": "09:30", "how": "3699"}, {}],
)
def test_what_is_no_hour_is_told_and_kept(signed_in: Enter, database: Database, fields: dict[str, str]) -> None:
    dominique = signed_in("dominique")
    dominique.post("/hour", fields, 422)
    (field,) = [field for field in all_of(dominique.page, "input") if field.get("name") == "heard"]
    assert field.get("value") == fields.get("heard", "")
    with database.read() as session:
        assert session.scalars(select(ClockCheck)).all() == []
    dominique.get("/account")
    assert len(bands(dominique)) == 1


def test_a_clock_far_off_is_told_what_to_do_about(signed_in: Enter) -> None:
    dominique = signed_in("dominique")
    dominique.post("/hour", {"heard": "12:30", "how": "mobile"})
    assert dominique.address == "/hour"
    warned = [text_of(div) for div in all_of(dominique.page, "div") if "notice-warning" in (div.get("class") or "")]
    assert len(warned) == 1
    dominique.post("/hour", {"heard": "09:31", "how": "mobile"})
    assert dominique.address == "/"


def test_a_jump_is_shown_and_confirming_it_ends_it(house: House, compiled: object, database: Database) -> None:
    machine = Machine()
    app: Flask = application(house, CHEAP_SETTINGS, machine.clock, machine.ticks)
    bruno = Browser(app)
    bruno.sign_in("bruno")
    bruno.post("/hour", {"heard": "09:30", "how": "mobile"})
    machine.pass_by(minutes=20)
    machine.jump(hours=-3)
    # The sitting was seen in the future: whoever sits there signs in once more.
    bruno.sign_in("bruno")
    (told,) = bands(bruno)
    told = told.replace("\u00a0", " ")
    assert "−3 h" in told and "09:50" in told
    assert "hour-band-serious" in bruno.response.text
    bruno.post("/hour", {"heard": "09:50", "how": "mobile"})
    assert bands(bruno) == []
    with database.read() as session:
        assert session.scalars(select(ClockCheck.offset_seconds).order_by(ClockCheck.id)).all() == [0, -3 * 3600]
    bruno.get("/journal?kind=hour_confirmed")
    said = [text_of(row).replace("\u00a0", " ") for row in all_of(bruno.page, "tr")]
    assert "−3 h" in said[1] and "−3 h" not in said[2], "the jump stands in the entry that answers it"


def test_a_journal_ahead_of_the_clock_is_shown_at_the_next_start(
    house: House, clock: FrozenClock, signed_in: Enter
) -> None:
    a_submitted(house)
    clock.advance(hours=-3)
    started = application(house, CHEAP_SETTINGS, clock)
    bruno = Browser(started)
    bruno.sign_in("bruno")
    (told,) = bands(bruno)
    assert "09:30" in told and "3 h" in told, told


def test_the_order_of_the_journal_is_kept_by_a_clock_set_back(
    house: House, signed_in: Enter, clock: FrozenClock, database: Database
) -> None:
    uid = a_submitted(house)
    confirm_hour(house, DOMINIQUE, heard("09:30"), HeardFrom.MOBILE, PARIS, NOW)
    later = NOW - timedelta(hours=3)
    confirm_hour(house, DOMINIQUE, heard("09:30"), HeardFrom.MOBILE, PARIS, later)
    draft = another(house, uid, later)
    with database.read() as session:
        sequences = session.execute(select(Journal.sequence, Journal.kind).order_by(Journal.sequence)).all()
        offsets = Offsets(session)
        known = [(row.kind, offsets.before(row.sequence)) for row in sequences]
        check = last_check(session)
    assert check is not None and (check.at, check.offset_seconds) == (later, -3 * 3600), "the last one, not the latest"
    assert known[-3:] == [("hour_confirmed", 0), ("hour_confirmed", -10_800), ("message_started", -10_800)]
    assert {offset for _, offset in known[:-3]} == {None}
    dominique = signed_in("dominique")
    dominique.get("/journal?kind=message_started")
    linked = [link for link in dominique.links.values() if link.startswith("/messages/")]
    assert set(linked) == {f"/messages/{uid}", f"/messages/{draft}"}
    dominique.get("/journal")
    numbers = [int(text_of(cell)) for cell in all_of(dominique.page, "th") if cell.get("scope") == "row"]
    assert numbers == sorted(numbers, reverse=True)
    exported = dominique.client.get("/journal.csv").data.decode("utf-8-sig").splitlines()
    assert any(line.endswith('"message_started"') is False and "3\u00a0h" in line for line in exported)


def test_messages_are_listed_by_what_was_done_last_and_not_by_the_clock(
    house: House, signed_in: Enter, clock: FrozenClock
) -> None:
    first = a_draft(house)
    second = another(house, first, NOW - timedelta(hours=3))
    alice = signed_in("alice")
    alice.get("/")
    listed = [link.get("href") or "" for link in all_of(alice.page, "a")]
    order = [uid for link in listed for uid in (first, second) if uid in link]
    assert list(dict.fromkeys(order)) == [second, first]


def test_the_offset_stands_on_what_is_released_and_printed_after_it_was_found(house: House, database: Database) -> None:
    before = a_released(house)
    sealed = printable(house, DOMINIQUE, a_submitted(house), NOW)
    assert sealed is not None and sealed.imprint.hour == ""
    confirm_hour(house, DOMINIQUE, heard("09:27"), HeardFrom.SAMU, PARIS, NOW)
    after, draft = a_released(house), a_draft(house)
    with database.read() as session:
        imprints = {row.message_id: row.imprint for row in session.execute(select(Release.message_id, Release.imprint))}
    kept = {uid: imprints[standing_of(house, DOMINIQUE, uid).message.id] for uid in (before, after)}
    assert "hour" not in kept[before], "an imprint without it is the one it always was"
    assert kept[after]["hour"].replace("\u00a0", " ") == (
        "Heure de la machine, écart constaté +3 min le samedi 14 mars 2026 à 9 h 30"
    )
    for imprint in kept.values():
        assert json.loads(spelled(Imprint.from_json(imprint).to_json())) == imprint
    for uid in (after, draft):
        printed = printable(house, ALICE, uid, NOW)
        assert printed is not None and "+3" in printed.imprint.hour


def test_an_hour_without_offset_is_said_to_have_none(house: House) -> None:
    confirm_hour(house, DOMINIQUE, heard("09:30"), HeardFrom.SAMU, PARIS, NOW)
    printed = printable(house, ALICE, a_draft(house), NOW)
    assert printed is not None and printed.imprint.hour.endswith("aucun écart constaté")
