"""What is printed around a text, in words: the same on every page of every file."""

from dataclasses import dataclass
from datetime import datetime

from commworkflow.rules.notice import Imprint

_SEPARATOR = " · "


@dataclass(frozen=True, slots=True)
class Labels:
    """The few words of ours on a page; ``tag`` is the language as files name it."""

    tag: str
    number: str
    version: str
    reading_class: str
    seal: str
    text_digest: str
    page: str
    replaced: str


_FRENCH = Labels(
    "fr-FR", "N°", "Réf.", "Classe", "Sceau", "Empreinte du texte", "Page", "Caractères que la police n’a pas"
)
_LABELS = {
    "fr": _FRENCH,
    "en": Labels("en-GB", "No.", "Ref.", "Class", "Seal", "Text digest", "Page", "Characters the typeface lacks"),
}


def labels_in(language: str) -> Labels:
    """Return our words in ``language``; French where we have none, as the hospital is."""
    return _LABELS.get(language[:2].lower(), _FRENCH)


def marks(imprint: Imprint) -> tuple[str, ...]:
    """Return the words that keep a page from being taken for a released one: world first, then state; maybe none."""
    return tuple(mark for mark in (imprint.world.mark, *(own.value for own in imprint.marks)) if mark)


def title(imprint: Imprint) -> str:
    """Return what the file is called inside: its title, or what stands for it; a file without one is not accessible."""
    return imprint.title.strip() or imprint.number or imprint.establishment or "Message"


def reference(imprint: Imprint) -> str:
    """Return number, version and class on one line, without those the imprint leaves empty.

    Before release a message's number is all there is: the version that repeats it is not printed twice.
    """
    words = labels_in(imprint.language)
    named = (
        (words.number, imprint.number),
        (words.version, imprint.version if imprint.version != imprint.number else ""),
        (words.reading_class, imprint.reading_class),
    )
    return _SEPARATOR.join(f"{label} {value}" for label, value in named if value)


def seal_line(imprint: Imprint) -> str:
    """Return the seal with its name, or nothing before there is one."""
    return f"{labels_in(imprint.language).seal} {imprint.seal}" if imprint.seal else ""


def digest_line(imprint: Imprint) -> str:
    """Return the digest a reader outside can recompute, with its name, or nothing before there is one."""
    return f"{labels_in(imprint.language).text_digest} {imprint.text_digest}" if imprint.text_digest else ""


def moment_of(imprint: Imprint) -> datetime:
    """Return the hour the file bears inside; ValueError where the imprint's is no ISO hour with its zone."""
    moment = datetime.fromisoformat(imprint.moment)
    if moment.tzinfo is None:
        raise ValueError(f"an hour without its zone: {imprint.moment!r}")
    return moment


def shortened(text: str, room: int) -> str:
    """Return ``text`` on one line of at most ``room`` characters, an ellipsis where it was cut."""
    line = " ".join(text.split())
    return line if len(line) <= room else line[: room - 1].rstrip() + "…"
