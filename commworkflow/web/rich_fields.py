"""The fields of an editor: HTML that stands for a text area, and becomes what the text area would have sent."""

from commworkflow.rules.text import markdown_from_editor

RICH = "rich."
"""``rich.section.body`` comes in the place of ``section.body`` where scripts run."""
_LARGEST = 1_000_000
"""What is longer is not read as HTML: it is refused for its length, as it came."""


def plain(name: str, value: str) -> tuple[str, str]:
    """Return a field as a page without scripts would have sent it."""
    if not name.startswith(RICH):
        return name, value
    return name[len(RICH) :], value if len(value) > _LARGEST else markdown_from_editor(value)
