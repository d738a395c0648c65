"""What goes around a text when it is shown or handed over: the imprint, and the parcel a channel receives."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from enum import StrEnum
from typing import Any

from commworkflow.rules.blocks import Sections
from commworkflow.rules.worlds import World


class Mark(StrEnum):
    """The words across every page of a text that has not left, or that nobody validates; a released one bears none.

    French, as the texts are.
    """

    DRAFT = "PROJET"
    VALIDATED = "VALIDÉ, NON DIFFUSÉ"
    INTERNAL = "INTERNE, NON VALIDÉ"
    NONE = ""


@dataclass(frozen=True, slots=True)
class Imprint:
    """Everything printed around a text, as words, frozen with the act that fixed it: same imprint, same bytes.

    ``number``: that of the release once the text has left, of the message before; ``version``: always that of the
    message, the reference inside the hospital. ``moment``: the ISO hour in UTC of that act, for the file's own date;
    the other hours are already in words, in the establishment's zone. ``hour``: how far the machine's clock was known
    to be off, in words; empty where nobody compared it.
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

    def to_json(self) -> dict[str, Any]:
        """Return the form kept with a release; without what is said of the hour where nothing is, as it always was."""
        kept = asdict(self)
        return kept if self.hour else {name: part for name, part in kept.items() if name != "hour"}

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
