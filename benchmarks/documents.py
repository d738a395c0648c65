"""A text of two pages as pdf and as docx, once the first one is made."""

import time
from collections.abc import Callable, Iterator
from statistics import median

from benchmarks.figures import Figure, at_most
from benchmarks.steps import text_of
from commworkflow.documents import DOCUMENTS
from commworkflow.rules.blocks import Section, Sections
from commworkflow.rules.notice import Imprint, Mark
from commworkflow.rules.text import blocks_from_markdown
from commworkflow.rules.worlds import World

_MOST_MILLISECONDS = 25
_TIMES = 21
_PARAGRAPHS = 9
_HOUR = "2026-11-22T06:47:00+00:00"

_IMPRINT = Imprint(
    world=World.EXERCISE,
    language="fr",
    establishment="Centre hospitalier de Valmont",
    letterhead=("Centre hospitalier de Valmont", "1 avenue de l’Hôpital", "99100 Valmont"),
    title="Avis aux patients",
    number="E-C-2026-0012",
    version="E-2026-01-12",
    reading_class="C0",
    mark=Mark.NONE,
    moment=_HOUR,
    dated="22 novembre 2026 à 7 h 47",
    signer="Pour l’établissement, Dominique Marchand, direction",
    seal="1a2b-3c4d-5e6f-7a8b",
    text_digest="8b7a-6f5e-4d3c-2b1a",
)


def measure() -> Iterator[Figure]:
    """Measure each kind of file that has pages."""
    for kind in ("pdf", "docx"):
        taken = [_milliseconds(DOCUMENTS[kind].render, _sections(number)) for number in range(_TIMES)]
        yield at_most(f"a {kind} of two pages, warm", _MOST_MILLISECONDS, median(taken[1:]), " ms")


def _milliseconds(render: Callable[[Sections, Imprint], bytes], sections: Sections) -> float:
    began = time.perf_counter()
    render(sections, _IMPRINT)
    return 1_000 * (time.perf_counter() - began)


def _sections(number: int) -> Sections:
    """Return a text of two pages, none of whose lines stood in another: typst remembers what it has set before."""
    written = "\n\n".join(
        f"## {number}.{part} Partie\n\n{number}.{part} {text_of(420)}\n\n- {number}.{part} {text_of(80)}"
        for part in range(1, _PARAGRAPHS)
    )
    return (Section("text", "", blocks_from_markdown(written)),)
