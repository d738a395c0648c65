"""The container of a Word file, taken apart with care: a file somebody was sent at night is read by no more than this.

Nothing is written to disk and nothing is fetched. Every limit is held while reading, whatever the file says of itself.
"""

import stat
import zipfile
import zlib
from collections.abc import Iterator, Mapping
from io import BytesIO
from pathlib import PurePosixPath
from xml.parsers import expat

from commworkflow.rules.word_import import LARGEST, CannotRead, Unreadable

_ZIP, _OLE = b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_MOST_ENTRIES = 2_000
_LARGEST_PART = 8_000_000
_LARGEST_WHOLE = 40_000_000
_SQUEEZED = 200
"""How many times smaller than its content a large part may be: text is ten, a bomb is a thousand."""
_CHUNK = 64 * 1024
_ENCRYPTED_FLAG = 0x1
_NEEDED = frozenset({"[Content_Types].xml", "word/document.xml"})
_MACROS = ("vbaproject.bin", "vbadata.xml")
_INNER_ARCHIVES = frozenset({".zip", ".rar", ".7z", ".gz", ".jar", ".iso"})
_XML = (".xml", ".rels")


def parts_of(content: bytes) -> Mapping[str, bytes]:
    """Return the XML parts of a Word file by name. Raises CannotRead."""
    _check_beginning(content)
    try:
        with zipfile.ZipFile(BytesIO(content)) as package:
            entries = package.infolist()
            _check_entries(entries)
            parts = dict(_read(package, entries))
    except (zipfile.BadZipFile, zlib.error, EOFError, OSError, NotImplementedError, RuntimeError) as error:
        raise CannotRead(Unreadable.DAMAGED) from error
    for part in parts.values():
        _check_no_doctype(part)
    return parts


def _check_beginning(content: bytes) -> None:
    if len(content) > LARGEST:
        raise CannotRead(Unreadable.TOO_LARGE)
    if content.startswith(_OLE):
        raise CannotRead(Unreadable.OLD_WORD)
    # A zip may begin anywhere in a file: whatever stands before it is another file in disguise.
    if not content.startswith(_ZIP):
        raise CannotRead(Unreadable.NOT_WORD)


def _check_entries(entries: list[zipfile.ZipInfo]) -> None:
    names = [entry.filename for entry in entries]
    files = [PurePosixPath(name.lower()) for name in names]
    objections = (
        (Unreadable.ENCRYPTED, any(entry.flag_bits & _ENCRYPTED_FLAG for entry in entries)),
        (Unreadable.TOO_LARGE, len(names) > _MOST_ENTRIES),
        # Two parts of one name: what one program shows another does not.
        (Unreadable.SUSPECT, len(set(files)) < len(files)),
        (Unreadable.NOT_WORD, not set(names) >= _NEEDED),
        (Unreadable.MACROS, any(file.name in _MACROS for file in files)),
        (Unreadable.SUSPECT, any(stat.S_ISLNK(entry.external_attr >> 16) for entry in entries)),
        (Unreadable.SUSPECT, any(file.suffix in _INNER_ARCHIVES for file in files)),
        (Unreadable.TOO_LARGE, any(entry.file_size > _SQUEEZED * _packed(entry) for entry in entries)),
    )
    for why, stands in objections:
        if stands:
            raise CannotRead(why)


def _packed(entry: zipfile.ZipInfo) -> int:
    """The size of a part as packed; a small one may be squeezed as much as it likes."""
    return max(entry.compress_size, _CHUNK // 8)


def _read(package: zipfile.ZipFile, entries: list[zipfile.ZipInfo]) -> Iterator[tuple[str, bytes]]:
    whole = 0
    for entry in entries:
        if not entry.filename.endswith(_XML):
            continue
        part = _read_part(package, entry)
        whole += len(part)
        if whole > _LARGEST_WHOLE:
            raise CannotRead(Unreadable.TOO_LARGE)
        yield entry.filename, part


def _read_part(package: zipfile.ZipFile, entry: zipfile.ZipInfo) -> bytes:
    if entry.file_size > _LARGEST_PART:
        raise CannotRead(Unreadable.TOO_LARGE)
    read = bytearray()
    with package.open(entry) as part:
        while chunk := part.read(_CHUNK):
            read += chunk
            if len(read) > _LARGEST_PART:
                raise CannotRead(Unreadable.TOO_LARGE)
    return bytes(read)


def _check_no_doctype(part: bytes) -> None:
    """A part of Word declares no document type: entities are how a file reaches for other files."""
    parser = expat.ParserCreate()
    parser.StartDoctypeDeclHandler = _refuse
    parser.EntityDeclHandler = _refuse
    try:
        parser.Parse(part, True)
    except expat.ExpatError as error:
        raise CannotRead(Unreadable.DAMAGED) from error


def _refuse(*_: object) -> None:
    raise CannotRead(Unreadable.SUSPECT)
