"""A stick that is not whole is refused, says which file and why, and runs nothing."""

import hashlib
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from starting import verifying
from starting.verifying import MANIFEST, UNFINISHED, NotWhole


def every_file(stick: Path) -> list[Path]:
    return sorted(file for file in stick.rglob("*") if file.is_file() and file.name != MANIFEST)


def start(stick: Path) -> subprocess.CompletedProcess[str]:
    """Start the verifier of a stick as demarrer does, from the stick's own folder."""
    return subprocess.run(
        [sys.executable, "-I", "-B", str(stick / "verifier.py")], cwd=stick, capture_output=True, text=True
    )


def test_a_whole_stick_says_its_number(stick: Path) -> None:
    shown = start(stick)
    digest = hashlib.sha256((stick / MANIFEST).read_bytes()).hexdigest()
    groups = " ".join(digest[at : at + 4] for at in range(0, 32, 4))
    assert shown.returncode == 0
    assert f"La clé est entière. Empreinte, à comparer avec le papier :\n\n    {groups}\n" in shown.stdout
    assert verifying.check(stick).fingerprint == groups


def test_another_program_reads_the_manifest_too(stick: Path) -> None:
    read = subprocess.run(["sha256sum", "--check", "--strict", MANIFEST], cwd=stick, capture_output=True, text=True)
    assert read.returncode == 0, read.stderr
    assert read.stdout.count(": OK") == len(every_file(stick))


def test_one_changed_byte_is_found_in_any_file(stick: Path) -> None:
    for file in every_file(stick):
        content = file.read_bytes()
        file.write_bytes(bytes([content[0] ^ 1]) + content[1:])
        with pytest.raises(NotWhole, match=f"Fichier modifié : {file.relative_to(stick).as_posix()}"):
            verifying.check(stick)
        file.write_bytes(content)
    assert verifying.check(stick).digests.keys() == {file.relative_to(stick).as_posix() for file in every_file(stick)}


def test_any_missing_file_is_found(stick: Path) -> None:
    for file in every_file(stick):
        content = file.read_bytes()
        file.unlink()
        with pytest.raises(NotWhole, match=f"Fichier manquant : {file.relative_to(stick).as_posix()}"):
            verifying.check(stick)
        file.write_bytes(content)


def add(name: str) -> Callable[[Path], None]:
    def damage(stick: Path) -> None:
        (stick / name).parent.mkdir(exist_ok=True)
        (stick / name).write_text("added")

    return damage


def replace_by_link(stick: Path) -> None:
    (stick / "product/app.py").rename(stick.parent / "app.py")
    (stick / "product/app.py").symlink_to(stick.parent / "app.py")


def link_a_folder(stick: Path) -> None:
    (stick / "wheels").rename(stick.parent / "wheels")
    (stick / "wheels").symlink_to(stick.parent / "wheels")


def rename_as_unfinished(stick: Path) -> None:
    (stick / MANIFEST).rename(stick / UNFINISHED)


@pytest.mark.parametrize(
    ("damage", "sentence"),
    [
        (add("hashlib.py"), "Fichier ajouté : hashlib.py"),
        (add("product/starting/extra.py"), "Fichier ajouté : product/starting/extra.py"),
        (add("wheels/evil-1-py3-none-any.whl"), "Fichier ajouté : wheels/evil"),
        (add(UNFINISHED), "n’a pas été menée à son terme"),
        (rename_as_unfinished, "n’a pas été menée à son terme"),
        (lambda stick: (stick / MANIFEST).unlink(), "n’est pas une clé commworkflow entière"),
        (replace_by_link, "Fichier modifié : product/app.py"),
        (link_a_folder, "Fichier ajouté : wheels"),
    ],
)
def test_each_damage_is_told(stick: Path, damage: Callable[[Path], object], sentence: str) -> None:
    damage(stick)
    with pytest.raises(NotWhole, match=sentence):
        verifying.check(stick)
    refused = start(stick)
    assert refused.returncode == 1
    assert sentence in refused.stderr and "Traceback" not in refused.stderr


def test_a_file_laid_beside_never_runs(stick: Path) -> None:
    (stick / "hashlib.py").write_text("raise SystemExit('I ran')")
    (stick / "pathlib.py").write_text("raise SystemExit('I ran')")
    assert "I ran" not in start(stick).stderr


def test_a_manifest_cut_short_anywhere_is_refused(stick: Path) -> None:
    written = (stick / MANIFEST).read_bytes()
    assert verifying.understood(written).digests
    for length in range(len(written)):
        with pytest.raises(NotWhole, match="abîmé"):
            verifying.understood(written[:length])


@pytest.mark.parametrize("name", ["../run.py", "/etc/passwd", "product/../../x", "C:/x", "product\\x", "./x", "a//b"])
def test_a_manifest_that_points_outside_is_refused(name: str) -> None:
    digest = hashlib.sha256(b"").hexdigest()
    with pytest.raises(NotWhole, match="abîmé"):
        verifying.understood(f"# commworkflow, made 2026-03-13T16:15:00Z\n{digest}  {name}\n# 1 files\n".encode())


@pytest.mark.parametrize(
    "name", ["System Volume Information/x.dat", ".Trash-1000/x", ".DS_Store", "product/._run.py", "wheels/Thumbs.db"]
)
def test_what_the_system_leaves_on_a_stick_is_no_damage(stick: Path, name: str) -> None:
    add(name)(stick)
    assert verifying.check(stick).digests


def test_copies_of_a_world_come_and_go(stick: Path) -> None:
    copy = stick / "world" / "commworkflow-live-1a2b3c4d-0007-entry123-20260314T025800Z.copy"
    add(copy.relative_to(stick).as_posix())(stick)
    assert verifying.check(stick).digests
    written = (stick / MANIFEST).read_text()
    (stick / MANIFEST).write_text(written.replace("\n", f"\n{verifying.WITH_WORLD}\n", 1))
    assert verifying.check(stick).with_world
    copy.unlink()
    with pytest.raises(NotWhole, match="Fichier manquant : la copie du monde réel"):
        verifying.check(stick)


def test_many_faults_are_counted_not_listed(stick: Path) -> None:
    for number in range(20):
        add(f"stray-{number:02}.txt")(stick)
    with pytest.raises(NotWhole, match=r"stray-07.txt\n… et 12 autres\.\n\nRien n’a été lancé"):
        verifying.check(stick)


def test_a_terminal_without_accents_reads_it_all_the_same(stick: Path) -> None:
    (stick / "product/app.py").unlink()
    refused = subprocess.run(
        [sys.executable, "-B", str(stick / "verifier.py")],
        capture_output=True,
        env=os.environ | {"PYTHONIOENCODING": "ascii"},
    )
    assert b"Fichier manquant?: product/app.py" in refused.stderr
