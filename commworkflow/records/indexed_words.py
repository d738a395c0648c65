"""Which words of a text, of its answers and of what was written with an act are looked for."""

from collections.abc import Iterable
from typing import Any

from commworkflow.rules.blocks import block_lines
from commworkflow.rules.html_blocks import blocks_from_html
from commworkflow.rules.placeholders import PLACEHOLDER


def of_sections(sections: Iterable[Any]) -> Iterable[str]:
    """Return the lines of a text as it was saved, with the titles of its sections."""
    for section in sections:
        yield section["title"]
        for block in blocks_from_html(section["html"]):
            # What stands there for an answer is no word of the text; the answer itself is found by its own words.
            yield from (PLACEHOLDER.sub("…", line) for line in block_lines(block))


def of_answers(answer: Any) -> Iterable[str]:
    """Return the words of raw answers or of what was written with an act, whatever they are nested in."""
    if isinstance(answer, dict):
        for part in answer.values():
            yield from of_answers(part)
    elif isinstance(answer, list):
        for part in answer:
            yield from of_answers(part)
    elif isinstance(answer, str):
        yield answer
