"""What the tests of the stick ask for."""

from pathlib import Path

import pytest

from starting import wheels
from tests.starting.made_stick import fetch_small, pack_small, small_house


@pytest.fixture
def house(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A small house; packing it needs no network."""
    monkeypatch.setattr(wheels, "gather", fetch_small)
    return small_house(tmp_path / "house")


@pytest.fixture
def stick(house: Path, tmp_path: Path) -> Path:
    """A whole stick, its path with a space and accents."""
    folder = tmp_path / "Clé de l’été" / "commworkflow"
    pack_small(house, folder)
    return folder
