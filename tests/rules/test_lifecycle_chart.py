"""The documentation says what the table says."""

from pathlib import Path

from commworkflow.rules.lifecycle_chart import chart


def test_the_page_is_the_table() -> None:
    written = (Path(__file__).parents[2] / "docs" / "lifecycle.md").read_text(encoding="utf-8")
    assert written == chart(), "write docs/lifecycle.md again from lifecycle_chart.chart()"
