"""The two worlds, never mixed: the exercise that trains, and the live one that speaks."""

from enum import StrEnum


class World(StrEnum):
    """Where a record lives. A number, text, file or seal made in the exercise says so by itself."""

    EXERCISE = "exercise"
    LIVE = "live"

    @property
    def number_prefix(self) -> str:
        """What stands before every number given in this world (nothing in the live one)."""
        return "E-" if self is World.EXERCISE else ""

    @property
    def mark(self) -> str:
        """The words burnt into every text of this world; French, because the texts are."""
        return "EXERCICE" if self is World.EXERCISE else ""

    def titled(self, title: str) -> str:
        """Return a title as it is read apart from its text: in a window's bar, in a list, in a site's own editor."""
        return f"{self.mark} · {title}" if self.mark else title

    def file_name(self, name: str) -> str:
        """Return the name of a file that bears no number of this world's, with the mark before it."""
        return f"{self.mark}-{name}" if self.mark else name
