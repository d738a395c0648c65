"""Each check of the doctor by what it may meet: a stick, a share, a full disk, a database that is none."""

import errno
import shutil
import sqlite3
from datetime import timedelta
from pathlib import Path, PurePosixPath

import pytest

from commworkflow.doctor import (
    backups,
    certificate,
    database,
    disk,
    encryption,
    fonts,
    hour,
    mounts,
    printer,
    product,
    storage,
)
from commworkflow.doctor.examined import Examined
from commworkflow.readings.hours import KnownCheck
from commworkflow.records.copies import told
from commworkflow.records.copies.problems import CopyProblem
from commworkflow.records.schema import DATABASE_NAME, OpenWorld
from commworkflow.rules.catalogue import Catalogue
from commworkflow.rules.diagnoses import diagnosis
from commworkflow.rules.hours import Doubt, Doubtful, HeardFrom
from commworkflow.rules.worlds import World
from commworkflow.sharing.door import Door
from tests.cast import NOW

MOUNTINFO = r"""
22 1 8:2 / / rw,relatime shared:1 - ext4 /dev/sda2 rw
23 22 0:5 / /dev rw - devtmpfs devtmpfs rw
30 22 253:1 / /home rw,relatime - ext4 /dev/mapper/home rw
31 30 0:44 / /home/partage\040réseau rw - cifs //serveur/commun rw
32 22 0:45 / /media/stick rw - exfat /dev/sdb1 rw
33 22 0:46 / /media/stick rw - fuse.sshfs moi@ailleurs: rw
broken line
"""


@pytest.fixture
def examined(tmp_path: Path, catalogue: Catalogue) -> Examined:
    """A world's folder without anything, on a Linux that tells nothing."""
    folder = tmp_path / "live"
    folder.mkdir()
    return Examined(folder, catalogue, NOW, proc=tmp_path / "proc", sys=tmp_path / "sys", windows=False)


@pytest.fixture
def settled_world(examined: Examined, settled: Path) -> Examined:
    """The same with the database of an exercise, closed."""
    shutil.copy(settled / DATABASE_NAME, examined.database)
    return examined


def tell_mounts(examined: Examined, told: str) -> None:
    (examined.proc / "self").mkdir(parents=True)
    (examined.proc / "self" / "mountinfo").write_text(told, encoding="utf-8")


def tell_block(
    examined: Examined, device: str, uuid: str = "", below: tuple[str, ...] = (), loop: bool = False
) -> Path:
    block = examined.sys / "dev" / "block" / device
    (block / "slaves").mkdir(parents=True)
    if uuid:
        (block / "dm").mkdir()
        (block / "dm" / "uuid").write_text(uuid)
    for name in below:
        (block / "slaves" / name).symlink_to(examined.sys / "dev" / "block" / name, target_is_directory=True)
    return block


HELD: list[tuple[str, str]] = [
    ("/etc/x", "ext4"),
    ("/home/marie/instance", "ext4"),
    ("/home/partage réseau/instance", "cifs"),
    ("/home/partage", "ext4"),
    ("/media/stick/instance", "fuse.sshfs"),
]


@pytest.mark.parametrize(("path", "kind"), HELD)
def test_the_deepest_mount_holds_a_folder_and_of_two_the_last(path: str, kind: str) -> None:
    found = mounts.holding(PurePosixPath(path), mounts.mounts(MOUNTINFO))
    assert found is not None and found.kind == kind


@pytest.mark.parametrize("kind", ["nfs4", "cifs", "fuse.sshfs", "9p"])
def test_a_database_on_a_share_is_told(examined: Examined, kind: str) -> None:
    tell_mounts(examined, f"22 1 0:9 / / rw - {kind} //serveur/commun rw")
    found = storage.look(examined)
    assert (found.key, found.facts["kind"]) == ("storage_shared", kind)


def test_a_database_on_a_disk_of_this_machine_is_well_and_silence_is_no_answer(examined: Examined) -> None:
    assert storage.look(examined).key == "storage_unknown"
    tell_mounts(examined, "22 1 8:2 / / rw - ext4 /dev/sda2 rw")
    assert storage.look(examined).key == "storage_local"


def test_the_encryption_is_looked_for_below_the_file_system(examined: Examined) -> None:
    assert encryption.look(examined).key == "encryption_unknown"
    tell_mounts(examined, "22 1 253:1 / / rw - ext4 /dev/mapper/root rw")
    assert encryption.look(examined).key == "encryption_unknown", "no such device"
    tell_block(examined, "253:0", uuid="CRYPT-LUKS2-00-root_crypt")
    tell_block(examined, "253:1", uuid="LVM-abc", below=("253:0",))
    found = encryption.look(examined)
    assert (found.key, found.facts) == ("disk_encrypted", {"by": "dm-crypt"})


def test_one_way_down_in_clear_is_in_clear(examined: Examined) -> None:
    tell_mounts(examined, "22 1 253:1 / / rw - ext4 /dev/mapper/root rw")
    tell_block(examined, "253:0", uuid="CRYPT-LUKS2-00-root_crypt")
    tell_block(examined, "8:1")
    tell_block(examined, "253:1", uuid="LVM-abc", below=("253:0", "8:1"))
    assert encryption.look(examined).key == "disk_in_clear"


def test_a_plain_disk_is_in_clear_and_a_file_in_a_file_is_not_told(examined: Examined) -> None:
    tell_mounts(examined, "22 1 8:2 / / rw - ext4 /dev/sda2 rw")
    block = tell_block(examined, "8:2")
    assert encryption.look(examined).key == "disk_in_clear"
    (block / "loop").mkdir()
    assert encryption.look(examined).key == "encryption_unknown"


def test_a_file_system_that_encrypts_itself_is_believed(examined: Examined) -> None:
    tell_mounts(examined, "22 1 0:9 / / rw - fuse.gocryptfs /srv/x rw")
    assert encryption.look(examined).facts == {"by": "gocryptfs"}


ROOM = [
    (disk.LEAST_MB - 1, "disk_full"), (disk.LEAST_MB, "disk_fills_up"),
    (disk.LITTLE_DAYS * disk.A_DAY_OF_CRISIS_MB - 1, "disk_fills_up"),
    (disk.LITTLE_DAYS * disk.A_DAY_OF_CRISIS_MB, "disk_has_room"),
]  # fmt: skip


@pytest.mark.parametrize(("free", "key"), ROOM)
def test_what_is_left_on_a_disk(free: int, key: str) -> None:
    assert disk.room(free).key == key


def test_a_disk_that_takes_no_writing_is_told(examined: Examined, monkeypatch: pytest.MonkeyPatch) -> None:
    assert disk.look(examined).key in {"disk_has_room", "disk_fills_up", "disk_full"}
    assert list(examined.folder.iterdir()) == [], "nothing is left behind"

    def read_only(**_: object) -> None:
        raise OSError(30, "Read-only file system")

    monkeypatch.setattr("tempfile.TemporaryFile", read_only)
    assert disk.look(examined).facts == {"reason": "Read-only file system"}


def test_a_disk_without_room_is_full_and_not_locked(examined: Examined, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(**_: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr("tempfile.TemporaryFile", full)
    assert disk.look(examined) == diagnosis("disk_full", free_mb=0)


def test_a_world_that_is_not_there_yet_is_looked_for_above(tmp_path: Path, catalogue: Catalogue) -> None:
    examined = Examined(tmp_path / "instance" / "live", catalogue, NOW)
    assert examined.place == tmp_path
    assert database.look(examined).key == "database_absent"
    assert hour.look(examined).key == "hour_never_confirmed"


def test_a_sound_database_is_told_with_its_mode_also_while_it_is_written_to(settled_world: Examined) -> None:
    assert database.look(settled_world).key == "database_sound"
    world = OpenWorld(settled_world.folder, World.EXERCISE, NOW)
    with world.database.write():
        assert database.look(settled_world).key == "database_sound"
    world.close()


def test_a_database_that_lost_a_guard_is_told_by_its_name(settled_world: Examined) -> None:
    change(settled_world, "DROP TRIGGER journal_no_delete")
    assert database.look(settled_world).facts == {"names": "journal_no_delete"}


def test_a_database_of_another_version_is_told(settled_world: Examined) -> None:
    change(settled_world, "UPDATE alembic_version SET version_num = '0001'")
    assert database.look(settled_world).facts["version"] == "0001"
    assert hour.look(settled_world).key == "hour_never_confirmed"


def test_a_damaged_database_is_told(settled_world: Examined) -> None:
    content = bytearray(settled_world.database.read_bytes())
    page = 4096
    content[page * 8 : page * 40] = b"\xff" * page * 32
    settled_world.database.write_bytes(content)
    assert database.look(settled_world).key in {"database_damaged", "database_unreadable"}


@pytest.mark.parametrize("content", [b"", b"no database" * 900])
def test_what_is_no_database_is_told(examined: Examined, content: bytes) -> None:
    examined.database.write_bytes(content)
    assert database.look(examined).key == "database_unreadable"


def change(examined: Examined, statement: str) -> None:
    connection = sqlite3.connect(examined.database)
    connection.execute(statement)
    connection.commit()
    connection.close()


def a_check(offset: int = 0) -> KnownCheck:
    return KnownCheck(NOW, offset, NOW, HeardFrom.SAMU, "Alice")


CLOCKS = [
    (None, None, None, "hour_never_confirmed"),
    (a_check(), NOW, None, "hour_confirmed"),
    (a_check(120), NOW, None, "hour_confirmed"),
    (a_check(-121), NOW, None, "hour_off"),
    (a_check(), NOW + timedelta(hours=3), None, "clock_behind_journal"),
    (a_check(), NOW, Doubtful(Doubt.UNCONFIRMED, NOW), "hour_wants_confirming"),
    (None, NOW, Doubtful(Doubt.UNCONFIRMED, NOW), "hour_never_confirmed"),
    (a_check(), NOW, Doubtful(Doubt.JUMPED, NOW, timedelta(hours=-3)), "clock_jumped"),
]


@pytest.mark.parametrize(("check", "last", "doubt", "key"), CLOCKS)
def test_what_is_known_of_a_clock(check: KnownCheck | None, last: None, doubt: Doubtful | None, key: str) -> None:
    assert hour.judged(check, last, NOW, doubt).key == key


def test_copies_are_told_as_they_fare(examined: Examined) -> None:
    assert backups.look(examined).key == "backup_never"
    told.tell_made(examined.folder, told.Made(NOW - backups.OLD_AFTER, "/media/stick", 12))
    assert backups.look(examined).facts["where"] == "/media/stick"
    told.tell_made(examined.folder, told.Made(NOW - backups.OLD_AFTER - timedelta(seconds=1), "/media/stick", 12))
    assert backups.look(examined).key == "backup_old"
    told.tell_failed(examined.folder, CopyProblem("stick_missing", folder="/media/stick"), NOW)
    assert backups.look(examined).facts["problem"] == "stick_missing"


def test_a_pdf_is_made_for_trial_and_its_failure_told(examined: Examined, monkeypatch: pytest.MonkeyPatch) -> None:
    assert fonts.look(examined).key == "pdf_made"

    def broken(*_: object) -> bytes:
        raise RuntimeError("the typesetter's own words")

    monkeypatch.setattr(fonts, "render_pdf", broken)
    assert fonts.look(examined).facts == {"reason": "RuntimeError"}
    monkeypatch.setattr(fonts, "FONTS", examined.folder)
    assert fonts.look(examined).key == "fonts_missing"


PRINTERS = [
    ("printer HP is idle.  enabled since Mon\n", "", "printer_ready", 1),
    ("printer HP disabled since Mon -\n\tpaused\nprinter B now printing B-1.  enabled since\n", "", "printer_ready", 1),
    ("printer HP disabled since Mon -\n\tpaused\n", "", "printer_stopped", None),
    ("", "lpstat: No destinations added.\n", "printer_absent", None),
    ("", "", "printer_absent", None),
    ("", "lpstat: Transport endpoint is not connected\n", "printer_unknown", None),
]


@pytest.mark.parametrize(("said", "complaint", "key", "count"), PRINTERS)
def test_what_cups_says_of_its_printers(said: str, complaint: str, key: str, count: int | None) -> None:
    found = printer.printers(said, complaint)
    assert (found.key, found.facts.get("count")) == (key, count)


def test_a_system_without_cups_cannot_tell(examined: Examined, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("shutil.which", lambda _: None)
    assert printer.look(examined).key == "printer_unknown"


CERTIFICATES = [
    (["192.168.1.5"], timedelta(days=60), ["192.168.1.5"], "certificate_good"),
    (["192.168.1.5"], timedelta(days=6), ["192.168.1.5"], "certificate_ends_soon"),
    (["192.168.1.5"], timedelta(), ["192.168.1.5"], "certificate_over"),
    (["192.168.1.5"], timedelta(days=60), ["10.0.0.7"], "certificate_of_another_address"),
    (["192.168.1.5"], timedelta(days=60), [], "certificate_good"),
]


@pytest.mark.parametrize(("bears", "left", "has", "key"), CERTIFICATES)
def test_what_a_certificate_says(bears: list[str], left: timedelta, has: list[str], key: str) -> None:
    assert certificate.judged(bears, NOW + left, has, NOW).key == key


def test_the_certificate_of_a_door_is_read(examined: Examined, monkeypatch: pytest.MonkeyPatch) -> None:
    assert certificate.look(examined).key == "certificate_absent"
    Door(examined.folder, "live", 8443, lambda: NOW)
    monkeypatch.setattr(certificate, "private_addresses", lambda: ("127.0.0.1",))
    assert certificate.look(examined).key == "certificate_good"
    (examined.folder / "tls" / "server.pem").write_bytes(b"none")
    assert certificate.look(examined).key == "certificate_unreadable"


def test_the_product_tells_its_templates_languages_and_versions(
    examined: Examined, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    assert product.templates(examined).key == "templates_sound"
    assert product.languages(examined).key == "languages_ready"
    assert product.versions(examined).key == "versions_known"
    monkeypatch.setattr(product, "OLDEST_PYTHON", (99, 0))
    assert product.versions(examined).key == "python_too_old"
    (tmp_path / "fr" / "LC_MESSAGES").mkdir(parents=True)
    (tmp_path / "fr" / "LC_MESSAGES" / "messages.po").touch()
    monkeypatch.setattr(product, "FOLDER", tmp_path)
    assert product.languages(examined).facts == {"names": "fr"}
