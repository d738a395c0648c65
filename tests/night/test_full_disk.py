"""A disk that is really full: an act answers in words and leaves nothing half done; whatever can be read is read.

The product serves a world on a small disk as it serves any other; the disk is filled to its last page, and emptied
again. What was sent meanwhile goes through then, from the page that refused it, with no start in between.
"""

import io
import json
import os
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from html import unescape
from pathlib import Path
from shutil import copy
from typing import Any

import pytest

from commworkflow.actions.delivering import begin
from commworkflow.actions.ending import end
from commworkflow.records.copies import checking
from commworkflow.records.copies.told import TOLD_NAME
from commworkflow.records.house import House
from commworkflow.records.schema import DATABASE_NAME, OpenWorld
from commworkflow.records.shelf import Shelf
from commworkflow.rules.catalogue import Catalogue
from commworkflow.rules.facts import Register
from commworkflow.rules.situation import Intent
from commworkflow.rules.worlds import World
from commworkflow.technical_log import FILE_NAME, FOLDER
from tests.actions.test_delivering import SPEECH
from tests.actions.test_receipts import PDF
from tests.browser import Browser
from tests.copying import with_key
from tests.filling import PARIS, fields_shown, filled, template_of
from tests.house_rules import all_of, text_of
from tests.night.networks import Wire
from tests.night.small_disk import PAGE, Served, SmallDisk
from tests.night.test_the_night import forms_for, waivers
from tests.released import ALICE, WAITING, WAYS, WRITERS, a_draft, a_released, a_submitted, standing_of
from tests.web.test_search import found

pytestmark = [
    pytest.mark.xdist_group("full disk"),
    pytest.mark.skipif(sys.platform != "linux", reason="mount namespaces are Linux's"),
]

MEGABYTES = 16
CHEAP = "password_memory_mb = 1\npassword_passes = 1\nthreads = 4\n"
FULL = "Le disque est plein : rien n’a été écrit"
TYPED = "Vingt-trois dossiers"
LARGE = PDF.replace(b"trailer", bytes(900_000) + b"trailer")
"""More than a library keeps of a file in memory by itself."""


@dataclass(frozen=True)
class Night:
    """A world that is served from a small disk, and the messages that stand in it."""

    disk: SmallDisk
    world: Served
    filled: dict[str, Any]
    draft: str
    another_draft: str
    submitted: str
    also_submitted: str
    delivery: str

    def signed_in(self, who: str) -> Browser:
        browser = Wire("", "127.0.0.1", self.world.port).browser()
        browser.come_in(who)
        return browser


@pytest.fixture(scope="module")
def small_disk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[SmallDisk]:
    made = SmallDisk(tmp_path_factory.mktemp("full") / "disk", MEGABYTES)
    yield made
    made.end()


@pytest.fixture(scope="module")
def served(
    small_disk: SmallDisk,
    settled: Path,
    tmp_path_factory: pytest.TempPathFactory,
    catalogue: Catalogue,
    register: Register,
) -> Iterator[Night]:
    aside = tmp_path_factory.mktemp("made")
    folder, now = aside / "exercise", datetime.now(UTC)
    folder.mkdir()
    copy(settled / DATABASE_NAME, folder)
    opened = OpenWorld(folder, World.EXERCISE, now)
    house = House(opened.world, opened.folder, opened.database, Shelf(catalogue), register)
    messages = [make(house, now=now) for make in (a_draft, a_draft, a_submitted, a_submitted, delivered)]
    opened.close()
    world = Served(small_disk, aside / "seen")
    world.seen.mkdir()
    copy(folder / DATABASE_NAME, world.seen)
    with_key(world.seen)
    (world.seen / "settings.toml").write_text(CHEAP)
    assert world.start(), world.said
    # Its examples announce a point of the past: the product goes by the hour of the machine here.
    typed = {**filled(template_of(house, WAITING)), "a.prochain_point.date": f"{now + timedelta(days=1):%Y-%m-%d}"}
    yield Night(small_disk, world, typed, *messages)
    world.kill()


@pytest.fixture
def night(served: Night) -> Iterator[Night]:
    """The same night, with room on its disk: before each test, and after it."""
    yield served
    served.disk.make_room()


def delivered(house: House, now: datetime) -> str:
    """A message that was read out to the press: its receipt is awaited."""
    uid = a_released(house, now=now)
    intent = Intent(seal=standing_of(house, ALICE, uid, now).situation.seal, channel="spoken")
    delivery = begin(house, ALICE, uid, SPEECH, intent, WAYS.channels, WRITERS, now)
    end(house, ALICE, delivery, frozenset(), {"how": "as_written"}, WAYS.channels, now)
    return delivery


@dataclass(frozen=True)
class Form:
    """A form as somebody sends it. ``typed``: what must be shown again; ``ends``: the answer once it goes through."""

    browser: Browser
    address: str
    fields: dict[str, Any]
    typed: str = TYPED
    file: bytes = b""
    ends: int = 303

    def send(self) -> int:
        """Send it, and return the answer's status; a page that comes is checked."""
        file = {"file": (io.BytesIO(self.file), "accusé.pdf")} if self.file else {}
        answer = self.browser.client.post(self.address, data={**self.fields, **file})
        if answer.status_code >= 400:
            self.browser.see(answer, answer.status_code)
        return answer.status_code

    def again(self) -> "Form":
        """The form that the page of the refusal has for it: with everything but the file."""
        (form,) = [one for one in all_of(self.browser.page, "form") if one.get("action") == self.address]
        return replace(self, fields=Browser.shown(form))


def of_a_draft(night: Night, uid: str, **typed: str) -> Form:
    alice, address = night.signed_in("alice"), f"/messages/{uid}/edit"
    alice.get(address)
    (form,) = [one for one in all_of(alice.page, "form") if one.get("id") == "writing"]
    return Form(alice, address, {**alice.shown(form), **night.filled, "title": TYPED, **waivers(alice), **typed})


def typing(night: Night) -> Form:
    form = of_a_draft(night, night.draft)
    return replace(form, address=f"/messages/{night.draft}/working-copy", ends=200)


def saving(night: Night) -> Form:
    return of_a_draft(night, night.draft, save="")


def sent_too_late(night: Night) -> Form:
    """A form that stayed open while its person signed out in another tab."""
    form = of_a_draft(night, night.draft, title=f"{TYPED} de trop", save="")
    form.browser.sign_out()
    return replace(form, typed=f"{TYPED} de trop", fields={**form.fields, "csrf_token": form.browser.token()})


def submitting(night: Night) -> Form:
    return of_a_draft(night, night.another_draft, submit="")


def validating(night: Night, uid: str = "") -> Form:
    dominique, uid = night.signed_in("dominique"), uid or night.submitted
    dominique.get(f"/messages/{uid}")
    (form,) = forms_for(dominique, "validate")
    reasons = {**waivers(dominique), "reason": TYPED}
    return Form(dominique, f"/messages/{uid}/acts/validate", {**dominique.shown(form), **reasons})


def receipt(night: Night, file: bytes = PDF, reference: str = f"{TYPED} 1") -> Form:
    alice = night.signed_in("alice")
    alice.get(f"/deliveries/{night.delivery}")
    fields = {**fields_shown(alice), "reference": reference, "received_at": shown_now()}
    return Form(alice, f"/deliveries/{night.delivery}/receipt", fields, reference, file)


def large_receipt(night: Night) -> Form:
    """A file too large to be thought small: one like it came before, when there was room."""
    assert receipt(night, LARGE, f"{TYPED} 2").send() == 303
    return receipt(night, LARGE, f"{TYPED} 3")


def shown_now() -> str:
    return f"{datetime.now(PARIS):%Y-%m-%dT%H:%M}"


@pytest.mark.parametrize(
    "form",
    [typing, saving, sent_too_late, validating, receipt, large_receipt, submitting],
    ids=lambda form: form.__name__,
)
def test_what_finds_no_room_is_refused_in_words_and_goes_through_once_there_is_some(
    night: Night, form: Callable[[Night], Form]
) -> None:
    sent = form(night)
    before = night.world.rows()
    night.disk.fill()
    assert sent.send() == 507
    page = sent.browser.page
    assert text_of(all_of(page, "h1")[0]) == FULL
    assert sent.typed in unescape(sent.browser.response.text)
    assert night.world.rows() == before
    again = sent.again()
    assert again.send() == 507, "it is still full"
    night.disk.make_room()
    assert again.send() == sent.ends, sent.browser.words
    assert night.world.rows() != before


def test_wherever_in_an_act_the_room_ends_it_is_done_or_not(night: Night) -> None:
    sent, before, refused = validating(night, night.also_submitted), night.world.rows(), 0
    while True:
        night.disk.fill(but=refused)
        if (status := sent.send()) != 507:
            break
        assert night.world.rows() == before, f"room for {refused} pages"
        refused += 1
    assert status == 303
    done = night.world.rows()
    added = {name: len(done[name]) - len(rows) for name, rows in before.items() if len(done[name]) > len(rows)}
    assert (added["journal"], added["decision"]) == (1, 1)
    assert any(line.get("where", [""])[-1].endswith("do_commit") for line in log_of(night)), "one ended in the commit"


def test_what_can_be_read_is_read_and_found_while_nothing_can_be_written(night: Night) -> None:
    assert saving(night).send() == 303
    dominique, ines = night.signed_in("dominique"), night.signed_in("ines")
    night.disk.fill()
    for address in ("/", f"/messages/{night.draft}", f"/messages/{night.submitted}", "/journal", "/search"):
        dominique.get(address)
    for kind in ("pdf", "docx"):
        assert dominique.client.get(f"/messages/{night.submitted}/print/{kind}").status_code == 200
    dominique.get(f"/search?words={TYPED.split()[0]}")
    assert f"/messages/{night.draft}" in found(dominique)
    assert takes_writing(dominique) is False
    ines.get("/doctor")
    assert "Il reste 0 Mo" in ines.words and "Faites de la place" in ines.words and "verrou" not in ines.words
    night.disk.make_room()
    assert takes_writing(dominique) is True


def test_it_ends_and_starts_on_a_full_disk_and_its_log_has_no_torn_line(night: Night) -> None:
    form = saving(night)
    night.disk.fill()
    before, lines = night.world.rows(), -1
    while form.send() == 507 and len(log_of(night)) > lines:
        lines = len(log_of(night))
    assert night.world.stop() == 0, "a log without room is no failure of whoever ends it"
    assert night.world.start(), night.world.said
    assert form.send() == 507 and night.world.rows() == before
    night.disk.make_room()
    assert form.send() == 303
    assert night.world.stop() == 0 and night.world.start()
    form.browser.get(f"/messages/{night.draft}")
    assert TYPED in form.browser.words
    assert log_of(night)[-1]["route"] == "/messages/<uid>"
    assert checking.faults(night.world.database()) == ()


def test_a_copy_that_finds_no_room_says_so_and_leaves_nothing_behind(night: Night, tmp_path: Path) -> None:
    saving = ("save", str(tmp_path), "--world", "exercise")
    laid_out_once = night.world.database().stat().st_size // PAGE * 3 // 2
    before = set(os.listdir(night.world.seen))
    for pages in (0, laid_out_once):
        night.disk.fill(but=pages)
        status, said = night.world.command(*saving)
        assert status == 1 and "The disk of this machine is full" in said and "Traceback" not in said, said
        left = set(os.listdir(night.world.seen)) - before - {"copying.lock", TOLD_NAME}
        assert not left and not list(tmp_path.iterdir())
    night.disk.make_room()
    status, said = night.world.command(*saving)
    assert status == 0 and len(list(tmp_path.glob("*.copy"))) == 1, said


def test_a_first_start_without_room_makes_nothing_by_halves(settled: Path, tmp_path: Path) -> None:
    disk = SmallDisk(tmp_path / "disk", MEGABYTES)
    world = Served(disk, tmp_path / "seen")
    try:
        hardly_begun = (settled / DATABASE_NAME).stat().st_size // PAGE + 20
        for pages in (0, hardly_begun):
            disk.fill(but=pages)
            assert not world.start()
            assert "The disk is full. Make room on it, then start again" in world.said
            assert not list(world.seen.glob(f"{DATABASE_NAME}*")), f"room for {pages} pages"
        disk.make_room()
        assert world.start(), world.said
        last = max(world.rows()["journal"])
        assert "opinion_given" in last, "the exercise is told to its end"
    finally:
        world.kill()
        disk.end()


def takes_writing(browser: Browser) -> bool:
    """Whether the world does, as its page for machines says; so small a disk never has room enough for that page."""
    answer = browser.client.get("/health")
    assert answer.status_code == 503 and answer.json is not None and answer.json["free_space_ok"] is False
    return bool(answer.json["database_writable"])


def log_of(night: Night) -> list[dict[str, Any]]:
    """The lines of the technical log, each of them whole."""
    return [json.loads(line) for line in (night.world.seen / FOLDER / FILE_NAME).read_text("utf-8").splitlines()]
