"""The levels of headings: none skipped, whatever the sections and their authors left out."""

from collections.abc import Iterable, Iterator

from commworkflow.rules.blocks import Block, Heading, runs_text


def stepped(blocks: Iterable[Block]) -> Iterator[Block]:
    """Yield ``blocks``, each heading at its depth under those before it, starting at 1.

    An untitled section whose author wrote small titles would else start at level 2: axe and PDF/UA refuse a skipped
    level, and a screen reader's list of headings would have a hole. One without a word is left out for the same reason.
    """
    above: list[int] = []
    for block in blocks:
        if isinstance(block, Heading):
            if not runs_text(block.runs).strip():
                continue
            while above and above[-1] >= block.level:
                above.pop()
            above.append(block.level)
            yield Heading(len(above), block.runs)
        else:
            yield block
