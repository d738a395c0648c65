"""Two texts compared as a person reads them: the words that went and came, and what only looks different."""

from dataclasses import dataclass

from commworkflow.rules.blocks import Sections
from commworkflow.rules.layout_changes import LayoutChange, layout_changes
from commworkflow.rules.redline import Redline, is_same, redline, words_changed
from commworkflow.rules.text import folded


@dataclass(frozen=True, slots=True)
class Comparison:
    """From an earlier text to a later one. ``removed`` and ``added`` count words; ``looks``: of words that stayed."""

    line: Redline
    removed: int
    added: int
    looks: tuple[LayoutChange, ...]

    @property
    def same_words(self) -> bool:
        """Whether not a word changed."""
        return is_same(self.line)

    @property
    def nothing(self) -> bool:
        """Whether neither a word nor a look changed."""
        return self.same_words and not self.looks


def compared(before: tuple[str, Sections], after: tuple[str, Sections]) -> Comparison:
    """Return what changed between two texts, each given as its title and its sections."""
    line = redline(folded(before[1], before[0]), folded(after[1], after[0]))
    removed, added = words_changed(line)
    return Comparison(line, removed, added, layout_changes(before[1], after[1]))
