"""What the nights share: one pack of this very product, made once."""

import subprocess
from pathlib import Path

import pytest

import run
from starting import verifying
from starting.environment import BASE_PYTHON


@pytest.fixture(scope="session")
def packed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A pack of this very product, for this machine only: it is smaller."""
    folder = tmp_path_factory.mktemp("packed") / "commworkflow"
    command = [BASE_PYTHON, str(run.ROOT / "run.py"), "pack", str(folder), "--only-this-machine", "--", "exercise"]
    done = subprocess.run(command, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr
    assert verifying.check(folder).fingerprint in done.stdout
    return folder
