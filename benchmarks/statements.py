"""How many SQL statements one cycle takes, counted in an application of this process."""

import tempfile
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from pathlib import Path

from werkzeug.test import Client

from benchmarks.asked import statements_of
from benchmarks.figures import Figure, at_most
from benchmarks.product_site import ProductSite
from benchmarks.steps import BROWSERS, Answer, Steps, checked
from commworkflow import exercise
from commworkflow.application import application, open_house
from commworkflow.clock import machine_clock
from commworkflow.records.schema import OpenWorld
from commworkflow.rules.worlds import World
from commworkflow.settings import Settings

_MOST = 60


def measure() -> Iterator[Figure]:
    """Count the statements of a cycle that is not the first one."""
    with tempfile.TemporaryDirectory(prefix="commworkflow-bench-") as folder:
        now = datetime.now(UTC)
        opened = OpenWorld(Path(folder), World.EXERCISE, now)
        try:
            house = open_house(opened)
            exercise.fill(house, now)
            app = application(house, Settings(), machine_clock)
            browsers = [app.test_client() for _ in range(BROWSERS)]
            site = ProductSite()
            for steps in (site.arrive(0), site.cycle(0)):
                _carry(steps, browsers)
            with statements_of(house.database.engine) as asked:
                _carry(site.cycle(0), browsers)
        finally:
            opened.close()
    yield at_most("SQL statements a cycle", _MOST, len(asked))


def _carry(steps: Steps, browsers: Sequence[Client]) -> None:
    ask = next(steps)
    while True:
        given = browsers[ask.browser].open(ask.path, method=ask.method, data=ask.form)
        answer = Answer(given.status_code, given.headers.get("Location", ""), given.get_data(as_text=True))
        try:
            ask = steps.send(checked(ask, answer))
        except StopIteration:
            return
