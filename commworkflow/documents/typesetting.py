"""The one hand that calls typst: a layout and words in, an archivable and audible pdf out, the same bytes each time."""

import json
from collections.abc import Iterable, Mapping
from datetime import datetime
from functools import cache
from pathlib import Path
from threading import Lock
from typing import Any

import typst

from commworkflow.documents.typefaces import FONTS, drawable

# The compiler stays warm for the whole process and refuses a second caller ("Already borrowed"): one text at a time.
_one_at_a_time = Lock()

# typst remembers what it laid out for ten more compilations: small texts cost nothing, ten of 200 kB half a gigabyte.
_HEAVY = 50_000
_GENERATIONS = 11

# One page in two hundred, compressed, ends on a carriage return: a strict PDF/A validator takes it for the line's end
# and finds the stream one byte short. Those are written uncompressed.
_DOUBTFUL = b"\r\nendstream"


def typeset(layout: Path, notice: Mapping[str, Any], moment: datetime) -> bytes:
    """Return the pdf (PDF/A-2a, PDF/UA-1) of a layout filled with words; ``moment``: the hour the file bears inside.

    The words reach the layout as JSON, and are strings there: nothing a person wrote is ever markup. A character no
    typeface draws becomes U+FFFD. FileNotFoundError where the typefaces were never built.
    """
    words = json.dumps(_drawable(notice), ensure_ascii=False)
    with _one_at_a_time:
        pdf = _compiled(layout, words, moment, pretty=False)
        if _DOUBTFUL in pdf:
            pdf = _compiled(layout, words, moment, pretty=True)
        if len(words) > _HEAVY:
            _forget()
    return pdf


def _compiled(layout: Path, words: str, moment: datetime, *, pretty: bool) -> bytes:
    """Return the pdf of one notice; ``pretty`` leaves the pages uncompressed."""
    pdf = _compiler(layout).compile(
        format="pdf",
        sys_inputs={"notice": words},
        pdf_standards=["a-2a", "ua-1"],
        timestamp=moment.replace(microsecond=0),  # typst refuses them
        pretty=pretty,
    )
    if not isinstance(pdf, bytes):
        raise TypeError("typst gave several files where one pdf was asked")
    return pdf


@cache
def _compiler(layout: Path) -> typst.Compiler:
    return typst.Compiler(str(layout), root=str(layout.parent), font_paths=_fonts())


@cache
def _fonts() -> typst.Fonts:
    return typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=[str(FONTS)])


def _forget() -> None:
    """Let typst forget a heavy text, by as many empty pages as it remembers."""
    blank = typst.Compiler(font_paths=_fonts())
    for _ in range(_GENERATIONS):
        blank.compile(b"", format="pdf")


def _drawable(value: Any) -> Any:
    """Return a JSON value with every word of it drawable; addresses and pictures aside, which nobody reads as words."""
    match value:
        case str():
            return drawable(value)
        case Mapping():
            return {key: part if key in ("link", "svg") else _drawable(part) for key, part in value.items()}
        case Iterable():
            return [_drawable(part) for part in value]
        case _:
            return value
