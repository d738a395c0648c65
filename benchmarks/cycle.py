"""The cycle: the product beside the floor on one server, several people at once, and what each cycle costs."""

import asyncio
import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from statistics import median

from benchmarks.figures import Figure, at_most, told
from benchmarks.floor_site import FLOOR, FloorSite
from benchmarks.load import Crowd, Run
from benchmarks.product_site import ProductSite
from benchmarks.served import Served
from benchmarks.steps import Site

TIMES_THE_FLOOR = 1.75
MOST_MEMORY_MB = 250
USERS = 8
CROWD = 32


@dataclass(frozen=True, slots=True)
class Lengths:
    """How long to measure: rounds of floor and product by turns, seconds a round, cycles before memory is looked at."""

    rounds: int
    seconds: float
    cycles: int


WHOLE = Lengths(rounds=5, seconds=6.0, cycles=1_000)
QUICK = Lengths(rounds=3, seconds=3.0, cycles=200)
_LONGEST_FILL = 120.0


def measure(lengths: Lengths) -> Iterator[Figure]:
    """Measure the cycle, its failures and the server's memory, on servers that live as long as this does."""
    with _fresh("product") as product, _floor() as floor:
        yield from asyncio.run(_measured(product, floor, lengths))


async def _measured(product: Served, floor: Served | None, lengths: Lengths) -> list[Figure]:
    figures = []
    ours = await _arrived(product, ProductSite())
    done = [await ours.work(USERS, lengths.seconds / 2)]
    if floor is None:
        figures.append(told("floor", f"absent ({FLOOR}): nothing to compare with"))
    else:
        theirs = await _arrived(floor, FloorSite())
        pairs = [
            (await theirs.work(USERS, lengths.seconds), await ours.work(USERS, lengths.seconds))
            for _ in range(lengths.rounds)
        ]
        done += [run for _, run in pairs]
        figures += _beside_the_floor(pairs)
        theirs.leave()
    for users in (1, USERS, CROWD):
        run = await ours.work(users, lengths.seconds)
        figures.append(_failures(run))
        done.append(run)
    cycles = sum(run.cycles for run in done)
    filling = await ours.work(USERS, _LONGEST_FILL, most=max(0, lengths.cycles - cycles))
    cycles += filling.cycles
    memory = product.memory_mb()
    figures.append(at_most(f"memory after {cycles} cycles", MOST_MEMORY_MB, memory, " MB"))
    ours.leave()
    return figures


def _beside_the_floor(pairs: list[tuple[Run, Run]]) -> Iterator[Figure]:
    slower = median(theirs.a_second / ours.a_second for theirs, ours in pairs)
    dearer = median(ours.cpu_a_cycle / theirs.cpu_a_cycle for theirs, ours in pairs)
    theirs, ours = ([pair[side] for pair in pairs] for side in (0, 1))
    yield at_most(
        f"cycles a second at {USERS} users, floor ÷ product",
        TIMES_THE_FLOOR,
        slower,
        note=f"{median(run.a_second for run in theirs):.1f} ÷ {median(run.a_second for run in ours):.1f}",
    )
    yield at_most(
        "server CPU a cycle, product ÷ floor",
        TIMES_THE_FLOOR,
        dearer,
        note=f"{median(run.cpu_a_cycle for run in ours):.1f} ms ÷ {median(run.cpu_a_cycle for run in theirs):.1f} ms",
    )


def _failures(run: Run) -> Figure:
    why = "; ".join(f"{count} × {reason}" for reason, count in run.failures.most_common(3))
    note = f"of {run.cycles + run.failed} cycles, {run.a_second:.1f} a second{f'; {why}' if why else ''}"
    return at_most(f"failures at {run.users} user{'s' if run.users > 1 else ''}", 0, run.failed, note=note)


async def _arrived(served: Served, site: Site) -> Crowd:
    crowd = Crowd(served, site, CROWD)
    await crowd.arrive()
    return crowd


@contextmanager
def _fresh(name: str) -> Iterator[Served]:
    """Serve the product or the floor from an empty folder, which is taken away afterwards."""
    with (
        tempfile.TemporaryDirectory(prefix="commworkflow-bench-") as folder,
        Served(f"benchmarks.{name}_server", os.path.join(folder, name)) as served,
    ):
        yield served


@contextmanager
def _floor() -> Iterator[Served | None]:
    if not FLOOR.is_dir():
        yield None
        return
    with _fresh("floor") as served:
        yield served
