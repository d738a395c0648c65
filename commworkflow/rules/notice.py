"""What goes around a text when it is shown or handed over: the imprint, and the parcel a channel receives."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from enum import StrEnum
from typing import Any

from commworkflow.rules.blocks import Sections
from commworkflow.rules.worlds import World


class Mark(StrEnum):
    """The words across every page of a text that is not one to hand over; one that may go out bears none.

    It has not left, never will, is validated by nobody, or goes out no more. French, as the texts are.
    """

    DRAFT = "PROJET"
    VALIDATED = "VALIDÉ, NON DIFFUSÉ"
    INTERNAL = "INTERNE, NON VALIDÉ"
    REFUSED = "REFUSÉ, NON DIFFUSÉ"
    DISCARDED = "ABANDONNÉ, NON DIFFUSÉ"
    WITHDRAWN = "RETIRÉ"
    REPLACED = "REMPLACÉ"
    CONTESTED = "CONTESTÉ"
    NONE = ""


ENDED = frozenset({Mark.REFUSED, Mark.DISCARDED, Mark.WITHDRAWN})
"""The marks of a text that goes nowhere any more, whatever becomes of others."""

IN_FILE_NAMES: Mapping[Mark, str] = {
    Mark.DRAFT: "projet",
    Mark.VALIDATED: "non-diffuse",
    Mark.INTERNAL: "interne",
    Mark.REFUSED: "refuse",
    Mark.DISCARDED: "abandonne",
    Mark.WITHDRAWN: "retire",
    Mark.REPLACED: "remplace",
    Mark.CONTESTED: "conteste",
    Mark.NONE: "",
}
"""The word of a mark in the name of a file."""


@dataclass(frozen=True, slots=True)
class Imprint:
    """Everything printed around a text, as words, frozen with the act that fixed it: same imprint, same bytes.

    ``number``: that of the release once the text has left, of the message before; ``version``: always that of the
    message, the reference inside the hospital. ``moment``: the ISO hour in UTC of that act, for the file's own date;
    the other hours are already in words, in the establishment's zone. ``hour``: how far the machine's clock was known
    to be off, in words; empty where nobody compared it. ``became``: the mark of what befell the text since it left.
    """

    world: World
    language: str
    establishment: str
    letterhead: tuple[str, ...]
    title: str
    number: str
    version: str
    reading_class: str
    mark: Mark
    moment: str
    dated: str
    signer: str
    seal: str
    text_digest: str
    notes: tuple[str, ...] = ()
    hour: str = ""
    became: Mark = Mark.NONE

    @property
    def marks(self) -> tuple[Mark, ...]:
        """The marks it bears, the one it left with first; none on a text that may go out."""
        return tuple(mark for mark in (self.mark, self.became) if mark is not Mark.NONE)

    def to_json(self) -> dict[str, Any]:
        """Return the form kept with a release: without what befell it since, nor the hour where nobody compared it."""
        unsaid = {"became"} if self.hour else {"became", "hour"}
        return {name: part for name, part in asdict(self).items() if name not in unsaid}

    @classmethod
    def from_json(cls, kept: Mapping[str, Any]) -> "Imprint":
        """Return the imprint that ``to_json`` wrote; TypeError where a part is missing or unknown."""
        return cls(
            **{
                **kept,
                "world": World(kept["world"]),
                "mark": Mark(kept["mark"]),
                "letterhead": tuple(kept["letterhead"]),
                "notes": tuple(kept["notes"]),
            }
        )


@dataclass(frozen=True, slots=True)
class RenderedFile:
    """A file made from a text: its name, its media type and its bytes."""

    name: str
    type: str
    content: bytes


@dataclass(frozen=True, slots=True)
class Parcel:
    """What a channel receives: the text, what is printed around it, and the files made from both. Never a record."""

    sections: Sections
    imprint: Imprint
    files: tuple[RenderedFile, ...] = field(default=())
