"""The desk in a browser: begun, filled in, ended, proved; and what it answers to everything else."""

import io
import json
from collections.abc import Callable
from pathlib import Path

import pytest

from commworkflow.actions.deciding import turn
from commworkflow.documents import render_files
from commworkflow.readings.deliveries import load_delivery
from commworkflow.records.house import House
from commworkflow.rules.lifecycle import Action
from commworkflow.rules.situation import Intent
from commworkflow.rules.uploads import LARGEST_UPLOAD
from tests.browser import Browser
from tests.cast import NOW
from tests.conftest import FrozenClock
from tests.house_rules import all_of, text_of
from tests.released import (
    ALICE,
    CHLOE,
    DOMINIQUE,
    NOTIFICATION,
    a_draft,
    a_released,
    a_submitted,
    a_validated,
    deliveries_of,
    standing_of,
)

PDF = b"%PDF-1.7\n1 0 obj<<>>endobj\ntrailer<<>>\nstartxref\n0\n%%EOF\n"
SCRIPT = "<script>alert(1)</script>\"'><img src=x onerror=alert(1)>"
CORPUS = Path(__file__).parents[1] / "corpora" / "filenames.json"
Enter = Callable[[str], Browser]


def begin(browser: Browser, uid: str, channel: str, status: int = 200, **fields: str | list[str]) -> str:
    browser.get(f"/messages/{uid}/desk")
    named = {name if name in ("seen", "seal") else f"{channel}.{name}": value for name, value in fields.items()}
    shown = form_of(browser, channel)
    browser.post(f"/messages/{uid}/deliveries", {**shown, **named}, status, token=False)
    return browser.address.rpartition("/")[2]


def form_of(browser: Browser, channel: str) -> dict[str, str | list[str]]:
    for form in all_of(browser.page, "form"):
        fields = {field.get("name"): field.get("value") for field in all_of(form, "input", "select")}
        if fields.get("channel") == channel:
            kept = ("channel", "seal", "seen", "csrf_token")
            return {name or "": value or "" for name, value in fields.items() if name in kept}
    raise AssertionError(f"no form for {channel}")


def test_a_reading_from_the_desk_to_its_end(house: House, signed_in: Enter) -> None:
    uid = a_released(house)
    alice = signed_in("alice")
    delivery = begin(alice, uid, "spoken", recipient="Point presse, hall A")
    assert "Les urgences restent ouvertes" in alice.words and "Dites ce qui a changé" not in alice.words
    alice.send(f"/deliveries/{delivery}/end", {"how": "differed"}, 422)
    assert "Dites ce qui a changé, avec les mots prononcés" in alice.words
    alice.send(f"/deliveries/{delivery}/end", {"how": "differed", "differed": f"33 patients {SCRIPT}"})
    assert "33 patients <script>alert(1)</script>" in alice.words
    assert deliveries_of(house, uid)[0].state == "done"
    alice.get(f"/messages/{uid}/desk")
    assert "Point presse, hall A" in alice.words


def test_a_document_is_downloaded_as_it_was_kept(house: House, signed_in: Enter) -> None:
    uid = a_released(house)
    alice = signed_in("alice")
    delivery = begin(alice, uid, "document", recipient="AFP", means="press", kinds=["pdf", "docx"])
    with house.database.read() as session:
        carried = load_delivery(session, house, ALICE, delivery, NOW)
    assert carried is not None
    files = render_files(carried.parcel.sections, carried.parcel.imprint, ("pdf", "docx"))
    links = [link for link in alice.links.values() if link.startswith("/files/")]
    assert len(links) == 2
    for link, file in zip(links, files, strict=True):
        answer = alice.client.get(link)
        assert answer.data == file.content
        assert answer.headers["Content-Disposition"] == f"attachment; filename={file.name}"
        assert answer.headers["Content-Type"] == file.type
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
        assert answer.headers["Cache-Control"] == "no-store"
        assert "sandbox" in answer.headers["Content-Security-Policy"]


def test_a_portal_sheet_is_filled_in_two_sittings_then_proved(house: House, signed_in: Enter) -> None:
    uid = a_released(house, NOTIFICATION, CHLOE)
    chloe = signed_in("chloe")
    delivery = begin(chloe, uid, "portal", recipient="CNIL")
    ticks = [box.get("value") or "" for box in all_of(chloe.page, "input") if box.get("name") == "ticks"]
    assert len(ticks) > 20
    buttons = [button for button in all_of(chloe.page, "button") if button.get("data-copy")]
    answers = {element.get("id"): text_of(element) for element in chloe.page.iter() if element.get("id")}
    assert len(buttons) == len(ticks) and all(answers[button.get("data-copy")] for button in buttons)
    chloe.send(f"/deliveries/{delivery}/end", {"ticks": ticks[:10]}, 422)
    chloe.get(f"/deliveries/{delivery}")
    half: dict[str, str | list[str]] = {"sheet": "yes", "ticks": ticks[:10], "reason": "je reprends à 14 h"}
    for at in ("", "group-2", "//elsewhere.example"):
        answer = chloe.client.post(
            f"/deliveries/{delivery}/progress", data={**half, "csrf_token": chloe.token(), "at": at}
        )
        assert answer.status_code == 303
        assert answer.headers["Location"] == f"/deliveries/{delivery}" + ("#group-2" if at == "group-2" else "")
    by_itself = {"data": {**half, "csrf_token": chloe.token()}, "headers": {"Accept": "application/json"}}
    assert chloe.client.post(f"/deliveries/{delivery}/progress", **by_itself).get_json() == {"at": "09:30"}
    again = signed_in("chloe")
    again.get(f"/deliveries/{delivery}")
    assert "Gardé" not in again.words and "Kept at" not in again.words
    checked = [box.get("value") for box in all_of(again.page, "input") if box.get("checked") is not None]
    assert checked == ticks[:10]
    assert "je reprends à 14 h" in again.words
    again.send(f"/deliveries/{delivery}/end", {"ticks": ticks[:-1], "how": "sent", "reason": ""}, 422)
    assert [box.get("value") for box in all_of(again.page, "input") if box.get("name") == "ticks"] == ticks
    why = f"why.{ticks[-1]}"
    assert why in [field.get("name") for field in all_of(again.page, "input")]
    again.send(f"/deliveries/{delivery}/end", {"ticks": ticks[:-1], "how": "sent", why: "demandé plus tard"})
    assert "demandé plus tard" in again.words
    fields = {"reference": "CNIL-42", "received_at": "2026-03-14T09:20", "file": (io.BytesIO(PDF), "accusé.pdf")}
    again.send(f"/deliveries/{delivery}/receipt", fields)  # type: ignore[arg-type]
    assert "CNIL-42" in again.words and "Chloé Nadir" in again.words
    link = again.links["accusé.pdf"]
    answer = again.client.get(link)
    assert (answer.data, answer.headers["Content-Type"]) == (PDF, "application/pdf")
    assert answer.headers["Content-Disposition"].startswith("attachment;")


def test_a_published_page_is_compared_and_what_differs_is_shown(house: House, signed_in: Enter) -> None:
    uid = a_released(house)
    alice = signed_in("alice")
    delivery = begin(alice, uid, "site", recipient="hopital.example")
    whole = next(field for field in all_of(alice.page, "textarea") if field.get("id") == "source")
    assert "<li>" in (whole.text or "")
    copied = [button.get("data-copy-text") or "" for button in all_of(alice.page, "button")]
    title, text = [words for words in copied if words][:2]
    sent = {"how": "published", "address": "http://hopital.example/a", "page": f"{title}\n{text}"}
    alice.send(f"/deliveries/{delivery}/end", sent, 422)
    assert title in alice.words and "http://hopital.example/a" in str(alice.response.text)
    sent = {**sent, "address": "https://hopital.example/a", "page": sent["page"].replace("15", "17")}
    alice.send(f"/deliveries/{delivery}/end", sent, 422)
    assert [text_of(one).split()[-1] for one in all_of(alice.page, "del")] == ["15"]
    assert [text_of(one).split()[-1] for one in all_of(alice.page, "ins")] == ["17"]
    alice.send(f"/deliveries/{delivery}/end", {**sent, "differs": "yes"})
    assert deliveries_of(house, uid)[0].answer["match"] == "different"


def test_a_second_press_is_told_which_delivery_stands(house: House, signed_in: Enter) -> None:
    uid = a_released(house)
    alice, dominique = signed_in("alice"), signed_in("dominique")
    dominique.get(f"/messages/{uid}/desk")
    stale = form_of(dominique, "spoken")
    delivery = begin(alice, uid, "spoken", recipient="hall A")
    dominique.post(f"/messages/{uid}/deliveries", {**stale, "spoken.recipient": "hall B"}, 409, token=False)
    assert f"/deliveries/{delivery}" in dominique.links.values()
    assert len(deliveries_of(house, uid)) == 1


def test_ending_twice_tells_what_stands_and_keeps_what_was_typed(house: House, signed_in: Enter) -> None:
    uid = a_released(house)
    alice, other = signed_in("alice"), signed_in("alice")
    delivery = begin(alice, uid, "spoken", recipient="hall A")
    other.get(f"/deliveries/{delivery}")
    alice.send(f"/deliveries/{delivery}/end", {"how": "as_written"})
    other.send(f"/deliveries/{delivery}/end", {"how": "differed", "differed": "une phrase rare"}, 409)
    assert "une phrase rare" in other.words
    for act in ("progress", "settle"):
        sent = {"found": "done", "found_how": "une phrase rare"}
        other.post(f"/deliveries/{delivery}/{act}", sent, 409)
        assert "une phrase rare" in other.words
    assert deliveries_of(house, uid)[0].answer == {"as_written": True}


def test_what_another_began_is_under_way_then_unknown_and_can_be_settled(
    house: House, enter: Enter, clock: FrozenClock
) -> None:
    uid = a_released(house)
    delivery = begin(enter("alice"), uid, "spoken", recipient="hall A")
    addresses = (f"/messages/{uid}/desk", f"/deliveries/{delivery}")
    dominique = enter("dominique")
    for address in addresses:
        dominique.get(address)
        assert "Under way (Alice Martin, since" in dominique.words and "Unknown: check" not in dominique.words
    assert "Alice Martin has this in hand" in dominique.words and "Settle it" not in dominique.words
    clock.advance(minutes=30)
    dominique = enter("dominique")
    for address in addresses:
        dominique.get(address)
        assert "Unknown: check" in dominique.words and "Under way" not in dominique.words
    assert "Settle it" in dominique.words
    dominique.send(f"/deliveries/{delivery}/settle", {"found": "done"}, 422)
    dominique.send(f"/deliveries/{delivery}/settle", {"found": "peut-être", "found_how": "je l'ai entendue"}, 422)
    assert "je l'ai entendue" in dominique.words
    dominique.send(f"/deliveries/{delivery}/settle", {"found": "done", "found_how": "je l'ai entendue"})
    assert deliveries_of(house, uid)[0].state == "done"


def test_it_is_ended_after_a_withdrawal_and_begun_no_more(house: House, signed_in: Enter) -> None:
    uid = a_released(house)
    alice = signed_in("alice")
    delivery = begin(alice, uid, "spoken", recipient="hall A")
    turn(house, DOMINIQUE, uid, Action.WITHDRAW, Intent.as_shown(standing_of(house, DOMINIQUE, uid).situation), NOW)
    alice.get(f"/deliveries/{delivery}")
    alice.send(f"/deliveries/{delivery}/end", {"how": "as_written"})
    alice.get(f"/messages/{uid}/desk")
    assert not [form for form in all_of(alice.page, "form") if (form.get("action") or "").endswith("/deliveries")]


@pytest.mark.parametrize(
    ("path", "fields"),
    [
        ("/messages/{uid}/deliveries", {"channel": "spoken", "spoken.recipient": "x"}),
        ("/deliveries/{delivery}/progress", {"speaker": "x"}),
        ("/deliveries/{delivery}/end", {"how": "as_written"}),
        ("/deliveries/{delivery}/settle", {"found": "done", "found_how": "x"}),
        ("/deliveries/{delivery}/receipt", {"reference": "x", "received_at": "2026-03-14T09:00"}),
    ],
)
@pytest.mark.parametrize(("who", "status"), [("hugo", 403), ("zoe", 404), ("ines", 403)])
def test_who_may_not_is_told_so_or_knows_nothing(
    house: House, signed_in: Enter, path: str, fields: dict[str, str], who: str, status: int
) -> None:
    uid = a_released(house)
    delivery = begin(signed_in("alice"), uid, "spoken", recipient="hall A")
    before = deliveries_of(house, uid)[0]
    browser = signed_in(who)
    browser.post(path.format(uid=uid, delivery=delivery), fields, status)
    after = deliveries_of(house, uid)
    assert len(after) == 1 and (after[0].state, after[0].progress) == (before.state, before.progress)


def test_another_hospital_and_a_lower_class_find_nothing(house: House, signed_in: Enter) -> None:
    uid = a_released(house, NOTIFICATION, CHLOE)
    chloe = signed_in("chloe")
    delivery = begin(chloe, uid, "document", recipient="CNIL", means="envelope", kinds=["pdf"])
    file = next(link for link in chloe.links.values() if link.startswith("/files/"))
    for who in ("zoe", "hugo", "alice"):
        browser = signed_in(who)
        for path in (f"/messages/{uid}/desk", f"/deliveries/{delivery}", file, f"/messages/{uid}/print/pdf"):
            browser.get(path, 404)


@pytest.mark.parametrize("uid", ["x", "0", "..%2f..", "00000000-0000-4000-8000-000000000000", "é" * 300])
def test_what_does_not_exist_is_not_found(house: House, signed_in: Enter, uid: str) -> None:
    alice = signed_in("alice")
    for path in ("/messages/{}/desk", "/deliveries/{}", "/files/{}", "/messages/{}/print/pdf"):
        alice.get(path.format(uid), 404)
    for path in ("/messages/{}/deliveries", "/deliveries/{}/end", "/deliveries/{}/progress"):
        alice.post(path.format(uid), {"channel": "spoken", "spoken.recipient": "x"}, 404)


def test_a_desk_of_what_was_not_released_is_not_there(house: House, signed_in: Enter) -> None:
    signed_in("alice").get(f"/messages/{a_validated(house)}/desk", 404)


def test_a_wrong_beginning_keeps_what_was_typed(house: House, signed_in: Enter) -> None:
    uid = a_released(house)
    alice = signed_in("alice")
    begin(alice, uid, "document", 422, recipient=f"Le Courrier {SCRIPT}", means="wall", kinds=[])
    shown = {field.get("name"): field.get("value") for field in all_of(alice.page, "input")}
    assert shown["document.recipient"] == f"Le Courrier {SCRIPT}"
    chosen = [option.get("value") for option in all_of(alice.page, "option") if option.get("selected") is not None]
    assert chosen == ["wall"]
    assert deliveries_of(house, uid) == []


@pytest.mark.parametrize("seen", ["", "many", "-1", "99999999999999999999999", "1e3"])
def test_a_number_that_is_none_was_not_seen(house: House, signed_in: Enter, seen: str) -> None:
    uid = a_released(house)
    begin(signed_in("alice"), uid, "spoken", 409, recipient="hall", seen=seen)
    assert deliveries_of(house, uid) == []


@pytest.mark.parametrize(
    ("content", "name"),
    [
        (b"", "vide.pdf"),
        (b"PK\x03\x04", "x.pdf"),
        (PDF[:12], "coupé.pdf"),
        (PDF + b"\0" * LARGEST_UPLOAD, "grand.pdf"),
        (PDF + b"\0" * (25 * 1024 * 1024), "énorme.pdf"),
    ],
)
def test_a_file_that_is_not_taken_leaves_the_rest_as_typed(
    house: House, signed_in: Enter, content: bytes, name: str
) -> None:
    uid = a_released(house)
    alice = signed_in("alice")
    delivery = begin(alice, uid, "spoken", recipient="hall A")
    alice.send(f"/deliveries/{delivery}/end", {"how": "as_written"})
    fields = {"reference": "REF-77", "received_at": "2026-03-14T09:20", "file": (io.BytesIO(content), name)}
    alice.send(f"/deliveries/{delivery}/receipt", fields, 422)  # type: ignore[arg-type]
    shown = {field.get("name"): field.get("value") for field in all_of(alice.page, "input")}
    assert (shown["reference"], shown["received_at"]) == ("REF-77", "2026-03-14T09:20")
    assert "field-file" in str(alice.response.text)


def test_files_of_any_name_come_and_go(house: House, signed_in: Enter) -> None:
    uid = a_released(house)
    alice = signed_in("alice")
    delivery = begin(alice, uid, "spoken", recipient="hall A")
    alice.send(f"/deliveries/{delivery}/end", {"how": "as_written"})
    # A line break cannot stand in the name a browser sends: it is spelled %0D%0A on the way.
    names = [name for name in json.loads(CORPUS.read_text(encoding="utf-8")) if name and "\n" not in name]
    for rank, name in enumerate(names):
        fields = {"reference": f"R{rank}", "received_at": "2026-03-14T09:20", "file": (io.BytesIO(PDF), name)}
        alice.send(f"/deliveries/{delivery}/receipt", fields)  # type: ignore[arg-type]
    links = [link.get("href") or "" for link in all_of(alice.page, "a") if "/files/" in (link.get("href") or "")]
    assert len(links) == len(names)
    for link in links:
        answer = alice.client.get(link)
        assert answer.data == PDF and answer.headers["Content-Type"] == "application/pdf"
        assert answer.headers["Content-Disposition"].startswith("attachment;")
        assert "\n" not in answer.headers["Content-Disposition"]


def test_a_print_bears_its_mark_at_every_moment_before_release(house: House, signed_in: Enter) -> None:
    alice = signed_in("alice")
    for made, mark in ((a_draft, b"PROJET"), (a_submitted, b"PROJET"), (a_validated, "VALIDÉ, NON DIFFUSÉ".encode())):
        answer = alice.client.get(f"/messages/{made(house)}/print/text")
        assert answer.status_code == 200 and mark in answer.data, made
    answer = alice.client.get(f"/messages/{a_released(house)}/print/text")
    assert b"PROJET" not in answer.data and b"Copie de consultation" in answer.data


@pytest.mark.parametrize(("kind", "begins"), [("pdf", b"%PDF-"), ("docx", b"PK\x03\x04")])
def test_a_print_is_a_file_of_its_kind(house: House, signed_in: Enter, kind: str, begins: bytes) -> None:
    uid = a_submitted(house)
    alice = signed_in("alice")
    once, twice = (alice.client.get(f"/messages/{uid}/print/{kind}") for _ in range(2))
    assert once.data.startswith(begins) and once.data == twice.data
    assert once.headers["Content-Disposition"].startswith("attachment;")
    alice.get(f"/messages/{uid}/print/exe", 404)
