"""The doctor as people meet it: on the terminal, with or without a server, and as a page."""

from collections.abc import Callable
from dataclasses import replace
from datetime import time, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from commworkflow import doctor
from commworkflow.actions.confirming_hour import confirm_hour
from commworkflow.commands import doctor as command
from commworkflow.commands.__main__ import main
from commworkflow.doctor import CHECKS, examine
from commworkflow.doctor.examined import Examined
from commworkflow.records.house import House
from commworkflow.records.schema import DATABASE_NAME, OpenWorld
from commworkflow.rules.catalogue import Catalogue
from commworkflow.rules.diagnoses import DIAGNOSES, Part, State, diagnosis
from commworkflow.rules.hours import Heard, HeardFrom
from commworkflow.rules.worlds import World
from commworkflow.web.doctor_words import PARTS, SENTENCES, STATES, found_in_words, worst_first
from commworkflow.web.languages import speaking
from tests.browser import Browser
from tests.cast import NOW
from tests.house_rules import all_of
from tests.released import DOMINIQUE, a_submitted

Enter = Callable[[str], Browser]
FACTS: dict[str, str | int] = {
    name: "2026-03-14T08:30:00+00:00" if name in {"at", "since", "until"} else 10_800
    if name in {"offset", "jump", "length", "free_mb", "days", "size_mb", "faces", "count"} else "Kk9"
    for declared in DIAGNOSES.values() for name in declared.facts
}  # fmt: skip


def test_every_part_has_its_check_and_every_finding_its_words() -> None:
    assert set(CHECKS) == set(PARTS) == set(Part)
    assert set(STATES) == set(State)
    assert SENTENCES.keys() == DIAGNOSES.keys()


@pytest.mark.parametrize("language", ["en", "fr"])
@pytest.mark.parametrize("key", sorted(DIAGNOSES))
def test_a_finding_says_what_it_is_and_what_to_do(key: str, language: str) -> None:
    declared = DIAGNOSES[key]
    with speaking(language):
        found = found_in_words(diagnosis(key, **{name: FACTS[name] for name in declared.facts}))
    assert found.what.endswith(".") and "%" not in found.what and "T08:30" not in found.what
    assert bool(found.remedy) is (declared.state is not State.WORKS), "what works needs nothing done"
    assert not found.remedy or (found.remedy.rstrip().endswith(".") and "%" not in found.remedy)


def test_facts_other_than_declared_are_refused() -> None:
    with pytest.raises(ValueError, match="disk_full carries"):
        diagnosis("disk_full", free_mb=1, days=2)


def test_a_check_that_fails_itself_cannot_tell_and_the_others_are_told(
    tmp_path: Path, catalogue: Catalogue, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(_: Examined) -> None:
        raise LookupError("a machine nobody foresaw")

    monkeypatch.setattr(doctor, "CHECKS", {**CHECKS, Part.PRINTER: broken})
    found = {one.part: one for one in examine(Examined(tmp_path, catalogue, NOW))}
    assert set(found) == set(Part)
    assert (found[Part.PRINTER].state, found[Part.PRINTER].facts) == (State.UNKNOWN, {"reason": "LookupError"})


def test_the_gravest_comes_first() -> None:
    findings = tuple(diagnosis(key, **{name: FACTS[name] for name in DIAGNOSES[key].facts}) for key in DIAGNOSES)
    order = [one.state for one in worst_first(findings)]
    assert order == sorted(order, key=[State.BROKEN, State.LOOK, State.UNKNOWN, State.WORKS].index)


def test_the_terminal_tells_without_a_server_and_beside_one(
    settled: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(command, "INSTANCE", tmp_path)
    folder = tmp_path / "exercise"
    folder.mkdir()
    (folder / DATABASE_NAME).write_bytes((settled / DATABASE_NAME).read_bytes())
    told = []
    main(["doctor", "--language", "en"])
    told.append(capsys.readouterr().out)
    world = OpenWorld(folder, World.EXERCISE, NOW)
    main(["doctor", "--language", "en"])
    told.append(capsys.readouterr().out)
    world.close()
    for said in told:
        assert "WORKS         Database" in said and "Nobody has confirmed the hour" in said
    assert not (folder / "log").exists()


@pytest.mark.parametrize("language", ["en", "fr"])
def test_on_the_terminal_no_state_runs_into_the_part_it_is_told_of(
    language: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(command, "examine", lambda _: (diagnosis("encryption_unknown"),))
    main(["doctor", "--language", language])
    with speaking(language):
        state, part = str(STATES[State.UNKNOWN]).upper(), str(PARTS[Part.ENCRYPTION])
    assert capsys.readouterr().out.splitlines()[0].split("   ") == [state, part]


def test_what_is_broken_is_the_exit_code(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(command, "INSTANCE", tmp_path)
    monkeypatch.setattr(command, "examine", lambda _: (diagnosis("disk_has_room", free_mb=90_000, days=450),))
    assert main(["doctor", "--language", "en"]) == 0
    (tmp_path / "live").mkdir()
    (tmp_path / "live" / DATABASE_NAME).write_bytes(b"no database" * 900)
    monkeypatch.setattr(command, "examine", examine)
    capsys.readouterr()
    assert main(["doctor", "--language", "en"]) == 1
    assert capsys.readouterr().out.startswith("BROKEN        Database")


def test_the_page_tells_the_same_with_what_the_server_saw_of_the_clock(signed_in: Enter) -> None:
    for who in ("ines", "dominique"):
        somebody = signed_in(who)
        somebody.get("/doctor")
        (checks,) = [one for one in all_of(somebody.page, "ul") if one.get("class") == "checks"]
        assert len(all_of(checks, "li")) == len(Part)
    hugo = signed_in("hugo")
    hugo.get("/doctor", 403)


def test_a_world_whose_clock_went_back_is_told_so(house: House) -> None:
    a_submitted(house)
    examined = Examined(house.folder, house.shelf.catalogue, NOW)
    assert clock_of(examined) == "hour_never_confirmed"
    confirm_hour(house, DOMINIQUE, Heard(time(9, 30), exact=False), HeardFrom.SAMU, ZoneInfo("Europe/Paris"), NOW)
    assert clock_of(examined) == "hour_confirmed"
    assert clock_of(replace(examined, now=NOW - timedelta(hours=3))) == "clock_behind_journal"


def clock_of(examined: Examined) -> str:
    return next(found.key for found in examine(examined) if found.part is Part.CLOCK)
