"""Pieces of text that a hospital prepares: one file each, put into a section as it stands and then written on.

A file is a head (title, and the families it fits; none: all) and a text in small Markdown. It may name what is around a
message (``[[establishment.name]]``, ``[[incident.discovered]]``, ``[[fact.…]]``), no question of any one template.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from commworkflow.rules.facts import Register
from commworkflow.rules.faults import Fault, FaultKey, nearest
from commworkflow.rules.headed_files import Headed, headed, named
from commworkflow.rules.message_templates import Template, TemplateSection
from commworkflow.rules.roles import ReadingClass
from commworkflow.rules.template_body import PlacedSection, check_placeholders
from commworkflow.rules.template_questions import Asked
from commworkflow.rules.template_yaml import Keys

HEAD_KEYS = ("title", "families")


@dataclass(frozen=True, slots=True)
class Piece:
    """A piece of text in one language. ``families``: those it fits, none where it fits all."""

    key: str
    language: str
    title: str
    families: tuple[str, ...]
    markdown: str

    def fits(self, template: Template) -> bool:
        """Say whether it may be offered to a message of that template."""
        return self.language == template.language and (not self.families or template.family in self.families)


def read_piece(
    file_name: str, content: bytes, families: Mapping[str, ReadingClass], register: Register
) -> Piece | tuple[Fault, ...]:
    """Return the piece of one file, or every fault found in it.

    ``families``: those there are, each with the lowest class of its templates, whose readers a fact must be open to.
    """
    faults: list[Fault] = []
    name, file = named(file_name, faults), headed(content, faults)
    if name is None or file is None:
        return tuple(faults)
    keys = Keys(file.head, HEAD_KEYS, faults)
    piece = Piece(*name, keys.text("title", needed=True), _families(keys, families), "\n".join(file.body).strip())
    _check_text(piece, file, families, register, faults)
    return tuple(sorted(faults, key=lambda fault: fault.line)) if faults else piece


def _families(keys: Keys, known: Mapping[str, ReadingClass]) -> tuple[str, ...]:
    named_ones = keys.texts("families")
    for family in named_ones:
        if family.text not in known:
            facts = {"family": family.text[:100], "nearest": nearest(family.text, known)}
            keys.fault(family.line, FaultKey.FAMILY_UNKNOWN, **facts)
    return tuple(family.text for family in named_ones)


def _check_text(
    piece: Piece, file: Headed, families: Mapping[str, ReadingClass], register: Register, faults: list[Fault]
) -> None:
    if not piece.markdown:
        faults.append(Fault(file.first_line - 1, FaultKey.PIECE_EMPTY))
    for number, line in enumerate(file.body, file.first_line):
        if line.startswith(("# ", "## ")):
            faults.append(Fault(number, FaultKey.HEADING_LEVEL))
    classes = [reads for family, reads in families.items() if not piece.families or family in piece.families]
    around = Asked((), listed=True, reading_class=min(classes, default=ReadingClass.C0), register=register)
    text = PlacedSection(file.first_line - 1, TemplateSection(piece.key, "", piece.markdown), tuple(file.body))
    check_placeholders([text], (), around, faults)
