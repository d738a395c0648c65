"""The text read aloud."""

from zoneinfo import ZoneInfo

from commworkflow.channels.spoken import Spoken
from commworkflow.rules.channels import NotYet, Outcome
from tests.cast import NOW
from tests.channels.parcels import NOTICE, WRITERS, filled

PARIS = ZoneInfo("Europe/Paris")


def test_one_piece_holds_the_whole_text_escaped() -> None:
    (piece,) = Spoken().pieces(NOTICE, WRITERS)
    assert "EXERCICE" in piece.text and "Apportez vos résultats" in piece.text
    assert "&lt;jour &amp; nuit&gt;" in piece.html and "<jour" not in piece.html


def test_said_as_written() -> None:
    assert Spoken().judge(NOTICE, filled(how="as_written"), NOW, PARIS) == Outcome(True, {"as_written": True})
    ended = Spoken().judge(NOTICE, filled(how="as_written", speaker="La directrice"), NOW, PARIS)
    assert ended == Outcome(True, {"as_written": True, "speaker": "La directrice"})


def test_what_differed_is_told_in_words() -> None:
    assert Spoken().judge(NOTICE, filled(how="differed"), NOW, PARIS) == NotYet({"differed": ("difference_needed", {})})
    ended = Spoken().judge(NOTICE, filled(how="differed", differed="a dit 33 patients"), NOW, PARIS)
    assert ended == Outcome(True, {"as_written": False, "differed": "a dit 33 patients"})
