"""``bench``: measure what is asked of the product, print it beside what is asked, and fail where a figure misses."""

import argparse
from collections.abc import Callable, Iterable, Mapping

from benchmarks.figures import Figure, table

Measure = Callable[[bool], Iterable[Figure]]


def _cycle(quick: bool) -> Iterable[Figure]:
    from benchmarks import cycle

    return cycle.measure(cycle.QUICK if quick else cycle.WHOLE)


def _statements(quick: bool) -> Iterable[Figure]:
    from benchmarks import statements

    return statements.measure()


def _documents(quick: bool) -> Iterable[Figure]:
    from benchmarks import documents

    return documents.measure()


def _start(quick: bool) -> Iterable[Figure]:
    from benchmarks import start

    return start.measure()


def _large(quick: bool) -> Iterable[Figure]:
    from benchmarks import large

    return large.measure(quick)


# Each measure loads what it needs when it is wanted: the other commands share this table's process.
MEASURES: Mapping[str, Measure] = {
    "cycle": _cycle,
    "statements": _statements,
    "documents": _documents,
    "start": _start,
    "large": _large,
}


def options(parser: argparse.ArgumentParser) -> None:
    """Say what ``bench`` takes."""
    parser.add_argument("names", nargs="*", metavar="name", help=f"one of {', '.join(MEASURES)}; all unless said")
    parser.add_argument("--quick", action="store_true", help="shorter, and less sure")


def run(asked: argparse.Namespace) -> int:
    """Measure what was named, and return 1 where a figure misses."""
    unknown = [name for name in asked.names if name not in MEASURES]
    if unknown:
        print(f"bench knows {', '.join(MEASURES)}; not {', '.join(unknown)}.")
        return 2
    figures: list[Figure] = []
    for name in asked.names or MEASURES:
        print(f"Measuring: {name}.", flush=True)
        figures += MEASURES[name](asked.quick)
    print(table(figures))
    return 1 if any(figure.holds is False for figure in figures) else 0
