"""Paper: numbers reserved by a print, slips typed in later and marked for ever, gaps until accounted for."""

import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import insert, select, text
from sqlalchemy.exc import IntegrityError

from commworkflow.actions import paper
from commworkflow.actions.act import NotFound, Wrong
from commworkflow.actions.paper import Slip
from commworkflow.readings.paper import PaperPage, SlipLine, paper_page, picture, slip
from commworkflow.records.base import new_uid
from commworkflow.records.house import House
from commworkflow.records.journal import Journal
from commworkflow.records.people import Mandate, Person
from commworkflow.records.sealed_texts import Decision, SealedText
from commworkflow.rules.by_hand import Basis
from commworkflow.rules.paper import MOST_SLIPS, SlipKind
from commworkflow.rules.roles import Actor, ReadingClass
from commworkflow.rules.uploads import Upload
from tests.acting import draft, incident, nothing_done, one_entry, submitted
from tests.cast import CAST, NOW, SAINT_ROCH, VAL_D_OR
from tests.filling import message_of

FARID, HUGO = CAST["farid"].actor, CAST["hugo"].actor
HERE = SAINT_ROCH.uid
AT = NOW - timedelta(hours=2)
FIRST = "E-P-2026-0001"
NOTE = Slip(FIRST, SlipKind.NOTE, "", "", ReadingClass.C1, AT, "Nour, cadre de nuit", "Le bloc passe au papier.")


def printed(house: House, count: int = 3) -> tuple[str, ...]:
    return paper.reserve_slips(house, FARID, HERE, count, NOW)


def page(house: House, actor: Actor = FARID) -> PaperPage:
    with house.database.read() as session:
        return paper_page(session, house, actor)


def read(house: House, uid: str, actor: Actor = FARID) -> SlipLine | None:
    with house.database.read() as session:
        return slip(session, actor, uid)


def missing(house: House) -> tuple[str, ...]:
    return page(house).places[0].missing


def test_a_print_reserves_its_numbers_and_the_next_goes_on_behind_it(house: House) -> None:
    with one_entry(house, "slips_printed"):
        assert printed(house, 2) == ("E-P-2026-0001", "E-P-2026-0002")
    assert printed(house, 1) == ("E-P-2026-0003",)
    assert missing(house) == ("E-P-2026-0001", "E-P-2026-0002", "E-P-2026-0003")


def test_a_year_begins_where_the_establishment_is(house: House) -> None:
    new_year = datetime(2026, 12, 31, 21, tzinfo=UTC)
    assert paper.reserve_slips(house, CAST["zoe"].actor, VAL_D_OR.uid, 1, new_year) == ("E-P-2027-0001",)
    assert paper.reserve_slips(house, FARID, HERE, 1, new_year) == ("E-P-2026-0001",)


@pytest.mark.parametrize("count", [0, -1, MOST_SLIPS + 1])
def test_no_print_reserves_nothing_or_more_than_a_box_of_paper(house: House, count: int) -> None:
    with nothing_done(house, raises=NotFound):
        printed(house, count)


def test_nobody_prints_for_another_hospital_but_the_machine_itself_may(house: House) -> None:
    with nothing_done(house, raises=NotFound):
        paper.reserve_slips(house, CAST["zoe"].actor, HERE, 1, NOW)
    assert paper.reserve_slips(house, None, HERE, 1, NOW) == (FIRST,)


def test_whoever_changes_nothing_reserves_no_number(house: House) -> None:
    """Each number is owed an account: five hundred of them bury the one that was lost."""
    with nothing_done(house, raises=NotFound):
        paper.reserve_slips(house, HUGO, HERE, 1, NOW)


@pytest.mark.parametrize("who", ["farid", "ines"])
def test_the_journal_names_the_mandate_by_which_numbers_were_reserved(house: House, who: str) -> None:
    paper.reserve_slips(house, CAST[who].actor, HERE, 1, NOW)
    with house.database.read() as session:
        assert json.loads(session.scalars(select(Journal.entry)).one())["mandate"] == CAST[who].mandate


def test_a_slip_typed_in_keeps_both_its_hours_and_both_its_hands(house: House) -> None:
    printed(house)
    with one_entry(house, "paper_entered"):
        uid = paper.enter_slip(house, FARID, HERE, NOTE, NOW)
    line = read(house, uid)
    assert line is not None
    assert (line.happened_at, line.entered_at, line.written_by, line.typed_by) == (AT, NOW, NOTE.written_by, FARID.name)
    assert (line.number, line.body, line.given_up) == (FIRST, NOTE.body, False)
    assert missing(house) == ("E-P-2026-0002", "E-P-2026-0003")


def test_what_was_typed_in_is_never_changed_and_never_goes(house: House) -> None:
    printed(house)
    paper.enter_slip(house, FARID, HERE, NOTE, NOW)
    for statement in ("UPDATE paper_slip SET body = 'x'", "DELETE FROM paper_slip", "DELETE FROM slip_run"):
        with house.database.write() as session, pytest.raises(IntegrityError, match="append-only"):
            session.execute(text(statement))


@pytest.mark.parametrize("number", ["E-P-2026-0004", "P-2026-0001", "x", ""])
def test_a_number_that_was_never_printed_is_refused(house: House, number: str) -> None:
    printed(house)
    with nothing_done(house, raises=Wrong) as told:
        paper.enter_slip(house, FARID, HERE, replace(NOTE, number=number), NOW)
    assert isinstance(told.value, Wrong) and told.value.problems == {"number": ("slip_never_printed", {})}


def test_another_hospitals_number_is_not_ours(house: House) -> None:
    paper.reserve_slips(house, CAST["zoe"].actor, VAL_D_OR.uid, 1, NOW)
    with nothing_done(house, raises=Wrong):
        paper.enter_slip(house, FARID, HERE, NOTE, NOW)


def test_a_slip_is_typed_in_once(house: House) -> None:
    printed(house)
    paper.enter_slip(house, FARID, HERE, NOTE, NOW)
    with nothing_done(house, raises=Wrong) as told:
        paper.enter_slip(house, FARID, HERE, replace(NOTE, body="autre"), NOW)
    assert isinstance(told.value, Wrong) and told.value.problems == {"number": ("slip_told_already", {})}


def test_the_database_itself_keeps_one_text_a_number(house: House) -> None:
    printed(house)
    paper.enter_slip(house, FARID, HERE, NOTE, NOW)
    copied = "INSERT INTO paper_slip (uid, number, establishment_id, kind, reading_class, happened_at, entered_at, "
    copied += "written_by, typed_by_id, body) SELECT 'x', number, establishment_id, kind, reading_class, happened_at, "
    copied += "entered_at, written_by, typed_by_id, body FROM paper_slip"
    with house.database.write() as session, pytest.raises(IntegrityError, match="paper_slip"):
        session.execute(text(copied))


def test_what_became_of_a_slip_closes_its_gap(house: House) -> None:
    printed(house)
    with one_entry(house, "slip_given_up"):
        paper.give_up_slip(house, FARID, HERE, FIRST, SlipKind.SPOILED, "Café renversé.", NOW)
    assert FIRST not in missing(house)
    with nothing_done(house, raises=Wrong):
        paper.enter_slip(house, FARID, HERE, NOTE, NOW)


def test_a_slip_said_to_be_lost_may_turn_up(house: House) -> None:
    printed(house)
    paper.give_up_slip(house, FARID, HERE, FIRST, SlipKind.LOST, "Introuvable.", NOW)
    with nothing_done(house, raises=Wrong):
        paper.give_up_slip(house, FARID, HERE, FIRST, SlipKind.LOST, "Toujours.", NOW)
    paper.enter_slip(house, FARID, HERE, NOTE, NOW)
    assert [line.kind for line in page(house).slips.lines] == [SlipKind.NOTE, SlipKind.LOST]


def test_a_reason_is_owed(house: House) -> None:
    printed(house)
    with nothing_done(house, raises=Wrong):
        paper.give_up_slip(house, FARID, HERE, FIRST, SlipKind.LOST, "", NOW)


@pytest.mark.parametrize("who", ["hugo", "zoe", "ines"])
def test_whoever_may_not_record_types_nothing_in(house: House, who: str) -> None:
    printed(house)
    with nothing_done(house, raises=NotFound):
        paper.enter_slip(house, CAST[who].actor, HERE, NOTE, NOW)
    with nothing_done(house, raises=NotFound):
        paper.give_up_slip(house, CAST[who].actor, HERE, FIRST, SlipKind.LOST, "x", NOW)


@pytest.mark.parametrize("kind", [SlipKind.SPOILED, SlipKind.LOST])
def test_a_fate_is_not_typed_in_as_a_text(house: House, kind: SlipKind) -> None:
    printed(house)
    with nothing_done(house, raises=NotFound):
        paper.enter_slip(house, FARID, HERE, replace(NOTE, kind=kind), NOW)
    with nothing_done(house, raises=NotFound):
        paper.give_up_slip(house, FARID, HERE, FIRST, SlipKind.NOTE, "x", NOW)


def test_an_hour_to_come_is_a_slip_of_the_pen(house: House) -> None:
    printed(house)
    with nothing_done(house, raises=Wrong):
        paper.enter_slip(house, FARID, HERE, replace(NOTE, happened_at=NOW + timedelta(hours=1)), NOW)


def test_a_slip_about_a_message_stands_in_its_history_and_is_read_by_its_readers(house: House) -> None:
    printed(house)
    uid = draft(house)
    message = message_of(house.database, uid)
    entered = paper.enter_slip(
        house, FARID, HERE, replace(NOTE, message=message.number, reading_class=ReadingClass.C0), NOW
    )
    line = read(house, entered)
    assert line is not None and line.message == (uid, message.number)
    assert line.reading_class == message.reading_class
    with house.database.read() as session:
        entry = session.scalars(select(Journal).order_by(Journal.sequence.desc()).limit(1)).one()
    assert (entry.kind, entry.message_uid) == ("paper_entered", uid)


def test_a_message_one_may_not_read_does_not_exist(house: House) -> None:
    printed(house)
    secret = message_of(house.database, draft(house, "cnil-notification", CAST["chloe"].actor))
    with nothing_done(house, raises=Wrong) as told:
        paper.enter_slip(house, FARID, HERE, replace(NOTE, message=secret.number), NOW)
    assert isinstance(told.value, Wrong) and told.value.problems == {"message": ("no_such_message", {})}


def test_a_slip_about_an_incident_of_the_establishment(house: House) -> None:
    printed(house)
    known = incident(house)
    uid = paper.enter_slip(house, FARID, HERE, replace(NOTE, incident=known), NOW)
    line = read(house, uid)
    assert line is not None and line.incident is not None and line.incident[0] == known
    with nothing_done(house, raises=Wrong):
        paper.enter_slip(house, FARID, HERE, replace(NOTE, number="E-P-2026-0002", incident="no-such"), NOW)


def test_nobody_types_above_what_they_read_and_nobody_reads_above_their_class(house: House) -> None:
    printed(house)
    gaelle = CAST["gaelle"].actor
    with nothing_done(house, raises=Wrong):
        paper.enter_slip(house, gaelle, HERE, replace(NOTE, reading_class=ReadingClass.C2), NOW)
    uid = paper.enter_slip(house, FARID, HERE, replace(NOTE, reading_class=ReadingClass.C2), NOW)
    assert read(house, uid, HUGO) is None and read(house, uid, CAST["zoe"].actor) is None
    assert page(house, HUGO).slips.lines == ()
    assert read(house, uid, CAST["dominique"].actor) is not None


def test_the_photograph_is_for_who_may_read_the_slip(house: House) -> None:
    printed(house)
    photograph = Upload("fiche.png", "image/png", b"\x89PNG\r\n\x1a\n IEND")
    uid = paper.enter_slip(house, FARID, HERE, replace(NOTE, reading_class=ReadingClass.C2, file=photograph), NOW)
    with house.database.read() as session:
        given, refused = picture(session, FARID, uid), picture(session, HUGO, uid)
    assert given is not None and (given.name, given.content) == (photograph.name, photograph.content)
    assert refused is None


def test_a_decision_on_paper_is_linked_to_the_one_recorded(house: House) -> None:
    printed(house)
    uid = submitted(house)
    said = decided_on_paper(house, uid)
    number = message_of(house.database, uid).number
    entered = paper.enter_slip(house, FARID, HERE, replace(NOTE, kind=SlipKind.DECISION, message=number), NOW)
    noted = paper.enter_slip(house, FARID, HERE, replace(NOTE, number="E-P-2026-0002", message=number), NOW)
    lines = [read(house, one) for one in (entered, noted)]
    assert [line and line.decision_said_at for line in lines] == [said, None]


def decided_on_paper(house: House, uid: str) -> datetime:
    message = message_of(house.database, uid)
    with house.database.write() as session:
        sealed = session.scalars(select(SealedText.id).where(SealedText.message_id == message.id)).one()
        director = session.scalars(select(Person.id).where(Person.uid == CAST["dominique"].uid)).one()
        mandate = session.scalars(select(Mandate.id).where(Mandate.person_id == director)).one()
        session.execute(
            insert(Decision).values(
                uid=new_uid(), message_id=message.id, sealed_text_id=sealed, action="return", person_id=director,
                mandate_id=mandate, basis=Basis.PAPER, said_at=AT, entered_at=NOW, witness="", step_up="", reason="x",
                seen_opinion=0, signed_as="",
            )
        )  # fmt: skip
        session.commit()
    return AT
