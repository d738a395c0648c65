"""What every channel keeps to."""

from zoneinfo import ZoneInfo

import pytest

from commworkflow.channels import CHANNELS
from commworkflow.rules.canonical import canonical_bytes
from commworkflow.rules.channels import Channel, Filled, NotYet, Outcome, taken
from commworkflow.rules.message_templates import ChannelKey
from tests.cast import NOW
from tests.channels.parcels import FORM, NOTICE, WRITERS, filled

PARIS = ZoneInfo("Europe/Paris")
ALL = pytest.mark.parametrize("channel", CHANNELS.values(), ids=CHANNELS.keys())


def test_every_way_out_a_template_may_name_is_there() -> None:
    assert CHANNELS.keys() == set(ChannelKey)
    assert all(key is channel.key for key, channel in CHANNELS.items())


@ALL
def test_a_sheet_is_the_same_for_the_same_parcel(channel: Channel) -> None:
    for parcel in (NOTICE, FORM):
        pieces = channel.pieces(parcel, WRITERS)
        assert pieces == channel.pieces(parcel, WRITERS)
        assert len({piece.key for piece in pieces}) == len(pieces)


@ALL
def test_a_delivery_that_did_not_happen_needs_its_reason(channel: Channel) -> None:
    assert channel.judge(NOTICE, filled(how="failed"), NOW, PARIS) == NotYet({"reason": ("reason_needed", {})})
    ended = channel.judge(NOTICE, filled(how="failed", reason="le portail ne répond pas"), NOW, PARIS)
    assert isinstance(ended, Outcome) and not ended.done
    assert ended.answer["reason"] == "le portail ne répond pas"


@ALL
@pytest.mark.parametrize("how", ["", "arrived", "Published", "sent\n"])
def test_an_ending_it_does_not_know_is_none(channel: Channel, how: str) -> None:
    assert channel.judge(NOTICE, filled(how=how), NOW, PARIS) == NotYet({"how": ("not_a_choice", {})})


@ALL
def test_an_answer_can_stand_in_a_canonical_form(channel: Channel) -> None:
    words = {"how": "failed", "reason": "non"}
    ended = channel.judge(FORM, Filled(frozenset(), words), NOW, PARIS)
    assert isinstance(ended, Outcome)
    canonical_bytes(dict(ended.answer))


@ALL
def test_one_wrong_field_does_not_take_the_others_with_it(channel: Channel) -> None:
    typed = {
        "how": "failed",
        "reason": " x" * 20_000,
        "why.dpo": "deux\r\nlignes\x00",
        "why.persons": "\u202e",
        "why.another": "d’une autre feuille",
        "unknown": "passé sous silence",
    }
    kept, problems = taken(channel, FORM, frozenset({"categories", "another"}), typed)
    answer_by_answer = channel.key is ChannelKey.PORTAL
    assert kept.ticks == ({"categories"} if answer_by_answer else set())
    assert kept.words == {"how": "failed"} | ({"why.dpo": "deux\nlignes"} if answer_by_answer else {})
    too_long = {"reason": ("too_long", {"count": 39_999, "limit": 20_000})}
    reordering = {"why.persons": ("forbidden_character", {"name": "RIGHT-TO-LEFT OVERRIDE"})}
    assert problems == (too_long | reordering if answer_by_answer else too_long)


@ALL
def test_what_is_ticked_is_a_piece_of_the_sheet(channel: Channel) -> None:
    for parcel in (FORM, NOTICE):
        assert channel.ticked(parcel) <= {piece.key for piece in channel.pieces(parcel, WRITERS)}
    assert bool(channel.ticked(FORM)) is (channel.key is ChannelKey.PORTAL)


def test_what_is_kept_of_a_sheet_comes_back() -> None:
    sheet = filled("b", "a", how="sent", why_a="plus tard")
    assert Filled.from_json(sheet.to_json()) == sheet
    assert Filled.from_json({}) == Filled()
