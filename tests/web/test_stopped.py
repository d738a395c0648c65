"""A text that goes out to nobody any more says so on every sheet and in every file, and is handed to nobody."""

import io
from collections.abc import Callable
from datetime import timedelta

import pytest
from docx import Document

from commworkflow.actions import releasing, starting
from commworkflow.actions.delivering import Beginning, begin
from commworkflow.readings.deliveries import released_imprint
from commworkflow.records.house import House
from commworkflow.rules.canonical import canonical_bytes
from commworkflow.rules.lifecycle import Action
from commworkflow.rules.notice import Mark
from commworkflow.rules.situation import Intent
from tests.acting import FARID, IT_MUST, REPORT, release, seen, submit, submitted, turn, validate
from tests.browser import Browser
from tests.cast import NOW
from tests.conftest import FrozenClock
from tests.filling import by_id, has_id
from tests.house_rules import all_of, text_of
from tests.released import (
    ALICE,
    CHLOE,
    DOMINIQUE,
    NOTIFICATION,
    WAYS,
    WRITERS,
    a_released,
    deliveries_of,
    seal_of,
    standing_of,
)

Enter = Callable[[str], Browser]
PAPER = Beginning("AFP", 0, "press", ("pdf", "docx"))
LATER = NOW + timedelta(minutes=10)
HANDED = {"how": "handed", "handed_by": "Alice Martin"}
TEXT = "Les urgences restent ouvertes"


def begun(house: House, uid: str, channel: str) -> str:
    author = CHLOE if channel == "portal" else ALICE
    beginning = PAPER if channel == "document" else Beginning("AFP", 0)
    intent = Intent(seal=seal_of(house, uid), channel=channel)
    return begin(house, author, uid, beginning, intent, WAYS.channels, WRITERS, NOW)


def withdrawn(house: House, uid: str) -> None:
    turn(house, uid, Action.WITHDRAW, now=LATER)


def replaced(house: House, uid: str) -> str:
    """Let out a correction of it, and return its uid."""
    correction = starting.correct(house, ALICE, uid, seen(house, uid), LATER)
    submit(house, correction, now=LATER)
    validate(house, correction, now=LATER)
    release(house, correction, now=LATER)
    return correction


def files(browser: Browser) -> list[str]:
    return [link for link in browser.links.values() if link.startswith("/files/")]


def printed(browser: Browser, uid: str, kind: str = "docx") -> tuple[str, str]:
    """The name of a print of it, and everything its pages say."""
    answer = browser.client.get(f"/messages/{uid}/print/{kind}")
    said = "\n".join(part.text for part in Document(io.BytesIO(answer.data)).paragraphs)
    return answer.headers["Content-Disposition"], said


@pytest.mark.parametrize("channel", ["document", "site", "spoken", "portal"])
def test_an_open_sheet_says_it_and_gives_nothing_more(
    house: House, enter: Enter, clock: FrozenClock, channel: str
) -> None:
    uid = a_released(house, NOTIFICATION, CHLOE) if channel == "portal" else a_released(house)
    delivery = begun(house, uid, channel)
    author = enter("chloe" if channel == "portal" else "alice")
    author.get(f"/deliveries/{delivery}")
    given = TEXT if channel != "portal" else text_of(by_id(author.page, "answer-1"))
    assert not has_id(author.page, "stopped") and (given in author.words or files(author))
    withdrawn(house, uid)
    clock.advance(minutes=20)
    author.get(f"/deliveries/{delivery}")
    said = text_of(by_id(author.page, "stopped"))
    assert "This text was withdrawn" in said and "Dominique Vasseur" in said and IT_MUST in said
    main = text_of(all_of(author.page, "main")[0])
    assert TEXT not in main and "hand over these" not in main and not files(author)
    assert not [one for one in author.page.iter() if one.get("data-copy") or one.get("data-copy-text")]
    assert not [one for one in author.page.iter() if "answer" in (one.get("class") or "").split()]
    values = {field.get("name"): field.get("value") for field in all_of(author.page, "input")}
    assert not values.get("handed_at"), "the present hour is no hour to propose"
    author.send(f"/deliveries/{delivery}/end", {"how": "failed", "reason": "retiré à temps"})
    assert deliveries_of(house, uid)[0].state == "failed"
    assert has_id(author.page, "stopped") and "retiré à temps" in author.words and not files(author)


def test_its_files_are_refused_in_words_until_they_prove_what_was_handed_over(
    house: House, enter: Enter, clock: FrozenClock
) -> None:
    uid = a_released(house)
    delivery = begun(house, uid, "document")
    alice = enter("alice")
    alice.get(f"/deliveries/{delivery}")
    before = [alice.client.get(link) for link in files(alice)]
    links = files(alice)
    withdrawn(house, uid)
    clock.advance(minutes=20)
    for link in links:
        alice.get(link, 409)
        assert "goes out to nobody any more (RETIRÉ)" in alice.words and "print it" in alice.words
    alice.get(f"/deliveries/{delivery}")
    told = {**HANDED, "handed_at": "2026-03-14T09:35"}
    alice.send(f"/deliveries/{delivery}/end", told)
    assert "It had been" not in alice.words and "give them to nobody" in alice.words
    assert "it was handed over after that" not in alice.words
    for link, first in zip(files(alice), before, strict=True):
        kept = alice.client.get(link)
        assert kept.data == first.data
        stem, _, extension = first.headers["Content-Disposition"].rpartition(".")
        assert kept.headers["Content-Disposition"] == f"{stem}-retire.{extension}"


def test_what_was_handed_over_after_the_withdrawal_is_told_as_such(
    house: House, enter: Enter, clock: FrozenClock
) -> None:
    uid = a_released(house)
    delivery = begun(house, uid, "document")
    withdrawn(house, uid)
    clock.advance(minutes=20)
    alice = enter("alice")
    alice.get(f"/deliveries/{delivery}")
    alice.send(f"/deliveries/{delivery}/end", {**HANDED, "handed_at": "2026-03-14T09:45"})
    assert "it was handed over after that: whoever took it must be told" in alice.words


def test_a_correction_that_left_stops_the_text_it_replaces(house: House, enter: Enter) -> None:
    uid = a_released(house)
    delivery = begun(house, uid, "document")
    correction = replaced(house, uid)
    alice = enter("alice")
    for address in (f"/deliveries/{delivery}", f"/messages/{uid}/desk"):
        alice.get(address)
        stopped = by_id(alice.page, "stopped")
        said = text_of(stopped)
        assert "A correction replaces this text" in said and "released the text as E-C-2026-0002" in said
        assert [link.get("href") for link in all_of(stopped, "a")] == [f"/messages/{correction}"]
        assert not files(alice)
    name, said = printed(alice, uid)
    assert "remplace." in name and "REMPLACÉ" in said and "Texte remplacé par" in said
    alice.get(f"/messages/{correction}/desk")
    assert not has_id(alice.page, "stopped")
    name, said = printed(alice, correction)
    assert "remplace" not in name and "REMPLACÉ" not in said


def test_every_print_of_what_goes_nowhere_is_marked(house: House, enter: Enter) -> None:
    alice = enter("alice")
    refused, left, report = submitted(house), a_released(house), submitted(house, REPORT, FARID)
    assert "PROJET" in printed(alice, refused)[1]
    turn(house, refused, Action.REFUSE)
    releasing.send(house, FARID, report, seen(house, report, FARID), NOW)
    withdrawn(house, left)
    withdrawn(house, report)
    marks: dict[str, tuple[str, ...]] = {
        refused: ("REFUSÉ, NON DIFFUSÉ",), left: ("RETIRÉ",), report: ("INTERNE, NON VALIDÉ", "RETIRÉ"),
    }  # fmt: skip
    for uid, expected in marks.items():
        name, said = printed(alice, uid)
        assert all(mark in said for mark in expected) and "PROJET" not in said
        assert "refuse." in name or "retire." in name
        alice.get(f"/messages/{uid}")
        (shown,) = [one for one in all_of(alice.page, "p") if one.get("class") == "project-mark"]
        assert text_of(shown) == " · ".join(expected)


def test_its_frozen_imprint_stays_as_it_left(house: House) -> None:
    uid = a_released(house)
    withdrawn(house, uid)
    standing = standing_of(house, DOMINIQUE, uid)
    assert standing.release is not None
    imprint = released_imprint(standing, standing.release)
    assert imprint.marks == (Mark.WITHDRAWN,)
    assert canonical_bytes(imprint.to_json()) == canonical_bytes(standing.release.imprint)
