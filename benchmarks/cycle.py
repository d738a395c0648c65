"""The cycle: the product beside the floor on one server, several people at once, and what each cycle costs."""

import asyncio
import os
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from operator import attrgetter
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
    for floor, beside in ((_theirs, ""), (_shorter, ", the floor at three acts")):
        speed = _times(turns, floor, lambda run: 1 / run.a_second)
        speeds = " ÷ ".join(f"{median(side(turn).a_second for turn in turns):.1f}" for side in (floor, _ours))
        cost = _times(turns, floor, lambda run: run.cpu_a_cycle)
        costs = " ÷ ".join(f"{median(side(turn).cpu_a_cycle for turn in turns):.1f} ms" for side in (_ours, floor))
        for name, times, note in (
            (f"cycles a second at {USERS} users, floor ÷ product{beside}", speed, speeds),
            (f"server CPU a cycle, product ÷ floor{beside}", cost, costs),
        ):
            yield told(name, f"{times:.4g} ({note})") if beside else at_most(name, TIMES_THE_FLOOR, times, note=note)


_Side = Callable[[_Turn], Run]
_ours: _Side = attrgetter("ours")
_theirs: _Side = attrgetter("theirs")
_shorter: _Side = attrgetter("shorter")


def _times(turns: list[_Turn], floor: _Side, of_a_cycle: Callable[[Run], float]) -> float:
    """Return how many times more of something a cycle takes in the product than in the floor, in the middle turn."""
    return median(of_a_cycle(turn.ours) / of_a_cycle(floor(turn)) for turn in turns)


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
