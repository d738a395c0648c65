"""The file of a copy: what is damaged is refused whole, in words, and told apart from a wrong passphrase."""

import hashlib
import io
import random
import tarfile
from collections.abc import Callable
from pathlib import Path

import pyrage
import pytest

from commworkflow.records.copies import copy_file, keys, manifest
from commworkflow.records.copies.keys import CopyKey, keep_key, kept_key, new_key, unlock
from commworkflow.records.copies.manifest import MANIFEST_NAME, Manifest, Part
from commworkflow.records.copies.problems import CopyProblem
from commworkflow.records.house import House
from tests.acting import validated
from tests.copying import PASSPHRASE, a_key, identify, refused, saved

DAMAGED = 200
LINES = len(b"commworkflow copy 1\n") + 65


@pytest.fixture
def copy(house: House, tmp_path: Path) -> Path:
    """A whole copy on a stick."""
    validated(house)
    return saved(house.folder, tmp_path / "stick")


def open_it(path: Path, work: Path) -> Manifest:
    with copy_file.opened(path, identify, work) as laid:
        return laid.manifest


def spoil(whole: bytes, chance: random.Random) -> bytes:
    """Change a copy somewhere: a bit, a run of bytes, cut short, longer, a piece missing, twice or elsewhere."""
    at, length = chance.randrange(len(whole)), chance.randrange(1, 600)
    ways: list[Callable[[], bytes]] = [
        lambda: whole[:at] + bytes([whole[at] ^ 1 << chance.randrange(8)]) + whole[at + 1 :],
        lambda: whole[:at] + chance.randbytes(length) + whole[at + length :],
        lambda: whole[:at],
        lambda: whole + chance.randbytes(length),
        lambda: whole[:at] + whole[at + length :],
        lambda: whole[:at] + whole[max(0, at - length) :],
        lambda: whole[:at] + bytes(length) + whole[at + length :],
    ]
    spoilt = chance.choice(ways)()
    return spoilt if spoilt != whole else whole[:-1]


def with_its_digest(content: bytes) -> bytes:
    """The same, with the digest that somebody would write who damages it on purpose."""
    rest = content[LINES:]
    return content[: LINES - 65] + hashlib.sha256(rest).hexdigest().encode() + b"\n" + rest


def test_a_whole_copy_opens(copy: Path, tmp_path: Path) -> None:
    assert open_it(copy, tmp_path).origin.sequence == 4


@pytest.mark.parametrize("on_purpose", [False, True], ids=["by accident", "on purpose"])
def test_every_damaged_copy_is_refused(copy: Path, tmp_path: Path, on_purpose: bool) -> None:
    whole, chance = copy.read_bytes(), random.Random(20261120)
    work = tmp_path / "work"
    work.mkdir()
    for number in range(DAMAGED):
        spoilt = spoil(whole, chance)
        if on_purpose:
            # What guards the key is its passphrase: tried in another test, since each trial costs its second.
            spoilt = with_its_digest(
                whole[: whole.index(b"-----END")] + spoil(whole[whole.index(b"-----END") :], chance)
            )
        copy.write_bytes(spoilt)
        with pytest.raises(CopyProblem) as told:
            open_it(copy, work)
        assert told.value.key in {"copy_damaged", "not_a_copy", "copy_of_newer_product"}, number
        assert list(work.iterdir()) == [], "something of it was left"


def test_damage_is_told_without_any_passphrase(copy: Path) -> None:
    whole, chance = copy.read_bytes(), random.Random(7)
    copy_file.check_digest(copy)
    for _ in range(20):
        copy.write_bytes(spoil(whole, chance))
        with pytest.raises(CopyProblem):
            copy_file.check_digest(copy)


def test_a_wrong_passphrase_is_no_damage(copy: Path, tmp_path: Path) -> None:
    def wrong(locked: bytes) -> pyrage.x25519.Identity:
        return unlock(locked, "quatre chevaux sous la pluie")

    def open_with_it() -> None:
        with copy_file.opened(copy, wrong, tmp_path):
            pass

    assert refused("wrong_passphrase", open_with_it).facts == {"name": copy.name}


def test_a_key_put_in_from_another_copy_opens_nothing(copy: Path, tmp_path: Path) -> None:
    whole, mine = copy.read_bytes(), a_key()
    theirs = pyrage.x25519.Identity.generate()
    copy.write_bytes(with_its_digest(whole))
    assert mine.locked in copy.read_bytes()

    def open_with_theirs() -> None:
        with copy_file.opened(copy, lambda _: theirs, tmp_path):
            pass

    refused("copy_damaged", open_with_theirs)


def test_a_copy_of_a_newer_product_is_told_so(copy: Path, tmp_path: Path) -> None:
    copy.write_bytes(copy.read_bytes().replace(b"copy 1\n", b"copy 2\n", 1))
    refused("copy_of_newer_product", lambda: open_it(copy, tmp_path))


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04" * 40, b"commworkflow copy 1", b"commworkflow copy 1\n"])
def test_what_is_no_copy_is_told_so(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "some.copy").write_bytes(content)
    with pytest.raises(CopyProblem) as told:
        open_it(tmp_path / "some.copy", tmp_path)
    assert told.value.key in {"not_a_copy", "copy_damaged"}


def forged(path: Path, members: list[tuple[tarfile.TarInfo, bytes]]) -> Path:
    """A file by somebody who knows the key of this world, and not how a copy is made."""
    archive = io.BytesIO()
    with tarfile.open(fileobj=archive, mode="w") as tar:
        for member, content in members:
            member.size = len(content)
            tar.addfile(member, io.BytesIO(content))
    rest = a_key().locked + pyrage.encrypt(archive.getvalue(), [a_key().encrypts_to])
    path.write_bytes(b"commworkflow copy 1\n" + hashlib.sha256(rest).hexdigest().encode() + b"\n" + rest)
    return path


def naming(copy: Path, work: Path, *names: str) -> bytes:
    """The manifest of a copy, naming these parts, each of one byte."""
    told = open_it(copy, work)
    one = hashlib.sha256(b"x").hexdigest()
    return manifest.written(Manifest(told.made_at, told.machine, told.origin, tuple(Part(n, 1, one) for n in names)))


@pytest.mark.parametrize("name", ["../outside", "/etc/outside", "tls/../../outside", "..\\outside", "C:outside"])
def test_no_part_lies_outside(copy: Path, tmp_path: Path, name: str) -> None:
    head = (tarfile.TarInfo(MANIFEST_NAME), naming(copy, tmp_path, name))
    path = forged(tmp_path / "forged.copy", [head, (tarfile.TarInfo(name), b"x")])
    refused("copy_damaged", lambda: open_it(path, tmp_path))
    assert not (tmp_path / "outside").exists()


def test_a_part_is_a_file_and_nothing_else(copy: Path, tmp_path: Path) -> None:
    link = tarfile.TarInfo("secret.key")
    link.type, link.linkname = tarfile.SYMTYPE, "/etc/passwd"
    head = (tarfile.TarInfo(MANIFEST_NAME), naming(copy, tmp_path, "secret.key"))
    path = forged(tmp_path / "forged.copy", [head, (link, b"")])
    refused("copy_damaged", lambda: open_it(path, tmp_path))


@pytest.mark.parametrize(
    "parts",
    [[], [("secret.key", b"y")], [("secret.key", b"xx")], [("secret.key", b"x"), ("secret.key", b"x")],
     [("secret.key", b"x"), ("other", b"x")]],
    ids=["missing", "other bytes", "longer", "twice", "one too many"],
)  # fmt: skip
def test_the_parts_are_those_of_the_manifest(copy: Path, tmp_path: Path, parts: list[tuple[str, bytes]]) -> None:
    head = (tarfile.TarInfo(MANIFEST_NAME), naming(copy, tmp_path, "secret.key"))
    path = forged(tmp_path / "forged.copy", [head, *((tarfile.TarInfo(name), content) for name, content in parts)])
    refused("copy_damaged", lambda: open_it(path, tmp_path))


@pytest.mark.parametrize("content", [b"{}", b"[]", b"no JSON", b'{"format": 2}', b"\xff"])
def test_a_manifest_that_is_none_is_refused(tmp_path: Path, content: bytes) -> None:
    path = forged(tmp_path / "forged.copy", [(tarfile.TarInfo(MANIFEST_NAME), content)])
    refused("copy_damaged", lambda: open_it(path, tmp_path))


def test_a_copy_opens_without_this_product(copy: Path) -> None:
    """What docs/adr/0014-copies.md says: cut it in two, unlock the key, decrypt, untar."""
    content = copy.read_bytes()
    end = content.index(b"-----END AGE ENCRYPTED FILE-----\n") + 33
    identity = pyrage.x25519.Identity.from_str(pyrage.passphrase.decrypt(content[LINES:end], PASSPHRASE).decode())
    with tarfile.open(fileobj=io.BytesIO(pyrage.decrypt(content[end:], [identity]))) as tar:
        names = tar.getnames()
    assert names[0] == MANIFEST_NAME and "world.sqlite3" in names


@pytest.mark.parametrize("typed", [PASSPHRASE, f"  {PASSPHRASE}\n", PASSPHRASE.replace(" ", "   ")])
def test_a_passphrase_opens_however_its_words_are_parted(typed: str) -> None:
    assert str(unlock(a_key().locked, typed).to_public()) == a_key().recipient


def test_a_weak_passphrase_makes_no_key() -> None:
    assert refused("passphrase_short", lambda: new_key("trop court")).facts == {"shortest": 20}
    refused("passphrase_plain", lambda: new_key("mot mot mot mot mot mot mot"))


def test_the_key_is_kept_for_its_owner_alone_and_read_again(tmp_path: Path) -> None:
    assert kept_key(tmp_path) is None
    keep_key(tmp_path, a_key())
    assert kept_key(tmp_path) == a_key()
    assert (tmp_path / keys.KEY_NAME).stat().st_mode & 0o077 == 0


@pytest.mark.parametrize("content", ["", "[]", "{}", '{"recipient": "age1x", "locked": "x"}', "é"])
def test_a_key_that_is_damaged_is_told(tmp_path: Path, content: str) -> None:
    (tmp_path / keys.KEY_NAME).write_text(content, encoding="utf-8")
    refused("key_damaged", lambda: kept_key(tmp_path))


def test_a_key_is_two_halves_of_one(tmp_path: Path) -> None:
    assert isinstance(a_key(), CopyKey)
    assert str(unlock(a_key().locked, PASSPHRASE).to_public()) == a_key().recipient
    assert b"AGE-SECRET-KEY" not in a_key().locked
