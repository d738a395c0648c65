"""The whole way on Linux: packed here, started where there is no network, from an empty folder; real wheels, real pip.

Packing needs the index this machine is set to; starting needs nothing. Sticks that are full or write-protected are real
file systems too. unshare and ip are named in starting/programs.py: where they are missing, this fails.
"""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

import run
from starting import verifying
from starting.environment import BASE_PYTHON
from tests.starting.made_stick import small_house

pytestmark = pytest.mark.xdist_group("pack")

PACK_SMALL = """
import sys
from pathlib import Path
from starting import steps, wheels
from tests.starting.made_stick import fetch_small, pack_small
wheels.gather = fetch_small
try:
    pack_small(Path(sys.argv[1]), Path(sys.argv[2]))
except steps.Stop as refusal:
    sys.exit(str(refusal))
"""


def test_it_starts_without_a_network_from_an_empty_folder(packed: Path, tmp_path: Path) -> None:
    stick, home, programs = tmp_path / "Clé de l’été" / "comm workflow", tmp_path / "Chez moi, é", tmp_path / "bin"
    home.mkdir()
    programs.mkdir()
    (programs / "python3").symlink_to(BASE_PYTHON)
    script = Path(__file__).with_name("without_a_route.py")
    night = subprocess.run(
        ["unshare", "--map-root-user", "--net", "--mount", BASE_PYTHON, str(script), *map(str, (packed, stick, home))],
        env=os.environ | {"PATH": f"{programs}:/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"},
        capture_output=True,
        text=True,
    )
    assert night.returncode == 0, night.stdout + night.stderr
    told = json.loads(night.stdout)
    assert told["routes"] == ""
    assert told["refused"] == "Permission denied"
    lines, status = told["first"]
    assert status == 200, lines
    assert f"    {verifying.check(packed).fingerprint}" in lines
    assert f"Copie dans « {home / 'commworkflow'} »." in lines
    lines, status = told["again"]
    assert status == 200, lines
    assert lines == [
        "Opening the exercise world on http://127.0.0.1:8331 (Ctrl-C ends it).",
        "open http://127.0.0.1:8331",
    ]


@pytest.mark.parametrize(
    ("options", "sentence"), [("size=64k", "The stick is full"), ("ro", "The stick is write-protected")]
)
def test_a_real_stick_that_is_full_or_write_protected_is_told(tmp_path: Path, options: str, sentence: str) -> None:
    house, stick = small_house(tmp_path / "house"), tmp_path / "stick"
    stick.mkdir()
    script = 'mount -t tmpfs -o "$1" tmpfs "$2" && shift && exec "$2" -c "$3" "$4" "$1"'
    packing = ["unshare", "--map-root-user", "--mount", "sh", "-c", script, "sh", options, str(stick)]
    done = subprocess.run(
        [*packing, sys.executable, PACK_SMALL, str(house)], cwd=run.ROOT, capture_output=True, text=True
    )
    assert done.returncode == 1, done.stdout + done.stderr
    assert sentence in done.stderr and "Traceback" not in done.stderr
