"""The templates a world has: those shipped, overlaid by the hospital's own folder; faulty files named, not hidden."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from commworkflow.rules.facts import Register
from commworkflow.rules.faults import Fault, FaultKey
from commworkflow.rules.headed_files import LARGEST_FILE
from commworkflow.rules.message_pieces import Piece, read_piece
from commworkflow.rules.message_templates import Template
from commworkflow.rules.roles import ReadingClass
from commworkflow.rules.template_files import read_template

_FIRST_LANGUAGE = "fr"


@dataclass(frozen=True, slots=True)
class FaultyFile:
    """A file with something wrong in it: where it is, and what."""

    path: Path
    faults: tuple[Fault, ...]


@dataclass(frozen=True, slots=True)
class Catalogue:
    """The templates that can be chosen, by (key, language); the files that cannot; the bytes, by digest.

    ``contents`` is what is kept at a template's first use, ``paths`` where each is written. ``pieces``: the texts
    prepared to be put into a section, in the order of their titles, and ``faulty_pieces`` the files of theirs that
    cannot.
    """

    templates: Mapping[tuple[str, str], Template]
    faulty: tuple[FaultyFile, ...]
    contents: Mapping[str, bytes]
    pieces: tuple[Piece, ...] = ()
    faulty_pieces: tuple[FaultyFile, ...] = ()
    paths: Mapping[tuple[str, str], Path] = field(default_factory=dict)

    def template(self, key: str, language: str) -> Template | None:
        """Return the template of that key in that language, or None."""
        return self.templates.get((key, language))

    def languages(self, key: str) -> tuple[str, ...]:
        """Return the languages a template exists in, in order."""
        return tuple(sorted(language for other, language in self.templates if other == key))

    def family_titles(self) -> Mapping[str, str]:
        """Return how each family is called, whatever else it is written in: as its French file says, if it has one."""
        french_last = sorted(self.templates.items(), key=lambda one: (one[0][1] == _FIRST_LANGUAGE, one[0]))
        return {template.family: template.title for _, template in french_last}


def read_folders(folders: Sequence[Path], register: Register) -> Catalogue:
    """Read every ``*.md`` of ``folders`` but their README; a later folder's file stands in place of an earlier one's.

    A faulty file of the hospital hides the one it stands for: what was meant to be changed is never used unchanged
    without a word. A folder that is not there is empty.
    """
    files = _overlaid(folders)
    templates: dict[tuple[str, str], Template] = {}
    faulty: list[FaultyFile] = []
    contents: dict[str, bytes] = {}
    paths: dict[tuple[str, str], Path] = {}
    for name, path in sorted(files.items()):
        read = _read(path)
        template = read_template(name, read, register) if isinstance(read, bytes) else read
        if isinstance(template, Template) and isinstance(read, bytes):
            templates[template.key, template.language] = template
            paths[template.key, template.language] = path
            contents[template.digest] = read
        elif isinstance(template, tuple):
            faulty.append(FaultyFile(path, template))
    return Catalogue(templates, tuple(faulty), contents, paths=paths)


def with_pieces(catalogue: Catalogue, folders: Sequence[Path], register: Register) -> Catalogue:
    """Return a catalogue with the pieces of text of ``folders``, which overlay each other as templates do."""
    families: dict[str, ReadingClass] = {}
    for template in catalogue.templates.values():
        families[template.family] = min(template.reading_class, families.get(template.family, ReadingClass.C3))
    pieces: list[Piece] = []
    faulty: list[FaultyFile] = []
    for name, path in sorted(_overlaid(folders).items()):
        read = _read(path)
        piece = read_piece(name, read, families, register) if isinstance(read, bytes) else read
        if isinstance(piece, Piece):
            pieces.append(piece)
        else:
            faulty.append(FaultyFile(path, piece))
    by_title = sorted(pieces, key=lambda piece: piece.title.casefold())
    return replace(catalogue, pieces=tuple(by_title), faulty_pieces=tuple(faulty))


def _overlaid(folders: Sequence[Path]) -> dict[str, Path]:
    return {path.name: path for folder in folders for path in _files(folder)}


def _files(folder: Path) -> list[Path]:
    try:
        return sorted(path for path in folder.iterdir() if path.suffix == ".md" and not path.name.startswith("README"))
    except OSError:
        return []


def _read(path: Path) -> bytes | tuple[Fault, ...]:
    """Return the bytes of a file, no more of them than prove it too large."""
    try:
        with path.open("rb") as file:
            return file.read(LARGEST_FILE + 1)
    except OSError as error:
        return (Fault(0, FaultKey.FILE_UNREADABLE, {"problem": error.strerror or type(error).__name__}),)
