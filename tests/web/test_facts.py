"""The register of facts in a browser: recorded once, said by somebody, the same in every text."""

from collections.abc import Callable

import pytest
from sqlalchemy import func, select

from commworkflow.actions.starting import start
from commworkflow.records.database import Database
from commworkflow.records.facts import FactValue
from commworkflow.records.house import House
from commworkflow.rules.facts import Register
from commworkflow.rules.questions import QuestionType
from commworkflow.rules.roles import ReadingClass
from tests.browser import Browser
from tests.cast import CAST, NOW, SAINT_ROCH
from tests.filling import Sent, fields_shown, has_id, journal_length, kinds_since, summary_of, template_of, write
from tests.released import an_incident

Enter = Callable[[str], Browser]

TRANSFERS = "transferts_nb"

RIGHT: dict[QuestionType, Sent] = {
    QuestionType.LINE: {"value": "Dominique Vasseur"},
    QuestionType.TEXT: {"value": "Saint-Roch\nLes Tilleuls"},
    QuestionType.NUMBER: {"value.value": "1 200"},
    QuestionType.DATE_TIME: {"value.date": "2026-03-14", "value.time": "03:00"},
    QuestionType.YES_NO: {"value": "yes"},
    QuestionType.TELEPHONE: {"value": "02 61 91 00 15"},
    QuestionType.EMAIL: {"value": "rssi@hopital.fr"},
}
WRONG: dict[QuestionType, Sent] = {
    QuestionType.LINE: {"value": "x" * 301},
    QuestionType.TEXT: {"value": "Saint\u202eRoch"},
    QuestionType.NUMBER: {"value.value": "beaucoup"},
    QuestionType.DATE_TIME: {"value.date": "hier", "value.time": "03:00", "value.estimated": "1"},
    QuestionType.YES_NO: {"value": "perhaps"},
    QuestionType.TELEPHONE: {"value": "le 15 ou le 112"},
    QuestionType.EMAIL: {"value": "rssi chez hopital"},
    QuestionType.CHOICE: {"value": "no such choice"},
    QuestionType.CHOICES: {"value": ["no such choice"]},
}


@pytest.fixture
def incident(house: House) -> str:
    return an_incident(house)


def test_every_type_of_fact_is_recorded_and_said_by_somebody(
    signed_in: Enter, database: Database, register: Register, incident: str
) -> None:
    bruno = signed_in("bruno")
    before = journal_length(database)
    types = {
        definition.type: key for key, definition in register.items() if definition.reading_class <= ReadingClass.C3
    }
    for kind, key in types.items():
        bruno.get(address := f"/incidents/{incident}/facts/{key}")
        chosen = {"value": register[key].choices[0].key} if register[key].choices else RIGHT[kind]
        bruno.send(address, {**chosen, "said_by": "Le SAMU", "reason": "compté deux fois"})
        assert bruno.address == f"/incidents/{incident}/facts"
        bruno.get(address)
        assert "Le SAMU" in bruno.words and "compté deux fois" in bruno.words and "Bruno Keller" in bruno.words
        shown = fields_shown(bruno)
        assert {name: shown[name] for name in chosen} == chosen, "the form opens with the value in force"
    assert kinds_since(database, before) == ["fact_recorded"] * len(types)
    assert len(types) >= 7


def test_a_wrong_value_keeps_what_was_typed(
    signed_in: Enter, database: Database, register: Register, incident: str
) -> None:
    bruno = signed_in("bruno")
    before = journal_length(database)
    for kind, key in {definition.type: key for key, definition in register.items()}.items():
        bruno.get(address := f"/incidents/{incident}/facts/{key}")
        typed: Sent = {**WRONG[kind], "said_by": "Le SAMU", "true_at": "2026-03-14T08:00", "reason": "compté"}
        bruno.send(address, typed, 422)
        assert summary_of(bruno.page) == ["field-value"], kind
        shown = fields_shown(bruno)
        chosen = kind in (QuestionType.CHOICE, QuestionType.CHOICES, QuestionType.YES_NO)
        kept = {name: value for name, value in typed.items() if not (chosen and name == "value")}
        assert {name: shown[name] for name in kept} == kept, kind
    assert journal_length(database) == before


@pytest.mark.parametrize(
    ("field", "value"),
    [("said_by", "x" * 201), ("true_at", "tantôt"), ("true_at", "2026-03-14T09:31"), ("reason", "a\u202eb")],
)
def test_a_wrong_particular_keeps_the_value(signed_in: Enter, incident: str, field: str, value: str) -> None:
    bruno = signed_in("bruno")
    bruno.get(address := f"/incidents/{incident}/facts/{TRANSFERS}")
    bruno.send(address, {"value.value": "32", field: value}, 422)
    assert summary_of(bruno.page) == [f"field-{field}"]
    assert fields_shown(bruno).items() >= {"value.value": "32", field: value}.items()


def test_two_texts_never_hold_two_numbers(house: House, signed_in: Enter, incident: str) -> None:
    bruno, alice, farid = (signed_in(who) for who in ("bruno", "alice", "farid"))
    drafts = {}
    for who, key in (("alice", "press-statement"), ("farid", "situation-report")):
        drafts[who] = start(house, CAST[who].actor, incident, SAINT_ROCH.uid, template_of(house, key), NOW)
    alice.get(f"/messages/{drafts['alice']}/edit")
    write(alice, drafts["alice"], {f"a.{TRANSFERS}.value": "32"})
    farid.get(f"/messages/{drafts['farid']}/edit")
    assert fields_shown(farid)[f"a.{TRANSFERS}.value"] == "32"
    bruno.get(address := f"/incidents/{incident}/facts/{TRANSFERS}")
    assert fields_shown(bruno)["value.value"] == "32"
    bruno.send(address, {"value.value": "33"})
    for somebody, uid in ((alice, drafts["alice"]), (farid, drafts["farid"])):
        somebody.get(f"/messages/{uid}/edit")
        assert fields_shown(somebody)[f"a.{TRANSFERS}.value"] == "33"
        assert "33" in somebody.words
    write(alice, drafts["alice"], {"title": "Point de midi"})
    bruno.get(address)
    assert fields_shown(bruno)["value.value"] == "33", "saving a form that shows a fact does not change it"


def test_a_fact_is_changed_by_the_first_and_not_changed_back_by_an_old_form(
    house: House, signed_in: Enter, database: Database, incident: str
) -> None:
    bruno, alice = signed_in("bruno"), signed_in("alice")
    uid = start(house, CAST["alice"].actor, incident, SAINT_ROCH.uid, template_of(house, "press-statement"), NOW)
    bruno.get(address := f"/incidents/{incident}/facts/{TRANSFERS}")
    bruno.send(address, {"value.value": "32"})
    alice.get(f"/messages/{uid}/edit")
    bruno.get(address)
    bruno.send(address, {"value.value": "33"})
    write(alice, uid, {"title": ""}, 422)
    write(alice, uid, {"title": "Point de midi"})
    with database.read() as session:
        values = select(FactValue.value).where(FactValue.id == select(func.max(FactValue.id)).scalar_subquery())
        assert session.scalars(values).one() == {"unknown": False, "value": "33"}


def test_what_is_above_ones_class_is_not_there(signed_in: Enter, register: Register, incident: str) -> None:
    secret = next(key for key, definition in register.items() if definition.reading_class > ReadingClass.C1)
    hugo, gaelle, bruno = signed_in("hugo"), signed_in("gaelle"), signed_in("bruno")
    hugo.get(f"/incidents/{incident}/facts")
    assert not any(link.endswith(f"/{secret}") for link in hugo.links.values())
    hugo.get(f"/incidents/{incident}/facts/{secret}", 404)
    gaelle.post(f"/incidents/{incident}/facts/{secret}", {"value": "x"}, 404)
    bruno.get(f"/incidents/{incident}/facts/{secret}")


def test_a_reader_sees_no_form(signed_in: Enter, incident: str) -> None:
    hugo = signed_in("hugo")
    hugo.get(f"/incidents/{incident}/facts/{TRANSFERS}")
    assert not has_id(hugo.page, "field-value")
    hugo.post(f"/incidents/{incident}/facts/{TRANSFERS}", {"value.value": "32"}, 403)


def test_no_such_fact(signed_in: Enter, incident: str) -> None:
    bruno = signed_in("bruno")
    for key in ("no_such_fact", "%00", "..%2f", "x" * 5_000):
        bruno.get(f"/incidents/{incident}/facts/{key}", 404)
        bruno.post(f"/incidents/{incident}/facts/{key}", {"value": "x"}, 404)
