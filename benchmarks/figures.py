"""A figure: what was asked, what was measured, and whether it holds; and the table of them."""

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Figure:
    """One line of the table. ``holds`` None: told for whoever reads, and never a reason to fail."""

    name: str
    asked: str
    measured: str
    holds: bool | None = None


def at_most(name: str, limit: float, measured: float, unit: str = "", note: str = "") -> Figure:
    """Return the figure of a measure that must stay at or below a limit."""
    told = f"{measured:.4g}{unit}{f' ({note})' if note else ''}"
    return Figure(name, f"≤ {limit:g}{unit}", told, measured <= limit)


def told(name: str, measured: str) -> Figure:
    """Return a figure that nothing is asked of."""
    return Figure(name, "", measured)


def table(figures: Sequence[Figure]) -> str:
    """Return the figures as lines of one width, those that miss marked."""
    heads = ("figure", "asked", "measured")
    rows = [heads, *((figure.name, figure.asked, figure.measured) for figure in figures)]
    widths = [max(len(row[column]) for row in rows) for column in range(2)]
    marks = ["", *({True: "", False: "  MISSED", None: ""}[figure.holds] for figure in figures)]
    return "\n".join(
        f"{row[0]:<{widths[0]}}  {row[1]:<{widths[1]}}  {row[2]}{mark}" for row, mark in zip(rows, marks, strict=True)
    )
