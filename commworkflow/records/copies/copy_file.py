"""The file of a copy: two lines and a locked key, then everything else encrypted.

    commworkflow copy 1
    <SHA-256, in hexadecimal, of every byte after this line>
    <the private half of the key under the passphrase: an armored age file>
    <an age file to the public half, holding a tar archive: manifest.json first, then each part it names>

The digest says "damaged" before anybody is asked for a passphrase, and keeps that apart from a wrong one; what nobody
can forge is age's own. Without this product, ``age`` and ``tar`` open it: see docs/adr/0014-copies.md.
"""

import errno
import hashlib
import io
import tarfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from tempfile import TemporaryDirectory
from typing import IO

import pyrage

from commworkflow.records.copies import keys, manifest
from commworkflow.records.copies.keys import CopyKey
from commworkflow.records.copies.manifest import MANIFEST_NAME, Manifest, Part
from commworkflow.records.copies.problems import CopyProblem, told_of_disk

_FIRST_LINE = b"commworkflow copy 1\n"
_ANY_FIRST_LINE = b"commworkflow copy "
_DIGEST_LINE = 65
_END_OF_KEY = b"-----END AGE ENCRYPTED FILE-----\n"
_LONGEST_KEY = 4096
_CHUNK = 256 * 1024
WORK_PREFIX = ".copying-"
"""How a folder begins in which a copy is made or laid out; one that a killed process left may be deleted."""

_LARGEST_MANIFEST = 1024 * 1024


@dataclass(frozen=True, slots=True)
class Laid:
    """What was in a copy, laid out in a folder: its manifest, and each part under its own name."""

    manifest: Manifest
    folder: Path


def write(
    file: IO[bytes], told: Manifest, folder: Path, key: CopyKey, also: Sequence[pyrage.x25519.Recipient] = ()
) -> None:
    """Write a copy of the parts in ``folder``, which a manifest names, to the key and to the recipients ``also``.

    Raises OSError as the file does.
    """
    file.write(_FIRST_LINE + b"0" * (_DIGEST_LINE - 1) + b"\n")
    digesting = _Digesting(file)
    digesting.write(key.locked)
    try:
        pyrage.encrypt_io(_Archive(_archive(told, folder)), digesting, [key.encrypts_to, *also])
    except pyrage.EncryptError:
        # age says only that it could not write; why, the file knows.
        raise digesting.failure or OSError("the copy could not be encrypted") from None
    file.seek(len(_FIRST_LINE))
    file.write(digesting.digest.hexdigest().encode())


@contextmanager
def opened(path: Path, identify: Callable[[bytes], pyrage.x25519.Identity], work: Path | None = None) -> Iterator[Laid]:
    """Lay out what a copy holds, every part held against the manifest, in a folder that goes when the block ends.

    ``identify`` returns the identity for the locked key, or raises ValueError for a wrong passphrase; ``work``: the
    folder in which to lay it out, that of the machine unless said. Raises CopyProblem, OSError.
    """
    with work_folder(work) as made:
        with path.open("rb") as file:
            laid = _decrypted(file, path.name, identify, made)
        yield laid


@contextmanager
def work_folder(folder: Path | None) -> Iterator[Path]:
    """Give a folder to work in, which goes when the block ends. Raises CopyProblem where there is no room for it."""
    with told_of_disk():
        made = TemporaryDirectory(dir=folder, prefix=WORK_PREFIX, ignore_cleanup_errors=True)
    with made as name:
        yield Path(name)


def _decrypted(file: IO[bytes], name: str, identify: Callable[[bytes], pyrage.x25519.Identity], work: Path) -> Laid:
    locked = _checked(file, name)
    try:
        identity = identify(locked)
    except ValueError:
        raise CopyProblem("wrong_passphrase", name=name) from None
    archive = work / "archive"
    try:
        with archive.open("wb") as decrypted:
            pyrage.decrypt_io(file, decrypted, [identity])
        laid = _laid_out(archive, work / "laid")
    except (pyrage.DecryptError, ValueError, KeyError, tarfile.TarError) as error:
        raise CopyProblem("copy_damaged", name=name) from error
    except OSError as error:
        if error.errno == errno.ENOSPC:  # reading fills no disk: it is this machine's, where the copy is laid out
            raise CopyProblem("disk_full") from error
        # age's own refusals come as an OSError without a number.
        raise error if error.errno else CopyProblem("copy_damaged", name=name) from error
    archive.unlink()
    return laid


def check_digest(path: Path) -> None:
    """Say whether a copy is what was written, as far as one can tell without its passphrase. Raises CopyProblem."""
    with path.open("rb") as file:
        _checked(file, path.name)


def _checked(file: IO[bytes], name: str) -> bytes:
    """Hold every byte against the digest, and leave the file where the encrypted archive begins; return the key."""
    first = file.read(len(_FIRST_LINE))
    if first != _FIRST_LINE:
        version = first.removeprefix(_ANY_FIRST_LINE).strip()
        newer = version != first.strip() and version.isdigit() and len(first) == len(_FIRST_LINE)
        raise CopyProblem("copy_of_newer_product" if newer else "not_a_copy", name=name)
    said, begin = file.read(_DIGEST_LINE), file.tell()
    found = hashlib.sha256()
    while chunk := file.read(_CHUNK):
        found.update(chunk)
    if said != f"{found.hexdigest()}\n".encode():
        raise CopyProblem("copy_damaged", name=name)
    file.seek(begin)
    head = file.read(_LONGEST_KEY)
    end = head.find(_END_OF_KEY)
    if end < 0:
        raise CopyProblem("copy_damaged", name=name)
    file.seek(begin + end + len(_END_OF_KEY))
    return head[: end + len(_END_OF_KEY)]


def _laid_out(archive: Path, folder: Path) -> Laid:
    """Write each part of an archive under its own name. Raises ValueError, TarError for what a copy never holds."""
    with tarfile.open(archive, "r:") as members:
        first = members.next()
        if first is None or first.name != MANIFEST_NAME or first.size > _LARGEST_MANIFEST:
            raise ValueError("no manifest")
        told = manifest.read(_content(members, first).read())
        expected = {part.name: part for part in told.parts}
        for member in iter(members.next, None):
            part = expected.pop(member.name)
            _lay(_content(members, member), folder, part)
    if expected:
        raise ValueError(f"{', '.join(expected)} is missing")
    return Laid(told, folder)


def _content(members: tarfile.TarFile, member: tarfile.TarInfo) -> IO[bytes]:
    content = members.extractfile(member) if member.isreg() else None
    if content is None:
        raise ValueError(f"{member.name} is no file")
    return content


def _lay(content: IO[bytes], folder: Path, part: Part) -> None:
    name = PurePosixPath(part.name)
    if name.is_absolute() or ".." in name.parts or "\\" in part.name or ":" in part.name:
        raise ValueError(f"{part.name} would lie outside")
    target = folder / name
    target.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    digest, size = hashlib.sha256(), 0
    with target.open("xb") as file:
        target.chmod(keys.MASKED)
        while chunk := content.read(_CHUNK):
            file.write(chunk)
            digest.update(chunk)
            size += len(chunk)
    if (size, digest.hexdigest()) != (part.size, part.sha256):
        raise ValueError(f"{part.name} is not what was copied")


def _archive(told: Manifest, folder: Path) -> Iterator[bytes]:
    """The bytes of a tar archive, piece by piece: a world may be larger than memory."""
    content = manifest.written(told)
    yield _head(MANIFEST_NAME, len(content)) + content + _padding(len(content))
    for part in told.parts:
        yield _head(part.name, part.size)
        with (folder / part.name).open("rb") as file:
            while chunk := file.read(_CHUNK):
                yield chunk
        yield _padding(part.size)
    yield bytes(2 * tarfile.BLOCKSIZE)


def _head(name: str, size: int) -> bytes:
    member = tarfile.TarInfo(name)
    member.size, member.mode = size, keys.MASKED
    return member.tobuf(tarfile.PAX_FORMAT)


def _padding(size: int) -> bytes:
    return bytes(-size % tarfile.BLOCKSIZE)


class _Archive(io.RawIOBase):
    """Pieces of bytes, read as a file."""

    def __init__(self, pieces: Iterator[bytes]) -> None:
        self._pieces = pieces
        self._left = b""

    def read(self, size: int = -1) -> bytes:
        while not self._left:
            piece = next(self._pieces, None)
            if piece is None:
                return b""
            self._left = piece
        wanted = len(self._left) if size < 0 else size
        read, self._left = self._left[:wanted], self._left[wanted:]
        return read


class _Digesting:
    """A file that takes the digest of what is written to it, and remembers why it could not be."""

    def __init__(self, file: IO[bytes]) -> None:
        self._file = file
        self.digest = hashlib.sha256()
        self.failure: OSError | None = None

    def write(self, content: bytes) -> int:
        self.digest.update(content)
        try:
            return self._file.write(content)
        except OSError as error:
            self.failure = error
            raise

    def flush(self) -> None:
        try:
            self._file.flush()
        except OSError as error:
            self.failure = error
            raise
