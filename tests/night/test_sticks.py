"""Real sticks, as far as a machine without hands can have them: one that is full, write-protected, pulled out."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from commworkflow.records.house import House
from commworkflow.records.schema import DATABASE_NAME
from tests.acting import validated
from tests.copying import with_key

ROOT = Path(__file__).parents[2]
MAY_MOUNT = (
    shutil.which("unshare") is not None
    and subprocess.run(["unshare", "--mount", "true"], capture_output=True).returncode == 0
)
pytestmark = pytest.mark.skipif(not MAY_MOUNT, reason="mounting a stick takes root, on Linux")

SAVING = """
import subprocess, sys
from datetime import timedelta
from pathlib import Path
from commworkflow.records.copies import copy_file, stick
from commworkflow.records.copies.keys import kept_key
from commworkflow.records.copies.problems import CopyProblem
from tests.cast import NOW

world, where = Path(sys.argv[1]), Path(sys.argv[2])
key = kept_key(world)

def save(minutes):
    try:
        _, file = stick.save(world, where, key, "LAPTOP-A", NOW + timedelta(minutes=minutes))
    except CopyProblem as problem:
        return problem.key
    copy_file.check_digest(file)
    return "saved"

def mount(*words):
    subprocess.run(["mount", *words], check=True)

mount("-t", "tmpfs", "-o", f"size={sys.argv[3]}", "stick", str(where))
print(save(0), save(1), sorted(path.suffix for path in where.iterdir()))
for copy in stick.copies_on(where):
    copy_file.check_digest(copy.path)
mount("-o", "remount,ro", str(where))
print(save(2), len(stick.copies_on(where)))
mount("-o", "remount,rw,size=100m", str(where))
print(save(3), len(stick.copies_on(where)))
subprocess.run(["umount", str(where)], check=True)
where.rmdir()
print(save(4))
"""


def test_a_stick_that_is_full_protected_or_gone_is_told_and_keeps_what_it_has(house: House, tmp_path: Path) -> None:
    validated(house)
    (tmp_path / "stick").mkdir()
    room_for_one = (house.folder / DATABASE_NAME).stat().st_size * 3 // 2
    arguments = [str(with_key(house.folder)), str(tmp_path / "stick"), str(room_for_one)]
    done = subprocess.run(
        ["unshare", "--mount", sys.executable, "-c", SAVING, *arguments],
        cwd=ROOT,
        env=os.environ | {"PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert done.stdout.splitlines() == [
        "saved stick_full ['.copy']",
        "stick_read_only 1",
        "saved 2",
        "stick_missing",
    ]
