"""The table of a message's life as a page of the documentation; a test holds the page against the table."""

from commworkflow.rules.lifecycle import TABLE, Row


def chart() -> str:
    """Return the table and its diagram in Markdown (the diagram in Mermaid's notation)."""
    return "\n".join((*_head(), *(_line(row) for row in TABLE.values()), "", *_diagram(), ""))


def _head() -> tuple[str, ...]:
    return (
        "# The life of a message",
        "",
        "Written from `commworkflow/rules/lifecycle.py` by `lifecycle_chart.py`; not edited by hand.",
        "",
        "| action | from | to | the role may | and is named as | what may object |",
        "|---|---|---|---|---|---|",
    )


def _line(row: Row) -> str:
    cells = (
        row.action,
        ", ".join(sorted(row.since)),
        row.into or "stays",
        row.act.name.lower().replace("_", " "),
        row.named.__name__.strip("_"),
        ", ".join(objection.__name__.replace("_", " ") for objection in row.objections) or "nothing",
    )
    return f"| {' | '.join(cells)} |"


def _diagram() -> tuple[str, ...]:
    arrows = [
        f"    {state} --> {row.into}: {row.action}"
        for row in TABLE.values()
        if row.into is not None
        for state in sorted(row.since)
        if state != row.into
    ]
    return ("```mermaid", "stateDiagram-v2", "    [*] --> draft: start", *arrows, "```")
