"""Several people at once: each visit does cycle after cycle until the time is over."""

import asyncio
import time
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field

from benchmarks.browser import Browser
from benchmarks.served import Served
from benchmarks.steps import BROWSERS, Answer, Site, Steps, Unexpected, checked

_MOST_CYCLES = 20_000
_LONGEST_REQUEST = 30.0


@dataclass(slots=True)
class Run:
    """What one run did, and what it cost the server."""

    users: int
    cycles: int = 0
    seconds: float = 0.0
    cpu: float = 0.0
    failures: Counter[str] = field(default_factory=Counter)

    @property
    def failed(self) -> int:
        """How many cycles broke off."""
        return sum(self.failures.values())

    @property
    def a_second(self) -> float:
        """Cycles done in a second."""
        return self.cycles / self.seconds

    @property
    def cpu_a_cycle(self) -> float:
        """Milliseconds of the server's processor that a cycle took."""
        return 1_000 * self.cpu / max(1, self.cycles)


class Crowd:
    """The visits of one server; they arrive once and stay through every run."""

    def __init__(self, served: Served, site: Site, users: int) -> None:
        self._served, self._site = served, site
        self._visits: list[Sequence[Browser]] = [[Browser(served.port) for _ in range(BROWSERS)] for _ in range(users)]

    async def arrive(self) -> None:
        """Open every browser. Raises Unexpected where somebody is not let in."""
        for number, browsers in enumerate(self._visits):
            await _carry(self._site.arrive(number), browsers)

    async def work(self, users: int, seconds: float, most: int = _MOST_CYCLES) -> Run:
        """Let so many of the visits work at once for so many seconds, or until ``most`` cycles are done."""
        run = Run(users)
        began, cpu = time.perf_counter(), self._served.cpu_seconds()
        end = began + seconds
        visits = enumerate(self._visits[:users])
        await asyncio.gather(*(self._visit(number, browsers, run, end, most) for number, browsers in visits))
        run.seconds = time.perf_counter() - began
        run.cpu = self._served.cpu_seconds() - cpu
        return run

    async def _visit(self, number: int, browsers: Sequence[Browser], run: Run, end: float, most: int) -> None:
        while time.perf_counter() < end and run.cycles + run.failed < most:
            try:
                await _carry(self._site.cycle(number), browsers)
                run.cycles += 1
            except (Unexpected, OSError, EOFError, TimeoutError) as error:
                run.failures[str(error) or type(error).__name__] += 1

    def leave(self) -> None:
        """Close every browser."""
        for browsers in self._visits:
            for browser in browsers:
                browser.close()


async def _carry(steps: Steps, browsers: Sequence[Browser]) -> None:
    ask = next(steps)
    while True:
        answer: Answer = await asyncio.wait_for(browsers[ask.browser].send(ask), _LONGEST_REQUEST)
        try:
            ask = steps.send(checked(ask, answer))
        except StopIteration:
            return
