"""The languages of the pages: which there are, and their catalogues compiled from words (.po) to what is read (.mo)."""

import os
from pathlib import Path

from babel.messages.mofile import write_mo
from babel.messages.pofile import PoFileError, read_po

DEFAULT = "fr"
LANGUAGES = {DEFAULT: "Français", "en": "English"}
"""Language code to its own name."""

FOLDER = Path(__file__).parents[1] / "translations"


class WrongCatalogue(RuntimeError):
    """A catalogue cannot be read; the sentence names file and line."""


def compile_catalogues(folder: Path = FOLDER) -> tuple[Path, ...]:
    """Compile every catalogue that is newer than what was made of it; return what was made. Raises WrongCatalogue."""
    return tuple(_compiled(source) for source in sorted(folder.glob("*/LC_MESSAGES/*.po")) if _is_stale(source))


def _is_stale(source: Path) -> bool:
    compiled = source.with_suffix(".mo")
    return not compiled.exists() or compiled.stat().st_mtime_ns < source.stat().st_mtime_ns


def _compiled(source: Path) -> Path:
    try:
        with source.open("rb") as file:
            catalogue = read_po(file, locale=source.parts[-3], abort_invalid=True)
    except PoFileError as error:
        raise WrongCatalogue(f"{source.name}:{error.lineno + 1}: {error}") from error
    for message, errors in catalogue.check():
        raise WrongCatalogue(f"{source.name}:{message.lineno}: “{message.id}”: {errors[0]}")
    target = source.with_suffix(".mo")
    # Two processes may compile at once: the file appears whole, or not at all.
    draft = source.with_suffix(f".{os.getpid()}")
    with draft.open("wb") as file:
        write_mo(file, catalogue)
    draft.replace(target)
    return target
