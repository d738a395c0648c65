"""Packing: what goes on a stick and what never does; a stick that failed half way is no stick."""

import errno
import os
import re
import subprocess
from datetime import timedelta
from pathlib import Path
from types import SimpleNamespace

import pytest

import run
from starting import packing, verifying, wheels
from starting import stick as names
from starting.steps import Stop
from starting.verifying import MANIFEST, UNFINISHED
from tests.starting.made_stick import MADE, pack_small


def tree(folder: Path) -> dict[str, bytes]:
    return {file.relative_to(folder).as_posix(): file.read_bytes() for file in folder.rglob("*") if file.is_file()}


def test_only_what_is_meant_travels(stick: Path) -> None:
    packed = tree(stick)
    assert {"demarrer.sh", "demarrer.bat", "LISEZ-MOI.txt", "verifier.py", MANIFEST} <= packed.keys()
    assert {"product/run.py", "product/commworkflow/rules/roles.py", "wheels/pip-1-py3-none-any.whl"} <= packed.keys()
    assert not [name for name, content in packed.items() if b"never on a stick" in content or "people" in name]
    assert (stick / "world").is_dir(), "the place where saves go"
    assert packed["verifier.py"] == (run.ROOT / "starting/verifying.py").read_bytes()


def test_every_part_of_the_project_travels_or_is_left_on_purpose() -> None:
    listed = subprocess.run(["git", "ls-files"], cwd=run.ROOT, capture_output=True, text=True, check=True).stdout
    parts = {line.partition("/")[0] for line in listed.splitlines()}
    left = {
        ".ci", ".gitignore", "CONTRIBUTING.md", "babel.cfg", "benchmarks", "pyproject.toml", "tests",
        "requirements.in", "requirements-node.in", "requirements-pack.in", "requirements-test.in",
        "requirements-test.txt",
    }  # fmt: skip
    assert parts - left - set(names.TAKEN) == set()
    assert not set(names.TAKEN) & left


def test_the_project_has_names_a_stick_can_hold() -> None:
    files = dict(names.product_files(run.ROOT))
    names.refuse_unfit_names(f"{names.PRODUCT}/{name}" for name in files)
    assert "commworkflow/application.py" in files and "starting/stick/demarrer.sh" in files


@pytest.mark.parametrize(
    "name", ["é.txt", "a:b", "what?.py", "a\\b", "end.", "space ", "x/end./y", "aux", "docs/NUL.txt", "com1", "a" * 151]
)
def test_a_name_no_stick_can_hold_is_refused(name: str) -> None:
    with pytest.raises(Stop, match="cannot lie on a stick"):
        names.refuse_unfit_names(["app.py", name])


def test_packing_looks_at_the_names_before_it_writes(house: Path, tmp_path: Path) -> None:
    (tmp_path / "clé.exe").touch()
    with pytest.raises(Stop, match=r"“annexes/clé\.exe” cannot lie on a stick"):
        packing.pack(packing.Packing(tmp_path / "key", extras=(tmp_path / "clé.exe",)), house, MADE)
    assert not (tmp_path / "key").exists()


def test_names_that_differ_only_in_capitals_are_refused() -> None:
    names.refuse_unfit_names(["auxiliary.py", "console.py", "a/b", "a/c"])
    with pytest.raises(Stop, match="differ only in capitals"):
        names.refuse_unfit_names(["readme.md", "README.md"])


def test_the_start_files_are_for_the_system_that_reads_them(stick: Path) -> None:
    shell, batch = (stick / "demarrer.sh").read_bytes(), (stick / "demarrer.bat").read_bytes()
    assert b"\r" not in shell and shell.startswith(b"#!/bin/sh\n")
    assert batch.count(b"\r\n") == batch.count(b"\n") > 10
    assert os.access(stick / "demarrer.sh", os.X_OK)
    assert subprocess.run(["sh", "-n", str(stick / "demarrer.sh")]).returncode == 0


def test_the_start_files_know_every_python_that_is_packed(stick: Path) -> None:
    oldest, *_, newest = wheels.PYTHONS
    for name in ("demarrer.sh", "demarrer.bat"):
        written = (stick / name).read_text("utf-8")
        assert set(re.findall(r"3\.\d\d", written)) == set(wheels.PYTHONS)
        assert f"({oldest.replace('.', ', ')}) <= sys.version_info[:2] <= ({newest.replace('.', ', ')})" in written


def test_the_number_for_the_paper_is_said(house: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    pack_small(house, tmp_path / "key", start=("live", "--share"))
    manifest = verifying.check(tmp_path / "key")
    assert f"    {manifest.fingerprint}\n" in capsys.readouterr().out
    assert manifest.made == "2026-03-13T16:15:00Z"
    assert manifest.start == ("live", "--share")
    assert manifest.machines == (str(wheels.this_machine()),)


def test_somebody_elses_folder_is_left_alone(house: Path, tmp_path: Path) -> None:
    (tmp_path / "holidays.jpg").write_bytes(b"mine")
    before = tree(tmp_path)
    with pytest.raises(Stop, match="holds other things"):
        pack_small(house, tmp_path)
    assert tree(tmp_path) == before


def test_packing_again_replaces_the_former_pack_and_leaves_the_worlds_copies(house: Path, stick: Path) -> None:
    (stick / "world" / "commworkflow-live-1a2b3c4d-0001-entry3-20260314T025800Z.copy").write_text("the only copy")
    (house / "README.md").unlink()
    (house / "CHANGELOG.md").write_text("new")
    pack_small(house, stick, MADE + timedelta(days=1))
    packed = tree(stick)
    assert "product/README.md" not in packed and packed["product/CHANGELOG.md"] == b"new"
    assert b"the only copy" in packed.values()
    assert verifying.check(stick).with_world


@pytest.mark.parametrize(
    ("code", "sentence"),
    [
        (errno.ENOSPC, "The stick is full"),
        (errno.EROFS, "write-protected"),
        (errno.EACCES, "This user may not write there"),
        (errno.EIO, "stopped answering"),
        (errno.ENODEV, "was pulled out"),
    ],
)
def test_what_a_stick_answers_is_told(
    house: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, code: int, sentence: str
) -> None:
    def fail(content: bytes, file: Path) -> None:
        raise OSError(code, os.strerror(code))

    monkeypatch.setattr(packing, "_lay_down", fail)
    with pytest.raises(Stop, match=sentence) as stop:
        pack_small(house, tmp_path / "key")
    assert "no start accepts it. Pack again" in str(stop.value)


def test_a_stick_too_small_is_told_before_the_long_writing(
    house: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("shutil.disk_usage", lambda folder: SimpleNamespace(free=1000))
    with pytest.raises(Stop, match="The stick is full"):
        pack_small(house, tmp_path / "key")
    assert tree(tmp_path / "key").keys() == {UNFINISHED}


def test_pulled_out_at_any_moment_it_is_no_stick_and_packing_again_makes_one(
    house: Path, stick: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    lay_down, moments = packing._lay_down, len(tree(stick)) + 1
    left = 0

    def pull_out(content: bytes, file: Path) -> None:
        nonlocal left
        left -= 1
        if left < 0:
            file.write_bytes(content[: len(content) // 2])
            raise OSError(errno.EIO, os.strerror(errno.EIO))
        lay_down(content, file)

    monkeypatch.setattr(packing, "_lay_down", pull_out)
    for moment in range(1, moments - 1):
        left = moment
        with pytest.raises(Stop, match="stopped answering"):
            pack_small(house, stick)
        with pytest.raises(verifying.NotWhole, match="menée à son terme"):
            verifying.check(stick)
    left = moments
    pack_small(house, stick)
    assert verifying.check(stick).digests


def test_killed_before_the_manifest_has_its_name_it_is_no_stick(
    house: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Path, "replace", lambda *_: None)
    pack_small(house, tmp_path / "key")
    assert (tmp_path / "key" / UNFINISHED).exists()
    with pytest.raises(verifying.NotWhole, match="menée à son terme"):
        verifying.check(tmp_path / "key")


def test_a_stick_that_gives_back_other_bytes_is_refused(
    house: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    lay_down = packing._lay_down
    monkeypatch.setattr(
        packing, "_lay_down", lambda content, file: lay_down(content[:-1] if file.suffix == ".whl" else content, file)
    )
    with pytest.raises(Stop, match="does not give back what was written"):
        pack_small(house, tmp_path / "key")
    assert not (tmp_path / "key" / MANIFEST).exists()


def test_a_live_world_that_is_not_there_is_said(house: Path, tmp_path: Path) -> None:
    (house / "instance/live/world.sqlite3").unlink()
    with pytest.raises(Stop, match="no live world here yet"):
        packing.pack(packing.Packing(tmp_path / "key", world_live=True), house, MADE)
    assert not (tmp_path / "key").exists()


def test_the_live_world_is_saved_by_the_product(house: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[str] = []

    def save(command: list[str], **_: object) -> subprocess.CompletedProcess[bytes]:
        asked.extend(command[3:])
        (Path(command[-1]) / "commworkflow-live-1a2b3c4d-0001-entry3-20260314T025800Z.copy").touch()
        return subprocess.CompletedProcess(command, 0)

    monkeypatch.setattr("subprocess.run", save)
    packing.pack(packing.Packing(tmp_path / "key", world_live=True), house, MADE)
    assert asked == ["save", "--world", "live", str(tmp_path / "key/world")]
    assert verifying.check(tmp_path / "key").with_world

    monkeypatch.setattr("subprocess.run", lambda command, **_: subprocess.CompletedProcess(command, 1))
    with pytest.raises(Stop, match="could not be saved"):
        packing.pack(packing.Packing(tmp_path / "other", world_live=True), house, MADE)
    assert tree(tmp_path / "other") == {}


def test_a_file_may_be_laid_beside(house: Path, tmp_path: Path) -> None:
    (tmp_path / "python-installer.exe").write_bytes(b"MZ")
    extras = (tmp_path / "python-installer.exe",)
    packing.pack(packing.Packing(tmp_path / "key", extras=extras), house, MADE)
    assert tree(tmp_path / "key")["annexes/python-installer.exe"] == b"MZ"
    with pytest.raises(Stop, match="cannot be packed"):
        packing.pack(packing.Packing(tmp_path / "other", extras=(tmp_path / "none.exe",)), house, MADE)


def test_the_command_line(house: Path, tmp_path: Path) -> None:
    read = packing.read([str(tmp_path), "--world-live", "--with", "x.exe", "--", "live", "--share"], house)
    assert read == packing.Packing(tmp_path, True, (Path("x.exe"),), tuple(wheels.every_machine()), ("live", "--share"))
    assert packing.read([str(tmp_path), "--only-this-machine"], house).machines == (wheels.this_machine(),)
    with pytest.raises(Stop, match="does not know “sing”"):
        packing.read([str(tmp_path), "--", "sing"], house)


def test_every_wheel_is_fetched_by_its_hash_whatever_this_machine_is(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "requirements.txt").write_text("a==1 ; sys_platform == 'win32' \\\n    --hash=sha256:aa\n")
    (tmp_path / "requirements-pack.txt").write_text("pip==1 \\\n    --hash=sha256:bb\n")
    asked: list[tuple[list[str], str]] = []
    monkeypatch.setattr(
        "starting.steps.call", lambda command, _: asked.append((command, Path(command[-1]).read_text()))
    )
    wheels.gather(tmp_path, wheels.every_machine(), tmp_path / "wheels")
    assert len(asked) == 2 * len(wheels.SYSTEMS) * len(wheels.PYTHONS)
    assert all({"--require-hashes", "--no-deps", "--only-binary=:all:"} <= set(command) for command, _ in asked)
    assert {lock.split()[0] for _, lock in asked} == {"a==1", "pip==1"}
    assert not [lock for _, lock in asked if ";" in lock or "--hash" not in lock]
