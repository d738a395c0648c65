"""Receipts: proof typed in by a person, with a file that is what its bytes say."""

import hashlib
import json
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import func, select

from commworkflow.actions.act import NotFound, Refused, Wrong
from commworkflow.actions.receipts import Received, enter_receipt
from commworkflow.readings.delivery_lines import Shown
from commworkflow.readings.kept_files import kept_file
from commworkflow.readings.release_desk import release_desk
from commworkflow.records.house import House
from commworkflow.records.journal import Journal
from commworkflow.records.releases import File, Receipt
from commworkflow.rules.roles import Actor
from commworkflow.rules.uploads import LARGEST_UPLOAD, NotTaken, read_upload, safe_stem
from tests.actions.test_delivering import SPEECH, begun, ended
from tests.cast import CAST, NOW
from tests.released import ALICE, CHLOE, NOTIFICATION, WAYS, a_released

HUGO, ZOE = CAST["hugo"].actor, CAST["zoe"].actor
PDF = b"%PDF-1.7\n1 0 obj<<>>endobj\ntrailer<<>>\nstartxref\n0\n%%EOF\n"
PNG = b"\x89PNG\r\n\x1a\n" + b"\0" * 40 + b"IEND\xaeB`\x82"
JPEG = b"\xff\xd8\xff\xe0" + b"\0" * 40 + b"\xff\xd9"
CORPUS = Path(__file__).parents[1] / "corpora" / "filenames.json"
RECEIVED = Received("CNIL-2026-0042", NOW - timedelta(minutes=3))


def delivered(house: House) -> str:
    uid = a_released(house)
    delivery = begun(house, uid)
    ended(house, delivery, how="as_written")
    return delivery


def counted(house: House, table: type) -> int:
    with house.database.read() as session:
        return session.scalar(select(func.count()).select_from(table)) or 0


def test_a_receipt_keeps_its_own_hour_and_its_file(house: House) -> None:
    delivery = delivered(house)
    enter_receipt(house, ALICE, delivery, replace(RECEIVED, file=read_upload("accusé.pdf", PDF)), NOW)
    with house.database.read() as session:
        receipt = session.scalars(select(Receipt)).one()
        kept = session.scalars(select(File)).one()
        entry = json.loads(session.scalars(select(Journal).where(Journal.kind == "receipt_entered")).one().entry)
    assert (receipt.reference, receipt.received_at, receipt.entered_at) == (
        "CNIL-2026-0042", NOW - timedelta(minutes=3), NOW,
    )  # fmt: skip
    assert (kept.name, kept.type, kept.bytes) == ("accusé.pdf", "application/pdf", PDF)
    assert kept.sha256 == hashlib.sha256(PDF).hexdigest()
    shown = [receipt.reference, receipt.received_at.isoformat(), kept.sha256]
    proof = hashlib.sha256(json.dumps(shown, ensure_ascii=False, separators=(",", ":")).encode()).hexdigest()
    assert entry["facts"] == {"delivery": delivery, "receipt": receipt.uid, "file": kept.uid, "digest": proof}


def test_sent_is_not_received(house: House) -> None:
    uid = a_released(house, NOTIFICATION, CHLOE)
    delivery = begun(house, uid, "portal", SPEECH, CHLOE)
    ended(house, delivery, CHLOE, how="sent", reason="tout est dit")
    shown = []
    for _ in range(2):
        desk = release_desk(house, CHLOE, uid, NOW, WAYS.channels)
        assert desk is not None
        shown.append(desk.deliveries[0].shown)
        if len(shown) == 1:
            enter_receipt(house, CHLOE, delivery, RECEIVED, NOW)
    assert shown == [Shown.SENT, Shown.DONE]


@pytest.mark.parametrize(
    ("received", "field", "key"),
    [
        (replace(RECEIVED, reference=""), "reference", "required"),
        (replace(RECEIVED, received_at=NOW + timedelta(hours=1)), "received_at", "hour_to_come"),
        (replace(RECEIVED, received_at=NOW - timedelta(minutes=16)), "received_at", "hour_before_release"),
    ],
)
def test_a_receipt_that_cannot_be_is_refused_with_its_file(
    house: House, received: Received, field: str, key: str
) -> None:
    delivery = delivered(house)
    with pytest.raises(Wrong) as wrong:
        enter_receipt(house, ALICE, delivery, replace(received, file=read_upload("a.pdf", PDF)), NOW)
    assert wrong.value.problems == {field: (key, {})}
    assert (counted(house, Receipt), counted(house, File)) == (0, 0)


def test_a_receiver_whose_clock_is_a_little_ahead_is_believed(house: House) -> None:
    enter_receipt(house, ALICE, delivered(house), replace(RECEIVED, received_at=NOW + timedelta(minutes=5)), NOW)


def test_no_receipt_before_the_delivery_is_done(house: House) -> None:
    delivery = begun(house, a_released(house))
    with pytest.raises(Wrong) as wrong:
        enter_receipt(house, ALICE, delivery, RECEIVED, NOW)
    assert wrong.value.problems == {"reference": ("delivery_not_done", {})}


def test_the_same_receipt_twice_is_entered_once(house: House) -> None:
    delivery = delivered(house)
    enter_receipt(house, ALICE, delivery, RECEIVED, NOW)
    with pytest.raises(Wrong) as wrong:
        enter_receipt(house, ALICE, delivery, RECEIVED, NOW)
    assert wrong.value.problems == {"reference": ("receipt_known", {})}
    enter_receipt(house, ALICE, delivery, replace(RECEIVED, reference="complément"), NOW)
    assert counted(house, Receipt) == 2


@pytest.mark.parametrize(("actor", "answer"), [(HUGO, Refused), (ZOE, NotFound)])
def test_who_may_not_deliver_enters_no_receipt(house: House, actor: Actor, answer: type[Exception]) -> None:
    delivery = delivered(house)
    with pytest.raises(answer):
        enter_receipt(house, actor, delivery, RECEIVED, NOW)
    assert counted(house, Receipt) == 0


def test_a_kept_file_is_for_the_readers_of_its_message(house: House) -> None:
    uid = a_released(house, NOTIFICATION, CHLOE)
    delivery = begun(house, uid, "portal", SPEECH, CHLOE)
    ended(house, delivery, CHLOE, how="sent", reason="tout est dit")
    enter_receipt(house, CHLOE, delivery, replace(RECEIVED, file=read_upload("a.png", PNG)), NOW)
    with house.database.read() as session:
        file = session.scalars(select(File.uid)).one()
    kept = kept_file(house, CHLOE, file, NOW)
    assert kept is not None and kept.file.content == PNG
    assert [kept_file(house, actor, file, NOW) for actor in (HUGO, ZOE, ALICE)] == [None, None, None]
    assert kept_file(house, CHLOE, "0", NOW) is None


@pytest.mark.parametrize(
    ("content", "type", "name"),
    [(PDF, "application/pdf", "a.pdf"), (PNG, "image/png", "a.png"), (JPEG, "image/jpeg", "a.jpg")],
)
def test_a_file_is_what_its_bytes_say(content: bytes, type: str, name: str) -> None:
    taken = read_upload("a.exe", content)
    assert (taken.type, taken.name, taken.content) == (type, name, content)


@pytest.mark.parametrize(
    ("content", "key"),
    [
        (b"", "file_empty"),
        (PDF + b"\0" * LARGEST_UPLOAD, "file_too_large"),
        (b"MZ\x90\0" + PDF, "file_of_no_known_kind"),
        (b"<html><script>alert(1)</script>", "file_of_no_known_kind"),
        (b"GIF89a" + b"\0" * 30, "file_of_no_known_kind"),
        (PDF[:20], "file_cut_short"),
        (PNG[:20], "file_cut_short"),
        (JPEG[:20], "file_cut_short"),
    ],
)
def test_a_file_that_is_not_kept_says_why(content: bytes, key: str) -> None:
    with pytest.raises(NotTaken) as refused:
        read_upload("reçu.pdf", content)
    assert refused.value.key == key


@pytest.mark.parametrize("name", json.loads(CORPUS.read_text(encoding="utf-8")))
def test_a_name_from_outside_is_harmless_everywhere(name: str) -> None:
    kept = read_upload(name, PDF).name
    stem = safe_stem(name)
    assert kept == f"{stem}.pdf"
    assert 0 < len(stem) <= 81
    assert not set(kept) & set('/\\:*?"<>|;\r\n\0\u202e')
    assert not stem.startswith((".", " ")) and not stem.endswith((".", " "))
    assert stem.partition(".")[0].strip().upper() not in {"CON", "NUL", "AUX", "LPT1", "COM1", "COM¹", "PRN"}
