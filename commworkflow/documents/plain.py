"""The text without any form: to copy into a site's editor, to read aloud, to compare word for word."""

import unicodedata

from commworkflow.rules.blocks import Sections, all_blocks, block_lines
from commworkflow.rules.plain_text import render_plain

__all__ = ["fold_words", "render_plain", "words"]


def words(sections: Sections) -> tuple[str, ...]:
    """Return the words of ``sections`` in the order every output holds them, without the marks of lists."""
    return fold_words("\n".join(line for block in all_blocks(sections) for line in block_lines(block)))


def fold_words(text: str) -> tuple[str, ...]:
    """Return the words of ``text`` as a comparison sees them: NFC, any white space alike, non-breaking ones too."""
    return tuple(unicodedata.normalize("NFC", text).split())
