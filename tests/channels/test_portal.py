"""The portal: the form's order, a tick an answer, a reason for each that was left out."""

from zoneinfo import ZoneInfo

from commworkflow.channels.portal import Portal
from commworkflow.rules.channels import NotYet, Outcome
from tests.cast import NOW
from tests.channels.parcels import FORM, NOTICE, WRITERS, filled

PARIS = ZoneInfo("Europe/Paris")
KEYS = ("section.preamble", "discovered", "categories", "persons", "dpo")


def test_the_answers_stand_in_the_order_of_the_form_and_warnings_are_not_typed() -> None:
    pieces = Portal().pieces(FORM, WRITERS)
    assert tuple(piece.key for piece in pieces) == KEYS
    assert [piece.text for piece in pieces][1:4] == [
        "samedi 14 mars 2026 à 9 h 30",
        "identité\nsanté",
        "à préciser dans le complément",
    ]
    assert [piece.group for piece in pieces] == ["", "La violation", "La violation", "La violation", "Contact"]
    assert [piece.key for piece in pieces if piece.waiting] == ["persons"]
    assert pieces[0].text == "Notification initiale."


def test_what_is_ticked_and_what_is_shown_are_the_same_things() -> None:
    for parcel in (FORM, NOTICE):
        ended = Portal().judge(parcel, filled(how="sent"), NOW, PARIS)
        assert isinstance(ended, NotYet)
        asked = {name.removeprefix("why.") for name in ended.problems if name != "ticks"}
        assert asked == {piece.key for piece in Portal().pieces(parcel, WRITERS)}


def test_every_answer_ticked_is_complete() -> None:
    ended = Portal().judge(FORM, filled(*KEYS, how="sent"), NOW, PARIS)
    assert ended == Outcome(True, {"complete": True, "typed": 5, "not_typed": []})


def test_a_tick_for_no_answer_counts_for_nothing() -> None:
    ended = Portal().judge(FORM, filled(*KEYS[:4], "made-up", how="sent"), NOW, PARIS)
    assert ended == NotYet({"ticks": ("answers_not_ticked", {"count": 1}), "why.dpo": ("reason_needed", {})})


def test_an_answer_left_out_is_recorded_with_its_own_reason_or_the_one_for_all() -> None:
    ended = Portal().judge(FORM, filled(*KEYS[:3], how="sent", why_persons="inconnu", reason="pas demandé"), NOW, PARIS)
    assert isinstance(ended, Outcome) and ended.done
    assert ended.answer["complete"] is False
    assert ended.answer["not_typed"] == [
        {"key": "persons", "label": "Nombre de personnes", "why": "inconnu"},
        {"key": "dpo", "label": "Délégué", "why": "pas demandé"},
    ]


def test_a_portal_that_broke_off_keeps_how_far_one_was() -> None:
    ended = Portal().judge(FORM, filled(*KEYS[:4], how="failed", reason="panne"), NOW, PARIS)
    assert ended == Outcome(False, {"reason": "panne", "typed": 4, "not_typed": [{"label": "Délégué"}]})
