"""The door follows the machine: its names, its addresses, its hour."""

import stat
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from cryptography import x509

from commworkflow.sharing import certificate, door
from commworkflow.sharing.authority import FOLDER
from commworkflow.sharing.certificate import LIFE, RENEWED
from commworkflow.sharing.door import SERVER_FILE, Door
from tests.conftest import FrozenClock

Move = Callable[..., None]


@pytest.fixture
def move(monkeypatch: pytest.MonkeyPatch) -> Move:
    """Give this machine other addresses."""

    def moved(*addresses: str, name: str = "laptop-42") -> None:
        monkeypatch.setattr(certificate, "private_addresses", lambda: addresses)
        monkeypatch.setattr(certificate, "machine_name", lambda: name)

    moved("192.168.1.5", "fd00::2")
    return moved


def shown(folder: Path) -> x509.Certificate:
    return x509.load_pem_x509_certificate((folder / FOLDER / SERVER_FILE).read_bytes())


def names_shown(folder: Path) -> list[str]:
    names = shown(folder).extensions.get_extension_for_class(x509.SubjectAlternativeName).value
    return [str(name.value) for name in names]


def test_its_certificate_bears_every_name_and_address(tmp_path: Path, move: Move, clock: FrozenClock) -> None:
    made = Door(tmp_path, "live", 8443, clock)
    everything = ["192.168.1.5", "fd00::2", "laptop-42.local", "localhost", "127.0.0.1", "::1"]
    assert names_shown(tmp_path) == list(made.names()) == everything, "the authority may not vouch for laptop-42 alone"
    assert stat.S_IMODE((tmp_path / FOLDER / SERVER_FILE).stat().st_mode) == 0o600
    kept = shown(tmp_path)
    assert kept.not_valid_before_utc == clock() - timedelta(days=1), "a telephone three hours behind takes it too"
    assert kept.not_valid_after_utc - kept.not_valid_before_utc <= timedelta(days=397)
    assert kept.subject != kept.issuer


def test_the_machines_own_name_is_borne_where_the_authority_was_made_for_it(
    tmp_path: Path, move: Move, clock: FrozenClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("commworkflow.sharing.authority.machine_name", lambda: "laptop-42")
    assert "laptop-42.local" in Door(tmp_path, "live", 8443, clock).names()
    move("192.168.1.5", name="laptop-43")
    names = Door(tmp_path, "live", 8443, clock).names()
    assert "laptop-43.local" in names and "laptop-43" not in names


def test_the_same_machine_keeps_its_certificate(tmp_path: Path, move: Move, clock: FrozenClock) -> None:
    Door(tmp_path, "live", 8443, clock)
    before = shown(tmp_path).serial_number
    clock.advance(days=10)
    Door(tmp_path, "live", 8443, clock)
    assert shown(tmp_path).serial_number == before


def test_at_another_address_it_is_made_anew_by_the_same_authority(
    tmp_path: Path, move: Move, clock: FrozenClock
) -> None:
    opened = Door(tmp_path, "live", 8443, clock)
    fingerprint, before = opened.fingerprint, opened.context_for("192.168.1.5")
    move("10.0.0.7")
    assert opened.context_for("10.0.0.7") is not before
    assert "10.0.0.7" in names_shown(tmp_path) and "192.168.1.5" not in names_shown(tmp_path)
    assert opened.answers_to("10.0.0.7") and not opened.answers_to("192.168.1.5")
    assert opened.fingerprint == fingerprint


def test_the_page_shows_the_new_address_before_anybody_came_by_it(
    tmp_path: Path, move: Move, clock: FrozenClock
) -> None:
    opened = Door(tmp_path, "live", 8443, clock)
    move("10.0.0.7")
    assert opened.names()[0] == "10.0.0.7"


@pytest.mark.parametrize("moved", [LIFE - RENEWED, LIFE, -timedelta(days=2)], ids=["near its end", "over", "set back"])
def test_while_it_runs_its_certificate_never_ends_nor_lies_in_the_future(
    tmp_path: Path, move: Move, clock: FrozenClock, moved: timedelta
) -> None:
    opened = Door(tmp_path, "live", 8443, clock)
    clock.moment += moved
    opened.context_for("192.168.1.5")
    kept = shown(tmp_path)
    assert kept.not_valid_before_utc <= clock() < kept.not_valid_after_utc - RENEWED


def test_a_public_address_is_not_served(tmp_path: Path, move: Move, clock: FrozenClock) -> None:
    assert Door(tmp_path, "live", 8443, clock).context_for("193.54.1.2") is None


def test_a_disk_that_became_read_only_keeps_nobody_out(
    tmp_path: Path, move: Move, clock: FrozenClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened = Door(tmp_path, "live", 8443, clock)
    before = opened.context_for("192.168.1.5")

    def read_only(path: Path, content: bytes) -> None:
        raise OSError(30, "Read-only file system")

    monkeypatch.setattr(door, "write_secret", read_only)
    move("10.0.0.7")
    assert opened.context_for("10.0.0.7") is before is not None
