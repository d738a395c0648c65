"""What the machine is told, and the key nobody else may read."""

import errno
import os
import stat
from pathlib import Path

import pytest

from commworkflow.settings import Settings, WrongSettings, read_settings, secret_key


def write(folder: Path, text: str) -> Path:
    (folder / "settings.toml").write_text(text, encoding="utf-8")
    return folder


def test_without_a_file_the_defaults_hold(tmp_path: Path) -> None:
    assert read_settings(tmp_path) == Settings()


def test_what_is_written_stands_in_place_of_its_default(tmp_path: Path) -> None:
    assert read_settings(write(tmp_path, "threads = 2\nidle_minutes = 15\n")) == Settings(threads=2, idle_minutes=15)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("idle_minute = 15", "“idle_minutes”"),
        ("colour = 3", "threads, idle_minutes"),
        ("threads = 0", "at least 1"),
        ("threads = true", "whole number"),
        ("threads = '8'", "whole number"),
        ("threads = 1.5", "whole number"),
        ("threads = ", "cannot be read"),
        ("[web]\nthreads = 8", "does not know"),
    ],
)
def test_what_cannot_be_used_is_refused_with_what_would_be_right(tmp_path: Path, text: str, said: str) -> None:
    with pytest.raises(WrongSettings, match=said):
        read_settings(write(tmp_path, text))


@pytest.mark.skipif(os.name == "nt", reason="Windows keeps no such mode")
def test_the_key_is_made_once_and_read_by_its_owner_alone(tmp_path: Path) -> None:
    key = secret_key(tmp_path)
    assert len(key) == 64
    assert secret_key(tmp_path) == key
    assert stat.S_IMODE((tmp_path / "secret.key").stat().st_mode) == 0o600


def test_a_key_that_found_no_room_is_not_there_for_the_next_start(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object, **__: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(os, "fdopen", full)
    with pytest.raises(OSError, match="No space"):
        secret_key(tmp_path)
    monkeypatch.undo()
    assert len(secret_key(tmp_path)) == 64


@pytest.mark.parametrize("kept", [b"", b"\n", b"k" * 31, b" " * 64])
def test_a_key_cut_short_is_told_and_signs_nothing(tmp_path: Path, kept: bytes) -> None:
    (tmp_path / "secret.key").write_bytes(kept)
    with pytest.raises(WrongSettings, match=f"secret.key holds {len(kept.strip())} bytes .*Delete that file"):
        secret_key(tmp_path)
    (tmp_path / "secret.key").write_bytes(b"k" * 32)
    assert secret_key(tmp_path) == b"k" * 32
