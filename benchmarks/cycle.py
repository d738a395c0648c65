"""The cycle: the product beside the floor on one server, several people at once, and what each cycle costs."""

import asyncio
import os
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from statistics import median

from benchmarks.figures import Figure, at_most, told
from benchmarks.floor_site import FLOOR, FloorOnItsOwn, FloorSite
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
    """How long to measure: turns of floor and product, seconds a turn, cycles before memory is looked at.

    Turns are short and many: a machine that others share changes its pace within seconds.
    """

    turns: int
    seconds: float
    cycles: int


WHOLE = Lengths(turns=40, seconds=1.0, cycles=1_000)
QUICK = Lengths(turns=16, seconds=0.6, cycles=200)
_FOR_FAILURES = 6
"""How many turns' time the product is watched for failures by each number of users."""
_LONGEST_FILL = 120.0


def measure(lengths: Lengths) -> Iterator[Figure]:
    """Measure the cycle, its failures and the server's memory, on servers that live as long as this does."""
    with _fresh("product") as product, _floor() as floor:
        yield from asyncio.run(_measured(product, floor, lengths))


async def _measured(product: Served, floor: Served | None, lengths: Lengths) -> list[Figure]:
    figures = []
    ours = await _arrived(product, ProductSite())
    done = [await ours.work(USERS, 3 * lengths.seconds)]
    if floor is None:
        figures.append(told("floor", f"absent ({FLOOR}): nothing to compare with"))
    else:
        theirs, shorter = await _arrived(floor, FloorSite()), await _arrived(floor, FloorOnItsOwn())
        turns = [await _turn((theirs, ours, shorter), lengths.seconds) for _ in range(lengths.turns)]
        done += [turn.ours for turn in turns]
        figures += _beside_the_floor(turns)
        theirs.leave()
        shorter.leave()
    for users in (1, USERS, CROWD):
        run = await ours.work(users, _FOR_FAILURES * lengths.seconds)
        figures.append(_failures(run))
        done.append(run)
    cycles = sum(run.cycles for run in done)
    filling = await ours.work(USERS, _LONGEST_FILL, most=max(0, lengths.cycles - cycles))
    cycles += filling.cycles
    memory = product.memory_mb()
    figures.append(at_most(f"memory after {cycles} cycles", MOST_MEMORY_MB, memory, " MB"))
    ours.leave()
    return figures


@dataclass(frozen=True, slots=True)
class _Turn:
    """One after the other: the floor at the acts of the cycle, the product, and the floor at its own three."""

    theirs: Run
    ours: Run
    shorter: Run


async def _turn(crowds: tuple[Crowd, Crowd, Crowd], seconds: float) -> _Turn:
    theirs, ours, shorter = [await crowd.work(USERS, seconds) for crowd in crowds]
    return _Turn(theirs, ours, shorter)


def _beside_the_floor(turns: list[_Turn]) -> Iterator[Figure]:
    speed = f"cycles a second at {USERS} users, floor ÷ product"
    cost = "server CPU a cycle, product ÷ floor"
    slower, speeds = _slower(turns, lambda turn: turn.theirs)
    yield at_most(speed, TIMES_THE_FLOOR, slower, note=speeds)
    dearer, costs = _dearer(turns, lambda turn: turn.theirs)
    yield at_most(cost, TIMES_THE_FLOOR, dearer, note=costs)
    for name, (times, note) in (
        (f"{speed}, the floor at three acts", _slower(turns, lambda turn: turn.shorter)),
        (f"{cost}, the floor at three acts", _dearer(turns, lambda turn: turn.shorter)),
    ):
        yield told(name, f"{times:.4g} ({note})")


_Side = Callable[[_Turn], Run]


def _slower(turns: list[_Turn], floor: _Side) -> tuple[float, str]:
    """Return how many times fewer cycles a second the product does, and both speeds in words."""
    theirs, ours = (median(side(turn).a_second for turn in turns) for side in (floor, _ours))
    return median(floor(turn).a_second / turn.ours.a_second for turn in turns), f"{theirs:.1f} ÷ {ours:.1f}"


def _dearer(turns: list[_Turn], floor: _Side) -> tuple[float, str]:
    """Return how many times more of the processor a cycle of the product takes, and both costs in words."""
    theirs, ours = (median(side(turn).cpu_a_cycle for turn in turns) for side in (floor, _ours))
    return median(turn.ours.cpu_a_cycle / floor(turn).cpu_a_cycle for turn in turns), f"{ours:.1f} ms ÷ {theirs:.1f} ms"


def _ours(turn: _Turn) -> Run:
    return turn.ours


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
